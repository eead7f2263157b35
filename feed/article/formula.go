package article

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A formula is a row of signs, read from TeX or MathML, to be set in lines of text.
type formula []sign

// sign is a piece of a formula in characters, and what it is to those beside it.
type sign struct {
	text  string
	class class
	table *mathTable // that text is of
}

// class decides the room around a sign, as TeX has it.
type class uint8

const (
	ordinary class = iota
	operator       // 'sin': a little room before what it is of, but for parentheses
	large          // '∑': before these too
	binary         // '+': room around it, where something stands at both sides
	relation       // '='
	opening
	closing
	comma
	inner // fractions and dots: a little room to letters
	room  // the author's own
	blank // white space in the source: it parts letters and figures alone

	numbering // the number of an equation
)

// The signs of each class; what is in none is ordinary.
const (
	larges    = "∑∏∐∫∬∭∮⋃⋂⨁⨂⋁⋀"
	binaries  = "+−±∓×·÷∪∩∧∨⊕⊖⊗⊙∘•⋆∖*∗⊎⊓⊔⋅"
	relations = "=<>≤≥≠≈≡≅≃≐≺≻≼≽⊂⊃⊆⊇⊊⊋∈∉∋∝∼→←↔⇒⇐⇔↦⟶⟵⟹⟸⟺⟼↪↣≪≫⊢⊨∥⊥∣:≔≜≲≳≍⊏⊐↑↓"
	openings  = "([{⟨⌊⌈"
	closings  = ")]}⟩⌋⌉!?"
)

// signOf is a character of a formula as a sign.
func signOf(text string) sign {
	if text == "-" {
		text = "−"
	}
	r, n := utf8.DecodeRuneInString(text)
	in := func(signs string) bool { return n > 0 && n == len(text) && strings.ContainsRune(signs, r) }
	switch {
	case in(relations):
		return sign{text: text, class: relation}
	case in(binaries):
		return sign{text: text, class: binary}
	case in(larges):
		return sign{text: text, class: large}
	case slices.Contains(mathWords, text):
		return sign{text: text, class: operator}
	case in(openings):
		return sign{text: text, class: opening}
	case in(closings):
		return sign{text: text, class: closing}
	case in(",;"):
		return sign{text: text, class: comma}
	case in("…⋯"):
		return sign{text: text, class: inner}
	}
	return sign{text: text}
}

// mathWords are the functions that have names.
var mathWords = strings.Fields(`sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp lim max min sup inf det dim ker gcd
deg arg hom Pr argmax argmin limsup liminf mod`)

// style is where a formula stands.
type mathStyle uint8

const (
	inText    mathStyle = iota // lines are broken before relations
	inDisplay                  // and before sums
	inScript                   // raised or lowered, without any room
)

// set puts a formula into a line of text. Its spaces are not for breaking lines, nor
// for widening, but for those where a style breaks them.
func (f formula) set(where mathStyle) string {
	f = f.resolved()
	var b []byte
	for i := range f {
		gap := ""
		switch {
		case f[i].class == room:
			gap = f[i].text
		case i > 0:
			gap = space(f[i-1].class, f[i].class, where)
		}
		if end := len(b) - len("\u00a0"); gap != "" && end >= 0 && string(b[end:]) == "\u00a0" {
			b = b[:end] // one is enough
		} else if gap != "" && len(b) > 0 && b[len(b)-1] == ' ' {
			gap = ""
		}
		if b = append(b, gap...); f[i].class != room {
			b = append(b, f[i].text...)
		}
	}
	return string(b)
}

// space is what stands between two signs.
func space(before, after class, where mathStyle) string {
	const nbsp = "\u00a0"
	switch {
	case before == room || after == room || before == blank || after == blank:
		return ""
	case after == numbering:
		return nbsp + nbsp
	case where == inScript:
		if before == operator && (after == ordinary || after == operator) {
			return nbsp
		}
		return ""
	case before == opening || after == closing || after == comma:
		return ""
	case after == relation && before != relation:
		return " "
	case before == relation && after != relation:
		return nbsp
	case after == binary:
		if where == inDisplay {
			return " "
		}
		return nbsp
	case before == binary, before == comma:
		return nbsp
	case before == large && after == large:
		return ""
	case before == operator && after != opening, before == large, after == operator, after == large,
		before == inner, after == inner:
		return nbsp
	}
	return ""
}

