package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lede/feed"
)

// searchCases are queries over searchEntries and the titles that they find.
var searchCases = []struct{ query, want string }{
	{"harbour", "[Harbour Mixed]"},
	{"HARBOUR", "[Harbour Mixed]"},
	{`"old harbour"`, "[Harbour]"},
	{`"harbour old"`, "[]"},
	{"harb*", "[Harbour Mixed]"},
	{"harb", "[]"},
	{"harbour -storm", "[Harbour]"},
	{"harbour OR café", "[Harbour Café Mixed]"},
	{"cafe", "[Café]"},
	{"café", "[Café]"},
	{"title:harbour", "[Harbour]"},
	{"author:ines", "[Mixed]"},
	{"tag:ports", "[Harbour]"},
	{"tag:seaside harbour", "[Harbour Mixed]"},
	{"feed:b.example", "[東京の地下鉄 Mixed]"},
	{"feed:b.example harbour", "[Mixed]"},
	{"in:coast harbour", "[Harbour]"},
	{"地下鉄", "[東京の地下鉄]"},
	{"鉄", "[東京の地下鉄]"},
	{"地鉄", "[]"},
	{`"深夜運行を全線"`, "[東京の地下鉄]"},
	{"has:audio", "[Mixed]"},
	{"has:audio harbour", "[Mixed]"},
	{"lang:pt", "[Café]"},
	{"lang:pt OR url:nowhere", "[Café]"},
	{"lang:p_ OR url:nowhere", "[]"},
	{"is:starred", "[Café]"},
	{"is:starred harbour", "[]"},
	{"is:starred OR harbour", "[Harbour Café Mixed]"},
	{"-harbour", "[Café 東京の地下鉄]"},
	{"since:1h", "[Harbour]"},
	{"before:2h -is:starred", "[東京の地下鉄 Mixed]"},
	{"label:mine", "[Harbour]"},
	{"c++ harbour", "[]"},
	{"it's", "[Mixed]"},
}

