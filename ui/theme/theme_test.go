package theme_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"lede/ui/theme"
)

func halves(t *testing.T, visit func(t *testing.T, name string, half *theme.Half)) {
	t.Helper()
	for _, name := range theme.Names() {
		data, err := os.ReadFile(filepath.Join("palettes", name+".toml"))
		if err != nil {
			t.Fatal(err)
		}
		palette, err := theme.Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if palette.Monochrome {
			continue
		}
		if palette.Dark == nil || palette.Light == nil {
			t.Errorf("%s: a built-in theme has both halves", name)
			continue
		}
		t.Run(name+"/dark", func(t *testing.T) { visit(t, name, palette.Dark) })
		t.Run(name+"/light", func(t *testing.T) { visit(t, name, palette.Light) })
	}
}

func TestContrast(t *testing.T) {
	halves(t, func(t *testing.T, name string, h *theme.Half) {
		text, rest, faint := 4.5, 3.0, 1.2
		if name == "high-contrast" {
			text, rest, faint = 7, 7, 3
		}
		atLeast := func(what, fg, bg string, want float64) {
			if got := theme.Contrast(fg, bg); got < want {
				t.Errorf("%s %s on %s: contrast %.2f, want at least %.1f", what, fg, bg, got, want)
			}
		}
		atLeast("text", h.Text, h.Background, text)
		atLeast("quote", h.Quote, h.Background, text)
		for what, fg := range map[string]string{
			"dim": h.Dim, "accent": h.Accent, "link": h.Link, "star": h.Star,
			"ok": h.OK, "warn": h.Warn, "code": h.Code,
		} {
			atLeast(what, fg, h.Background, rest)
		}
		atLeast("faint", h.Faint, h.Background, faint)
		atLeast("text on the selection", h.Text, h.Selection, text-0.5)
		atLeast("dim on the selection", h.Dim, h.Selection, rest-0.5)
		atLeast("the selection", h.Selection, h.Background, 1.05)
	})
}

// Paper stands on whatever background the terminal has.
func TestPaperOnOtherBackgrounds(t *testing.T) {
	halves(t, func(t *testing.T, name string, h *theme.Half) {
		if name != theme.DefaultName {
			return
		}
		backgrounds := []string{"#000000", "#1e1e1e", "#282c34", "#2e3440"}
		if theme.Contrast(h.Background, "#000000") > 10 {
			backgrounds = []string{"#ffffff", "#fdf6e3", "#f5f5f5", "#eeeeee"}
		}
		for _, bg := range backgrounds {
			if got := theme.Contrast(h.Dim, bg); got < 3 {
				t.Errorf("dim on %s: contrast %.2f, want at least 3", bg, got)
			}
		}
	})
}

func TestEveryThemeOnEveryTerminal(t *testing.T) {
	for _, name := range theme.Names() {
		for _, dark := range []bool{true, false} {
			for _, profile := range []colorprofile.Profile{
				colorprofile.NoTTY, colorprofile.ASCII, colorprofile.ANSI, colorprofile.ANSI256, colorprofile.TrueColor,
			} {
				th, err := theme.New(name, dark, profile)
				if err != nil {
					t.Fatal(err)
				}
				checkTold(t, th, profile)
			}
		}
	}
}

// checkTold fails where a role that stands alone could not be told from text.
func checkTold(t *testing.T, th *theme.Theme, profile colorprofile.Profile) {
	t.Helper()
	if th.Look(theme.Text) != (theme.Look{}) {
		t.Errorf("%s: text is the terminal's own, not %+v", th.Name(), th.Look(theme.Text))
	}
	for _, r := range []theme.Role{theme.Bold, theme.Dim, theme.Accent, theme.Link, theme.Selection, theme.Match, theme.Quote, theme.Current} {
		if th.Look(r) == th.Look(theme.Text) {
			t.Errorf("%s at %s: %s looks like text", th.Name(), profile, r)
		}
	}
	for _, r := range []theme.Role{theme.Bold, theme.Link, theme.Quote, theme.Typed, theme.Inserted, theme.Deleted, theme.Current} {
		look := th.Look(r)
		look.Fg, look.Bg = "", ""
		if look == (theme.Look{}) {
			t.Errorf("%s at %s: %s is told by colour alone", th.Name(), profile, r)
		}
	}
	if th.Look(theme.Match) == th.Look(theme.Current) {
		t.Errorf("%s at %s: the current match looks like the others", th.Name(), profile)
	}
	if profile <= colorprofile.ASCII {
		for _, r := range theme.Roles() {
			if look := th.Look(r); look.Fg != "" || look.Bg != "" {
				t.Errorf("%s: %s has a colour where there is none: %+v", th.Name(), r, look)
			}
		}
		if !th.Look(theme.Selection).Reverse {
			t.Errorf("%s: the selection is not reversed without colours", th.Name())
		}
	}
}

