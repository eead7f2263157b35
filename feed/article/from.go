package article

import (
	"cmp"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"lede/feed"
)

// Options say what is known of a body beside its HTML.
type Options struct {
	// BaseURL is the page that relative addresses start from.
	BaseURL string
	// Title is the story's headline: a heading at the top that repeats it is
	// left out.
	Title string
	// Untitled says that the story has no headline, and so is a post of its own
	// length rather than the beginning of a longer one.
	Untitled bool
	// LeadImage is the address of a picture that is shown above the article: the
	// same picture at its top is left out. Empty: none is.
	LeadImage string
	// Authors are the names that are shown above the article: a byline of no
	// other is left out.
	Authors []string
	// MaxText bounds the text that is taken, in bytes. 0: DefaultMaxText.
	MaxText int
}

// OptionsFor says what is known of an entry's body. Addresses start from the
// entry's page; where it has none, from the site's or the feed's.
func OptionsFor(e *feed.Entry, f *feed.Feed) Options {
	opt := Options{BaseURL: cmp.Or(e.URL, f.HomePageURL, f.URL), Title: e.Title}
	if e.Untitled() {
		opt.Title, opt.Untitled = "", true
	}
	for _, p := range e.Authors {
		opt.Authors = append(opt.Authors, p.Name)
	}
	return opt
}

// Bounds of what is read and made.
const (
	DefaultMaxText = 2 << 20  // bytes of visible text
	maxInput       = 16 << 20 // bytes of HTML
	maxQuotes      = 6        // nested quotes; deeper ones are set as the one around them
	maxLists       = 6        // nested lists
	maxImages      = 2000
	maxLinks       = 20000
)

// FromHTML makes an entry's body readable. It takes anything: HTML good and
// bad, plain text, nothing. The result holds no markup but its own, no control
// characters, and no address that is not to be followed.
func FromHTML(src string, opt Options) *Article {
	c := newConv(opt)
	if len(src) > maxInput {
		src, c.art.Truncated = src[:maxInput], true
	}
	art := c.convert(treeOf(src))
	if len(art.Blocks) == 0 && len(src) < smallBody && strings.Contains(src, "<a") {
		c = newConv(opt) // 'Comments', with a link, may be all that there is
		c.keepNoise = true
		art = c.convert(treeOf(src))
	}
	return art
}

// smallBody is the length in bytes of the longest body that is read again if
// nothing was left of it.
const smallBody = 4 << 10

func treeOf(src string) *html.Node {
	if text, ok := asPlain(src); ok {
		return plainTree(text)
	}
	root := parseTree(src)
	if text, ok := loneMessage(root); ok {
		return plainTree(html.EscapeString(text))
	}
	return root
}

// conv is the work on one article.
type conv struct {
	opt  Options
	base *url.URL
	art  *Article
	left int // bytes of text that may still be taken

	links     map[string]int
	images    map[string]int
	anchors   map[string]bool     // fragments that links of the body name
	refs      map[*html.Node]int  // a link that is a footnote's reference -> Note
	bodies    map[*html.Node]bool // footnotes' texts, which are taken out
	levels    [7]int              // a heading's level -> the level it is set at
	authors   []Block             // boxes met, for the end
	expands   map[string]bool     // abbreviations expanded so far
	pending   string              // an anchor waiting for its block
	renamed   map[string]string   // anchor -> the ID of the block it is in
	rtl, lt   int                 // letters that run right to left, and the others
	sized     map[int]bool        // pictures known to be small
	buttons   map[int]bool        // links that ask to do something
	tooltips  map[int]string      // what pictures say when one points at them
	mores     map[string]bool     // where links lead that say 'Read more'
	openTeX   int                 // formulas whose end was looked for and is not there
	keepNoise bool                // the body would be empty without what else is left out of one
	size      int                 // bytes of the body's text, up to nagStory
	long      bool                // the body is long enough to hold boxes that are no part of it
}

func newConv(opt Options) *conv {
	if opt.MaxText <= 0 {
		opt.MaxText = DefaultMaxText
	}
	base, err := url.Parse(opt.BaseURL)
	if err != nil || base.Host == "" {
		base = nil
	}
	return &conv{
		opt: opt, base: base, art: &Article{complete: opt.Untitled}, left: opt.MaxText,
		links: map[string]int{}, images: map[string]int{}, anchors: map[string]bool{},
		refs: map[*html.Node]int{}, bodies: map[*html.Node]bool{},
		expands: map[string]bool{}, renamed: map[string]string{}, mores: map[string]bool{}, sized: map[int]bool{},
		buttons: map[int]bool{}, tooltips: map[int]string{},
	}
}

