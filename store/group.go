package store

import (
	"encoding/binary"
	"fmt"
)

// The texts of entries that follow each other are kept together, since what
// they share is then compressed once. A row of body is such a group. Its key is
// the highest entry in it, and no group begins before the one below it ends: an
// entry's text is in the first row whose key is not less than the entry, or
// nowhere. A row that holds one text has it coded by itself, as all rows were
// before there were groups. One that holds several is:
//
//	grouped, how many, for each by its number: key - entry, length; the texts joined, coded as one
//
// where all numbers are varints.

// A group has so many texts and bytes of text at most, but for one text that is
// longer by itself. What is decoded may have more: so much that a damaged or
// hostile database does no harm.
const (
	groupTexts  = 8
	groupBytes  = 48 << 10
	mostGrouped = 1 << 10
)

// member is an entry's place in its group's joined texts.
type member struct {
	id         int64
	start, end int
}

// textGroup is a row of body: its members by their numbers, and their texts joined.
type textGroup struct {
	members []member
	text    []byte
}

func (m member) of(text []byte) string { return string(text[m.start:m.end]) }

// decodeGroup reads a row of body into g, whose memory it uses again.
func (c *codec) decodeGroup(key int64, row []byte, g *textGroup) error {
	g.members, g.text = g.members[:0], g.text[:0]
	members, rest, err := groupHead(key, row, g.members)
	if err != nil {
		return err
	}
	g.members = members
	size := members[len(members)-1].end
	if row, err := decodedSize(rest); err != nil || row != size {
		return fmt.Errorf("%w: a group's texts are not as long as it says", errCoding)
	}
	text, err := c.decodeTo(g.text, rest)
	if err == nil && len(text) != size {
		err = fmt.Errorf("%w: a group's texts are not as long as it says", errCoding)
	}
	if err != nil {
		return err
	}
	g.text = text
	return nil
}

// groupHead reads whose texts a row of body has, one at least, without decoding
// them. rest is the texts.
func groupHead(key int64, row []byte, into []member) (members []member, rest []byte, err error) {
	if len(row) == 0 || row[0] != grouped {
		size, err := decodedSize(row)
		return append(into, member{key, 0, size}), row, err
	}
	d := numbers{left: row[1:]}
	n := d.next(mostGrouped)
	back := uint64(key) // of the last: how far it is before the key
	for i, at := uint64(0), 0; i < n && !d.bad; i++ {
		by, size := d.next(back), int(d.next(maxBody))
		if by == back || at+size > maxBody {
			d.bad = true
		}
		back = by
		into = append(into, member{key - int64(by), at, at + size})
		at += size
	}
	if d.bad || key <= 0 || n == 0 || back != 0 {
		return nil, nil, fmt.Errorf("%w: a group says wrongly whose texts it has", errCoding)
	}
	return into, d.left, nil
}

// numbers reads varints that are not above a limit.
type numbers struct {
	left []byte
	bad  bool
}

func (d *numbers) next(limit uint64) uint64 {
	n, size := binary.Uvarint(d.left)
	if size <= 0 || n > limit {
		d.bad = true
		return 0
	}
	d.left = d.left[size:]
	return n
}

// encodeGroup codes some entries' texts, which are joined and coded already, as a
// row of body. Their numbers ascend.
func encodeGroup(ids []int64, lengths []int, texts []byte) (key int64, row []byte) {
	key = ids[len(ids)-1]
	if len(ids) == 1 {
		return key, texts
	}
	row = make([]byte, 0, 2+6*len(ids)+len(texts))
	row = binary.AppendUvarint(append(row, grouped), uint64(len(ids)))
	for i, id := range ids {
		row = binary.AppendUvarint(row, uint64(key-id))
		row = binary.AppendUvarint(row, uint64(lengths[i]))
	}
	return key, append(row, texts...)
}
