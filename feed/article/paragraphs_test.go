package article

import (
	"net/url"
	"strings"
	"testing"
)

// TestParagraphsStay: what is the story's own stays, though it looks a little like
// what sites put around one.
func TestParagraphsStay(t *testing.T) {
	around := strings.Repeat("<p>The harbour was rebuilt in three summers, and the town paid for it with a levy on every crate that left it.</p>", 12)
	long := strings.TrimSpace(strings.Repeat("The real text of the story stands here. ", 18))
	for body, want := range map[string]string{
		`<div class="teaser"><p>The board says that <a href="/c">the plan of 2019</a> is dead, and that nothing will come in its place.</p></div>`:                                                                       "The board says that the plan of 2019 is dead, and that nothing will come in its place.",
		`<div class="recommended"><p>We recommend the <a href="https://shop.example/x">blue kettle</a>: it boils fast, and it keeps warm.</p></div>`:                                                                     "We recommend the blue kettle: it boils fast, and it keeps warm.",
		`<a href="https://x.example/s"><h2>The title of it</h2><p>` + long + `</p></a>`:                                                                                                                                  long,
		`<a href="https://x.example/s"><h2>Two of them</h2><p>The first of two paragraphs, which says what happened in the town on Monday.</p><p>The second, which says what the mayor made of that on Tuesday.</p></a>`: "The second, which says what the mayor made of that on Tuesday.",
		`<p>In PHP $a=$b copies; the shell joins $HOME_DIR/$FILE, at $5 or $6 a month.</p>`:                                                                                                                              "In PHP $a=$b copies; the shell joins $HOME_DIR/$FILE, at $5 or $6 a month.",
		`<p>The $n$th root of $x_1$ is $k$.</p>`: "The nth root of x₁ is k.",
	} {
		for _, src := range []string{body, around + body + around} {
			if got := FromHTML(src, Options{BaseURL: "https://x.example/"}).Text(); !strings.Contains(got, want) {
				t.Errorf("%s\nis not in %.300q", want, strings.ReplaceAll(got, around[3:len(around)/12-4], "…"))
			}
		}
	}
}

// TestSentencesOfAPageStay: the same of a page from which the story is taken.
func TestSentencesOfAPageStay(t *testing.T) {
	around := strings.Repeat("<p>The harbour was rebuilt in three summers, and the town paid for it with a levy on every crate that left it.</p>", 12)
	const box = `<div class="teaser"><p>The board says that <a href="/c">the plan of 2019</a> is dead, and that nothing will come in its place.</p></div>`
	got, err := Extractor{}.fromPage("<html><head><title>T</title></head><body><article><h1>T</h1>"+around+box+around+"</article></body></html>", &url.URL{Scheme: "https", Host: "x.example", Path: "/a"})
	if err != nil {
		t.Fatal(err)
	}
	if text := FromHTML(got.HTML, Options{BaseURL: "https://x.example/"}).Text(); !strings.Contains(text, "is dead, and that nothing") {
		t.Errorf("%.300q", text)
	}
}

func TestWithoutMore(t *testing.T) {
	for s, want := range map[string]string{
		"What the minister did not tell, and why the full story matters": "What the minister did not tell, and why the full story matters",
		"He could read more in a week than most":                         "He could read more in a week than most",
		"The first words of it. Continue reading":                        "The first words of it.",
		"The first words of it. Continue reading...":                     "The first words of it.",
		"The first words of it … continue reading →":                     "The first words of it …",
		"The first words of it [Read more]":                              "The first words of it",
		"最初の言葉。続きを読む":                                                    "最初の言葉。",
	} {
		if got := WithoutMore(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
