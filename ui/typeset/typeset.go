// Package typeset sets an article in lines for a terminal column. It is the
// only place that knows Glamour.
//
// A Setter holds what does not change from article to article: theme, measure,
// how the terminal counts cells. Begin makes a Setting of one article, which
// sets itself lazily, block by block:
//
//	setter, err := typeset.New(typeset.Options{Theme: th, Measure: 76})
//	setting := setter.Begin(art, typeset.Head{Headline: "…"})
//	err = setting.Ensure(ctx, 40)   // the first screen, in a command
//	rows := setting.Lines(0, 40)    // in View: cheap, never blocks on Ensure
//	err = setting.Finish(ctx)       // the rest, in another command
//
// A line once set never changes, so what is on screen stays while the rest is
// set below it. No line is wider than the measure, and none holds a control
// character but SGR and OSC 8 sequences made here.
//
// Places in the text survive a change of width: PositionAt names the place of a
// line, LineAt finds it again in another Setting of the same article.
package typeset

import (
	"errors"
	"fmt"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/parser"

	"lede/feed/article"
	"lede/ui/theme"
)

// DefaultMeasure is the width of a column of text in cells, where the terminal
// has room for it.
const DefaultMeasure = 76

// minMeasure is the narrowest column that is set; narrower ones are set at this
// width, for the caller to cut.
const minMeasure = 8

// Options says how articles are set.
type Options struct {
	Theme   *theme.Theme
	Measure int // cells in a line; 0: DefaultMeasure

	// Widths is how the terminal counts cells: the same as the renderer's, or
	// lines tear. The zero value is wcwidth; ansi.GraphemeWidth is right once
	// the terminal has confirmed mode 2027. Under wcwidth emoji sequences are
	// set as their first emoji, on whose width everyone agrees.
	Widths ansi.Method

	Hyperlinks bool // OSC 8 around links to http, https and mailto
	NoNumbers  bool // no small numbers after links
	Justify    bool // both edges straight
	Hyphenate  bool // words of languages with known patterns may be broken
	ASCII      bool // frames, bars and bullets in ASCII
	NoReorder  bool // the terminal itself reorders right-to-left text

	// Picture returns the size in cells of the place that the n-th picture of
	// an article takes (n as in article.Block.Image), at most columns wide;
	// zero: none, its caption alone is set; less: it is left out, caption and
	// all. nil: no pictures at all.
	Picture func(n int, img article.Image, columns int) (width, height int)
}

// Setter sets articles at one measure in one theme. It is safe for concurrent
// use.
type Setter struct {
	opts   Options
	pens   *pens
	marks  marks
	parser parser.Parser
}

// New returns a Setter.
func New(opts Options) (*Setter, error) {
	if opts.Theme == nil {
		return nil, errors.New("typeset: no theme")
	}
	if opts.Measure == 0 {
		opts.Measure = DefaultMeasure
	}
	if opts.Measure < 0 {
		return nil, fmt.Errorf("typeset: a measure of %d cells", opts.Measure)
	}
	opts.Measure = max(opts.Measure, minMeasure)
	return &Setter{opts: opts, pens: newPens(opts.Theme), marks: marksFor(opts.ASCII), parser: newParser()}, nil
}

// Measure is the width in cells that no line exceeds.
func (s *Setter) Measure() int { return s.opts.Measure }

// Begin starts to set an article under its head. It does no work yet.
func (s *Setter) Begin(a *article.Article, h Head) *Setting {
	if a == nil {
		a = &article.Article{}
	}
	return newSetting(s, a, h)
}

// marks are the signs that are set around text.
type marks struct {
	bar, rule, bullet, bullet2, bullet3 string
	dot, picture, updated, play, fold   string
	hyphen, ellipsis                    string
	corners                             [4]string // top left, top right, bottom left, bottom right
	side                                string
}

func marksFor(ascii bool) marks {
	if ascii {
		return marks{
			bar: "|", rule: "-", bullet: "*", bullet2: "-", bullet3: "+",
			dot: "-", picture: "[picture]", updated: "*", play: ">", fold: "v",
			hyphen: "-", ellipsis: "...",
			corners: [4]string{"+", "+", "+", "+"}, side: "|",
		}
	}
	return marks{
		bar: "▎", rule: "─", bullet: "•", bullet2: "–", bullet3: "·",
		dot: "·", picture: "▨", updated: "↻", play: "▶", fold: "▾",
		hyphen: "-", ellipsis: "…",
		corners: [4]string{"╭", "╮", "╰", "╯"}, side: "│",
	}
}
