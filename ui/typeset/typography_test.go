package typeset_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/colorprofile"

	"github.com/charmbracelet/x/ansi"

	"lede/feed/article"
	"lede/ui/typeset"
)

// plainLines sets an article and returns its lines without their looks.
func plainLines(t *testing.T, opts typeset.Options, art *article.Article, head typeset.Head) []string {
	t.Helper()
	opts.Theme = paper(t, true, colorprofile.NoTTY)
	g := finished(t, opts, art, head)
	lines := g.Lines(0, g.Len())
	for i, l := range lines {
		lines[i] = own.ReplaceAllString(l, "")
	}
	return lines
}

func TestJapaneseSignsStandWhereTheyMay(t *testing.T) {
	const text = "「便利になる」と話す人も多い、っと。ちょっと、ニュース・ショー（2026年）はキャッチー！「まだ（決めて）いない」と、彼は言った……。"
	art := &article.Article{Blocks: prose(strings.Repeat(text, 3))}
	for width := 20; width <= 80; width++ {
		for _, l := range plainLines(t, typeset.Options{Measure: width}, art, typeset.Head{}) {
			first, _ := utf8.DecodeRuneInString(l)
			last, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(l))
			if strings.ContainsRune("、。」）！・ーっゃュョッ…", first) {
				t.Errorf("width %d: a line begins with %q: %s", width, first, l)
			}
			if strings.ContainsRune("「（", last) {
				t.Errorf("width %d: a line ends with %q: %s", width, last, l)
			}
		}
	}
}

// What would vary an emoji's skin tone stays with it: alone it is two cells wide on
// the next line.
func TestNoLineBreaksWithinAnEmoji(t *testing.T) {
	opts := typeset.Options{Measure: 8, Widths: ansi.GraphemeWidth, NoReorder: true}
	art := &article.Article{Blocks: prose("word word word 👍🏽\ufe0f word word")}
	art.Blocks[0].RTL = true
	for _, l := range plainLines(t, opts, art, typeset.Head{}) {
		if n := opts.Widths.StringWidth(l); n > opts.Measure {
			t.Errorf("%d cells: %q", n, l)
		}
	}
}

func TestALinksNumberStaysWithItsWord(t *testing.T) {
	art := &article.Article{
		Links:  []article.Link{{URL: "https://example.org/a"}, {URL: "https://example.org/b"}},
		Blocks: prose("Did they go? [Why not?](#1) And [東京の地下鉄](#2)は走る。 Some more words (with [a note!](#1)) and [東京「地下鉄」](#2)から。"),
	}
	for width := 20; width <= 90; width++ {
		for _, l := range plainLines(t, typeset.Options{Measure: width}, art, typeset.Head{}) {
			if strings.HasPrefix(l, "[") {
				t.Errorf("width %d: a number begins a line: %s", width, l)
			}
		}
	}
}

func TestAHeadlineHasNoLonelyLastWord(t *testing.T) {
	const headline = "Glacier lake drains overnight and the valley below it holds its breath again"
	for width := 40; width <= 74; width++ {
		lines := plainLines(t, typeset.Options{Measure: width}, &article.Article{}, typeset.Head{Headline: headline})
		var set []string
		for _, l := range lines {
			if l == "" {
				break
			}
			set = append(set, l)
		}
		last := set[len(set)-1]
		if len(set) != (len(headline)+width-1)/width || len(strings.Fields(last)) < 2 || len(last)*2 < len(set[0]) {
			t.Errorf("width %d: %q", width, set)
		}
	}
}

// TestJustifiedLines sees to it that a line is either full with spaces of one
// or two cells, or keeps the spaces that it has.
func TestJustifiedLines(t *testing.T) {
	words := strings.Fields("negotiators returned to the table on Thursday with little to show for the second round and less time for the third which runs to eleven pages of which four are agreed by everybody")
	art := &article.Article{Language: "en", Blocks: prose(strings.Repeat(strings.Join(words, " ")+" ", 6))}
	plain, hyphenated := 0, 0
	for width := 40; width <= 90; width++ {
		lines := plainLines(t, typeset.Options{Measure: width, Justify: true}, art, typeset.Head{})
		full := 0
		for i, l := range lines[:len(lines)-1] {
			gaps, wide := len(strings.Fields(l))-1, strings.Count(l, "  ")
			switch {
			case strings.Contains(l, "   "):
				t.Errorf("width %d: a hole in %q", width, l)
			case len(l) == width:
				full++
				if wide > max(width*6/100, (gaps+1)/2) {
					t.Errorf("width %d: stretched too far: %q", width, l)
				}
				if err := even(l, wide, gaps); err != nil {
					t.Errorf("width %d, line %d: %v: %q", width, i, err, l)
				}
			case wide > 0:
				t.Errorf("width %d: stretched, yet ragged: %q", width, l)
			}
		}
		if full*2 < len(lines) {
			t.Errorf("width %d: only %d of %d lines are full", width, full, len(lines))
		}
		plain += full
		for _, l := range plainLines(t, typeset.Options{Measure: width, Justify: true, Hyphenate: true}, art, typeset.Head{}) {
			if utf8.RuneCountInString(l) == width {
				hyphenated++
			}
		}
	}
	if hyphenated <= plain {
		t.Errorf("%d lines are full with hyphens, %d without", hyphenated, plain)
	}
	t.Log(plain, "lines are full,", hyphenated, "with hyphens")
}

