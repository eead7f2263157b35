package store

import (
	"bytes"
	"database/sql/driver"
	"fmt"
	"slices"
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
	doubts := toJSON(a.doubts)
	return cond{
		"CASE WHEN " + mayMatch + "(?, (SELECT n.bits FROM neighbours n WHERE n.doc = " + doc + ")) THEN (SELECT " +
			doesMatch + "(?, e.id, e.title, e.authors, e.facts, e.summary, " + body + " WHERE e.id = " + entry + ") ELSE 0 END",
		[]any{doubts, doubts},
	}
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

// withFunctions makes the functions known to the driver, once for all.
var withFunctions = sync.OnceValue(func() error {
	var c comparer
	if err := sqlite.RegisterDeterministicScalarFunction(mayMatch, 2, c.may); err != nil {
		return err
	}
	return sqlite.RegisterDeterministicScalarFunction(doesMatch, 8, c.does)
})

// comparer compares expressions with what the database has of an entry. It is
// used by several connections at once.
type comparer struct {
	codec   codec
	decoded [mostDecoded]atomic.Pointer[decodedRow]

	mu     sync.Mutex
	parsed map[string]*feed.Expr
}

// mostParsed is how many expressions are kept: a query asks the same of each row.
const mostParsed = 32

func (c *comparer) expr(arg driver.Value) (*feed.Expr, error) {
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
		c.parsed = make(map[string]*feed.Expr)
	}
	c.parsed[text] = &e
	return &e, nil
}

// may says whether a row of the index can match: expression, bits.
func (c *comparer) may(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	e, err := c.expr(args[0])
	if err != nil {
		return nil, err
	}
	bits, ok := args[1].([]byte)
	return !ok || filter(bits).may(e), nil
}

// does says whether an entry matches: expression, number, title, authors, facts,
// summary, key and row of body. A text that can't be read matches nothing, and keeps no other
// from being found.
func (c *comparer) does(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	e, err := c.expr(args[0])
	if err != nil {
		return nil, err
	}
	id, _ := args[1].(int64)
	var texts [4]string
	for i := range texts {
		texts[i], _ = args[i+2].(string)
	}
	item := Item{Entry: feed.Entry{ID: id, Title: texts[0], Summary: texts[3]}}
	var f facts
	key, _ := args[6].(int64)
	row, _ := args[7].([]byte)
	content, err := c.text(id, key, row)
	if err != nil || fromJSON(texts[1], &item.Entry.Authors) != nil || fromJSON(texts[2], &f) != nil {
		return false, nil
	}
	item.Entry.Content, item.Entry.Tags = content, f.Tags
	m := matcher{item: &item}
	return m.compare(e), nil
}

// text is an entry's text from a row of body. The last rows are kept decoded,
// since neighbours are asked for one after the other.
func (c *comparer) text(id, key int64, row []byte) (string, error) {
	if len(row) == 0 {
		return "", nil
	}
	g, err := c.group(key, row)
	if err != nil {
		return "", err
	}
	if i, ok := g.find(id); ok {
		return g.members[i].of(g.text), nil
	}
	return "", nil
}

// mostDecoded is how many rows of body are kept decoded: half a megabyte.
const mostDecoded = 16

// decodedRow is a row of body as it was and as it decodes. It is never changed.
type decodedRow struct {
	key   int64
	row   []byte
	group *textGroup
}

func (c *comparer) group(key int64, row []byte) (*textGroup, error) {
	slot := &c.decoded[uint64(key)%mostDecoded]
	if d := slot.Load(); d != nil && d.key == key && bytes.Equal(d.row, row) {
		return d.group, nil
	}
	g := new(textGroup)
	if err := c.codec.decodeGroup(key, row, g); err != nil {
		return nil, err
	}
	if len(g.text) <= groupBytes {
		slot.Store(&decodedRow{key, row, g})
	}
	return g, nil
}

// compare says whether an entry's words are those of an expression of words.
func (m *matcher) compare(e *feed.Expr) bool {
	if e.Op == feed.Match && e.Term.Field == feed.FieldTag { // no label, nor the feed's
		return indexNeedle(e.Term).among(m.words(feed.FieldTag))
	}
	return m.is(e)
}
