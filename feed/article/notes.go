package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// noteName are the fragments by which publishing systems name footnotes.
var noteName = lazily(`(?i)^(user-content-)?(_?_?(fn|ftn|edn|sdfootnote|sdendnote)|footnote|note|cite_note|endnote|easy-footnote-bottom|reference|ref|bib|sidenote|fnote|simple-footnote|footnotes?)[-_:]?[\w.:-]*$`)

// marker is what the text shows for a footnote.
var marker = lazily(`^[\[(]?\s*([0-9]{1,4}|[a-zA-Z]|[ivxlc]{1,6}|[*†‡§¶]{1,3}|note \d{1,3}|nb \d{1,3})\s*[\])]?$`)

// maxNotes bounds the footnotes of one article.
const maxNotes = 2000

// findNotes finds the references to footnotes and takes the footnotes' own
// elements out of the text. A reference is a link with a short sign to an
// element of the article that is named like a note, stands among notes, or
// leads back.
func (c *conv) findNotes(root *html.Node) {
	if len(c.anchors) == 0 {
		return
	}
	targets := map[string]*html.Node{}
	for e := range elements(root, 0) {
		for _, key := range [...]string{"id", "name"} {
			if id := attr(e, key); id != "" && c.anchors[id] && targets[id] == nil && (key == "id" || e.DataAtom == atom.A) {
				targets[id] = e
			}
		}
	}
	notes := map[*html.Node]int{}
	for a := range elements(root, 0) {
		if a.DataAtom != atom.A || len(c.art.Notes) >= maxNotes {
			continue
		}
		fragment, ok := samePage(c.base, attr(a, "href"))
		if !ok || targets[fragment] == nil {
			continue
		}
		label, whole := peek(a, 12)
		m := marker().FindStringSubmatch(label)
		if !whole || m == nil {
			continue
		}
		body := noteBody(targets[fragment])
		if body == nil || c.inNote(a) || leadsBack(a) || within(a, body) || !c.isNoteFor(body, a, fragment) {
			continue
		}
		i, seen := notes[body]
		if !seen {
			c.art.Notes = append(c.art.Notes, Note{Label: feed.Clean(m[1], 20)})
			i = len(c.art.Notes)
			notes[body] = i
			c.bodies[body] = true
		}
		c.refs[a] = i
	}
	c.readNotes(notes)
}

// noteBody is the block that a footnote's anchor stands for.
func noteBody(n *html.Node) *html.Node {
	for range 4 {
		switch n.DataAtom {
		case atom.Li, atom.P, atom.Dd, atom.Aside, atom.Div, atom.Td, atom.Section:
			return n
		case atom.Body, atom.Article, atom.Main, atom.Ol, atom.Ul, atom.Table:
			return nil
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return nil
		}
		if n.Parent == nil {
			return nil
		}
		n = n.Parent
	}
	return nil
}

// inNote says whether a link stands in a footnote: it leads back.
func (c *conv) inNote(a *html.Node) bool {
	for n := a; n != nil; n = n.Parent {
		if c.bodies[n] {
			return true
		}
	}
	return false
}

// leadsBack says whether a link is a footnote's own, before its text or after it.
func leadsBack(a *html.Node) bool {
	if attr(a, "role") == "doc-backlink" {
		return true
	}
	for p, up := a.Parent, 0; p != nil && up < 4; p, up = p.Parent, up+1 {
		if !formatting[p.DataAtom] && traitsOf(p)&(isNotes|isNote) != 0 {
			return true
		}
	}
	return false
}

// noteScript sets a reference to a footnote without the brackets around it; ok says
// whether a raised text is one.
func (c *conv) noteScript(f *flow, n *html.Node, l look) (ok bool) {
	a := findTag(n, atom.A)
	if a != nil && len(c.art.Notes) == 0 && hasWord(attr(n, "class"), "reference") && strings.Contains(attr(a, "href"), "#cite_note") {
		return true // an excerpt from MediaWiki, which has none of the notes
	}
	if a == nil || c.refs[a] == 0 || countTag(n, atom.A, 2) > 1 {
		return false
	}
	all, _ := peek(n, 40)
	label, _ := peek(a, 40)
	if strings.Trim(all, "[]() ") != strings.Trim(label, "[]() ") {
		return false
	}
	c.anchor(a)
	c.anchorElement(f, a, l)
	return true
}

