package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lede/feed"
)

// rule makes a rule of its words.
func rule(t testing.TB, when string, do ...string) feed.Rule {
	t.Helper()
	e, problems := feed.ParseRule(when, noon)
	if len(problems) > 0 {
		t.Fatal(when, problems)
	}
	r := feed.Rule{When: e}
	for _, d := range do {
		r.Effects = append(r.Effects, must[feed.Effect](t)(feed.ParseEffect(d)))
	}
	return r
}

func titled(n int, title string) feed.Entry {
	e := story(n, n)
	e.Title = title
	return e
}

func TestRulesOnArrival(t *testing.T) {
	rules := []feed.Rule{
		rule(t, `feed:"feed 1" title:/sponsored|anzeige/i`, "read", "hide", "tag:ad", "notify"),
		rule(t, `tag:ad`, "star"), // sees what the one before has done
		rule(t, `text:harbour`, "later", "notify", "run:echo x"),
		rule(t, `url:example.org/4`, "read"),
	}
	s, c := newStore(t, Options{Rules: func() []feed.Rule { return rules }})
	ids := subscribe(t, s, "https://a.example/", "https://b.example/")
	first := put(t, s, fetched(ids[0], noon, titled(1, "Plain"), titled(2, "A SPONSORED thing")), fetched(ids[1], noon, titled(12, "Sponsored too")))
	if len(first[0].Hits) != 0 {
		t.Error("a feed's first stories are no news", first[0].Hits)
	}
	c.advance(time.Hour)
	harbour := titled(3, "News")
	harbour.Content = "<p>The new harbour opens.</p>"
	answer := fetched(ids[0], c.at, harbour, titled(4, "Known by its address"), titled(5, "Anzeige: buy"))
	s.Prepare(&answer) // as a refresh does, which keeps no text but the compressed one
	if text := answer.Document.Entries[0].Content; text != "" {
		t.Errorf("kept beside what was prepared: %q", text)
	}
	then := put(t, s, answer)
	if got := titles(list(t, s, feed.Window{Sort: feed.Oldest})); !slices.Equal(got, []string{"Sponsored too", "Known by its address", "News", "Plain"}) {
		t.Errorf("listed: %q", got)
	}
	hits := then[0].Hits
	if len(hits) != 1 || hits[0].Entry.Title != "News" || hits[0].Entry.ID == 0 || hits[0].Entry.Content != "" || len(hits[0].Effects) != 2 {
		t.Errorf("hits: %+v", hits)
	}
	hidden := list(t, s, feed.Window{Filter: feed.Filter{Hidden: yes()}})
	if got := titles(hidden); !slices.Equal(got, []string{"A SPONSORED thing", "Anzeige: buy"}) {
		t.Fatalf("hidden: %q", got)
	}
	_, st, _, err := s.Entry(t.Context(), hidden[1].EntryID)
	if err != nil || !st.Read || !st.Hidden || !st.Starred || !slices.Equal(st.Labels, []string{"ad"}) {
		t.Errorf("status: %+v %v", st, err)
	}
	var by, at int
	if _, err := s.read(t.Context()).get("SELECT read_by, read_at FROM status WHERE account_id = 1 AND entry_id = ?", []any{hidden[1].EntryID}, &by, &at); err != nil || by != originRule || at != 0 {
		t.Error("origin", by, at, err)
	}
	if got := titles(list(t, s, feed.Window{Filter: feed.Filter{Later: yes()}})); !slices.Equal(got, []string{"News"}) {
		t.Errorf("later: %q", got)
	}
	checkSame(t, s)
}

// checkSame recounts the counters.
func checkSame(t *testing.T, s *Store) {
	t.Helper()
	problems, err := s.Check(t.Context())
	if err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}

