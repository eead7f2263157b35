package store

import (
	"context"
	"slices"
	"strings"

	"lede/feed"
)

// ruling is what the rules make of one entry.
type ruling struct {
	read, starred, later, hidden bool // to be set on
	labels                       []string
	hit                          []feed.Effect // for others to carry out
}

func (r *ruling) empty() bool {
	return !r.read && !r.starred && !r.later && !r.hidden && len(r.labels) == 0 && len(r.hit) == 0
}

// judge asks the rules about an entry, in their order: each sees what those
// before it have done.
func judge(rules []feed.Rule, m matcher) (r ruling) {
	st := &m.item.Status
	for _, rule := range rules {
		if !m.is(rule.When) {
			continue
		}
		for _, e := range rule.Effects {
			switch e.Kind {
			case feed.EffectRead:
				r.read, st.Read = r.read || !st.Read, true
			case feed.EffectStar:
				r.starred, st.Starred = r.starred || !st.Starred, true
			case feed.EffectLater:
				r.later, st.Later = r.later || !st.Later, true
			case feed.EffectHide:
				r.hidden, st.Hidden = r.hidden || !st.Hidden, true
			case feed.EffectTag:
				if !hasLabel(st.Labels, e.Arg) {
					r.labels, st.Labels = append(r.labels, e.Arg), append(st.Labels, e.Arg)
				}
			default:
				r.hit = append(r.hit, e)
			}
		}
	}
	if st.Hidden {
		r.hit = nil // who does not want to see it is not told of it
	}
	return r
}

func hasLabel(labels []string, name string) bool {
	return slices.ContainsFunc(labels, func(l string) bool { return strings.EqualFold(l, name) })
}

// judgeNew applies the rules to an entry that has just been added for the
// reader, and keeps the counters that add has kept in step.
func (p *prepared) judgeNew(t *tx, e *preparedEntry, a subscriber, id int64, archived bool) error {
	if len(p.rules) == 0 || a.account != t.core.opts.AccountID {
		return nil
	}
	entry, err := e.whole(t)
	if err != nil {
		return err
	}
	entry.ID = id
	item := Item{Entry: entry, Status: feed.Status{EntryID: id, Read: archived}}
	r := judge(p.rules, matcher{item: &item, sub: a.sub, sortDate: sortDate(e.Entry, t.now)})
	if r.empty() {
		return nil
	}
	// Its own date of change stays 0: so it arrived.
	err = t.exec(`UPDATE status SET changed_at = ?3,
			read = max(read, ?4), read_by = CASE WHEN ?4 THEN ?8 ELSE read_by END,
			starred = ?5, starred_by = CASE WHEN ?5 THEN ?8 ELSE 0 END,
			later = ?6, later_by = CASE WHEN ?6 THEN ?8 ELSE 0 END,
			hidden = ?7, hidden_by = CASE WHEN ?7 THEN ?8 ELSE 0 END, visible = visible AND NOT ?7
		WHERE account_id = ?1 AND entry_id = ?2`, a.account, id, t.now, r.read, r.starred, r.later, r.hidden, originRule)
	if err != nil {
		return err
	}
	if err := t.addLabels(a.account, id, r.labels); err != nil {
		return err
	}
	if c := p.counts[a.account]; !a.hidden {
		if r.hidden {
			c.total--
		}
		if !archived && (r.read || r.hidden) {
			c.unread--
		}
	}
	if !p.first { // a feed's first stories are no news
		p.hit(entry, r)
	}
	return nil
}

// whole is an entry as rules see it, with its text.
func (e *preparedEntry) whole(t *tx) (feed.Entry, error) {
	entry := *e.Entry
	entry.Title = titleOf(e.Entry)
	var err error
	if entry.Content == "" {
		entry.Content, err = t.unpack(e.pack, e.nth)
	}
	return entry, err
}

// hit reports what is left for others to do.
func (p *prepared) hit(e feed.Entry, r ruling) {
	if len(r.hit) > 0 {
		e.FeedID, e.Content = p.answer.FeedID, ""
		p.stored.Hits = append(p.stored.Hits, feed.Hit{Entry: e, Effects: r.hit})
	}
}

