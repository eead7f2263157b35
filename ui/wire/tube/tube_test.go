package tube_test

import (
	"strings"
	"testing"

	"lede/ui/wire/tube"
)

// TestARegionOfATallerScreen: a frame may come when the terminal is lower already. As
// in xterm its region ends with the screen, or is none.
func TestARegionOfATallerScreen(t *testing.T) {
	for region, want := range map[string]string{"2;9": "one|three|||", "4;9": "two|three|||", "5;9": "two|three|||"} {
		u := tube.New(t.Fatalf, 8, 4)
		if _, err := u.Write([]byte("one\r\ntwo\r\nthree\x1b[" + region + "r\x1b[S")); err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.SplitSeq(strings.TrimSuffix(u.Screen(), "\n"), "\n") {
			lines = append(lines, strings.TrimSpace(strings.TrimSuffix(line, "|")))
		}
		if got := strings.Join(lines, "|"); got != want {
			t.Errorf("region %s: %q, want %q", region, got, want)
		}
	}
}
