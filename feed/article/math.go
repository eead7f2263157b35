package article

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"
)

// math sets MathML: by the TeX that it carries, else by its own structure.
func (c *conv) math(f *flow, n *html.Node, l look) {
	text := ""
	if a := find(n, func(e *html.Node) bool {
		return e.Data == "annotation" && strings.Contains(attr(e, "encoding"), "tex")
	}); a != nil {
		text = readTeX(fold(allText(a, 4000)))
	} else if alt := attr(n, "alttext"); alt != "" && len(alt) < 4000 {
		text = readTeX(fold(alt))
	} else {
		text = fold(mathML(n, 0))
	}
	if text == "" {
		return
	}
	if attr(n, "display") == "block" {
		f.flush(c)
		defer f.flush(c)
	}
	f.runs = append(f.runs, run{text: bound(c.text(text)), style: l.style, link: l.link})
}

// bound is a formula that stands in a line of text: its spaces are not for breaking
// lines or for widening, in a long one but for those before relations.
func bound(s string) string {
	const long = 24 // characters
	words := strings.Fields(s)
	short := utf8.RuneCountInString(s) <= long
	var b strings.Builder
	for i, word := range words {
		switch {
		case i == 0:
		case short || !isRelation(word):
			b.WriteRune('\u00a0')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String()
}

func isRelation(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == len(s) && strings.ContainsRune("=<>≤≥≠≈≡→←↔⇒∝∼;", r)
}

// mathOf is a formula that an element of a typesetting script shows: KaTeX,
// MathJax, MediaWiki, or plain TeX between its signs.
func mathOf(n *html.Node) (string, bool) {
	if n.DataAtom == atom.Img || n.DataAtom == atom.Math {
		return "", false
	}
	if a := find(n, func(e *html.Node) bool {
		return e.Data == "annotation" && strings.Contains(attr(e, "encoding"), "tex")
	}); a != nil {
		return readTeX(fold(allText(a, 4000))), true
	}
	if m := findTag(n, atom.Math); m != nil {
		return fold(mathML(m, 0)), true
	}
	if t, whole := peek(n, 2000); whole && texMarks().MatchString(t) {
		return readTeX(t), true
	}
	return "", false
}

var texMarks = lazily(`^(\\\(.*\\\)|\\\[.*\\\]|\$.*\$)$`)

// mathML reads a formula's structure into one line.
func mathML(n *html.Node, depth int) string {
	if depth > 40 {
		return allText(n, 200)
	}
	var parts []string
	for ch := range children(n) {
		switch {
		case ch.Type == html.TextNode:
			if t := strings.TrimSpace(ch.Data); t != "" {
				parts = append(parts, t)
			}
		case ch.Type == html.ElementNode && ch.Data != "annotation" && ch.Data != "annotation-xml":
			parts = append(parts, mathML(ch, depth+1))
		}
	}
	at := func(i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	switch n.Data {
	case "mfrac":
		return fraction(at(0), at(1))
	case "msqrt":
		return rooted(strings.Join(parts, ""))
	case "mroot":
		return scripted(at(1), "^", superscripts) + rooted(at(0))
	case "msup":
		return at(0) + scripted(at(1), "^", superscripts)
	case "msub":
		return at(0) + scripted(at(1), "_", subscripts)
	case "msubsup", "munderover":
		return at(0) + scripted(at(1), "_", subscripts) + scripted(at(2), "^", superscripts)
	case "munder":
		return at(0) + scripted(at(1), "_", subscripts)
	case "mover":
		return at(0) + scripted(at(1), "^", superscripts)
	case "mo":
		return spaced(strings.Join(parts, ""))
	case "mtr":
		if n.Parent.Data != "mtable" {
			return strings.Join(parts, " ")
		}
		return strings.Join(parts, mathCell)
	case "mtable":
		return mathTable(n, parts)
	case "mspace":
		return " "
	}
	return strings.Join(parts, "")
}

// spaced sets relations and sums apart.
func spaced(op string) string {
	switch op {
	case "=", "<", ">", "≤", "≥", "≠", "≈", "≡", "→", "←", "↔", "⇒", "∈", "∉", "⊂", "⊆", "∪", "∩", "+", "−", "-", "±", "∝", "~", "∼":
		return " " + op + " "
	case "\u2061", "\u2062", "\u2063", "\u2064":
		return ""
	case ",":
		return ", "
	}
	return op
}

// rooted puts the sign of a root before what it is of: in parentheses but for one
// sign or a number, since √ab may be read as √a·b.
func rooted(s string) string {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) <= 1 || strings.Trim(s, "0123456789.") == "" {
		return "√" + s
	}
	return "√(" + s + ")"
}

// fraction sets one quantity over another on a line. A number and what it multiplies
// are in parentheses below the line: 1/2a may be read as half of a.
func fraction(above, below string) string {
	above, below = group(above), group(below)
	if after := strings.TrimLeft(below, "0123456789."); after != "" && len(after) < len(below) {
		below = "(" + below + ")"
	}
	return above + "/" + below
}

// group puts parentheses around what is more than one sign.
func group(s string) string {
	s = strings.TrimSpace(s)
	if root, ok := strings.CutPrefix(s, "√"); ok && utf8.RuneCountInString(root) == 1 {
		return s
	}
	for _, r := range s {
		if !('0' <= r && r <= '9' || r == '.' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r > 0x2ff && r < 0x20a0 || r == '²' || r == '³' || r == '¹') {
			if len([]rune(s)) > 1 {
				return "(" + s + ")"
			}
		}
	}
	return s
}

var (
	texFraction = lazily(`\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}`)
	texRoot     = lazily(`\\sqrt\s*\{([^{}]*)\}`)
	texText     = lazily(`\\(?:text|mathrm|mathbf|mathit|mathsf|mathtt|mathcal|mathbb|operatorname|textbf|textit|boldsymbol|mbox|underline|displaystyle|textstyle|left|right|big|Big|bigl|bigr|Bigl|Bigr|limits|quad|qquad)\*?\s*(?:\{([^{}]*)\})?`)
	texMark     = lazily(`\\(vec|hat|widehat|bar|overline|tilde|widetilde|dot|ddot)(?:\s*\{([^{}]*)\}|\s+([a-zA-Z])\b|\s*([^\s{}\\a-zA-Z]))`)
	texSup      = lazily(`\^\s*(?:\{([^{}]*)\}|(\\[a-zA-Z]+|[^\s{}()\\]))`)
	texSub      = lazily(`_\s*(?:\{([^{}]*)\}|(\\[a-zA-Z]+|[^\s{}()\\]))`)
	texCommand  = lazily(`\\([a-zA-Z]+)`)
)

// texSymbols are the commands that are one sign.
var texSymbols = strings.Fields(`alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ
mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π
Sigma Σ Phi Φ Psi Ψ Omega Ω times × cdot · div ÷ pm ± mp ∓ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ propto ∝
infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ oint ∮ in ∈ notin ∉ subset ⊂ subseteq ⊆ supset ⊃ cup ∪ cap ∩ emptyset ∅ forall ∀ exists ∃
neg ¬ land ∧ lor ∨ to → rightarrow → leftarrow ← Rightarrow ⇒ Leftarrow ⇐ leftrightarrow ↔ iff ⇔ mapsto ↦ ldots … cdots ⋯ vdots ⋮ ddots ⋱ dots …
hbar ℏ ell ℓ Re ℜ Im ℑ angle ∠ perp ⊥ parallel ∥ mid ∣ langle ⟨ rangle ⟩ circ ∘ bullet • star ⋆ oplus ⊕ otimes ⊗ prime ′ degree °
sin sin cos cos tan tan log log ln ln exp exp lim lim max max min min det det dim dim ker ker gcd gcd Pr Pr`)

// overMark is the mark that a TeX command sets over letters, as a combining
// character.
func overMark(command string) rune {
	switch command {
	case "vec":
		return 0x20D7
	case "bar":
		return 0x304
	case "overline":
		return 0x305
	case "tilde", "widetilde":
		return 0x303
	case "dot":
		return 0x307
	case "ddot":
		return 0x308
	}
	return 0x302 // hat, widehat
}

// withMark is a text with a mark over each of its letters: without it a conjugate
// or a mean would be the thing itself.
func withMark(s string, mark rune) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(mark)
		}
	}
	return norm.NFC.String(b.String())
}

