package picture

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// KeptSide is the largest side in pixels of a picture that is kept: as much as a
// large window shows.
const KeptSide = 1600

// keptQuality is that of the JPEGs that are kept.
const keptQuality = 90

// Cache keeps pictures on disk, scaled down to KeptSide and encoded anew, under
// a budget. A picture is filed by the hash of its URL. Several processes may
// share one cache: files appear by rename, and a file that another took away is
// merely absent.
type Cache struct {
	dir    string
	budget int64 // bytes
	now    func() time.Time
}

// NewCache returns a cache in a folder, which is made when first needed. With a
// budget of 0 nothing is kept.
func NewCache(dir string, budget int64, now func() time.Time) *Cache {
	return &Cache{dir: dir, budget: budget, now: now}
}

// Get returns the picture kept for a URL, or fs.ErrNotExist. What can't be read
// as a picture that was kept here is taken away and counts as absent: other
// bytes, a bomb, a link, a pipe.
func (c *Cache) Get(url string) (image.Image, error) {
	path := c.path(url)
	if err := isKept(path); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	img, err := Decode(context.Background(), data, DefaultLimits())
	if err != nil {
		return nil, errors.Join(fs.ErrNotExist, os.Remove(path))
	}
	now := c.now()
	_ = os.Chtimes(path, now, now) // only its place in the order of use
	return img, nil
}

// isKept says with fs.ErrNotExist that no file is here that could be a picture,
// and takes away what is instead. Nothing is opened: a pipe would never answer.
func isKept(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > int64(DefaultLimits().Bytes) {
		return errors.Join(fs.ErrNotExist, os.Remove(path))
	}
	return nil
}

// Size returns the size in pixels of the picture kept for a URL, if there is
// one. Only the beginning of its file is read.
func (c *Cache) Size(url string) (size image.Point, ok bool) {
	path := c.path(url)
	if isKept(path) != nil {
		return image.Point{}, false
	}
	f, err := os.Open(path)
	if err != nil {
		return image.Point{}, false
	}
	defer f.Close()
	config, _, err := image.DecodeConfig(bufio.NewReaderSize(f, 1<<10))
	return image.Pt(config.Width, config.Height), err == nil
}

// Put keeps a picture of at most KeptSide, and takes away those longest unused
// until the budget holds, and what a run that was killed left half written.
func (c *Cache) Put(url string, img image.Image) error {
	data, err := kept(img)
	if err != nil || int64(len(data)) > c.budget {
		return err
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("keeping a picture: %w", err)
	}
	f, err := os.CreateTemp(c.dir, unfinished)
	if err != nil {
		return fmt.Errorf("keeping a picture: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Close())
	path := c.path(url)
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keeping a picture: %w", err), os.Remove(f.Name()))
	}
	now := c.now()
	if err := os.Chtimes(path, now, now); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keeping a picture: %w", err)
	}
	return errors.Join(c.Trim(), c.sweep())
}

// kept encodes a picture for the cache: as JPEG, or what is transparent in
// places or has few colours as PNG.
func kept(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if _, few := img.(*image.Paletted); few || !opaque(img) {
		err := png.Encode(&b, img)
		return b.Bytes(), err
	}
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: keptQuality})
	return b.Bytes(), err
}

func opaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// Usage is the number of pictures kept and their bytes.
func (c *Cache) Usage() (count int, bytes int64, err error) {
	files, err := c.files()
	for _, f := range files {
		bytes += f.Size()
	}
	return len(files), bytes, err
}

// Trim takes pictures away, those longest unused first, until the budget holds.
func (c *Cache) Trim() error {
	files, err := c.files()
	if err != nil {
		return err
	}
	var total int64
	for _, f := range files {
		total += f.Size()
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, f := range files {
		if total <= c.budget {
			return nil
		}
		if err := os.Remove(filepath.Join(c.dir, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		total -= f.Size()
	}
	return nil
}

// unfinished names the files that are being written, and leftAfter is how old
// one is that nobody writes any more: writing takes milliseconds.
const (
	unfinished = "new-*.tmp"
	leftAfter  = time.Hour
)

// sweep takes away what was never finished, but not what another process may be
// writing now.
func (c *Cache) sweep() error {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if matches, _ := filepath.Match(unfinished, e.Name()); !matches {
			continue
		}
		info, err := e.Info()
		if err != nil || c.now().Sub(info.ModTime()) < leftAfter {
			continue // another process finished it, or may yet
		}
		if err := os.Remove(filepath.Join(c.dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// suffix marks the cache's files, whichever format each is in.
const suffix = ".picture"

// files are the pictures kept.
func (c *Cache) files() ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(c.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), suffix) {
			continue
		}
		if info, err := e.Info(); err == nil {
			files = append(files, info)
		}
	}
	return files, nil
}

func (c *Cache) path(url string) string {
	sum := sha256.Sum256([]byte(url))
	return filepath.Join(c.dir, hex.EncodeToString(sum[:16])+suffix)
}
