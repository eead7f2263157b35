package article

import (
	"strings"

	"golang.org/x/net/html"
)

// maxMathML is how much text one formula in MathML has at most, in bytes.
const maxMathML = 4 * maxTeX

// mathMLFormula is MathML by the TeX that it carries, else by its own structure.
func mathMLFormula(n *html.Node) formula {
	if a := texAnnotation(n); a != nil {
		return texFormula(fold(allText(a, maxTeX)))
	}
	if alt := attr(n, "alttext"); alt != "" && len(alt) < maxTeX {
		return texFormula(fold(alt))
	}
	if text := allText(n, maxMathML); len(text) > maxMathML {
		return formula{{text: fold(allText(n, maxInput))}}
	}
	return mathML(n, 0)
}

func texAnnotation(n *html.Node) *html.Node {
	return find(n, func(e *html.Node) bool {
		return e.Data == "annotation" && strings.Contains(attr(e, "encoding"), "tex")
	})
}

// mathML reads a formula's structure.
func mathML(n *html.Node, depth int) formula {
	if depth > maxTeXDepth {
		return formula{{text: fold(allText(n, 200))}}
	}
	switch n.Data {
	case "mi", "mn", "mtext", "ms", "mo":
		return mathToken(n)
	case "mspace":
		if w := attr(n, "width"); strings.HasPrefix(w, "-") || strings.HasPrefix(w, "0em") || w == "0" {
			return nil
		}
		return formula{{text: "\u00a0", class: room}}
	case "mtable":
		return formula{mathMLTable(n, depth)}
	case "annotation", "annotation-xml", "mphantom", "mprescripts", "none", "maligngroup", "malignmark":
		return nil
	}
	var parts []formula
	for ch := range children(n) {
		switch {
		case ch.Type == html.ElementNode && ch.Data != "annotation" && ch.Data != "annotation-xml":
			parts = append(parts, mathML(ch, depth+1))
		case isWords(ch):
			parts = append(parts, formula{{text: fold(ch.Data)}})
		}
	}
	at := func(i int) formula {
		if i < len(parts) {
			return parts[i]
		}
		return nil
	}
	switch n.Data {
	case "mfrac":
		return formula{over(at(0), at(1))}
	case "msqrt":
		return formula{root(nil, joined(parts))}
	case "mroot":
		return formula{root(at(1), at(0))}
	case "msup":
		return at(0).whole().script("^", at(1))
	case "msub", "munder":
		return at(0).whole().script("_", at(1))
	case "msubsup", "munderover":
		return at(0).whole().script("_", at(1)).script("^", at(2))
	case "mover":
		if mark := markOver(at(1)); mark != 0 {
			return formula{{text: withMark(at(0).set(inText), mark)}}
		}
		return at(0).whole().script("^", at(1))
	case "mfenced":
		return fenced(n, parts)
	}
	return joined(parts)
}

// whole is a formula that something hangs on: more than one sign are one.
func (f formula) whole() formula {
	if len(f) <= 1 {
		return f
	}
	return formula{grouped(f)}
}

func joined(parts []formula) formula {
	var f formula
	for _, p := range parts {
		f = append(f, p...)
	}
	return f
}

// mathToken is a sign of MathML.
func mathToken(n *html.Node) formula {
	text := fold(allText(n, 400))
	switch {
	case strings.Trim(text, "\u2061\u2062\u2063\u2064") == "":
		if n.Data == "mtext" && text == "" && n.FirstChild != nil {
			return formula{{text: "\u00a0", class: room}}
		}
		return nil
	case n.Data == "mn" || n.Data == "ms":
		return formula{{text: text}}
	case n.Data == "mtext": // its own room too
		raw := allText(n, 400)
		if strings.TrimLeft(raw, " \u00a0\n") != raw {
			text = "\u00a0" + text
		}
		if strings.TrimRight(raw, " \u00a0\n") != raw {
			text += "\u00a0"
		}
		return formula{{text: text}}
	}
	return formula{signOf(text)}
}

// markOver is the mark of an accent as a combining character, 0 for what is none.
func markOver(accent formula) rune {
	switch accent.set(inScript) {
	case "¯", "‾", "_", "―", "─":
		return overMark("bar")
	case "^", "ˆ", "\u0302":
		return overMark("hat")
	case "→", "⃗", "⇀":
		return overMark("vec")
	case "~", "˜", "∼":
		return overMark("tilde")
	case "˙", ".":
		return overMark("dot")
	case "¨":
		return overMark("ddot")
	}
	return 0
}

// fenced is MathML's list in parentheses.
func fenced(n *html.Node, parts []formula) formula {
	sides := [2]string{"(", ")"}
	for i, key := range [...]string{"open", "close"} {
		if hasAttr(n, key) {
			sides[i] = attr(n, key)
		}
	}
	f := formula{{text: sides[0], class: opening}}
	for i, p := range parts {
		if i > 0 {
			f = append(f, signOf(","))
		}
		f = append(f, p...)
	}
	return append(f, sign{text: sides[1], class: closing})
}

// mathMLTable is MathML's table. Its rows are equations where its columns are the
// sides of them.
func mathMLTable(n *html.Node, depth int) sign {
	t := mathTable{equations: strings.Contains(attr(n, "columnalign"), "right left")}
	for tr := range children(n) {
		if tr.Type != html.ElementNode {
			continue
		}
		var row []formula
		for td := range children(tr) {
			if td.Type == html.ElementNode && (tr.Data != "mlabeledtr" || td.PrevSibling != nil) {
				row = append(row, mathML(td, depth+2))
			}
		}
		t.rows = append(t.rows, row)
	}
	return t.sign()
}
