package article

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// goodWidth is the width of a picture, in pixels, that a terminal can still
// make something of: of several sizes the smallest at least as wide is taken.
const goodWidth = 1000

// tinyEdge is the edge, in pixels, up to which a picture is a sign in the text,
// and dotEdge that up to which it is a tracker.
const (
	tinyEdge = 32
	dotEdge  = 3
)

// lazyAttrs hold a picture's true address where src is a placeholder.
var lazyAttrs = []string{
	"data-src", "data-lazy-src", "data-original", "data-orig-file", "data-large-file",
	"data-full-src", "data-hi-res-src", "data-actualsrc", "data-url", "data-img-src", "data-image", "data-original-src",
	"data-runner-src", "data-li-src", "data-cfsrc", "data-echo", "data-image-src", "data-lazy", "data-a-src", "data-pin-media",
}

var lazySets = []string{"data-srcset", "data-lazy-srcset", "data-original-set", "srcset"}

var placeholder = lazily(`(?i)^data:|^about:|(^|[/_.-])(placeholder|blank|spacer|transparent|lazy(load)?|loading|1x1|grey|pixel|dummy)[^/]*\.(gif|png|svg|jpe?g|webp)`)

// source is the address that a picture is best taken from; empty: none.
func source(base *url.URL, n *html.Node) string {
	src := attr(n, "src")
	if len(src) < 64<<10 && !placeholder().MatchString(src[:min(len(src), 512)]) {
		if best := widestOf(base, n, lazySets); best != "" {
			return best
		}
		if lazy := web(base, firstAttr(n, lazyAttrs...)); lazy != "" && pictureAddress(lazy) {
			return lazy
		}
		if s := web(base, src); s != "" {
			return s
		}
	}
	if lazy := web(base, firstAttr(n, lazyAttrs...)); lazy != "" {
		return lazy
	}
	return widestOf(base, n, lazySets)
}

// pictureAddress says whether an address looks like a picture's: data-url and
// the like hold other things too.
func pictureAddress(u string) bool {
	p, err := url.Parse(u)
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(p.Path)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp":
		return true
	case ".html", ".htm", ".php", ".js", ".json":
		return false
	}
	return strings.Contains(p.Path, "image") || strings.Contains(p.Path, "img") || strings.Contains(p.Path, "photo") || p.RawQuery != ""
}

func widestOf(base *url.URL, n *html.Node, keys []string) string {
	for _, k := range keys {
		if v := attr(n, k); v != "" {
			if s := fromSet(base, v); s != "" {
				return s
			}
		}
	}
	return ""
}

// fromSet takes from a srcset (HTML, section 4.8.4.2.1) the smallest picture
// that is wide enough, else the widest.
func fromSet(base *url.URL, set string) string {
	best, width := "", 0
	for _, candidate := range splitSet(set) {
		fields := strings.Fields(candidate)
		if len(fields) == 0 || placeholder().MatchString(fields[0]) {
			continue
		}
		w := 1
		if len(fields) > 1 {
			w = setWidth(fields[1])
		}
		better := best == "" || w > width && width < goodWidth || w >= goodWidth && w < width
		if u := web(base, fields[0]); u != "" && better {
			best, width = u, w
		}
	}
	return best
}

// splitSet splits a srcset at the commas that are not part of an address.
func splitSet(set string) []string {
	var out []string
	start := 0
	for i := 0; i < len(set) && len(out) < 50; i++ {
		if set[i] == ',' && (i+1 == len(set) || set[i+1] == ' ' || set[i+1] == '\n' || set[i+1] == '\t' ||
			strings.HasPrefix(set[i+1:], "http") && i > 0 && (set[i-1] == 'w' || set[i-1] == 'x')) {
			out = append(out, set[start:i])
			start = i + 1
		}
	}
	return append(out, set[start:])
}

// setWidth is the width that a descriptor speaks of: '800w', or '2x' of a
// picture of middling size.
func setWidth(d string) int {
	if n, err := strconv.Atoi(strings.TrimSuffix(d, "w")); err == nil {
		return n
	}
	if x, err := strconv.ParseFloat(strings.TrimSuffix(d, "x"), 64); err == nil && x > 0 && x < 10 {
		return int(x * 600)
	}
	return 1
}

