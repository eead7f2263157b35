package typeset

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/yuin/goldmark/ast"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/theme"
)

// maxBlock bounds the Markdown of one block, in bytes; what is over it is cut.
const maxBlock = 4 << 20

// Setting is one article being set. Ensure and Finish set lines, in a command;
// all other methods look at those set so far, never wait for them, and may be
// called at any time from any goroutine.
type Setting struct {
	setter  *Setter
	article *article.Article
	head    Head

	work sync.Mutex // held while setting
	page *page      // guarded by work
	todo []func()   // what is left to set, next one last; guarded by work

	lengthOnce sync.Once
	lengthOf   int

	mu      sync.RWMutex // guards what follows
	lines   []line
	places  []FigurePlace
	anchors map[string]int
	notes   map[int]int
	done    bool
}

// FigurePlace is where a picture belongs. Where pictures are not set its width
// and height are zero and Line is its caption's.
type FigurePlace struct {
	Image         int // index in Article.Images plus one
	Line, Column  int // of its top left cell
	Width, Height int // in cells
}

// LinkPlace is a piece of a link's text, or its number, on one line.
type LinkPlace struct {
	Link   int // index in Article.Links plus one; -n: the n-th note
	Line   int
	Column int
	Width  int // cells
}

func newSetting(s *Setter, a *article.Article, h Head) *Setting {
	g := &Setting{setter: s, article: a, head: h, anchors: map[string]int{}, notes: map[int]int{}}
	g.page = &page{Setter: s, article: a, headline: cleanText(h.Headline), measurer: measurer{s.opts.Widths}, anchors: map[string]int{}, notes: map[int]int{}}
	g.todo = g.units()
	return g
}

// units are the pieces in which an article is set, the last one first.
func (g *Setting) units() []func() {
	var units []func()
	units = append(units, g.setHead)
	blocks := g.article.Blocks
	for i := 0; i < len(blocks); i++ {
		if end := cardsUntil(blocks, i); end > i+1 {
			group := blocks[i:end]
			units = append(units, func() { g.guarded(&group[0], func() error { g.page.setCards(group); return nil }) })
			i = end - 1
			continue
		}
		b := &blocks[i]
		units = append(units, func() { g.block(b) })
	}
	if g.head.More != "" {
		units = append(units, g.setMore)
	}
	slices.Reverse(units)
	return units
}

// setMore sets the quiet line below the article.
func (g *Setting) setMore() {
	p := g.page
	p.rtl = false
	p.space(1)
	p.one(clean(g.head.More), p.pens.deco(theme.Dim))
}

// setHead sets what stands above the article.
func (g *Setting) setHead() {
	g.guarded(&article.Block{Title: g.head.Headline}, func() error { g.page.setHead(g.head); return nil })
	for i := range g.page.lines {
		g.page.lines[i].head = true
	}
}

// cardsUntil is the end of the cards of one kind that begin at i.
func cardsUntil(blocks []article.Block, i int) int {
	end := i
	for end < len(blocks) && blocks[end].Kind == article.Card && blocks[end].Label == blocks[i].Label {
		end++
	}
	return end
}

// Ensure sets the article until at least n lines are set or it is done. It
// returns ctx's error if that ends first; what is set by then stays.
func (g *Setting) Ensure(ctx context.Context, n int) error {
	g.work.Lock()
	defer g.work.Unlock()
	for !g.Done() && g.Len() < n {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.step()
	}
	return nil
}

// Finish sets all that is left of the article.
func (g *Setting) Finish(ctx context.Context) error {
	return g.Ensure(ctx, int(^uint(0)>>1))
}

// step sets the next unit. g.work is held.
func (g *Setting) step() {
	if g.page.in == nil {
		g.page.in = newInliner(g.page.pens, g.page.number)
		g.page.rtl = g.article.RTL
		if g.setter.opts.Hyphenate {
			g.page.hyphens = hyphenatorFor(g.languageOf())
		}
	}
	if n := len(g.todo); n > 0 {
		unit := g.todo[n-1]
		g.todo = g.todo[:n-1]
		unit()
	}
	g.publish(len(g.todo) == 0)
}

// publish hands the lines set by a unit to the readers.
func (g *Setting) publish(done bool) {
	p := g.page
	for i := range p.lines {
		p.lines[i].styled = p.lines[i].style(p.target)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lines = append(g.lines, p.lines...)
	g.places = append(g.places, p.places...)
	for id, at := range p.anchors {
		g.anchors[id] = at
	}
	for n, at := range p.notes {
		g.notes[n] = at
	}
	g.done = done
	p.total += len(p.lines)
	p.lines, p.places = nil, nil
	clear(p.anchors)
	clear(p.notes)
}

// block sets one block, or for prose puts its parts on the list of what is to do.
func (g *Setting) block(b *article.Block) {
	p := g.page
	p.rtl = b.RTL || g.article.RTL || startsRTL(b.Markdown+b.Title+b.Text)
	if b.ID != "" {
		p.anchors[b.ID] = p.nextLine() + p.owed
	}
	if b.Kind == article.Prose || b.Kind == "" {
		g.prose(b)
		return
	}
	g.guarded(b, func() error { return p.setBlock(b) })
}

// prose parses a block of Markdown and sets its parts one by one.
func (g *Setting) prose(b *article.Block) {
	var doc ast.Node
	var source []byte
	rtl := g.page.rtl
	g.guarded(b, func() error {
		if tangled(b.Markdown) {
			return errTangled
		}
		doc, source = g.setter.parse(b.Markdown)
		return nil
	})
	if doc == nil {
		return
	}
	var parts []func()
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		parts = append(parts, func() {
			g.page.rtl = rtl
			g.guarded(nodeBlock(n, source), func() error { return g.page.setNode(n, source, g.page.plainFrame()) })
		})
	}
	slices.Reverse(parts)
	g.todo = append(g.todo, parts...)
}

