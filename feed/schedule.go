package feed

import (
	"slices"
	"time"
)

// The bounds of a schedule.
const (
	MinInterval = 5 * time.Minute
	MaxInterval = 12 * time.Hour
	MaxBackoff  = 24 * time.Hour
	firstRetry  = 10 * time.Minute
)

// Rhythm is what is known about when a feed is worth asking again. The zero
// value knows nothing.
type Rhythm struct {
	Every     time.Duration // the user's own wish; it decides alone
	TTL       time.Duration // Document.TTL
	MaxAge    time.Duration // Cache-Control: max-age of the last answer
	SkipHours []int         // Document.SkipHours, GMT
	SkipDays  []time.Weekday
	Dates     []time.Time // of the newest entries known, in any order
}

// NextCheck is when a feed that answered well is asked again: as often as it
// seems to publish, no sooner than it asks (ttl, sy:updatePeriod, max-age), never
// outside 5 minutes to 12 hours, and not in the hours and days that it asks to skip.
func NextCheck(now time.Time, r Rhythm) time.Time {
	if r.Every > 0 {
		return now.Add(max(r.Every, MinInterval))
	}
	wait := max(pace(now, r.Dates), r.TTL, r.MaxAge)
	return afterSkipped(now.Add(min(max(wait, MinInterval), MaxInterval)), r)
}

// pace is half the median time between the newest entries; a feed that has been
// silent for longer than its own rhythm is asked more and more seldom.
func pace(now time.Time, dates []time.Time) time.Duration {
	var past []time.Time
	for _, d := range dates {
		if !d.IsZero() && !d.After(now) {
			past = append(past, d)
		}
	}
	if len(past) == 0 {
		return time.Hour
	}
	slices.SortFunc(past, func(a, b time.Time) int { return b.Compare(a) })
	past = past[:min(len(past), 20)]
	silence := now.Sub(past[0])
	if len(past) == 1 {
		return max(time.Hour, silence/10)
	}
	gaps := make([]time.Duration, 0, len(past)-1)
	for i := 1; i < len(past); i++ {
		gaps = append(gaps, past[i-1].Sub(past[i]))
	}
	slices.Sort(gaps)
	// Entries posted in one go say nothing of the rhythm: the mean counts too.
	mean := past[0].Sub(past[len(past)-1]) / time.Duration(len(gaps))
	return max(max(gaps[len(gaps)/2], mean/4)/2, silence/10)
}

// afterSkipped moves a time out of the hours and days that a feed asks to skip,
// at most a week and only where some hour is left.
func afterSkipped(t time.Time, r Rhythm) time.Time {
	skipped := func(t time.Time) bool {
		u := t.UTC()
		return slices.ContainsFunc(r.SkipHours, func(h int) bool { return h%24 == u.Hour() }) || slices.Contains(r.SkipDays, u.Weekday())
	}
	next := t
	for range 7 * 24 {
		if !skipped(next) {
			return next
		}
		next = next.Truncate(time.Hour).Add(time.Hour)
	}
	return t
}

// NextRetry is when a feed that failed is asked again: 10 minutes after the
// first failure, twice as long after each further one, up to a day. jitter, from
// 0 up to 1, spreads the feeds of one broken host over half of that time.
func NextRetry(now time.Time, failures int, jitter float64) time.Time {
	wait := MaxBackoff
	if n := max(failures-1, 0); n < 8 {
		wait = min(firstRetry<<n, MaxBackoff)
	}
	jitter = min(max(jitter, 0), 1)
	return now.Add(wait - time.Duration(float64(wait)*0.5*jitter))
}
