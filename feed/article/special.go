package article

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// special sets what an element's names say it is: a card, a box, a gallery, a
// caption, a formula. It says whether it did.
func (c *conv) special(f *flow, n *html.Node, t traits, l look) bool {
	if t&isMath != 0 {
		if of, display, ok := mathOf(n); ok && display {
			c.display(f, of)
			return true
		} else if ok {
			c.formula(f, of, l)
			return true
		}
	}
	if formatting[n.DataAtom] && n.DataAtom != atom.A {
		return t&isCredit != 0 && t&isCaption == 0 && c.captionAfter(f, n, t, l)
	}
	if t&(isCallout|isToggle|isFile|isSound) != 0 && c.boxed(f, n, t, l) || t&isBookmark != 0 && c.bookmark(f, n) {
		return true
	}
	if n.DataAtom == atom.A || n.DataAtom == atom.Img || isHeading(n.DataAtom) {
		return false
	}
	switch {
	case t&isEmbed != 0 && c.post(f, n):
	case t&isAuthor != 0 && c.authorBox(n):
	case t&isGallery != 0 && c.gallery(f, n, l):
	case t&isGallery != 0 && n.DataAtom == atom.Dl: // one picture of an old gallery, with its caption
		c.figure(f, n, l)
	case t&isPull != 0 && shortText(n, 1200) && n.DataAtom != atom.Figure && n.DataAtom != atom.Blockquote:
		c.pullQuote(f, n, l)
	case t&isRelated != 0 && c.related(f, n):
	case t&isTitle != 0 && c.blockTitle(f, n, l):
	case t&isCredit != 0 && c.attribution(f, n, l):
	case t&isCaption != 0 && n.DataAtom != atom.Figcaption && n.DataAtom != atom.Figure && countTag(n, atom.Img, 2) == 1 && shortText(n, 2000):
		c.figure(f, n, l) // a picture in a box named for its caption
	case t&(isCaption|isCredit) != 0 && c.captionAfter(f, n, t, l):
	default:
		return false
	}
	return true
}

// bookmark sets a card that leads to another page, as publishing systems make
// them: a link with title, a few words and a picture.
func (c *conv) bookmark(f *flow, n *html.Node) bool {
	a := n
	if n.DataAtom != atom.A {
		a = find(n, func(e *html.Node) bool { return e.DataAtom == atom.A && resolve(c.base, attr(e, "href")) != "" })
	}
	text, whole := peek(n, 900)
	if a == nil || !whole || text == "" || strings.HasPrefix(attr(a, "href"), "#") || countTag(n, atom.P, 4) == 4 {
		return false
	}
	title, words := teaser(n)
	if own := titleLink(n, title); own != nil {
		a = own
	}
	if title == "" {
		if title = linkTitle(a); title == "" || inSentence(n) {
			return false
		}
	}
	if strings.HasPrefix(words, title) {
		words = strings.TrimSpace(words[len(title):])
	}
	if u := feed.Clean(words, 400); bareAddress(u) {
		words = ""
	}
	c.card(f, "Related", feed.Clean(withoutLead(title), 300), feed.Clean(words, 400), attr(a, "href"))
	return true
}

// titleLink is the link of a box that holds its headline, where others lead
// elsewhere: to who wrote it.
func titleLink(n *html.Node, title string) *html.Node {
	return find(n, func(e *html.Node) bool {
		if title == "" || e.DataAtom != atom.A || strings.HasPrefix(attr(e, "href"), "#") {
			return false
		}
		text, _ := peek(e, len(title)+1)
		return strings.HasPrefix(text, title)
	})
}

// inSentence says whether a link of a box without a headline stands in a longer
// sentence: that is text, whatever the box is called.
func inSentence(n *html.Node) bool {
	if find(n, func(e *html.Node) bool { return isHeading(e.DataAtom) }) != nil {
		return false
	}
	return isLinkingSentence(n) || find(n, isLinkingSentence) != nil
}

// isLinkingSentence says whether a paragraph is a sentence of which less than half
// is linked.
func isLinkingSentence(n *html.Node) bool {
	if n.DataAtom != atom.P || findTag(n, atom.A) == nil {
		return false
	}
	linked := 0
	for a := range elements(n, lookLimit) {
		if a.DataAtom == atom.A {
			words, _ := peek(a, 300)
			linked += len(words)
		}
	}
	text, _ := peek(n, 900)
	return linked > 0 && linked*2 < len(text) && strings.ContainsAny(text[len(text)-1:], ".!?")
}

