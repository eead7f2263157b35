package ui

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
)

// custom opens a reader with extras, whose command is a program that prints.
func custom(t *testing.T, w, h int, extras ...Extra) (*screen, *[]int64) {
	t.Helper()
	keys, err := NewKeymap("", nil, extras...)
	if err != nil {
		t.Fatal(err)
	}
	var asked []int64
	return open(t, look{w: w, h: h, dark: true, opt: func(o *Options) {
		o.Keys = keys
		o.UserCommand = func(ctx context.Context, name string, id int64) (*exec.Cmd, error) {
			asked = append(asked, id)
			switch name {
			case "b":
				return nil, errors.New("this story has no url")
			case "m":
				return exec.CommandContext(ctx, "printf", `one\ntwo \033]0;x\007three\n`), nil
			case "w":
				return exec.CommandContext(ctx, "sleep", "60"), nil
			case "f":
				return exec.CommandContext(ctx, "false"), nil
			}
			return exec.CommandContext(ctx, "echo", "saved as 7"), nil
		}
	}}), &asked
}

func TestAMacroDoesItsStepsInOrder(t *testing.T) {
	s, asked := custom(t, 120, 36,
		Extra{Name: "command p", Key: ", p", Help: "save it", Command: "p"},
		Extra{Name: "macro X", Key: "X", Steps: []string{"toggle-star", "command p", "toggle-read", "next-entry"}},
		Extra{Name: "macro Z", Key: "Z", Steps: []string{"toggle-later", "filter", "toggle-star"}})
	s.keys("X")
	if e := s.lib.find(999); !e.Starred || !e.Read || len(*asked) != 1 || (*asked)[0] != 999 {
		t.Errorf("starred %v, read %v, asked %v", e.Starred, e.Read, *asked)
	}
	s.keys("? / text:command_p").has("YOURS", "toggle-star, command p", "save it")
	s.keys("esc esc : text:macro_X").has("macro X")
	s.keys("esc esc g g Z")
	if e := s.lib.find(999); !e.Later || !e.Starred {
		t.Error("a macro goes on while a step of it asks something", e.Later, e.Starred)
	}
}

func TestCommandsSayWhatTheyPrint(t *testing.T) {
	s, _ := custom(t, 120, 36,
		Extra{Name: "command p", Key: ", p", Help: "save it", Command: "p"},
		Extra{Name: "command m", Key: ", m", Help: "tell more", Command: "m"},
		Extra{Name: "command f", Key: ", f", Help: "fail", Command: "f"},
		Extra{Name: "command b", Key: ", b", Help: "never run", Command: "b"})
	s.keys(", p").has("save it: saved as 7")
	s.keys(", f").has("fail failed: exit status 1")
	s.keys(", b").has("never run failed: this story has no url")
	s.keys(", m").has("one\n", "two three").keys("esc").has(ceasefire)
}

func TestACommandIsStoppedByAKey(t *testing.T) {
	s, _ := custom(t, 120, 36, Extra{Name: "command w", Key: ", w", Help: "wait", Command: "w"})
	s.hold = true
	s.keys(", w").has("wait", "^g stops it")
	s.keys("ctrl+g")
	s.release(false)
	s.has("wait was stopped")
	s.keys("ctrl+g").has("Nothing is running")
}

// What a command prints takes no keys from what came up meanwhile.
func TestOutputThatComesLateLiesUnder(t *testing.T) {
	s, _ := custom(t, 120, 36, Extra{Name: "command m", Key: ", m", Help: "tell more", Command: "m"})
	s.hold = true
	s.keys(", m :")
	s.release(false)
	s.has("Palette", "tell more is done")
	s.keys("esc").has("two three").keys("esc").has(ceasefire)
}

// A step that asks something ends a macro, also while what it asks is still read.
func TestAMacroEndsWhereItAsks(t *testing.T) {
	s, _ := custom(t, 120, 36, Extra{Name: "macro X", Key: "X", Steps: []string{"label", "toggle-star"}})
	if s.keys("X").has("Labels"); s.lib.find(999).Starred {
		t.Error("the macro went on")
	}
}

// A macro's step on the list that the one before it went to waits for the list.
func TestAMacroWaitsForItsList(t *testing.T) {
	s, _ := custom(t, 120, 36, Extra{Name: "macro X", Key: "X", Steps: []string{"next-feed", "toggle-star", "next-feed", "open"}})
	s.keys("X")
	if first := s.lib.find(999); !first.Starred || !s.m.art.open || s.m.macro != nil {
		t.Errorf("starred %v, open %v, under way %v", first.Starred, s.m.art.open, s.m.macro)
	}
}

// A macro's step on the story that the one before it opened waits for the story.
func TestAMacroWaitsForTheStory(t *testing.T) {
	s, _ := custom(t, 120, 36, Extra{Name: "macro X", Key: "X", Steps: []string{"open", "bottom", "toggle-star"}})
	s.hold = true
	s.keys("X")
	if s.lib.find(999).Starred {
		t.Error("a step did not wait")
	}
	s.release(false)
	if !s.lib.find(999).Starred || s.m.art.top == 0 {
		t.Error("starred", s.lib.find(999).Starred, "line", s.m.art.top)
	}
	s = open(t, look{w: 120, h: 36, dark: true, opt: func(o *Options) { o.Keys = s.m.keys }})
	s.hold = true
	s.keys("X m")
	s.release(false)
	if s.lib.find(999).Starred {
		t.Error("it went on after another key")
	}
}

// A code is drawn black on white whatever the theme, fits or says what it needs.
func TestQRCode(t *testing.T) {
	s := open(t, look{w: 80, h: 24, dark: true})
	s.keys("Q").has("█", "https://news.example/999", "Link")
	s.keys("esc").has(ceasefire)
	small := open(t, look{w: 40, h: 10, dark: true})
	small.keys("Q").has("too small")
	plain := open(t, look{w: 80, h: 50, dark: true, opt: func(o *Options) { o.ASCII = true }})
	plain.keys("Q").has("##")
	if strings.Contains(plain.text(), "█") {
		t.Error("ASCII alone was asked for")
	}
}
