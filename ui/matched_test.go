package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// shown writes a text with its matched letters in brackets.
func (m matched) shown(text string) string {
	var b strings.Builder
	for i, r := range []rune(text) {
		if i < len(m) && m[i] {
			b.WriteString("[" + string(r) + "]")
			continue
		}
		b.WriteRune(r)
	}
	return strings.ReplaceAll(b.String(), "][", "")
}

func TestTheLettersThatMatch(t *testing.T) {
	for _, c := range []struct{ text, q, want string }{
		{"mark-all-read", "mark", "[mark]-all-read"},
		{"remark and mark", "mark", "remark and [mark]"}, // the word that begins so
		{"browse-and-mark", "dark", "browse-an[d]-m[ark]"},
		{"mark-read", "mrd", "[m]a[r]k-rea[d]"},
		{"Ökonomie heute", "öko", "[Öko]nomie heute"},
		{"İstanbul", "ist", "[İst]anbul"},
		{"朝のニュース", "ニュ", "朝の[ニュ]ース"},
		{"mark", "x", "mark"},
		{"mark", "", "mark"},
	} {
		if got := letters(c.text, c.q).shown(c.text); got != c.want {
			t.Errorf("%q in %q: %s, want %s", c.q, c.text, got, c.want)
		}
	}
	if got := wordsIn("Kyiv Wire", "wire", "ki", "kyiv").shown("Kyiv Wire"); got != "[Kyiv] [Wire]" {
		t.Error(got)
	}
	if got := wordsBegun("unmark the mark", "mark", "he").shown("unmark the mark"); got != "unmark the [mark]" {
		t.Error(got)
	}
}

// TestWhatIsTypedIsMarkedInWhatItFinds: in the palette, prompts, the catalogue and
// the help; without colours too, and not where every byte counts.
func TestWhatIsTypedIsMarkedInWhatItFinds(t *testing.T) {
	lib := mockLibrary()
	const (
		mark  = "\x1b[1;4m"   // bold and underlined
		under = "\x1b[1;4;7m" // the same in the row under the cursor
	)
	for keys, want := range map[string]string{
		": text:mark":             mark + "mark",
		": text:older_week":       under + "week",
		"tab j j j j j M text:mo": mark + "Mo",
		"C text:moon":             under + "Moon",
		"C text:science":          mark + "SCIENCE",
		"? / text:star":           mark + "star",
	} {
		for _, low := range []bool{false, true} {
			s := open(t, look{w: 120, h: 36, dark: true, profile: colorprofile.ASCII, lib: lib, opt: func(o *Options) {
				if o.Subscriptions = (&fakeSubscriptions{lib: lib}); low {
					o.LowBandwidth = lowOn
				}
			}}).keys(keys)
			got := s.m.View().Content
			if strings.Contains(got, want) == low {
				t.Errorf("%s: that it was found is told: %t, with low bandwidth: %t", keys, !low, low)
			}
		}
	}
}
