package feed

import (
	"strings"
	"testing"
)

// BenchmarkNormalise cleans an entry whose body is about 4 kB.
func BenchmarkNormalise(b *testing.B) {
	body := strings.Repeat(`<p>Nine people walked the old canal today, and <a href="https://example.org/canal">counted</a> what they found: herons, “two swans”, a rusted bicycle &amp; one caf&eacute;.</p>`+"\n", 24)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		e := Entry{GUID: "1", URL: "https://example.org/1", Title: "A day by the canal", Content: body}
		e.normalise()
	}
}
