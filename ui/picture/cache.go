package picture

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Cache keeps scaled pictures on disk, as PNG files of its own making, under a
// budget. Several processes may share one: files appear by rename, and a file
// that another took away is merely absent.
type Cache struct {
	dir    string
	budget int64 // bytes
	now    func() time.Time
}

// NewCache returns a cache in a folder, which is made when first needed.
func NewCache(dir string, budget int64, now func() time.Time) *Cache {
	return &Cache{dir: dir, budget: budget, now: now}
}

// Get returns the picture kept for a URL at a size in pixels, or fs.ErrNotExist.
// A file that can't be read as a picture is taken away and counts as absent.
func (c *Cache) Get(url string, width, height int) (image.Image, error) {
	path := c.path(url, width, height)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	img, err := decode(data)
	if err != nil {
		return nil, errors.Join(fs.ErrNotExist, os.Remove(path))
	}
	now := c.now()
	_ = os.Chtimes(path, now, now) // only its place in the order of use
	return img, nil
}

// Put keeps a picture, and takes away those longest unused until the budget
// holds.
func (c *Cache) Put(url string, width, height int, img image.Image) error {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("keeping a picture: %w", err)
	}
	f, err := os.CreateTemp(c.dir, "new-*.tmp")
	if err != nil {
		return fmt.Errorf("keeping a picture: %w", err)
	}
	_, err = f.Write(b.Bytes())
	err = errors.Join(err, f.Close())
	path := c.path(url, width, height)
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
	return c.Trim()
}

// Size is the number of pictures kept and their bytes.
func (c *Cache) Size() (count int, bytes int64, err error) {
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
		if !strings.HasSuffix(e.Name(), ".png") {
			continue
		}
		if info, err := e.Info(); err == nil {
			files = append(files, info)
		}
	}
	return files, nil
}

func (c *Cache) path(url string, width, height int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%dx%d %s", width, height, url))
	return filepath.Join(c.dir, hex.EncodeToString(sum[:16])+".png")
}

func base64Of(data []byte) string { return base64.StdEncoding.EncodeToString(data) }
