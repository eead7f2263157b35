package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"lede/feed"
)

// splitMatch parts an expression into what the full-text index answers, if need
// be with a look at the texts of what it finds, and what is checked entry by
// entry. words is nil where the index can answer nothing.
func splitMatch(e *feed.Expr) (words, rest *feed.Expr) {
	if e == nil {
		return nil, nil
	}
	args := []*feed.Expr{e}
	if e.Op == feed.And {
		args = e.Args
	}
	var in, out []*feed.Expr
	for _, a := range args {
		if askOf(a).kind != asksNothing {
			in = append(in, a)
		} else {
			out = append(out, a)
		}
	}
	return conjunction(in), conjunction(out)
}

func conjunction(args []*feed.Expr) *feed.Expr {
	switch len(args) {
	case 0:
		return nil
	case 1:
		return args[0]
	}
	return &feed.Expr{Op: feed.And, Args: args}
}

// ask is what the full-text index is asked for an expression. It finds all that
// match; where it may find more than that, doubts is what is to be compared with
// the texts of what it finds: the index knows which words an entry has, but not
// where.
type ask struct {
	kind   int
	text   string // in FTS5's language
	doubts *feed.Expr
}

// How far the index can answer an expression.
const (
	asksNothing    = iota // it can't
	asksFor               // what text finds
	asksAllBut            // all but what text finds
	asksEverything        // all, of which doubts says what matches
)

// askOf is what the index is asked for an expression.
func askOf(e *feed.Expr) ask {
	if e == nil {
		return ask{}
	}
	switch e.Op {
	case feed.Match:
		return askTerm(e.Term)
	case feed.Not:
		a := askOf(e.Args[0])
		switch {
		case a.doubts != nil:
			return doubtful(e)
		case a.kind == asksFor:
			a.kind = asksAllBut
		case a.kind == asksAllBut:
			a.kind = asksFor
		}
		return a
	case feed.Or:
		return askOr(e)
	case feed.And:
		return askAnd(e)
	}
	return ask{}
}

// doubtful asks for everything, to be compared with the texts.
func doubtful(e *feed.Expr) ask {
	if !comparable(e) {
		return ask{}
	}
	return ask{kind: asksEverything, doubts: e}
}

// comparable says whether an expression asks for words alone, so that an entry's
// text says whether it matches.
func comparable(e *feed.Expr) bool {
	if e.Op == feed.Match {
		_, ok := wordMarks[e.Term.Field]
		return ok && e.Term.Regex == nil
	}
	return !slices.ContainsFunc(e.Args, func(a *feed.Expr) bool { return !comparable(a) })
}

func askOr(e *feed.Expr) ask {
	var parts []string
	out := ask{kind: asksFor}
	for _, arg := range e.Args {
		a := askOf(arg)
		if a.kind != asksFor {
			return ask{}
		}
		if a.doubts != nil {
			out.doubts = e
		}
		parts = append(parts, a.text)
	}
	if out.doubts != nil && !comparable(e) {
		return ask{}
	}
	out.text = "(" + strings.Join(parts, " OR ") + ")"
	return out
}

func askAnd(e *feed.Expr) ask {
	var yes, no []string
	var doubts []*feed.Expr
	for _, arg := range e.Args {
		a := askOf(arg)
		switch a.kind {
		case asksFor:
			yes = append(yes, a.text)
		case asksAllBut:
			no = append(no, a.text)
		case asksNothing:
			return ask{}
		}
		if a.doubts != nil {
			doubts = append(doubts, a.doubts)
		}
	}
	switch {
	case len(yes) > 0:
	case len(doubts) > 0 && len(no) > 0: // of all but those, what the texts say
		yes = []string{askMeta(everyDocument)}
	case len(doubts) > 0:
		return doubtful(e)
	default: // not a and not b: not (a or b)
		return ask{kind: asksAllBut, text: "(" + strings.Join(no, " OR ") + ")"}
	}
	query := strings.Join(yes, " AND ")
	if len(no) > 0 {
		query = "(" + query + ") NOT (" + strings.Join(no, " OR ") + ")"
	}
	return ask{kind: asksFor, text: "(" + query + ")", doubts: conjunction(doubts)}
}

// wordMarks say how the index keeps the words of each field: all as they are,
// and those of some once more with a rune before them. A text's own stand for
// themselves only where no other field has them.
var wordMarks = map[feed.Field]string{
	feed.AnyText: "", feed.FieldText: "", feed.FieldTitle: markTitle, feed.FieldAuthor: markAuthor,
}

// mostAsked is how many words of a phrase the index is asked for.
const mostAsked = 32

func askTerm(t feed.Term) ask {
	if t.Regex != nil {
		return ask{}
	}
	switch t.Field {
	case feed.FieldHas:
		if t.Text == "fulltext" {
			return ask{}
		}
		return ask{kind: asksFor, text: askMeta("h" + t.Text)}
	case feed.FieldLang:
		return ask{kind: asksFor, text: askMeta(langToken(t.Text))}
	case feed.FieldTag:
		return ask{}
	}
	mark, ok := wordMarks[t.Field]
	if !ok {
		return ask{}
	}
	return askWords(t, mark)
}

