package article

import (
	"strings"
	"testing"
)

// onPage is a story as it is read from a page of storyPage's site.
func onPage(t *testing.T, body string) *Article {
	t.Helper()
	const at = "https://wire.example/2026/talks"
	got, err := builtIn.Extract([]byte(strings.Replace(storyPage, "BODY", body, 1)), at, "text/html; charset=utf-8")
	if err != nil {
		t.Fatal(err)
	}
	return FromHTML(got.HTML, Options{BaseURL: at, Title: got.Title})
}

func TestAQuotesSourceIsKeptFromThePagesFooters(t *testing.T) {
	a := onPage(t, paragraphs+`<blockquote><p>Nobody is hungry yet.</p><footer>— <cite>The mediator</cite></footer></blockquote>`+paragraphs)
	if text := a.Text(); !strings.Contains(text, "Nobody is hungry yet.\n— The mediator") && !strings.Contains(text, "Nobody is hungry yet.\n\n— The mediator") {
		t.Error(text)
	}
}

func TestAllRelatedStoriesOfABoxAreKept(t *testing.T) {
	a := onPage(t, paragraphs+`<aside class="related"><h3>Related</h3><ul><li><a href="/2026/second">What the second round settled</a></li>
<li><a href="/2026/winter">The winter that both armies wait for</a></li></ul></aside>`+paragraphs)
	var cards []string
	for _, b := range a.Blocks {
		if b.Kind == Card {
			cards = append(cards, b.Title)
		}
	}
	if len(cards) != 2 {
		t.Errorf("%q in %s", cards, a.Text())
	}
}

func TestANewspapersSectionIsNoneOfItsText(t *testing.T) {
	a := onPage(t, `<p class="section"><a href="/world">World</a></p>`+paragraphs)
	if !strings.HasPrefix(a.Text(), "Negotiators") {
		t.Error(a.Text())
	}
	// A link post begins with what it is about.
	b := FromHTML(`<p><a href="https://other.example/world">World news</a></p><p>Read it.</p>`, Options{BaseURL: "https://wire.example/2026/a-link"})
	if !strings.HasPrefix(b.Text(), "World news") {
		t.Error(b.Text())
	}
}

func TestItalicsBelowAPictureAreItsCaption(t *testing.T) {
	for body, want := range map[string]string{
		`<p><img src="a.jpg"><br><em>A ship on the Danube. Foto: dpa</em></p><p>Text.</p>`: "A ship on the Danube.",
		`<p><img src="a.jpg"><br><em>A ship</em> on the Danube.</p><p>Text.</p>`:           "",
		`<p><em>A note from the desk.</em></p><p><img src="a.jpg"></p>`:                    "",
	} {
		a := FromHTML(body, Options{BaseURL: "https://wire.example/"})
		if len(a.Images) != 1 || a.Images[0].Caption != want || want != "" && a.Images[0].Credit != "dpa" {
			t.Errorf("%s: %+v", body, a.Images)
		}
	}
}
