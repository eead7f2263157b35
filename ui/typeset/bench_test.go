package typeset_test

import (
	"fmt"
	"strings"
	"testing"

	"lede/feed/article"
	"lede/ui/typeset"
)

// story is an article of about n characters: paragraphs with links, emphasis,
// quotes, lists, headings, as stories are.
func story(n int) *article.Article {
	art := &article.Article{}
	sentence := "Negotiators returned to the table on *Thursday* with little to show for the second round and less time for the third, as **Annex %d** of [the draft text](#%d) has it. "
	size := 0
	for i := 1; size < n; i++ {
		art.Links = append(art.Links, article.Link{URL: fmt.Sprintf("https://example.org/%d", i)})
		md := strings.Repeat(fmt.Sprintf(sentence, i, i), 3)
		switch i % 10 {
		case 3:
			md = "> " + md
		case 5:
			md = "## Heading\n\n" + md
		case 7:
			md = "- " + md + "\n- " + md
		}
		size += len(md)
		art.Blocks = append(art.Blocks, article.Block{Kind: article.Prose, Markdown: md})
	}
	return art
}

func benchmark(b *testing.B, art *article.Article, lines int) {
	s := setter(b, typeset.Options{Hyperlinks: true})
	b.ReportAllocs()
	for b.Loop() {
		g := s.Begin(art, typeset.Head{Headline: "Headline", Standfirst: "Standfirst"})
		if err := g.Ensure(b.Context(), lines); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFirstScreen(b *testing.B) {
	for _, n := range []int{2_000, 20_000, 500_000} {
		art := story(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmark(b, art, 50) })
	}
	one := &article.Article{Blocks: prose(strings.Repeat("Negotiators returned to the table on Thursday with little to show. ", 7500))}
	b.Run("one paragraph of 500000", func(b *testing.B) { benchmark(b, one, 50) })
}

func BenchmarkWhole(b *testing.B) {
	for _, n := range []int{2_000, 20_000, 500_000} {
		art := story(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmark(b, art, 1<<30) })
	}
	cjk := &article.Article{Blocks: prose(strings.Repeat("東京の地下鉄は、来年四月から全線で深夜運行を始めると発表した。", 600))}
	b.Run("20000 of Japanese", func(b *testing.B) { benchmark(b, cjk, 1<<30) })
}

func BenchmarkFind(b *testing.B) {
	g := finished(b, typeset.Options{}, story(500_000), typeset.Head{})
	b.ReportAllocs()
	for b.Loop() {
		if len(g.Find("draft text")) == 0 {
			b.Fatal("nothing found")
		}
	}
}
