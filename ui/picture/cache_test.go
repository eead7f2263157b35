package picture_test

import (
	"errors"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lede/ui/picture"
)

func TestCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pictures")
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	tick := func() time.Time { now = now.Add(time.Second); return now }
	cache := picture.NewCache(dir, 1<<30, tick)
	if _, err := cache.Get("a"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("an empty cache: %v", err)
	}
	put := func(c *picture.Cache, url string) {
		t.Helper()
		if err := c.Put(url, photo(60, 30)); err != nil {
			t.Fatal(err)
		}
	}
	put(cache, "a")
	put(cache, "b")
	if img, err := cache.Get("a"); err != nil || img.Bounds().Size() != image.Pt(60, 30) { // now b is the longest unused
		t.Fatal(err, img)
	}
	if size, ok := cache.Size("a"); !ok || size != image.Pt(60, 30) {
		t.Errorf("its size is %v, %v", size, ok)
	}
	if size, ok := cache.Size("z"); ok {
		t.Errorf("one that is not kept has the size %v", size)
	}
	count, bytes, err := cache.Usage()
	if err != nil || count != 2 || bytes == 0 {
		t.Fatalf("%d pictures of %d bytes, %v", count, bytes, err)
	}
	tight := picture.NewCache(dir, bytes+bytes/4, tick)
	put(tight, "c")
	if _, err := tight.Get("b"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the longest unused is still there: %v", err)
	}
	if _, err := tight.Get("a"); err != nil {
		t.Errorf("the one in use is gone: %v", err)
	}
}

func TestCacheOfNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pictures")
	none := picture.NewCache(dir, 0, time.Now)
	if err := none.Put("a", photo(60, 30)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a cache of no bytes made its folder: %v", err)
	}
}

func TestCacheKeepsWhatIsTransparent(t *testing.T) {
	cache := picture.NewCache(t.TempDir(), 1<<30, time.Now)
	img := image.NewRGBA(image.Rect(0, 0, 20, 20)) // nothing but air
	if err := cache.Put("a", img); err != nil {
		t.Fatal(err)
	}
	got, err := cache.Get("a")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, alpha := got.At(3, 3).RGBA(); alpha != 0 {
		t.Errorf("what was transparent came back with alpha %d", alpha)
	}
}

func TestCacheWithDamage(t *testing.T) {
	dir := t.TempDir()
	cache := picture.NewCache(dir, 1<<30, time.Now)
	if err := cache.Put("a", photo(60, 30)); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatal(err, files)
	}
	if err := os.WriteFile(files[0], []byte("not a picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := cache.Size("a"); ok {
		t.Error("a damaged file has a size")
	}
	if _, err := cache.Get("a"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a damaged file: %v", err)
	}
	if _, err := os.Stat(files[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

// TestCacheThatWasMeddledWith: what stands where a picture was kept is neither
// waited for, nor followed, nor decoded beyond the limits.
func TestCacheThatWasMeddledWith(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "mine")
	if err := os.WriteFile(elsewhere, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, put := range map[string]func(path string) error{
		"a bomb":             func(path string) error { return os.WriteFile(path, bomb(60_000, 60_000), 0o600) },
		"a link":             func(path string) error { return os.Symlink(elsewhere, path) },
		"a link to nothing":  func(path string) error { return os.Symlink(elsewhere+"-not", path) },
		"a file of holes":    func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, 1<<40)) },
		"an empty directory": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		dir := t.TempDir()
		cache := picture.NewCache(dir, 1<<30, time.Now)
		if err := cache.Put("a", photo(60, 30)); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) != 1 {
			t.Fatal(err, files)
		}
		if err := errors.Join(os.Remove(files[0]), put(files[0])); err != nil {
			t.Skipf("%s: %v", name, err)
		}
		if _, err := cache.Get("a"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
		if _, ok := cache.Size("a"); ok {
			t.Errorf("%s has a size", name)
		}
		if err := cache.Put("a", photo(60, 30)); err != nil {
			t.Errorf("%s stands in the way: %v", name, err)
		}
		if img, err := cache.Get("a"); err != nil || img.Bounds().Dx() != 60 {
			t.Errorf("%s: the picture that was put there since: %v", name, err)
		}
	}
	if text, err := os.ReadFile(elsewhere); err != nil || string(text) != "precious" {
		t.Errorf("what a link led to: %q, %v", text, err)
	}
}

func TestCacheSweepsWhatAKilledRunLeft(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "[pictures]")
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	cache := picture.NewCache(dir, 1<<30, func() time.Time { return now })
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{"new-1.tmp": 3 * time.Hour, "new-2.tmp": time.Second, "notes.txt": 3 * time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := cache.Put("a", photo(60, 30)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"new-1.tmp": false, "new-2.tmp": true, "notes.txt": true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