// withoutLead is a headline without the words that say that it is one: 'Related: '.
func withoutLead(title string) string {
	if before, after, ok := strings.Cut(title, ":"); ok && after != "" && len(before) < 24 && relatedList().MatchString(strings.TrimSpace(before)) {
		return strings.TrimSpace(after)
	}
	return title
}

// teaser reads the box that leads to another page: its headline and the words
// below it, each where it is marked as such.
func teaser(n *html.Node) (title, words string) {
	head := find(n, func(e *html.Node) bool { return isTeaserHead(e) && traitsOf(e)&isTitle != 0 })
	if head == nil {
		isHead := func(e *html.Node) bool {
			return isTeaserHead(e) && (isHeading(e.DataAtom) || e.DataAtom == atom.Strong || e.DataAtom == atom.B)
		}
		// The first may be the part of the paper that the story is in.
		if head = find(n, func(e *html.Node) bool { return isHead(e) && !isLabel(e) }); head == nil {
			head = find(n, isHead)
		}
	}
	if head == nil {
		if e := findTrait(n, isText); e != nil {
			words, _ = peek(e, 400)
		}
		return "", words
	}
	title, _ = peek(head, 300)
	text := find(n, func(e *html.Node) bool {
		return e != head && !formatting[e.DataAtom] && traitsOf(e)&isText != 0 && !within(head, e)
	})
	if text == nil {
		text = find(n, func(e *html.Node) bool { return e.DataAtom == atom.P && !within(e, head) && !within(head, e) })
	}
	if text != nil {
		words, _ = peek(text, 400)
	}
	if isButtonLike(words) {
		words = ""
	}
	return title, words
}

// isLabel says whether an element holds a word or two.
func isLabel(e *html.Node) bool {
	const most = 24 // bytes
	text, whole := peek(e, most)
	return whole && len(text) <= most && strings.Count(text, " ") < 2
}

// linkTitle is the headline in a link to another story, without the buttons, bylines and
// times that stand in it too.
func linkTitle(a *html.Node) string {
	const most = 300 // bytes
	for e := find(a, isBesideTitle); e != nil; e = find(a, isBesideTitle) {
		e.Parent.RemoveChild(e)
	}
	all, _ := peek(a, most)
	lines := boxLines(a, nil)
	if len(lines) == 0 {
		return all
	}
	kept := slices.DeleteFunc(lines, func(line string) bool {
		return isButtonLike(line) || bylineOf(line) != "" || clock().MatchString(line)
	})
	if len(kept) == 0 || len(lines) == 1 && isLabelled(a) {
		return all
	}
	return strings.Join(kept, " ")
}

// isBesideTitle says whether an element in a link is none of its headline.
func isBesideTitle(e *html.Node) bool {
	return e.DataAtom == atom.Time || e.DataAtom == atom.Button || traitsOf(e)&isUnseen != 0
}

// isLabelled says whether words stand straight in an element, beside others.
func isLabelled(n *html.Node) bool {
	for ch := range children(n) {
		if isWords(ch) {
			return true
		}
	}
	return false
}

// isHeadedRelated says whether a box begins with a line that says that stories about the
// same follow, and has nothing else.
func isHeadedRelated(n *html.Node) bool {
	const lead, most = 32, 900 // bytes: of that line, and of all
	if !boxes[n.DataAtom] || countTag(n, atom.A, 1) == 0 {
		return false
	}
	if text, _ := peek(n, lead); !mayBeRelated().MatchString(text) {
		return false
	}
	text, whole := peek(n, most)
	if !whole {
		return false
	}
	lines := boxLines(n, nil)
	if len(lines) < 2 || !relatedList().MatchString(strings.Trim(lines[0], " :|»›>")) {
		return false
	}
	linked := 0
	for e := range elements(n, lookLimit) {
		if e.DataAtom == atom.A {
			words, _ := peek(e, most)
			linked += len(words)
		}
	}
	return linked*3 > (len(text)-len(lines[0]))*2
}

// mayBeRelated finds the first words of such a line.
var mayBeRelated = lazily(`(?i)^\W*(related|more|read|see|go deeper|recommended|in this series|further|mehr|lesen|auch|verwandte|à lire|lire|sur le|le[aei]|más|noticias|leggi|lees|läs|les|lue|czytaj|читайте|関連|あわせて|相关|延伸|관련)`)

