package article

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// indent puts a prefix before the first line and another before the rest.
func indent(md, first, rest string) string {
	var b strings.Builder
	b.Grow(len(md) + len(md)/16*len(rest) + len(first))
	for i, line := range strings.Split(md, "\n") {
		switch {
		case i == 0:
			b.WriteString(first)
		case line == "":
			b.WriteString("\n" + strings.TrimRight(rest, " "))
			continue
		default:
			b.WriteString("\n" + rest)
		}
		b.WriteString(line)
	}
	return b.String()
}

// item is one entry of a list.
type item struct {
	text       piece
	paragraphs int
	number     int
	rest       []Block // pictures and the like, set after the item
	term       bool    // it begins with the term that it defines
}

// list sets a bulleted or numbered list, nested ones too.
func (c *conv) list(f *flow, n *html.Node, l look) {
	f.flush(c)
	if f.lists >= maxLists {
		c.block(f, n, l)
		return
	}
	if n.DataAtom != atom.Ol && c.news(f, n, l) {
		return
	}
	items := c.items(f, n, l)
	by := Numbering("")
	if n.DataAtom == atom.Ol {
		by = numberingOf(n)
	}
	start := 0
	for i := 0; i <= len(items); i++ {
		if i == len(items) || len(items[i].rest) > 0 {
			end := min(i+1, len(items))
			f.putList(c, items[start:end], by)
			if i < len(items) {
				for _, b := range items[i].rest {
					f.put(c, b)
				}
			}
			start = end
		}
	}
}

// items reads a list's entries; what stands between them becomes one too.
func (c *conv) items(f *flow, n *html.Node, l look) []item {
	var items []item
	number, step := listStart(n)
	loose := f.sub()
	loose.lists++
	take := func(s *flow) {
		s.flush(c)
		text, paragraphs, rest := prose(s.blocks)
		switch {
		case text.md != "":
			items = append(items, item{text: text, paragraphs: paragraphs, number: number, rest: rest})
			number += step
		case len(rest) > 0 && len(items) > 0:
			items[len(items)-1].rest = append(items[len(items)-1].rest, rest...)
		case len(rest) > 0:
			items = append(items, item{number: number, rest: rest})
		}
	}
	for ch := range children(n) {
		switch {
		case ch.Type == html.TextNode:
			c.words(loose, ch.Data, l)
		case ch.Type != html.ElementNode || c.bodies[ch]:
		case ch.DataAtom == atom.Ul || ch.DataAtom == atom.Ol:
			// A list straight in a list belongs to the item before it.
			c.nestedList(&items, f, ch, l)
		case ch.DataAtom != atom.Li:
			c.element(loose, ch, l)
		default:
			if t := traitsOf(ch); isDebris(ch, t) {
				continue
			}
			if len(loose.runs) > 0 || len(loose.blocks) > 0 {
				take(loose)
				loose = f.sub()
				loose.lists++
			}
			if v, err := strconv.Atoi(strings.TrimSpace(attr(ch, "value"))); err == nil {
				number = clampNumber(v)
			}
			s := f.sub()
			s.lists++
			c.anchor(ch)
			c.walk(s, ch, l)
			take(s)
		}
	}
	take(loose)
	return items
}

// nestedList adds a list to the last of the items.
func (c *conv) nestedList(items *[]item, f *flow, n *html.Node, l look) {
	s := f.sub()
	s.lists++
	c.list(s, n, l)
	text, paragraphs, rest := prose(s.blocks)
	if text.md == "" {
		return
	}
	if len(*items) == 0 {
		*items = append(*items, item{text: text, paragraphs: paragraphs, rest: rest})
		return
	}
	last := &(*items)[len(*items)-1]
	last.text.md += "\n\n" + text.md
	last.text.plain += "\n" + text.plain
	last.paragraphs += paragraphs
	last.rest = append(last.rest, rest...)
}

func listStart(n *html.Node) (number, step int) {
	number, step = 1, 1
	if v, err := strconv.Atoi(strings.TrimSpace(attr(n, "start"))); err == nil {
		number = clampNumber(v)
	}
	if hasAttr(n, "reversed") {
		step = -1
		if attr(n, "start") == "" {
			number = 0
			for ch := range children(n) {
				if ch.DataAtom == atom.Li {
					number++
				}
			}
		}
	}
	return number, step
}

// clampNumber keeps a number within the nine digits that Markdown allows.
func clampNumber(n int) int { return max(0, min(n, 999_999_999)) }

// putList writes items as one list: tight if each is one paragraph, maybe with
// a list below. No numbering stands for bullets.
func (f *flow) putList(c *conv, items []item, by Numbering) {
	if len(items) == 0 || len(items) == 1 && items[0].text.md == "" {
		return
	}
	loose := false
	for _, it := range items {
		loose = loose || it.paragraphs > 1 && !isTight(it.text.md)
		if by != "" && (it.number < 1 || it.number > mostRoman) {
			by = Figures
		}
	}
	var md, plain strings.Builder
	for _, it := range items {
		if it.text.md == "" {
			continue
		}
		mark := "- "
		if by != "" {
			mark = by.mark(clampNumber(it.number))
		}
		if md.Len() > 0 {
			md.WriteByte('\n')
			plain.WriteByte('\n')
			if loose {
				md.WriteByte('\n')
			}
		}
		text := it.text.md
		if !loose && isTight(text) && interrupts(text) {
			text = strings.Replace(text, "\n\n", "\n", 1)
		}
		md.WriteString(indent(text, mark, strings.Repeat(" ", len(mark))))
		plain.WriteString(it.text.plain)
	}
	f.put(c, Block{Kind: Prose, Markdown: md.String(), plain: plain.String()})
}

