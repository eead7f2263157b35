package article

import (
	"strings"
	"testing"
	"time"

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

func TestCompareHugeTextsInBoundedTime(t *testing.T) {
	var before, after []string
	for i := range 4000 {
		before = append(before, strings.Repeat(string(rune('a'+i%26)), 5)+" went "+strings.Repeat("x ", i%40))
		after = append(after, strings.Repeat(string(rune('a'+i%25)), 6)+" came "+strings.Repeat("y ", i%41))
	}
	before = append(before, strings.Repeat("alpha beta ", 20000))
	after = append(after, strings.Repeat("beta gamma alpha ", 15000))
	done := make(chan int)
	go func() { done <- len(Compare(before, after)) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("a comparison takes without end")
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
