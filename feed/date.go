package feed

import (
	"slices"
	"strconv"
	"strings"
	"time"
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
		ok = d.loose(s)
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

// isoLayouts are the forms of a date in ISO 8601 and near it, a letter for each
// digit: Y and y of a year with and without its century, M of a month, D of a day,
// o of a day of the year, h, m and s of a time, u of the seconds since 1970, and x
// of what is left out.
var isoLayouts = []string{
	"YYYY", "YYYY-MM", "YYYY-M", "YYYY-MM-DD", "YYYY-MM-D", "YYYY-M-DD", "YYYY-M-D", "YYYYMMDD", "YYYYMMDDhhmmss",
	"yyMMDD", "yy-MM-DD", "-yy-MM", "-yyMM", "yyooo", "yy-ooo", "YYYYooo", "YYYY-ooo",
	"YYYY-MMM-DD", // a month with a nought too many
	"uuuuuuuuuu", "uuuuuuuuuuxxx",
}

// isoDate reads the date part, which is digits and hyphens alone: their places
// tell the layout.
func (d *moment) isoDate(s string) bool {
	i := slices.IndexFunc(isoLayouts, func(layout string) bool { return sameHyphens(layout, s) })
	if i < 0 {
		return false
	}
	layout := isoLayouts[i]
	has := func(letter byte) bool { return strings.IndexByte(layout, letter) >= 0 }
	var value [128]int64 // by letter
	for i := range len(layout) {
		if s[i] != '-' {
			value[layout[i]] = 10*value[layout[i]] + int64(s[i]-'0')
		}
	}
	if has('u') {
		d.unix(value['u'])
		return true
	}
	d.year, d.month, d.day = int(value['Y']), 1, 1
	if has('y') {
		d.year = withCentury(int(value['y']))
	}
	if has('M') {
		d.month = int(value['M'])
	}
	if has('D') {
		d.day = int(value['D'])
	}
	d.hour, d.minute, d.second = int(value['h']), int(value['m']), int(value['s'])
	if !has('o') {
		return true
	}
	t := time.Date(d.year, 1, int(value['o']), 0, 0, 0, 0, time.UTC)
	d.month, d.day = int(t.Month()), t.Day()
	return t.Year() == d.year
}

// sameHyphens says that two texts are of one length, with hyphens in the same
// places.
func sameHyphens(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if (a[i] == '-') != (b[i] == '-') {
			return false
		}
	}
	return true
}

// withCentury is the year that two digits stand for.
func withCentury(year int) int {
	if year < 70 {
		return 2000 + year
	}
	return 1900 + year
}

func (d *moment) unix(seconds int64) {
	t := time.Unix(seconds, 0).UTC()
	d.year, d.month, d.day = t.Year(), int(t.Month()), t.Day()
	d.hour, d.minute, d.second = t.Clock()
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
