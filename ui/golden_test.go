package ui

import (
	"errors"
	"fmt"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// TestScreens looks at every screen at every size.
func TestScreens(t *testing.T) {
	screens := []struct {
		name string
		keys string
		lib  func() *fakeLibrary
		dark bool // only
		keep bool // the list of feeds can be changed
	}{
		{name: "front"},
		{name: "story", keys: "enter"},
		{name: "help", keys: "?"},
		{name: "empty", lib: emptyLibrary},
		{name: "first", keep: true},
		{name: "catalogue", keys: "C space down space", keep: true},
		{name: "add", keys: "a", keep: true, dark: true},
		{name: "feed", keys: "I", keep: true},
		{name: "options", keys: "I e", keep: true, dark: true},
		{name: "move", keys: "tab j j j j j space space M", keep: true, dark: true},
		{name: "error", lib: brokenLibrary},
		{name: "feeds", keys: "tab", dark: true},
		{name: "links", keys: "enter f", dark: true},
		{name: "qr", keys: "Q"},
		{name: "palette", keys: ": text:mark", dark: true},
		{name: "search", keys: "/ text:prisoners enter", dark: true},
		{name: "find", keys: "enter / text:the enter", dark: true},
		{name: "changes", keys: "enter d a", lib: changedLibrary},
		{name: "read", keys: "A wait:20s ] wait:1s", dark: true},
	}
	looks := []struct {
		name    string
		dark    bool
		profile colorprofile.Profile
	}{
		{"", true, colorprofile.TrueColor},
		{"-light", false, colorprofile.TrueColor},
		{"-nocolor", true, colorprofile.ASCII},
	}
	for _, sc := range screens {
		for _, lk := range looks {
			if sc.dark && lk.name != "" {
				continue
			}
			for _, size := range [][2]int{{120, 36}, {80, 24}, {60, 20}, {40, 10}} {
				name := fmt.Sprintf("%s%s-%dx%d", sc.name, lk.name, size[0], size[1])
				t.Run(name, func(t *testing.T) {
					l := look{w: size[0], h: size[1], dark: lk.dark, profile: lk.profile}
					if sc.lib != nil {
						l.lib = sc.lib()
					}
					if sc.keep {
						l.lib = mockLibrary()
						l.opt = func(o *Options) { o.Subscriptions = &fakeSubscriptions{lib: l.lib, first: sc.name == "first"} }
					}
					open(t, l).keys(sc.keys).golden(name)
				})
			}
		}
	}
}

// emptyLibrary has no feed yet.
func emptyLibrary() *fakeLibrary { return &fakeLibrary{} }

// brokenLibrary cannot read its rows.
func brokenLibrary() *fakeLibrary {
	l := mockLibrary()
	l.failRows = errors.New("the database is damaged; lede doctor can mend it")
	return l
}
