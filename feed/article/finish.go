package article

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lede/feed"
)

// finish puts the blocks in their final order: without the headline and the
// lead picture that are shown above, without rules at the ends, headings that
// head nothing, and with the author's box last.
func (c *conv) finish() {
	bs := c.art.Blocks
	bs = c.dropHeadline(c.tipCaptions(bs))
	bs = c.dropLead(bs)
	bs = dropCounts(dropRepeats(bs))
	if !c.keepNoise {
		bs = c.dropMasthead(bs)
	}
	bs = c.dropTags(c.siteLists(c.mergePoints(bs)))
	bs = trimRules(typedQuotes(bs))
	bs = dropEmptyHeadings(bs)
	for _, a := range c.authors {
		bs = addAuthor(bs, a)
	}
	c.art.Blocks = bs
	c.resolveAnchors()
	c.art.renumber()
}

// dropHeadline leaves out a first heading or line that repeats the headline.
func (c *conv) dropHeadline(bs []Block) []Block {
	title := letters(c.opt.Title)
	if title == "" {
		return bs
	}
	for i := range min(3, len(bs)) {
		b := &bs[i]
		if b.Kind == Figure || isHeadingBlock(*b) && c.isSectionLink(b) {
			continue
		}
		if b.Kind != Prose || letters(b.plain) != title {
			return bs
		}
		if !strings.HasPrefix(b.Markdown, "#") && strings.HasSuffix(c.opt.Title, "…") {
			c.art.complete = true // a post without a title, headed by its own first words
		}
		return append(bs[:i:i], bs[i+1:]...)
	}
	return bs
}

// letters are a text's letters and figures alone, in lower case: what two
// headlines are compared by.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// dropLead leaves out the lead picture at the top of the article, if it is
// shown above; what its caption says goes nowhere else, so one with a caption
// stays.
func (c *conv) dropLead(bs []Block) []Block {
	if c.opt.LeadImage == "" {
		return bs
	}
	for i := range min(3, len(bs)) {
		if bs[i].Kind == Figure && sameName(c.art.Images[bs[i].Image-1].URL, c.opt.LeadImage) {
			return append(bs[:i:i], bs[i+1:]...)
		}
	}
	return bs
}

// dropRepeats leaves out a picture that stands twice in a row, as lazy loading
// leaves it, and the bare address of what is embedded below it.
func dropRepeats(bs []Block) []Block {
	out := bs[:0]
	for i, b := range bs {
		if k := len(out) - 1; k >= 0 && b.Kind == Figure && out[k].Kind == Figure && b.Image == out[k].Image {
			continue
		}
		if i+1 < len(bs) && bs[i+1].Kind == Card && b.Kind == Prose && bareAddress(b.plain) && strings.HasSuffix(b.Markdown, "](#"+strconv.Itoa(bs[i+1].Link)+")") {
			continue
		}
		out = append(out, b)
	}
	return out
}

// dropCounts leaves out the lines that only say which of its pictures a gallery shows.
func dropCounts(bs []Block) []Block {
	out := make([]Block, 0, len(bs))
	for i, b := range bs {
		beside := i > 0 && isPicture(bs[i-1]) || i+1 < len(bs) && isPicture(bs[i+1])
		if beside && b.Kind == Prose && counter().MatchString(b.plain) {
			continue
		}
		out = append(out, b)
	}
	return out
}

func isPicture(b Block) bool { return b.Kind == Figure || b.Kind == Gallery }

// trimRules leaves out rules at the ends and after one another.
func trimRules(bs []Block) []Block {
	out := bs[:0]
	for _, b := range bs {
		if isRule(b) && (len(out) == 0 || isRule(out[len(out)-1])) {
			continue
		}
		out = append(out, b)
	}
	for len(out) > 0 && isRule(out[len(out)-1]) {
		out = out[:len(out)-1]
	}
	return out
}

func isRule(b Block) bool { return b.Kind == Prose && b.Markdown == "---" }

