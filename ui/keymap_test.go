package ui

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestPresetsHaveNoConflicts(t *testing.T) {
	for _, preset := range Presets() {
		km, err := NewKeymap(preset, nil)
		if err != nil {
			t.Errorf("%s: %v", preset, err)
			continue
		}
		for _, name := range []string{"down", "up", "open", "back", "help", "quit", "cancel"} {
			for _, c := range []Context{InSidebar, InList, InArticle} {
				if a := km.byName[name]; a.Contexts&c != 0 && km.key(c, name) == "" {
					t.Errorf("%s: %s has no key in context %d", preset, name, c)
				}
			}
		}
	}
}

func TestActionsAreDeclaredOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range Actions() {
		if seen[a.Name] {
			t.Errorf("%s is declared twice", a.Name)
		}
		seen[a.Name] = true
		if a.Help == "" || a.Group == "" || a.run == nil || a.Contexts == 0 {
			t.Errorf("%s lacks a help text, a group, a context or what it does", a.Name)
		}
		for _, k := range a.Keys {
			if norm, err := parseSequence(k); err != nil || norm != k {
				t.Errorf("%s: the default key %q is written %q (%v)", a.Name, k, norm, err)
			}
		}
	}
}

func TestOwnKeys(t *testing.T) {
	km, err := NewKeymap("vim", map[string][]string{"toggle-star": {"m"}, "mark-all-read": {"g a", "C-a"}})
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := km.lookup(InList, "m"); a == nil || a.Name != "toggle-star" {
		t.Errorf("m is %v", a)
	}
	if k := km.key(InList, "toggle-read"); k != "" {
		t.Errorf("toggle-read, whose key was taken, still has %q", k)
	}
	for _, seq := range []string{"g a", "ctrl+a"} {
		if a, _ := km.lookup(InArticle, seq); a == nil || a.Name != "mark-all-read" {
			t.Errorf("%s is %v", seq, a)
		}
	}
	if a, _ := km.lookup(InList, "s"); a != nil {
		t.Errorf("s, which its action gave up, is %s", a.Name)
	}
}

func TestBadKeysAreErrors(t *testing.T) {
	for _, c := range []struct {
		own    map[string][]string
		action string
		says   string
	}{
		{map[string][]string{"togle-read": {"m"}}, "togle-read", "no such action"},
		{map[string][]string{"down": {"hyperspace"}}, "down", "is not a key"},
		{map[string][]string{"down": {"ZZ"}}, "down", `is not a key; of two, one after the other, write "Z Z"`},
		{map[string][]string{"down": {""}}, "down", "is empty"},
		{map[string][]string{"down": {"x"}, "up": {"x"}}, "up", "is already down"},
		{map[string][]string{"down": {"x"}, "up": {"x y"}}, "down", "the beginning of other keys"},
	} {
		_, err := NewKeymap("", c.own)
		ke, ok := errors.AsType[*KeyError](err)
		if !ok || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "keys."+c.action) {
			t.Errorf("%v: %v (%+v)", c.own, err, ke)
		}
	}
	if _, err := NewKeymap("emacs", nil); err == nil || !strings.Contains(err.Error(), "arrows, newsboat, vim") {
		t.Errorf("an unknown preset: %v", err)
	}
}

func TestParseKeys(t *testing.T) {
	for in, want := range map[string]string{
		"j": "j", "G": "G", "g g": "g g", " ": "space", "Space": "space", "ctrl-d": "ctrl+d", "^D": "ctrl+d", "<C-d>": "ctrl+d",
		"shift-g": "G", "S-Tab": "shift+tab", "PageDown": "pgdown", "-": "-", "+": "+", "ctrl++": "ctrl++", "alt-enter": "alt+enter", "F1": "f1", "é": "é",
	} {
		got, err := parseSequence(in)
		if err != nil || got != want {
			t.Errorf("%q is %q, %v; want %q", in, got, err, want)
		}
	}
}

// TestModifiersInAnyOrder: the terminal's are named in one order, however a key was
// written; twice the same is one.
func TestModifiersInAnyOrder(t *testing.T) {
	for in, press := range map[string]tea.KeyPressMsg{
		"shift-ctrl-up": {Code: tea.KeyUp, Mod: tea.ModCtrl | tea.ModShift},
		"alt-ctrl-x":    {Code: 'x', Mod: tea.ModCtrl | tea.ModAlt},
		"S-M-C-f1":      {Code: tea.KeyF1, Mod: tea.ModCtrl | tea.ModAlt | tea.ModShift},
		"ctrl-C-d":      {Code: 'd', Mod: tea.ModCtrl},
	} {
		if got, err := parseSequence(in); err != nil || got != press.String() {
			t.Errorf("%q is %q, %v; the terminal sends %q", in, got, err, press.String())
		}
	}
}