func TestRulesOnUpdate(t *testing.T) {
	always := rule(t, "title:/changed/i", "read", "star", "hide", "tag:x")
	always.OnUpdate = true
	rules := []feed.Rule{rule(t, "title:/changed/i", "later"), always}
	s, c := newStore(t, Options{Rules: func() []feed.Rule { return rules }})
	ids := subscribe(t, s, "https://a.example/")
	put(t, s, fetched(ids[0], noon, titled(1, "One"), titled(2, "Two")))
	id := list(t, s, feed.Window{Sort: feed.Newest})[0].EntryID
	for _, on := range []bool{true, false} { // the user has decided about the star
		must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Starred, On: on, EntryIDs: []int64{id}}))
	}
	c.advance(time.Hour)
	changed := titled(1, "One, changed")
	changed.Content = "<p>Another text.</p>"
	put(t, s, fetched(ids[0], c.at, changed, titled(2, "Two")))
	_, st, _, err := s.Entry(t.Context(), id)
	if err != nil || !st.Read || st.Starred || st.Later || !st.Hidden || !slices.Equal(st.Labels, []string{"x"}) {
		t.Errorf("%+v %v", st, err)
	}
	checkSame(t, s)
}

// What is hidden comes back whole, and stays hidden where it should.
func TestHideShowUndo(t *testing.T) {
	s, c := newStore(t, Options{})
	ids := subscribe(t, s, "https://a.example/")
	put(t, s, fetched(ids[0], noon, story(1, 1), story(2, 2), story(3, 3)))
	all := idsOfRows(list(t, s, feed.Window{}))
	c.advance(time.Minute)
	mark := func(on bool, ids ...int64) {
		must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Hidden, On: on, EntryIDs: ids}))
		checkSame(t, s)
	}
	shown := func(want int) {
		t.Helper()
		if got := list(t, s, feed.Window{}); len(got) != want {
			t.Errorf("%d are listed, not %d", len(got), want)
		}
		checkSame(t, s)
	}
	mark(true, all[:2]...)
	shown(1)
	mark(false, all[0])
	shown(2)
	must[feed.Undone](t)(s.Undo(t.Context()))
	shown(1)
	if err := s.Unsubscribe(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	if got := list(t, s, feed.Window{Filter: feed.Filter{Hidden: yes()}}); len(got) != 0 {
		t.Error("a removed feed's hidden entries are found")
	}
	subscribe(t, s, "https://a.example/")
	shown(1)
	must[feed.Undone](t)(s.Undo(t.Context())) // of unsubscribing, which was taken back already
	shown(1)
	must[feed.Undone](t)(s.Undo(t.Context()))
	shown(3)
	mark(true, all[1])
	c.advance(100 * 24 * time.Hour)
	if n := must[int](t)(s.retain(t.Context(), Retention{Keep: 24 * time.Hour})); n != 1 {
		t.Error("dropped", n, "and not what is hidden and old")
	}
	if got := list(t, s, feed.Window{Filter: feed.Filter{Hidden: yes()}}); len(got) != 0 {
		t.Error("a dropped entry is found as hidden")
	}
	shown(2)
}

func TestTryAndLabel(t *testing.T) {
	s, c := newStore(t, Options{})
	ids := subscribe(t, s, "https://a.example/")
	put(t, s, fetched(ids[0], noon, titled(1, "Ad one"), titled(2, "Ad two"), titled(3, "News")))
	tried := must[[]Ruled](t)(s.TryRules(t.Context(), []feed.Rule{rule(t, "title:/^ad/i", "tag:ad", "read"), rule(t, "tag:ad", "read", "star")}))
	if tried[0].Matched != 2 || len(tried[0].Changes["tag:ad"]) != 2 || len(tried[0].Changes["read"]) != 2 || len(tried[0].Sample) != 2 {
		t.Errorf("%+v", tried[0])
	}
	if tried[1].Matched != 2 || len(tried[1].Changes["read"]) != 0 || len(tried[1].Changes["star"]) != 2 {
		t.Errorf("%+v", tried[1])
	}
	if got := list(t, s, feed.Window{Filter: feed.Filter{Tag: "ad"}}); len(got) != 0 {
		t.Error("trying changed something")
	}
	c.advance(time.Minute)
	ads := tried[0].Changes["tag:ad"]
	if err := s.SetLabels(t.Context(), ads[0], []string{"AD"}); err != nil {
		t.Fatal(err)
	}
	if m := must[feed.Marked](t)(s.Label(t.Context(), ads, "ad")); m.Changed != 1 {
		t.Errorf("%+v", m)
	}
	if got := list(t, s, feed.Window{Filter: feed.Filter{Tag: "ad"}}); len(got) != 2 {
		t.Error("labelled:", len(got))
	}
	u := must[feed.Undone](t)(s.Undo(t.Context()))
	if u.Changed != 1 || !strings.Contains(u.Action, "label ad") {
		t.Errorf("%+v", u)
	}
	if got := list(t, s, feed.Window{Filter: feed.Filter{Tag: "ad"}}); len(got) != 1 {
		t.Error("undone:", len(got))
	}
}

