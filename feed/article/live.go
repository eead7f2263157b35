package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// A live page or a news site's front holds short news one below the other,
// each in a box of its own: a time, a headline, '(Updated: 19:10)', maybe a
// line. They are set as one list, an item each.
const (
	leastNews = 3   // two are enough where both are dated
	newsLimit = 420 // bytes of text in one of them
)

var clock = lazily(`(?i)^((updated|posted|published)[:\s]*)?([01]?\d|2[0-3])[:.h]\d\d(\s*(am|pm|h|uhr|gmt|utc|cet|cest|est|edt|[a-z]{2,4}))?$|^\d{1,3}\s?(m|min|mins|minutes|h|hrs?|hours?|d|days?)(\s+ago)?$`)

var updatedMark = lazily(`(?i)\((last )?updated:? [^()]{2,60}\)`)

// newsItems are those children of an element that make a list of short news:
// alike in name, short, and dated.
func newsItems(n *html.Node) map[*html.Node]bool {
	groups := map[string][]*html.Node{}
	best := ""
	seen := 0
	for ch := range children(n) {
		if ch.Type != html.ElementNode {
			continue
		}
		if seen++; seen > 500 {
			break
		}
		switch ch.DataAtom {
		case atom.Div, atom.Article, atom.Section, atom.Li:
		default:
			continue
		}
		key := ch.Data + "." + attr(ch, "class")
		groups[key] = append(groups[key], ch)
		if len(groups[key]) > len(groups[best]) {
			best = key
		}
	}
	if len(groups[best]) < leastNews-1 {
		return nil
	}
	dated := 0
	items := map[*html.Node]bool{}
	for _, ch := range groups[best] {
		text, whole := peek(ch, newsLimit)
		if !whole || countTag(ch, atom.Figure, 1) > 0 || countTag(ch, atom.Blockquote, 1) > 0 {
			return nil
		}
		if find(ch, isStamp) != nil || updatedMark().MatchString(text) {
			dated++
		}
		items[ch] = text != ""
	}
	if dated*3 < len(items)*2 || dated < leastNews-1 {
		return nil
	}
	return items
}

// isStamp says whether an element is a time that stands by itself, or at the beginning of
// a line, and not in a sentence.
func isStamp(e *html.Node) bool {
	const line = 60 // bytes
	if e.DataAtom != atom.Time {
		return false
	}
	for s, k := e.PrevSibling, 0; s != nil && k < lookLimit; s, k = s.PrevSibling, k+1 {
		if isWords(s) {
			return shortText(e.Parent, line)
		}
	}
	return true
}

// news sets the children of an element as a list of short news; ok says whether
// they are.
func (c *conv) news(f *flow, n *html.Node, l look) bool {
	news := newsItems(n)
	if news == nil || f.lists >= maxLists {
		return false
	}
	f.flush(c)
	var items []item
	put := func() {
		f.putList(c, items, "")
		items = nil
	}
	for ch := range children(n) {
		if !news[ch] {
			if ch.Type == html.ElementNode && !isDebris(ch, traitsOf(ch)) {
				s := f.sub()
				s.top = f.top
				c.element(s, ch, l)
				s.flush(c)
				if len(s.blocks) > 0 {
					put()
				}
				for _, b := range s.blocks {
					f.put(c, b)
				}
			}
			continue
		}
		s := f.sub()
		s.lists++
		c.anchor(ch)
		c.walk(s, ch, l)
		s.flush(c)
		text, rest := compact(s.blocks, headlineOf(ch))
		if text.md != "" {
			items = append(items, item{text: text, paragraphs: 1})
		}
		for _, b := range rest {
			put()
			f.put(c, b)
		}
	}
	put()
	return true
}

// headlineOf is the text of the one headline of a short news; empty: it has none,
// or several, or one that is a link and so stands out.
func headlineOf(n *html.Node) string {
	text := ""
	for _, level := range [...]atom.Atom{atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6} {
		h := findTag(n, level)
		switch {
		case h == nil:
		case text != "" || findTag(h, atom.A) != nil || inLink(h):
			return ""
		default:
			text = fold(allText(h, newsLimit))
		}
	}
	return text
}

func inLink(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.A {
			return true
		}
	}
	return false
}

// compact puts the parts of one short news into a line: time, headline, what
// follows, and the mark of the update.
func compact(blocks []Block, headline string) (piece, []Block) {
	var out piece
	var rest []Block
	timed, to := false, ""
	stamp := "**"
	if headline != "" {
		stamp = "" // the headline has the weight
	}
	for _, b := range blocks {
		if b.Kind != Prose && b.Kind != Verse {
			rest = append(rest, b)
			continue
		}
		if strings.HasPrefix(b.Markdown, "```") {
			rest = append(rest, b)
			continue
		}
		md, plain := oneLine(b.Markdown), fold(b.plain)
		if m := wholeStory().FindStringSubmatch(md); m != nil && len(out.md) > 0 {
			to = m[2]
			continue
		}
		if plain == headline && !strings.ContainsAny(md, "*_") {
			md, headline = "**"+md+"**", ""
		}
		switch {
		case out.md == "" && clock().MatchString(plain):
			out, timed = piece{stamp + md + stamp, plain}, true
			continue
		case out.md == "":
			out = piece{md, plain}
		case timed || strings.HasPrefix(plain, "(") || clock().MatchString(plain) || feed.EndsSentence(out.plain):
			out.md, out.plain = out.md+" "+md, out.plain+" "+plain
		default:
			out.md, out.plain = out.md+" — "+md, out.plain+" — "+plain
		}
		timed = false
	}
	if to != "" {
		if bold := boldHeadline().FindString(out.md); bold != "" && !strings.Contains(out.md, "](#") {
			out.md = strings.Replace(out.md, bold, "["+bold+"](#"+to+")", 1)
		} else {
			out.md, out.plain = out.md+" [More](#"+to+")", out.plain+" More"
		}
	}
	return out, rest
}

// wholeStory finds a link of a short news that only leads to the whole story, and
// boldHeadline the headline that may as well.
var (
	wholeStory   = lazily(`(?i)^\[((?:read|view|see|open) (?:more|(?:the )?(?:full )?(?:story|article))|(?:full|whole) (?:story|article)|more|details|(?:zum|ganzer|ganzen) (?:artikel|beitrag)(?: lesen)?|mehr(?: lesen| dazu)?|weiterlesen|lire(?: la suite| l['’]article)?|leer (?:más|noticia)|leia mais|leggi(?: tutto)?|続きを読む)\W*\]\(#(\d{1,5})\)$`)
	boldHeadline = lazily(`\*\*[^*\[\]]{12,}\*\*`)
)
