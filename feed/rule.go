package feed

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Rule says what becomes of entries as they arrive.
type Rule struct {
	When     *Expr    // nil: every entry
	Effects  []Effect // in the order in which they take place
	OnUpdate bool     // also when a publisher changes an entry's text
}

// EffectKind names what a rule can do.
type EffectKind string

// The effects of rules.
const (
	EffectRead   EffectKind = "read"
	EffectStar   EffectKind = "star"
	EffectLater  EffectKind = "later"
	EffectHide   EffectKind = "hide"   // it is in no list, and only is:hidden finds it
	EffectTag    EffectKind = "tag"    // with a label as argument
	EffectNotify EffectKind = "notify" // the user is told that it came
	EffectRun    EffectKind = "run"    // with a program and its arguments
)

// Effect is one thing that a rule does.
type Effect struct {
	Kind EffectKind
	Arg  string // of EffectTag and EffectRun
}

// String is the effect as the configuration writes it.
func (e Effect) String() string {
	if e.Arg == "" {
		return string(e.Kind)
	}
	return string(e.Kind) + ":" + e.Arg
}

// maxLabel bounds a label, in bytes.
const maxLabel = 100

// ParseEffect reads what String writes.
func ParseEffect(s string) (Effect, error) {
	name, arg, given := strings.Cut(s, ":")
	e := Effect{EffectKind(strings.TrimSpace(name)), strings.TrimSpace(arg)}
	switch e.Kind {
	case EffectTag:
		if e.Arg = strings.TrimSpace(Clean(e.Arg, maxLabel)); e.Arg == "" {
			return e, errors.New("tag needs a label: write \"tag:ad\"")
		}
	case EffectRun:
		if len(strings.Fields(e.Arg)) == 0 {
			return e, errors.New("run needs a program: write \"run:program argument\"")
		}
	case EffectRead, EffectStar, EffectLater, EffectHide, EffectNotify:
		if given {
			return e, fmt.Errorf("%s takes nothing after a colon", e.Kind)
		}
	default:
		return e, fmt.Errorf("a rule cannot do %q; it can do read, star, later, hide, tag:LABEL, notify and run:PROGRAM", Clean(s, 40))
	}
	return e, nil
}

// Hit says that rules want something done that the store does not do: to tell
// the user of an entry that arrived, or to run a program on it.
type Hit struct {
	Entry   Entry // without its content
	Effects []Effect
}

// maxPattern bounds a regular expression, in bytes. RE2 then matches in time
// linear in the text, whatever the expression.
const maxPattern = 500

// ParseRule reads the condition of a rule: the search language of ParseQuery,
// in which a value may also be a regular expression in RE2's syntax between
// slashes, '/expression/', or '/expression/i' where case is no matter. nil: it
// holds for every entry.
func ParseRule(q string, now time.Time) (*Expr, []Problem) {
	p := &queryParser{q: q, now: now.Truncate(time.Second), patterns: true}
	args, problems := p.parse()
	return join(And, args), problems
}

// pattern reads '/expression/' or '/expression/i' at the parser's place. ok is
// false where none begins there.
func (p *queryParser) pattern() (re *regexp.Regexp, text string, ok bool) {
	if !p.patterns || p.pos >= len(p.q) || p.q[p.pos] != '/' {
		return nil, "", false
	}
	start := p.pos
	var b strings.Builder
	i := start + 1
	for ; i < len(p.q) && p.q[i] != '/'; i++ {
		if p.q[i] == '\\' && i+1 < len(p.q) {
			if p.q[i+1] != '/' {
				b.WriteByte('\\')
			}
			i++
		}
		b.WriteByte(p.q[i])
	}
	if i >= len(p.q) {
		p.pos = len(p.q)
		p.problem(start, len(p.q), "this / is never closed")
		return nil, "", true
	}
	expression := b.String()
	text = expression
	p.pos = i + 1
	flags, _ := p.value()
	if flags == "i" {
		expression = "(?i)" + expression
	}
	switch {
	case flags != "" && flags != "i":
		p.problem(start, p.pos, "'%s' cannot follow /expression/; only i can, to ignore case", Clean(flags, 20))
		return nil, "", true
	case text == "":
		p.problem(start, p.pos, "the slashes are empty")
		return nil, "", true
	case len(text) > maxPattern:
		p.problem(start, p.pos, "the expression is longer than %d characters", maxPattern)
		return nil, "", true
	}
	re, err := regexp.Compile(expression)
	if err != nil {
		p.problem(start, p.pos, "%s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return nil, "", true
	}
	return re, text, true
}
