package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// goPackage is what this test needs of 'go list -json'.
type goPackage struct {
	ImportPath string
	Imports    []string // direct, of the files that are built
	Deps       []string // all of them
}

// within says whether path is room or lies below it.
func within(path, room string) bool {
	return path == room || strings.HasPrefix(path, room+"/")
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		err := dec.Decode(&p)
		if err == io.EOF {
			return pkgs
		}
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		pkgs = append(pkgs, p)
	}
}

// arrows are the rooms with what each may never reach, by however many steps.
var arrows = []struct{ room, never string }{
	{"lede/ui", "lede/store"},
	{"lede/ui", "lede/cli"},
	{"lede/store", "lede/ui"},
	{"lede/store", "lede/cli"},
	{"lede/store", "lede/feed/fetch"},
	{"lede/feed", "lede/ui"},
	{"lede/feed", "lede/store"},
	{"lede/feed", "lede/cli"},
}

// homes are the libraries that few rooms know, with those rooms. bench
// measures, and so may name what it likes.
var homes = []struct {
	library string
	rooms   []string
}{
	{"charm.land/glamour", []string{"lede/ui/typeset"}},
	{"charm.land/bubbletea", []string{"lede/ui"}},
	{"charm.land/bubbles", []string{"lede/ui"}},
	{"database/sql", []string{"lede/store"}},
	{"modernc.org/sqlite", []string{"lede/store"}},
	{"github.com/mmcdole/gofeed", []string{"lede/feed"}},
	{"net/http", []string{"lede/feed/fetch"}},
	{"codeberg.org/readeck/go-readability", []string{"lede/feed/article"}},
	{"znkr.io/diff", []string{"lede/feed/article"}},
	{"github.com/microcosm-cc/bluemonday", []string{"lede/feed/article"}},
	{"github.com/JohannesKaufmann/html-to-markdown", []string{"lede/feed/article"}},
	{"github.com/spf13/cobra", []string{"lede/cli"}},
	{"github.com/pelletier/go-toml", []string{"lede/cli", "lede/ui/theme"}},
}

// pure are packages that the vocabulary does without: it does no I/O.
var pure = []string{"os", "os/exec", "net", "net/http", "database/sql", "io/ioutil"}

func TestImportsPointDown(t *testing.T) {
	pkgs := listPackages(t)
	if len(pkgs) < 5 {
		t.Fatalf("go list found %d packages, fewer than the house has rooms", len(pkgs))
	}
	for _, problem := range badImports(pkgs) {
		t.Error(problem)
	}
}

// badImports says where packages know more than the house allows.
func badImports(pkgs []goPackage) []string {
	var bad []string
	for _, p := range pkgs {
		for _, a := range arrows {
			if !within(p.ImportPath, a.room) {
				continue
			}
			for _, dep := range p.Deps {
				if within(dep, a.never) {
					bad = append(bad, fmt.Sprintf("%s reaches %s; %s may not know %s", p.ImportPath, dep, a.room, a.never))
				}
			}
		}
		for _, imp := range p.Imports {
			bad = append(bad, badImport(p.ImportPath, imp)...)
		}
	}
	return bad
}

func badImport(pkg, imp string) []string {
	var bad []string
	measures := within(pkg, "lede/bench")
	for _, h := range homes {
		known := slices.ContainsFunc(h.rooms, func(room string) bool { return within(pkg, room) })
		if within(imp, h.library) && !known && !measures {
			bad = append(bad, fmt.Sprintf("%s imports %s, which is for %s alone", pkg, imp, strings.Join(h.rooms, " and ")))
		}
	}
	if pkg == "lede/feed" && (slices.Contains(pure, imp) || strings.HasPrefix(imp, "lede/")) {
		bad = append(bad, fmt.Sprintf("%s imports %s; the vocabulary does no I/O and knows no other room", pkg, imp))
	}
	if pkg == "lede" && strings.HasPrefix(imp, "lede/") && imp != "lede/cli" {
		bad = append(bad, fmt.Sprintf("main imports %s; it starts the command line and nothing else", imp))
	}
	if pkg != "lede" && imp == "lede/cli" && !measures {
		bad = append(bad, fmt.Sprintf("%s imports lede/cli; only main does", pkg))
	}
	if within(imp, "lede/bench") && !measures {
		bad = append(bad, fmt.Sprintf("%s imports %s; the program does not need its benchmarks", pkg, imp))
	}
	return bad
}

