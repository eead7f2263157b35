package typeset

import (
	"unicode"

	"lede/feed"
)

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func lower(r rune) rune { return unicode.ToLower(r) }

func cleanBlock(s string) string { return feed.Clean(s, maxBlock) }
