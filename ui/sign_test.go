package ui

import (
	"testing"
)

// A story's labels stand in its row, and the help says what each sign means.
func TestLabelsAndSignsAreTold(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true})
	s.keys("t text:peace,_a_label_that_no_row_has_room_for enter").has("#peace")
	s.keys("? / text:read_offline").has("SIGNS", "⇩", "to be read offline")
	s.keys("esc / text:signs").has("unread", "starred", "a file is attached")
}

// A message that is too long for the footer takes the rule's line too.
func TestALongMessageTakesTwoLines(t *testing.T) {
	s := open(t, look{w: 60, h: 24, dark: true})
	s.run(s.m.say("The mark was not saved: the database can only be read: the disk or the folder does not allow writing"))
	s.has("The mark was not saved: the database can only be read: the", "disk or the folder does not allow writing")
	s.resize(40, 8).has("The mark was not saved: the database")
}
