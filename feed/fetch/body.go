package fetch

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// bigBody is the size above which a body counts as large: of these only
	// bigBodies are held at a time, so that 64 endless ones can't fill the memory.
	bigBody   = 1 << 20
	bigBodies = 2
	// maxLayers is how many encodings one over the other are undone.
	maxLayers = 3
)

// hold is the right to have a large body in memory.
type hold struct {
	f    *Fetcher
	w    *watchdog
	held bool
	once sync.Once
}

// need takes the right when size asks for it, waiting for another large body to
// be done with; the request's clocks stand still meanwhile.
func (h *hold) need(ctx context.Context, size int) error {
	if h == nil || h.held || size <= bigBody {
		return nil
	}
	if h.f.big.TryAcquire(1) {
		h.held = true
		return nil
	}
	err := h.w.pause(func() error { return h.f.big.Acquire(ctx, 1) })
	if err != nil {
		return causeOf(ctx, err)
	}
	h.held = true
	return nil
}

func (h *hold) release() {
	if h == nil || !h.held {
		return
	}
	h.once.Do(func() { h.f.big.Release(1) })
}

// readAll reads a body up to limit bytes, and what came of it before an error.
func readAll(ctx context.Context, body io.Reader, length, limit int64, w *watchdog, h *hold) ([]byte, error) {
	if length > limit {
		return nil, errTooLarge
	}
	size := 32 << 10
	if length >= 0 {
		size = int(min(length, bigBody)) + 1 // one more, to meet the end without growing
	}
	buf := make([]byte, 0, size)
	for {
		if len(buf) == cap(buf) {
			if err := h.need(ctx, 2*cap(buf)); err != nil {
				return buf, err
			}
			buf = slices.Grow(buf, cap(buf))
		}
		n, err := body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if int64(len(buf)) > limit {
			return buf[:0], errTooLarge
		}
		if n > 0 && w != nil {
			w.alive()
		}
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, causeOf(ctx, err)
		}
	}
}

// decoders undo content encodings. The large tables of the decompressors are
// used again.
type decoders struct {
	gzip, zstd, brotli sync.Pool
}

var errEncoding = errors.New("an encoding that can't be undone")

// decode undoes what encodings, from the header, say, and what the bytes
// themselves say: servers send gzip without a word, a word without gzip, and
// gzip twice. What came out before an error is returned with it.
func (d *decoders) decode(body []byte, encodings []string, limit int64) ([]byte, error) {
	declared := splitEncodings(encodings)
	for range maxLayers {
		name := sniffEncoding(body)
		if name == "" {
			if name = nextUnsniffable(declared); name == "" {
				return body, nil
			}
			declared = nil
		}
		out, err := d.undo(name, body, limit)
		switch {
		case errors.Is(err, errTooLarge):
			return nil, err
		case err != nil && len(out) == 0 && looksLikeText(body):
			return body, nil // the header was wrong: it is not encoded at all
		case err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && len(out) == 0:
			return nil, fmt.Errorf("%w: %s: %w", errEncoding, name, err)
		case err != nil:
			return out, err
		}
		body = out
	}
	return body, nil
}

// splitEncodings lists the encodings of a header, the outermost first.
func splitEncodings(values []string) []string {
	var all []string
	for e := range strings.SplitSeq(strings.Join(values, ","), ",") {
		if e = strings.ToLower(strings.TrimSpace(e)); e != "" {
			all = append(all, e)
		}
	}
	slices.Reverse(all)
	return all
}

// nextUnsniffable finds an encoding that has no mark of its own in the bytes.
func nextUnsniffable(declared []string) string {
	for _, e := range declared {
		if e == "br" || e == "deflate" {
			return e
		}
	}
	return ""
}

// sniffEncoding tells an encoding by its first bytes. No feed, page or picture
// begins with them.
func sniffEncoding(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0x1f, 0x8b, 8}):
		return "gzip"
	case bytes.HasPrefix(b, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return "zstd"
	}
	return ""
}

// looksLikeText tells whether a body begins as XML, HTML or JSON do, in any
// encoding of characters.
func looksLikeText(b []byte) bool {
	b = bytes.TrimLeft(b[:min(len(b), 512)], "\xef\xbb\xbf\xfe\xff\x00 \t\r\n")
	return len(b) > 0 && (b[0] == '<' || b[0] == '{' || b[0] == '[')
}

// undo undoes one encoding.
func (d *decoders) undo(name string, body []byte, limit int64) ([]byte, error) {
	in := bytes.NewReader(body)
	switch name {
	case "gzip":
		return d.gunzip(in, limit)
	case "zstd":
		return d.unzstd(in, limit)
	case "br":
		r, _ := d.brotli.Get().(*brotli.Reader)
		if r == nil {
			r = brotli.NewReader(nil)
		}
		defer d.brotli.Put(r)
		if err := r.Reset(in); err != nil {
			return nil, err
		}
		return readAll(context.Background(), r, -1, limit, nil, nil)
	}
	// 'deflate' is zlib's format (RFC 9110, 8.4.1.2), but bare deflate is sent too.
	if z, err := zlib.NewReader(in); err == nil {
		return readAll(context.Background(), z, -1, limit, nil, nil)
	}
	return readAll(context.Background(), flate.NewReader(bytes.NewReader(body)), -1, limit, nil, nil)
}

// gunzip undoes gzip. Several members follow one another as one; what follows
// the last one is left away, as browsers do.
func (d *decoders) gunzip(in *bytes.Reader, limit int64) ([]byte, error) {
	z, _ := d.gzip.Get().(*gzip.Reader)
	if z == nil {
		z = new(gzip.Reader)
	}
	defer d.gzip.Put(z)
	var all []byte
	hint := gzipSize(in)
	for {
		if err := z.Reset(in); err != nil {
			if len(all) > 0 && !errors.Is(err, io.ErrUnexpectedEOF) {
				return all, nil
			}
			return all, err
		}
		z.Multistream(false)
		left := limit - int64(len(all))
		out, err := readAll(context.Background(), z, min(hint, left), left, nil, nil)
		if all == nil {
			all = out
		} else {
			all = append(all, out...)
		}
		if err != nil || in.Len() == 0 {
			return all, err
		}
	}
}

// gzipSize is what a gzip file says at its end of its size before compression.
// It may be a lie, and serves only to make room; -1: it says nothing that can be.
func gzipSize(in *bytes.Reader) int64 {
	var size [4]byte
	if _, err := in.ReadAt(size[:], in.Size()-4); err != nil {
		return -1
	}
	n := int64(binary.LittleEndian.Uint32(size[:]))
	if n > 1032*in.Size() { // deflate can't
		return -1
	}
	return n
}

func (d *decoders) unzstd(in *bytes.Reader, limit int64) ([]byte, error) {
	z, _ := d.zstd.Get().(*zstd.Decoder)
	if z == nil {
		var err error
		// RFC 9659: a window of 8 MiB is all that a browser must have.
		z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, err
		}
	}
	defer d.zstd.Put(z)
	if err := z.Reset(in); err != nil {
		return nil, err
	}
	return readAll(context.Background(), z, -1, limit, nil, nil)
}
