package feed

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxDate is the longest string that can be a date.
const maxDate = 100

// ParseDate reads a date as publishers write it: RFC 822 with all that has been
// made of it, ISO 8601 and its parts, W3CDTF, asctime, and months in many
// languages. A date without a zone is UTC. What can't be understood for sure is
// refused, a zone that is not known with it: no date is better than a wrong one.
func ParseDate(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) > maxDate || s == "" {
		return time.Time{}, false
	}
	var d moment
	ok := false
	if c := s[0]; c >= '0' && c <= '9' || c == '-' {
		ok = d.iso(s)
	}
	if !ok {
		d = moment{}
		ok = d.words(s)
	}
	if !ok {
		return time.Time{}, false
	}
	return d.time()
}

// moment is a date being put together.
type moment struct {
	year, month, day           int
	hour, minute, second, nano int
	hasTime, hasZone           bool
	offset                     int // seconds east of UTC
	pm, am                     bool
}

// time is the instant, if there is such a one.
func (d *moment) time() (time.Time, bool) {
	if d.pm || d.am {
		if d.hour < 1 || d.hour > 23 || d.am && d.hour > 12 {
			return time.Time{}, false
		}
		if d.pm && d.hour < 12 {
			d.hour += 12
		} else if d.am && d.hour == 12 {
			d.hour = 0
		}
	}
	midnight := d.hour == 24 && d.minute == 0 && d.second == 0
	if d.year < 1 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1 || d.hour > 23 && !midnight || d.minute > 59 || d.second > 60 {
		return time.Time{}, false
	}
	if d.day > time.Date(d.year, time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return time.Time{}, false
	}
	t := time.Date(d.year, time.Month(d.month), d.day, d.hour, d.minute, d.second, d.nano, time.UTC).Add(-time.Duration(d.offset) * time.Second)
	return t, t.Year() >= 1 && t.Year() <= 9999
}

// iso reads ISO 8601 in all its forms.
func (d *moment) iso(s string) bool {
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '-') {
		n++
	}
	if !d.isoDate(s[:n]) {
		return false
	}
	rest := s[n:]
	if rest == "" {
		return true
	}
	if c := rest[0]; c != 'T' && c != 't' && c != ' ' && c != '_' {
		return false
	}
	rest = strings.TrimLeft(rest[1:], " T")
	if rest == "" {
		return true
	}
	rest, ok := d.clock(rest)
	if !ok {
		return false
	}
	if rest = strings.TrimSpace(rest); rest == "" {
		return true
	}
	return d.zone(rest)
}

// isoDate reads the date part, by the lengths of its groups of digits.
func (d *moment) isoDate(s string) bool {
	century := func(year int) int {
		if year < 70 {
			return 2000 + year
		}
		return 1900 + year
	}
	at := func(from, to int) int { return atoi(s[from:to]) }
	shape := make([]byte, 0, 16)
	for i := range len(s) {
		if s[i] == '-' {
			shape = append(shape, '-')
		} else {
			shape = append(shape, '0')
		}
	}
	d.month, d.day = 1, 1
	ordinal := 0
	switch string(shape) {
	case "0000":
		d.year = at(0, 4)
	case "0000-00", "0000-0":
		d.year, d.month = at(0, 4), at(5, len(s))
	case "0000-00-00", "0000-00-0":
		d.year, d.month, d.day = at(0, 4), at(5, 7), at(8, len(s))
	case "0000-0-00", "0000-0-0":
		d.year, d.month, d.day = at(0, 4), at(5, 6), at(7, len(s))
	case "0000-000-00": // a month with a nought too many
		d.year, d.month, d.day = at(0, 4), at(5, 8), at(9, 11)
	case "00000000":
		d.year, d.month, d.day = at(0, 4), at(4, 6), at(6, 8)
	case "00000000000000":
		d.year, d.month, d.day = at(0, 4), at(4, 6), at(6, 8)
		d.hour, d.minute, d.second = at(8, 10), at(10, 12), at(12, 14)
	case "000000":
		d.year, d.month, d.day = century(at(0, 2)), at(2, 4), at(4, 6)
	case "00-00-00":
		d.year, d.month, d.day = century(at(0, 2)), at(3, 5), at(6, 8)
	case "-00-00":
		d.year, d.month = century(at(1, 3)), at(4, 6)
	case "-0000":
		d.year, d.month = century(at(1, 3)), at(3, 5)
	case "00000":
		d.year, ordinal = century(at(0, 2)), at(2, 5)
	case "00-000":
		d.year, ordinal = century(at(0, 2)), at(3, 6)
	case "0000000":
		d.year, ordinal = at(0, 4), at(4, 7)
	case "0000-000":
		d.year, ordinal = at(0, 4), at(5, 8)
	case "0000000000": // seconds since 1970
		return d.unix(int64(at(0, 10)))
	case "0000000000000":
		return d.unix(int64(at(0, 13) / 1000))
	default:
		return false
	}
	if ordinal > 0 {
		t := time.Date(d.year, 1, ordinal, 0, 0, 0, 0, time.UTC)
		if t.Year() != d.year {
			return false
		}
		d.month, d.day = int(t.Month()), t.Day()
	}
	return true
}

