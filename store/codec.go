package store

import (
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// How a text is coded: its first byte.
const (
	plain      = 0
	compressed = 1
	grouped    = 2 // several entries' texts: see group.go
)

// minCompressed is the size from which compression is worth a try.
const minCompressed = 200

// maxBody bounds what decompression may make of a damaged or hostile database.
const maxBody = 64 << 20

// codec compresses texts. Encoders and decoder are made when first needed: a list
// on the screen needs none.
type codec struct {
	fast, dense encoder // for when somebody waits, and for when nobody does
	decoderOnce sync.Once
	decoder     *zstd.Decoder
}

type encoder struct {
	once sync.Once
	zstd *zstd.Encoder
}

// encode codes a text by itself, as quickly as may be.
func (c *codec) encode(text string) []byte { return c.encodeFast([]byte(text)) }

func (c *codec) encodeFast(text []byte) []byte { return c.fast.encode(zstd.SpeedFastest, text) }

func (c *codec) encodeDense(text []byte) []byte { return c.dense.encode(zstd.SpeedDefault, text) }

func (e *encoder) encode(level zstd.EncoderLevel, text []byte) []byte {
	if len(text) >= minCompressed {
		e.once.Do(func() {
			// The options are constant and valid, so that there is no error.
			e.zstd, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(level), zstd.WithEncoderConcurrency(2),
				zstd.WithWindowSize(128<<10), zstd.WithLowerEncoderMem(true), zstd.WithEncoderCRC(false), zstd.WithSingleSegment(true))
		})
		out := e.zstd.EncodeAll(text, append(make([]byte, 0, len(text)/2+64), compressed))
		if len(out) <= len(text) {
			return out
		}
	}
	return append([]byte{plain}, text...)
}

// decode is a text that was coded by itself.
func (c *codec) decode(b []byte) (string, error) {
	text, err := c.decodeTo(nil, b)
	return string(text), err
}

// decodeTo is decode that appends to into, which keeps what it can hold.
func (c *codec) decodeTo(into, b []byte) ([]byte, error) {
	if len(b) == 0 {
		return into, nil
	}
	switch b[0] {
	case plain:
		return append(into, b[1:]...), nil
	case compressed:
		c.decoderOnce.Do(func() {
			c.decoder, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxBody))
		})
		text, err := c.decoder.DecodeAll(b[1:], into)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errCoding, err)
		}
		return text, nil
	}
	return nil, fmt.Errorf("%w: unknown coding %d", errCoding, b[0])
}

// decodedSize is how long a text is, coded by itself, without decoding it.
func decodedSize(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	if b[0] == plain {
		return len(b) - 1, nil
	}
	var h zstd.Header
	if b[0] != compressed || h.Decode(b[1:]) != nil || !h.HasFCS || h.FrameContentSize > maxBody {
		return 0, fmt.Errorf("%w: no size is given", errCoding)
	}
	return int(h.FrameContentSize), nil
}

func (c *codec) close() {
	if c.decoder != nil {
		c.decoder.Close()
	}
}
