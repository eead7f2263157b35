package store

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"runtime"
	"slices"
	"testing"

	"lede/feed"
)

// Of stories that are lost, what the user hid or has no more does not come as new
// when its feed gives it again.
func TestSalvageHidden(t *testing.T) {
	s, _ := newStore(t, Options{})
	a := fetched(subscribe(t, s, "https://a.example/")[0], noon)
	for n := range 4 {
		a.Document.Entries = append(a.Document.Entries, story(n, n))
	}
	put(t, s, a)
	ids := idsOfRows(list(t, s, feed.Window{}))
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Hidden, On: true, EntryIDs: ids[:1]}))
	if err := s.write(t.Context(), byUser, func(t *tx) error { _, err := t.drop(ids[1:2]); return err }); err != nil {
		t.Fatal(err)
	}
	path := t.TempDir() + "/damaged.db"
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	b := must[[]byte](t)(os.ReadFile(path))
	for _, page := range pagesOf(t, path, "entry") {
		clear(b[(page-1)*usualPage : page*usualPage])
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, saved := salvaged(t, path)
	if out.Stories > 0 {
		t.Errorf("%s: of all nothing but the identity is there", out)
	}
	put(t, saved, a)
	if got := titles(list(t, saved, feed.Window{})); !slices.Equal(got, []string{"Story 2", "Story 3"}) {
		t.Errorf("%s: then %q are listed", out, got)
	}
	hidden := feed.Filter{Hidden: yes()}
	if got := titles(list(t, saved, feed.Window{Filter: hidden})); !slices.Equal(got, []string{"Story 0"}) {
		t.Errorf("%s: then %q are hidden", out, got)
	}
}

// What is lost comes again though its feed has not changed.
func TestSalvageAsksAgain(t *testing.T) {
	s, _ := newStore(t, Options{})
	a := fetched(subscribe(t, s, "https://a.example/")[0], noon, story(1, 1))
	a.Validators = &feed.Validators{ETag: "tag", LastModified: "yesterday", BodyHash: []byte("hash")}
	put(t, s, a)
	path := t.TempDir() + "/damaged.db"
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	_, saved := salvaged(t, path)
	var known int
	if _, err := saved.read(t.Context()).get("SELECT count(*) FROM feed WHERE etag <> '' OR last_modified <> '' OR body_hash IS NOT NULL", nil, &known); err != nil || known > 0 {
		t.Error(known, "feeds are asked for what is new alone;", err)
	}
}

// A time that no calendar has is that of no row: what lists print could not be
// written as JSON.
func TestSalvagedTimes(t *testing.T) {
	s, _ := newStore(t, Options{})
	v := salvage{to: s}
	if err := v.learn(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, sh := range v.shapes {
		for i, c := range sh.columns {
			if c.name != "read_at" && c.name != "arrived" && c.name != "at" {
				continue
			}
			values := make([]any, len(sh.columns))
			if values[i] = int64(lastTime); !sh.plausible(values) {
				t.Error(sh.table, c.name, "of 9999 is refused")
			}
			if values[i] = int64(lastTime + 1); sh.plausible(values) {
				t.Error(sh.table, c.name, "of 10000 is taken")
			}
		}
	}
}

// A cell that only says that its record is long takes no memory for it.
func TestRecordThatIsNotThere(t *testing.T) {
	page := make([]byte, usualPage)
	f := &rawFile{main: bytes.NewReader(page), size: usualPage, pages: 3, uses: make([]pageUse, 4), up: make([]uint32, 4), taken: make([]bool, 4)}
	cell := rawCell{bytes: maxBody, local: binary.AppendUvarint(nil, 7), rest: 2}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, ok, err := f.record(cell, 3); ok || err != nil {
		t.Fatal(ok, err)
	}
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > maxBody/2 {
		t.Error(after.TotalAlloc-before.TotalAlloc, "bytes")
	}
}

// A cell whose record is to go on elsewhere, but nowhere, is none: what it says of a
// feed's address is not in the page.
func TestRecordThatGoesOnNowhere(t *testing.T) {
	const length, there = 5000, 908 // bytes of the record, and of it in its cell
	page := make([]byte, usualPage)
	page[0], page[4] = leafIndex, 1
	cell := page[usualPage-2-there-4:]
	binary.BigEndian.PutUint16(page[8:], usualPage-2-there-4)
	copy(cell, []byte{0xA7, 0x08, 4, 0xCE, 0x13, 1}) // 5000 bytes: 4 of header, 4995 of text and one of a number
	if n := localBytes(length, usualPage, true); n != there {
		t.Fatal(n, "bytes are in the cell")
	}
	tree, ok := readTree(page)
	if !ok {
		t.Fatal("it is no page of a tree")
	}
	v := salvage{from: &rawFile{size: usualPage, pages: 3}, addresses: make(map[int64]string)}
	if err := v.readRows(t.Context(), tree, 2, true); err != nil || len(v.addresses) > 0 {
		t.Error(err, v.addresses)
	}
}

// A feed that is given with a number that leaves none for others gets one of its own.
func TestFeedNumbers(t *testing.T) {
	s, _ := newStore(t, Options{})
	for _, c := range []struct {
		url      string
		id, want int64
	}{{"https://a.example/", 7, 7}, {"https://b.example/", math.MaxInt64, 8}, {"https://c.example/", 7, 9}, {"https://d.example/", -1, 10}} {
		done := must[[]Subscribed](t)(s.Subscribe(t.Context(), []feed.Subscription{{Feed: feed.Feed{ID: c.id, URL: c.url}}}))
		if done[0].FeedID != c.want {
			t.Errorf("%s has the number %d, not %d", c.url, done[0].FeedID, c.want)
		}
	}
}
