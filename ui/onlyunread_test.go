package ui

import (
	"testing"
	"time"
)

func TestFeedsWithoutUnreadStoriesAreLeftOut(t *testing.T) {
	lib := mockLibrary()
	l := look{w: 80, h: 30, dark: true, lib: lib}
	s := open(t, l).has("Embedded Not…", "Low Level   ")
	s.keys("tab u").has("2 more, all read", "Kyiv Wire", "SLOW").lacks("Embedded Not…", "Low Level   ")
	s.keys("u").has("Embedded Not…").lacks("more, all read").keys("u")

	s.keys("G").has("▌ Archaeology").keys("k enter A").wait(time.Second)
	s.keys("tab").has("▌ Long Reads", "2 more")
	s.keys("j").wait(time.Second).has("▌ Archaeology", "3 more").lacks("Long Reads   ")

	s.keys("q").wait(time.Second)
	again := open(t, l).has("3 more, all read").lacks("Embedded Not…")
	again.keys(": text:embedded enter").has("▌ Embedded Not…", "2 more")
	again.keys("tab u").has("▌ Embedded Not…", "Low Level").lacks("all read")
}

func TestOnlyWhatIsUnreadOfAList(t *testing.T) {
	s := open(t, look{w: 80, h: 30, dark: true})
	s.keys("j j m").wait(time.Second).has("3 of 10", harbour)
	s.keys("u").has("7 stories", "^f is:unread").lacks(harbour)
	s.keys("j m").has("7 stories", "Compiler team")
	s.keys("u").has(harbour, "of 10").lacks("is:unread")
	s.keys("A").wait(time.Second).keys("u").has("All read").keys("esc").has(harbour)
	s.keys("/ text:the enter u").has("the is:unread").keys("u").lacks("is:unread")
}