// askWords asks for a term's words, the last as the beginning of one where that
// is asked. A single rune of a dense script begins the pair that the index has
// of it.
func askWords(t feed.Term, mark string) ask {
	n := indexNeedle(t)
	if len(n.words) == 0 {
		return ask{}
	}
	var asked []string
	for i, word := range n.words {
		quoted := `"` + mark + word + `"`
		if i == len(n.words)-1 && n.prefix {
			quoted += " *"
		}
		if !slices.Contains(asked, quoted) {
			asked = append(asked, quoted)
		}
		if len(asked) == mostAsked {
			break
		}
	}
	a := ask{kind: asksFor, text: asked[0]}
	if len(asked) > 1 {
		a.text = "(" + strings.Join(asked, " AND ") + ")"
	}
	if len(n.words) > 1 || t.Field == feed.FieldText {
		a.doubts = &feed.Expr{Op: feed.Match, Term: t}
	}
	return a
}

// everyDocument is kept of each.
const everyDocument = "all"

// search is what the index is searched for: of what leaves something out, all
// the rest.
func (a ask) search() ask {
	switch a.kind {
	case asksAllBut:
		a.kind, a.text = asksFor, "("+askMeta(everyDocument)+" NOT "+a.text+")"
	case asksEverything:
		a.kind, a.text = asksFor, askMeta(everyDocument)
	}
	return a
}

// askMeta asks for what is no text: a feed, a language, what is attached.
func askMeta(words ...string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = `"` + markMeta + word + `"`
	}
	return "(" + strings.Join(quoted, " OR ") + ")"
}

// endsAlone says whether a text ends with a rune of a dense script that follows
// none: there is no pair of it.
func endsAlone(text string) bool {
	runes := []rune(strings.TrimRightFunc(text, func(r rune) bool { return !wordRune(r) }))
	n := len(runes)
	return n > 0 && dense(runes[n-1]) && (n == 1 || !dense(runes[n-2]))
}

// langToken is how the index keeps a language: letters only.
func langToken(tag string) string {
	return "l" + strings.Join(indexWords(tag), "")
}

// compiler turns an expression into a condition on a status s.
type compiler struct {
	*Store
	q         querier
	unindexed []matcher // the newest that the index does not have yet; with looked
	looked    bool
}

func (c *compiler) compile(e *feed.Expr) (cond, error) {
	switch e.Op {
	case feed.Match:
		return c.term(e.Term)
	case feed.Not:
		not, err := c.compile(e.Args[0])
		return cond{"NOT (" + not.sql + ")", not.args}, err
	}
	word := " AND "
	if e.Op == feed.Or {
		word = " OR "
	}
	var parts []string
	var args []any
	for _, a := range e.Args {
		part, err := c.compile(a)
		if err != nil {
			return cond{}, err
		}
		parts, args = append(parts, "("+part.sql+")"), append(args, part.args...)
	}
	if len(parts) == 0 {
		return cond{sql: "1"}, nil
	}
	return cond{"(" + strings.Join(parts, word) + ")", args}, nil
}

// mediaBits are what has: asks for in entry.media.
var mediaBits = map[string]int{
	"enclosure": mediaEnclosure, "audio": mediaAudio, "video": mediaVideo, "image": mediaImage, "fulltext": mediaFullText,
}

