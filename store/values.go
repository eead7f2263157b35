package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// errCoding is in the chain of errors that say that a stored value is damaged.
var errCoding = errors.New("a stored text can't be read")

// hash64 is a text's place in an index: the first eight bytes of its SHA-256,
// never 0.
func hash64(s string) int64 {
	sum := sha256.Sum256([]byte(s))
	return int64(binary.BigEndian.Uint64(sum[:8]) | 1)
}

// packIDs codes ids in order as varints of their differences: a journal of
// 100,000 marks is some 100 kB.
func packIDs(ids []int64) []byte {
	sorted := slices.Sorted(slices.Values(ids))
	out := make([]byte, 0, 2*len(ids))
	last := int64(0)
	for _, id := range sorted {
		out = binary.AppendUvarint(out, uint64(id-last))
		last = id
	}
	return out
}

// unpackIDs reads what packIDs has written.
func unpackIDs(b []byte) ([]int64, error) {
	var ids []int64
	last := int64(0)
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 {
			return nil, fmt.Errorf("%w: a list of entries is cut short", errCoding)
		}
		last += int64(d)
		ids = append(ids, last)
		b = b[n:]
	}
	return ids, nil
}

// packHashes codes source hashes, eight bytes each (see Known).
func packHashes(hashes []uint64) []byte {
	out := make([]byte, 0, 8*len(hashes))
	for _, h := range hashes {
		out = binary.LittleEndian.AppendUint64(out, h)
	}
	return out
}

// toJSON codes a value that JSON can say as JSON; what is empty (null, no list, no
// object, no text) becomes "".
func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // the types are ours: strings, numbers, lists of them, and times that were looked at before
	}
	switch s := string(b); s {
	case "null", "[]", "{}", `""`:
		return ""
	default:
		return s
	}
}

// fromJSON reads what toJSON has written into v, which "" leaves as it is.
func fromJSON(text string, v any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("%w: %w", errCoding, err)
	}
	return nil
}

// idList is a list of ids as SQL's json_each takes it.
func idList(ids []int64) string {
	out := append(make([]byte, 0, 8*len(ids)+2), '[')
	for i, id := range ids {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, id, 10)
	}
	return string(append(out, ']'))
}
