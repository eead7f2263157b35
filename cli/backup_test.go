package cli

import "testing"

// TestStatusesAfterAByteOrderMark: an editor may have put it there.
func TestStatusesAfterAByteOrderMark(t *testing.T) {
	body := []byte("\xef\xbb\xbf" + `{"feed_url":"https://a.example/","guid":"1","read":true}` + "\n" + `{"search":"Ferries","query":"ferry"}` + "\n")
	records, searches, err := readStatuses(body)
	if !isStatuses(body) || err != nil || len(records) != 1 || len(searches) != 1 {
		t.Errorf("statuses: %v; %d of stories, %d searches, %v", isStatuses(body), len(records), len(searches), err)
	}
}