// guarded sets b, and should that fail or panic, sets its text plain.
func (g *Setting) guarded(b *article.Block, set func() error) {
	p := g.page
	lines, places := len(p.lines), len(p.places)
	offset, owed, depth := p.offset, p.owed, p.owedDepth
	if err := recovered(set); err == nil {
		return
	}
	p.lines, p.places = p.lines[:lines], p.places[:places]
	p.offset, p.owed, p.owedDepth = offset, owed, depth
	p.edges, p.keep = nil, false
	p.in = newInliner(p.pens, p.number)
	p.setPlain(b)
}

func recovered(set func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("typeset: %v", r)
		}
	}()
	return set()
}

// Len is the number of lines set so far.
func (g *Setting) Len() int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return len(g.lines)
}

// Done reports whether the whole article is set.
func (g *Setting) Done() bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.done
}

// Lines returns the lines from up to to as styled strings, without line ends.
// Those outside of what is set are left out.
func (g *Setting) Lines(from, to int) []string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	from, to = clamp(from, len(g.lines)), clamp(to, len(g.lines))
	if from >= to {
		return nil
	}
	out := make([]string, 0, to-from)
	for _, l := range g.lines[from:to] {
		out = append(out, l.styled)
	}
	return out
}

func clamp(i, n int) int { return min(max(i, 0), n) }

// Links returns the places of the links on the lines from up to to, from top to
// bottom.
func (g *Setting) Links(from, to int) []LinkPlace {
	g.mu.RLock()
	defer g.mu.RUnlock()
	from, to = clamp(from, len(g.lines)), clamp(to, len(g.lines))
	var out []LinkPlace
	for i := from; i < to; i++ {
		column := 0
		for _, r := range g.lines[i].runs {
			if n := len(out); r.link != 0 {
				if n > 0 && out[n-1].Link == r.link && out[n-1].Line == i && out[n-1].Column+out[n-1].Width == column {
					out[n-1].Width += r.width
				} else {
					out = append(out, LinkPlace{r.link, i, column, r.width})
				}
			}
			column += r.width
		}
	}
	return out
}

// LinkAt returns the link (as in LinkPlace) at a cell, 0 where there is none.
func (g *Setting) LinkAt(line, column int) int {
	for _, place := range g.Links(line, line+1) {
		if column >= place.Column && column < place.Column+place.Width {
			return place.Link
		}
	}
	return 0
}

// Figures returns the places of the pictures set so far.
func (g *Setting) Figures() []FigurePlace {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return slices.Clone(g.places)
}

// Anchor returns the line of the block with an ID, if it is set.
func (g *Setting) Anchor(id string) (line int, ok bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	line, ok = g.anchors[id]
	return line, ok
}

// Note returns the line of the n-th note (from 1), if it is set.
func (g *Setting) Note(n int) (line int, ok bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	line, ok = g.notes[n]
	return line, ok
}

// PositionAt names the place in the text of a line: what a line of the same
// article at another width finds again by LineAt.
func (g *Setting) PositionAt(i int) feed.Position {
	g.mu.RLock()
	defer g.mu.RUnlock()
	p := feed.Position{Length: g.length()}
	if len(g.lines) > 0 {
		p.Offset = g.lines[clamp(i, len(g.lines)-1)].offset
	}
	return p
}

// LineAt sets the article as far as a place and returns the line that it is on.
// Where the text has changed in length since, the place is found in proportion.
func (g *Setting) LineAt(ctx context.Context, p feed.Position) (int, error) {
	want := p.Offset
	if length := g.length(); p.Length > 0 && length > 0 && p.Length != length {
		want = int(float64(p.Offset) * float64(length) / float64(p.Length))
	}
	if want <= 0 {
		return 0, nil
	}
	for {
		if line, ok := g.lineAt(want); ok {
			return line, nil
		}
		if err := g.Ensure(ctx, g.Len()+1); err != nil {
			line, _ := g.lineAt(want)
			return line, err
		}
	}
}

// lineAt finds the last line that begins at or before a place; ok is false
// where it may yet be further down.
func (g *Setting) lineAt(want int) (at int, ok bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	i, found := slices.BinarySearchFunc(g.lines, want, func(l line, want int) int { return l.offset - want })
	if found {
		// Blank lines share the offset of the text after them: the text is meant.
		for i+1 < len(g.lines) && g.lines[i+1].offset == want {
			i++
		}
		return i, i+1 < len(g.lines) || g.done
	}
	return max(i-1, 0), i < len(g.lines) || g.done
}

// length counts the visible characters of the article, markup and all: it need
// only be the same for the same article.
func (g *Setting) length() int {
	g.lengthOnce.Do(func() {
		for i := range g.article.Blocks {
			b := &g.article.Blocks[i]
			g.lengthOf += feed.CountVisible(b.Markdown) + feed.CountVisible(b.Title) + feed.CountVisible(b.Text)
		}
	})
	return g.lengthOf
}
