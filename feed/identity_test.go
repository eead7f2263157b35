package feed

import "testing"

func TestIdentity(t *testing.T) {
	guid := Entry{GUID: "1", URL: "https://x.org/a", Title: "T"}
	link := Entry{URL: "https://x.org/a", Title: "T"}
	bare := Entry{Title: "T", Content: "<p>one</p>"}
	other := Entry{Title: "T", Content: "<p>two</p>"}
	seen := map[string]bool{}
	for _, e := range []*Entry{&guid, &link, &bare, &other, {GUID: "l:https://x.org/a"}} {
		if id := Identity(e); id == "" || seen[id] {
			t.Errorf("identity %q of %+v is empty or taken", id, e)
		} else {
			seen[id] = true
		}
	}
	edited := guid
	edited.Title, edited.URL = "Other", "https://x.org/b"
	if Identity(&edited) != Identity(&guid) {
		t.Error("an edit made another entry")
	}
}

func TestContentHash(t *testing.T) {
	base := Entry{Title: "T", Content: "<p>One <b>two</b></p>", URL: "a"}
	for _, e := range []Entry{
		{Title: " T ", Content: "<div>One\n <i>two</i></div><img src=x width=1>", URL: "b"},
		{Title: "T", Content: "One two<script>var ad = 1</script><!-- 7 -->"},
	} {
		if ContentHash(&e) != ContentHash(&base) {
			t.Errorf("%+v reads the same but hashes otherwise", e)
		}
	}
	for _, e := range []Entry{{Title: "T", Content: "One three"}, {Title: "U", Content: "One two"}, {Title: "T One", Content: "two"}} {
		if ContentHash(&e) == ContentHash(&base) {
			t.Errorf("%+v reads otherwise but hashes the same", e)
		}
	}
}

func TestRescue(t *testing.T) {
	a := Entry{GUID: "new", URL: "https://x.org/a?utm_source=rss"}
	stored := Incumbent{EntryID: 7, GUID: "old", SourceHash: 99}
	tests := []struct {
		name   string
		doc    Document
		stored []Incumbent
		want   bool
	}{
		{"one on each side", Document{Entries: []Entry{a}}, []Incumbent{stored}, true},
		{"no stored one", Document{Entries: []Entry{a}}, nil, false},
		{"two stored", Document{Entries: []Entry{a}}, []Incumbent{stored, {EntryID: 8, GUID: "older"}}, false},
		{"two in the document", Document{Entries: []Entry{a, {GUID: "x", URL: "https://x.org/a"}}}, []Incumbent{stored}, false},
		{"the old guid is still there", Document{Entries: []Entry{a, {GUID: "old", URL: "https://x.org/b"}}}, []Incumbent{stored}, false},
		{"the old one is there, unparsed", Document{Entries: []Entry{a}, Seen: []uint64{99}}, []Incumbent{stored}, false},
		{"home page", Document{Entries: []Entry{a}, HomePageURL: "http://www.x.org/a/"}, []Incumbent{stored}, false},
		{"bare root", Document{Entries: []Entry{{GUID: "new", URL: "https://x.org/"}}}, []Incumbent{stored}, false},
		{"stored without guid", Document{Entries: []Entry{a}}, []Incumbent{{EntryID: 7}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id, ok := NewRescue(&tt.doc).Find(&tt.doc.Entries[0], tt.stored)
			if ok != tt.want || ok && id != 7 {
				t.Errorf("got %d %v, want %v", id, ok, tt.want)
			}
		})
	}
}
