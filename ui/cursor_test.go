package ui

import (
	"strings"
	"testing"
)

// TestTheCursorIsOnWhatIsSelected: where that is asked for, in every pane and in what
// lies over them; else it is seen only where something is typed.
func TestTheCursorIsOnWhatIsSelected(t *testing.T) {
	for keys, want := range map[string]string{
		"":                           "▌ ● Ceasefire",
		"j j":                        "▌ ● A 2,000-year-old",
		"j j j j j j j":              "▌   Notes on shipping",
		"tab j j":                    "▌ Starred",
		"enter":                      "KYIV WIRE",
		"enter f":                    "  ▌ 1  The draft",
		": text:sort_feed enter":     "▌ ● A 2,000-year-old",
		"/ text:storm wait:1s enter": "▌ ● Storm Ines",
	} {
		for _, shown := range []bool{true, false} {
			s := open(t, look{w: 120, h: 36, dark: true, lib: shelved(), opt: func(o *Options) { o.ShowCursor = shown }}).keys(keys)
			cursor := s.m.View().Cursor
			if !shown {
				if cursor != nil {
					t.Errorf("%q: the cursor is seen", keys)
				}
				continue
			}
			if cursor == nil {
				t.Fatalf("%q: there is no cursor", keys)
			}
			line := strings.Split(s.text(), "\n")[cursor.Y]
			if rest := s.m.paint.method.TruncateLeft(line, cursor.X, ""); !strings.HasPrefix(rest, want) {
				t.Errorf("%q: the cursor is before %q", keys, rest)
			}
		}
	}
}
