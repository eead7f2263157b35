package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lede/feed/article"
	"lede/ui"
	"lede/ui/theme"
	"lede/ui/typeset"
)

// showText prints a story as the reader sets it on a terminal, and plainly
// elsewhere.
func showText(ctx context.Context, a *app, item shown) error {
	width, isTerminal := terminal(a.sys.Stdout)
	if !isTerminal {
		return showPlain(a, item)
	}
	c, err := a.settings()
	if err != nil {
		return err
	}
	look, err := a.theme(c)
	if err != nil {
		return err
	}
	setter, err := typeset.New(typeset.Options{
		Theme: look, Measure: min(c.Measure, width), ASCII: c.ASCII || !a.utf8(), Widths: ansi.WcWidth, Hyperlinks: true,
		Justify: c.Justify, Hyphenate: c.Hyphenate, NoReorder: ui.TerminalReorders(c.Bidi, a.sys.Environ),
	})
	if err != nil {
		return err
	}
	art := readable(item)
	setting := setter.Begin(art, headOf(a, item, art))
	if err := setting.Finish(ctx); err != nil {
		return err
	}
	margin := strings.Repeat(" ", max(0, (width-setter.Measure())/2))
	out := colorprofile.Writer{Forward: a.out, Profile: theme.Profile(a.sys.Stdout, a.sys.Environ)}
	for _, line := range setting.Lines(0, math.MaxInt) {
		if _, err := fmt.Fprintln(&out, strings.TrimRight(margin+line, " ")); err != nil {
			return err
		}
	}
	return nil
}

// showPlain prints headline, facts, text and address, without decoration.
func showPlain(a *app, item shown) error {
	var b strings.Builder
	e := item.Entry
	art := readable(item)
	for _, part := range []string{e.Title, factsLine(item, art), strings.TrimSpace(art.PlainText()), e.URL} {
		if part == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(part + "\n")
	}
	_, err := io.WriteString(a.out, b.String())
	return err
}

// theme is the configured look, for the terminal that standard output is.
func (a *app) theme(c *Config) (*theme.Theme, error) {
	profile := theme.Profile(a.sys.Stdout, a.sys.Environ)
	return theme.Load(a.places.Themes, c.Theme, theme.Dark(c.Background, a.sys.Environ), profile)
}

// headOf is what stands above a story: as in the reader, but for the whole date.
func headOf(a *app, item shown, art *article.Article) typeset.Head {
	h := typeset.HeadOf(&item.Entry, &item.Subscription, art, item.page.HTML != "", item.page.Section, a.sys.Now())
	if d := date(item.Entry.SortDate()); d != nil {
		h.Date = d.In(a.sys.Now().Location()).Format("2 January 2006, 15:04")
	}
	return h
}

func articleOptions(item shown) article.Options {
	return article.OptionsFor(&item.Entry, &item.Subscription.Feed)
}
