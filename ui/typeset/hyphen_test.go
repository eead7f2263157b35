package typeset

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lede/feed/article"
	"lede/ui/theme"
)

func TestWordsAreBrokenByTheirLanguage(t *testing.T) {
	for language, words := range map[string]string{
		"en":    "hy-phen-ation com-puter win-ter as-so-ci-ate pro-ject con-flict ne-go-tia-tor street",
		"de-AT": "Do-nau-dampf-schiff Aus-wär-ti-ges Stra-ße Zei-tungs-le-ser Rind-flei-sche-ti-ket-tie-rungs-über-wa-chungs-auf-ga-ben-über-tra-gungs-ge-setz-ge-bung",
		"fr":    "consti-tu-tion mi-nistre jour-na-liste",
	} {
		h := hyphenatorFor(language)
		for want := range strings.FieldsSeq(words) {
			word := strings.ReplaceAll(want, "-", "")
			if got := strings.ReplaceAll(h.soften(word, 0, len(word)), softHyphen, "-"); got != want {
				t.Errorf("%s: %s, want %s", language, got, want)
			}
		}
	}
}

func TestWhatIsNoWordStaysWhole(t *testing.T) {
	h := hyphenatorFor("en")
	for _, text := range []string{"negotiation.example", "file_negotiation", "/var/negotiation/", "co-negotiation", "negotiation2", "user@negotiation", "short", "nego\u00adtiation", "東京の地下鉄"} {
		if got := h.soften(text, 0, len(text)); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if hyphenatorFor("xx") != nil || hyphenatorFor("") != nil {
		t.Error("a language without patterns is broken")
	}
}

// TestHyphenatedTextIsTheSameText: what is set holds the words that were there,
// and a place in it is found at every width.
func TestHyphenatedTextIsTheSameText(t *testing.T) {
	art := &article.Article{Language: "en", Blocks: []article.Block{{Kind: article.Prose, Markdown: "Negotiators returned to the *conference* table on Thursday, considering extraordinarily complicated proposals about international transportation agreements."}}}
	text := func(o Options) string {
		th, err := theme.New("paper", true, colorprofile.ASCII)
		if err != nil {
			t.Fatal(err)
		}
		o.Theme = th
		s, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		g := s.Begin(art, Head{})
		if err := g.Finish(t.Context()); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for i, l := range g.lines {
			for _, r := range l.runs {
				if !r.pen.deco {
					b.WriteString(r.text)
				}
			}
			if i < len(g.lines) && l.join == ' ' {
				b.WriteByte(' ')
			}
		}
		return strings.Join(strings.Fields(b.String()), " ")
	}
	plain := text(Options{Measure: 30})
	for _, width := range []int{16, 30, 76} {
		if got := text(Options{Measure: width, Hyphenate: true, Justify: true}); got != plain {
			t.Errorf("at %d:\n%s\nwant\n%s", width, got, plain)
		}
	}
}

// Boxes that are held together are as wide as they are together: there must be
// room for the hyphen after all of them.
func TestHyphensHaveRoomAfterWhatIsBound(t *testing.T) {
	const limit = 11
	for _, b := range (measurer{method: ansi.GraphemeWidth}).boxes("http://xSchiff\u00adfahrt", limit) {
		if b.hyphen && b.width >= limit {
			t.Errorf("%d cells and a hyphen at %d", b.width, limit)
		}
	}
}