// drawExpr draws a condition over a small world of words.
func drawExpr(rt *rapid.T, depth int) *feed.Expr {
	op := rapid.SampledFrom([]feed.Op{feed.Match, feed.Match, feed.And, feed.Or, feed.Not}).Draw(rt, "op")
	if depth == 0 || op == feed.Match {
		return &feed.Expr{Op: feed.Match, Term: drawTerm(rt)}
	}
	n := 2
	if op == feed.Not {
		n = 1
	}
	e := &feed.Expr{Op: op}
	for range n {
		e.Args = append(e.Args, drawExpr(rt, depth-1))
	}
	return e
}

var worldWords = []string{"harbour", "Harb", "café", "cafe", "CAFÉS", "日本", "日本語", "本", "to-day", "x2", "北京 opera"}

func drawTerm(rt *rapid.T) feed.Term {
	word := rapid.SampledFrom(worldWords).Draw(rt, "word")
	switch f := rapid.SampledFrom([]feed.Field{
		feed.AnyText, feed.AnyText, feed.FieldTitle, feed.FieldText, feed.FieldAuthor, feed.FieldURL,
		feed.FieldTag, feed.FieldFeed, feed.FieldIn, feed.FieldIs, feed.FieldHas, feed.FieldLang, feed.FieldSince, feed.FieldBefore,
	}).Draw(rt, "field"); f {
	case feed.FieldFeed:
		return feed.Term{Field: f, Text: rapid.SampledFrom([]string{"feed 1", "B.example", "2", "none"}).Draw(rt, "feed")}
	case feed.FieldIn:
		return feed.Term{Field: f, Text: rapid.SampledFrom([]string{"News", "world", "", "News/World"}).Draw(rt, "folder"), Phrase: true}
	case feed.FieldIs:
		return feed.Term{Field: f, Text: rapid.SampledFrom([]string{"unread", "read", "starred", "later", "updated"}).Draw(rt, "is")}
	case feed.FieldHas:
		return feed.Term{Field: f, Text: rapid.SampledFrom([]string{"enclosure", "audio", "video", "image"}).Draw(rt, "has")}
	case feed.FieldLang:
		return feed.Term{Field: f, Text: rapid.SampledFrom([]string{"en", "de", "en-gb"}).Draw(rt, "lang")}
	case feed.FieldURL:
		return feed.Term{Field: f, Text: rapid.SampledFrom([]string{"example.org/1", "EXAMPLE", "/2", "ftp"}).Draw(rt, "url")}
	case feed.FieldTag:
		return feed.Term{Field: f, Text: rapid.SampledFrom([]string{"harbour", "café", "Mine", "desk", "日本"}).Draw(rt, "tag")}
	case feed.FieldSince, feed.FieldBefore:
		return feed.Term{Field: f, Time: noon.Add(-time.Duration(rapid.IntRange(0, 5).Draw(rt, "ago")) * time.Hour)}
	default:
		return feed.Term{Field: f, Text: word, Prefix: rapid.Bool().Draw(rt, "prefix"), Phrase: rapid.Bool().Draw(rt, "phrase")}
	}
}

