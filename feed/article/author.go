package article

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// authorParts are the elements of a box about who wrote the story; nil where it has
// none.
type authorParts struct{ img, role, bio *html.Node }

// authorPartsOf finds them: the biography is marked as such, or a paragraph of some
// length. An element that holds the name or the picture too is not only that.
func authorPartsOf(n *html.Node) authorParts {
	p := authorParts{img: findTag(n, atom.Img), role: findTrait(n, isRole)}
	p.bio = find(n, func(e *html.Node) bool {
		return traitsOf(e)&(isBio|isName|isRole) == isBio && (e.DataAtom == atom.P || find(e, isAuthorPart) == nil) && allText(e, 20) != ""
	})
	if p.bio != nil {
		return p
	}
	least := 60 // a shorter paragraph may be a date, or a place
	if p.role != nil {
		least = 30
	}
	p.bio = find(n, func(e *html.Node) bool {
		t, _ := peek(e, 120)
		return e.DataAtom == atom.P && e != p.role && len(t) > least
	})
	return p
}

// isAuthorPart says whether an element is the name, the role or the portrait of an
// author's box, or stands around them.
func isAuthorPart(e *html.Node) bool {
	return e.DataAtom == atom.Img || isHeading(e.DataAtom) || e.DataAtom == atom.P || traitsOf(e)&(isName|isRole) != 0
}

// aboutAuthor finds the headings of such boxes.
var aboutAuthor = lazily(`(?i)^(about|meet) the (authors?|writers?|reporters?)$|^sobre (la firma|(el|la|los|las) autor(a|es|as)?|o autor|a autora|os autores)$|^(über|zu) (den|die|der|dem) (autor|autorin|autoren|verfasser|verfasserin)$|^zur person$|^à propos (de l['’](auteure?|autrice)|des auteurs)$|^(sull['’]autore|sull['’]autrice|l['’]autore|l['’]autrice)$|^over de (auteur|auteurs|schrijver)$|^(об авторе|про автора|o autorze|om (författaren|forfatteren)|著者紹介|筆者紹介|この記事を書いた人)$`)

// isAboutAuthor says whether a box begins with a heading that says that it is about
// who wrote the story.
func isAboutAuthor(n *html.Node) bool {
	if !boxes[n.DataAtom] {
		return false
	}
	for e := range children(n) {
		if e.Type == html.ElementNode {
			text, whole := peek(e, 60)
			return isHeading(e.DataAtom) && whole && aboutAuthor().MatchString(strings.Trim(text, " :"))
		}
	}
	return false
}

// authorBox keeps a box about who wrote the story for the end of the article. It
// says whether it was one.
func (c *conv) authorBox(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Article, atom.Body, atom.Main:
		return false
	}
	if formatting[n.DataAtom] || !shortText(n, 1500) {
		return false
	}
	b, parts := Block{Kind: AuthorBox}, authorPartsOf(n)
	name := ""
	if parts == (authorParts{}) {
		name, b.Label = c.nameAndRole(n)
		if b.Label == "" {
			return false
		}
	}
	if countTag(n, atom.P, 5) == 5 {
		return false
	}
	if name == "" {
		name = c.authorName(n, parts.role, parts.bio)
	}
	if name == "" {
		return false
	}
	b.Title = c.text(name)
	c.fillAuthorBox(&b, n, parts)
	c.authors = append(c.authors, b)
	return true
}

// fillAuthorBox takes what a box says of the author whose name it is titled with.
func (c *conv) fillAuthorBox(b *Block, n *html.Node, parts authorParts) {
	if parts.role != nil {
		if t, _ := peek(parts.role, 160); !onlyNoise(t) && !strings.HasPrefix(t, "@") {
			b.Label = c.text(feed.Clean(t, 160))
		}
	}
	if parts.bio == nil {
		b.Text = c.text(feed.Clean(authorText(n, b.Title, b.Label), 1500))
	} else if parts.bio != parts.role {
		t, _ := peek(parts.bio, 1500)
		b.Text = withoutNoise(c.text(feed.Clean(strings.TrimSpace(strings.TrimPrefix(t, "About "+b.Title)), 1500)))
	}
	if rest, ok := strings.CutPrefix(b.Text, b.Title+" "); ok && sameWord(rest, b.Title) { // 'Jo Doe Jo is a reporter'
		b.Text = rest
	}
	if rest, ok := strings.CutPrefix(b.Text, "By "+b.Title+", "); ok { // what they do is in the byline
		b.Text = rest
	}
	if filedUnder().MatchString(b.Text) {
		b.Text = ""
	}
	if img := parts.img; img != nil {
		if src := source(c.base, img); src != "" && !isTracker(img, src) {
			b.Image = c.image(Image{URL: src, Alt: altText(feed.Clean(attr(img, "alt"), 300)), Width: max(0, edge(img, "width")), Height: max(0, edge(img, "height"))})
		}
	}
	if a := firstLink(n, c.base); a != nil {
		b.Link = c.link(attr(a, "href"), b.Title)
	}
}

