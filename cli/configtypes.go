package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time as people write it: "90s", "30m", "1h30m", and
// also days, weeks and years, "7d", "2w", "1y". It is a struct so that a number
// without a unit is a mistake: the decoder would put one into an integer as it
// stands, and 'keep = 30' would keep stories for 30 ns.
type Duration struct {
	length time.Duration
	wrong  error // why what was written is none; the check says it with the line
}

// Std is the duration as the standard library has it.
func (d Duration) Std() time.Duration { return d.length }

// lasting is a length of time as a setting.
func lasting(length time.Duration) Duration { return Duration{length: length} }

// UnmarshalText reads what String writes, and the longer units. It never fails:
// the decoder knows no line for a number's error, and would end at the first.
func (d *Duration) UnmarshalText(text []byte) error {
	*d = readDuration(string(text))
	return nil
}

// readDuration is a length of time as it was written, right or wrong.
func readDuration(text string) Duration {
	length, err := parseDuration(text)
	return Duration{length, err}
}

// String is the shortest form: "30m", not "30m0s".
func (d Duration) String() string {
	s := d.Std().String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

const day = 24 * time.Hour

// longUnits are the units that time.ParseDuration lacks.
var longUnits = map[byte]time.Duration{'d': day, 'w': 7 * day, 'y': 365 * day}

func parseDuration(s string) (time.Duration, error) {
	if n := len(s); n > 1 {
		if unit, ok := longUnits[s[n-1]]; ok {
			count, err := strconv.ParseFloat(s[:n-1], 64)
			if err == nil && count >= 0 && count < 1000 {
				return time.Duration(count * float64(unit)), nil
			}
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is not a duration; write it as \"30m\", \"12h\", \"7d\" or \"1y\"", s)
	}
	return d, nil
}

// OneOrMore is a list of strings that may be written as a single one.
type OneOrMore []string

// UnmarshalText takes the single string.
func (o *OneOrMore) UnmarshalText(text []byte) error {
	*o = OneOrMore{string(text)}
	return nil
}