// meaningStore is a library of entries that differ in all that a condition may
// ask.
func meaningStore(t *testing.T) *Store {
	s, c := newStore(t, Options{NewFeedUnread: 100})
	feeds := subscribe(t, s, "https://a.example/", "https://b.example/")
	for i, folder := range []string{"News/World", ""} {
		if err := s.Edit(t.Context(), feed.Subscription{Feed: feed.Feed{ID: feeds[i]}, Folder: folder, Tags: []string{"desk"}[:1-i]}); err != nil {
			t.Fatal(err)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	text := func() string {
		return pick(worldWords...) + " " + pick(worldWords...) + pick("", ", ", "-") + pick(worldWords...)
	}
	entries := make([][]feed.Entry, 2)
	for n := range 60 {
		e := story(n, r.IntN(6))
		e.Title, e.Content = text(), "<p>"+text()+"</p>"
		e.Authors = []feed.Person{{Name: text()}}
		e.Tags = []string{pick("harbour", "cafe", "日本語"), "other"}
		e.Language = pick("", "en", "en-GB", "de")
		if kind := pick("", "audio/mpeg", "video/mp4", "image/png"); kind != "" {
			e.Enclosures = []feed.Enclosure{{URL: fmt.Sprint("https://example.org/file", n), MIMEType: kind}}
		}
		entries[n%2] = append(entries[n%2], e)
	}
	put(t, s, fetched(feeds[0], c.at, entries[0]...), fetched(feeds[1], c.at, entries[1]...))
	c.advance(time.Minute)
	changed := entries[0][3]
	changed.Content = "<p>harbour, changed</p>"
	put(t, s, fetched(feeds[0], c.at, changed))
	for _, row := range list(t, s, feed.Window{}) {
		for _, flag := range []feed.Flag{feed.Read, feed.Starred, feed.Later} {
			must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: flag, On: r.IntN(2) == 0, EntryIDs: []int64{row.EntryID}}))
		}
		if r.IntN(3) == 0 {
			must[feed.Marked](t)(s.Label(t.Context(), []int64{row.EntryID}, "mine"))
		}
	}
	if err := s.IndexAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// One condition means the same to the full-text index and to SQL as it does to
// the rules, which ask it of one entry in memory.
func TestOneMeaning(t *testing.T) {
	s := meaningStore(t)
	checkOften(t, func(rt *rapid.T) {
		e := drawExpr(rt, 3)
		want := idsOfRows(list(t, s, feed.Window{Filter: feed.Filter{Match: e}}))
		tried := must[[]Ruled](t)(s.TryRules(t.Context(), []feed.Rule{{When: e, Effects: []feed.Effect{{Kind: feed.EffectNotify}}}}))
		got := tried[0].Changes["notify"]
		if d := gocmp.Diff(want, got); d != "" {
			rt.Fatalf("%s: the index finds %v, a rule %v\n%+v", e, want, got, describe(t, s))
		}
	})
}

func describe(t *testing.T, s *Store) (out []string) {
	for item, err := range s.Entries(t.Context(), feed.Window{}, true) {
		if err != nil {
			t.Fatal(err)
		}
		e := item.Entry
		out = append(out, fmt.Sprintf("%d %q %q %q %v %q\n", e.ID, e.Title, e.Content, e.Authors, e.Tags, e.Language))
	}
	return out
}

// BenchmarkRules is 2,000 new stories of 4 feeds as they arrive, without rules and
// with 50 that each look at titles or texts and match a few.
func BenchmarkRules(b *testing.B) {
	const feeds, each = 4, 500
	words := []string{"harbour", "council", "sponsored", "football", "election", "weather", "stock", "recipe", "launch", "strike"}
	var rules []feed.Rule
	for i := range 50 {
		word := fmt.Sprintf("%s %d", words[i%len(words)], i)
		when := []string{"title:/" + word + "/i", `text:"` + word + `"`, `title:"` + word + `" is:unread`, "/" + word + "$/", `feed:"feed 1" title:/` + word + "/"}[i%5]
		rules = append(rules, rule(b, when, "read", "tag:x"))
	}
	for _, c := range []struct {
		name  string
		rules []feed.Rule
	}{{"none", nil}, {"50", rules}} {
		b.Run(c.name, func(b *testing.B) {
			s, clock := newStore(b, Options{Rules: func() []feed.Rule { return c.rules }})
			ids := subscribe(b, s, "https://a.example/", "https://b.example/", "https://c.example/", "https://d.example/")
			n := 0
			arrive := func(each int) []feed.Answer {
				var answers []feed.Answer
				for _, id := range ids {
					var entries []feed.Entry
					for range each {
						n++
						e := titled(n, fmt.Sprintf("%s %d of the day", words[n%len(words)], n%70))
						e.Content = "<p>" + strings.Repeat("What was said of the "+words[(n/7)%len(words)]+" is told here again. ", 60) + "</p>"
						entries = append(entries, e)
					}
					answers = append(answers, fetched(id, clock.at, entries...))
				}
				return answers
			}
			put(b, s, arrive(1)...) // a feed's first stories are no news
			for b.Loop() {
				b.StopTimer()
				clock.advance(time.Hour)
				answers := arrive(each)
				b.StartTimer()
				put(b, s, answers...)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*feeds*each), "µs/story")
		})
	}
}