// readTeX puts TeX into words and signs that read in a line. What is no TeX
// stays as it is.
func readTeX(s string) string {
	if !strings.ContainsAny(s, `\^_{}$`) || len(s) > 4000 {
		return s
	}
	for _, pair := range [...][2]string{{`\(`, `\)`}, {`\[`, `\]`}, {"$$", "$$"}, {"$", "$"}} {
		if strings.HasPrefix(s, pair[0]) && strings.HasSuffix(s, pair[1]) && len(s) >= len(pair[0])+len(pair[1]) {
			s = s[len(pair[0]) : len(s)-len(pair[1])]
			break
		}
	}
	if strings.HasPrefix(s, `{\displaystyle`) && strings.HasSuffix(s, "}") {
		s = s[len(`{\displaystyle`) : len(s)-1]
	}
	s = strings.NewReplacer(`\left.`, "", `\right.`, "").Replace(texTables(s))
	s = texCommand().ReplaceAllStringFunc(s, func(m string) string {
		if sign := symbol(m); sign != m[1:] {
			return sign
		}
		return m
	})
	for range 6 { // from the innermost braces outwards
		before := s
		s = texText().ReplaceAllString(s, "$1")
		s = texMark().ReplaceAllStringFunc(s, func(m string) string {
			p := texMark().FindStringSubmatch(m)
			return withMark(p[2]+p[3]+p[4], overMark(p[1]))
		})
		s = replaceGroups(texSup(), s, func(t string) string { return scripted(symbol(t), "^", superscripts) })
		s = replaceGroups(texSub(), s, func(t string) string { return scripted(symbol(t), "_", subscripts) })
		s = texRoot().ReplaceAllStringFunc(s, func(m string) string { return rooted(texRoot().FindStringSubmatch(m)[1]) })
		s = texFraction().ReplaceAllStringFunc(s, func(m string) string {
			p := texFraction().FindStringSubmatch(m)
			return fraction(p[1], p[2])
		})
		if s == before {
			break
		}
	}
	s = texCommand().ReplaceAllStringFunc(s, func(m string) string { return symbol(m) })
	s = strings.NewReplacer(`\,`, " ", `\;`, " ", `\:`, " ", `\!`, "", `\ `, " ", `\{`, "{", `\}`, "}", `\\`, "; ", "{", "", "}", "", "&", " ", `\%`, "%", `\$`, "$", "~", " ").Replace(s)
	return fold(s)
}

