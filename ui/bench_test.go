package ui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"lede/feed"
)

// BenchmarkKey is one key with 100,000 entries: Update and View, as Bubble Tea
// calls them. The library's answers come in between, as its commands bring them.
func BenchmarkKey(b *testing.B) {
	for _, c := range []struct{ name, setup, there, back string }{
		{"step", "", "j", "k"},
		{"scroll", "9 9 9 j", "j", "j"},
		{"page", "", "pgdown", "pgup"},
		{"mark", "", "m", "m"},
		{"article", "enter", "j", "k"},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := benchScreen(b, manyLibrary(100_000))
			s.keys(c.setup)
			keys := [2]tea.KeyPressMsg{keyPress(c.there), keyPress(c.back)}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				_, cmd := s.m.Update(keys[i%2])
				_ = s.m.View()
				b.StopTimer() // what the library takes is measured in its own room
				s.run(cmd)
				b.StartTimer()
			}
		})
	}
}

func benchScreen(b *testing.B, lib *fakeLibrary) *screen {
	b.Helper()
	m, err := newModel(b.Context(), Options{
		Library: lib, Now: testNow, Background: "dark", StartView: feed.ViewRef{Kind: feed.ViewAll},
		after: func(time.Duration, tea.Msg) tea.Cmd { return nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	m.queue = newQueue(context.Background(), func(any) {})
	b.Cleanup(func() {
		if err := m.close(); err != nil {
			b.Error(err)
		}
	})
	s := &screen{m: m, lib: lib, w: 120, h: 40, colors: colorprofile.TrueColor}
	s.clock.set(testNow())
	s.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	s.run(m.Init())
	return s
}

// BenchmarkBytes is what a key costs on the line to the terminal, as the
// renderer that Bubble Tea uses writes it: the metric bytes/key.
func BenchmarkBytes(b *testing.B) {
	for _, c := range []struct {
		name, setup string
		keys        []string
	}{
		{"step", "", []string{"j", "k"}},
		{"scroll", "9 9 9 j", []string{"j"}},
		{"page", "", []string{"pgdown", "pgup"}},
		{"mark", "", []string{"m"}},
		{"article-line", "enter", []string{"j", "k"}},
		{"story", "", []string{"enter", "q"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := benchScreen(b, manyLibrary(100_000))
			s.keys(c.setup)
			wire := newWire(s)
			wire.frame()
			wire.out.Reset()
			for i := 0; b.Loop(); i++ {
				s.keys(c.keys[i%len(c.keys)])
				wire.frame()
			}
			b.ReportMetric(float64(wire.out.Len())/float64(b.N), "bytes/key")
		})
	}
}

// BenchmarkWire is what writing a step in a list of headlines costs, for each
// script, the update and the view included.
func BenchmarkWire(b *testing.B) {
	for _, c := range []struct{ name, title string }{
		{"latin", "A plain headline about nothing in particular, with a dash – and quotes"},
		{"chinese", "新しい研究が示す都市の未来、交通に乱れ、経済成長率の見通し"},
		{"emoji", "Family 👩‍💻 flag 🇫🇷 hand 👍🏽 and rocket 🚀 in one headline"},
	} {
		b.Run(c.name, func(b *testing.B) {
			lib := manyLibrary(200)
			for _, e := range lib.entries {
				e.Title = c.title
			}
			s := benchScreen(b, lib)
			w := newWire(s)
			keys := []string{"j", "k"}
			for i := 0; b.Loop(); i++ {
				s.keys(keys[i%2])
				w.frame()
				w.out.Reset()
			}
		})
	}
}