func (c *conv) convert(root *html.Node) *Article {
	c.art.Language = languageOf(root)
	marked := directionOf(root)
	shapePosts(root)
	c.survey(root)
	text, whole := peek(root, nagStory)
	c.size = len(text)
	c.long = !whole || c.size >= nagStory
	c.findNotes(root)
	keepLines(root)
	f := &flow{top: true}
	f.rtl = marked == "rtl"
	if !c.news(f, root, look{}) {
		c.walk(f, root, look{})
	}
	f.flush(c)
	c.art.Blocks = f.blocks
	c.writeNotes()
	c.finish()
	c.art.RTL = marked == "rtl" || marked == "" && c.rtl > c.lt
	for i := range c.art.Blocks {
		b := &c.art.Blocks[i]
		b.RTL = b.RTL || marked == "" && (c.art.RTL || c.rtl > 0 && runsRTL(b.plain))
	}
	c.art.measure()
	return c.art
}

// survey learns what must be known before the first block is made: the levels
// of headings in use and the anchors that links name.
func (c *conv) survey(root *html.Node) {
	var used [7]bool
	title := letters(c.opt.Title)
	for e := range elements(root, 0) {
		promote(e)
		switch {
		case isHeading(e.DataAtom):
			if title != "" {
				if t, whole := peek(e, 2*len(c.opt.Title)+16); whole && letters(t) == title {
					continue // the headline again, which is left out
				}
			}
			if t, whole := peek(e, 60); whole && isNoise(t) {
				continue
			}
			used[e.Data[1]-'0'] = true
		case e.Data == "a":
			c.countMore(e)
			dropTabNote(e)
			if f, ok := samePage(c.base, attr(e, "href")); ok {
				c.anchors[f] = true
			}
		case e.Data == "base" && c.base == nil:
			if u, err := url.Parse(attr(e, "href")); err == nil && u.Host != "" {
				c.base = u
			}
		}
	}
	next := 2 // the headline is level 1
	for level := 1; level <= 6; level++ {
		c.levels[level] = next
		if used[level] {
			next = min(next+1, 6)
		}
	}
}

// languageOf is the language that the body's outermost element names.
func languageOf(root *html.Node) string {
	for n := root; n != nil; n = onlyChild(n) {
		if l := feed.Clean(firstAttr(n, "lang", "xml:lang"), 35); l != "" {
			return l
		}
	}
	return ""
}

// directionOf is the direction that the body's outermost element names, or that
// all its children do.
func directionOf(root *html.Node) string {
	for n := root; n != nil; n = onlyChild(n) {
		if d := direction(n); d != "" {
			return d
		}
	}
	all := ""
	for n := range children(root) {
		if n.Type != html.ElementNode {
			continue
		}
		d := direction(n)
		if d == "" || all != "" && d != all {
			return ""
		}
		all = d
	}
	return all
}

func direction(n *html.Node) string {
	switch d := strings.ToLower(attr(n, "dir")); d {
	case "rtl", "ltr":
		return d
	}
	if s := strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", ""); strings.Contains(s, "direction:rtl") {
		return "rtl"
	}
	return ""
}

// onlyChild is an element's only child element, if it holds no text beside it.
func onlyChild(n *html.Node) *html.Node {
	var only *html.Node
	for ch := range children(n) {
		switch {
		case isWhitespace(ch):
		case ch.Type == html.ElementNode && only == nil:
			only = ch
		default:
			return nil
		}
	}
	return only
}

// text takes text from the body: cleaned, within the bound, its letters'
// direction counted.
func (c *conv) text(s string) string {
	if c.left <= 0 {
		if strings.TrimSpace(s) != "" {
			c.art.Truncated = true
		}
		return ""
	}
	if len(s) > c.left {
		s = strings.ToValidUTF8(s[:c.left], "")
		c.art.Truncated = true
	}
	c.left -= len(s)
	if !plainASCII(s) {
		s = clean(s)
		c.countLetters(s)
	} else {
		c.lt += len(s)
	}
	return s
}

// clean is feed.CleanText that leaves white space at the ends alone.
func clean(s string) string {
	if plainASCII(s) {
		return s
	}
	body := strings.TrimLeft(s, " \t\n\r\f")
	lead := s[:len(s)-len(body)]
	core := strings.TrimRight(body, " \t\n\r\f")
	trail := body[len(core):]
	return strings.NewReplacer("\f", " ", "\r", "\n").Replace(lead) + feed.CleanText(core, 0) +
		strings.NewReplacer("\f", " ", "\r", "\n").Replace(trail)
}

func plainASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// runsRTL says whether most of a text's first letters run right to left.
func runsRTL(s string) bool {
	n := conv{}
	n.countLetters(s[:min(len(s), 400)])
	return n.rtl > n.lt
}

// countLetters counts letters by the direction they run in; a sample is enough.
func (c *conv) countLetters(s string) {
	if c.rtl+c.lt > 20000 {
		return
	}
	for _, r := range s {
		switch {
		case r >= 0x590 && r < 0x900 || r >= 0xfb1d && r < 0xfdff || r >= 0xfe70 && r < 0xfeff:
			c.rtl++
		case unicode.IsLetter(r):
			c.lt++
		}
	}
}
