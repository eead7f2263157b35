package cli

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func sortedValues(m map[string]string) []string {
	var values []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		values = append(values, m[k])
	}
	return values
}

// ownSequences are those that lede may send with a text: weight and colour, and
// links to the web and to people.
var ownSequences = regexp.MustCompile("\x1b\\[[0-9;:]*m|\x1b\\]8;(id=[0-9A-Za-z]+)?;((https?://|mailto:)[!-~]*)?\x1b\\\\")

// checkStyled checks a text that goes to a terminal.
func checkStyled(t *testing.T, where, text string) {
	t.Helper()
	for _, s := range ownSequences.FindAllString(text, -1) {
		if strings.HasPrefix(s, "\x1b[") && strings.Contains(s, "666") {
			t.Errorf("%s: a stranger's sequence: %q", where, s)
		}
	}
	checkPlain(t, where, ownSequences.ReplaceAllString(text, ""))
}

// checkPlain checks that a text has nothing that a terminal obeys.
func checkPlain(t *testing.T, where, text string) {
	t.Helper()
	if why, at := unsafeAt(text); why != "" {
		t.Errorf("%.120q: %s at %q", where, why, text[max(0, at-40):min(len(text), at+40)])
	}
}

// unsafeAt finds what must never reach a terminal.
func unsafeAt(text string) (why string, at int) {
	if !utf8.ValidString(text) {
		return "invalid UTF-8", 0
	}
	var prev rune
	marks := 0
	for i, r := range text {
		switch {
		case r == '\n' || r == '\t': // tabs part the columns; no field has one of its own
		case r < ' ':
			return "a control character", i
		case r >= 0x7f && r <= 0x9f:
			return "a control character", i
		case r == 0x2028 || r == 0x2029:
			return "a separator", i
		case unicode.Is(unicode.Bidi_Control, r):
			return "a bidi control", i
		case r == 0x200b || r >= 0x2060 && r <= 0x2065 || r == 0xfeff || r == 0x180e || r == 0x3164 || r == 0x115f:
			return "an invisible character", i
		case (r == 0x200c || r == 0x200d) && prev < 0x590:
			return "a joiner that joins nothing", i
		case r >= 0xe0000 && r <= 0xe007f && prev != 0x1f3f4 && (prev < 0xe0000 || prev > 0xe007f):
			return "a tag character", i
		case r == 0xfffe || r == 0xffff:
			return "a noncharacter", i
		}
		if unicode.Is(unicode.M, r) {
			if marks++; marks > 6 {
				return "a pile of marks", i
			}
		} else {
			marks = 0
		}
		prev = r
	}
	return "", 0
}

// checkJSONLines checks that each line is JSON, and each string in it safe.
func checkJSONLines(t *testing.T, where, text string) {
	t.Helper()
	if text == "" {
		t.Errorf("%s: nothing", where)
	}
	for line := range strings.Lines(text) {
		var v any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Errorf("%s: %v: %.200s", where, err, line)
			continue
		}
		checkStrings(t, where, v)
	}
}

func checkStrings(t *testing.T, where string, v any) {
	t.Helper()
	switch v := v.(type) {
	case string:
		checkPlain(t, where, v)
	case []any:
		for _, e := range v {
			checkStrings(t, where, e)
		}
	case map[string]any:
		for k, e := range v {
			checkStrings(t, where+" "+k, e)
		}
	}
}

// TestUnsafeAt: the check itself can fail.
func TestUnsafeAt(t *testing.T) {
	for name, p := range payloads {
		if why, _ := unsafeAt(p); why == "" && !slices.Contains([]string{"TAB", "a chain of joiners"}, name) {
			t.Errorf("%s passes: %q", name, p)
		}
	}
}
