package wire

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// The screen of its own that a program enters and leaves again.
const (
	enter = "\x1b[?1049h"
	leave = "\x1b[?1049l"
)

// What has the terminal's cursor seen or not, and what has the terminal hold
// back what follows until it is complete.
const (
	show    = "\x1b[?25h"
	hide    = "\x1b[?25l"
	hold    = "\x1b[?2026h"
	release = "\x1b[?2026l"
)

// tab is how far tab stops are apart.
const tab = 8

// sequence is the length of what b begins with: a control sequence, or a
// character; 0: its end is not there yet.
func sequence(b []byte) int {
	switch {
	case b[0] != 0x1b:
		if b[0] < utf8.RuneSelf {
			return 1
		}
		if !utf8.FullRune(b) {
			return 0
		}
		_, n := utf8.DecodeRune(b)
		return n
	case len(b) < 2:
		return 0
	}
	switch b[1] {
	case '[':
		return 2 + final(b[2:], '@')
	case ']', 'P', '_', '^', 'X':
		return text(b)
	}
	return 1 + final(b[1:], '0')
}

// final is how far it is to just behind the first byte from 'from' on; where
// there is none, so far back that a sequence's length becomes 0.
func final(b []byte, from byte) int {
	for i, c := range b {
		if c >= from && c < 0x7f {
			return i + 1
		}
	}
	if from == '0' {
		return -1
	}
	return -2
}

// text is the length of a sequence that carries text: to its terminator. What is
// wrapped for tmux has its escapes doubled.
func text(b []byte) int {
	for i := 2; i < len(b); i++ {
		switch {
		case b[i] == 0x07 && b[1] == ']':
			return i + 1
		case b[i] != 0x1b || i+1 >= len(b):
		case b[i+1] == '\\':
			return i + 2
		default:
			i++
		}
	}
	return 0
}

// take takes one sequence or character of Bubble Tea's.
func (o *Out) take(s []byte) {
	if s[0] == 0x1b && asks(s) {
		o.posed = o.now()
	}
	switch {
	case !o.on && string(s) != enter:
		o.out = append(o.out, s...)
	case s[0] == 0x1b && s[1] == '[':
		o.control(s)
	case s[0] == 0x1b:
		o.escape(s)
	case s[0] == '\r':
		o.asked.x = 0
	case s[0] == '\n':
		o.asked.y++
	case s[0] == '\b':
		o.asked.x--
	case s[0] == '\t':
		o.asked.x = (o.asked.x/tab + 1) * tab
	default:
		if r, _ := utf8.DecodeRune(s); isSign(r) {
			o.paint()
			o.asked.x++
			return
		}
		o.follow()
		o.out = append(o.out, s...)
		o.asked.x++
		o.at = nowhere
	}
}

// asks reports whether a sequence asks the terminal something: for its kind or
// version, a state, a mode, a colour, a size, or whether it can show pictures.
func asks(s []byte) bool {
	const enough = 64 // the rest of a long one is a picture
	last := s[len(s)-1]
	switch s[1] {
	case '[':
		return last == 'n' || last == 'c' || last == 't' || last == 'u' && s[2] == '?' || last == 'q' && s[2] == '>' || bytes.HasSuffix(s, []byte("$p"))
	case ']':
		return bytes.Contains(s, []byte(";?"))
	case 'P', '_':
		s = s[:min(len(s), enough)]
		return bytes.Contains(s, []byte("+q")) || bytes.Contains(s, []byte("a=q"))
	}
	return false
}

// Asked reports whether the terminal was asked something within a time, so that
// an answer may be on its way.
func (o *Out) Asked(within time.Duration) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now().Sub(o.posed) < within
}

// control takes a control sequence. Moves wait until something depends on where
// the cursor is.
func (o *Out) control(s []byte) {
	last := s[len(s)-1]
	params := s[2 : len(s)-1]
	if len(params) > 0 && params[0] >= '<' || bytes.IndexByte([]byte("HABCDGZdKJXPLMSTr@`fm"), last) < 0 || len(params) > 0 && params[len(params)-1] < '0' {
		o.mode(string(s))
		return
	}
	first, second := numbers(params)
	a := &o.asked
	switch last {
	case 'H', 'f':
		*a = spot{max(second, 1) - 1, max(first, 1) - 1}
	case 'A':
		a.y -= max(first, 1)
	case 'B':
		a.y += max(first, 1)
	case 'C':
		a.x += max(first, 1)
	case 'D':
		a.x -= max(first, 1)
	case 'G', '`':
		a.x = max(first, 1) - 1
	case 'd':
		a.y = max(first, 1) - 1
	case 'Z':
		a.x = max(0, (a.x-1)/tab-max(first, 1)+1) * tab
	case 'm':
		styled := first+second > 0
		if styled || o.penned { // frames end in the plain pen anyway
			o.out = append(o.out, s...)
		}
		o.penned = styled
	default:
		o.follow()
		o.out = append(o.out, s...)
		o.forget()
		if last != 'J' || first != 2 {
			o.shown = Frame{} // what is there is not known
		}
	}
}

// mode takes a sequence that sets a mode or asks for something. Whether the
// cursor is seen is the frame's to say.
func (o *Out) mode(s string) {
	switch s {
	case show, hide:
		o.visible = s == show
		return
	case hold:
		o.holds = true
	case release:
		o.point()
		if bytes.HasSuffix(o.out, []byte(hold)) { // nothing was held back
			o.out = o.out[:len(o.out)-len(hold)]
			return
		}
	case enter, leave:
		if s == leave && o.visible {
			o.see(showing) // what Bubble Tea goes by
		}
		o.on = s == enter
		o.at, o.seen = nowhere, unsure
		o.forget()
	}
	o.out = append(o.out, s...)
}

// escape takes the other sequences. What draws a picture needs the cursor: it
// stands between a save of the cursor and its return.
func (o *Out) escape(s []byte) {
	switch s[1] {
	case '7':
		o.saved, o.saving = o.asked, true
		return
	case '8':
		o.asked, o.saving = o.saved, false
		return
	case 'M':
		o.asked.y--
		return
	}
	if o.saving {
		o.follow()
		o.at = nowhere
	}
	o.out = append(o.out, s...)
}

// numbers are a sequence's first two parameters, 0 where they are left out.
func numbers(b []byte) (first, second int) {
	var n [2]int
	i := 0
	for _, c := range b {
		switch {
		case c == ';':
			i++
		case c >= '0' && c <= '9' && i < len(n):
			n[i] = min(n[i]*10+int(c-'0'), 1<<16)
		}
	}
	return n[0], n[1]
}