// edge is a picture's width or height as its attribute says, in pixels; -1: not
// given.
func edge(n *html.Node, key string) int {
	v := strings.TrimSuffix(strings.TrimSpace(attr(n, key)), "px")
	if i := strings.IndexByte(v, '.'); i > 0 {
		v = v[:i]
	}
	x, err := strconv.Atoi(v)
	if err != nil || x < 0 || x > 100000 {
		return -1
	}
	return x
}

// isTracker says whether a picture is there to count readers.
func isTracker(n *html.Node, src string) bool {
	w, h := edge(n, "width"), edge(n, "height")
	if w >= 0 && w <= dotEdge && h <= dotEdge || h >= 0 && h <= dotEdge && w <= dotEdge {
		return true
	}
	return mayTrack(src) && trackers().MatchString(src)
}

// mayTrack says whether trackers, which is slow, has something to find: each of
// its ways holds one of these words.
func mayTrack(src string) bool {
	return holdsOne(strings.ToLower(src), "track|count|pixel|feedburner|feedsportal|stats.|scorecard|doubleclick|analytics|ad.|ads.|flattr|hits.|buysell|telemetry|beacon|blank|spacer|clear|transparent|1x1|wp-content|share|social")
}

// isSign says whether a picture is a character of the text: an emoji, a smiley,
// a formula, an icon.
func isSign(n *html.Node, src string) bool {
	w, h := edge(n, "width"), edge(n, "height")
	if w > dotEdge && w <= tinyEdge || h > dotEdge && h <= tinyEdge {
		return true
	}
	class := strings.ToLower(attr(n, "class"))
	for _, sign := range [...]string{"emoji", "smiley", "latex", "mwe-math", "icon", "tex"} {
		for word := range strings.FieldsSeq(class) {
			if word == sign || strings.HasPrefix(word, sign+"-") || strings.HasSuffix(word, "-"+sign) || strings.HasPrefix(word, "mwe-math") {
				return true
			}
		}
	}
	return strings.Contains(src, "/emoji/") || strings.Contains(src, "/smilies/") || strings.Contains(src, "latex.php") || strings.Contains(src, "latex.codecogs.com")
}

// picture adds a picture to what is being read: as a run, so that a paragraph
// around it is parted there.
func (c *conv) picture(f *flow, n *html.Node, l look) {
	src := source(c.base, n)
	if isTracker(n, src) {
		return
	}
	alt := feed.Clean(attr(n, "alt"), 2000)
	if isSign(n, src) {
		c.signInText(f, n, src, alt, l)
		return
	}
	if src == "" {
		if alt != "" && len(alt) > 3 && !placeholderAlt(alt) && !standsIn(n) {
			f.runs = append(f.runs, run{text: c.text("[" + alt + "]"), style: l.style | emph})
		}
		return
	}
	i := c.image(Image{URL: src, Alt: altText(alt), Width: max(0, edge(n, "width")), Height: max(0, edge(n, "height"))})
	if i == 0 {
		return
	}
	if tip := feed.Clean(attr(n, "title"), 2000); isSentence(tip) && len(strings.Fields(tip)) > 2 && letters(tip) != letters(c.opt.Title) {
		c.tooltips[i] = tip
	}
	f.runs = append(f.runs, run{image: i, link: l.link})
}

// signInText sets a picture of a character or of a formula.
func (c *conv) signInText(f *flow, n *html.Node, src, alt string, l look) {
	class := strings.ToLower(attr(n, "class"))
	switch {
	case !strings.ContainsAny(alt, `\^_{}$=`) || !strings.Contains(class+src, "tex") && !strings.Contains(class, "math"):
		if alt = c.text(alt); alt != "" {
			f.runs = append(f.runs, run{text: alt, style: l.style, link: l.link})
		}
	case strings.Contains(class, "display") || n.Parent != nil && boxes[n.Parent.DataAtom] && onlyChild(n.Parent) == n:
		c.display(f, texFormula(alt))
	default:
		c.formula(f, texFormula(alt), l)
	}
}

