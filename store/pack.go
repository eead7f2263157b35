package store

import "runtime"

// pack is the texts of entries that follow each other in a document, coded
// together before it is known which of them are new and what numbers they get.
type pack struct {
	lengths []int
	coded   []byte // joined
}

// packTexts packs what was fetched. A pack whose entries are all new is written
// as it is; of another the texts are taken out again.
func (c *codec) packTexts(entries []preparedEntry) {
	lengths := make([]int, len(entries))
	for i := range entries {
		lengths[i] = len(entries[i].Content)
	}
	var joined []byte
	for _, n := range groupSizes(lengths) {
		joined = joined[:0]
		for i := range entries[:n] {
			joined = append(joined, entries[i].Content...)
		}
		p := &pack{lengths: lengths[:n], coded: c.encodeFast(joined)}
		for i := range entries[:n] {
			entries[i].pack, entries[i].nth = p, i
		}
		runtime.Gosched()
		entries, lengths = entries[n:], lengths[n:]
	}
}

// groupSizes parts texts of the given lengths into groups, of much the same
// number where the texts are short, and says how many texts each has.
func groupSizes(lengths []int) (sizes []int) {
	groups := (len(lengths) + groupTexts - 1) / groupTexts
	for len(lengths) > 0 {
		most := groupTexts
		if groups > 0 {
			most = (len(lengths) + groups - 1) / groups
		}
		n, size := 1, lengths[0]
		for n < min(most, groupTexts, len(lengths)) && size+lengths[n] <= groupBytes {
			size += lengths[n]
			n++
		}
		sizes, lengths = append(sizes, n), lengths[n:]
		groups--
	}
	return sizes
}

// fullGroup says whether a group is worth no more to be joined with others.
func fullGroup(texts, size int) bool { return texts > groupTexts/2 || size > groupBytes/2 }
