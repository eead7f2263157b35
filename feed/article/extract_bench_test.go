package article

import (
	"path/filepath"
	"testing"
)

func BenchmarkExtract(b *testing.B) {
	for _, name := range []string{"ars-1", "nytimes-4", "wikipedia-2"} {
		page := conformance + "/" + name + "/source.html"
		if files, _ := filepath.Glob(page); len(files) == 0 {
			b.Skip("no " + conformance + " here")
		}
		src := readFile(b, page)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				if _, err := builtIn.Extract(src, "http://fakehost/test/page.html", "text/html"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
