package article

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A live page tells a story in posts, the last one first: each has the hour, maybe a
// headline, and text of any length. They become sections whose headings begin with the
// hour, '18:31 GMT · The bridge is open', and say when the post was updated. Pages set
// hour and headline in headers of many kinds, which readability takes for the page's, and
// the posts in a numbered list.

const leastPosts = 3

// shapePosts does so for a whole tree.
func shapePosts(root *html.Node) {
	parents := map[*html.Node]bool{}
	var lists []*html.Node
	times := 0
	for e := range elements(root, 0) {
		if e.DataAtom != atom.Time {
			continue
		}
		times++
		for p, up := e.Parent, 0; p != nil && p != root.Parent && up < 8; p, up = p.Parent, up+1 {
			if !parents[p] {
				parents[p] = true
				lists = append(lists, p)
			}
		}
	}
	if times < leastPosts {
		return
	}
	for _, n := range lists {
		posts := postsOf(n)
		if posts == nil {
			continue
		}
		if newsItems(n) != nil { // short ones are set as a list
			if n.DataAtom == atom.Ol {
				n.Data, n.DataAtom = "ul", atom.Ul
			}
			continue
		}
		if n.DataAtom == atom.Ol || n.DataAtom == atom.Ul {
			n.Data, n.DataAtom = "div", atom.Div
		}
		level := atom.H3
		for _, p := range posts {
			if h := headingOf(p); h != nil {
				level = h.DataAtom
				break
			}
		}
		for _, p := range posts {
			shapePost(p, level)
		}
	}
}

// postsOf are the children of an element that are posts: alike, with a paragraph, and
// most with the hour at their head. nil: it has none.
func postsOf(n *html.Node) []*html.Node {
	if saysComment(n) {
		return nil
	}
	kinds := [...]atom.Atom{atom.Li, atom.Article, atom.Section, atom.Div}
	var alike [len(kinds)][]*html.Node
	for ch := range children(n) {
		kind := slices.Index(kinds[:], ch.DataAtom)
		if kind < 0 {
			continue
		}
		if saysComment(ch) || traitsOf(ch)&(isComments|isRelated|isBookmark|isAuthor) != 0 {
			return nil
		}
		alike[kind] = append(alike[kind], ch)
	}
	for _, posts := range alike {
		if len(posts) < leastPosts {
			continue
		}
		var dated []*html.Node
		told := 0
		for _, p := range posts {
			if hour, _ := hourOf(p); hour != nil {
				dated = append(dated, p)
			}
			if findTag(p, atom.P) != nil {
				told++
			}
		}
		if len(dated)*3 >= len(posts)*2 && told*3 >= len(posts)*2 {
			return dated
		}
	}
	return nil
}

func saysComment(n *html.Node) bool {
	return strings.Contains(strings.ToLower(attr(n, "class")+attr(n, "id")), "comment")
}

// hourOf is the element with the hour at the head of a post, and the hour: '18:31 GMT'
// rather than '4h ago', where both are there.
func hourOf(post *html.Node) (first *html.Node, hour string) {
	for e := range elements(post, lookLimit) {
		if e.DataAtom == atom.P && !shortText(e, 40) {
			break
		}
		if !isStamp(e) {
			continue
		}
		text, whole := peek(e, 40)
		if !whole || !clock().MatchString(text) {
			continue
		}
		if first == nil || strings.ContainsAny(text, ":.h") && !strings.ContainsAny(hour, ":.h") {
			first, hour = e, text
		}
	}
	return first, hour
}

// shapePost puts the hour, the headline and the time of the update of a post into a
// heading before its text, of a level where it has none of its own.
func shapePost(post *html.Node, level atom.Atom) {
	_, hour := hourOf(post)
	heading := headingOf(post)
	updated := takeUpdated(post)
	for t, _ := hourOf(post); t != nil; t, _ = hourOf(post) {
		removeWithLabels(t, post)
	}
	head := element(level, textNode(hour))
	if heading != nil {
		head.Data, head.DataAtom = heading.Data, heading.DataAtom
		if text, _ := peek(heading, 10); text != "" {
			head.AppendChild(textNode(" · "))
			moveChildren(heading, head)
		}
		heading.Parent.RemoveChild(heading)
	}
	if updated != "" {
		head.AppendChild(textNode(" (Updated: " + updated + ")"))
	}
	post.InsertBefore(head, post.FirstChild)
	if img := findTag(post, atom.Img); img != nil && edge(img, "width") > 0 && edge(img, "width") < minLead && !afterText(post, img) { // who wrote it
		for img.Parent != post && allText(img.Parent, 8) == "" {
			img = img.Parent
		}
		img.Parent.RemoveChild(img)
	}
	for e := range elements(post, 0) { // names such as 'post header' are the page's words for them
		if e.DataAtom == atom.Header || e.DataAtom == atom.Span || isHeading(e.DataAtom) {
			e.Attr = nil
		}
	}
	if post.DataAtom == atom.Li {
		post.Data, post.DataAtom = "div", atom.Div
	}
	post.Attr = slices.DeleteFunc(post.Attr, func(a html.Attribute) bool { return a.Key == "class" })
}

// headingOf is the headline of a post, before its text.
func headingOf(post *html.Node) *html.Node {
	h := find(post, func(e *html.Node) bool { return isHeading(e.DataAtom) })
	if h == nil || afterText(post, h) {
		return nil
	}
	return h
}

// afterText says whether an element of a post comes after its first paragraph.
func afterText(post, n *html.Node) bool {
	p := find(post, func(e *html.Node) bool { return e.DataAtom == atom.P && !shortText(e, 40) })
	for e := range elements(post, 0) {
		if e == n {
			return false
		}
		if e == p {
			return true
		}
	}
	return false
}

// takeUpdated takes the line or the mark of a post that says when it was updated.
func takeUpdated(post *html.Node) string {
	const most = 60 // bytes
	e := find(post, func(e *html.Node) bool {
		if e.DataAtom == atom.P && e.Parent.DataAtom != atom.Footer {
			return false
		}
		text, whole := peek(e, most)
		return whole && updatedLine().MatchString(text)
	})
	if e == nil {
		return ""
	}
	text, _ := peek(e, most)
	e.Parent.RemoveChild(e)
	return updatedLine().FindStringSubmatch(text)[1]
}

var updatedLine = lazily(`(?i)^\(?(?:last )?(?:updated|mis à jour|aktualisiert|actualizado|atualizado|aggiornato|更新)(?: at| um| à| a las| às| alle)?[: ]+([^()]{4,40}?)\)?$`)

// removeWithLabels takes the hour out of a post, and with it what only holds it or labels
// it: a link, 'Published at'.
func removeWithLabels(t, post *html.Node) {
	const label = 24 // bytes
	for t.Parent != post {
		all, whole := peek(t.Parent, 3*label)
		own, _ := peek(t, 3*label)
		if !whole || len(all)-len(own) > label || find(t.Parent, isMoreThanHour) != nil {
			break
		}
		t = t.Parent
	}
	t.Parent.RemoveChild(t)
}

func isMoreThanHour(e *html.Node) bool {
	return isHeading(e.DataAtom) || e.DataAtom == atom.P || e.DataAtom == atom.Img
}