// The rules above must be able to say no.
func TestBadImportsAreSeen(t *testing.T) {
	for _, p := range []goPackage{
		{ImportPath: "lede/ui/list", Deps: []string{"lede/feed", "lede/store"}},
		{ImportPath: "lede/store", Deps: []string{"lede/ui"}},
		{ImportPath: "lede/feed/opml", Deps: []string{"lede/store"}},
		{ImportPath: "lede/feed", Imports: []string{"os"}},
		{ImportPath: "lede/feed", Imports: []string{"lede/feed/article"}},
		{ImportPath: "lede/ui", Imports: []string{"charm.land/glamour/v2"}},
		{ImportPath: "lede/cli", Imports: []string{"database/sql"}},
		{ImportPath: "lede/cli", Imports: []string{"lede/bench/server"}},
		{ImportPath: "lede/ui", Imports: []string{"lede/cli"}},
		{ImportPath: "lede", Imports: []string{"lede/store"}},
	} {
		if len(badImports([]goPackage{p})) == 0 {
			t.Errorf("nothing is said against %+v", p)
		}
	}
	good := goPackage{ImportPath: "lede/cli", Imports: []string{"lede/ui", "lede/store"}, Deps: []string{"lede/ui", "lede/store"}}
	if bad := badImports([]goPackage{good}); len(bad) > 0 {
		t.Errorf("cli knows all the rooms, yet: %v", bad)
	}
}

const maxLines = 500 // of a file that tells one story

// ownPath finds paths of somebody's machine, which mean nothing on another.
var ownPath = regexp.MustCompile(`(?:^|[\s"'=(` + "`" + `])/(?:work|root|Users)/`)

func TestHouseRules(t *testing.T) {
	for path := range sourceFiles(t) {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if path != "house_test.go" && ownPath.Match(body) {
			t.Errorf("%s: names a path of one machine: %q", path, ownPath.Find(body))
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			continue
		}
		if n := bytes.Count(body, []byte("\n")); n > maxLines {
			t.Errorf("%s: %d lines; a file tells one story in %d at most", path, n, maxLines)
		}
		for _, problem := range strayColours(t, path, body) {
			t.Error(problem)
		}
	}
}

// sourceFiles yields the paths of the files that people write.
func sourceFiles(t *testing.T) func(yield func(string) bool) {
	exts := []string{".go", ".sql", ".md", ".toml", ".txtar", ".xml", ".opml", ".sh", ".json"}
	return func(yield func(string) bool) {
		err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata"):
				return filepath.SkipDir
			case d.IsDir() || !slices.Contains(exts, filepath.Ext(path)) && filepath.Dir(path) != ".ci":
				return nil
			case !yield(path):
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

var hexColour = regexp.MustCompile(`^#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$`)

// strayColours finds colour literals outside ui/theme: hex strings, and
// lipgloss's colours by number, string or name.
func strayColours(t *testing.T, path string, src []byte) []string {
	t.Helper()
	if strings.HasPrefix(filepath.ToSlash(path), "ui/theme/") {
		return nil
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{
		"Black", "Red", "Green", "Yellow", "Blue", "Magenta", "Cyan", "White", "BrightBlack", "BrightRed", "BrightGreen",
		"BrightYellow", "BrightBlue", "BrightMagenta", "BrightCyan", "BrightWhite", "Color", "ANSIColor", "RGBColor",
	}
	var bad []string
	say := func(pos token.Pos, what string) {
		bad = append(bad, fmt.Sprintf("%s: %s; colours are named by role and live in ui/theme", fset.Position(pos), what))
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				if s, err := strconv.Unquote(n.Value); err == nil && hexColour.MatchString(s) {
					say(n.Pos(), "colour "+s)
				}
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "lipgloss" && slices.Contains(names, n.Sel.Name) {
				say(n.Pos(), "lipgloss."+n.Sel.Name)
			}
		}
		return true
	})
	return bad
}

func TestStrayColoursAreSeen(t *testing.T) {
	src := []byte("package p\nvar a, b = lipgloss.Color(\"9\"), \"#ff8700\"\nvar c = \"#12\"\n")
	if got := strayColours(t, "ui/x.go", src); len(got) != 2 {
		t.Errorf("found %d colours, want 2: %v", len(got), got)
	}
	if got := strayColours(t, filepath.Join("ui", "theme", "x.go"), src); len(got) != 0 {
		t.Errorf("ui/theme is where colours live, yet: %v", got)
	}
}