func within(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

// isNoteFor says whether a block is the footnote that a link refers to.
func (c *conv) isNoteFor(body, a *html.Node, fragment string) bool {
	if !shortText(body, 6000) {
		return false
	}
	if noteName().MatchString(fragment) {
		return true
	}
	for p, up := body, 0; p != nil && up < 4; p, up = p.Parent, up+1 {
		if t := traitsOf(p); t&(isNotes|isNote) != 0 {
			return true
		}
	}
	for b := range elements(body, lookLimit) { // it leads back to the reference
		if f, ok := samePage(c.base, attr(b, "href")); ok && b.DataAtom == atom.A {
			for p, up := a, 0; p != nil && up < 3; p, up = p.Parent, up+1 {
				if attr(p, "id") == f || attr(p, "name") == f {
					return true
				}
			}
		}
	}
	return strings.Contains(attr(a, "rel")+attr(a, "role")+attr(a, "epub:type")+attr(a, "class"), "noteref") || attr(a, "rel") == "footnote"
}

// readNotes reads the footnotes' texts, without the ways back and the sign that
// the reader knows already.
func (c *conv) readNotes(notes map[*html.Node]int) {
	order := make([]*html.Node, len(c.art.Notes))
	for body, i := range notes {
		order[i-1] = body
	}
	for i, body := range order {
		stripBack(c, body)
		f := &flow{lists: 1, quotes: 1}
		delete(c.bodies, body)
		c.walk(f, body, look{})
		f.flush(c)
		c.bodies[body] = true
		text, _, _ := prose(f.blocks)
		n := &c.art.Notes[i]
		n.Markdown, n.plain = trimMarker(text.md, n.Label), trimMarker(text.plain, n.Label)
		if h := headingBefore(body); h != nil {
			c.bodies[h] = true
		}
	}
}

// stripBack removes the links that lead back from a footnote.
func stripBack(c *conv, body *html.Node) {
	var gone []*html.Node
	for e := range elements(body, 4*lookLimit) {
		if traitsOf(e)&isBack != 0 && shortText(e, 40) {
			gone = append(gone, e)
			continue
		}
		if e.DataAtom != atom.A {
			continue
		}
		if _, ok := samePage(c.base, attr(e, "href")); !ok {
			continue
		}
		t, whole := peek(e, 24)
		if whole && (backMarks(t) || marker().MatchString(t) || strings.Trim(t, "↩↑⤴↵^\ufe0e ") == "" || strings.EqualFold(t, "back") || strings.EqualFold(t, "return to text") || strings.EqualFold(t, "jump up")) {
			gone = append(gone, e)
		}
	}
	for _, e := range gone {
		if e.Parent != nil {
			e.Parent.RemoveChild(e)
		}
	}
}

// trimMarker takes the note's own sign off its start.
func trimMarker(s, label string) string {
	t := strings.TrimLeft(s, " \u00a0^↑")
	t = strings.TrimPrefix(t, `\^`)
	t = strings.TrimLeft(t, " \u00a0")
	for _, form := range [...]string{`\[\]`, "[]", `\[` + label + `\]`, "[" + label + "]", label + ".", label + `\.`, label + ":", "(" + label + ")", label + ")", label + `\)`} {
		if rest, ok := strings.CutPrefix(t, form); ok {
			t = rest
			break
		}
	}
	return strings.TrimSpace(strings.TrimRight(strings.TrimLeft(t, " .:\u00a0"), " \u00a0"))
}

var notesHeading = lazily(`(?i)^(foot ?notes?|end ?notes?|notes?|references|fußnoten|anmerkungen|notes de bas de page|notas|note|сноски|примечания|脚注|注释)\W*$`)

// headingBefore is the heading of the list that a note stands in, if it says no
// more than that notes follow.
func headingBefore(body *html.Node) *html.Node {
	for n, up := body, 0; n != nil && up < 4; n, up = n.Parent, up+1 {
		p := n.PrevSibling
		for p != nil && (p.Type != html.ElementNode || p.DataAtom == atom.Hr) {
			if isWords(p) {
				return nil
			}
			p = p.PrevSibling
		}
		if p == nil {
			continue
		}
		if t, whole := peek(p, 40); whole && (isHeading(p.DataAtom) || p.DataAtom == atom.P) && notesHeading().MatchString(t) {
			return p
		}
		return nil
	}
	return nil
}

// writeNotes adds the list of footnotes at the end.
func (c *conv) writeNotes() {
	if len(c.art.Notes) == 0 {
		return
	}
	if k := len(c.art.Blocks) - 1; k >= 0 && c.art.Blocks[k].Markdown == "---" {
		c.art.Blocks = c.art.Blocks[:k]
	}
	var p strings.Builder
	for i, n := range c.art.Notes {
		if i > 0 {
			p.WriteByte('\n')
		}
		p.WriteString(n.Label + ". " + n.plain)
	}
	c.art.Blocks = append(c.art.Blocks, Block{Kind: NoteList, plain: p.String()})
}
