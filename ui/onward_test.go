package ui

import (
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func TestNextUnreadGoesOnWithTheNextFeed(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true, profile: colorprofile.TrueColor, opt: func(o *Options) { o.Mouse = true }}).keys("] ] ] ] ]").has("Kyiv Wire")
	s.keys("n").has("KYIV WIRE").keys("n").has("Nothing unread left here · n goes on with Atlantic Desk")
	s.keys("n").has("ATLANTIC DESK", "Storm Ines").keys("q").has("Atlantic Desk", "Storm Ines")

	s.keys("n").has("goes on with 朝のニュース").keys("j n").has("Nothing unread left here")
	s.keys("G enter n").has("goes on with").keys("n").has("朝のニュース")

	s.keys("q n").has("goes on with Ledger").click(5, "Starred").keys("n").has("ARCHAEOLOGY TODAY").lacks("LEDGER")
}

func TestAfterTodayComesUnread(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true}).keys("A n").has("goes on with Unread")
	s.keys("n").has("What the ferryman knew").keys("n").has("Everything is read").keys("n").has("Everything is read")
}
