package article

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"lede/feed"
)

func TestFileNames(t *testing.T) {
	for title, want := range map[string]string{
		"Ceasefire talks resume in Geneva": "Ceasefire talks resume in Geneva",
		"../../etc/passwd":                 "etc passwd",
		"/srv/.ssh/authorized_keys":        "srv .ssh authorized_keys",
		"..":                               "story",
		"":                                 "story",
		"~/.profile":                       "profile",
		"-rf *":                            "rf",
		"C:\\Windows\\System32":            "C Windows System32",
		"nul":                              "story nul",
		"COM1.txt":                         "story COM1.txt",
		"Why? \"Because\" <b>|":            "Why Because b",
		"a\x00b\x1b[31mc\r\nd":             "abc d",
		"東京の地下鉄、深夜運行":                      "東京の地下鉄 深夜運行",
		"$(reboot) `id`; & done":           "(reboot) id & done",
	} {
		if got := FileName(title); got != want {
			t.Errorf("%q becomes %q, want %q", title, got, want)
		}
	}
}

// TestFileNamesStayInTheirFolder: whatever a title is.
func TestFileNamesStayInTheirFolder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := FileName(rapid.String().Draw(t, "title"))
		if name == "" || len(name) > maxFileName+8 || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\:*?\"<>|\x00~$`") || name[0] == '.' || name[0] == '-' || !filepath.IsLocal(name) {
			t.Fatalf("%q", name)
		}
	})
}

func TestWritingInEachFormat(t *testing.T) {
	e := feed.Entry{Title: "Talks *resume*", URL: "https://news.example/1", Authors: []feed.Person{{Name: "the desk"}}, Image: feed.Image{URL: "https://news.example/lead.jpg", Caption: "The hall"}}
	s := feed.Subscription{Feed: feed.Feed{Title: "Kyiv Wire"}}
	d := DocumentOf(&e, &s, FromHTML("<p>They met <b>again</b>.</p>", Options{}))
	for name, want := range map[string][]string{
		"a.md":   {"# Talks \\*resume\\*\n\nthe desk · Kyiv Wire\n", "lead.jpg", "They met **again**.", "<https://news.example/1>"},
		"a.HTML": {"<!DOCTYPE html>", "<h1>Talks *resume*</h1>", "lead.jpg", "<strong>again</strong>"},
		"a.epub": {"PK", "application/epub+zip"},
		"a.txt":  {"Talks *resume*\n\n", "They met again.\n\nhttps://news.example/1\n"},
	} {
		f, ok := FormatOf(name)
		if !ok {
			t.Fatal(name)
		}
		var b bytes.Buffer
		if err := d.Write(&b, f); err != nil {
			t.Fatal(name, err)
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s lacks %q:\n%s", name, w, b.String())
			}
		}
	}
	if _, ok := FormatOf("a.docx"); ok {
		t.Error("docx")
	}
}
