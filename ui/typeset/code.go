package typeset

import (
	"slices"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"

	"lede/ui/theme"
)

const (
	// maxCode is how many bytes of a code block are highlighted; more is set plain.
	maxCode = 64 << 10
	// maxLanguage bounds the name of a language that is looked up.
	maxLanguage = 40
	tabWidth    = 4
)

// setCode sets a block of code: a faint bar at its left, lines too long for the
// column continued under a sign.
func (p *page) setCode(code, language string) {
	code = strings.Trim(code, "\n")
	if code == "" {
		return
	}
	rtl := p.rtl
	p.rtl = false
	defer func() { p.rtl = rtl }()
	bar := []run{p.deco(p.marks.side+" ", theme.Faint)}
	p.within(bar, bar, func() {
		for _, runs := range p.highlighted(code, language) {
			p.setCodeLine(runs)
		}
	})
}

// setCodeLine sets one line of code, cut where it is wider than the column. What
// is cut off goes on under the line's own indent.
func (p *page) setCodeLine(runs []run) {
	width, more := p.column(), p.deco("↳ ", theme.Faint)
	if p.opts.ASCII {
		more.text = "> "
	}
	lead := []run{more}
	if indent := min(indentOf(runs), width/4); indent > 0 {
		lead = []run{p.blank(indent), more}
	}
	var line []run
	room := width
	for runsWidth(runs) > room && room > 0 {
		head, tail := p.cutCode(runs, room)
		if len(head) == 0 {
			break // a character wider than the column
		}
		var join byte
		if first := &tail[0]; strings.HasPrefix(first.text, " ") {
			join, first.text, first.width = ' ', first.text[1:], first.width-1
		}
		p.emit(append(line, head...), join)
		line, runs = slices.Clone(lead), tail
		room = width - runsWidth(lead)
	}
	p.emit(append(line, runs...), '\n')
}

// indentOf is the number of spaces that a line begins with.
func indentOf(runs []run) int {
	n := 0
	for _, r := range runs {
		rest := strings.TrimLeft(r.text, " ")
		if n += len(r.text) - len(rest); rest != "" {
			return n
		}
	}
	return 0
}

// cutCode cuts a line of code to a width: between words, where that leaves most
// of it, or after what parts an address or a list, or else between characters.
func (p *page) cutCode(runs []run, width int) (head, tail []run) {
	used := 0
	for i, r := range runs {
		if used+r.width <= width {
			used += r.width
			continue
		}
		before, after := p.measurer.split(r.text, width-used)
		head = slices.Clone(runs[:i])
		cut := p.runWidth(before)
		if before != "" {
			head = append(head, run{before, cut, r.pen, 0})
		}
		// what is left is not measured anew: it may be a megabyte
		tail = append([]run{{after, r.width - cut, r.pen, 0}}, runs[i+1:]...)
		break
	}
	if len(tail) > 0 && strings.HasPrefix(tail[0].text, " ") {
		return head, tail
	}
	for _, after := range [...]string{" ", "/,;&?"} {
		if h, t := p.cutAfter(head, tail, width*2/3, after); h != nil {
			return h, t
		}
	}
	return head, tail
}

// cutAfter moves the end of a cut so that it is after one of some signs, but no less
// than least cells remain; nil where there is none.
func (p *page) cutAfter(head, tail []run, least int, signs string) (h, t []run) {
	for i := len(head) - 1; i >= 0; i-- {
		r := head[i]
		end := runsWidth(head[:i])
		if end+r.width <= least {
			break
		}
		k := strings.LastIndexAny(r.text, signs) + 1
		if k == 0 || end+p.runWidth(r.text[:k]) <= least {
			continue
		}
		var moved []run
		if k < len(r.text) {
			moved = append(moved, run{r.text[k:], p.runWidth(r.text[k:]), r.pen, 0})
		}
		moved = append(append(moved, head[i+1:]...), tail...)
		return append(head[:i:i], run{r.text[:k], p.runWidth(r.text[:k]), r.pen, 0}), moved
	}
	return nil, nil
}

// highlighted is code in lines of runs, coloured by its language where that is
// known. It is where chroma is first used, so that who reads no code never
// waits for its grammars.
func (p *page) highlighted(code, language string) [][]run {
	lines := &codeRuns{p: p}
	plain := p.pens.role(theme.Text)
	lexer := lexerFor(language)
	if lexer == nil || len(code) > maxCode {
		lines.add(code, plain)
		return lines.all()
	}
	tokens, err := lexer.Tokenise(nil, code)
	if err != nil {
		lines.add(code, plain)
		return lines.all()
	}
	for token := tokens(); token != chroma.EOF; token = tokens() {
		look := p.pens.theme.Look(roleOf(token.Type))
		look.Strike, look.Underline = false, false // what is new or gone has its sign
		lines.add(token.Value, p.pens.get(look, false))
	}
	return lines.all()
}

func lexerFor(language string) chroma.Lexer {
	language = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(language), "language-"))
	if language == "" || len(language) > maxLanguage {
		return nil
	}
	lexer := lexers.Get(language)
	if lexer == nil {
		return nil
	}
	return chroma.Coalesce(lexer)
}

// roleOf is the role in which a kind of token is set.
func roleOf(t chroma.TokenType) theme.Role {
	switch {
	case t.InCategory(chroma.Comment):
		return theme.Comment
	case t.InCategory(chroma.Keyword), t == chroma.OperatorWord:
		return theme.Keyword
	case t.InSubCategory(chroma.LiteralString):
		return theme.Literal
	case t.InSubCategory(chroma.LiteralNumber):
		return theme.Number
	case t == chroma.NameFunction, t == chroma.NameClass, t == chroma.NameBuiltin, t == chroma.NameTag, t == chroma.NameDecorator:
		return theme.Function
	case t == chroma.GenericInserted:
		return theme.Inserted
	case t == chroma.GenericDeleted:
		return theme.Deleted
	case t == chroma.GenericHeading, t == chroma.GenericStrong:
		return theme.Bold
	}
	return theme.Text
}

// codeRuns gathers tokens into lines, with tabs as spaces.
type codeRuns struct {
	p     *page
	lines [][]run
	line  []run
	col   int
}

func (c *codeRuns) add(s string, with *pen) {
	for len(s) > 0 {
		piece, rest, ended := strings.Cut(s, "\n")
		if piece = c.spaced(piece); piece != "" {
			w := c.p.runWidth(piece)
			c.line = append(c.line, run{piece, w, with, 0})
			c.col += w
		}
		if ended {
			c.lines, c.line, c.col = append(c.lines, c.line), nil, 0
		}
		s = rest
	}
}

// spaced is s with its tabs expanded and made safe.
func (c *codeRuns) spaced(s string) string {
	var b strings.Builder
	col := c.col
	for i, part := range strings.Split(s, "\t") {
		if i > 0 {
			n := tabWidth - col%tabWidth
			b.WriteString(strings.Repeat(" ", n))
			col += n
		}
		part = c.p.measurer.tame(unset.Replace(safe(part)))
		b.WriteString(part)
		col += c.p.runWidth(part)
	}
	return b.String()
}

func (c *codeRuns) all() [][]run {
	if len(c.line) > 0 {
		c.lines = append(c.lines, c.line)
	}
	return c.lines
}
