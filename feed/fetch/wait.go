package fetch

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// maxWait bounds Retry-After: what a server says beyond a day is a mistake.
	maxWait = 24 * time.Hour
	// maxMaxAge bounds Cache-Control's max-age before the schedule bounds it.
	maxMaxAge = 7 * 24 * time.Hour
)

// waits are the times before which hosts asked not to be asked again.
type waits struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// get returns until when host is to be left alone; zero: it may be asked.
func (w *waits) get(host string, now time.Time) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.held(host, now)
}

// held is get's answer. What is longer than any wait was noted while the clock was
// wrong.
func (w *waits) held(host string, now time.Time) time.Time {
	t := w.until[host]
	if !t.After(now) || t.After(now.Add(maxWait)) {
		return time.Time{}
	}
	return t
}

// add notes a wait at a time; the longer of two that hold does.
func (w *waits) add(host string, until, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !until.After(w.held(host, now)) {
		return
	}
	if w.until == nil {
		w.until = make(map[string]time.Time)
	}
	w.until[host] = until
}

// retryAfter reads a Retry-After header (RFC 9110, 10.2.3): seconds or a date.
// It answers 0 for none, for junk and for the past, and a day at most.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0
	}
	if strings.Trim(value, "0123456789") == "" {
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n > int64(maxWait/time.Second) {
			return maxWait // so many digits that they don't fit
		}
		return time.Duration(n) * time.Second
	}
	if s, err := strconv.ParseFloat(value, 64); err == nil { // '1.5' is sent too
		if math.IsNaN(s) || s <= 0 {
			return 0
		}
		return time.Duration(math.Min(math.Ceil(s), maxWait.Seconds())) * time.Second
	}
	t, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(t.Sub(now), 0), maxWait)
}

// asksToWait is how long an answer asks that its whole host be left alone.
func asksToWait(status int, h http.Header, now time.Time) time.Duration {
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		return 0
	}
	return retryAfter(h.Get("Retry-After"), now)
}

// noteWait keeps what a response asks for. It returns the host and the time
// until which it is to be left alone; the zero time: it asks for nothing.
func (f *Fetcher) noteWait(res *response) (string, time.Time) {
	now := f.o.Now()
	d := asksToWait(res.status, res.header, now)
	if d <= 0 {
		return "", time.Time{}
	}
	host, until := hostKey(res.url), now.Add(d)
	f.waits.add(host, until, now)
	return host, until
}

// maxAge is how much longer an answer is fresh by its Cache-Control header
// (RFC 9111, 4.2), its age so far taken off.
func maxAge(h http.Header) time.Duration {
	var fresh time.Duration
	for d := range strings.SplitSeq(strings.ToLower(strings.Join(h.Values("Cache-Control"), ",")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		switch name {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			n, err := strconv.ParseInt(strings.Trim(value, `" `), 10, 64)
			if err == nil && n > 0 {
				fresh = time.Duration(min(n, int64(maxMaxAge/time.Second))) * time.Second
			}
		}
	}
	age, err := strconv.ParseInt(strings.TrimSpace(h.Get("Age")), 10, 64)
	if err == nil && age > 0 {
		fresh -= time.Duration(min(age, int64(maxMaxAge/time.Second))) * time.Second
	}
	return max(fresh, 0)
}