// dropEmptyHeadings leaves out headings of debris at the end: 'Share this',
// 'Related' with nothing below but the footnotes.
func dropEmptyHeadings(bs []Block) []Block {
	if k := len(bs) - 1; k > 0 && bs[k].Kind == NoteList {
		return append(dropEmptyHeadings(bs[:k:k]), bs[k])
	}
	for len(bs) > 0 {
		last := bs[len(bs)-1]
		if last.Kind != Prose || !strings.HasPrefix(last.Markdown, "#") || len(bs) == 1 {
			return bs
		}
		switch strings.Trim(strings.ToLower(last.plain), " :.…") {
		case "related", "related posts", "related articles", "related stories", "share", "share this", "tags", "comments",
			"leave a comment", "read more", "read next", "about the author", "subscribe", "newsletter", "more", "see also", "recommended", "what's next", "what’s next", "more on this story", "more on this topic":
			bs = bs[:len(bs)-1]
		default:
			return bs
		}
	}
	return bs
}

// addAuthor adds an author's box; one of the same name only completes the
// first.
func addAuthor(bs []Block, a Block) []Block {
	for i := range bs {
		b := &bs[i]
		if b.Kind != AuthorBox || !strings.EqualFold(b.Title, a.Title) {
			continue
		}
		if b.Label == "" {
			b.Label = a.Label
		}
		if len(a.Text) > len(b.Text) {
			b.Text = a.Text
		}
		if b.Image == 0 {
			b.Image = a.Image
		}
		if b.Link == 0 {
			b.Link = a.Link
		}
		return bs
	}
	return append(bs, a)
}

// resolveAnchors points links inside the article to the blocks that bear their
// anchors. A link whose anchor is nowhere leads to the page, or nowhere.
func (c *conv) resolveAnchors() {
	ids := map[string]bool{}
	for i := range c.art.Blocks {
		ids[c.art.Blocks[i].ID] = true
	}
	for i := range c.art.Links {
		l := &c.art.Links[i]
		id, ok := strings.CutPrefix(l.URL, "#")
		if !ok {
			continue
		}
		if to, found := c.renamed[id]; found && ids[to] {
			l.URL = "#" + to
			continue
		}
		l.URL = ""
		if c.base != nil {
			u := *c.base
			u.Fragment = id
			l.URL = u.String()
		}
	}
}

// measure figures the blocks' offsets and the number of words.
func (a *Article) measure() {
	at := 0
	for i := range a.Blocks {
		b := &a.Blocks[i]
		b.Offset = at
		text := a.textOf(b)
		a.Words += feed.CountWords(text)
		at += utf8.RuneCountInString(text) + len(blockGap)
	}
}

// blockGap stands between the texts of two blocks.
const blockGap = "\n\n"

// Text is the article's undecorated visible text: what reading positions count
// characters in.
func (a *Article) Text() string {
	var b strings.Builder
	for i := range a.Blocks {
		if i > 0 {
			b.WriteString(blockGap)
		}
		b.WriteString(a.textOf(&a.Blocks[i]))
	}
	return b.String()
}

// TextOf is one block's part of Text.
func (a *Article) TextOf(i int) string { return a.textOf(&a.Blocks[i]) }

func (a *Article) textOf(b *Block) string {
	var parts []string
	switch b.Kind {
	case Figure:
		img := a.image(b.Image)
		parts = lines(cmp.Or(img.Caption, img.Alt), img.Credit)
	case Gallery:
		for _, i := range b.Images {
			img := a.image(i)
			parts = append(parts, lines(cmp.Or(img.Caption, img.Alt))...)
		}
		parts = append(parts, lines(b.Text, b.Credit)...)
	case Math:
		parts = []string{strings.Join(lines(b.plainText(), b.Label), "  ")}
	default:
		parts = lines(b.Label, b.Title, b.Duration, b.Text, b.plainText(), b.Credit)
	}
	return strings.Join(parts, "\n")
}

// plainText is what is seen of a block's Markdown. Blocks that this package did
// not make have only the Markdown itself.
func (b *Block) plainText() string {
	if b.plain == "" && b.Markdown != "---" {
		return b.Markdown
	}
	return b.plain
}

func (a *Article) image(i int) Image {
	if i < 1 || i > len(a.Images) {
		return Image{}
	}
	return a.Images[i-1]
}

// Markdown is the article as one document in CommonMark with GFM tables, with
// the links' true targets.
func (a *Article) Markdown() string {
	var parts []string
	for i := range a.Blocks {
		if md := a.blockMarkdown(&a.Blocks[i]); md != "" {
			parts = append(parts, md)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "\n\n") + "\n"
}

func (a *Article) linkTo(i int) string {
	if i < 1 || i > len(a.Links) {
		return ""
	}
	return a.Links[i-1].URL
}

// noteRef is how Markdown names the n-th footnote.
func noteRef(n int) string { return "[^" + strconv.Itoa(n) + "]" }
