package article

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// Some publishers' systems write the same lines around every story: arXiv names
// the paper's number, Reddit who submitted a link, Hacker News its addresses.
// What is said above the article anyhow is left out, the rest said shortly.
var (
	arxivHead   = lazily(`(?i)^arXiv:\S+ Announce Type: \S+(\s+Abstract: |\s*)`)
	submittedBy = lazily(`^submitted by /?u/\S+( to /?r/\S+)?( \[link\])?( \[comments\])?$`)
)

// redditComments is what the way to a post's comments is called.
const redditComments = "Comments on Reddit"

// habits rewrites a paragraph of the kinds above.
func (c *conv) habits(f *flow, runs []run) []run {
	if len(runs) == 0 || !f.top {
		return runs
	}
	if first := &runs[0]; len(f.blocks) == 0 && strings.HasPrefix(first.text, "arXiv:") {
		head := arxivHead().FindString(first.text)
		first.text, c.art.complete = first.text[len(head):], c.art.complete || head != ""
		if first.text == "" && len(runs) > 2 && runs[1].brk {
			runs = runs[2:]
			runs[0].text = strings.TrimPrefix(runs[0].text, "Abstract: ")
		}
	}
	text, _ := textOf(runs)
	if !strings.HasPrefix(strings.TrimSpace(text), "submitted by") || !submittedBy().MatchString(fold(text)) {
		return runs
	}
	c.art.complete = true
	var out []run
	for i, r := range runs {
		name := strings.Trim(r.text, " []")
		if r.link == 0 || name != "link" && name != "comments" || c.showsPicture(r.link) {
			continue
		}
		if name == "link" && mentionsLink(runs[i+1:], r.link) {
			continue // a post of words leads to itself
		}
		if len(out) > 0 {
			out = append(out, run{text: " · "})
		}
		if name == "link" {
			out = append(out, run{text: "Link", link: r.link})
		} else {
			out = append(out, run{text: redditComments, link: r.link})
		}
	}
	return out
}

// showsPicture says whether a link leads to a picture that the article shows.
func (c *conv) showsPicture(link int) bool {
	for i := range c.art.Images {
		if sameName(c.art.Images[i].URL, c.art.Links[link-1].URL) {
			return true
		}
	}
	return false
}

var (
	pointsLine   = lazily(`^Points: (\d+)$`)
	commentsLine = lazily(`^# Comments: (\d+)$`)
	commentsLink = lazily(`^Comments URL: .*\(#(\d+)\)$`)
	articleLink  = lazily(`^Article URL: `)
)

// mergePoints makes one line of those that Hacker News's feeds end with: the
// story's own address is the entry's, and stands under the headline's key.
func (c *conv) mergePoints(bs []Block) []Block {
	n := len(bs)
	if n < 3 || !commentsLine().MatchString(bs[n-1].plain) || !pointsLine().MatchString(bs[n-2].plain) {
		return bs
	}
	link := commentsLink().FindStringSubmatch(bs[n-3].Markdown)
	if link == nil {
		return bs
	}
	points := pointsLine().FindStringSubmatch(bs[n-2].plain)[1] + " points"
	comments := commentsLine().FindStringSubmatch(bs[n-1].plain)[1] + " comments"
	c.art.complete = true
	line := bs[n-3]
	line.Markdown, line.plain = points+" · ["+comments+"](#"+link[1]+")", points+" · "+comments
	bs = bs[:n-3]
	if k := len(bs) - 1; k >= 0 && articleLink().MatchString(bs[k].plain) {
		bs = bs[:k]
	}
	if k := len(bs) - 1; k >= 0 && isRule(bs[k]) {
		bs = bs[:k]
	}
	return append(bs, line)
}