// resolved is a formula in which it is known what each sign is: '−' may stand between
// two quantities or before one, and '|' is a parenthesis where there are pairs of it.
func (f formula) resolved() formula {
	out := make(formula, 0, len(f))
	bars := 0
	for i, s := range f {
		if s.class == blank && !f.parts(i) {
			continue
		}
		if s.text == "|" || s.text == "‖" {
			bars++
		}
		out = append(out, s)
	}
	seen, before := 0, opening
	for i := range out {
		s := &out[i]
		if s.class == room || s.class == blank {
			continue
		}
		if (s.text == "|" || s.text == "‖") && bars%2 == 0 {
			s.class = opening
			if seen++; seen%2 == 0 {
				s.class = closing
			}
		}
		switch before {
		case opening, binary, relation, operator, large, comma:
			if s.class == binary {
				s.class = opening // it is what follows that it goes with
			}
		}
		if s.class == relation || s.class == closing || s.class == comma {
			for k := i - 1; k >= 0 && out[k].class == binary; k-- {
				out[k].class = ordinary
			}
		}
		before = s.class
	}
	if k := len(out) - 1; k >= 0 && out[k].class == binary {
		out[k].class = ordinary
	}
	return out
}

// parts says whether white space at i stands between letters or figures, where it
// means something.
func (f formula) parts(i int) bool {
	return i > 0 && i+1 < len(f) && f[i-1].class == ordinary && f[i+1].class == ordinary &&
		!strings.HasSuffix(f[i-1].text, " ") && !strings.HasPrefix(f[i+1].text, " ")
}

// line is a formula within a text, which a short one is not broken across.
func (f formula) line() string {
	const long = 24 // characters
	s := strings.Trim(f.set(inText), " \u00a0")
	if utf8.RuneCountInString(s) <= long {
		return strings.ReplaceAll(s, " ", "\u00a0")
	}
	return s
}

// lines is a formula that stands by itself: those of its table, one below the other,
// or one.
func (f formula) lines() string {
	if t := f.onlyTable(); t != nil {
		return t.lines()
	}
	return strings.Trim(f.set(inDisplay), " \u00a0")
}

// numbered parts a formula from its number.
func (f formula) numbered() (rest formula, number string) {
	if k := len(f) - 1; k >= 0 && f[k].class == numbering {
		return f[:k], f[k].text
	}
	return f, ""
}

// onlyTable is the table of lines that is all there is in a formula.
func (f formula) onlyTable() *mathTable {
	var only *mathTable
	for _, s := range f {
		switch {
		case s.class == room || s.class == blank:
		case only == nil && s.table != nil:
			only = s.table
		default:
			return nil
		}
	}
	return only
}

// script hangs a formula on the last sign as an exponent, with '^', or an index.
func (f formula) script(mark string, of formula) formula {
	for len(f) > 0 && f[len(f)-1].class == blank {
		f = f[:len(f)-1]
	}
	if len(f) == 0 || f[len(f)-1].class == room {
		f = append(f, sign{})
	}
	f[len(f)-1].text += scriptText(mark, of.set(inScript))
	f[len(f)-1].table = nil
	return f
}

func scriptText(mark, text string) string {
	if mark == "_" {
		return scripted(text, mark, subscripts)
	}
	switch text {
	case "∘", "°":
		return "°"
	case "*", "∗", "⋆", "†", "‡":
		return strings.Replace(text, "∗", "*", 1)
	}
	if strings.Trim(text, "′") == "" {
		return text
	}
	return scripted(text, mark, superscripts)
}

// over is one quantity over another.
func over(above, below formula) sign {
	return sign{text: fraction(above.set(inText), below.set(inText)), class: inner}
}

// root is the root of a quantity, the square one without a degree.
func root(degree, of formula) sign {
	text := rooted(of.set(inText))
	if len(degree) > 0 {
		text = scriptText("^", degree.set(inScript)) + text
	}
	return sign{text: text}
}

// negated is a relation with a stroke through it.
func negated(s sign) sign {
	return sign{text: norm.NFC.String(s.text + "\u0338"), class: relation}
}
