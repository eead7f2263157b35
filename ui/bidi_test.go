package ui

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lede/feed"
	"lede/ui/theme"
)

// TestWhoReorders: right-to-left text goes as it is written to the terminals
// that reverse it themselves, and only to those.
func TestWhoReorders(t *testing.T) {
	for _, c := range []struct {
		word     string
		env      []string
		terminal bool // reorders
		told     bool // is told that lede does
	}{
		{"auto", []string{"TERM=xterm-256color"}, false, false},
		{"", nil, false, false},
		{"auto", []string{"TERM=xterm-kitty"}, true, false},
		{"lede", []string{"TERM=xterm-kitty"}, false, false},
		{"terminal", []string{"TERM=xterm"}, true, false},
		{"auto", []string{"TERM=tmux-256color", "TMUX=/run/t", "KITTY_WINDOW_ID=1"}, true, false},
		{"auto", []string{"TERM=xterm-256color", "KONSOLE_VERSION=240201"}, true, false},
		{"auto", []string{"TERM=xterm-256color", "TERM_PROGRAM=Apple_Terminal"}, true, false},
		{"auto", []string{"TERM=xterm-256color", "VTE_VERSION=7600"}, false, true},
		{"auto", []string{"TERM=xterm-256color", "VTE_VERSION=4400"}, false, false},
		{"auto", []string{"TERM=tmux-256color", "TMUX=/run/t", "VTE_VERSION=7600"}, true, false},
		{"auto", []string{"TERM=xterm-256color", "TERM_PROGRAM=mintty"}, false, true},
	} {
		if got := TerminalReorders(c.word, c.env); got != c.terminal {
			t.Errorf("%q in %q: the terminal reorders: %v", c.word, c.env, got)
		}
		if c.env == nil {
			continue
		}
		o := Options{Bidi: c.word, Environ: c.env}
		if got := o.holdsBidi(); got != c.told {
			t.Errorf("%q in %q: told: %v", c.word, c.env, got)
		}
	}
}

// TestLinesInTheOrderTheyAreSeen: a right-to-left title reads from right to left
// in a line, with its matches, after it was cut; what stands beside it stays.
func TestLinesInTheOrderTheyAreSeen(t *testing.T) {
	th, err := theme.New("", true, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := newPainter(th, ansi.WcWidth, false)
	line := func(w int, left ...span) string {
		return ansi.Strip(p.line(w, false, left, []span{{theme.Dim, "5m"}}))
	}
	for _, c := range []struct {
		spans []span
		want  string
	}{
		{[]span{{theme.Text, "● "}, {theme.Bold, "אבג דה"}}, "● הד גבא           5m"},
		{[]span{{theme.Text, "● "}, {theme.Bold, "אב "}, {theme.Match, "גד"}, {theme.Bold, " הו"}}, "● וה דג בא         5m"},
		{[]span{{theme.Dim, "אב"}, {theme.Dim, "  1 min"}}, "בא  1 min          5m"},
		{[]span{{theme.Bold, "אב (2026) Go"}}, "Go (2026) בא       5m"},
		{[]span{{theme.Bold, "אבגדהוזחטיכלמנסעפצקר"}}, ""},
	} {
		if got := line(21, c.spans...); c.want != "" && got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		} else if ansi.StringWidth(got) != 21 {
			t.Errorf("%q is %d cells wide", got, ansi.StringWidth(got))
		}
	}
	p.leaveOrder(&Options{Bidi: "terminal", Environ: []string{"TERM=xterm"}})
	for _, c := range []struct {
		spans []span
		want  string
	}{
		{[]span{{theme.Bold, "אבג דה"}}, "אבג דה             \u200e5m"},
		{[]span{{theme.Dim, "אב"}, {theme.Dim, "  1 min"}}, "אב  \u200e1 min          \u200e5m"},
		{[]span{{theme.Dim, "ab"}, {theme.Dim, "  1 min"}}, "ab  1 min          5m"},
	} {
		if got := line(21, c.spans...); got != c.want {
			t.Errorf("%q goes to a terminal that reorders, not %q", got, c.want)
		}
	}
}

// What stands behind a right-to-left name is no part of its text.
func TestFactsBehindARightToLeftNameStandApart(t *testing.T) {
	p := painter{marks: unicodeGlyphs()}
	row := &feed.Row{Headline: feed.Headline{FeedTitle: "صحيفة", Words: 300}}
	spans := rowStyle{}.facts(&p, row, 80)
	if last := spans[len(spans)-1].text; last != "1 min" {
		t.Errorf("%+v", spans)
	}
}

func TestFactsAreWholeOrLeftOut(t *testing.T) {
	p := painter{marks: unicodeGlyphs()}
	row := &feed.Row{Headline: feed.Headline{FeedTitle: "Harbour Post", Words: 900, Starred: true, Revised: testNow(), Labels: "work"}}
	for n, want := range map[int]string{
		60: "Harbour Post  4 min  #work  ↻ updated  ★",
		36: "Harbour Post  #work  ↻ updated  ★",
		24: "Harbour Post  #work  ★",
		16: "Harbour Post  ★",
		8:  "Harbour…",
	} {
		got := ""
		for _, s := range (rowStyle{}).facts(&p, row, n) {
			got += s.text
		}
		if got != want {
			t.Errorf("%d cells: %q, want %q", n, got, want)
		}
	}
}
