package ui

import (
	"errors"
	"image/color"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"lede/ui/theme"
)

// TestThemeChooser: each theme shows as the cursor comes to it; esc goes back,
// enter keeps it for the next start.
func TestThemeChooser(t *testing.T) {
	s := wide(t).keys(": text:theme enter").has("paper", "nord", "A heading")
	was := s.m.paint.theme
	s.keys("j")
	if s.m.paint.theme.Name() != theme.Names()[1] {
		t.Errorf("the cursor is on %s, the screen in %s", theme.Names()[1], s.m.paint.theme.Name())
	}
	s.keys("esc")
	if s.m.paint.theme.Name() != was.Name() {
		t.Errorf("after esc the screen is in %s", s.m.paint.theme.Name())
	}
	s.keys(": text:theme_nord enter wait:1s")
	if s.m.paint.theme.Name() != "nord" || s.lib.session.Theme != "nord" {
		t.Errorf("the screen is in %s, the session has %q", s.m.paint.theme.Name(), s.lib.session.Theme)
	}
	s.keys(": text:theme_nosuch enter").has("No theme is called nosuch")

	again := open(t, look{w: 120, h: 36, dark: true, profile: colorprofile.TrueColor, lib: s.lib})
	if got := again.m.paint.theme.Name(); got != "nord" {
		t.Errorf("the next start is in %s", got)
	}
	fixed := open(t, look{w: 120, h: 36, dark: true, profile: colorprofile.TrueColor, lib: s.lib, opt: func(o *Options) { o.ThemeName = "gruvbox" }})
	if got := fixed.m.paint.theme.Name(); got != "gruvbox" {
		t.Errorf("config.toml's theme goes before the session's, not %s", got)
	}
	fixed.keys(": text:theme_ink enter").has("until you quit")
}

// TestThemeBroken: a theme that cannot be read leaves the one that is shown.
func TestThemeBroken(t *testing.T) {
	s := open(t, look{w: 120, h: 36, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) {
		o.Themes = func() []string { return []string{"paper", "mine"} }
		o.Theme = func(name string, dark bool, p colorprofile.Profile) (*theme.Theme, error) {
			if name == "mine" {
				return nil, errors.New("mine.toml: line 3: unknown key \"colour\"")
			}
			return theme.New(name, dark, p)
		}
	}})
	s.keys(": text:theme enter j esc").has("line 3")
	if got := s.m.paint.theme.Name(); got != "paper" {
		t.Errorf("the screen is in %s", got)
	}
}

// TestTheBackgroundIsKnownWhileAStoryIsRead: a story whose text was begun for a
// dark terminal is set anew when the answer is that it is a light one.
func TestTheBackgroundIsKnownWhileAStoryIsRead(t *testing.T) {
	s := open(t, look{w: 120, h: 36, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.Background = "" }})
	s.hold = true
	s.keys("enter")
	story := s.held
	s.hold, s.held = false, nil
	s.send(tea.BackgroundColorMsg{Color: color.White})
	for _, cmd := range story {
		s.run(cmd)
	}
	late := s.styles()

	early := open(t, look{w: 120, h: 36, profile: colorprofile.TrueColor, opt: func(o *Options) { o.Background = "" }})
	early.send(tea.BackgroundColorMsg{Color: color.White})
	if early.keys("enter"); early.styles() != late {
		t.Error("the story shows in the colours of the other background")
	}
}

// TestThePageWaitsForTheBackground: a terminal that is asked for its background
// is not given another one before it has answered, or had its time to; what it
// said holds when the theme's page is over it.
func TestThePageWaitsForTheBackground(t *testing.T) {
	nord := func() *screen {
		return open(t, look{w: 80, h: 24, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.Background, o.ThemeName = "", "nord" }})
	}
	s := nord()
	if s.m.View().BackgroundColor != nil {
		t.Fatal("the page is laid before the terminal has answered")
	}
	s.send(tea.BackgroundColorMsg{Color: color.White})
	if s.m.View().BackgroundColor == nil || s.m.paint.theme.Dark() {
		t.Errorf("after the answer: page %v, dark %t", s.m.View().BackgroundColor, s.m.paint.theme.Dark())
	}
	s.send(tea.BackgroundColorMsg{Color: color.Black})
	if s.m.paint.theme.Dark() {
		t.Error("the theme's own page is taken for the terminal's background")
	}
	if silent := nord().wait(backgroundPatience); silent.m.View().BackgroundColor == nil {
		t.Error("a terminal that does not answer gets no page")
	}
}

// TestBackgroundGuessed: until the terminal has answered, and where it never
// does, what COLORFGBG says goes; its answer goes before.
func TestBackgroundGuessed(t *testing.T) {
	s := open(t, look{w: 80, h: 24, profile: colorprofile.TrueColor, opt: func(o *Options) {
		o.Background, o.Environ = "", []string{"TERM=rxvt-unicode-256color", "COLORFGBG=0;15"}
	}})
	if s.m.paint.theme.Dark() {
		t.Error("the theme is dark")
	}
	s.send(tea.BackgroundColorMsg{Color: color.Black})
	if !s.m.paint.theme.Dark() {
		t.Error("the theme is light")
	}
}

// TestAThemeMadeForAnotherBackgroundIsDropped: of two that are made at once, for the
// terminal as it was and as it is, the one that was asked for last shows, whichever
// comes first; so it does where the first is that of the session.
func TestAThemeMadeForAnotherBackgroundIsDropped(t *testing.T) {
	nord := func(o *Options) { o.Background, o.ThemeName = "", "nord" }
	s := open(t, look{w: 80, h: 24, dark: true, profile: colorprofile.TrueColor, opt: nord})
	s.hold = true
	s.run(s.m.loadTheme())
	s.send(tea.BackgroundColorMsg{Color: color.White})
	s.release(true)
	if s.m.paint.theme.Dark() {
		t.Error("the theme for the dark terminal came last, and shows")
	}

	lib := mockLibrary()
	lib.session.Theme = "nord"
	kept := beforeStart(t, look{w: 80, h: 24, dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) { o.Background = "" }})
	kept.hold = true
	kept.run(kept.m.start())
	kept.send(tea.BackgroundColorMsg{Color: color.White})
	kept.release(true)
	if th := kept.m.paint.theme; th.Name() != "nord" || th.Dark() {
		t.Errorf("the session's theme is %s, dark %t, on a light terminal", th.Name(), th.Dark())
	}
}
