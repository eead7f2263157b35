package store

import (
	"bytes"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"

	"lede/feed"
)

// askTag is what the index is asked for the tags that publishers give.
func askTag(t feed.Term) ask { return askWords(t, markTag) }

// compared is the condition that an entry matches what the index leaves in
// doubt; true where that is nothing. doc and entry say in SQL which row of the
// index and which entry it is about. The text is read only where the filter of
// neighbours has not said no.
func (a ask) compared(doc, entry string) cond {
	if a.doubts == nil {
		return everything
	}
	body := "NULL, NULL) FROM entry e"
	if asks(a.doubts, feed.AnyText) || asks(a.doubts, feed.FieldText) {
		body = "b.entry_id, b.content) FROM entry e LEFT JOIN body b ON b.entry_id = (SELECT min(g.entry_id) FROM body g WHERE g.entry_id >= e.id)"
	}
	may := a.may(doc)
	column := func(name string, fields ...feed.Field) string { // where it is asked for
		if slices.ContainsFunc(fields, func(f feed.Field) bool { return asks(a.doubts, f) }) {
			return name
		}
		return "NULL"
	}
	return cond{
		"CASE WHEN " + may.sql + " THEN (SELECT " +
			doesMatch + "(?, e.id, " + column("e.title", feed.AnyText, feed.FieldTitle) + ", " + column("e.authors", feed.AnyText, feed.FieldAuthor) + ", " +
			column("e.facts", feed.FieldTag) + ", " + column("e.summary", feed.AnyText, feed.FieldText) + ", " + body + " WHERE e.id = " + entry + ") ELSE 0 END",
		slices.Concat(may.args, may.args),
	}
}

// may is the condition that an entry can match what the index leaves in doubt, as
// far as the filter of neighbours says.
func (a ask) may(doc string) cond {
	return cond{mayMatch + "(?, (SELECT n.bits FROM neighbours n WHERE n.doc = " + doc + "))", []any{toJSON(a.doubts)}}
}

// asks says whether an expression looks at a field.
func asks(e *feed.Expr, f feed.Field) bool {
	return e.Op == feed.Match && e.Term.Field == f || slices.ContainsFunc(e.Args, func(a *feed.Expr) bool { return asks(a, f) })
}

// The functions that compare, in SQL.
const (
	mayMatch  = "lede_may_match"
	doesMatch = "lede_does_match"
)

// withFunctions makes the functions known to the driver, once for all. What they
// are given is SQLite's memory and good until they return.
var withFunctions = sync.OnceValue(func() error {
	var c comparer
	for _, f := range []struct {
		name string
		args int32
		does func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error)
	}{{mayMatch, 2, c.may}, {doesMatch, 8, c.does}} {
		if err := sqlite.RegisterFunction(f.name, &sqlite.FunctionImpl{NArgs: f.args, Deterministic: true, VolatileArgs: true, Scalar: f.does}); err != nil {
			return err
		}
	}
	return nil
})

// comparer compares expressions with what the database has of an entry. It is
// used by several connections at once.
type comparer struct {
	codec   codec
	decoded [mostDecoded]atomic.Pointer[decodedRow]

	mu     sync.Mutex
	parsed map[string]*comparison
}

// mostParsed is how many expressions are kept: a query asks the same of each row.
const mostParsed = 32

