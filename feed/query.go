package feed

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The bounds of a query. People write less.
const (
	maxQuery      = 4096 // bytes
	maxQueryDepth = 20   // parentheses
	maxConditions = 200
)

// ParseQuery reads the search language:
//
//	words            all of them, in any order and field
//	"a phrase"       these words in this order
//	begin*           words that begin so
//	-word, NOT word  not this
//	a OR b           one of the two; OR binds more closely than the space
//	( ... )          grouping
//	field:value      title: text: author: url: feed: tag: in: is: has: since: before: lang:
//
// What could not be understood is left out, or searched as text, and told as a
// Problem; the Filter is good in any case. Times count from now, in its zone.
// Conditions that a Filter has a field for are put there, the rest in Match.
func ParseQuery(q string, now time.Time) (Filter, []Problem) {
	p := &queryParser{q: q, now: now.Truncate(time.Second)}
	args, problems := p.parse()
	var f Filter
	rest := args[:0:0]
	for _, e := range args {
		if !lift(&f, e) {
			rest = append(rest, e)
		}
	}
	f.Match = join(And, rest)
	return f, problems
}

// parse reads the whole query as conditions that are joined by AND.
func (p *queryParser) parse() ([]*Expr, []Problem) {
	if whole := len(p.q); whole > maxQuery {
		p.q = cutBytes(p.q, maxQuery)
		p.problem(len(p.q), whole, "the search is too long; its end is ignored")
	}
	args := p.and(0)
	for p.pos < len(p.q) { // closing parentheses that nothing opened
		p.problem(p.pos, p.pos+1, "this ) closes nothing")
		p.pos++
		args = append(args, p.and(0)...)
	}
	slices.SortStableFunc(p.problems, func(a, b Problem) int { return a.Start - b.Start })
	return flatten(args), p.problems
}

// flatten opens the conjunctions among the arguments of one.
func flatten(args []*Expr) []*Expr {
	var out []*Expr
	for _, e := range args {
		if e.Op == And {
			out = append(out, flatten(e.Args)...)
		} else {
			out = append(out, e)
		}
	}
	return out
}

// lift puts a condition into the filter's own fields, if one is there for it and
// not taken by another.
func lift(f *Filter, e *Expr) bool {
	on := true
	if e.Op == Not {
		on, e = false, e.Args[0]
	}
	if e.Op != Match {
		return false
	}
	switch e.Term.Field {
	case FieldIs:
		var flag **bool
		switch e.Term.Text {
		case "unread":
			flag, on = &f.Read, !on
		case "read":
			flag = &f.Read
		case "starred":
			flag = &f.Starred
		case "later":
			flag = &f.Later
		case "hidden":
			flag = &f.Hidden
		default:
			return false
		}
		if *flag == nil {
			*flag = &on
		}
		return **flag == on
	case FieldSince:
		if on && e.Term.Time.After(f.Since) {
			f.Since = e.Term.Time
		}
		return on
	case FieldBefore:
		if on && (f.Until.IsZero() || e.Term.Time.Before(f.Until)) {
			f.Until = e.Term.Time
		}
		return on
	}
	return false
}

// join makes one expression of several; nil of none.
func join(op Op, args []*Expr) *Expr {
	switch len(args) {
	case 0:
		return nil
	case 1:
		return args[0]
	}
	return &Expr{Op: op, Args: args}
}

type queryParser struct {
	q        string
	pos      int
	now      time.Time
	patterns bool // a value may be a regular expression
	problems []Problem
	terms    int // conditions so far
}

func (p *queryParser) problem(start, end int, format string, args ...any) {
	p.problems = append(p.problems, Problem{Start: start, End: end, Message: fmt.Sprintf(format, args...)})
}

// unfinished is a problem that is one only if nothing more is typed.
func (p *queryParser) unfinished(start, end int, format string, args ...any) {
	p.problem(start, end, format, args...)
	p.problems[len(p.problems)-1].Unfinished = p.pos == len(p.q)
}

func (p *queryParser) space() {
	for p.pos < len(p.q) {
		r, size := utf8.DecodeRuneInString(p.q[p.pos:])
		if !unicode.IsSpace(r) {
			return
		}
		p.pos += size
	}
}

// and reads conditions up to the end or a closing parenthesis, which it leaves.
func (p *queryParser) and(depth int) []*Expr {
	var args []*Expr
	for {
		p.space()
		if p.pos == len(p.q) || p.q[p.pos] == ')' {
			return args
		}
		start := p.pos
		if p.keyword("AND") {
			continue
		}
		if p.keyword("OR") {
			p.problem(start, p.pos, "OR needs a condition before it")
			continue
		}
		if e := p.or(depth); e != nil {
			args = append(args, e)
		}
	}
}

