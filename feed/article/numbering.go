package article

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// Numbering is how a list's items are numbered, in the words of HTML's type
// attribute.
//
// Markdown knows figures alone. The others are told by the bracket after a figure
// and by zeros before it, which Markdown reads past: '1)' stands for 'a.', '01)' for
// 'A.', '001)' for 'i.' and '0001)' for 'I.'.
type Numbering string

// The numberings that HTML has.
const (
	Figures      Numbering = "1"
	SmallLetters Numbering = "a"
	Letters      Numbering = "A"
	SmallRoman   Numbering = "i"
	Roman        Numbering = "I"
)

// zeroed are the numberings by how many zeros stand before a figure.
func zeroed() []Numbering { return []Numbering{SmallLetters, Letters, SmallRoman, Roman} }

// mostRoman is the largest number that is written in letters of any kind.
const mostRoman = 3999

// numberingOf is how a list of HTML is numbered; its style goes before its type.
func numberingOf(n *html.Node) Numbering {
	style := strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", "")
	for _, s := range []struct {
		word string
		is   Numbering
	}{
		{"lower-roman", SmallRoman},
		{"upper-roman", Roman},
		{"lower-alpha", SmallLetters},
		{"lower-latin", SmallLetters},
		{"upper-alpha", Letters},
		{"upper-latin", Letters},
		{"decimal", Figures},
	} {
		if strings.Contains(style, "list-style-type:"+s.word) || strings.Contains(style, "list-style:"+s.word) {
			return s.is
		}
	}
	switch t := Numbering(strings.TrimSpace(attr(n, "type"))); t {
	case SmallLetters, Letters, SmallRoman, Roman:
		return t
	}
	return Figures
}

// mark is what stands before an item in Markdown.
func (by Numbering) mark(number int) string {
	zeros := ""
	for _, z := range zeroed() {
		if z == by {
			return zeros + strconv.Itoa(number) + ") "
		}
		zeros += "0"
	}
	return strconv.Itoa(number) + ". "
}

// numberMark reads a mark of Markdown's.
func numberMark(mark string) (number int, by Numbering) {
	mark = strings.TrimRight(mark, " ")
	if len(mark) < 2 {
		return 0, Figures
	}
	figures, sign := mark[:len(mark)-1], mark[len(mark)-1]
	number, _ = strconv.Atoi(figures) // they are figures
	zeros := len(figures) - len(strings.TrimLeft(figures, "0"))
	if sign != ')' || number == 0 || zeros >= len(zeroed()) {
		return number, Figures
	}
	return number, zeroed()[zeros]
}

// Label is a number as it is shown before its item: '3.', 'c.', 'iii.'.
func (by Numbering) Label(number int) string {
	if number < 1 || number > mostRoman {
		by = Figures
	}
	switch by {
	case SmallLetters:
		return byLetters(number) + "."
	case Letters:
		return strings.ToUpper(byLetters(number)) + "."
	case SmallRoman:
		return strings.ToLower(byRoman(number)) + "."
	case Roman:
		return byRoman(number) + "."
	}
	return strconv.Itoa(number) + "."
}

// byLetters goes on after z with aa, as a table's columns do.
func byLetters(number int) string {
	s := ""
	for ; number > 0; number = (number - 1) / 26 {
		s = string(rune('a'+(number-1)%26)) + s
	}
	return s
}

func byRoman(number int) string {
	var b strings.Builder
	for _, d := range []struct {
		worth int
		text  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; number >= d.worth; number -= d.worth {
			b.WriteString(d.text)
		}
	}
	return b.String()
}

// itemMark is the mark of a numbered item at the end of what stands before its text.
var itemMark = lazily(`(\d{1,9}[.)]) *$`)

// NumberOf is an item's own number in a list of Markdown, and how it is numbered. ok
// is false where the item does not begin with text.
func NumberOf(item ast.Node, source []byte) (number int, by Numbering, ok bool) {
	first := item.FirstChild()
	if first == nil || first.Kind() != ast.KindParagraph && first.Kind() != ast.KindTextBlock && first.Kind() != ast.KindHeading || first.Lines().Len() == 0 {
		return 0, Figures, false
	}
	before := source[:first.Lines().At(0).Start]
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	m := itemMark().FindSubmatch(before)
	if m == nil {
		return 0, Figures, false
	}
	number, by = numberMark(string(m[1]))
	return number, by, true
}

// numberedLists has lists of Markdown written as HTML with the numbers and the numbering
// that they have.
type numberedLists struct{}

func (numberedLists) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithASTTransformers(util.Prioritized(numberedLists{}, 100)))
}

func (numberedLists) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, in bool) (ast.WalkStatus, error) { // the function never fails
		list, ok := n.(*ast.List)
		if !ok || !in || !list.IsOrdered() {
			return ast.WalkContinue, nil
		}
		next := list.Start
		for item := list.FirstChild(); item != nil; item = item.NextSibling() {
			number, by, ok := NumberOf(item, reader.Source())
			if !ok {
				number, by = next, Figures
			}
			if item == list.FirstChild() && by != Figures {
				list.SetAttributeString("type", []byte(by))
			}
			if number != next {
				item.SetAttributeString("value", []byte(strconv.Itoa(number)))
			}
			next = number + 1
		}
		return ast.WalkContinue, nil
	})
}
