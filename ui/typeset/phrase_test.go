package typeset

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"lede/feed/article"
	"lede/ui/theme"
)

// TestHeadlinesBreakBetweenPhrases: a headline of a script without spaces is
// broken where a phrase ends, if that leaves two lines.
func TestHeadlinesBreakBetweenPhrases(t *testing.T) {
	th, err := theme.New("", true, 0)
	if err != nil {
		t.Fatal(err)
	}
	setter, err := New(Options{Theme: th, Measure: 50})
	if err != nil {
		t.Fatal(err)
	}
	for headline, want := range map[string]string{
		"東京の地下鉄、深夜運行を全線で開始へ 十二月一日から、運賃は据え置き":                                   "東京の地下鉄、深夜運行を全線で開始へ|十二月一日から、運賃は据え置き",
		"東京の地下鉄が深夜運行を全線で開始へと担当者が昨夜遅くに発表した":                                     "", // no border: balanced
		"速報、東京の地下鉄が深夜運行を全線で開始へと担当者が昨夜発表した":                                     "", // it would leave a scrap
		"Tokyo’s underground, through the night, from now on all of its lines": "",
	} {
		setting := setter.Begin(article.FromHTML("<p>x</p>", article.Options{}), Head{Headline: headline})
		if err := setting.Finish(t.Context()); err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, l := range setting.Lines(0, 10) {
			if l = strings.TrimSpace(ansi.Strip(l)); l != "" && l != "x" && !strings.HasPrefix(l, "─") {
				lines = append(lines, l)
			}
		}
		got := strings.Join(lines, "|")
		if want != "" && got != want {
			t.Errorf("%q, not %q", got, want)
		}
		if len(lines) != 2 {
			t.Errorf("%d lines: %q", len(lines), got)
		}
	}
}
