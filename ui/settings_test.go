package ui

import (
	"context"
	"errors"
	"testing"
)

// fakeSettings are two settings of the reader's.
type fakeSettings struct {
	kept map[string]string
	from string // of the density
}

func (f *fakeSettings) All() []Option {
	mouse := "true"
	if v := f.kept["mouse"]; v != "" {
		mouse = v
	}
	return []Option{
		{Name: "density", Holds: "two-line", From: f.from, Choices: []string{"two-line", "compact", "three-line"}, Help: "How much a list shows."},
		{Name: "mouse", Holds: mouse, Choices: []string{"true", "false"}, Help: "Take clicks."},
		{Name: "keep", Holds: "0s", From: "config.toml, line 4", Help: "How long stories are kept.", Check: func(value string) error {
			if value == "ages" {
				return errors.New(`"ages" is not a duration`)
			}
			return nil
		}},
	}
}

func (f *fakeSettings) Set(_ context.Context, name, value string) (holds, said string, err error) {
	f.kept[name] = value
	return value, name + " is " + value, nil
}

func setting(t *testing.T) (*screen, *fakeSettings) {
	f := &fakeSettings{kept: map[string]string{}}
	return open(t, look{w: 100, h: 24, dark: true, opt: func(o *Options) { o.Settings = f }}), f
}

func TestSettingsAreSetFromThePalette(t *testing.T) {
	s, f := setting(t)
	s.keys(": text:set_density_compact enter").has("Density: compact")
	if s.m.opt.density != compact {
		t.Error("the density is not compact")
	}
	s.keys(": text:set_mouse_false enter").has("mouse is false")
	if f.kept["mouse"] != "false" || s.m.opt.Mouse {
		t.Error("the mouse was not turned off")
	}
	s.keys(": text:set_keep_ages enter").has("> ages", "is not a duration").keys("backspace esc")
	s.keys(": text:set_dnsity_compact enter").has("did you mean density?")
}

// TestWhatTheFileSaysHoldsFromTheNextStart: a change that it goes before is said to
// hold until then, and is not said to come from it.
func TestWhatTheFileSaysHoldsFromTheNextStart(t *testing.T) {
	s, f := setting(t)
	f.from = "config.toml, line 2"
	s.keys(": text:set_density_compact enter").has("Density: compact · until you quit, then config.toml, line 2")
	s.keys(": text:set enter").has("compact", "until you quit, then config.toml, line 2").keys("esc")
	s.keys(": text:set_density_dense enter").lacks("until you quit")
	s.keys(": text:set_density_two enter").has("Density: two-line").lacks("until you quit")
}

func TestSettingsAreListed(t *testing.T) {
	s, f := setting(t)
	s.keys(": text:set enter").has("Settings", "two-line", "config.toml, line 4", "How much a list shows.")
	s.keys("j enter").has("mouse", "false")
	if f.kept["mouse"] != "false" {
		t.Error("enter did not turn the switch")
	}
	s.keys("k enter down down enter").has("compact").keys("esc").has("9 unread")
}

// TestAWrongValueIsThereToBeMended: the prompt closed with it.
func TestAWrongValueIsThereToBeMended(t *testing.T) {
	s, f := setting(t)
	s.keys(": text:set enter j j enter text:ages enter").has("> ages", `"ages" is not a duration`)
	s.keys("backspace").has("> age\n").lacks("no length").keys("ctrl+u text:30d enter").has("keep is 30d")
	if f.kept["keep"] != "30d" {
		t.Errorf("kept: %v", f.kept)
	}
}

func TestAChoiceMayBeTypedInPart(t *testing.T) {
	o := Option{Choices: []string{"auto", "always", "never", "never-ever"}}
	for typed, want := range map[string]string{"n": "n", "never": "never", "au": "auto", "a": "a", "": "", "x": "x"} {
		if got := o.taken(typed); got != want {
			t.Errorf("%q is taken as %q, want %q", typed, got, want)
		}
	}
}

func TestALayoutThatDoesNotFitIsSaid(t *testing.T) {
	for w, want := range map[int]string{120: "Layout: three panes\n", 80: "Layout: three panes, if the window is wide enough"} {
		open(t, look{w: w, h: 24, dark: true}).keys(": text:layout_3 enter").has(want)
	}
}

func TestALayoutOrDensityThatIsNotThereIsSaid(t *testing.T) {
	s := wide(t)
	s.keys(": text:density_dense enter").has("The densities are two-line, compact and three-line")
	s.keys(": text:layout_9 enter").has("The layouts are auto, 1, 2 and 3")
	if s.m.opt.density != twoLine || s.m.want.panes != panesAuto {
		t.Errorf("it is %s and %q now", s.m.opt.density, s.m.want.panes)
	}
}

func TestASettingsHelpIsAPhrase(t *testing.T) {
	for help, want := range map[string]string{
		"Draw in ASCII alone.":            "draw in ASCII alone",
		"How long. Empty: for ever.":      "how long. Empty: for ever",
		"OPML files that are taken over.": "OPML files that are taken over",
		"Öffnen.":                         "öffnen",
	} {
		if got := asPhrase(help); got != want {
			t.Errorf("%q becomes %q, want %q", help, got, want)
		}
	}
}
