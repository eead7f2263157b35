package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// looseDate is a date with words in it, or of numbers in any order, on its way to
// a moment.
type looseDate struct {
	*moment
	rest    string   // what is still to be read
	begun   bool     // something was read
	sep     byte     // the sign before rest that parts it from what was read; 0: none
	numbers []string // those that are no time
	seps    []byte   // what stands before each of them
	monthAt int      // how many of them stand before the name of the month; -1: there is none
}

// loose reads dates with words in them, and numeric ones in other orders than ISO
// 8601's.
func (d *moment) loose(s string) bool {
	l := looseDate{moment: d, rest: d.asian(s), monthAt: -1}
	for l.rest != "" {
		if !l.next() {
			return false
		}
		l.begun = true
	}
	return d.arrange(l.numbers, l.seps, l.monthAt)
}

// next reads a number, a time, a name, a zone, a comment or a separator.
func (l *looseDate) next() (ok bool) {
	r, size := utf8.DecodeRuneInString(l.rest)
	switch {
	case r >= '0' && r <= '9':
		ok = l.number()
	case (r == '+' || r == '-' || r == '−') && l.hasTime && digitRun(l.rest[size:]) > 0:
		var zone string
		zone, l.rest, _ = strings.Cut(l.rest, " ")
		ok = l.zone(zone)
	case unicode.IsLetter(r):
		ok = l.name()
	case r == '(': // a comment, after the zone proper
		_, l.rest, ok = strings.Cut(l.rest, ")")
		ok = ok && l.hasZone
	case unicode.IsSpace(r) || strings.ContainsRune(",./-'", r):
		l.sep, l.rest = byte(min(r, 127)), l.rest[size:]
		return true
	}
	l.sep = 0
	return ok
}

// number reads a time of day, or a number whose meaning arrange finds.
func (l *looseDate) number() (ok bool) {
	n := digitRun(l.rest)
	if n <= 2 && strings.HasPrefix(l.rest[n:], ":") {
		l.rest, ok = l.clock(l.rest)
		return ok
	}
	if n > 4 || len(l.numbers) == 4 {
		return false
	}
	l.numbers, l.seps = append(l.numbers, l.rest[:n]), append(l.seps, l.sep)
	l.rest = l.rest[n:]
	return true
}

// name reads a month, a word that may be left out, or a zone. What stands before
// a comma at the start is a weekday, in whatever language.
func (l *looseDate) name() bool {
	n := strings.IndexFunc(l.rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && r != '\'' && r != '/' })
	if n < 0 {
		n = len(l.rest)
	}
	word := l.rest[:n]
	l.rest = l.rest[n:]
	if m := monthOf(word); m > 0 && l.month == 0 && !(l.hasTime && len(l.numbers) >= 3) {
		l.month, l.monthAt = m, len(l.numbers)
		return true
	}
	after := strings.TrimSpace(l.rest)
	switch {
	case l.word(word), !l.begun && strings.HasPrefix(after, ","):
		return true
	case (strings.EqualFold(word, "GMT") || strings.EqualFold(word, "UTC")) && after != "" && (after[0] == '+' || after[0] == '-'):
		l.rest = ""
		return l.zone(after)
	}
	return l.zone(word)
}

// word reads what is neither a month nor a zone.
func (d *moment) word(word string) bool {
	switch word = strings.ToLower(word); word {
	case "am", "a.m":
		d.am = true
		return true
	case "pm", "p.m":
		d.pm = true
		return true
	case "t", "at", "of", "de", "del", "di", "den", "der", "le", "the", "um", "à", "a", "st", "nd", "rd", "th", "uhr", "kl", "klo", "г", "er", "om", "o":
		return true
	}
	return weekdays[word]
}

// arrange finds out which number is what.
func (d *moment) arrange(numbers []string, seps []byte, monthAt int) bool {
	switch {
	case monthAt >= 0 && len(numbers) == 1 && len(numbers[0]) == 4:
		d.year, d.day = atoi(numbers[0]), 1
		return true
	case monthAt >= 0 && len(numbers) == 2:
		day, year := numbers[0], numbers[1]
		if len(day) > 2 {
			day, year = year, day
		}
		if len(day) > 2 || len(year) == 1 {
			return false
		}
		d.day, d.year = atoi(day), fullYear(year)
		return true
	case monthAt >= 0 || len(numbers) != 3:
		return false
	}
	a, b, c := atoi(numbers[0]), atoi(numbers[1]), atoi(numbers[2])
	switch {
	case len(numbers[0]) == 4 && len(numbers[1]) <= 2 && len(numbers[2]) <= 2:
		d.year, d.month, d.day = a, b, c
	case len(numbers[2]) != 4 || len(numbers[0]) > 2 || len(numbers[1]) > 2:
		return false
	case seps[1] == '.' || seps[1] == '-' || a > 12 || a == b:
		d.day, d.month, d.year = a, b, c
	case b > 12:
		d.month, d.day, d.year = a, b, c
	default:
		return false // 03/04/2005 is a different day on each side of the Atlantic
	}
	return true
}

// fullYear is the year that two or three digits stand for; three are what
// programs write that count from 1900.
func fullYear(s string) int {
	n := atoi(s)
	switch {
	case len(s) == 2:
		return withCentury(n)
	case len(s) == 3 && n >= 100 && n < 200:
		return 1900 + n
	case len(s) == 3:
		return -1
	}
	return n
}

// asian replaces the characters that Korean, Japanese and Chinese dates are
// written with. Where they give the language away, they give the zone.
func (d *moment) asian(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3000 }) {
		return s
	}
	const east9, east8 = 9 * 3600, 8 * 3600
	for _, m := range []struct {
		text   string
		offset int
	}{{"년", east9}, {"오후", east9}, {"오전", east9}, {"時", east9}, {"午後", east9}, {"午前", east9}, {"时", east8}, {"下午", east8}, {"上午", east8}} {
		if strings.Contains(s, m.text) && d.offset == 0 {
			d.offset = m.offset
		}
	}
	s = strings.NewReplacer(
		"년", "-", "월", "-", "일", " ", "年", "-", "月", "-", "日", " ", "오후", " pm ", "오전", " am ", "午後", " pm ", "午前", " am ", "下午", " pm ", "上午", " am ",
		"시", ":", "분", ":", "초", "", "時", ":", "时", ":", "分", ":", "秒", "", "：", ":", "　", " ",
	).Replace(s)
	return strings.TrimSuffix(strings.ReplaceAll(s, ": ", " "), ":")
}
