package article

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is read of one formula.
const (
	maxTeX      = 4000 // bytes
	maxTeXDepth = 40   // groups and arguments in one another; deeper ones are read as if they stood outside
)

// readTeX puts TeX into words and signs that read in a line.
func readTeX(s string) string { return strings.ReplaceAll(texFormula(s).line(), "\u00a0", " ") }

// texFormula reads TeX, with or without the signs around it.
func texFormula(s string) formula {
	if len(s) > maxTeX {
		return formula{{text: fold(s)}}
	}
	s, _ = bareTeX(s)
	r := &texReader{rest: s}
	table := mathTable{equations: true}
	for {
		row, end := r.row(`\\`)
		table.rows = append(table.rows, row)
		if end == "" {
			break
		}
	}
	if len(table.rows) == 1 && len(table.rows[0]) == 1 {
		return table.rows[0][0]
	}
	return formula{table.sign()}
}

// bareTeX is TeX without the signs and braces around all of it; display says whether
// they are those of a formula that stands by itself.
func bareTeX(s string) (bare string, display bool) {
	s = strings.TrimSpace(s)
	for _, pair := range texPairs {
		if len(s) >= len(pair.open)+len(pair.close) && strings.HasPrefix(s, pair.open) && strings.HasSuffix(s, pair.close) {
			s, display = s[len(pair.open):len(s)-len(pair.close)], pair.display
			break
		}
	}
	s = strings.TrimPrefix(s, "latex ") // as WordPress has it
	for {
		inner := strings.TrimSpace(s)
		if strings.HasPrefix(inner, "{") && closes(inner) == len(inner)-1 {
			inner = inner[1 : len(inner)-1]
		}
		for _, sign := range [...]string{`\displaystyle`, `\textstyle`} {
			if after, ok := strings.CutPrefix(inner, sign); ok && (after == "" || !isLetter(after[0])) {
				inner = after
			}
		}
		if inner == s {
			return s, display
		}
		s = inner
	}
}

// texPairs are what stands around TeX in a text.
var texPairs = [...]struct {
	open, close string
	display     bool
}{{`\(`, `\)`, false}, {`\[`, `\]`, true}, {"$$", "$$", true}, {"$", "$", false}}

