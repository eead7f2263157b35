package feed

import (
	"strings"
	"time"
)

// ParseWhen reads a time as the search language has it: 'today', 'yesterday', a
// date or its beginning (2026-01-31, 2026-01), with or without a time of day, or a
// time ago (20min, 12h, 3d, 1w, 6m, 1y). A date is in now's zone, where it names
// none itself; days begin at midnight there.
func ParseWhen(s string, now time.Time) (time.Time, bool) {
	y, m, d := now.Date()
	switch s = strings.ToLower(strings.TrimSpace(s)); s {
	case "now":
		return now, true
	case "today":
		return time.Date(y, m, d, 0, 0, 0, 0, now.Location()), true
	case "yesterday":
		return time.Date(y, m, d-1, 0, 0, 0, 0, now.Location()), true
	}
	for _, layout := range []string{"2006-01-02", "2006-1-2", "2006-01", "2006", "20060102", "2006-01-02t15:04", "2006-01-02 15:04", "2006-01-02t15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			return t, true
		}
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(s)); err == nil {
		return t, true
	}
	return parseAgo(s, now)
}

// parseAgo reads a number with a unit as a time before now.
func parseAgo(s string, now time.Time) (time.Time, bool) {
	digits := digitRun(s)
	if digits == 0 || digits > 5 {
		return time.Time{}, false
	}
	n := atoi(s[:digits])
	switch strings.TrimSpace(s[digits:]) {
	case "min", "minute", "minutes":
		return now.Add(-time.Duration(n) * time.Minute), true
	case "h", "hour", "hours":
		return now.Add(-time.Duration(n) * time.Hour), true
	case "d", "day", "days":
		return now.AddDate(0, 0, -n), true
	case "w", "week", "weeks":
		return now.AddDate(0, 0, -7*n), true
	case "m", "mo", "month", "months":
		return now.AddDate(0, -n, 0), true
	case "y", "year", "years":
		return now.AddDate(-n, 0, 0), true
	}
	return time.Time{}, false
}
