package ui

import (
	"errors"
	"slices"
	"testing"
)

func TestLabels(t *testing.T) {
	s := wide(t).keys("t").has("Labels", "separated by commas")
	s.keys("text:peace,_later_on,peace enter").has("Labels: peace, later on", ceasefire)
	if got := s.lib.find(999).Labels; !slices.Equal(got, []string{"peace", "later on"}) {
		t.Errorf("the library has the labels %q", got)
	}
	s.keys("j t").has("peace", "later on")
	s.keys("text:lat tab text:ports enter").has("Labels: later on, ports")
	s.keys("k t").has("# peace, later on,")
	s.keys("ctrl+u enter").has("No labels")
	if got := s.lib.find(999).Labels; len(got) != 0 {
		t.Errorf("the library still has the labels %q", got)
	}
	s.keys("enter t esc").has(ceasefire)
	s.keys(": text:label_harbours enter").has("Labels: harbours")
}

func TestLabelsThatAreNotKeptAreSaid(t *testing.T) {
	s := wide(t)
	s.lib.failMark = errors.New("the disk is full")
	s.keys("t text:x enter").has("The labels were not saved: the disk is full")
}
