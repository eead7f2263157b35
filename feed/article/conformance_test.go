package article

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"unicode"
)

const conformance = "../../../shared/conformance/readability"

// TestReadability measures the extraction by Mozilla Readability's own pages:
// the F1 of the words found against the words expected. -update writes the
// table to docs/readability.md.
func TestReadability(t *testing.T) {
	pages, err := filepath.Glob(conformance + "/*/source.html")
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) == 0 {
		t.Skip("no " + conformance + " here")
	}
	var rows []string
	var sum, sumArticle float64
	for _, page := range pages {
		dir := filepath.Dir(page)
		name := filepath.Base(dir)
		src, want := readFile(t, page), string(readFile(t, filepath.Join(dir, "expected.html")))
		got, err := builtIn.Extract(src, "http://fakehost/test/page.html", "text/html")
		if err != nil {
			t.Logf("%s: %v", name, err)
		}
		wanted := words(allText(parseTree(want), len(want)))
		f1 := f1(words(allText(parseTree(got.HTML), len(got.HTML))), wanted)
		set := scoreText(FromHTML(got.HTML, Options{}).Text(), FromHTML(want, Options{}).Text())
		sum += f1
		sumArticle += set
		rows = append(rows, fmt.Sprintf("| %s | %.3f | %.3f | %d |", name, f1, set, len(src)/1024))
		if f1 < 0.8 {
			t.Errorf("%s: token F1 %.3f; want at least 0.8", name, f1)
		}
		checkMetadata(t, dir, name, got)
	}
	n := float64(len(pages))
	t.Logf("%d pages, mean token F1 %.4f; as set articles %.4f", len(pages), sum/n, sumArticle/n)
	if sum/n < 0.99 {
		t.Errorf("mean token F1 %.4f; want 0.99", sum/n)
	}
	if *update {
		writeTable(t, rows, sum/n, sumArticle/n)
	}
}

func readFile(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func scoreText(got, want string) float64 { return f1(words(got), words(want)) }

// words counts the words of a text, in lower case.
func words(s string) map[string]int {
	m := map[string]int{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		m[w]++
	}
	return m
}

// f1 is the harmonic mean of precision and recall over words with their counts.
func f1(got, want map[string]int) float64 {
	var common, g, w int
	for k, n := range got {
		g += n
		common += min(n, want[k])
	}
	for _, n := range want {
		w += n
	}
	if g+w == 0 {
		return 1
	}
	return 2 * float64(common) / float64(g+w)
}

// checkMetadata compares the title and author where both sides have them.
func checkMetadata(t *testing.T, dir, name string, got Extracted) {
	t.Helper()
	var want struct{ Title, Byline, SiteName string }
	if err := json.Unmarshal(readFile(t, filepath.Join(dir, "expected-metadata.json")), &want); err != nil {
		t.Fatal(err)
	}
	if want.Title != "" && scoreText(got.Title, want.Title) < 0.5 {
		t.Errorf("%s: title %q; want %q", name, got.Title, want.Title)
	}
	author := ""
	for _, a := range got.Authors {
		author += a.Name + " "
	}
	if want.Byline != "" && scoreText(author, want.Byline) < 0.4 {
		t.Logf("%s: author %q; Readability has %q", name, author, want.Byline)
	}
}

func writeTable(t *testing.T, rows []string, mean, set float64) {
	t.Helper()
	sort.Strings(rows)
	var b strings.Builder
	fmt.Fprintf(&b, `# Full text: how much of a page's story is found

Measured on %d pages of Mozilla Readability's test suite with `+"`go test ./feed/article -run TestReadability -update`"+`, which writes
this page. The score is the F1 of the words found against the words the suite expects: 1 means all of them and nothing else. *Found*
is what `+"`article.Extract`"+` takes from the page; *as set* compares the finished article with one made from the expected HTML.

Mean: found %.4f, as set %.4f.

| page | found | as set | KB |
| --- | ---: | ---: | ---: |
`, len(rows), mean, set)
	b.WriteString(strings.Join(rows, "\n") + "\n")
	if err := os.WriteFile("../../docs/readability.md", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
