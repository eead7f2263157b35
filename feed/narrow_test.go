package feed

import "testing"

// What a view is narrowed to is always in it.
func TestNarrow(t *testing.T) {
	yes, no, folder, other := true, false, "News", "News/Coast"
	for _, tt := range []struct {
		name     string
		view, by Filter
		want     string
	}{
		{"nothing", Filter{Starred: &yes}, Filter{}, "is:starred"},
		{"another flag", Filter{Starred: &yes}, Filter{Read: &no}, "is:unread is:starred"},
		{"the same", Filter{Later: &yes}, Filter{Later: &yes}, "is:later"},
		{"read of unread", Filter{Read: &no}, Filter{Read: &yes}, "is:unread is:read"},
		{"unread of read", Filter{Read: &yes}, Filter{Read: &no}, "is:read is:unread"},
		{"what is not starred of what is", Filter{Starred: &yes}, Filter{Starred: &no}, "is:starred -is:starred"},
		{"what is starred of what is not", Filter{Starred: &no}, Filter{Starred: &yes}, "-is:starred is:starred"},
		{"what is not saved of what is", Filter{Later: &yes}, Filter{Later: &no}, "is:later -is:later"},
		{"what is shown of what is hidden", Filter{Hidden: &yes}, Filter{Hidden: &no}, "is:hidden -is:hidden"},
		{"a folder", Filter{}, Filter{Folder: &folder}, `in:"News"`},
		{"another folder", Filter{Folder: &folder}, Filter{Folder: &other}, `in:"News" in:"News/Coast"`},
		{"another tag", Filter{Tag: "sea"}, Filter{Tag: "land"}, "tag:sea tag:land"},
	} {
		if got := FormatQuery(tt.view.Narrow(tt.by)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if f := (Filter{FeedIDs: []int64{1, 2}}).Narrow(Filter{FeedIDs: []int64{2, 3}}); len(f.FeedIDs) != 1 || f.FeedIDs[0] != 2 {
		t.Error("of feeds 1 and 2 and of 2 and 3 it is", f.FeedIDs)
	}
}
