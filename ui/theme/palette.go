package theme

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/pelletier/go-toml/v2"

	"lede/feed"
)

// DefaultName is the theme that is used when none is asked for.
const DefaultName = "paper"

//go:embed palettes/*.toml
var embedded embed.FS

// Palette is a theme as written down: one small TOML file. Either half may be
// missing; the other is then used on both kinds of terminal.
type Palette struct {
	Name       string `toml:"name"`
	About      string `toml:"about"`
	Monochrome bool   `toml:"monochrome"`
	Dark       *Half  `toml:"dark"`
	Light      *Half  `toml:"light"`
}

// Half is a palette's colours on one kind of background, each "#rrggbb".
type Half struct {
	Background string `toml:"background"` // for which the others were chosen
	Text       string `toml:"text"`
	Dim        string `toml:"dim"`
	Faint      string `toml:"faint"`
	Accent     string `toml:"accent"`
	Link       string `toml:"link"`
	Star       string `toml:"star"`
	OK         string `toml:"ok"`
	Warn       string `toml:"warn"`
	Selection  string `toml:"selection"` // a background
	Match      string `toml:"match"`     // a background
	Quote      string `toml:"quote"`
	Code       string `toml:"code"`
}

// Names returns the built-in themes: the default first, then by name.
func Names() []string {
	files, err := fs.Glob(embedded, "palettes/*.toml")
	if err != nil {
		return []string{DefaultName}
	}
	names := []string{DefaultName}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".toml")
		if name != DefaultName {
			names = append(names, name)
		}
	}
	slices.Sort(names[1:])
	return names
}

// New returns the built-in theme called name (empty: the default) for a
// terminal with a dark or a light background and as many colours as profile
// says. Under NO_COLOR the profile is colorprofile.ASCII.
func New(name string, dark bool, profile colorprofile.Profile) (*Theme, error) {
	if name == "" {
		name = DefaultName
	}
	palette, err := builtin(name)
	if err != nil {
		return nil, err
	}
	return palette.Theme(name, dark, profile)
}

// Load is New for a theme of the user's own too: dir/name.toml goes before a
// built-in theme of that name. dir may be empty or absent.
func Load(dir, name string, dark bool, profile colorprofile.Profile) (*Theme, error) {
	if dir == "" || name == "" || name != filepath.Base(name) {
		return New(name, dark, profile)
	}
	path := filepath.Join(dir, name+".toml")
	data, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return New(name, dark, profile)
	}
	if err != nil {
		return nil, fmt.Errorf("theme %q: %w", name, err)
	}
	palette, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return palette.Theme(name, dark, profile)
}

// maxFile is how large a theme's file may be, in bytes: a whole one has 2,000.
const maxFile = 64 << 10

// readFile reads a theme's file, unless that is no file or too large for one.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("%s is not a theme: a theme is a file of at most %d KB", path, maxFile>>10)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return feed.Unmarked(data)
}

// Parse reads a palette's TOML. An unknown key is an error that names its line.
func Parse(data []byte) (*Palette, error) {
	var p Palette
	dec := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
			row, _ := strict.Errors[0].Position()
			return nil, fmt.Errorf("line %d: unknown key %q", row, strings.Join(strict.Errors[0].Key(), "."))
		}
		if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
			row, _ := bad.Position()
			return nil, fmt.Errorf("line %d: %w", row, err)
		}
		return nil, err
	}
	if err := p.check(data); err != nil {
		return nil, err
	}
	return &p, nil
}

func builtin(name string) (*Palette, error) {
	data, err := embedded.ReadFile("palettes/" + name + ".toml")
	if err != nil {
		return nil, fmt.Errorf("there is no theme %q; the themes are %s", name, strings.Join(Names(), ", "))
	}
	return Parse(data)
}

// Theme resolves the palette for a terminal.
func (p *Palette) Theme(name string, dark bool, profile colorprofile.Profile) (*Theme, error) {
	half, dark := p.half(dark)
	t := &Theme{name: name, title: p.Name, about: p.About, dark: dark, profile: profile}
	switch {
	case p.Monochrome || profile <= colorprofile.ASCII:
		t.mono = true
		t.looks = monochrome()
	case half == nil:
		return nil, fmt.Errorf("theme %q has neither a [dark] nor a [light] part", name)
	default:
		t.page = [2]string{half.Background, half.Text}
		if profile == colorprofile.ANSI {
			half = sixteen(t.dark)
		}
		t.looks = half.looks(profile == colorprofile.ANSI)
		if profile == colorprofile.ANSI256 {
			for r := range t.looks {
				t.looks[r].Fg, t.looks[r].Bg = nearest256(t.looks[r].Fg, byHue(Role(r))), nearest256(t.looks[r].Bg, false)
			}
		}
	}
	for r := range t.looks {
		t.open[r] = t.looks[r].SGR()
	}
	return t, nil
}

// half is the part for the terminal's background, or the only one there is, and whether
// that is the dark one.
func (p *Palette) half(dark bool) (half *Half, isDark bool) {
	half, other := p.Light, p.Dark
	if dark {
		half, other = p.Dark, p.Light
	}
	if half == nil && other != nil {
		return other, !dark
	}
	return half, dark
}

// parseHex reads "#rrggbb".
func parseHex(s string) (r, g, b uint8, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return 0, 0, 0, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return 0, 0, 0, false
	}
	return uint8(n >> 16), uint8(n >> 8), uint8(n), true
}

// colorCode is a colour's SGR parameter; base is 30 for a foreground, 40 for a
// background.
func colorCode(c string, base int) string {
	if r, g, b, ok := parseHex(c); ok {
		return fmt.Sprintf("%d;2;%d;%d;%d", base+8, r, g, b)
	}
	n, err := strconv.Atoi(c)
	switch {
	case err != nil || n < 0:
		return strconv.Itoa(base + 9)
	case n < 8:
		return strconv.Itoa(base + n)
	case n < 16:
		return strconv.Itoa(base + 60 + n - 8)
	}
	return fmt.Sprintf("%d;5;%d", base+8, n)
}
