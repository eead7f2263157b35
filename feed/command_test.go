package feed

import (
	"slices"
	"testing"
)

func TestSplitCommand(t *testing.T) {
	for in, want := range map[string][]string{
		"":                              nil,
		" \t\n":                         nil,
		"mpv --no-terminal {url}":       {"mpv", "--no-terminal", "{url}"},
		`say "two words" 'it"s' ""`:     {"say", "two words", `it"s`, ""},
		`a\ b \"c\' "d\"e\\f\g"`:        {"a b", `"c'`, `d"e\f\g`},
		`'a\' C:\news\read.exe \\host\`: {`a\`, `C:\news\read.exe`, `\host\`},
		"x'y z'\"w\"":                   {"xy zw"},
		"$(x) ; y > z":                  {"$(x)", ";", "y", ">", "z"},
		"jq '.é' 漢字":                    {"jq", ".é", "漢字"},
	} {
		got, err := SplitCommand(in)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{`say "open`, "it's"} {
		if got, err := SplitCommand(in); err == nil {
			t.Errorf("%q: %q", in, got)
		}
	}
}
