package typeset

import (
	"strconv"
	"strings"
)

// line is one line as set. It is never changed once it is in a Setting.
type line struct {
	runs   []run
	offset int    // visible characters of the article before this line
	order  []int  // of right-to-left text in visual order: each rune's place in text; nil: it is as written
	text   string // with order: the text in logical order
	join   byte   // what stood between this line's text and the next's: ' ', 0 or '\n'
	head   bool   // of the head: no place in the article, but found
	styled string
}

// run is a piece of a line in one pen, from left to right as seen.
type run struct {
	text  string
	width int
	pen   *pen
	link  int // number of the link, 0: none
}

// isNumber reports whether a run is the number after a link, or a part of it.
func (r *run) isNumber() bool {
	return r.pen.deco && r.link > 0 && strings.TrimSpace(r.text) == "["+strconv.Itoa(r.link)+"]"
}

func (l *line) width() int { return runsWidth(l.runs) }

// plain is the line's article text: without what is set around it.
func (l *line) plain() string {
	if l.order != nil {
		return l.text
	}
	var b strings.Builder
	for _, r := range l.runs {
		if l.head || !r.pen.deco {
			b.WriteString(r.text)
		}
	}
	return b.String()
}

// style joins the runs with as few sequences as it takes. target gives the URL
// of a link for its hyperlink, or nothing.
func (l *line) style(target func(link int) string) string {
	size := 0
	for _, r := range l.runs {
		size += len(r.text) + len(r.pen.open)
	}
	var b strings.Builder
	b.Grow(size + 8)
	open, link := "", 0
	for _, r := range l.runs {
		if r.isNumber() {
			r.link = 0 // it stays out of the hyperlink: the look of two links' numbers is one
		}
		if r.link != link {
			if link != 0 && target(link) != "" {
				b.WriteString("\x1b]8;;\x1b\\")
			}
			if r.link != 0 {
				if url := target(r.link); url != "" {
					b.WriteString("\x1b]8;id=L" + strconv.Itoa(r.link) + ";" + url + "\x1b\\")
				}
			}
			link = r.link
		}
		if r.pen.open != open {
			if open != "" {
				b.WriteString("\x1b[m")
			}
			b.WriteString(r.pen.open)
			open = r.pen.open
		}
		b.WriteString(r.text)
	}
	if open != "" {
		b.WriteString("\x1b[m")
	}
	if link != 0 && target(link) != "" {
		b.WriteString("\x1b]8;;\x1b\\")
	}
	return b.String()
}