func TestPaint(t *testing.T) {
	th, err := theme.New("paper", true, colorprofile.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := th.Paint(theme.Bold, "x"), "\x1b[1mx\x1b[m"; got != want {
		t.Errorf("Paint(Bold) = %q, want %q", got, want)
	}
	if got := th.Paint(theme.Text, "x"); got != "x" {
		t.Errorf("Paint(Text) = %q: text costs nothing", got)
	}
	for _, r := range theme.Roles() {
		if got, want := cell(th.Paint(r, "x")), cell(glossy(th.Look(r)).Render("x")); !got.Equal(&want) {
			t.Errorf("%s: Paint gives %+v, Lip Gloss %+v", r, got, want)
		}
	}
}

// glossy is a look as Lip Gloss has it.
func glossy(l theme.Look) lipgloss.Style {
	s := lipgloss.NewStyle().Bold(l.Bold).Faint(l.Faint).Italic(l.Italic).Underline(l.Underline).Reverse(l.Reverse).Strikethrough(l.Strike)
	if l.Fg != "" {
		s = s.Foreground(lipgloss.Color(l.Fg))
	}
	if l.Bg != "" {
		s = s.Background(lipgloss.Color(l.Bg))
	}
	return s
}

// cell is what a screen shows of a styled character.
func cell(styled string) uv.Style {
	b := uv.NewScreenBuffer(1, 1)
	uv.NewStyledString(styled).Draw(b, b.Bounds())
	return b.CellAt(0, 0).Style
}

func TestPage(t *testing.T) {
	for name, want := range map[string]bool{"paper": false, "ink": false, "nord": true} {
		th, err := theme.New(name, true, colorprofile.TrueColor)
		if err != nil {
			t.Fatal(err)
		}
		if bg, _ := th.Page(); (bg != nil) != want {
			t.Errorf("%s: page %v, want one: %v", name, bg, want)
		}
	}
}

func TestUsersOwn(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	nord, err := os.ReadFile("palettes/nord.toml")
	if err != nil {
		t.Fatal(err)
	}
	write("mine", strings.Replace(string(nord), "#88c0d0", "#123456", 1))
	th, err := theme.Load(dir, "mine", true, colorprofile.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	if got := th.Look(theme.Accent).Fg; got != "#123456" {
		t.Errorf("accent %s, want the user's", got)
	}
	if _, err := theme.Load(dir, "gruvbox", true, colorprofile.TrueColor); err != nil {
		t.Errorf("a built-in theme beside the user's: %v", err)
	}

	dark, _, _ := strings.Cut(string(nord), "[light]")
	write("night", dark)
	if th, err = theme.Load(dir, "night", false, colorprofile.TrueColor); err != nil || !th.Dark() {
		t.Errorf("a theme of one half is used on both: %v", err)
	}

	for name, c := range map[string]struct{ text, want string }{
		"unknown": {"name = 'x'\n[dark]\ncolour = 'red'\n", "line 3"},
		"bad":     {strings.Replace(dark, "#88c0d0", "red", 1), `line 9: accent = "red" is not a colour`},
		"lacking": {strings.Replace(dark, `accent    = "#88c0d0"`, "", 1), "line 4: [dark] has no colour for accent"},
		"other":   {dark + "[light]\ntext = '#000000' # and no more\n", "[light] has no colour for background"},
		"broken":  {"name = \n", "line 1"},
		"empty":   {"name = 'x'\n", "neither"},
	} {
		write(name, c.text)
		_, err := theme.Load(dir, name, true, colorprofile.TrueColor)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q in it", name, err, c.want)
		}
	}
	if _, err := theme.New("no-such", true, colorprofile.TrueColor); err == nil || !strings.Contains(err.Error(), "solarized") {
		t.Errorf("an unknown theme's error names the known ones: %v", err)
	}
}

// What is no theme is not read: neither a film of that name nor a folder.
func TestWhatIsNoThemeIsNotRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "large.toml"), make([]byte, 10<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.toml"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"large", "folder"} {
		if _, err := theme.Load(dir, name, true, colorprofile.TrueColor); err == nil || !strings.Contains(err.Error(), "is not a theme") {
			t.Error(name, err)
		}
	}
}

// An editor on Windows puts a mark before what it saves.
func TestAThemeWithAByteOrderMark(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.toml"), []byte("\xef\xbb\xbfname = \"Mine\"\r\nmonochrome = true\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if mine, err := theme.Load(dir, "mine", true, colorprofile.TrueColor); err != nil || mine.Title() != "Mine" {
		t.Error(err)
	}
}