// judgeUpdate applies the rules that ask for updates to an entry that its
// publisher has changed. What the user has set since stays.
func (p *prepared) judgeUpdate(t *tx, e *preparedEntry, id int64) error {
	rules := slices.DeleteFunc(slices.Clone(p.rules), func(r feed.Rule) bool { return !r.OnUpdate })
	for _, a := range p.accounts {
		if len(rules) == 0 || a.account != t.core.opts.AccountID {
			continue
		}
		entry, err := e.whole(t)
		if err != nil {
			return err
		}
		item := Item{Entry: entry}
		item.Entry.ID, item.Entry.Revised = id, fromMillis(t.now)
		st := &item.Status
		var date int64
		var userRead, userStarred, userLater, userHidden bool
		found, err := t.get(`SELECT sort_date, read, starred, later, hidden, read_by = ?3, starred_by = ?3, later_by = ?3, hidden_by = ?3
			FROM status WHERE account_id = ?1 AND entry_id = ?2`, []any{a.account, id, originUser},
			&date, &st.Read, &st.Starred, &st.Later, &st.Hidden, &userRead, &userStarred, &userLater, &userHidden)
		if err != nil || !found {
			return err
		}
		if st.Labels, err = t.labels(a.account, id); err != nil {
			return err
		}
		r := judge(rules, matcher{item: &item, sub: a.sub, sortDate: date})
		if err := t.addLabels(a.account, id, r.labels); err != nil {
			return err
		}
		for _, f := range []struct {
			flag      feed.Flag
			set, user bool
		}{{feed.Read, r.read, userRead}, {feed.Starred, r.starred, userStarred}, {feed.Later, r.later, userLater}, {feed.Hidden, r.hidden, userHidden}} {
			if !f.set || f.user {
				continue
			}
			found, err := t.flags(string(f.flag), "status s WHERE s.account_id = ? AND s.entry_id = ?", a.account, id)
			if err != nil {
				return err
			}
			if err := t.setFlag(a.account, string(f.flag), found, true, originRule); err != nil {
				return err
			}
		}
		p.hit(item.Entry, r)
	}
	return nil
}

// Ruled says what one rule matches among what is kept, and what it would change
// there, as if the rules before it had been applied.
type Ruled struct {
	Matched int
	Changes map[string][]int64 // entries by effect, as Effect.String writes it; those that it leaves as they are not counted
	Sample  []Item             // the newest few that it changes, without bodies
}

// sampled is how many stories a Ruled shows.
const sampled = 5

// TryRules asks the rules about all entries that are kept, and changes nothing.
func (s *Store) TryRules(ctx context.Context, rules []feed.Rule) ([]Ruled, error) {
	subs, err := readSubscribed(s.read(ctx), s.account)
	if err != nil {
		return nil, s.explain("trying the rules", err)
	}
	byFeed := make(map[int64]subscribed, len(subs))
	for _, sub := range subs {
		byFeed[sub.id] = sub
	}
	out := make([]Ruled, len(rules))
	for i := range out {
		out[i].Changes = make(map[string][]int64)
	}
	withBody := slices.ContainsFunc(rules, func(r feed.Rule) bool { return asksText(r.When) })
	for item, err := range s.Entries(ctx, feed.Window{}, withBody) {
		if err != nil {
			return nil, err
		}
		shown := item
		shown.Entry.Content = ""
		m := matcher{item: &item, sub: byFeed[item.Entry.FeedID], sortDate: item.Entry.SortDate().UnixMilli()}
		for i := range rules {
			if m.is(rules[i].When) {
				out[i].add(judge(rules[i:i+1], m), shown)
			}
		}
	}
	return out, nil
}

// add counts what a rule makes of an entry that it matches.
func (r *Ruled) add(what ruling, item Item) {
	r.Matched++
	if len(r.Sample) < sampled && !what.empty() {
		r.Sample = append(r.Sample, item)
	}
	set := func(e feed.Effect) {
		r.Changes[e.String()] = append(r.Changes[e.String()], item.Entry.ID)
	}
	for kind, on := range map[feed.EffectKind]bool{feed.EffectRead: what.read, feed.EffectStar: what.starred, feed.EffectLater: what.later, feed.EffectHide: what.hidden} {
		if on {
			set(feed.Effect{Kind: kind})
		}
	}
	for _, name := range what.labels {
		set(feed.Effect{Kind: feed.EffectTag, Arg: name})
	}
	for _, e := range what.hit {
		set(e)
	}
}

// asksText says whether an expression looks at texts, which are kept apart.
func asksText(e *feed.Expr) bool {
	if e == nil {
		return false
	}
	if e.Op == feed.Match {
		return e.Term.Field == feed.AnyText || e.Term.Field == feed.FieldText
	}
	return slices.ContainsFunc(e.Args, asksText)
}