var listBelow = lazily(`^[^\n]*(\\\n[^\n]*)*\n\n(- |\d{1,9}[.)] )`)

// isTight says whether an item is one paragraph with one list below it.
func isTight(md string) bool {
	return !strings.HasPrefix(md, "```") && listBelow().MatchString(md) && strings.Count(md, "\n\n") == 1
}

// interrupts says whether the list below a paragraph may follow it without an empty
// line, which in Markdown one that begins with another number than 1 may not.
func interrupts(md string) bool {
	_, list, _ := strings.Cut(md, "\n\n")
	mark := numbered().FindString(list)
	number, _ := numberMark(mark)
	return mark == "" || number == 1
}

// definitions sets a list of terms: each as an item, its term in bold.
func (c *conv) definitions(f *flow, n *html.Node, l look) {
	f.flush(c)
	if f.lists >= maxLists || findTag(n, atom.Dt) == nil { // without terms it only indents
		c.block(f, n, l)
		return
	}
	var items []item
	c.defined(f, n, l, &items)
	var tail []Block
	for i := range items {
		tail = append(tail, items[i].rest...)
	}
	f.putList(c, items, "")
	for _, b := range tail {
		f.put(c, b)
	}
}

// defined reads terms and definitions, also from the <div>s that may group
// them.
func (c *conv) defined(f *flow, n *html.Node, l look, items *[]item) {
	for ch := range children(n) {
		if ch.Type != html.ElementNode || c.bodies[ch] {
			continue
		}
		switch ch.DataAtom {
		case atom.Div:
			c.defined(f, ch, l, items)
		case atom.Dt:
			s := f.sub()
			c.anchor(ch)
			inner := l
			inner.style |= strong
			c.walk(s, ch, inner)
			s.flush(c)
			text, _, rest := prose(s.blocks)
			k := len(*items) - 1
			switch {
			case text.md == "":
			case k >= 0 && previous(ch) == atom.Dt && isParagraph((*items)[k].text.md) && isParagraph(text.md): // two terms of one meaning
				it := &(*items)[k]
				it.text.md, it.text.plain = it.text.md+", "+text.md, it.text.plain+", "+text.plain
				it.rest = append(it.rest, rest...)
			default:
				*items = append(*items, item{text: text, paragraphs: 1, rest: rest, term: true})
			}
		default:
			s := f.sub()
			s.lists++
			c.walk(s, ch, l)
			s.flush(c)
			c.define(items, s.blocks)
		}
	}
}

// previous is the element before another.
func previous(n *html.Node) atom.Atom {
	for s := n.PrevSibling; s != nil; s = s.PrevSibling {
		if s.Type == html.ElementNode {
			return s.DataAtom
		}
	}
	return 0
}

// define adds a definition to the last term.
func (c *conv) define(items *[]item, blocks []Block) {
	text, paragraphs, rest := prose(blocks)
	if text.md == "" && len(rest) == 0 {
		return
	}
	if k := len(*items) - 1; k < 0 || !(*items)[k].term {
		*items = append(*items, item{text: text, paragraphs: paragraphs, rest: rest})
		return
	}
	it := &(*items)[len(*items)-1]
	it.rest = append(it.rest, rest...)
	sep, paras := "\n\n", paragraphs
	if paragraphs == 1 && it.paragraphs == 1 && !strings.Contains(it.text.md, "\n") && isParagraph(text.md) {
		sep, paras = " — ", 0
		switch {
		case feed.EndsSentence(it.text.plain), strings.HasSuffix(it.text.plain, ":"):
			sep = " "
		case strings.Contains(it.text.md, " — "):
			sep = "; "
		}
	}
	it.text.md += sep + text.md
	it.text.plain += strings.ReplaceAll(sep, "\n\n", "\n") + text.plain
	it.paragraphs += paras
}

// isParagraph says whether Markdown is one paragraph and no list, quote,
// heading, table or code.
func isParagraph(md string) bool {
	return !strings.Contains(md, "\n\n") && md != "" && !strings.HasPrefix(md, Indent) && strings.IndexByte("->#|`", md[0]) < 0 && !numbered().MatchString(md)
}

var numbered = lazily(`^\d{1,9}[.)] `)

// details sets a part that is folded on its page: its summary, then all of it.
func (c *conv) details(f *flow, n *html.Node, l look) {
	f.flush(c)
	title := ""
	for ch := range children(n) {
		if ch.DataAtom == atom.Summary {
			title = feed.Clean(c.text(summaryOf(ch)), 400)
			n.RemoveChild(ch)
			break
		}
	}
	s := f.sub()
	c.walk(s, n, l)
	s.flush(c)
	text, _, rest := prose(s.blocks)
	switch {
	case text.md == "" && title != "" && len(rest) > 0:
		f.put(c, Block{Kind: Prose, Markdown: boldLine(title), plain: title})
	case text.md != "":
		f.put(c, Block{Kind: Details, Title: title, Markdown: text.md, plain: text.plain})
	}
	for _, b := range rest {
		f.put(c, b)
	}
}

// summaryOf is what a folded part says of itself: a label before its title, and no
// button.
func summaryOf(n *html.Node) string {
	const most = 400 // bytes
	lines := slices.DeleteFunc(boxLines(n, nil), func(line string) bool { return isNoise(line) || foldButton().MatchString(line) })
	if len(lines) < 2 {
		if all := allText(n, most); len(lines) == 0 || isLabelled(n) {
			return all
		}
		return lines[0]
	}
	return strings.Join(lines, " · ")
}

var foldButton = lazily(`(?i)^(show|hide|open|close|expand|anzeigen|einblenden|öffnen|afficher|ouvrir|mostrar|ver|mostra|apri|toon)$`)

func boldLine(s string) string { return inline([]run{{text: s, style: strong}}, inParagraph).md }
