package cli

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lede/feed"
	"lede/feed/fetch"
	"lede/ui/picture"
)

// testPictures is a source of pictures with an empty cache.
func testPictures(t *testing.T) *pictures {
	t.Helper()
	f := fetch.New(fetch.Options{Timeout: 5 * time.Second})
	t.Cleanup(f.Close)
	a := &app{sys: System{Now: time.Now}, log: slog.New(slog.DiscardHandler), places: paths{Cache: t.TempDir()}}
	c := defaultConfig()
	p := a.pictures(&c)
	p.fetch = func() (*fetch.Fetcher, error) { return f, nil }
	return p
}

// pictureOf is a picture of one colour.
func pictureOf(t *testing.T, w, h int, encode func(io.Writer, image.Image) error) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.RGBA{20, 90, 160, 255}})
	var b bytes.Buffer
	if err := encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pngHead is the beginning of a PNG that says it has w by h pixels.
func pngHead(w, h uint32) []byte {
	head := []byte("IHDR")
	head = binary.BigEndian.AppendUint32(head, w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, head...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
}

func TestPicturesFromStrangers(t *testing.T) {
	jpegs := func(w io.Writer, img image.Image) error { return jpeg.Encode(w, img, nil) }
	gifs := func(w io.Writer, img image.Image) error { return gif.Encode(w, img, nil) }
	whole := pictureOf(t, 600, 400, jpegs)
	bodies := map[string][]byte{
		"/photo.jpg": whole, "/drawing.png": pictureOf(t, 300, 200, png.Encode), "/flag.gif": pictureOf(t, 30, 20, gifs), "/wide.jpg": pictureOf(t, 4000, 1000, jpegs),
		"/named-wrong.png": whole, "/dot.gif": pictureOf(t, 1, 1, gifs),
		"/truncated.jpg": whole[:len(whole)/2], "/page.jpg": []byte("<html><body>Not found</body></html>"), "/text.png": []byte("words"),
		"/bomb.png": pngHead(60_000, 60_000), "/empty-sides.png": pngHead(0, 4), "/escape.png": []byte("\x1b]0;owned\x07\x1b_Ga=T;\x1b\\"), "/none.png": {},
		"/drawing.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>`), "/huge.jpg": bytes.Repeat([]byte("\xff\xd8\xff\xe0"), 5<<20),
	}
	var accepted atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		accepted.Store(r.Header.Get("Accept"))
		body, ok := bodies[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(body)
	}))
	defer server.Close()
	p, sub := testPictures(t), feed.Subscription{Feed: feed.Feed{ID: 1, URL: server.URL + "/feed.xml"}}
	for path, want := range map[string]image.Point{
		"/photo.jpg": {600, 400}, "/drawing.png": {300, 200}, "/flag.gif": {30, 20}, "/named-wrong.png": {600, 400}, "/dot.gif": {1, 1},
		"/wide.jpg": {picture.KeptSide, picture.KeptSide / 4},
	} {
		img, err := p.Picture(t.Context(), server.URL+path, sub)
		if err != nil || img.Bounds().Size() != want {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if size, ok := p.Size(server.URL + path); !ok || size != want {
			t.Errorf("%s is kept at %v, %v", path, size, ok)
		}
	}
	for _, path := range []string{
		"/truncated.jpg", "/page.jpg", "/text.png", "/bomb.png", "/empty-sides.png", "/escape.png", "/none.png", "/drawing.svg", "/huge.jpg", "/absent.png",
	} {
		img, err := p.Picture(t.Context(), server.URL+path, sub)
		if err == nil {
			t.Errorf("%s: a picture of %v", path, img.Bounds())
			continue
		}
		if strings.ContainsAny(err.Error(), "\x1b\x07") {
			t.Errorf("%s: control characters in %q", path, err)
		}
		if _, ok := p.Size(server.URL + path); ok {
			t.Errorf("%s is kept", path)
		}
	}
	if s, _ := accepted.Load().(string); !strings.HasPrefix(s, "image/") || strings.Contains(s, "avif") {
		t.Errorf("asked for %q", s)
	}
}

// A picture is fetched once, by whoever may, from where the feed may lead.
func TestPicturesAreKeptAndKeepToPolicy(t *testing.T) {
	var asked atomic.Int32
	photo := pictureOf(t, 60, 40, png.Encode)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = w.Write(photo)
	}))
	defer server.Close()
	p := testPictures(t)
	stranger := feed.Subscription{Feed: feed.Feed{ID: 1, URL: "https://elsewhere.example/feed.xml"}}
	if _, err := p.Picture(t.Context(), server.URL+"/a.png", stranger); err == nil || asked.Load() != 0 {
		t.Errorf("a public feed led to a private address: %v", err)
	}
	own := feed.Subscription{Feed: feed.Feed{ID: 2, URL: server.URL + "/feed.xml"}}
	for range 3 {
		if _, err := p.Picture(t.Context(), server.URL+"/a.png", own); err != nil {
			t.Fatal(err)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("fetched %d times", n)
	}
	for _, address := range []string{"file:///etc/hostname", "data:image/png;base64,AAAA", "javascript:1", ""} {
		if _, err := p.Picture(t.Context(), address, own); err == nil {
			t.Errorf("%q gave a picture", address)
		}
	}
}

// Leaving a story ends what is on its way.
func TestPicturesAreCancelled(t *testing.T) {
	begun := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		close(begun)
		<-r.Context().Done()
	}))
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	_, err := testPictures(t).Picture(ctx, server.URL+"/a.png", feed.Subscription{Feed: feed.Feed{URL: server.URL}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended by %v", err)
	}
}

// A cache that can't be written to shows pictures all the same.
func TestPicturesWithoutACache(t *testing.T) {
	photo := pictureOf(t, 60, 40, png.Encode)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(photo) }))
	defer server.Close()
	p := testPictures(t)
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p.cache = picture.NewCache(file, 1<<20, time.Now)
	if _, err := p.Picture(t.Context(), server.URL+"/a.png", feed.Subscription{Feed: feed.Feed{URL: server.URL}}); err != nil {
		t.Error(err)
	}
}
