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
		case atom.Aside: // readability takes all asides for the page's
			if isAsideQuote(e) {
				e.Data, e.DataAtom = "blockquote", atom.Blockquote
				e.Attr = []html.Attribute{{Key: "class", Val: "pullquote"}}
				keepSource(e)
				continue
			}
		case atom.Figcaption:
			showCaption(e)
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
		case t&isGallery != 0 && t&(isRelated|isAd|isNav) == 0 && countTag(e, atom.Img, 2) == 2:
			if box := betweenParagraphs(e); box != nil { // readability leaves out boxes of pictures
				box.Data, box.DataAtom = "figure", atom.Figure
				box.Attr = []html.Attribute{{Key: "class", Val: "gallery"}}
			}
		case (t&(isRelated|isBookmark) != 0 || isHeadedRelated(e)) && len(lines) < mostRelated:
			box := betweenParagraphs(e)
			if box == nil || lines[box] != nil || inKeys(box, lines) {
				continue
			}
			if ps := relatedLines(e, t&isBookmark != 0, base); ps != nil {
				lines[box] = ps
			}
		}
	}
	for e, ps := range lines {
		for _, p := range ps {
			e.Parent.InsertBefore(p, e)
		}
		e.Parent.RemoveChild(e)
	}
	for i, e := range authors { // readability makes paragraphs of their parts
		kept.boxes = append(kept.boxes, render(c.boxOf(&c.authors[i]), base))
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

// boxOf is an author's box with nothing else in it: no hour, no buttons.
func (c *conv) boxOf(b *Block) *html.Node {
	name := element(atom.P, textNode(b.Title))
	if to := c.art.linkTo(b.Link); to != "" {
		a := element(atom.A, textNode(b.Title))
		a.Attr = []html.Attribute{{Key: "href", Val: to}}
		name = element(atom.P, a)
	}
	box := element(atom.Div)
	if img := c.art.image(b.Image); img.URL != "" {
		e := element(atom.Img)
		e.Attr = []html.Attribute{{Key: "src", Val: img.URL}, {Key: "alt", Val: img.Alt}}
		box.AppendChild(e)
	}
	add := func(class string, e *html.Node) {
		e.Attr = []html.Attribute{{Key: "class", Val: class}}
		box.AppendChild(e)
	}
	add("author-name", name)
	if b.Label != "" {
		add("author-role", element(atom.P, textNode(b.Label)))
	}
	if b.Text != "" {
		add("author-bio", element(atom.P, textNode(b.Text)))
	}
	box.Attr = []html.Attribute{{Key: "class", Val: "author-box"}}
	return box
}

// inAny says whether an element is within one of others.
func inAny(e *html.Node, outer []*html.Node) bool {
	return slices.ContainsFunc(outer, func(o *html.Node) bool { return within(e, o) })
}

// keepSource has a quote's footer, which names whose words it has, pass for a
// paragraph: readability takes all footers for the page's.
func keepSource(quote *html.Node) {
	footer := skipWhitespace(quote.LastChild)
	if footer == nil || footer.DataAtom != atom.Footer {
		return
	}
	cite := element(atom.Cite)
	moveChildren(footer, cite)
	footer.Data, footer.DataAtom = "p", atom.P
	footer.AppendChild(cite)
}

// showCaption has a caption that is hidden from those who hear the page, since the
// picture's description says the same to them, pass for text.
func showCaption(caption *html.Node) {
	show := func(n *html.Node) {
		n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "aria-hidden" })
	}
	show(caption)
	for e := range elements(caption, lookLimit) {
		show(e)
	}
}

// addTo puts the authors' boxes under the text.
func (k keptParts) addTo(text string) string { return text + strings.Join(k.boxes, "") }

// betweenParagraphs is the box that an element fills, if it stands in a story rather
// than beside it: text is before and after it. nil: it does not.
func betweenParagraphs(n *html.Node) *html.Node {
	for n.Parent != nil && onlyChild(n.Parent) == n && (boxes[n.Parent.DataAtom] || n.Parent.DataAtom == atom.Figure || n.Parent.DataAtom == 0) {
		n = n.Parent
	}
	const beside = 60 // nodes looked at on each side, so that many such boxes take no longer for each
	before, after := false, false
	for s, k := n.PrevSibling, 0; s != nil && !before && k < beside; s, k = s.PrevSibling, k+1 {
		before = s.DataAtom == atom.P || holdsText(s)
	}
	for s, k := n.NextSibling, 0; s != nil && !after && k < beside; s, k = s.NextSibling, k+1 {
		switch s.DataAtom {
		case atom.P, atom.H2, atom.H3, atom.H4, atom.Ul, atom.Ol, atom.Blockquote:
			after = true
		default:
			after = holdsText(s)
		}
	}
	if before && after {
		return n
	}
	return nil
}

// holdsText says whether a box holds a paragraph of the story, as on pages that put each
// few into one.
func holdsText(n *html.Node) bool {
	const least = 60 // bytes
	if n.DataAtom != atom.Div && n.DataAtom != atom.Section || traitsOf(n)&(junk|isRelated|isBookmark|isAuthor|isCaption) != 0 || findTag(n, atom.H1) != nil {
		return false
	}
	return find(n, func(e *html.Node) bool {
		return e.DataAtom == atom.P && !shortText(e, least) && !inLink(e)
	}) != nil || n.DataAtom == atom.Div && isLabelled(n) && !shortText(n, least)
}

// inKeys says whether an element is within a box that is taken, or around one.
func inKeys(e *html.Node, boxes map[*html.Node][]*html.Node) bool {
	for b := range boxes {
		if within(e, b) || within(b, e) {
			return true
		}
	}
	return false
}

// relatedLines are paragraphs that lead to the stories which a box teases; nil
// where the box is more than that.
func relatedLines(n *html.Node, one bool, base *url.URL) (lines []*html.Node) {
	text, whole := peek(n, 700)
	if !whole || text == "" || inSentence(n) {
		return nil
	}
	for e := range elements(n, lookLimit) {
		if e.DataAtom != atom.Li || len(lines) == mostCards {
			continue
		}
		if a := firstLink(e, base); a != nil {
			if p := relatedLine(a, linkTitle(a)); p != nil {
				lines = append(lines, p)
			}
		}
	}
	if len(lines) > 0 {
		return lines
	}
	if !one {
		if lines = linkedLines(n, base); len(lines) > 1 {
			return lines
		}
	}
	a := firstLink(n, base)
	if a == nil {
		return nil
	}
	title, _ := teaser(n)
	if title == "" {
		title = linkTitle(a)
	}
	if p := relatedLine(a, title); p != nil {
		return []*html.Node{p}
	}
	return nil
}

// linkedLines are the paragraphs of a box whose stories are in no list: one for each
// address that a headline leads to.
func linkedLines(n *html.Node, base *url.URL) (lines []*html.Node) {
	seen := map[string]bool{}
	for e := range elements(n, lookLimit) {
		if to := attr(e, "href"); e.DataAtom == atom.A && web(base, to) != "" && !seen[to] && len(lines) < mostCards && !isLabel(e) {
			if p := relatedLine(e, linkTitle(e)); p != nil {
				seen[to] = true
				lines = append(lines, p)
			}
		}
	}
	return lines
}

// relatedLine is a paragraph that leads where a link does; nil where its title is
// none of a story.
func relatedLine(a *html.Node, title string) *html.Node {
	title = withoutLead(title)
	if !strings.Contains(title, " ") && (len(title) < 12 || isWord(title, 0, true)) {
		return nil // a word is none; a sentence without spaces is Chinese or Japanese
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
