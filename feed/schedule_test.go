package feed

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func every(now time.Time, gap time.Duration, n int, silence time.Duration) []time.Time {
	var dates []time.Time
	for i := range n {
		dates = append(dates, now.Add(-silence-time.Duration(i)*gap))
	}
	return dates
}

func TestNextCheck(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC) // a Monday
	tests := []struct {
		name string
		r    Rhythm
		want time.Duration
	}{
		{"nothing known", Rhythm{}, time.Hour},
		{"an entry an hour", Rhythm{Dates: every(now, time.Hour, 20, time.Minute)}, 30 * time.Minute},
		{"an entry a minute", Rhythm{Dates: every(now, time.Minute, 20, 0)}, MinInterval},
		{"an entry a month", Rhythm{Dates: every(now, 720*time.Hour, 20, time.Minute)}, MaxInterval},
		{"silent for a day", Rhythm{Dates: every(now, time.Hour, 20, 24*time.Hour)}, 144 * time.Minute},
		{"dates in the future say nothing", Rhythm{Dates: []time.Time{now.Add(time.Hour), {}}}, time.Hour},
		{"ttl", Rhythm{TTL: 2 * time.Hour, Dates: every(now, time.Hour, 20, 0)}, 2 * time.Hour},
		{"max-age", Rhythm{MaxAge: 3 * time.Hour, TTL: 2 * time.Hour}, 3 * time.Hour},
		{"a ttl of a week is clamped", Rhythm{TTL: 168 * time.Hour}, MaxInterval},
		{"the user decides", Rhythm{Every: 7 * time.Minute, TTL: 2 * time.Hour}, 7 * time.Minute},
		{"the user is clamped", Rhythm{Every: time.Second}, MinInterval},
		{"skipHours", Rhythm{SkipHours: []int{10, 11}}, 150 * time.Minute},
		{"skipDays", Rhythm{SkipDays: []time.Weekday{time.Monday}}, 14*time.Hour + 30*time.Minute},
		{"every hour skipped", Rhythm{SkipHours: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}}, time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := NextCheck(now, tt.r).Sub(now); got != tt.want {
				t.Errorf("in %v, want %v", got, tt.want)
			}
		})
	}
}

func TestNextCheckIsClamped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "now"), 0)
		r := Rhythm{TTL: time.Duration(rapid.Int64().Draw(t, "ttl")), MaxAge: time.Duration(rapid.Int64().Draw(t, "age"))}
		for _, s := range rapid.SliceOf(rapid.Int64Range(-1<<40, 1<<40)).Draw(t, "dates") {
			r.Dates = append(r.Dates, time.Unix(s, 0))
		}
		if wait := NextCheck(now, r).Sub(now); wait < MinInterval || wait > MaxInterval {
			t.Fatalf("asked again in %v", wait)
		}
	})
}

func TestNextRetry(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	for failures, want := range map[int]time.Duration{
		0: 10 * time.Minute, 1: 10 * time.Minute, 2: 20 * time.Minute, 5: 160 * time.Minute, 9: MaxBackoff, 1000: MaxBackoff,
	} {
		if got := NextRetry(now, failures, 0).Sub(now); got != want {
			t.Errorf("after %d failures: %v, want %v", failures, got, want)
		}
		if got := NextRetry(now, failures, 1).Sub(now); got != want/2 {
			t.Errorf("after %d failures, full jitter: %v, want %v", failures, got, want/2)
		}
	}
}