// standsIn says whether a picture without an address only keeps the place of
// the one after it, as scripts for lazy loading have it.
func standsIn(n *html.Node) bool {
	if src := attr(n, "src"); src != "" && !strings.HasPrefix(src, "data:") {
		return false
	}
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		switch s.DataAtom {
		case atom.Img, atom.Picture, atom.Noscript:
			return true
		}
	}
	return false
}

func placeholderAlt(alt string) bool {
	switch strings.ToLower(alt) {
	case "image", "img", "photo", "picture", "placeholder", "loading", "undefined", "null":
		return true
	}
	return false
}

var fileName = lazily(`(?i)^\S+\.(jpe?g|png|gif|webp|avif)$|^(img|dsc|image|photo|screenshot)[-_ ]?\d+$`)

// altText is an alternative text that says something.
func altText(alt string) string {
	if placeholderAlt(alt) || fileName().MatchString(alt) {
		return ""
	}
	return alt
}

// image numbers a picture: its index in Images plus one.
func (c *conv) image(img Image) int {
	if i, ok := c.images[img.URL]; ok {
		old := &c.art.Images[i-1]
		if old.Alt == "" {
			old.Alt = img.Alt
		}
		return i
	}
	if len(c.art.Images) >= maxImages {
		return 0
	}
	c.art.Images = append(c.art.Images, img)
	c.images[img.URL] = len(c.art.Images)
	return len(c.art.Images)
}

// pictureLink is where a linked picture leads, unless it is to itself.
func (c *conv) pictureLink(r run) int {
	if r.link == 0 {
		return 0
	}
	target := c.art.Links[r.link-1].URL
	if sameName(target, c.art.Images[r.image-1].URL) || pictureFile(target) {
		return 0
	}
	return r.link
}

func pictureFile(u string) bool {
	p, err := url.Parse(u)
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(p.Path)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff":
		return true
	}
	return false
}

var sizeSuffix = lazily(`([-_](\d{2,4}x\d{2,4}|scaled|\d{3,4}w?|large|medium|small|thumb(nail)?))+$`)

// sameName says whether two addresses name one picture, maybe in two sizes.
func sameName(a, b string) bool {
	if a == b {
		return true
	}
	x, y := pictureName(a), pictureName(b)
	return x != "" && x == y
}

// pictureName is the part of a picture's address that its sizes share: the file
// name without size and ending. Short and general names tell nothing.
func pictureName(u string) string {
	p, err := url.Parse(u)
	if err != nil {
		return ""
	}
	name := strings.TrimSuffix(path.Base(p.Path), path.Ext(p.Path))
	name = sizeSuffix().ReplaceAllString(name, "")
	if len(name) < 6 {
		return ""
	}
	switch strings.ToLower(name) {
	case "original", "default", "master", "content", "picture", "header", "featured", "format", "resize", "landscape", "portrait":
		return ""
	}
	return name
}

// pictureElement reads <picture>: its <img>, or where that has no true address
// one of its sources.
func (c *conv) pictureElement(f *flow, n *html.Node, l look) {
	img := findTag(n, atom.Img)
	if img == nil {
		img = &html.Node{Type: html.ElementNode, Data: "img", DataAtom: atom.Img}
		n.AppendChild(img)
	}
	if source(c.base, img) == "" {
		for s := range elements(n, 40) {
			if s.DataAtom != atom.Source {
				continue
			}
			if u := widestOf(c.base, s, lazySets); u != "" {
				img.Attr = append(img.Attr, html.Attribute{Key: "data-src", Val: u})
				break
			}
		}
	}
	c.picture(f, img, l)
}

// noscript shows what scripts would have shown: the picture of a lazy one, an
// embed; and only that.
func (c *conv) noscript(f *flow, n *html.Node, l look) {
	e := find(n, func(e *html.Node) bool {
		return e.DataAtom == atom.Img || e.DataAtom == atom.Iframe || e.DataAtom == atom.Video
	})
	if e == nil {
		return
	}
	if e.DataAtom == atom.Img && len(f.runs) > 0 {
		if last := f.runs[len(f.runs)-1]; last.image > 0 {
			if u := source(c.base, e); u != "" && !isTracker(e, u) && sameName(u, c.art.Images[last.image-1].URL) {
				return // the lazy picture before had its address after all
			}
		}
	}
	c.element(f, e, l)
}
