package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"lede/feed"
)

func sizeName(size [2]int) string { return fmt.Sprintf("%dx%d", size[0], size[1]) }

// all opens the view of everything, which the mock's sidebar has not.
func all(t *testing.T) *screen {
	t.Helper()
	return open(t, look{w: 100, h: 60, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.StartView.Kind = feed.ViewAll }})
}

// inOrder fails unless the screen shows the texts from top to bottom.
func (s *screen) inOrder(texts ...string) *screen {
	s.t.Helper()
	rest := s.text()
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			s.t.Errorf("%q is not below what stands before it:\n%s", text, s.text())
			return s
		}
		rest = after
	}
	return s
}

func TestOrders(t *testing.T) {
	s := all(t).inOrder("TODAY", ceasefire, bank, openData, "YESTERDAY", "ferryman", "FRIDAY 20 NOVEMBER", "Fog over")
	s.lacks("newest first")
	s.keys("S").has("Order of All", "1  newest first", "5  unread first").keys("2")
	s.has("oldest first").inOrder("FRIDAY 20 NOVEMBER", "Fog over", "YESTERDAY", "ferryman", "TODAY", openData, bank, ceasefire)
	s.keys(": text:sort_feed enter esc").has("by feed").inOrder("ARCHAEOLOGY TODAY", harbour, "ATLANTIC DESK", "Storm", "Fog over", "KYIV WIRE", ceasefire)
	s.keys(": text:sort_short enter").has("Order: shortest first").inOrder("Storm", tokyo, "Fog over", "village newspaper")
	s.keys(": text:sort_unread enter").inOrder("UNREAD", ceasefire, "ferryman", "READ", slower, "Fog over")
	s.keys(": text:sort_upside_down enter").has("The orders are newest, oldest, feed, shortest, unread")
}

// An order belongs to its view, and is there at the next start.
func TestAnOrderIsRemembered(t *testing.T) {
	s := wide(t).keys("] S 2").has("oldest first").inOrder("ferryman", openData, ceasefire)
	s.keys("[").lacks("oldest first").keys("]").has("oldest first")
	again := open(t, look{w: 120, h: 36, dark: true, lib: s.lib, opt: func(o *Options) { o.StartView.Kind = feed.ViewUnread }})
	again.has("oldest first").inOrder("ferryman", ceasefire)
	s.keys("S 1").lacks("oldest first").inOrder(ceasefire, "ferryman")
}

func TestMarkingAboveBelowAndOlder(t *testing.T) {
	s := all(t).keys("j j j M").wait(hintsAfter).has("Mk  mark everything above as read", "Mo  mark everything older than a week as read")
	s.keys("k").has("Marked 3 above read · U undoes it")
	for title, want := range map[string]bool{ceasefire: false, bank: false, harbour: false, compiler: true, tokyo: true, openData: true} {
		if s.unread(title) != want {
			t.Errorf("after Mk %s is unread: %v", title, !want)
		}
	}
	s.keys("M j").has("Marked 5 below read")
	if !s.unread(compiler) || s.unread(tokyo) || s.unread("ferryman") {
		t.Error("Mj did not mark what is below, and nothing else")
	}
	s.keys("U U").has("Undone: mark 3 read")
	s.keys("1 M o").has("Marked 1 older than 1 day read")
	if s.unread("ferryman") || !s.unread("Storm") {
		t.Error("1Mo did not mark what is older than a day")
	}
	s.keys("U M f").has("Marked 1 of Systems Weekly read")
	s.keys(": text:sort_oldest enter G M k").has("Marked 7 above read")
	if !s.unread(ceasefire) {
		t.Error("Mk marked the story that it was done from")
	}
}

func TestAInTheSidebarMarksTheViewThatItsCursorIsOn(t *testing.T) {
	s := wide(t).keys("tab j j j j j j A") // within the time before the list follows
	s.has("Marked 1 of Atlantic Desk read", "8 unread", "Today                7")
	if s.unread("Storm") || !s.unread(ceasefire) {
		t.Error("A in the sidebar did not mark its view alone")
	}
	s.keys("U").has("Undone: mark 1 read", "9 unread")
}
