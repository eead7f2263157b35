package theme

import (
	"errors"
	"fmt"
	"strings"
)

// check says what is wrong with a palette's colours, and on which line of the file.
func (p *Palette) check(data []byte) error {
	if p.Monochrome {
		return nil
	}
	for _, part := range []struct {
		name string
		half *Half
	}{{"dark", p.Dark}, {"light", p.Light}} {
		if part.half == nil {
			continue
		}
		for _, c := range part.half.colors() {
			if _, _, _, ok := parseHex(c.value); ok {
				continue
			}
			row := keyLine(data, part.name, c.key)
			text := fmt.Sprintf(`%s = %q is not a colour; write it as "#rrggbb"`, c.key, c.value)
			if c.value == "" && row == 0 {
				row, text = keyLine(data, part.name, ""), fmt.Sprintf("[%s] has no colour for %s", part.name, c.key)
			}
			if row > 0 {
				text = fmt.Sprintf("line %d: %s", row, text)
			}
			return errors.New(text)
		}
	}
	return nil
}

// keyedColor is a colour with its key in the file.
type keyedColor struct{ key, value string }

// colors are a half's colours.
func (h *Half) colors() []keyedColor {
	return []keyedColor{
		{"background", h.Background},
		{"text", h.Text},
		{"dim", h.Dim},
		{"faint", h.Faint},
		{"accent", h.Accent},
		{"link", h.Link},
		{"star", h.Star},
		{"ok", h.OK},
		{"warn", h.Warn},
		{"selection", h.Selection},
		{"match", h.Match},
		{"quote", h.Quote},
		{"code", h.Code},
	}
}

// keyLine is the line on which a part of the file sets a key; of no key, on which
// the part begins. 0: it does so nowhere, or in another of the ways that TOML has.
func keyLine(data []byte, part, key string) int {
	row, within := 0, false
	for line := range strings.Lines(string(data)) {
		row++
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			name, _, _ := strings.Cut(strings.TrimPrefix(line, "["), "]")
			within = strings.TrimSpace(name) == part
			if within && key == "" {
				return row
			}
		}
		if name, _, ok := strings.Cut(line, "="); ok && within && strings.TrimSpace(name) == key {
			return row
		}
	}
	return 0
}
