package feed

import "strings"

// Clean makes one line of untrusted text safe for a terminal: valid UTF-8
// without control characters, escape sequences or bidi controls, white space
// folded, at most limit bytes long (0: no bound).
func Clean(s string, limit int) string {
	return cut(strings.Join(strings.Fields(strip(s)), " "), limit)
}

// CleanText is Clean for text of several lines: line ends stay.
func CleanText(s string, limit int) string {
	return cut(strip(strings.ReplaceAll(s, "\r\n", "\n")), limit)
}

func strip(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func cut(s string, limit int) string {
	if limit <= 0 || len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}
