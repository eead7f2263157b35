package store

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

// rawFile is a database read page by page, by the format that is described in
// https://www.sqlite.org/fileformat2.html, without a word of it being believed: it
// is damaged, or made to do harm. Whatever is read is bounded by the file's size.
type rawFile struct {
	main   io.ReaderAt
	bytes  int64 // of main
	log    io.ReaderAt
	logged map[uint32]int64 // where in the log a page's last committed content is

	size  int // bytes of a page
	pages uint32
	uses  []pageUse // by page, from 1
	up    []uint32  // by page: the one that names it, by the pointer map
	taken []bool    // by page: it is in a row's overflow chain

	close func() error
}

// pageUse is what a page is for.
type pageUse byte

const (
	unknownUse pageUse = iota
	treeUse            // a page of a table or an index, certainly
	freeUse            // what it holds was deleted
	firstUse           // the first page of what a row has no room for
	chainUse           // a further one
	otherUse           // nothing that rows are in
)

// The sizes that the format gives.
const (
	rawMagic     = "SQLite format 3\x00"
	rawHeader    = 100 // the database's, at the beginning of the first page
	usualPage    = 4096
	pendingByte  = 1 << 30    // the page with this byte is never used
	mapEntry     = 5          // bytes in a page of the pointer map
	logMagic     = 0x377f0682 // or one more: in which order its checksums are
	logHeader    = 32
	frameHeader  = 24
	mostRawPages = 1 << 28 // 1 TB of usual ones
)

// openRaw opens a database's file and the log beside it.
func openRaw(path string) (*rawFile, error) {
	main, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f := &rawFile{main: main, close: main.Close}
	info, err := main.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	if err != nil {
		return nil, errors.Join(err, main.Close())
	}
	log, err := os.Open(path + "-wal")
	switch {
	case err == nil:
		f.log, f.close = log, func() error { return errors.Join(main.Close(), log.Close()) }
	case !errors.Is(err, fs.ErrNotExist):
		return nil, errors.Join(err, main.Close())
	}
	if err := f.read(info.Size()); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return f, nil
}

// read finds out how large the pages are, what the log has, and what is known of
// what the pages are for.
func (f *rawFile) read(size int64) error {
	f.bytes = size
	header, ok, err := readHeader(f.main)
	if err != nil {
		return err
	}
	if n := int(binary.BigEndian.Uint16(header[16:])); ok && n >= 512 && n&(n-1) == 0 {
		f.size = n
	}
	if f.log != nil {
		if f.pages, err = f.readLog(); err != nil {
			return err
		}
	}
	f.size = cmp.Or(f.size, usualPage)
	pages := uint32(min((size+int64(f.size)-1)/int64(f.size), mostRawPages))
	if f.pages == 0 {
		f.pages = pages
	}
	f.pages = min(f.pages, pages+uint32(len(f.logged))) // others are in neither file
	f.uses = make([]pageUse, f.pages+1)
	f.up = make([]uint32, f.pages+1)
	f.taken = make([]bool, f.pages+1)
	return f.readUses()
}

// readHeader is a database's header as it is in the file. ok is false where it is
// none.
func readHeader(main io.ReaderAt) (header []byte, ok bool, err error) {
	header = make([]byte, rawHeader)
	if _, err := main.ReadAt(header, 0); nonEnd(err) != nil {
		return nil, false, err
	}
	return header, string(header[:len(rawMagic)]) == rawMagic, nil
}

// readLog notes the pages of the transactions that the log has whole, and says how
// many pages the database has after them; 0: there are none. It ends at the first
// frame that is not right, as SQLite does.
func (f *rawFile) readLog() (pages uint32, err error) {
	head, size, err := readLogHead(f.log)
	if err != nil || size == 0 || f.size != 0 && f.size != size {
		return pages, err
	}
	sum := logSum{order: binary.LittleEndian}
	if binary.BigEndian.Uint32(head) == logMagic+1 {
		sum.order = binary.BigEndian
	}
	if sum.add(head[:24]); !sum.is(head[24:]) {
		return pages, nil
	}
	in := bufio.NewReaderSize(io.NewSectionReader(f.log, logHeader, 1<<40), 1<<16)
	frame := make([]byte, frameHeader+size)
	began := make(map[uint32]int64) // by the transaction that is not whole yet
	f.logged = make(map[uint32]int64)
	for at := int64(logHeader); ; at += int64(len(frame)) {
		if _, err := io.ReadFull(in, frame); err != nil {
			return pages, nonEnd(err)
		}
		page, commit := binary.BigEndian.Uint32(frame), binary.BigEndian.Uint32(frame[4:])
		sum.add(frame[:8])
		sum.add(frame[frameHeader:])
		if !bytes.Equal(frame[8:16], head[16:24]) || !sum.is(frame[16:]) || page == 0 || page > mostRawPages {
			return pages, nil
		}
		began[page] = at + frameHeader
		if commit == 0 || commit > mostRawPages {
			continue
		}
		for page, at := range began {
			f.logged[page] = at
		}
		clear(began)
		f.size, pages = size, commit
	}
}

