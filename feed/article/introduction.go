package article

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// Between a page's headline and its text stand a few sentences that sum it up, and the
// picture with its caption. On many pages they are outside of the element that has the
// text, and readability leaves them out.
type introduction struct {
	summary string // HTML
	words   string // of the summary
	picture feed.Image
}

const (
	introLimit   = 250 // elements from where the story begins in which they stand
	introText    = 140 // bytes: a longer paragraph is of the text
	leastPicture = 200 // pixels: narrower ones are portraits and thumbnails
	leastSummary = 40  // bytes
	mostSummary  = 500
)

// introductionOf finds a page's.
func introductionOf(doc *html.Node, base *url.URL) (o introduction) {
	headline := findHeadline(doc)
	if headline == nil {
		return o
	}
	start := headline // some set the picture above the headline
	for p := headline; p != nil; p = p.Parent {
		if p.DataAtom == atom.Article || p.DataAtom == atom.Main {
			start = p
			break
		}
	}
	seen, paragraphs := 0, 0
	for e := following(start, doc); e != nil && seen < introLimit; e = following(e, doc) {
		if e.Type != html.ElementNode {
			continue
		}
		seen++
		t := traitsOf(e)
		switch {
		case e.DataAtom == atom.Figure && o.picture.URL == "" && paragraphs < 2:
			o.picture = leadPicture(e, base)
		case o.words == "" && t&isSummary != 0 && t&(isCaption|isRelated|isBookmark|isAuthor) == 0 && !formatting[e.DataAtom]:
			if text, whole := peek(e, mostSummary); whole && len(text) >= leastSummary && find(e, isRich) == nil {
				o.words, o.summary = text, render(e, base)
			}
		case e.DataAtom == atom.P:
			words, _ := peek(e, mostSummary)
			if len(words) > introText && words != o.words {
				return o
			}
			if len(words) > leastSummary {
				paragraphs++
			}
		}
	}
	return o
}

// isRich says whether an element is more than a few sentences are made of.
func isRich(e *html.Node) bool {
	return e.DataAtom == atom.Img || e.DataAtom == atom.Ul || e.DataAtom == atom.Ol || e.DataAtom == atom.Time || e.DataAtom == atom.Button || e.DataAtom == atom.H1
}

// findHeadline is the page's only first heading.
func findHeadline(doc *html.Node) *html.Node {
	var h *html.Node
	for e := range elements(doc, maxElements) {
		if e.DataAtom == atom.H1 {
			if h != nil {
				return nil
			}
			h = e
		}
	}
	return h
}

// leadPicture is a figure's picture with its caption and credit; none where it is small,
// or has no caption: without one the page's metadata name the picture as well.
func leadPicture(n *html.Node, base *url.URL) feed.Image {
	img := findTag(n, atom.Img)
	if img == nil || findTag(n, atom.Figcaption) == nil || countTag(n, atom.Img, 2) > 1 {
		return feed.Image{}
	}
	if w := edge(img, "width"); w > 0 && w < leastPicture {
		return feed.Image{}
	}
	a := FromHTML(render(n, base), Options{BaseURL: base.String()})
	if len(a.Images) != 1 || a.Images[0].Caption+a.Images[0].Credit == "" {
		return feed.Image{}
	}
	return feed.Image(a.Images[0])
}

// missingIn is the summary, where a story's element lacks it.
func (o introduction) missingIn(story *html.Node) string {
	if o.words == "" || strings.Contains(fold(allText(story, 8<<10)), o.words) {
		return ""
	}
	return o.summary
}