func (d *moment) unix(seconds int64) bool {
	t := time.Unix(seconds, 0).UTC()
	d.year, d.month, d.day = t.Year(), int(t.Month()), t.Day()
	d.hour, d.minute, d.second = t.Clock()
	return true
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// clock reads a time of day that s begins with: 10, 10:14, 1014, 10:14:55.5.
func (d *moment) clock(s string) (rest string, ok bool) {
	if d.hasTime {
		return "", false
	}
	d.hasTime = true
	digits := digitRun(s)
	if digits == 4 || digits == 6 {
		d.hour, d.minute = atoi(s[:2]), atoi(s[2:4])
		if digits == 6 {
			d.second = atoi(s[4:6])
		}
		return d.fraction(s[digits:]), true
	}
	if digits < 1 || digits > 2 {
		return "", false
	}
	d.hour, s = atoi(s[:digits]), s[digits:]
	for _, part := range []*int{&d.minute, &d.second} {
		if s == "" || s[0] != ':' {
			return s, true
		}
		n := digitRun(s[1:])
		if n < 1 || n > 2 {
			return "", false
		}
		*part, s = atoi(s[1:1+n]), s[1+n:]
	}
	return d.fraction(s), s == "" || s[0] != ':'
}

// fraction reads the part of a second after a point or a comma.
func (d *moment) fraction(s string) string {
	if s == "" || s[0] != '.' && s[0] != ',' {
		return s
	}
	n := digitRun(s[1:])
	if n == 0 {
		return s
	}
	digits := (s[1:1+n] + "000000000")[:9]
	d.nano = atoi(digits)
	return s[1+n:]
}

func digitRun(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// zone reads a time zone that is all of s: Z, +01:00, -0500, GMT+1, EST, (UTC).
func (d *moment) zone(s string) bool {
	if d.hasZone {
		return false
	}
	d.hasZone = true
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, '('); i > 0 { // +0200 (CEST)
		s = strings.TrimSpace(s[:i])
	}
	s = strings.Trim(s, "()")
	name := strings.ToUpper(strings.TrimPrefix(s, "Etc/"))
	for _, prefix := range []string{"GMT", "UTC"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" {
			return d.numericZone(rest)
		}
	}
	if s == "" {
		return false
	}
	if s[0] == '+' || s[0] == '-' || strings.HasPrefix(s, "−") {
		return d.numericZone(strings.Replace(s, "−", "-", 1))
	}
	if offset, ok := zones[name]; ok {
		d.offset = offset
		return true
	}
	// Military letters were defined wrongly and mean nothing (RFC 5322, 4.3).
	return len(name) == 1 && name[0] >= 'A' && name[0] <= 'Z' && name != "J"
}

// numericZone reads +hh:mm, +hhmm, +hh or +h, in any spacing of the sign.
func (d *moment) numericZone(s string) bool {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return false
	}
	sign := 1
	if s[0] == '-' {
		sign = -1
	}
	digits := strings.TrimSpace(s[1:])
	hours, minutes, colon := strings.Cut(digits, ":")
	if !colon && len(digits) > 2 {
		hours, minutes = digits[:len(digits)-2], digits[len(digits)-2:]
	}
	if digitRun(hours) != len(hours) || hours == "" || len(hours) > 2 || digitRun(minutes) != len(minutes) || minutes != "" && len(minutes) != 2 || colon && minutes == "" {
		return false
	}
	h, m := atoi(hours), 0
	if minutes != "" {
		m = atoi(minutes)
	}
	if h > 14 || m > 59 {
		return false
	}
	d.offset = sign * (h*3600 + m*60)
	return true
}

// words reads dates with words in them, and numeric ones in other orders.
func (d *moment) words(s string) bool {
	s = d.asian(s)
	var numbers []string
	var seps []byte // what stands before each number
	monthAt := -1   // how many numbers stand before the month
	var sep byte
	for first := true; s != ""; first = false {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r >= '0' && r <= '9':
			n := digitRun(s)
			if n <= 2 && len(s) > n && s[n] == ':' {
				rest, ok := d.clock(s)
				if !ok {
					return false
				}
				s = rest
				break
			}
			if n > 4 || len(numbers) == 4 {
				return false
			}
			numbers, seps = append(numbers, s[:n]), append(seps, sep)
			s = s[n:]
		case (r == '+' || r == '-' || r == '−') && d.hasTime && len(s) > size && digitRun(s[size:]) > 0:
			zone, rest, _ := strings.Cut(s, " ")
			if !d.zone(zone) {
				return false
			}
			s = rest
		case unicode.IsLetter(r):
			n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && r != '\'' && r != '/' })
			if n < 0 {
				n = len(s)
			}
			word := s[:n]
			s = s[n:]
			if m := monthOf(word); m > 0 && d.month == 0 && !(d.hasTime && len(numbers) >= 3) {
				d.month, monthAt = m, len(numbers)
				break
			}
			if d.word(word) || first && strings.HasPrefix(strings.TrimSpace(s), ",") {
				break
			}
			if rest := strings.TrimSpace(s); (strings.EqualFold(word, "GMT") || strings.EqualFold(word, "UTC")) && rest != "" && (rest[0] == '+' || rest[0] == '-') {
				s = ""
				if !d.zone(rest) {
					return false
				}
				break
			}
			if !d.zone(word) {
				return false
			}
		case r == '(': // a comment, after the zone proper
			_, rest, ok := strings.Cut(s, ")")
			if !ok || !d.hasZone {
				return false
			}
			s = rest
		case r == ' ' || r == ',' || r == '.' || r == '/' || r == '-' || r == '\'' || unicode.IsSpace(r):
			sep = byte(min(r, 127))
			s = s[size:]
			continue
		default:
			return false
		}
		sep = 0
	}
	return d.arrange(numbers, seps, monthAt)
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
	case len(s) == 2 && n < 70:
		return 2000 + n
	case len(s) == 2, len(s) == 3 && n >= 100 && n < 200:
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
