package feed

import "testing"

// TestCountWords: folded text has as many words by the short way as by the long one.
func TestCountWords(t *testing.T) {
	for text, want := range map[string]int{
		"":                                   0,
		"Harbour":                            1,
		"A well-known harbour – 1,000 ships": 6,
		"Ünïcode “words” in Łódź":            4,
		"日本語の新聞":                             3,
		"Tokyo 東京都 prefecture":               4,
		"ข่าวด่วน":                           4,
		"한국어 신문":                             2,
	} {
		if folded, long := countFolded(text), CountWords(text); folded != want || long != want {
			t.Errorf("%q: %d and %d, want %d", text, folded, long, want)
		}
	}
	if n := CountWords("\tTwo\u00a0\n words\r\n"); n != 2 {
		t.Error("of text that is not folded", n)
	}
}