var texSpan = lazily(`\$\$[^$\n]+\$\$|\$[^\s$](?:[^$\n]*[^\s$])?\$|\\\([^\n]+?\\\)|\\\[[^\n]+?\\\]`)

// inlineTeX puts the TeX between its signs in running text into signs that
// read. An amount of money is none: what stands between the signs must hold a
// sign of TeX, or be a letter. set puts one into such signs.
func inlineTeX(s string, set func(tex string) string) string {
	if !strings.ContainsAny(s, `$\`) {
		return s
	}
	s = texWords(s)
	spans := texSpan().FindAllStringIndex(s, 1000)
	if spans == nil {
		return s
	}
	var b strings.Builder
	at := 0
	for _, m := range spans {
		part := s[m[0]:m[1]]
		inner := strings.Trim(part, "$")
		if part[0] == '$' && !isTeX(inner, s[m[1]:]) {
			continue
		}
		b.WriteString(s[at:m[0]] + set(part))
		at = m[1]
	}
	return b.String() + s[at:]
}

// isTeX says whether what stands between two dollar signs is TeX, after which
// follows what comes next: an amount, or a variable of a program's, is not.
func isTeX(inner, next string) bool {
	signs := `\^_{}=`
	if next != "" && (isLetter(next[0]) || next[0] == '_') && !strings.HasPrefix(next, "th") {
		signs = `\^{` // '$a=$b', '$HOME_DIR/$FILE'
	}
	switch {
	case next != "" && '0' <= next[0] && next[0] <= '9':
		return false
	case len(inner) == 1:
		return isLetter(inner[0]) && signs[len(signs)-1] == '='
	}
	return strings.ContainsAny(inner, signs)
}

var (
	texStyle  = lazily(`\\(?:textit|textbf|texttt|textsc|textrm|emph)\{((?:[^{}]|\{[^{}]*\})*)\}`)
	texAccent = lazily("\\\\([\"'`^~=.Hcuvkr])(?:\\{([A-Za-z])\\}|([A-Za-z]))")
)

// texWords reads the words that TeX sets in a style, and the accents in them.
func texWords(s string) string {
	if !strings.Contains(s, `\`) || !texStyle().MatchString(s) {
		return s
	}
	s = texStyle().ReplaceAllString(s, "$1")
	return texAccent().ReplaceAllStringFunc(s, func(m string) string {
		p := texAccent().FindStringSubmatch(m)
		if p[2] == "" && isLetter(p[1][0]) {
			return m // a command of more letters
		}
		return norm.NFC.String(p[2] + p[3] + accentOf(p[1]))
	})
}

// accentOf is the combining mark of a TeX accent.
func accentOf(sign string) string {
	const signs = "\"'`^~=.Hcuvkr"
	marks := []string{"\u0308", "\u0301", "\u0300", "\u0302", "\u0303", "\u0304", "\u0307", "\u030b", "\u0327", "\u0306", "\u030c", "\u0328", "\u030a"}
	return marks[strings.Index(signs, sign)]
}

// PlainTeX is a line of text with its TeX made readable: for headlines.
func PlainTeX(s string) string { return inlineTeX(s, readTeX) }

func replaceGroups(re *regexp.Regexp, s string, with func(string) string) string {
	return re.ReplaceAllStringFunc(s, func(m string) string {
		p := re.FindStringSubmatch(m)
		return with(p[1] + p[2])
	})
}

// symbol is the sign of a TeX command; an unknown command is its name.
func symbol(m string) string {
	name, ok := strings.CutPrefix(m, `\`)
	if !ok {
		return m
	}
	for i := 0; i+1 < len(texSymbols); i += 2 {
		if texSymbols[i] == name {
			return texSymbols[i+1]
		}
	}
	return name
}
