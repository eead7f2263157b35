package article

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Readability takes what surrounds a story for debris, and with it what a
// reader wants of that: who wrote it, and where its related stories stand
// between the paragraphs. These are set aside before it runs.

// keptParts are the boxes about the story's authors, as HTML, and the first one's name.
type keptParts struct {
	boxes  []string
	author string
}

// mostAuthors bounds the authors whose boxes are kept.
const mostAuthors = 6

// mostRelated bounds the related stories that stay between the paragraphs.
const mostRelated = 6

// keepParts finds them in a page. Related stories become paragraphs of their
// own, which readability leaves alone and FromHTML makes cards of.
func keepParts(doc *html.Node, base *url.URL) keptParts {
	var kept keptParts
	var authors []*html.Node
	lines := map[*html.Node][]*html.Node{} // a box -> what takes its place
	c := newConv(Options{})
	c.base = base
	for e := range elements(doc, maxElements) {
		switch e.DataAtom {
		case atom.Blockquote:
			keepSource(e)
			continue
		case atom.Dt: // readability leaves out those whose class speaks of headers
			e.Attr = slices.DeleteFunc(e.Attr, func(a html.Attribute) bool { return a.Key == "class" })
			continue
		}
		if !boxes[e.DataAtom] && e.DataAtom != atom.Address && e.DataAtom != atom.Footer {
			continue
		}
		t := traitsOf(e)
		switch {
		case (t&isAuthor != 0 && t&(isComments|isRelated) == 0 && e.DataAtom != atom.Footer || isAboutAuthor(e)) && !inAny(e, authors):
			if c.keepAuthor(e, authors) {
				authors = append(authors, e)
			}
		case t&(isRelated|isBookmark) != 0 && len(lines) < mostRelated && betweenParagraphs(e):
			if ps := relatedLines(e, base); ps != nil {
				lines[e] = ps
			}
		}
	}
	for e, ps := range lines {
		for _, p := range ps {
			e.Parent.InsertBefore(p, e)
		}
		e.Parent.RemoveChild(e)
	}
	for _, e := range authors { // readability makes paragraphs of their parts
		kept.boxes = append(kept.boxes, render(e, base))
		if e.Parent != nil {
			e.Parent.RemoveChild(e)
		}
	}
	if len(c.authors) > 0 {
		kept.author = c.authors[0].Title
	}
	return kept
}

// keepAuthor says whether an element is a box about who wrote the story: the first of
// the page that says more than a name, one like it, or another of the same person.
func (c *conv) keepAuthor(e *html.Node, kept []*html.Node) bool {
	n := len(c.authors)
	if n >= mostAuthors || !c.authorBox(e) {
		return false
	}
	b := c.authors[n]
	if len(b.Text)+len(b.Label) > 0 {
		if n == 0 || attr(e, "class") == attr(kept[0], "class") {
			return true
		}
		for _, a := range c.authors[:n] {
			if strings.EqualFold(a.Title, b.Title) {
				return true
			}
		}
	}
	c.authors = c.authors[:n]
	return false
}

// inAny says whether an element is within one of others.
func inAny(e *html.Node, outer []*html.Node) bool {
	return slices.ContainsFunc(outer, func(o *html.Node) bool { return within(e, o) })
}

// keepSource has a quote's footer, which names whose words it has, pass for a
// paragraph: readability takes all footers for the page's.
func keepSource(quote *html.Node) {
	footer := quote.LastChild
	for footer != nil && footer.Type == html.TextNode && strings.TrimSpace(footer.Data) == "" {
		footer = footer.PrevSibling
	}
	if footer == nil || footer.DataAtom != atom.Footer {
		return
	}
	cite := element(atom.Cite)
	moveChildren(footer, cite)
	footer.Data, footer.DataAtom = "p", atom.P
	footer.AppendChild(cite)
}

// addTo puts the authors' boxes under the text.
func (k keptParts) addTo(text string) string { return text + strings.Join(k.boxes, "") }

// betweenParagraphs says whether an element stands in a story rather than
// beside it: paragraphs are before and after it.
func betweenParagraphs(n *html.Node) bool {
	before, after := false, false
	for s := n.PrevSibling; s != nil && !before; s = s.PrevSibling {
		before = s.DataAtom == atom.P
	}
	for s := n.NextSibling; s != nil && !after; s = s.NextSibling {
		switch s.DataAtom {
		case atom.P, atom.H2, atom.H3, atom.H4, atom.Ul, atom.Ol, atom.Blockquote:
			after = true
		}
	}
	return before && after
}

// relatedLines are paragraphs that lead to the stories which a box teases; nil
// where the box is more than that.
func relatedLines(n *html.Node, base *url.URL) (lines []*html.Node) {
	text, whole := peek(n, 500)
	if !whole || text == "" || inSentence(n) {
		return nil
	}
	for e := range elements(n, lookLimit) {
		if e.DataAtom != atom.Li || len(lines) == mostCards {
			continue
		}
		if a := firstLink(e, base); a != nil {
			title, _ := peek(a, 300)
			if p := relatedLine(a, title); p != nil {
				lines = append(lines, p)
			}
		}
	}
	if len(lines) > 0 {
		return lines
	}
	a := firstLink(n, base)
	if a == nil {
		return nil
	}
	title, _ := teaser(n)
	if title == "" {
		title, _ = peek(a, 300)
	}
	if p := relatedLine(a, title); p != nil {
		return []*html.Node{p}
	}
	return nil
}

// relatedLine is a paragraph that leads where a link does; nil where its title is
// none of a story.
func relatedLine(a *html.Node, title string) *html.Node {
	title = withoutLead(title)
	if len(strings.Fields(title)) < 2 && len(title) < 12 {
		return nil
	}
	link := element(atom.A, textNode(title))
	link.Attr = []html.Attribute{{Key: "href", Val: attr(a, "href")}}
	return element(atom.P, textNode("Related: "), link)
}

// isByline says whether a page's byline is names, and not a whole box run
// together, with the hour and the buttons.
func isByline(s string) bool {
	return !strings.ContainsAny(s, "0123456789") && (len(s) <= 80 && !strings.ContainsAny(s, ".!?\n") || len(s) <= 40)
}