func (c *compiler) term(t feed.Term) (cond, error) {
	if t.Regex != nil {
		return cond{}, errors.New("regular expressions are for rules alone")
	}
	switch t.Field {
	case feed.FieldURL:
		return cond{"EXISTS (SELECT 1 FROM entry e WHERE e.id = s.entry_id AND instr(lower(e.url), ?) > 0)", []any{strings.ToLower(t.Text)}}, nil
	case feed.FieldIs:
		if flag, ok := map[string]string{
			"unread": "s.read = 0", "read": "s.read = 1", "starred": "s.starred = 1", "later": "s.later = 1", "hidden": "s.hidden = 1",
			"updated": "EXISTS (SELECT 1 FROM entry e WHERE e.id = s.entry_id AND e.revised > 0)",
		}[t.Text]; ok {
			return cond{sql: flag}, nil
		}
	case feed.FieldHas:
		return cond{"EXISTS (SELECT 1 FROM entry e WHERE e.id = s.entry_id AND e.media & ? <> 0)", []any{mediaBits[t.Text]}}, nil
	case feed.FieldSince:
		return cond{"s.sort_date >= ?", []any{t.Time.UnixMilli()}}, nil
	case feed.FieldBefore:
		return cond{"s.sort_date < ?", []any{t.Time.UnixMilli()}}, nil
	case feed.FieldLang:
		return cond{"EXISTS (SELECT 1 FROM entry e WHERE e.id = s.entry_id AND instr(lower(e.language) || '-', ? || '-') = 1)", []any{t.Text}}, nil
	case feed.FieldFeed, feed.FieldIn:
		ids, err := c.feedsOf(c.q, t)
		return cond{"s.feed_id IN (SELECT value FROM json_each(?))", []any{idList(ids)}}, err
	case feed.FieldTag:
		ids, err := c.feedsOf(c.q, t)
		if err != nil {
			return cond{}, err
		}
		has := cond{
			`(s.feed_id IN (SELECT value FROM json_each(?))
			OR s.labelled = 1 AND EXISTS (SELECT 1 FROM label l WHERE l.account_id = s.account_id AND l.name = ? AND l.sort_date = s.sort_date AND l.entry_id = s.entry_id))`,
			[]any{idList(ids), t.Text},
		}
		if a := askTag(t); a.kind == asksFor { // else it has no words: a label alone may be called so
			tagged := a.compared("search.rowid", "d.entry_id")
			has.sql = "(" + has.sql + " OR s.entry_id IN (SELECT d.entry_id FROM search CROSS JOIN doc d ON d.id = search.rowid WHERE search MATCH ? AND " + tagged.sql + "))"
			has.args = slices.Concat(has.args, []any{a.text}, tagged.args)
		}
		return c.orUnindexed(t, has)
	}
	if a := askTerm(t); a.kind == asksFor {
		return c.words(t, a)
	}
	return cond{sql: "s.words < -1"}, nil // nothing in it that could be looked for
}

// manyHits is how many hits are gathered for a condition: where there are more,
// it is quicker to ask the index of each entry in turn, since soon one fits.
const manyHits = 20_000

// words is the condition that an entry has some words.
func (c *compiler) words(t feed.Term, a ask) (cond, error) {
	has := cond{"s.entry_id IN (SELECT d.entry_id FROM search CROSS JOIN doc d ON d.id = search.rowid WHERE search MATCH ?)", []any{a.text}}
	if !gathers(&feed.Expr{Op: feed.Match, Term: t}) {
		var n int
		if _, err := c.q.get("SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", []any{a.text, manyHits}, &n); err != nil {
			return cond{}, err
		}
		if n == manyHits {
			has.sql = "EXISTS (SELECT 1 FROM doc d CROSS JOIN search ON search.rowid = d.id WHERE d.entry_id = s.entry_id AND search MATCH ?)"
		}
	}
	if a.doubts != nil {
		compared := a.compared("(SELECT d.id FROM doc d WHERE d.entry_id = s.entry_id)", "s.entry_id")
		has = cond{"(" + has.sql + " AND " + compared.sql + ")", append(has.args, compared.args...)}
	}
	return c.orUnindexed(t, has)
}

// orUnindexed is a condition that the index answers, or what the term finds
// among the newest entries that the index does not have yet.
func (c *compiler) orUnindexed(t feed.Term, indexed cond) (cond, error) {
	if !c.looked {
		var err error
		if c.unindexed, err = c.notIndexed(c.q, nil); err != nil {
			return cond{}, err
		}
		c.looked = true
	}
	var ids []int64
	for i := range c.unindexed {
		if m := &c.unindexed[i]; m.term(t) {
			ids = append(ids, m.item.Entry.ID)
		}
	}
	if len(ids) == 0 {
		return indexed, nil
	}
	return cond{"(" + indexed.sql + " OR s.entry_id IN (SELECT value FROM json_each(?)))", append(indexed.args, idList(ids))}, nil
}

// feedsOf are the feeds that feed:, in: or tag: name.
func (s *Store) feedsOf(q querier, t feed.Term) ([]int64, error) {
	subs, err := readSubscribed(q, s.account)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, sub := range subs {
		if !sub.removed && sub.is(t) {
			ids = append(ids, sub.id)
		}
	}
	return ids, nil
}

// hasURL says whether a subscription's URL holds a text, as it is or as it is
// shown.
func (s subscribed) hasURL(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(strings.ToLower(s.url), text) || strings.Contains(strings.ToLower(feed.URLTitle(s.url)), text)
}

// is says whether a subscription is what feed:, in: or tag: names.
func (s subscribed) is(t feed.Term) bool {
	switch t.Field {
	case feed.FieldFeed:
		return strings.Contains(fold(s.title), fold(t.Text)) || s.hasURL(t.Text) || fmt.Sprint(s.id) == t.Text
	case feed.FieldIn:
		want, have := strings.ToLower(cleanFolder(t.Text)), strings.ToLower(s.folder)
		if want == "" {
			return have == ""
		}
		// A folder may be named by its last level alone.
		return have == want || strings.HasPrefix(have, want+"/") || strings.HasSuffix(have, "/"+want) || strings.Contains(have, "/"+want+"/")
	case feed.FieldTag:
		return slices.ContainsFunc(s.tags, func(tag string) bool { return strings.EqualFold(tag, t.Text) })
	}
	return false
}