func (c *comparer) comparison(arg driver.Value) (*comparison, error) {
	text, ok := arg.(string)
	if !ok {
		return nil, fmt.Errorf("%w: no expression", errCoding)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.parsed[text]; e != nil {
		return e, nil
	}
	var e feed.Expr
	if err := fromJSON(text, &e); err != nil {
		return nil, err
	}
	if c.parsed == nil || len(c.parsed) >= mostParsed {
		c.parsed = make(map[string]*comparison)
	}
	ready := comparisonOf(&e)
	c.parsed[strings.Clone(text)] = ready
	return ready, nil
}

// may says whether a row of the index can match: expression, bits.
func (c *comparer) may(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	e, err := c.comparison(args[0])
	if err != nil {
		return nil, err
	}
	bits, ok := args[1].([]byte)
	return !ok || e.may(bits), nil
}

// does says whether an entry matches: expression, number, title, authors, facts,
// summary, key and row of body. A text that can't be read is none, and keeps no
// other from being found.
func (c *comparer) does(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	e, err := c.comparison(args[0])
	if err != nil {
		return nil, err
	}
	return e.is(&comparedEntry{comparer: c, args: args}), nil
}

// comparedEntry is an entry as the database has it: its texts are made when they
// are asked for.
type comparedEntry struct {
	comparer *comparer
	args     []driver.Value
	text     string // of the body, as the index takes it
	decoded  bool   // text was made
}

func (e *comparedEntry) column(i int) string {
	text, _ := e.args[i].(string)
	return text
}

// of is a field as the index takes it. Of what is damaged there is none.
func (e *comparedEntry) of(f feed.Field) string {
	switch f {
	case feed.FieldTitle:
		return forIndex(e.column(2))
	case feed.FieldAuthor:
		var people []feed.Person
		if text := e.column(3); text == "[]" || fromJSON(text, &people) != nil {
			return ""
		}
		return forIndex(namesOf(people))
	case feed.FieldTag:
		var tags facts
		if fromJSON(e.column(4), &tags) != nil {
			return ""
		}
		return forIndex(tagsOf(tags.Tags))
	}
	if !e.decoded {
		id, _ := e.args[1].(int64)
		key, _ := e.args[6].(int64)
		row, _ := e.args[7].([]byte)
		content, err := e.comparer.text(id, key, row)
		if err != nil {
			content = ""
		}
		e.text, e.decoded = forIndex(textOf(content, e.column(5))), true
	}
	return e.text
}

// text is an entry's text from a row of body. The last rows are kept decoded,
// since neighbours are asked for one after the other.
func (c *comparer) text(id, key int64, row []byte) (string, error) {
	if len(row) == 0 {
		return "", nil
	}
	slot := &c.decoded[uint64(key)%mostDecoded]
	d := slot.Swap(nil) // others decode for themselves meanwhile
	if d == nil {
		d = new(decodedRow)
	}
	if d.key != key || !bytes.Equal(d.row, row) {
		if err := c.codec.decodeGroup(key, row, &d.group); err != nil {
			return "", err
		}
		d.key, d.row = key, append(d.row[:0], row...)
	}
	text := ""
	if i, ok := d.group.find(id); ok {
		text = d.group.members[i].of(d.group.text)
	}
	if cap(d.group.text) <= 2*groupBytes && cap(d.row) <= 2*groupBytes {
		slot.Store(d)
	}
	return text, nil
}

// mostDecoded is how many rows of body are kept decoded: a megabyte.
const mostDecoded = 16

// decodedRow is a row of body as it was and as it decodes.
type decodedRow struct {
	key   int64
	row   []byte
	group textGroup
}

// comparison is an expression of words, made ready to be compared with many
// texts.
type comparison struct {
	op    feed.Op
	args  []*comparison
	field feed.Field
	words needle
	pairs []uint64 // hashes of neighbouring words that a document must have
}

func comparisonOf(e *feed.Expr) *comparison {
	out := &comparison{op: e.Op, field: e.Term.Field}
	for _, a := range e.Args {
		out.args = append(out.args, comparisonOf(a))
	}
	if e.Op != feed.Match {
		return out
	}
	out.words = indexNeedle(e.Term)
	if e.Term.Field == feed.FieldTag { // tags are no part of the filter
		return out
	}
	last := len(out.words.words) - 1
	for i := range last {
		if !(out.words.prefix && i+1 == last) {
			out.pairs = append(out.pairs, pairHash(out.words.words[i], out.words.words[i+1]))
		}
	}
	return out
}

// may says whether a document whose filter this is may match.
func (c *comparison) may(f bloomFilter) bool {
	switch c.op {
	case feed.Not:
		return true
	case feed.And:
		return !slices.ContainsFunc(c.args, func(a *comparison) bool { return !a.may(f) })
	case feed.Or:
		return slices.ContainsFunc(c.args, func(a *comparison) bool { return a.may(f) })
	}
	return !slices.ContainsFunc(c.pairs, func(pair uint64) bool { return !f.has(pair) })
}

// is says whether an entry matches.
func (c *comparison) is(e *comparedEntry) bool {
	switch c.op {
	case feed.Not:
		return !c.args[0].is(e)
	case feed.And:
		return !slices.ContainsFunc(c.args, func(a *comparison) bool { return !a.is(e) })
	case feed.Or:
		return slices.ContainsFunc(c.args, func(a *comparison) bool { return a.is(e) })
	}
	if c.field == feed.AnyText { // the text, which is dear, last
		return c.words.within(e.of(feed.FieldTitle)) || c.words.within(e.of(feed.FieldAuthor)) || c.words.within(e.of(feed.FieldText))
	}
	return c.words.within(e.of(c.field))
}
