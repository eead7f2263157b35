package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"lede/feed"
)

// splitMatch parts an expression into what the full-text index answers by
// itself and what is checked entry by entry. words is nil where the index can
// answer nothing.
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
		if _, kind := ftsOf(a); kind != ftsNone {
			in = append(in, a)
		} else {
			out = append(out, a)
		}
	}
	words = conjunction(in)
	if _, kind := ftsOf(words); kind != ftsPositive { // 'not this' alone is no way in
		return nil, e
	}
	return words, conjunction(out)
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

// How far FTS5 can answer an expression.
const (
	ftsNone     = iota
	ftsPositive // yes
	ftsNegative // what it answers is to be left out
)

// ftsOf is an expression in FTS5's language.
func ftsOf(e *feed.Expr) (query string, kind int) {
	if e == nil {
		return "", ftsNone
	}
	switch e.Op {
	case feed.Match:
		return ftsTerm(e.Term)
	case feed.Not:
		query, kind = ftsOf(e.Args[0])
		return query, [...]int{ftsNone: ftsNone, ftsPositive: ftsNegative, ftsNegative: ftsPositive}[kind]
	case feed.Or:
		return ftsOr(e.Args)
	case feed.And:
		return ftsAnd(e.Args)
	}
	return "", ftsNone
}

func ftsOr(args []*feed.Expr) (string, int) {
	var parts []string
	for _, a := range args {
		part, kind := ftsOf(a)
		if kind != ftsPositive {
			return "", ftsNone
		}
		parts = append(parts, part)
	}
	return "(" + strings.Join(parts, " OR ") + ")", ftsPositive
}

func ftsAnd(args []*feed.Expr) (string, int) {
	var yes, no []string
	for _, a := range args {
		part, kind := ftsOf(a)
		switch kind {
		case ftsPositive:
			yes = append(yes, part)
		case ftsNegative:
			no = append(no, part)
		default:
			return "", ftsNone
		}
	}
	if len(yes) == 0 { // not a and not b: not (a or b)
		return "(" + strings.Join(no, " OR ") + ")", ftsNegative
	}
	query := strings.Join(yes, " AND ")
	if len(no) > 0 {
		query = "(" + query + ") NOT (" + strings.Join(no, " OR ") + ")"
	}
	return "(" + query + ")", ftsPositive
}

// ftsColumns are the columns of the index that the fields of a search look at.
var ftsColumns = map[feed.Field]string{
	feed.AnyText: "{title author text}", feed.FieldTitle: "title", feed.FieldText: "text", feed.FieldAuthor: "author",
}

func ftsTerm(t feed.Term) (string, int) {
	if t.Regex != nil {
		return "", ftsNone
	}
	switch t.Field {
	case feed.FieldHas:
		if t.Text == "fulltext" {
			return "", ftsNone
		}
		return `(meta : "h` + t.Text + `")`, ftsPositive
	case feed.FieldLang:
		return `(meta : "` + langToken(t.Text) + `")`, ftsPositive
	}
	columns, ok := ftsColumns[t.Field]
	if !ok || len(indexWords(t.Text)) == 0 {
		return "", ftsNone
	}
	return "(" + columns + " : " + ftsString(t) + ")", ftsPositive
}

// ftsString is a term's text as a string of FTS5: its words in this order, the
// last as the beginning of one where that is asked. A single rune of a dense
// script begins the pair that the index has of it.
func ftsString(t feed.Term) string {
	quoted := `"` + strings.ReplaceAll(ftsText(t), `"`, `""`) + `"`
	if t.Prefix || endsAlone(t.Text) {
		return quoted + " *"
	}
	return quoted
}

func ftsText(t feed.Term) string { return forQuery(strings.ReplaceAll(t.Text, "\x00", "")) }

// endsAlone says whether a text ends with a rune of a dense script that follows
// none: there is no pair of it.
func endsAlone(text string) bool {
	runes := []rune(strings.TrimRightFunc(text, func(r rune) bool { return !wordRune(r) }))
	n := len(runes)
	return n > 0 && dense(runes[n-1]) && (n == 1 || !dense(runes[n-2]))
}

// langToken is how the index keeps a language: letters only.
func langToken(tag string) string {
	return "l" + strings.Join(wordsOf(tag), "")
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
		return cond{"EXISTS (SELECT 1 FROM entry e WHERE e.id = s.entry_id AND (lower(e.language) = ? OR lower(e.language) LIKE ? || '-%'))", []any{t.Text, t.Text}}, nil
	case feed.FieldFeed, feed.FieldIn:
		ids, err := c.feedsOf(c.q, t)
		return cond{"s.feed_id IN (SELECT value FROM json_each(?))", []any{idList(ids)}}, err
	case feed.FieldTag:
		ids, err := c.feedsOf(c.q, t)
		if err != nil {
			return cond{}, err
		}
		return c.orUnindexed(t, cond{
			`(s.feed_id IN (SELECT value FROM json_each(?))
			OR s.labelled = 1 AND EXISTS (SELECT 1 FROM label l WHERE l.account_id = s.account_id AND l.name = ? AND l.sort_date = s.sort_date AND l.entry_id = s.entry_id)
			OR s.entry_id IN (SELECT d.entry_id FROM search CROSS JOIN doc d ON d.id = search.rowid WHERE search MATCH ?))`,
			[]any{idList(ids), t.Text, "tags : " + ftsString(t)},
		})
	}
	if query, kind := ftsTerm(t); kind == ftsPositive {
		return c.words(t, query)
	}
	return cond{sql: "s.words < -1"}, nil // nothing in it that could be looked for
}

// manyHits is how many hits are gathered for a condition: where there are more,
// it is quicker to ask the index of each entry in turn, since soon one fits.
const manyHits = 20_000

// words is the condition that an entry has some words.
func (c *compiler) words(t feed.Term, query string) (cond, error) {
	gathered := cond{"s.entry_id IN (SELECT d.entry_id FROM search CROSS JOIN doc d ON d.id = search.rowid WHERE search MATCH ?)", []any{query}}
	if gathers(&feed.Expr{Op: feed.Match, Term: t}) {
		return c.orUnindexed(t, gathered)
	}
	var n int
	if _, err := c.q.get("SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", []any{query, manyHits}, &n); err != nil {
		return cond{}, err
	}
	if n < manyHits {
		return c.orUnindexed(t, gathered)
	}
	return c.orUnindexed(t, cond{"EXISTS (SELECT 1 FROM doc d CROSS JOIN search ON search.rowid = d.id WHERE d.entry_id = s.entry_id AND search MATCH ?)", []any{query}})
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
