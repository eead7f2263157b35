package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"rsc.io/qr"

	"lede/ui/theme"
)

// qrCode is the overlay of a link as a QR code, for a phone's camera: over SSH
// that is often the nearest browser.
type qrCode struct {
	url  string
	code *qr.Code
}

// offeredLink is the link that the next key shows as a code, if it asks for one.
type offeredLink struct {
	url string
	gen generation // of the keys that were typed when it was offered
}

// actQRCode shows a link as a code: the one that was offered by the key before, else
// the story's.
func (m *model) actQRCode(call) tea.Cmd {
	show := func(url string) tea.Cmd {
		code, err := qr.Encode(url, qr.L)
		if err != nil {
			return m.say("This link is too long for a QR code · " + url)
		}
		return m.push(&qrCode{url, code})
	}
	if o := m.coded; o.url != "" && o.gen+1 == m.typed.gen {
		return show(o.url)
	}
	return m.withLink(show)
}

func (o *qrCode) title() string                      { return "Link" }
func (o *qrCode) hints() []hint                      { return []hint{{"y", "copy"}, {"esc", "back"}} }
func (o *qrCode) paste(*model, tea.PasteMsg) tea.Cmd { return nil }

func (o *qrCode) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if closes(msg.String(), "Q") {
		return nil, true
	}
	switch msg.String() {
	case "y":
		return m.copyLink(o.url), true
	}
	return nil, false
}

// The light margin around a code, in modules: what the standard wants, and the
// least with which phones still read it.
const (
	qrMargin    = 4
	qrMinMargin = 1
)

func (o *qrCode) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	var body []string
	for margin := qrMargin; margin >= qrMinMargin; margin-- {
		rows := o.rows(m, margin)
		if width := o.width(m, margin); width <= w && len(rows) <= h {
			for _, row := range rows {
				left := (w - width) / 2
				body = append(body, strings.Repeat(" ", left)+row+strings.Repeat(" ", w-width-left))
			}
			break
		}
	}
	if body == nil {
		words := fmt.Sprintf("The window is too small for this link's code, which needs %d columns and %d lines.", o.width(m, qrMinMargin), len(o.rows(m, qrMinMargin))+2)
		for _, part := range p.wrap([]span{{theme.Dim, words}}, w-6) {
			body = append(body, p.line(w, false, append([]span{{theme.Text, "   "}}, part...), nil))
		}
	}
	lines := make([]string, 0, h)
	for range max(0, (h-len(body)-1)/2) {
		lines = append(lines, blank(w))
	}
	lines = append(lines, body...)
	if len(lines)+1 < h {
		url := p.cut(o.url, w-4)
		lines = append(lines, blank(w), p.line(w, false, []span{{theme.Text, strings.Repeat(" ", max(2, (w-p.width(url))/2))}, {theme.Dim, url}}, nil))
	}
	return filled(lines, w, h), nil
}

// width is how many columns the code takes: one a module, two where a cell is
// drawn as one module.
func (o *qrCode) width(m *model, margin int) int {
	n := o.code.Size + 2*margin
	if m.opt.ASCII {
		return 2 * n
	}
	return n
}

// rows draws the code, two modules to a cell, one above the other. Dark is black
// and light is white whatever the theme says, since cameras want it so; without
// colours what is drawn stands for light on a dark terminal and for dark on a
// light one.
func (o *qrCode) rows(m *model, margin int) []string {
	p := &m.paint
	ink := p.theme.Look(theme.Barcode)
	plain := ink.Fg == ""
	n := o.code.Size
	black := func(x, y int) bool { return x >= 0 && y >= 0 && x < n && y < n && o.code.Black(x, y) }
	filled := black
	if plain && m.term.dark {
		filled = func(x, y int) bool { return !black(x, y) && y < n+margin }
	}
	step := 2
	if m.opt.ASCII {
		step = 1
	}
	var rows []string
	for y := -margin; y < n+margin; y += step {
		var b strings.Builder
		for x := -margin; x < n+margin; x++ {
			top, bottom := filled(x, y), filled(x, y+1)
			switch {
			case step == 1 && top:
				b.WriteString("##")
			case step == 1:
				b.WriteString("  ")
			case top && bottom:
				b.WriteString("█")
			case top:
				b.WriteString("▀")
			case bottom:
				b.WriteString("▄")
			default:
				b.WriteByte(' ')
			}
		}
		var row strings.Builder
		p.put(&row, theme.Barcode, b.String(), false)
		rows = append(rows, row.String())
	}
	return rows
}
