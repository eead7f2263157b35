package feed

import (
	"time"

	"github.com/itlightning/dateparse"
)

// ParseDate reads a date as publishers write it.
func ParseDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC1123Z, time.RFC1123, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	t, err := dateparse.ParseAny(s)
	return t.UTC(), err == nil
}