// readLogHead is a log's header, and how many bytes the log's pages have; 0: it is
// no log.
func readLogHead(log io.ReaderAt) (head []byte, size int, err error) {
	head = make([]byte, logHeader)
	if n, err := log.ReadAt(head, 0); n < logHeader {
		return nil, 0, nonEnd(err)
	}
	size = int(binary.BigEndian.Uint32(head[8:]))
	if binary.BigEndian.Uint32(head)&^1 != logMagic || size < 512 || size > 1<<16 || size&(size-1) != 0 {
		return nil, 0, nil
	}
	return head, size, nil
}

// nonEnd is an error but for the end of a file.
func nonEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// logSum is the checksum that runs through a write-ahead log.
type logSum struct {
	order binary.ByteOrder
	a, b  uint32
}

func (s *logSum) add(b []byte) {
	for ; len(b) >= 8; b = b[8:] {
		s.a += s.order.Uint32(b) + s.b
		s.b += s.order.Uint32(b[4:]) + s.a
	}
}

func (s *logSum) is(b []byte) bool {
	return binary.BigEndian.Uint32(b) == s.a && binary.BigEndian.Uint32(b[4:]) == s.b
}

// page reads a page as it was last committed. What the file doesn't have is zero.
func (f *rawFile) page(n uint32, into []byte) error {
	from, at := f.main, int64(n-1)*int64(f.size)
	if logged, ok := f.logged[n]; ok {
		from, at = f.log, logged
	}
	got, err := from.ReadAt(into, at)
	clear(into[got:])
	if err := nonEnd(err); err != nil {
		return fmt.Errorf("reading page %d: %w", n, err)
	}
	return nil
}

// readUses finds out what pages are for: by the pointer map, and where that is
// damaged by the pages that name others.
func (f *rawFile) readUses() error {
	page := make([]byte, f.size)
	perMap := uint32(f.size / mapEntry)
	for at := uint32(2); at <= f.pages; at += perMap + 1 {
		where := at
		if where == f.pending() {
			where++
		}
		if where > f.pages {
			break
		}
		if err := f.page(where, page); err != nil {
			return err
		}
		if f.readMap(page, where+1, min(perMap, f.pages-where)) {
			f.uses[where] = otherUse
		}
	}
	if p := f.pending(); p <= f.pages {
		f.uses[p] = otherUse
	}
	if f.pages > 0 {
		f.uses[1] = otherUse // the schema, which a new database has
	}
	if !slices.Contains(f.uses[1:], unknownUse) {
		return nil
	}
	return f.readNamed()
}

// pending is the page that is never used.
func (f *rawFile) pending() uint32 { return uint32(pendingByte/f.size) + 1 }

// readMap takes what a page of the pointer map says of the pages from first on,
// unless it is none, or damaged.
func (f *rawFile) readMap(page []byte, first, count uint32) bool {
	entry := func(i uint32) (kind byte, up uint32) {
		b := page[i*mapEntry:]
		return b[0], binary.BigEndian.Uint32(b[1:])
	}
	for i := range count {
		kind, up := entry(i)
		if (kind < 1 || kind > 5 || up > f.pages || (kind <= 2) != (up == 0)) && first+i != f.pending() {
			return false
		}
	}
	for i := range count {
		kind, up := entry(i)
		f.up[first+i] = up
		f.uses[first+i] = [...]pageUse{otherUse, treeUse, freeUse, firstUse, chainUse, treeUse}[kind%6]
	}
	return true
}

// readNamed finds out of pages of which nothing is known whether others name them:
// as a part of their tree, or as free.
func (f *rawFile) readNamed() error {
	free := make([]bool, f.pages+1)
	if err := f.eachPage([]pageUse{unknownUse, treeUse, freeUse}, func(page []byte, n uint32) error {
		f.trunk(page, free)
		return nil
	}); err != nil {
		return err
	}
	named := make([]bool, f.pages+1)
	if err := f.eachPage([]pageUse{unknownUse, treeUse}, func(page []byte, n uint32) error {
		if t, ok := readTree(page); ok && t.inner && !free[n] {
			for _, child := range t.children(f.pages) {
				named[child] = true
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for n := range f.uses {
		switch {
		case f.uses[n] != unknownUse:
		case named[n]:
			f.uses[n] = treeUse
		case free[n]:
			f.uses[n] = freeUse
		}
	}
	return nil
}

// eachPage hands over the pages of some uses.
func (f *rawFile) eachPage(uses []pageUse, see func(page []byte, n uint32) error) error {
	page := make([]byte, f.size)
	for n := uint32(1); n <= f.pages; n++ {
		if !slices.Contains(uses, f.uses[n]) {
			continue
		}
		if err := f.page(n, page); err != nil {
			return err
		}
		if err := see(page, n); err != nil {
			return err
		}
	}
	return nil
}

// trunk notes the pages that one of the list of free pages names. Such a page has
// no mark; but that another is nothing but a list of pages, each once, is unlikely.
func (f *rawFile) trunk(page []byte, free []bool) {
	next, count := binary.BigEndian.Uint32(page), binary.BigEndian.Uint32(page[4:])
	if next > f.pages || count == 0 || count > uint32(f.size/4-2) {
		return
	}
	leaves := make(map[uint32]bool, count)
	for i := range count {
		leaf := binary.BigEndian.Uint32(page[8+4*i:])
		if leaf < 2 || leaf > f.pages || leaves[leaf] {
			return
		}
		leaves[leaf] = true
	}
	for leaf := range leaves {
		free[leaf] = true
	}
}