func searchStore(t testing.TB) *Store {
	s, _ := newStore(t, Options{})
	done, err := s.Subscribe(t.Context(), []feed.Subscription{
		{Feed: feed.Feed{URL: "https://a.example/feed"}, Folder: "News/Coast", Tags: []string{"Sea"}},
		{Feed: feed.Feed{URL: "https://b.example/feed"}, Tags: []string{"seaside"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	entry := func(n, hours int, title, text string, change func(*feed.Entry)) feed.Entry {
		e := story(n, hours)
		e.Title, e.Content, e.Summary = title, "<p>"+text+"</p>", text
		if change != nil {
			change(&e)
		}
		return e
	}
	put(t, s,
		fetched(done[0].FeedID, noon,
			entry(1, 1, "Harbour", "An <b>old</b> harbour surfaces.", func(e *feed.Entry) { e.Tags = []string{"Ports", "seaside"} }),
			entry(2, 2, "Café", "Um lugar.", func(e *feed.Entry) { e.Language = "pt-BR" })),
		fetched(done[1].FeedID, noon,
			entry(3, 3, "東京の地下鉄", "東京の地下鉄、深夜運行を全線で開始へ", nil),
			entry(4, 4, "Mixed", "The storm closes a harbour &amp; it's late.", func(e *feed.Entry) {
				e.Authors = []feed.Person{{Name: "Inês"}}
				e.Enclosures = []feed.Enclosure{{URL: "https://b.example/a.mp3", MIMEType: "audio/mpeg", Size: 7, Duration: time.Minute}}
			})))
	find := func(title string) []int64 {
		for _, r := range list(t, s, feed.Window{}) {
			if r.Title == title {
				return []int64{r.EntryID}
			}
		}
		t.Fatal("no entry", title)
		return nil
	}
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Starred, On: true, EntryIDs: find("Café")}))
	if err := s.SetLabels(t.Context(), find("Harbour")[0], []string{"mine"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// The index and the scan of what it does not have yet find the same.
func TestSearch(t *testing.T) {
	s := searchStore(t)
	for _, indexed := range []bool{false, true} {
		if indexed {
			if err := s.IndexAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range searchCases {
			if !indexed && (strings.HasPrefix(c.query, "-") || strings.Contains(c.query, " OR ") || c.query == "tag:ports") {
				continue // conditions that no list of words leads to wait for the index
			}
			t.Run(fmt.Sprint(c.query, " indexed ", indexed), func(t *testing.T) {
				f, problems := feed.ParseQuery(c.query, noon)
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				for _, sort := range []feed.Sort{feed.Newest, feed.Oldest, feed.Relevance, feed.Shortest, feed.UnreadFirst} {
					rows := list(t, s, feed.Window{Filter: f, Sort: sort})
					got := titles(rows)
					if sort != feed.Newest {
						order := map[string]int{"Harbour": 0, "Café": 1, "東京の地下鉄": 2, "Mixed": 3}
						slices.SortFunc(got, func(a, b string) int { return order[a] - order[b] })
					}
					if fmt.Sprint(got) != c.want {
						t.Errorf("%q: got %v, want %v", sort, got, c.want)
					}
				}
			})
		}
	}
}

// What a ranking does not look at follows by date: all that matches is there
// once, page by page, with the words in the title first.
func TestRankedAmongTheNewest(t *testing.T) {
	s, c := newStore(t, Options{NewFeedUnread: 1000})
	id := subscribe(t, s, "https://a.example/")[0]
	const n = 200
	for i := range n { // in order of date, as they come
		e := story(i, n-i)
		if i%50 == 49 {
			e.Title = "The text"
		}
		put(t, s, fetched(id, c.at, e))
	}
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.rankedAmong = 120
	for query, want := range map[string]int{"text": n, `"the text of story"`: n, "text -nothing": n, "text since:40h": 40, `"story 7"`: 1} {
		f, _ := feed.ParseQuery(query, noon)
		w := feed.Window{Filter: f, Sort: feed.Relevance, Limit: 30}
		var found []feed.Row
		for rows := list(t, s, w); len(rows) > 0; rows = list(t, s, w) {
			found = append(found, rows...)
			w.From = &rows[len(rows)-1].Key
		}
		if ids := idsOfRows(found); len(ids) != want || len(distinct(ids)) != want {
			t.Errorf("%s: %d found, %d of them different; %d wanted", query, len(ids), len(distinct(ids)), want)
		}
		if query == "text" && (found[0].Title != "The text" || found[1].Title != "The text") {
			t.Errorf("first come %q", titles(found[:3]))
		}
	}
}

func TestSnippet(t *testing.T) {
	open, end := feed.SnippetOpen, feed.SnippetClose
	long := strings.Repeat("before ", 30) + "the old harbour wall " + strings.Repeat("after ", 80) + "harbour"
	for _, c := range []struct{ text, query, want string }{
		{"An old harbour.", "harbour", "An old [harbour]."},
		{"An old harbour.", `"old harbour"`, "An [old harbour]."},
		{"An old harbour.", "old harb*", "An [old] [harbour]."},
		{"Um café só.", "cafe", "Um [café] só."},
		{"東京の地下鉄、深夜", "地下鉄", "東京の[地下鉄]、深夜"},
		{"An old harbour.", "-harbour", ""},
		{"The harbour at dusk\nIt was built in 1890.\nA table\nwith words", "dusk", "The harbour at [dusk] · It was built in 1890. A table with words"},
		{"The harbour at dusk\nIt was built in 1890.", "built", "It was [built] in 1890."},
		{"An old harbour.", "storm", ""},
		{long, "harbour", "…before before before before before the old [harbour] wall "},
	} {
		f, _ := feed.ParseQuery(c.query, noon)
		got := strings.NewReplacer(open, "[", end, "]").Replace(snippet(c.text, termsOf(f.Match)))
		if got != c.want && !(len(c.text) > 300 && strings.HasPrefix(got, c.want) && len(got) < 300 && strings.HasSuffix(got, "…")) {
			t.Errorf("%q in %q: got %q", c.query, c.text, got)
		}
	}
}

// TestWhatIsFoundInATitleIsMarkedThere: and what is looked for in titles alone not in
// the text.
func TestWhatIsFoundInATitleIsMarkedThere(t *testing.T) {
	s := searchStore(t)
	for query, want := range map[string]string{
		"harbour":                          "[Harbour] | An old [harbour] surfaces.",
		"title:harbour":                    "[Harbour] | ",
		"text:old":                         " | An [old] harbour surfaces.",
		"old harb*":                        "[Harbour] | An [old] [harbour] surfaces.",
		"feed:a.example -cafe -storm -地下鉄": " | ",
	} {
		f, _ := feed.ParseQuery(query, noon)
		row := list(t, s, feed.Window{Filter: f})[0]
		got := strings.NewReplacer(feed.SnippetOpen, "[", feed.SnippetClose, "]").Replace(row.Found + " | " + row.Snippet)
		if row.Title != "Harbour" || got != want {
			t.Errorf("%s: %q: %s, want %s", query, row.Title, got, want)
		}
	}
}

func TestPairs(t *testing.T) {
	for _, c := range []struct{ text, index, query string }{
		{"plain", "plain", "plain"},
		{"日本語", "日本 本語 語", "日本 本語"},
		{"鉄", "鉄", "鉄"},
		{"AI技術です", "AI 技術 術で です す", "AI 技術 術で です"},
	} {
		if got := strings.Join(strings.Fields(forIndex(c.text)), " "); got != c.index {
			t.Errorf("forIndex(%q) = %q", c.text, got)
		}
		if got := strings.Join(strings.Fields(forQuery(c.text)), " "); got != c.query {
			t.Errorf("forQuery(%q) = %q", c.text, got)
		}
	}
}

// What a search misses while the index is behind is told.
func TestUnsearchable(t *testing.T) {
	s, c := newStore(t, Options{NewFeedUnread: 1000})
	id := subscribe(t, s, "https://a.example/")[0]
	var entries []feed.Entry
	for i := range scanned + 44 {
		entries = append(entries, story(i, i))
	}
	put(t, s, fetched(id, c.at, entries...))
	if n := must[int](t)(s.Unsearchable(t.Context())); n != 44 {
		t.Errorf("%d, want 44", n)
	}
	f, _ := feed.ParseQuery("text", noon)
	if n := len(list(t, s, feed.Window{Filter: f})); n != scanned {
		t.Errorf("found %d, want %d", n, scanned)
	}
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := must[int](t)(s.Unsearchable(t.Context())); n != 0 {
		t.Errorf("%d once all is indexed", n)
	}
}