// isButtonLike says whether words only say that there is another story.
func isButtonLike(s string) bool {
	return relatedList().MatchString(strings.Trim(s, " :")) || isNoise(s)
}

// isTeaserHead says whether an element holds words, and others than 'Related'.
func isTeaserHead(e *html.Node) bool {
	text, _ := peek(e, 300)
	return text != "" && !relatedList().MatchString(strings.Trim(text, " :")) && !isNoise(text)
}

func bareAddress(s string) bool { return strings.HasPrefix(s, "http") && !strings.Contains(s, " ") }

// post sets an embedded post of a social network: its words, who wrote it, and
// the way to it.
func (c *conv) post(f *flow, n *html.Node) bool {
	if n.DataAtom != atom.Blockquote {
		return false
	}
	target := firstAttr(n, "cite", "data-instgrm-permalink", "data-bluesky-uri", "data-text-post-permalink", "data-href")
	var last *html.Node
	for e := range elements(n, lookLimit) {
		if e.DataAtom == atom.A && web(c.base, attr(e, "href")) != "" {
			last = e
		}
	}
	if web(c.base, target) == "" {
		if last == nil {
			return false
		}
		target = attr(last, "href")
	}
	u, err := url.Parse(web(c.base, target))
	if err != nil {
		return false
	}
	u.RawQuery = strings.TrimSuffix(keepQuery(u), "&")
	p := providerOf(u)
	if traitsOf(n)&isEmbed != 0 && strings.Contains(attr(n, "class"), "wp-embedded-content") {
		title, _ := peek(n, 300)
		c.card(f, "Related", feed.Clean(title, 300), "", u.String())
		return true
	}
	words, who := postText(n, last)
	title := "Post on " + p.name
	if p.label == "Video" {
		title = "Video on " + p.name
	}
	if who != "" {
		title = who + " on " + p.name
	}
	c.card(f, p.label, feed.Clean(title, 200), feed.Clean(words, 4000), u.String())
	return true
}

// keepQuery is an address's query without the embedder's own marks.
func keepQuery(u *url.URL) string {
	q := u.Query()
	for k := range q {
		if strings.HasPrefix(k, "ref_") || strings.HasPrefix(k, "utm_") || k == "s" || k == "t" {
			q.Del(k)
		}
	}
	return q.Encode()
}

// postTail is the way to a post's own picture, which networks write after its words.
var postTail = lazily(`(\s*(https://t\.co|pic\.(twitter|x)\.com)/\w+)+$`)

// postText parts an embedded post into its words and its author: the dash after
// the words begins the author's name.
func postText(n, link *html.Node) (words, who string) {
	var ps []string
	for e := range elements(n, lookLimit) {
		if e.DataAtom == atom.P {
			if t, _ := peek(e, 4000); t != "" {
				ps = append(ps, t)
			}
		}
	}
	all, _ := peek(n, 5000)
	words = strings.Join(ps, " ")
	if i := strings.LastIndex(all, "— "); i >= 0 && len(all)-i < 200 {
		who = strings.TrimSpace(all[i+len("— "):])
		if link != nil {
			date, _ := peek(link, 80)
			who = strings.TrimSpace(strings.TrimSuffix(who, date))
		}
		if words == "" {
			words = strings.TrimSpace(all[:i])
		}
	}
	if words == "" {
		words = all
	}
	if len(who) > 120 {
		who = ""
	}
	words = postTail().ReplaceAllString(words, "")
	switch strings.ToLower(words) {
	case "view this post on instagram", "loading", "view on threads", "":
		words = ""
	}
	return words, who
}

// related sets a box of links to other stories as a card for each, a few of
// them. A box with much text of its own is none.
func (c *conv) related(f *flow, n *html.Node) bool {
	text, whole := peek(n, 1500)
	if !whole {
		return false
	}
	type target struct{ title, words, href string }
	var targets []target
	linked := 0
	for e := range elements(n, lookLimit) {
		if e.DataAtom != atom.A || resolve(c.base, attr(e, "href")) == "" {
			continue
		}
		all, _ := peek(e, 300)
		linked += len(all)
		title, words := teaser(e)
		if title == "" {
			title, words = linkTitle(e), ""
		}
		if whole := itemOf(e, n, all); whole != "" {
			title = whole
			linked += len(whole) - len(all)
		}
		if len(title) > 8 && (len(targets) == 0 || targets[len(targets)-1].href != attr(e, "href")) {
			targets = append(targets, target{title, words, attr(e, "href")})
		}
	}
	if len(targets) == 0 && isButtonLike(text) {
		return true // a script fills it
	}
	if len(targets) == 0 || linked*2 < len(text) && len(text)-linked > 200 || inSentence(n) {
		return false
	}
	for i, t := range targets {
		if i == 4 {
			break
		}
		c.card(f, "Related", feed.Clean(withoutLead(t.title), 300), feed.Clean(t.words, 400), t.href)
	}
	return true
}

