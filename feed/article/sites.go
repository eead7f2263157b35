package article

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// Site says where a site's stories are on its pages, for sites where the
// general way finds too much or too little. Selectors are CSS.
type Site struct {
	Host   string   `toml:"host"`   // 'example.org': that host and those below it
	Body   []string `toml:"body"`   // the story: all elements that the first selector which finds text finds
	Remove []string `toml:"remove"` // what is no part of it
}

// Check says what is wrong with a rule, for its author.
func (s Site) Check() error {
	if s.Host == "" || strings.ContainsAny(s.Host, "/ ") {
		return fmt.Errorf("a site's host is a name such as example.org, not %q", s.Host)
	}
	if len(s.Body) == 0 && len(s.Remove) == 0 {
		return fmt.Errorf("the rule for %s has neither content nor remove", s.Host)
	}
	for _, sel := range slices.Concat(s.Body, s.Remove) {
		if _, err := cascadia.ParseGroup(sel); err != nil {
			return fmt.Errorf("the selector %q for %s is no CSS: %w", sel, s.Host, err)
		}
	}
	return nil
}

// sites are the rules that are built in, by parts of pages that are the
// system's own and seldom change.
var sites = []Site{
	{"wikipedia.org", []string{"#mw-content-text .mw-parser-output"}, []string{".navbox", ".vertical-navbox", ".sidebar", ".infobox", ".ambox", ".mw-editsection", ".noprint", ".hatnote", ".metadata", ".catlinks", "#toc", ".toc", ".mw-empty-elt", ".portalbox", ".sistersitebox", ".authority-control"}},
	{"github.com", []string{"article.markdown-body", ".markdown-body", ".js-comment-body"}, []string{".octicon", ".anchor", ".zeroclipboard-container"}},
	{"arxiv.org", []string{"#abs blockquote.abstract", ".ltx_document"}, []string{".descriptor"}},
	{"stackoverflow.com", []string{".s-prose"}, nil},
	{"stackexchange.com", []string{".s-prose"}, nil},
	{"lwn.net", []string{".ArticleText"}, []string{".FeatureByline", ".ArticleEntry > form"}},
	{"news.ycombinator.com", []string{".toptext", ".commtext"}, []string{".reply"}},
	{"substack.com", []string{".available-content .body.markup", ".available-content"}, []string{".subscription-widget-wrap", ".subscription-widget-wrap-editor", ".button-wrapper", ".image-link-expand", ".pencraft.icon-container"}},
	{"theguardian.com", []string{"[data-gu-name=body]", ".article-body-commercial-selector"}, []string{"gu-island[name=EmailSignUpWrapper]", "aside[data-component=rich-link]", "figure[data-spacefinder-role=richLink]"}},
	{"theregister.com", []string{"#body"}, []string{".adun", ".wptl"}},
	{"arstechnica.com", []string{".post-content", "[itemprop=articleBody]"}, []string{".ars-interlude-container", ".story-sidebar"}},
	{"xkcd.com", []string{"#comic"}, nil},
	{"t.me", []string{".tgme_widget_message_text"}, nil},
	{"blogspot.com", []string{".post-body"}, nil},
	{"discourse.org", []string{".topic-body .cooked", ".post[itemprop=text]"}, nil},
	{"go.dev", []string{".Article", "article.Doc"}, []string{".Article-prevnext"}},
	{"lobste.rs", []string{".story_text"}, nil},
	{"dev.to", []string{"#article-body"}, []string{".highlight__panel"}},
	{"projectgutenberg.org", []string{"body"}, []string{"#pg-header", "#pg-footer"}},
}

// bySite is the story by the rules for a page's host, in an element of its own;
// nil where no rule finds one. What rules only remove is removed from the page.
func (x Extractor) bySite(doc *html.Node, u *url.URL) *html.Node {
	h := strings.ToLower(u.Hostname())
	for _, table := range [][]Site{x.Sites, sites} {
		for _, s := range table {
			if h != s.Host && !strings.HasSuffix(h, "."+strings.ToLower(s.Host)) {
				continue
			}
			removeAll(doc, s.Remove)
			for _, sel := range s.Body {
				if n := gather(doc, sel); n != nil {
					return n
				}
			}
		}
	}
	return nil
}

func removeAll(doc *html.Node, selectors []string) {
	for _, sel := range selectors {
		group, err := cascadia.ParseGroup(sel)
		if err != nil {
			continue // Check has told the rule's author
		}
		for _, n := range cascadia.QueryAll(doc, group) {
			if n.Parent != nil {
				n.Parent.RemoveChild(n)
			}
		}
	}
}

// gather takes all elements that a selector finds, but those within others,
// into one; nil if they hold no text to speak of and no picture.
func gather(doc *html.Node, sel string) *html.Node {
	group, err := cascadia.ParseGroup(sel)
	if err != nil {
		return nil
	}
	out := element(atom.Div)
	for _, n := range cascadia.QueryAll(doc, group) {
		if within(n, out) || n.Parent == nil {
			continue
		}
		if n.DataAtom == atom.Body {
			return n
		}
		n.Parent.RemoveChild(n)
		out.AppendChild(n)
	}
	if text, _ := peek(out, 4000); feed.CountWords(text) < minWords && findTag(out, atom.Img) == nil {
		return nil
	}
	return out
}
