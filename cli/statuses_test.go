package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// TestStatusesAfterAByteOrderMark: an editor may have put it there.
func TestStatusesAfterAByteOrderMark(t *testing.T) {
	text := `{"feed_url":"https://a.example/","guid":"1","read":true}` + "\r\n" + `{"search":"Ferries","query":"ferry"}` + "\r\n"
	for name, marked := range markedTexts(text) {
		path := filepath.Join(t.TempDir(), "statuses.jsonl")
		if err := os.WriteFile(path, marked, 0o600); err != nil {
			t.Fatal(err)
		}
		body, err := newApp(System{}).readInput(path)
		if err != nil {
			t.Fatal(err)
		}
		records, searches, err := readStatuses(body)
		if !isStatuses(body) || err != nil || len(records) != 1 || len(searches) != 1 {
			t.Errorf("%s: statuses: %v; %d of stories, %d searches, %v", name, isStatuses(body), len(records), len(searches), err)
		}
	}
}