// even says whether the wide gaps of a line lie as far from one another as
// they can, to a gap.
func even(l string, wide, gaps int) error {
	if wide < 2 {
		return nil
	}
	var at []int
	gap := 0
	for i := 0; i < len(l); i++ {
		if l[i] != ' ' {
			continue
		}
		if l[i+1] == ' ' {
			at = append(at, gap)
			i++
		}
		gap++
	}
	for i := 1; i < len(at); i++ {
		if d := at[i] - at[i-1]; d < gaps/wide || d > gaps/wide+1 {
			return fmt.Errorf("%d wide gaps of %d lie at %v", wide, gaps, at)
		}
	}
	return nil
}

// TestSignsOfTwoPartsStayTogether looks for 'z. B.' and '§ 12' torn or widened,
// for ladders of hyphens, and for last lines that are the rest of a word.
func TestSignsOfTwoPartsStayTogether(t *testing.T) {
	const text = "Der Wasserstand stieg über Nacht, z. B. am Pegel, auf mehr als sieben Meter, d. h. nach § 12 Abs. 3 der Ordnung war zu räumen. " +
		"Mr. A. Smith stayed. Hotels, Gaststätten und Nachbarschaften nahmen Familien auf. "
	art := &article.Article{Language: "de", Blocks: prose(strings.Repeat(text, 5))}
	scraps := 0
	for width := 30; width <= 90; width++ {
		for _, justify := range []bool{false, true} {
			lines := plainLines(t, typeset.Options{Measure: width, Justify: justify, Hyphenate: true}, art, typeset.Head{})
			all := strings.Join(lines, "\n")
			for sign, want := range map[string]int{"z. B.": 5, "d. h.": 5, "§ 12": 5, "Abs. 3": 5} {
				if got := strings.Count(all, sign); got != want {
					t.Errorf("width %d: %q stands whole %d times", width, sign, got)
				}
			}
			noLadders(t, lines)
			if last, before := lines[len(lines)-1], lines[len(lines)-2]; strings.HasSuffix(before, "-") && len(last) < width/4 {
				scraps++
			}
		}
	}
	if scraps > 2 { // where all else would take a line more
		t.Errorf("the rest of a word is the last line at %d widths", scraps)
	}
}

// noLadders looks for more than two lines in a row that end in a hyphen.
func noLadders(t *testing.T, lines []string) {
	t.Helper()
	for i := 3; i <= len(lines); i++ {
		if rungs := lines[i-3 : i]; strings.HasSuffix(rungs[0], "-") && strings.HasSuffix(rungs[1], "-") && strings.HasSuffix(rungs[2], "-") {
			t.Errorf("a ladder of hyphens: %q", rungs)
		}
	}
}

func TestLongWordsMakeNoLadders(t *testing.T) {
	const text = "Der Aufsichtsratsvorsitzende der Donaudampfschifffahrtsgesellschaft hat am Mittwoch eine Geschwindigkeitsbegrenzungsvereinbarung unterzeichnet, " +
		"die auf der gesamten Bundeswasserstraßenverwaltungsstrecke gilt. Verbraucherschutzorganisationen kritisieren die Veröffentlichungsverzögerungen der " +
		"Regierungskommission; die Ministerpräsidentenkonferenz vertagte unterdessen die Entscheidung über die Krankenhausfinanzierungsreform. "
	art := &article.Article{Language: "de", Blocks: prose(strings.Repeat(text, 4))}
	for width := 40; width <= 90; width++ {
		for _, justify := range []bool{false, true} {
			noLadders(t, plainLines(t, typeset.Options{Measure: width, Justify: justify, Hyphenate: true}, art, typeset.Head{}))
		}
	}
}

func TestItemsOfRunningNewsHaveAirBetweenThem(t *testing.T) {
	const long = "The ferry company has cancelled all sailings to the outer islands until Friday, and says that tickets can be moved without a fee. (Updated: 12:20)"
	set := func(markdown string) string {
		return strings.Join(plainLines(t, typeset.Options{Measure: 76}, &article.Article{Blocks: prose(markdown)}, typeset.Head{}), "\n")
	}
	if got := set("- " + long + "\n- " + long); strings.Count(got, "\n\n• ") != 1 {
		t.Errorf("no air between paragraphs:\n%s", got)
	}
	if got := set("1. Measure:\n\n   - the whole\n   - the parts\n\n2. Again.\n\n   And again."); !strings.Contains(got, "1. Measure:\n   – the whole\n   – the parts\n\n2. Again.\n\n   And again.") {
		t.Errorf("a list in an item does not go with its words:\n%s", got)
	}
	if got := set("- water\n- a lamp\n- " + long[:80]); strings.Contains(got, "\n\n") {
		t.Errorf("air between words:\n%s", got)
	}
	if got := set("- " + long + "\n  - " + long + "\n- " + long); strings.Contains(got, "\n\n") {
		t.Errorf("air in an outline:\n%s", got)
	}
}

func TestAnOptionsDashesStayWithIt(t *testing.T) {
	art := &article.Article{
		Images: []article.Image{{URL: "https://example.org/1.jpg", Caption: "Two ferries in the harbour on a winter morning", Credit: "Jane Doe/Reuters"}},
		Blocks: append(prose("Run `git log --oneline --graph --decorate --all` and look."), article.Block{Kind: article.Figure, Image: 1}),
	}
	for width := 20; width <= 70; width++ {
		for _, l := range plainLines(t, typeset.Options{Measure: width}, art, typeset.Head{}) {
			if strings.HasSuffix(l, "-") || strings.HasSuffix(l, "/") {
				t.Errorf("width %d: broken within: %s", width, l)
			}
		}
	}
}
