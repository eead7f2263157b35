package store

import "math/bits"

// bloomFilter is a Bloom filter of the pairs of words that stand next to each other
// in a document: what it denies is not there, and of what is not there it denies
// six of seven.
type bloomFilter []byte

const (
	bitsAPair   = 4
	hashesAPair = 3
	mostPairs   = 1 << 15 // a document with more has no filter
)

// neighboursOf is the filter of some texts' words; nil where it would be too
// large or is not needed.
func neighboursOf(texts ...[]string) bloomFilter {
	pairs := 0
	for _, words := range texts {
		pairs += max(0, len(words)-1)
	}
	if pairs == 0 || pairs > mostPairs {
		return nil
	}
	f := make(bloomFilter, (pairs*bitsAPair+63)/64*8)
	for _, words := range texts {
		for i := 1; i < len(words); i++ {
			f.each(pairHash(words[i-1], words[i]), func(at uint32) bool {
				f[at/8] |= 1 << (at % 8)
				return true
			})
		}
	}
	return f
}

// each hands the places of a pair, of which this is the hash, to yield, until it
// says no.
func (f bloomFilter) each(h uint64, yield func(at uint32) bool) {
	size := uint64(len(f)) * 8
	for range hashesAPair {
		at, _ := bits.Mul64(h, size)
		if !yield(uint32(at)) {
			return
		}
		h *= 0x9E3779B97F4A7C15
	}
}

// has says whether a pair may be there.
func (f bloomFilter) has(pair uint64) bool {
	ok := len(f) > 0
	f.each(pair, func(at uint32) bool {
		ok = f[at/8]&(1<<(at%8)) != 0
		return ok
	})
	return ok
}

// pairHash is the FNV-1a hash of two words, stirred so that its high bits depend
// on all of them. It is kept in databases and never changes.
func pairHash(first, second string) uint64 {
	const prime = 0x100000001b3
	h := uint64(0xcbf29ce484222325)
	for i := range len(first) {
		h = (h ^ uint64(first[i])) * prime
	}
	h = (h ^ ' ') * prime
	for i := range len(second) {
		h = (h ^ uint64(second[i])) * prime
	}
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}
