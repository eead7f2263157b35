package store

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lede/feed"
)

// edit is one change to a file as FuzzSalvage takes it: three bytes say where, one
// how long, one with what.
const edit = 5

func edits(of ...[3]int) (out []byte) {
	for _, e := range of {
		out = append(out, byte(e[0]>>16), byte(e[0]>>8), byte(e[0]), byte(e[1]), byte(e[2]))
	}
	return out
}

func apply(edits, file []byte) []byte {
	file = slices.Clone(file)
	for ; len(edits) >= edit && len(file) > 0; edits = edits[edit:] {
		at := int(edits[0])<<16 | int(edits[1])<<8 | int(edits[2])
		for i := range 1 + int(edits[3])*int(edits[3]) { // up to 16 pages
			file[(at+i)%len(file)] = edits[4]
		}
	}
	return file
}

// FuzzSalvage: whatever a file and its log say, salvaging them ends soon, and makes
// a sound library.
func FuzzSalvage(f *testing.F) {
	s, _ := newStore(f, Options{})
	a := fetched(subscribe(f, s, "https://a.example/")[0], noon)
	for n := range 12 {
		e := story(n, n)
		e.Content = textFor(n, 0, 3000*n)
		a.Document.Entries = append(a.Document.Entries, e)
	}
	put(f, s, a)
	live(f, s)
	path := filepath.Join(f.TempDir(), "whole.db")
	if err := s.Backup(f.Context(), path); err != nil {
		f.Fatal(err)
	}
	base, log := must[[]byte](f)(os.ReadFile(path)), must[[]byte](f)(os.ReadFile(s.Path()+"-wal"))
	log = log[:min(len(log), 40*(usualPage+frameHeader))]
	f.Add([]byte{}, []byte{})
	f.Add(edits([3]int{0, 64, 0}), []byte{})
	f.Add(edits([3]int{0, 10, 0}, [3]int{5 * usualPage, 70, 0xA5}, [3]int{9*usualPage + 3, 1, 0xff}), []byte{})
	f.Add(edits([3]int{usualPage, 64, 2}), edits([3]int{20 * usualPage, 5, 7}))
	f.Add(edits([3]int{16, 1, 2}), edits([3]int{0, 5, 1}))
	f.Fuzz(func(t *testing.T, inFile, inLog []byte) {
		dir := t.TempDir()
		path, to := filepath.Join(dir, "damaged.db"), filepath.Join(dir, "saved.db")
		if err := os.WriteFile(path, apply(inFile, base), 0o600); err != nil {
			t.Fatal(err)
		}
		if len(inLog) > 0 {
			if err := os.WriteFile(path+"-wal", reckoned(apply(inLog, log)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		o := Options{Now: func() time.Time { return noon }}
		out, err := Salvage(t.Context(), path, to, o, []feed.Subscription{{Feed: feed.Feed{URL: "https://b.example/"}}})
		if err != nil {
			if err == ErrNewer {
				return
			}
			t.Fatal(err)
		}
		s, err := Open(t.Context(), to, o)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if problems := must[[]string](t)(s.Check(t.Context())); len(problems) > 0 {
			t.Fatal(out, problems)
		}
		if _, err := s.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, err := range s.Entries(t.Context(), feed.Window{}, true) {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// reckoned is a log with checksums that are right whatever it says, so that what it
// says is believed.
func reckoned(log []byte) []byte {
	if len(log) < logHeader {
		return log
	}
	size := int(binary.BigEndian.Uint32(log[8:]))
	sum := logSum{order: binary.LittleEndian}
	if log[3]&1 == 1 {
		sum.order = binary.BigEndian
	}
	write := func(at []byte) {
		binary.BigEndian.PutUint32(at, sum.a)
		binary.BigEndian.PutUint32(at[4:], sum.b)
	}
	sum.add(log[:24])
	write(log[24:])
	for at := logHeader; size > 0 && size <= 1<<16 && at+frameHeader+size <= len(log); at += frameHeader + size {
		frame := log[at : at+frameHeader+size]
		copy(frame[8:16], log[16:24])
		sum.add(frame[:8])
		sum.add(frame[frameHeader:])
		write(frame[16:])
	}
	return log
}
