package typeset_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/typeset"
)

// pictured is an article with a picture between two paragraphs.
func pictured(img article.Image) *article.Article {
	blocks := prose("The delegations arrived before the ferries ran.", "They left after the last one.")
	return &article.Article{
		Images: []article.Image{img},
		Blocks: []article.Block{blocks[0], {Kind: article.Figure, Image: 1}, blocks[len(blocks)-1]},
	}
}

func sized(width, height int) typeset.Options {
	return typeset.Options{Measure: 60, Picture: func(int, article.Image, int) (int, int) { return width, height }}
}

func TestPlacesOfPictures(t *testing.T) {
	img := article.Image{URL: "https://example.org/a.jpg", Alt: "A quay", Caption: "The quay at dawn, before the ferries ran and the nets were out.", Credit: "Photo: the harbour desk"}
	for name, c := range map[string]struct {
		width, height int
		column, rows  int // of the place
		figures       int
		caption       bool
	}{
		"as wide as the column":        {60, 12, 0, 12, 1, true},
		"narrower, on the text's edge": {40, 12, 0, 12, 1, true},
		"with its caption beside it":   {20, 12, 0, 12, 1, true},
		"too wide for that, at left":   {35, 12, 0, 12, 1, true},
		"not shown":                    {0, 0, 0, 0, 1, true},
		"left out with all that is it": {-1, 0, 0, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := finished(t, sized(c.width, c.height), pictured(img), typeset.Head{})
			figures := g.Figures()
			if len(figures) != c.figures {
				t.Fatalf("%d places: %+v", len(figures), figures)
			}
			if got := len(g.Find("ferries ran and")) > 0; got != c.caption {
				t.Errorf("its caption is found: %v", got)
			}
			if c.figures == 0 {
				return
			}
			f := figures[0]
			if f.Column != c.column || f.Height != c.rows || f.Width != max(c.width, 0) {
				t.Errorf("placed at %+v", f)
			}
			if f.Line+f.Height >= g.Len() {
				t.Errorf("placed at %+v of %d lines", f, g.Len())
			}
		})
	}
}

// A place in the text is found again when a picture above it takes its room.
func TestPositionsSurvivePictures(t *testing.T) {
	art := pictured(article.Image{URL: "https://example.org/a.jpg"})
	without := finished(t, sized(0, 0), art, typeset.Head{})
	with := finished(t, sized(40, 12), art, typeset.Head{})
	last := without.Len() - 1
	at := without.PositionAt(last)
	if at == (feed.Position{}) {
		t.Fatal("no position")
	}
	line, err := with.LineAt(t.Context(), at)
	if err != nil || !slices.Equal(with.Lines(line, line+1), without.Lines(last, last+1)) {
		t.Errorf("found at line %d: %q, want %q (%v)", line, with.Lines(line, line+1), without.Lines(last, last+1), err)
	}
}

// An author's portrait stands beside the words about its bearer, and keeps its
// room where they are fewer lines than it.
func TestAnAuthorsPortrait(t *testing.T) {
	art := article.FromHTML(`<p>The story.</p><div class="author-box"><img src="https://example.org/p.jpg" alt="Ann"><b class="name">Ann Writer</b>`+
		`<p class="role">Editor</p><p class="bio">Ann writes about rivers and the towns beside them.</p></div>`, article.Options{})
	g := finished(t, sized(12, 6), art, typeset.Head{})
	figures := g.Figures()
	if len(figures) != 1 || figures[0].Width != 12 || figures[0].Column != 0 {
		t.Fatalf("placed at %+v", figures)
	}
	at := figures[0].Line
	if line := ansi.Strip(g.Lines(at, at+1)[0]); line != strings.Repeat(" ", 15)+"Ann Writer  ·  Editor" {
		t.Errorf("beside it: %q", line)
	}
	if g.Len() < at+6 {
		t.Errorf("%d lines, and the portrait begins at %d", g.Len(), at)
	}
	if g := finished(t, sized(0, 0), art, typeset.Head{}); g.Len() >= at+6 {
		t.Errorf("%d lines without a portrait", g.Len())
	}
}
