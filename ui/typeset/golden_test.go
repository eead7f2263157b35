package typeset_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/google/go-cmp/cmp"

	"lede/feed/article"
	"lede/ui/theme"
	"lede/ui/typeset"
)

var update = flag.Bool("update", false, "write the golden files")

func paper(t testing.TB, dark bool, profile colorprofile.Profile) *theme.Theme {
	t.Helper()
	th, err := theme.New("paper", dark, profile)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func setter(t testing.TB, opts typeset.Options) *typeset.Setter {
	t.Helper()
	if opts.Theme == nil {
		opts.Theme = paper(t, true, colorprofile.TrueColor)
	}
	s, err := typeset.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// finished sets a whole article.
func finished(t testing.TB, opts typeset.Options, art *article.Article, head typeset.Head) *typeset.Setting {
	t.Helper()
	g := setter(t, opts).Begin(art, head)
	if err := g.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	return g
}

// readable writes escape sequences so that a golden file can be read: ‹1;4›.
func readable(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		l = strings.ReplaceAll(l, "\x1b]8;", "‹link ")
		l = strings.ReplaceAll(l, "\x1b\\", "›")
		for {
			before, after, ok := strings.Cut(l, "\x1b[")
			b.WriteString(before)
			if !ok {
				break
			}
			codes, rest, _ := strings.Cut(after, "m")
			b.WriteString("‹" + codes + "›")
			l = rest
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestShapes(t *testing.T) {
	dark, mono := paper(t, true, colorprofile.TrueColor), paper(t, true, colorprofile.ASCII)
	for _, s := range shapes() {
		t.Run(s.name, func(t *testing.T) {
			var b strings.Builder
			for _, width := range []int{40, 76, 120} {
				g := finished(t, typeset.Options{Theme: mono, Measure: width}, &s.art, s.head)
				fmt.Fprintf(&b, "%s %d\n%s", strings.Repeat("=", width), width, readable(g.Lines(0, g.Len())))
			}
			g := finished(t, typeset.Options{Theme: dark, Hyperlinks: true}, &s.art, s.head)
			fmt.Fprintf(&b, "=== dark\n%s", readable(g.Lines(0, g.Len())))
			golden(t, s.name, b.String())
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed (-want +got); look at it, then run the test with -update:\n%s", name, diff)
	}
}
