package ui

import (
	"testing"
)

// A story's labels stand in its row, and the help says what each sign means.
func TestLabelsAndSignsAreTold(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true})
	s.keys("t text:peace,_a_label_that_no_row_has_room_for enter").has("#peace")
	s.keys("? / text:without_a_line").has("SIGNS", "⇩", "to be read without a line")
	s.keys("esc / text:signs").has("unread", "starred", "a file came with it")
}