// authorText are the sentences of a box that marks no part of it as a biography.
func authorText(n *html.Node, name, role string) string {
	const least = 40 // bytes: shorter lines are places, dates and buttons
	var kept []string
	for _, line := range boxLines(n, nil) {
		line = withoutNoise(line)
		if len(line) >= least && line != name && line != role && !isNoise(line) && !onlyNoise(line) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, " ")
}

// boxLines are the lines of a small box: the text of each element that has some of its
// own.
func boxLines(n *html.Node, lines []string) []string {
	if isLabelled(n) {
		text, _ := peek(n, 1500)
		return append(lines, text)
	}
	for ch := range children(n) {
		if ch.Type == html.ElementNode && !isDebris(ch, traitsOf(ch)) && len(lines) < 32 {
			lines = boxLines(ch, lines)
		}
	}
	return lines
}

// sameWord says whether two texts begin with the same word.
func sameWord(a, b string) bool {
	a, _, _ = strings.Cut(a, " ")
	b, _, _ = strings.Cut(b, " ")
	return a == b
}

// withoutNoise drops a closing 'View all posts by ...' from a few words.
func withoutNoise(s string) string {
	return strings.TrimSpace(viewPosts().ReplaceAllString(s, ""))
}

var filedUnder = lazily(`(?i)^(filed (to|under)|posted in|tags?):`)

var viewPosts = lazily(`(?i)\s*(view|see|read|more)( all| more)? (posts|articles|stories|from|by).{0,80}$|\s*\b(ver biografía|alle (artikel|beiträge) von .{1,60}|voir tous ses articles|tutti gli articoli di .{1,60})\W*$|\s*\b(read|show|see|view) (more|full bio|profile)\W*$`)

// authorName finds the name in a box about an author.
func (c *conv) authorName(n, role, bio *html.Node) string {
	for e := range elements(n, lookLimit) {
		if e == role || e == bio {
			continue
		}
		t := traitsOf(e)
		named := t&isName != 0 || isHeading(e.DataAtom) || e.DataAtom == atom.Strong || e.DataAtom == atom.B ||
			e.DataAtom == atom.A && e.FirstChild != nil
		if !named {
			continue
		}
		if s := nameIn(e); s != "" {
			return s
		}
	}
	return ""
}

func nameIn(e *html.Node) string {
	s, whole := peek(e, 80)
	s = byWord().ReplaceAllString(s, "")
	s = feed.Clean(strings.Trim(s, " ,:·|"), 80)
	if !whole || s == "" || noLetters(strings.Trim(s, "0123456789 ")) || len(strings.Fields(s)) > 7 || isNoise(s) || aboutAuthor().MatchString(s) {
		return ""
	}
	return s
}

var byWord = lazily(`(?i)^(about |written by |by |((words|text|story|photographs?|photos|pictures|video)(( and|,|&) (words|text|story|photographs?|photos|pictures|video))* )by |von |par |por |di )+(the authors?:?\s*)?`)

// nameAndRole reads a byline of two lines: a name, and what its bearer does.
func (c *conv) nameAndRole(n *html.Node) (name, role string) {
	var leaves []string
	var people []*html.Node
	for e := range elements(n, lookLimit) {
		if e.DataAtom == atom.Time || e.DataAtom == atom.Button {
			continue
		}
		own := ""
		for ch := range children(e) {
			if ch.Type == html.TextNode {
				own += ch.Data
			}
		}
		own = fold(own)
		if own == "" || onlyNoise(own) {
			continue
		}
		if leaves = append(leaves, own); len(leaves) > 2 {
			return "", ""
		}
		if e.DataAtom == atom.A && personName().MatchString(own) {
			if people = append(people, e); len(people) > 1 {
				return "", "" // two who wrote it
			}
		}
	}
	if len(leaves) != 2 || !personName().MatchString(byWord().ReplaceAllString(leaves[0], "")) || len(leaves[1]) > 90 || strings.HasPrefix(leaves[1], "@") || strings.HasSuffix(leaves[1], ".") {
		return "", ""
	}
	return feed.Clean(byWord().ReplaceAllString(leaves[0], ""), 80), c.text(feed.Clean(leaves[1], 160))
}

// onlyNoise says whether a label of a byline is a time or a button.
func onlyNoise(s string) bool {
	if s == "Link" { // the button that copies it
		return true
	}
	rest := s
	for _, parts := range [...][]func() *regexp.Regexp{figureParts, wordParts} {
		for _, part := range parts {
			rest = part().ReplaceAllString(rest, "")
		}
	}
	for word := range strings.FieldsFuncSeq(rest, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !mastheadWords[strings.ToLower(word)] {
			return isNoise(s)
		}
	}
	return true
}

var personName = lazily(`^\p{Lu}[\p{L}.'’-]*( (\p{Lu}[\p{L}.'’-]*|de|van|von|der|den|al|bin|la|di|da|del)){1,4}$`)
