package typeset_test

import (
	"strings"
	"testing"
	"time"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/typeset"
)

func TestLineOfFacts(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, author, language string
		words                  int
		want                   string
	}{
		{"English", "Ann Reporter", "en-GB", 460, "By Ann Reporter  ·  11:00  ·  2 min read"},
		{"no language named", "Ann Reporter", "", 460, "By Ann Reporter  ·  11:00  ·  2 min read"},
		{"German", "Klaus Müller", "de", 460, "Klaus Müller  ·  11:00  ·  2 min read"},
		{"other letters", "山田太郎", "", 460, "山田太郎  ·  11:00  ·  2 min read"},
		{"the feed by its own name", "the gazette", "en", 460, "11:00  ·  2 min read"},
		{"a forum's account before the name", "@ann Ann Reporter", "en", 99, "By Ann Reporter  ·  11:00"},
		{"little to read", "Ann Reporter", "en", 99, "By Ann Reporter  ·  11:00"},
	} {
		e := &feed.Entry{Title: "Storm", Language: c.language, Words: c.words, Published: now.Add(-time.Hour), Authors: []feed.Person{{Name: c.author}}}
		head := typeset.HeadOf(e, &feed.Subscription{Feed: feed.Feed{Title: "The Gazette"}}, &article.Article{}, false, "", now)
		got := plainLines(t, typeset.Options{}, &article.Article{}, head)
		if line := strings.ReplaceAll(got[4], "\u00a0", " "); line != c.want {
			t.Errorf("%s: %q, want %q", c.name, line, c.want)
		}
	}
}

// A post without a title is its text and nothing else.
func TestAPostWithoutATitleHasNoHeadline(t *testing.T) {
	text := strings.Repeat("Rain again, and more of it. ", 6)
	e := &feed.Entry{Title: "Rain again, and more of it. Rain again, and more of it. Rain again, and more of…", Summary: text, Content: "<p>" + text + "</p>"}
	head := typeset.HeadOf(e, &feed.Subscription{}, article.FromHTML(e.Content, article.OptionsFor(e, &feed.Feed{})), false, "", time.Now())
	if head.Headline != "" {
		t.Errorf("headline %q", head.Headline)
	}
	e = &feed.Entry{Title: "https://x.example/1 Yes. All of this.", Content: `<p><a href="https://x.example/1"><span class="invisible">https://</span>x.example/1</a></p><p>Yes.</p><p>All of this.</p>`}
	head = typeset.HeadOf(e, &feed.Subscription{}, article.FromHTML(e.Content, article.OptionsFor(e, &feed.Feed{})), false, "", time.Now())
	if head.Headline != "" {
		t.Errorf("a short post in paragraphs has the headline %q", head.Headline)
	}
}