// isOrnament says whether a paragraph is nothing but signs that part two
// sections.
func isOrnament(s string) bool {
	if len(s) > 240 || s == "" || isWord(s, 0, true) {
		return false
	}
	s = strings.Join(strings.FieldsFunc(s, unicode.IsSpace), "")
	switch s {
	case "⁂", "❦", "❧", "☙", "~", "§", "***":
		return true
	}
	signs := []rune(s)
	if len(signs) < 3 || len(signs) > 60 || !strings.ContainsRune("*•·∙⁕~-–—_#∗◆♦⁎", signs[0]) {
		return false
	}
	for _, r := range signs {
		if r != signs[0] {
			return false
		}
	}
	return true
}

// boxed sets what a publishing system sets in a box: a remark, a part that is
// folded, a file.
func (c *conv) boxed(f *flow, n *html.Node, t traits, l look) bool {
	switch {
	case t&isFile != 0:
		return c.file(f, n)
	case t&isSound != 0:
		return c.sound(f, n, l)
	case t&isToggle != 0:
		return c.toggle(f, n, l)
	case !f.top || f.quotes >= maxQuotes || !boxes[n.DataAtom] && n.DataAtom != atom.P || !shortText(n, 1200):
		return false
	}
	c.remark(f, n, l)
	return true
}

func noLetters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0
}

// file sets a file that is offered as a card.
func (c *conv) file(f *flow, n *html.Node) bool {
	a := findTag(n, atom.A)
	part := func(name string) string {
		e := find(n, func(e *html.Node) bool { return hasWord(attr(e, "class"), "kg-file-card-"+name) })
		if e == nil {
			return ""
		}
		text, _ := peek(e, 300)
		return text
	}
	if a == nil {
		return false
	}
	title := part("title")
	if title == "" {
		title, _ = peek(a, 300) // WordPress: the link, then a button that says 'Download'
	}
	about := strings.Join(lines(part("caption"), part("filename"), part("filesize")), " · ")
	c.card(f, "File", feed.Clean(title, 300), feed.Clean(about, 400), attr(a, "href"))
	return true
}

// sound sets a recording whose title stands beside its player.
func (c *conv) sound(f *flow, n *html.Node, l look) bool {
	player := findTag(n, atom.Audio)
	if player == nil {
		return false
	}
	if title := find(n, func(e *html.Node) bool { return hasWord(attr(e, "class"), "kg-audio-title") }); title != nil {
		text, _ := peek(title, 300)
		player.Attr = append(player.Attr, html.Attribute{Key: "title", Val: text})
	}
	c.media(f, player, l)
	return true
}

// toggle sets a part that is folded on its page by a script of its own.
func (c *conv) toggle(f *flow, n *html.Node, l look) bool {
	head := find(n, func(e *html.Node) bool { return hasWord(attr(e, "class"), "kg-toggle-heading") })
	if head == nil {
		return false
	}
	title, _ := peek(head, 400)
	head.Parent.RemoveChild(head)
	f.flush(c)
	s := f.sub()
	c.walk(s, n, l)
	s.flush(c)
	text, _, rest := prose(s.blocks)
	f.put(c, Block{Kind: Details, Title: c.text(feed.Clean(title, 400)), Markdown: text.md, plain: text.plain})
	for _, b := range rest {
		f.put(c, b)
	}
	return true
}

// linkedCard says whether a link holds a headline and a few words below it:
// another story, as blogs embed one. A whole story in a link has more.
func linkedCard(n *html.Node) bool {
	const most, beside = 500, 60 // bytes: of all, and of a line beside the words
	if find(n, func(e *html.Node) bool { return isHeading(e.DataAtom) }) == nil || strings.HasPrefix(attr(n, "href"), "#") || !shortText(n, most) {
		return false
	}
	blocks, long := 0, 0
	for e := range elements(n, lookLimit) {
		if isHeading(e.DataAtom) || e.DataAtom == atom.P {
			blocks++
		}
		if e.DataAtom == atom.P && !shortText(e, beside) {
			long++
		}
	}
	return blocks > 1 && long <= 1
}