// or reads one condition and those joined to it by OR.
func (p *queryParser) or(depth int) *Expr {
	var args []*Expr
	if e := p.not(depth); e != nil {
		args = append(args, e)
	}
	for {
		p.space()
		start := p.pos
		if !p.keyword("OR") {
			return join(Or, args)
		}
		end := p.pos
		p.space()
		if p.pos == len(p.q) || p.q[p.pos] == ')' {
			p.unfinished(start, end, "OR needs a condition after it")
			return join(Or, args)
		}
		if e := p.not(depth); e != nil {
			args = append(args, e)
		}
	}
}

// keyword takes a word in capitals that stands alone.
func (p *queryParser) keyword(word string) bool {
	rest, ok := strings.CutPrefix(p.q[p.pos:], word)
	if !ok {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(rest); rest != "" && !unicode.IsSpace(r) && r != '(' && r != ')' {
		return false
	}
	p.pos += len(word)
	return true
}

// not reads one condition, negated or not; nil where nothing of it is left.
func (p *queryParser) not(depth int) *Expr {
	start, negated := p.pos, false
	for {
		p.space()
		if p.pos < len(p.q) && p.q[p.pos] == '-' {
			p.pos++
			if r, _ := utf8.DecodeRuneInString(p.q[p.pos:]); unicode.IsSpace(r) { // a dash between words, as in "Berlin - Paris"
				negated = false
				continue
			}
		} else if !p.keyword("NOT") {
			break
		}
		negated = !negated
	}
	if p.pos > start && (p.pos == len(p.q) || p.q[p.pos] == ')') {
		p.unfinished(start, p.pos, "nothing follows that could be excluded")
		return nil
	}
	e := p.primary(depth)
	if e != nil && negated {
		return e.negation()
	}
	return e
}

func (p *queryParser) primary(depth int) *Expr {
	if p.pos == len(p.q) {
		return nil
	}
	if p.q[p.pos] == '(' {
		return p.group(depth)
	}
	start := p.pos
	if re, text, ok := p.pattern(); ok {
		return p.matching(start, AnyText, re, text)
	}
	if p.patterns {
		if name, _, ok := strings.Cut(p.q[p.pos:], ":/"); ok {
			if field, known := fields[strings.ToLower(name)]; known {
				p.pos += len(name) + 1
				re, text, _ := p.pattern()
				return p.matching(start, field, re, text)
			}
		}
	}
	word, phrase := p.value()
	if !phrase && strings.HasSuffix(word, ":") && p.pos < len(p.q) && quoteLen(p.q[p.pos:]) > 0 {
		// field:"a phrase"
		if field, ok := fields[strings.ToLower(strings.TrimSuffix(word, ":"))]; ok {
			text, _ := p.value()
			return p.term(start, field, text, true)
		}
	}
	if name, text, ok := strings.Cut(word, ":"); ok && !phrase {
		if field, known := fields[strings.ToLower(name)]; known {
			if field.words() && strings.HasPrefix(text, "/") && strings.Count(text, "/") > 1 {
				p.problem(start, p.pos, "regular expressions work only in rules; this is searched as text")
			}
			return p.term(start, field, text, false)
		}
		if isWord(name) && text != "" && text[0] != ':' && !strings.HasPrefix(text, "//") {
			p.problem(start, start+len(name)+1, "there is no field '%s:'; it is searched as text", Clean(name, 40))
		}
	}
	return p.term(start, AnyText, word, phrase)
}

// matching is the condition that a field matches a regular expression; nil where
// there is none.
func (p *queryParser) matching(start int, field Field, re *regexp.Regexp, text string) *Expr {
	switch {
	case re == nil:
		return nil
	case field.closed() || field == FieldIn:
		p.problem(start, p.pos, "%s: takes no regular expression", field)
		return nil
	}
	return &Expr{Op: Match, Term: Term{Field: field, Text: text, Regex: re}}
}

func isWord(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

func (p *queryParser) group(depth int) *Expr {
	start := p.pos
	p.pos++
	if depth == maxQueryDepth {
		p.problem(start, len(p.q), "parentheses are nested too deeply")
		p.pos = len(p.q)
		return nil
	}
	e := join(And, p.and(depth+1))
	if p.pos < len(p.q) {
		p.pos++ // the closing one
	} else {
		p.unfinished(start, start+1, "this ( is never closed")
	}
	return e
}

// quoteLen is the length of an opening quotation mark.
func quoteLen(s string) int {
	switch r, size := utf8.DecodeRuneInString(s); r {
	case '"', '“', '”', '„', '«', '»':
		return size
	}
	return 0
}

// value reads a word, or a phrase in quotation marks.
func (p *queryParser) value() (text string, phrase bool) {
	start := p.pos
	if n := quoteLen(p.q[p.pos:]); n > 0 {
		p.pos += n
		from := p.pos
		for p.pos < len(p.q) {
			if n := quoteLen(p.q[p.pos:]); n > 0 {
				p.pos += n
				return p.q[from : p.pos-n], true
			}
			p.pos++
		}
		p.unfinished(start, start+n, "this quotation mark is never closed")
		return p.q[from:], true
	}
	for p.pos < len(p.q) {
		r, size := utf8.DecodeRuneInString(p.q[p.pos:])
		if unicode.IsSpace(r) || r == '(' || r == ')' || quoteLen(p.q[p.pos:]) > 0 {
			break
		}
		p.pos += size
	}
	return p.q[start:p.pos], false
}

// fields are the names that conditions have, with what people also call them.
var fields = map[string]Field{
	"title": FieldTitle, "text": FieldText, "body": FieldText, "content": FieldText,
	"author": FieldAuthor, "by": FieldAuthor, "url": FieldURL, "link": FieldURL, "feed": FieldFeed, "from": FieldFeed,
	"tag": FieldTag, "label": FieldTag, "in": FieldIn, "folder": FieldIn, "is": FieldIs, "has": FieldHas,
	"since": FieldSince, "after": FieldSince, "before": FieldBefore, "until": FieldBefore,
	"lang": FieldLang, "language": FieldLang,
}

// term checks a condition's value. nil: it says nothing that could be searched.
func (p *queryParser) term(start int, field Field, text string, phrase bool) *Expr {
	if p.terms++; p.terms > maxConditions {
		p.problem(start, len(p.q), "the search has too many words; those after %d are ignored", maxConditions)
		p.pos = len(p.q)
		return nil
	}
	t := Term{Field: field, Text: strings.TrimSpace(text), Phrase: phrase}
	if !phrase && !field.closed() {
		if stem, ok := strings.CutSuffix(t.Text, "*"); ok {
			t.Text, t.Prefix = strings.TrimRight(stem, "*"), true
		}
	}
	if t.Text == "" {
		switch {
		case field == FieldIn && phrase: // in:"" are the feeds in no folder
			return &Expr{Op: Match, Term: t}
		case field != AnyText:
			p.unfinished(start, p.pos, "%s: needs a value", field)
		case t.Prefix:
			p.problem(start, p.pos, "* needs the beginning of a word before it")
		case phrase:
			p.problem(start, p.pos, "the quotation marks are empty")
		}
		return nil
	}
	if field.words() && !strings.ContainsFunc(t.Text, inWord) { // as in 'war & peace'
		p.unfinished(start, p.pos, "this contains no letter or digit to search for")
		return nil
	}
	if field.closed() {
		t.Phrase = false
		if msg := p.check(&t); msg != "" {
			p.problem(start, p.pos, "%s", msg)
			return nil
		}
	}
	return &Expr{Op: Match, Term: t}
}

// words says that a field is looked at word by word.
func (f Field) words() bool {
	return f == AnyText || f == FieldTitle || f == FieldText || f == FieldAuthor
}

// inWord says whether a rune is one that words are made of.
func inWord(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.Co) }

// closed says that a field takes certain values only.
func (f Field) closed() bool {
	switch f {
	case FieldIs, FieldHas, FieldSince, FieldBefore, FieldLang:
		return true
	}
	return false
}

// check brings the value of a closed field to its one spelling, or says what is
// wrong with it.
func (p *queryParser) check(t *Term) string {
	value := strings.ToLower(t.Text)
	shown := Clean(t.Text, 40)
	switch t.Field {
	case FieldIs:
		if v, ok := isValues[value]; ok {
			t.Text = v
			return ""
		}
		return "is: knows unread, read, starred, later, updated and hidden, not '" + shown + "'"
	case FieldHas:
		if v, ok := hasValues[value]; ok {
			t.Text = v
			return ""
		}
		return "has: knows enclosure, audio, video, image and fulltext, not '" + shown + "'"
	case FieldLang:
		t.Text = value
		return ""
	}
	at, ok := ParseWhen(value, p.now)
	if !ok {
		return fmt.Sprintf("%s: needs a date (2026-01-31), 'today', 'yesterday' or a time ago (12h, 3d, 1w, 6m, 1y), not '%s'", t.Field, shown)
	}
	t.Time = at
	return ""
}

var (
	isValues = map[string]string{
		"unread": "unread", "new": "unread", "read": "read", "starred": "starred", "star": "starred",
		"later": "later", "saved": "later", "updated": "updated", "changed": "updated", "hidden": "hidden", "ignored": "hidden",
	}
	hasValues = map[string]string{
		"enclosure": "enclosure", "attachment": "enclosure", "media": "enclosure", "audio": "audio", "podcast": "audio",
		"video": "video", "image": "image", "picture": "image", "fulltext": "fulltext",
	}
)
