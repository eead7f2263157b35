package cli

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lede/feed"
	"lede/feed/article"
	"lede/feed/fetch"
	"lede/store"
)

const storyPage = `<!DOCTYPE html><html lang="en"><head><title>Storm closes the harbour</title>
<meta property="article:section" content="Coast"/><meta name="author" content="the harbour desk"/>
<meta property="article:modified_time" content="2026-11-23T08:30:00Z"/>
<meta property="og:image" content="/waves.jpg"/><meta property="og:image:alt" content="Waves over the wall"/></head>
<body><div class="teaser-box">Subscribe to our letters, which come each morning with all the news of the coast and nothing else at all.</div>
<div class="odd"><p>The harbour was closed on Tuesday after waves broke over the eastern wall, and nobody sails before the weekend.</p>
<p>The pilots wait in the tower and count the lights of the ships that lie outside, as they have done each winter.</p><p class="advert">Buy boots.</p></div></body></html>`

// TestFullTextByTheUsersRule takes a story by a rule of config.toml, with what
// the page says of it, and keeps both.
func TestFullTextByTheUsersRule(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, storyPage)
	}))
	defer server.Close()
	c, err := parseConfig([]byte("[sites.\"127.0.0.1\"]\ncontent = \".odd\"\nremove = [\".advert\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	lib, err := store.Open(t.Context(), t.TempDir()+"/lede.db", store.Options{AccountID: store.UserAccount, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := lib.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := lib.Subscribe(t.Context(), []feed.Subscription{{Feed: feed.Feed{URL: server.URL + "/feed"}}}); err != nil {
		t.Fatal(err)
	}
	sub, err := lib.Subscription(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	e := feed.Entry{GUID: "1", Title: "Storm", URL: server.URL + "/storm", Content: "<p>The harbour was closed …</p>"}
	if _, err := lib.Store(t.Context(), []feed.Answer{{FeedID: sub.ID, Outcome: feed.OutcomeFetched, Document: &feed.Document{Entries: []feed.Entry{e}}}}); err != nil {
		t.Fatal(err)
	}
	f := fetch.New(fetch.Options{})
	defer f.Close()
	texts := &fullTexts{lib, func() (*fetch.Fetcher, error) { return f, nil }, c.sites}
	e.ID = 1
	if err := texts.FetchFullText(t.Context(), e, sub); err != nil {
		t.Fatal(err)
	}
	p, found, err := lib.FullText(t.Context(), 1)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	text := article.FromHTML(p.HTML, article.Options{}).Text()
	if !strings.Contains(text, "eastern wall") || strings.Contains(text, "boots") || strings.Contains(text, "Subscribe") {
		t.Errorf("the text is %q", text)
	}
	if p.Section != "Coast" || len(p.Authors) != 1 || p.Authors[0].Name != "the harbour desk" || p.Image.URL != server.URL+"/waves.jpg" || !p.Modified.Equal(now.Add(-30*time.Minute)) {
		t.Errorf("the page says %+v", p)
	}
	got, _, _, err := lib.Entry(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	p.Fill(&got)
	if got.Authors[0].Name != "the harbour desk" || got.Image.Alt != "Waves over the wall" {
		t.Errorf("filled: %+v", got)
	}
}

func TestASitesRuleIsChecked(t *testing.T) {
	for body, want := range map[string]string{
		"[sites.\"example.org\"]\ncontent = \"p[\"\n":              "line 1: the selector",
		"[sites.\"example.org\"]\n":                                "neither content nor remove",
		"mouse = true\n[sites.\"https://a.org/\"]\nremove = \"p\"": "line 2: a site's host is a name",
		"[sites.\"example.org\"]\nbody = \"p\"\n":                  "there is no setting",
	} {
		if _, err := parseConfig([]byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", body, err, want)
		}
	}
}