// closes is where the brace that s begins with is closed, or -1.
func closes(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// texReader reads TeX from left to right.
type texReader struct {
	rest  string
	depth int
}

// next takes a command, a character, or white space, as one space. White space after
// the letters of a command belongs to it.
func (r *texReader) next() string {
	s := r.rest
	switch c := s[0]; {
	case c == '\\' && len(s) > 1:
		n := 1
		for n < len(s) && isLetter(s[n]) {
			n++
		}
		if n == 1 {
			_, size := utf8.DecodeRuneInString(s[1:])
			r.rest = s[1+size:]
			return s[:1+size]
		}
		r.rest = strings.TrimLeft(s[n:], " \t\n\r")
		return s[:n]
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		r.rest = strings.TrimLeft(s, " \t\n\r")
		return " "
	}
	_, n := utf8.DecodeRuneInString(s)
	for n < len(s) { // marks go with their letters
		m, size := utf8.DecodeRuneInString(s[n:])
		if !unicode.Is(unicode.Mn, m) {
			break
		}
		n += size
	}
	r.rest = s[n:]
	return s[:n]
}

// list reads signs up to one of the ends, which is taken too; end is empty where
// there is no more.
func (r *texReader) list(ends ...string) (f formula, end string) {
	for r.rest != "" {
		token := r.next()
		switch {
		case slices.Contains(ends, token):
			return f, token
		case token == `\over` || token == `\atop` || token == `\choose`:
			if r.depth >= maxTeXDepth {
				continue
			}
			r.depth++
			below, end := r.list(ends...)
			r.depth--
			if token == `\over` {
				return formula{over(f, below)}, end
			}
			return formula{choose(f, below)}, end
		}
		f = r.read(f, token)
	}
	return f, ""
}

// row reads one row of a table, up to one of the ends.
func (r *texReader) row(ends ...string) (cells []formula, end string) {
	ends = append([]string{"&"}, ends...)
	for {
		var cell formula
		cell, end = r.list(ends...)
		if cells = append(cells, cell); end != "&" {
			return cells, end
		}
	}
}

// argument reads what a command is of: a group or the next sign.
func (r *texReader) argument() formula {
	r.rest = strings.TrimLeft(r.rest, " \t\n\r")
	switch {
	case r.rest == "" || r.rest[0] == '}' || r.rest[0] == '&':
		return nil
	case r.rest[0] == '{':
		r.rest = r.rest[1:]
		return r.within("}")
	case r.depth >= maxTeXDepth:
		return nil
	}
	r.depth++
	defer func() { r.depth-- }()
	return r.read(nil, r.next())
}

// within reads a group, whose opening brace or bracket was taken, up to its end.
func (r *texReader) within(end string) formula {
	if r.depth >= maxTeXDepth {
		return nil
	}
	r.depth++
	defer func() { r.depth-- }()
	f, _ := r.list(end)
	return f
}

// words reads what is in braces as it stands.
func (r *texReader) words() string {
	r.rest = strings.TrimLeft(r.rest, " \t\n\r")
	if !strings.HasPrefix(r.rest, "{") {
		return ""
	}
	end := closes(r.rest)
	if end < 0 {
		end = len(r.rest)
	}
	s := r.rest[1:end]
	r.rest = r.rest[min(end+1, len(r.rest)):]
	return s
}

// option reads what is in brackets, if that comes next.
func (r *texReader) option() formula {
	if !strings.HasPrefix(r.rest, "[") {
		return nil
	}
	r.rest = r.rest[1:]
	return r.within("]")
}

// read adds what a token begins to a formula.
func (r *texReader) read(f formula, token string) formula {
	switch token {
	case " ":
		return append(f, sign{text: " ", class: blank})
	case "{":
		return append(f, grouped(r.within("}")))
	case "}", "&", "$", `\\`:
		return f
	case "^", "_":
		return f.script(token, r.argument())
	case "'":
		if len(f) == 0 {
			f = append(f, sign{})
		}
		last := &f[len(f)-1]
		if once, ok := strings.CutSuffix(last.text, "′"); ok {
			last.text = once + "″"
		} else {
			last.text += "′"
		}
		return f
	case "~", `\ `, `\,`, `\:`, `\;`, `\>`:
		return append(f, sign{text: "\u00a0", class: room})
	case `\!`, `\/`, `\-`:
		return f
	case `\{`, `\}`, `\%`, `\$`, `\#`, `\_`, `\&`:
		return append(f, signOf(token[1:]))
	case `\|`:
		return append(f, sign{text: "‖"})
	case ",":
		if isThousands(f, r.rest) {
			return append(f, sign{text: ","})
		}
	}
	if name, ok := strings.CutPrefix(token, `\`); ok && name != "" {
		return r.command(f, name)
	}
	return append(f, signOf(token))
}

// grouped is what stands in braces as one sign. One that is alone in them is only
// itself: '{=}' is no relation.
func grouped(f formula) sign {
	if t := f.onlyTable(); t != nil {
		return t.sign()
	}
	if len(f) == 1 && (f[0].class == operator || f[0].class == large || f[0].class == inner) {
		return f[0]
	}
	return sign{text: strings.Trim(f.set(inText), " ")}
}

// isThousands says whether a comma stands within a number: '10,000'.
func isThousands(f formula, rest string) bool {
	digit := func(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	return len(f) > 0 && digit(f[len(f)-1].text, 0) && digit(rest, 0) && digit(rest, 1) && digit(rest, 2) && !digit(rest, 3)
}

// choose is a binomial coefficient.
func choose(above, below formula) sign {
	return sign{text: "C(" + above.set(inText) + ",\u00a0" + below.set(inText) + ")"}
}

// command adds what a command is to a formula.
func (r *texReader) command(f formula, name string) formula {
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac":
		above := r.argument()
		return append(f, over(above, r.argument()))
	case "binom", "dbinom", "tbinom":
		above := r.argument()
		return append(f, choose(above, r.argument()))
	case "sqrt":
		degree := r.option()
		return append(f, root(degree, r.argument()))
	case "vec", "hat", "widehat", "bar", "overline", "tilde", "widetilde", "dot", "ddot":
		return append(f, sign{text: withMark(r.argument().set(inText), overMark(name))})
	case "text", "mbox", "textrm", "textit", "textbf", "textsf", "texttt", "textnormal", "hbox":
		return append(f, sign{text: strings.ReplaceAll(PlainTeX(r.words()), "~", "\u00a0")})
	case "operatorname":
		r.rest = strings.TrimPrefix(r.rest, "*")
		return append(f, sign{text: r.argument().set(inScript), class: operator})
	case "mathbb":
		return append(f, sign{text: doubled.Replace(r.argument().set(inText))})
	case "ce", "pu":
		return append(f, sign{text: chemistry(r.words())})
	case "not":
		if of := r.argument(); len(of) > 0 {
			return append(append(f, negated(of[0])), of[1:]...)
		}
		return f
	case "stackrel", "overset", "underset":
		return r.stacked(f, name)
	case "xrightarrow", "xleftarrow":
		arrow := signOf(map[bool]string{true: "→", false: "←"}[name == "xrightarrow"])
		below := r.option()
		arrow.text += scriptText("_", below.set(inScript)) + scriptText("^", r.argument().set(inScript))
		return append(f, arrow)
	case "pmod":
		return append(f, sign{text: "\u00a0", class: room}, sign{text: "(mod\u00a0" + r.argument().set(inText) + ")"})
	case "bmod":
		return append(f, sign{text: "mod", class: binary})
	case "tag":
		r.rest = strings.TrimPrefix(r.rest, "*")
		return append(f, sign{text: "(" + fold(r.words()) + ")", class: numbering})
	case "quad", "qquad":
		return append(f, sign{text: "\u00a0\u00a0", class: room})
	case "substack":
		r.rest = `\begin{gathered}` + r.words() + `\end{gathered}` + r.rest
		return f
	case "begin":
		return r.environment(f, r.words())
	case "end", "label", "color", "textcolor", "hspace", "vspace", "phantom", "hphantom", "vphantom", "href", "class", "require":
		r.words() // what follows, if anything, is shown
		return f
	}
	return r.delimiter(f, name)
}

// stacked reads what stands above or below a sign.
func (r *texReader) stacked(f formula, name string) formula {
	mark := map[bool]string{true: "_", false: "^"}[name == "underset"]
	of := r.argument()
	base := r.argument()
	if len(base) == 0 {
		return append(f, of...)
	}
	return append(f, base.script(mark, of)...)
}

// delimiter adds a parenthesis that is as high as what is in it, or what any other
// command stands for.
func (r *texReader) delimiter(f formula, name string) formula {
	side := ordinary
	switch name {
	case "left", "bigl", "Bigl", "biggl", "Biggl":
		side = opening
	case "right", "bigr", "Bigr", "biggr", "Biggr":
		side = closing
	case "middle":
		side = relation
	case "big", "Big", "bigg", "Bigg", "bigm", "Bigm":
	default:
		return r.named(f, name)
	}
	if r.rest = strings.TrimLeft(r.rest, " \t\n\r"); r.rest == "" {
		return f
	}
	token := r.next()
	if token == "." {
		return f
	}
	of := r.read(nil, token)
	if len(of) == 1 && side != ordinary {
		of[0].class = side
	}
	return append(f, of...)
}

// named adds the sign of a command; an unknown command is its name.
func (r *texReader) named(f formula, name string) formula {
	switch name {
	case "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathfrak", "mathscr", "mathnormal", "boldsymbol", "bm", "pmb", "underline",
		"underbrace", "overbrace", "boxed", "fbox", "cancel", "bcancel", "mathop", "mathrel", "mathbin", "mathord", "mathopen", "mathclose", "mathstrut",
		"displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag", "hline", "rm", "bf", "it", "cal",
		"centering", "ensuremath", "smash", "normalsize", "small", "large", "strut", "noindent":
		return f
	}
	for i := 0; i+1 < len(texSymbols); i += 2 {
		if texSymbols[i] == name {
			return append(f, signOf(texSymbols[i+1]))
		}
	}
	s := signOf(name)
	if k := len(f) - 1; s.class == operator && k >= 0 && f[k].class == operator && slices.Contains(mathWords, f[k].text) {
		f[k].text += "\u00a0" + name // 'arg max'
		return f
	}
	return append(f, s)
}

// environment reads a table up to its end.
func (r *texReader) environment(f formula, name string) formula {
	name = strings.TrimSuffix(name, "*")
	t := mathTable{}
	switch name {
	case "pmatrix":
		t.left, t.right = "(", ")"
	case "bmatrix":
		t.left, t.right = "[", "]"
	case "vmatrix":
		t.left, t.right = "|", "|"
	case "Vmatrix":
		t.left, t.right = "‖", "‖"
	case "Bmatrix", "cases", "dcases", "rcases": // closed, since more may follow on the line
		t.left, t.right = "{", "}"
	case "array", "tabular", "subarray", "alignat", "alignedat": // what follows says how its columns are set
		r.words()
		t.equations = strings.HasPrefix(name, "align")
	case "matrix", "smallmatrix":
	default:
		t.equations = true
	}
	if r.depth >= maxTeXDepth {
		return f
	}
	r.depth++
	defer func() { r.depth-- }()
	for {
		cells, end := r.row(`\\`, `\end`, `\cr`)
		if slices.ContainsFunc(cells, func(c formula) bool { return strings.Trim(c.set(inText), " \u00a0") != "" }) {
			t.rows = append(t.rows, cells)
		}
		if end == `\end` {
			r.words()
		}
		if end == "" || end == `\end` {
			break
		}
	}
	switch {
	case len(t.rows) == 0:
		return f
	case len(t.rows) == 1 && len(t.rows[0]) == 1 && t.left == "":
		return append(f, t.rows[0][0]...)
	}
	return append(f, t.sign())
}
