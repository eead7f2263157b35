package cli

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDamageIsToldInWords: a database whose inside is garbage is told of in one
// line that says what to do, without a statement of ours, and stays as it is.
func TestDamageIsToldInWords(t *testing.T) {
	h := newHouse(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(rss(sortedValues(payloads))))
	}))
	defer server.Close()
	if code, _, stderr := h.lede("add", server.URL); code != 0 {
		t.Fatal(stderr)
	}
	file := filepath.Join(h.flags()[1], "lede.db")
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	schema := schemaPages(body, page)
	for at := page; at < len(body); at += page {
		if !schema[at/page+1] {
			copy(body[at:at+page], bytes.Repeat([]byte{0xa5}, page))
		}
	}
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"list", "feeds", "refresh", "export"} {
		code, _, stderr := h.lede(command)
		if code != exitFailure || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "lede doctor --repair") || strings.Contains(stderr, "SELECT") {
			t.Errorf("lede %s: exit %d: %s", command, code, stderr)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || !bytes.Equal(kept[page:], body[page:]) {
		t.Errorf("the damaged file was written to (%v)", err)
	}

	// The reader opens all the same, with the subscriptions of the mirror.
	code, stdout, stderr := h.lede("--plain")
	if code != 0 || !strings.Contains(stderr, "it was set aside as "+file+".damaged-") || !strings.Contains(stderr, "1 subscription was restored from") {
		t.Errorf("the reader: exit %d: %s%s", code, stdout, stderr)
	}
	aside, err := filepath.Glob(file + ".damaged-*")
	if err != nil || len(aside) == 0 {
		t.Fatalf("nothing was set aside (%v)", err)
	}
	if kept, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(kept[page:], body[page:]) {
		t.Errorf("what was set aside is not what was there (%v)", err)
	}

	code, stdout, stderr = h.lede("doctor", "--repair")
	if !strings.Contains(stdout, "nothing could be read in "+aside[0]) {
		t.Errorf("doctor --repair: exit %d: %s%s", code, stdout, stderr)
	}
	checkPlain(t, "doctor --repair", stdout+stderr)
	if code, stdout, stderr := h.lede("feeds"); code != 0 || !strings.Contains(stdout, server.URL) {
		t.Errorf("feeds after the repair: exit %d: %s%s", code, stdout, stderr)
	}
	if aside, err := filepath.Glob(file + ".damaged-*"); err != nil || len(aside) == 0 {
		t.Errorf("nothing was set aside (%v)", err)
	}
}

// TestRepairKeepsWhatIsInItsWay: what a repair that was cut short left is not written
// over, and where one file can't be renamed all stays, and the next is repaired.
func TestRepairKeepsWhatIsInItsWay(t *testing.T) {
	h := newHouse(t)
	h.subscribeAll([]string{"https://a.example/feed"})
	file := filepath.Join(h.flags()[1], "lede.db")
	first, second := file+".damaged-20260101-000000", file+".damaged-20260101-000000-2"
	if code, _, stderr := h.lede("backup", first); code != 0 {
		t.Fatal(stderr)
	}
	if code, _, stderr := h.lede("backup", second); code != 0 {
		t.Fatal(stderr)
	}
	if err := os.MkdirAll(filepath.Join(first+salvagedSuffix, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	left := second + ".successor"
	if err := os.WriteFile(left, []byte("of before"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := h.lede("doctor", "--repair")
	if !strings.Contains(stdout, first+": ") || !strings.Contains(stdout, "saved from "+second) {
		t.Errorf("doctor --repair: exit %d: %s%s", code, stdout, stderr)
	}
	if kept, err := os.ReadFile(left); err != nil || string(kept) != "of before" {
		t.Errorf("%s is %q now (%v)", left, kept, err)
	}
	for _, path := range []string{first, file, left + "-2"} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	if code, stdout, stderr := h.lede("feeds"); code != 0 || !strings.Contains(stdout, "a.example") {
		t.Errorf("feeds after the repair: exit %d: %s%s", code, stdout, stderr)
	}
}

// schemaPages are the numbers of the pages that the schema's table is kept in: the
// first of the file, and those that it names where it is the root of others.
// (Database File Format, 1.6)
func schemaPages(file []byte, page int) map[int]bool {
	pages := map[int]bool{1: true}
	const header, interior = 100, 0x05
	if file[header] != interior {
		return pages
	}
	pages[int(binary.BigEndian.Uint32(file[header+8:]))] = true
	for i := range int(binary.BigEndian.Uint16(file[header+3:])) {
		cell := int(binary.BigEndian.Uint16(file[header+12+2*i:]))
		pages[int(binary.BigEndian.Uint32(file[cell:]))] = true
	}
	return pages
}
