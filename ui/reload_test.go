package ui

import (
	"context"
	"errors"
	"testing"
)

// fakeReloader is a configuration that changes when a test says so.
type fakeReloader struct {
	next Reload
	err  error
}

func (f *fakeReloader) Changed(context.Context) error { return errors.New("never by itself") }

func (f *fakeReloader) Reload(context.Context) (Reload, error) { return f.next, f.err }

func TestReloadChangesKeysAndLooksAtOnce(t *testing.T) {
	keys, err := NewKeymap("", map[string][]string{"toggle-star": {"*"}}, Extra{Name: "macro X", Key: "X", Steps: []string{"toggle-later"}})
	if err != nil {
		t.Fatal(err)
	}
	r := &fakeReloader{next: Reload{Keys: keys, Set: []NewSetting{{"density", "compact"}, {"layout", "1"}, {"measure", "60"}}, Said: "config.toml was reloaded"}}
	s := open(t, look{w: 120, h: 36, dark: true, opt: func(o *Options) { o.Reloader = r }})
	s.keys(": text:reload enter").has("config.toml was reloaded", ceasefire)
	s.keys("* X")
	if e := s.lib.find(999); !e.Starred || !e.Later {
		t.Error("the new keys do nothing")
	}
	if s.m.opt.density != compact || s.m.want.panes != panesOne || s.m.measure() != 60 {
		t.Error(s.m.opt.density, s.m.want.panes, s.m.measure())
	}
	r.err = errors.New("config.toml: line 3: keys.frob: there is no such action")
	s.keys(": text:reload enter").has("config.toml was not reloaded", "line 3")
	s.keys("*")
	if s.lib.find(999).Starred {
		t.Error("a mistake took the keys away")
	}
	r.err, r.next = nil, Reload{}
	s.keys(": text:reload enter").has("The configuration has not changed")
}
