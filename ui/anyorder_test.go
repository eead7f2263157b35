package ui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"lede/feed"
)

// anyKeys are keys of all kinds of actions, those that lead somewhere and back
// oftener.
const anyKeys = "j k enter l h g G ctrl+d ctrl+u pgdown pgup ] [ tab shift+tab space n N J K x i f o O X ' y d w | D e Q z + - m s b t A M U ctrl+r / ctrl+f u " +
	"ctrl+s S : ? a C I c r R v > < ctrl+l ctrl+g esc esc esc q 1 3 9 0 backspace up down left right home end a b enter enter ctrl+o ctrl+p ctrl+n delete"

// storyKeys are keys for a story, of which most others lead away.
const storyKeys = "i x / f d D e | w y z + j k space g G J n t"

// TestAnyOrder: whatever is pressed, clicked and resized, and in whatever order what
// was asked for comes, nothing panics and every screen is whole (text sees to that).
func TestAnyOrder(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			s := anyReader(t, r)
			var done []string
			defer func() {
				if t.Failed() {
					t.Log("after", done[max(0, len(done)-40):])
				}
			}()
			for range 250 {
				done = append(done, s.anything(r))
				if s.text(); t.Failed() {
					return
				}
			}
		})
	}
}

// anyReader is a reader of some size over a library with all that there may be.
func anyReader(t *testing.T, r *rand.Rand) *screen {
	lib, pictures := illustrated(r.IntN(2) == 0)
	if r.IntN(2) == 0 {
		lib = mockLibrary()
	}
	lib.entries[0].revisions = []feed.Revision{{At: testNow(), Title: "Old", Content: "<p>What it said before.</p>"}}
	lib.entries[0].Enclosures = []feed.Enclosure{{URL: "https://audio.example/a.mp3"}, {URL: "https://audio.example/b.mp3"}}
	return open(t, look{w: 20 + r.IntN(180), h: 3 + r.IntN(50), dark: true, profile: colorprofile.TrueColor, lib: lib, opt: func(o *Options) {
		o.Pictures, o.PicturesBy, o.Mouse = pictures, "blocks", true
		o.FullTexts, o.Subscriptions, o.Refresher = &fakePages{kept: map[int64]string{}}, &fakeSubscriptions{lib: lib}, &fakeRefresher{}
	}})
}

// anything does something, and says what it was.
func (s *screen) anything(r *rand.Rand) string {
	x, y := r.IntN(s.w), r.IntN(s.h)
	switch n := r.IntN(40); n {
	case 0, 1:
		s.resize(10+r.IntN(200), 1+r.IntN(60))
		return "resize"
	case 2, 3:
		s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		s.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
		return fmt.Sprintf("click %d,%d", x, y)
	case 4:
		s.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown})
		return "wheel"
	case 5:
		s.wait(time.Duration(r.IntN(3000)) * time.Millisecond)
		return "wait"
	case 6:
		s.send(versionMsg{version: s.m.poll.version + 1})
		return "another process"
	case 7:
		s.send(tea.PasteMsg{Content: "story x"})
		return "paste"
	case 8, 9:
		s.hold = true
		return "hold"
	case 10, 11:
		r.Shuffle(len(s.held), func(i, j int) { s.held[i], s.held[j] = s.held[j], s.held[i] })
		s.release(false)
		return "release"
	}
	keys := strings.Fields(anyKeys)
	if s.m.context() == InArticle && r.IntN(2) == 0 {
		keys = strings.Fields(storyKeys)
	}
	key := keys[r.IntN(len(keys))]
	s.send(keyPress(key))
	return key
}