// itemOf is the text of a list's item in which a link to another story is only a part.
func itemOf(a, list *html.Node, linked string) string {
	const most = 220 // bytes
	for p := a.Parent; p != nil && p != list; p = p.Parent {
		if p.DataAtom != atom.Li {
			continue
		}
		text, whole := peek(p, most)
		if whole && len(text) <= most && !strings.HasPrefix(text, linked) && len(linked)*5 < len(text)*3 && countTag(p, atom.A, 2) == 1 && find(p, func(e *html.Node) bool { return isHeading(e.DataAtom) }) == nil {
			return text
		}
	}
	return ""
}

// leadIn are the words before a link to another story, in a paragraph of its
// own.
var leadIn = lazily(`(?i)^\W*(related( (article|story|stories|content|coverage|posts?|reading))?|read (also|more|next|this next)|also read|see also|more( on this( story)?)?|more from .{2,40}|in case you missed it|don.t miss|recommended( reading)?|further reading|go deeper|watch|listen|up next|opinion|analysis|explainer|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|leia também|lea también|lee también|leggi anche|lees ook|läs också|関連記事|関連ニュース|あわせて読みたい|相关阅读|延伸阅读|延伸閱讀|관련기사|читайте также|читайте також|czytaj (też|także)|اقرأ أيض[اً]+|اقرأ المزيد|קראו (גם|עוד)|xem thêm|baca juga|อ่านเพิ่มเติม|ayrıca bakınız|यह भी पढ़ें|les også|lue myös)\s*([:|>»：】–—-]\s*)?$`)

// linkCard takes a paragraph that only leads to another story for a card.
func (c *conv) linkCard(runs []run) (Block, bool) {
	link, before := 0, ""
	var title strings.Builder
	for _, r := range runs {
		if len(before) > 80 || title.Len() > 240 {
			return Block{}, false
		}
		switch {
		case r.brk && link == 0 && strings.TrimSpace(before) == "", r.image > 0, r.note > 0:
			return Block{}, false
		case r.brk:
		case r.link == 0 && link == 0:
			before += r.text
		case r.link == 0:
			if strings.Trim(r.text, " .»›→>|\u00a0") != "" {
				return Block{}, false
			}
		case link == 0 || r.link == link:
			link = r.link
			title.WriteString(r.text)
		default:
			return Block{}, false
		}
	}
	if link == 0 || title.Len() > 240 {
		return Block{}, false
	}
	words := strings.TrimSpace(title.String())
	if c.buttons[link] {
		return Block{}, false
	}
	target := c.art.Links[link-1].URL
	led := leadIn().MatchString(before)
	if title := withoutLead(words); title != words {
		words, led = title, strings.TrimSpace(before) == ""
	}
	if !led && (strings.TrimSpace(before) != "" || !c.isHeadline(words, target)) {
		return Block{}, false
	}
	if led && len(words) < 4 {
		return Block{}, false
	}
	if led && !strings.ContainsAny(before, ":|>»：】–—-") && len(strings.Fields(words)) < 3 {
		return Block{}, false // 'Watch this' is a sentence
	}
	return Block{Kind: Card, Label: "Related", Title: feed.Clean(words, 300), Link: link}, true
}

// isHeadline says whether a linked line that stands alone reads like another
// story of the same site: some words, a page, not an address.
func (c *conv) isHeadline(words, target string) bool {
	if c.base == nil || len(strings.Fields(words)) < 4 || bareAddress(words) {
		return false
	}
	u, err := url.Parse(target)
	if err != nil || !strings.EqualFold(u.Hostname(), c.base.Hostname()) || len(u.Path) < 12 || u.Path == c.base.Path {
		return false
	}
	return !strings.HasSuffix(words, ",") && !strings.HasSuffix(words, ";") && !unicode.IsLower([]rune(words)[0])
}
