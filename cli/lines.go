package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lede/feed"
)

// entryLines prints entries, one a line: in columns on a terminal, separated
// by tabs otherwise.
type entryLines struct {
	a     *app
	width int // of the terminal; 0: there is none
	style styler
	now   time.Time
}

func newEntryLines(a *app) *entryLines {
	width, _ := terminal(a.sys.Stdout)
	return &entryLines{a: a, width: width, style: a.styler(), now: a.sys.Now()}
}

func (l *entryLines) print(e feed.Entry, st feed.Status, s feed.Subscription) error {
	if l.width == 0 {
		_, err := fmt.Fprintf(l.a.out, "%d\t%s\t%s\t%s\t%s\t%s\n", e.ID,
			e.SortDate().UTC().Format(time.RFC3339), marks(st, "u", "s", "l", "-"), s.DisplayTitle(), e.Title, e.URL)
		return err
	}
	head := fmt.Sprintf("%6d  %s  %s  %s  ", e.ID, marks(st, "●", "★", "◷", " "),
		pad(shortDate(e.SortDate(), l.now), 10), pad(s.DisplayTitle(), 18))
	title := ansi.Truncate(e.Title, max(8, l.width-ansi.StringWidth(head)), "…")
	if !st.Read {
		title = l.style.bold(title)
	}
	_, err := fmt.Fprintln(l.a.out, l.style.dim(head)+title)
	return err
}

// marks are the three flags of a status, each in its place.
func marks(st feed.Status, unread, starred, later, none string) string {
	var b strings.Builder
	for _, f := range []struct {
		on   bool
		mark string
	}{{!st.Read, unread}, {st.Starred, starred}, {st.Later, later}} {
		if f.on {
			b.WriteString(f.mark)
		} else {
			b.WriteString(none)
		}
	}
	return b.String()
}

// shortDate is the time for today, the day for this year, the date before.
func shortDate(t, now time.Time) string {
	t = t.In(now.Location())
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("2 Jan")
	}
	return t.Format("2006-01-02")
}

// pad sets a text in so many columns, cut where it is longer.
func pad(s string, width int) string {
	s = ansi.Truncate(s, width, "…")
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// styler sets weight on a terminal, and nothing elsewhere. Weight is no colour,
// so NO_COLOR does not touch it; a dumb terminal has neither.
type styler struct{ on bool }

func (a *app) styler() styler {
	_, ok := terminal(a.sys.Stdout)
	return styler{ok && a.sys.Getenv("TERM") != "dumb"}
}

func (s styler) bold(text string) string { return s.wrap("1", text) }
func (s styler) dim(text string) string  { return s.wrap("2", text) }

func (s styler) wrap(code, text string) string {
	if !s.on {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[m"
}
