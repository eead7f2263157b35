package article

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// marked writes a comparison with signs, as wdiff does.
func marked(changes []Change) string {
	var b strings.Builder
	for _, c := range changes {
		b.WriteString(map[ChangeKind]string{Same: "  ", Added: "+ ", Removed: "- ", Edited: "| "}[c.Kind])
		for _, p := range c.Pieces {
			switch {
			case p.Kind == Added && c.Kind == Edited:
				b.WriteString("{+" + p.Text + "+}")
			case p.Kind == Removed && c.Kind == Edited:
				b.WriteString("[-" + p.Text + "-]")
			default:
				b.WriteString(p.Text)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	tests := []struct{ name, before, after, want string }{
		{"nothing", "One.\nTwo.", "One.\nTwo.", "  One.\n  Two.\n"},
		{"a word", "The talks go on until Saturday.", "The talks go on until Sunday.", "| The talks go on until [-Saturday-]{+Sunday+}.\n"},
		{
			"words that stand together", "Officials said that the red house burnt down on Monday night.", "Officials said that a green barn burnt down on Monday night.",
			"| Officials said that [-the red house-]{+a green barn+} burnt down on Monday night.\n",
		},
		{"a comma", "Rain, wind and hail were seen.", "Rain wind and hail were seen.", "| Rain[-,-] wind and hail were seen.\n"},
		{"a word more", "It rained for three days.", "It rained hard for three days.", "| It rained {+hard +}for three days.\n"},
		{"paragraphs", "One stays here.\nTwo goes away now.\nThree stays too.", "One stays here.\nThree stays too.\nFour is quite new.", "  One stays here.\n- Two goes away now.\n  Three stays too.\n+ Four is quite new.\n"},
		{"rewritten", "Ports were open all day.", "Nobody could say why trains failed.", "- Ports were open all day.\n+ Nobody could say why trains failed.\n"},
		{"no spaces", "東京の地下鉄は深夜も動く。", "東京の地下鉄は終夜も動く。", "| 東京の地下鉄は[-深-]{+終+}夜も動く。\n"},
		{"from nothing", "", "A story.", "+ A story.\n"},
		{"white space is no change", "A  story", "A story", "  A story\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := marked(Compare(lines(strings.Split(tt.before, "\n")...), lines(strings.Split(tt.after, "\n")...)))
			if got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

// TestCompareKeepsBothTexts: what is not marked as removed is the new text, what
// is not marked as added the old one.
func TestCompareKeepsBothTexts(t *testing.T) {
	words := rapid.SampledFrom([]string{"the", "port", "storm", "closed", "was", "né", "東京", "👩‍🚀", "…", ","})
	text := rapid.Custom(func(t *rapid.T) []string {
		var out []string
		for range rapid.IntRange(0, 8).Draw(t, "paragraphs") {
			out = append(out, strings.Join(rapid.SliceOfN(words, 1, 12).Draw(t, "words"), " "))
		}
		return out
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		var old, now []string
		for _, c := range Compare(before, after) {
			var o, n strings.Builder
			for _, p := range c.Pieces {
				if p.Kind != Added {
					o.WriteString(p.Text)
				}
				if p.Kind != Removed {
					n.WriteString(p.Text)
				}
			}
			if c.Kind != Added {
				old = append(old, o.String())
			}
			if c.Kind != Removed {
				now = append(now, n.String())
			}
		}
		if strings.Join(old, "\n") != strings.Join(before, "\n") || strings.Join(now, "\n") != strings.Join(after, "\n") {
			t.Fatalf("%q\n%q\nbecame\n%q\n%q", before, after, old, now)
		}
	})
}

// TestComparingHugeTextsIsBounded: paragraphs that are alike everywhere and the
// same nowhere take memory in proportion to their length.
func TestComparingHugeTextsIsBounded(t *testing.T) {
	const most = 120 // bytes for each byte of text
	for _, size := range []struct{ paragraphs, words int }{{300, 400}, {2, 40_000}} {
		text := func(version string) (out []string, length uint64) {
			for p := range size.paragraphs {
				var b strings.Builder
				for w := range size.words {
					if w%2 == 0 {
						fmt.Fprintf(&b, "common%d ", w)
					} else {
						fmt.Fprintf(&b, "%s%dof%d ", version, w, p)
					}
				}
				out, length = append(out, b.String()), length+uint64(b.Len())
			}
			return out, length
		}
		before, n := text("old")
		after, m := text("new")
		var start, end runtime.MemStats
		runtime.ReadMemStats(&start)
		changes := Compare(before, after)
		runtime.ReadMemStats(&end)
		if len(changes) != size.paragraphs || changes[0].Kind != Edited {
			t.Errorf("%+v: %d changes, the first %d", size, len(changes), changes[0].Kind)
		}
		if took := end.TotalAlloc - start.TotalAlloc; took > most*(n+m) {
			t.Errorf("%+v: %d bytes of text took %d MB", size, n+m, took>>20)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	var before, after []string
	for i := range 60 {
		p := strings.Repeat("Winter has slowed the front but not the guns. ", 8)
		before = append(before, p)
		if i%7 == 0 {
			p = strings.Replace(p, "Winter", "The frost", 2)
		}
		after = append(after, p)
	}
	b.ReportAllocs()
	for b.Loop() {
		Compare(before, after)
	}
}
