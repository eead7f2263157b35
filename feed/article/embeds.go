package article

import (
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lede/feed"
)

// A provider is a site whose things are embedded in stories.
type provider struct {
	hosts string // suffixes of the host, separated by spaces
	path  string // what the path begins with; empty: anything
	label string
	name  string
}

// providers, the first that fits counts.
var providers = []provider{
	{"youtube.com youtube-nocookie.com youtu.be", "", "Video", "YouTube"},
	{"vimeo.com", "", "Video", "Vimeo"},
	{"dailymotion.com dai.ly", "", "Video", "Dailymotion"},
	{"twitch.tv", "", "Video", "Twitch"},
	{"odysee.com", "", "Video", "Odysee"},
	{"rumble.com", "", "Video", "Rumble"},
	{"ted.com", "", "Video", "TED"},
	{"streamable.com", "", "Video", "Streamable"},
	{"brightcove.net brightcove.com jwplatform.com jwplayer.com wistia.com wistia.net loom.com kaltura.com bilibili.com", "", "Video", ""},
	{"facebook.com", "/plugins/video", "Video", "Facebook"},
	{"tiktok.com", "", "Video", "TikTok"},
	{"twitter.com x.com", "", "Post", "X"},
	{"instagram.com", "", "Post", "Instagram"},
	{"facebook.com", "", "Post", "Facebook"},
	{"bsky.app", "", "Post", "Bluesky"},
	{"threads.net threads.com", "", "Post", "Threads"},
	{"reddit.com redditmedia.com", "", "Post", "Reddit"},
	{"linkedin.com", "", "Post", "LinkedIn"},
	{"t.me", "", "Post", "Telegram"},
	{"google.com", "/maps", "Map", "Google Maps"},
	{"maps.google.com openstreetmap.org mapbox.com umap.openstreetmap.fr", "", "Map", ""},
	{"open.spotify.com", "", "Audio", "Spotify"},
	{"soundcloud.com", "", "Audio", "SoundCloud"},
	{"podcasts.apple.com embed.podcasts.apple.com", "", "Podcast", "Apple Podcasts"},
	{"music.apple.com embed.music.apple.com", "", "Audio", "Apple Music"},
	{"bandcamp.com", "", "Audio", "Bandcamp"},
	{"mixcloud.com", "", "Audio", "Mixcloud"},
	{"buzzsprout.com simplecast.com transistor.fm libsyn.com anchor.fm acast.com megaphone.fm podbean.com omny.fm captivate.fm art19.com fireside.fm spreaker.com", "", "Podcast", ""},
	{"datawrapper.de dwcdn.net flourish.studio infogram.com plotly.com observablehq.com tableau.com", "", "Chart", ""},
	{"codepen.io jsfiddle.net codesandbox.io stackblitz.com gist.github.com", "", "Code", ""},
	{"docs.google.com drive.google.com scribd.com documentcloud.org issuu.com slideshare.net speakerdeck.com", "", "Document", ""},
	{"giphy.com imgur.com tenor.com flickr.com", "", "Picture", ""},
}

func providerOf(u *url.URL) provider {
	h := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	for _, p := range providers {
		for suffix := range strings.FieldsSeq(p.hosts) {
			if (h == suffix || strings.HasSuffix(h, "."+suffix)) && strings.HasPrefix(u.Path, p.path) {
				if p.name == "" {
					p.name = h
				}
				return p
			}
		}
	}
	if strings.HasSuffix(u.Path, "/embed") && strings.Contains(u.Path, "/@") {
		return provider{label: "Post", name: h} // Mastodon and its kin
	}
	return provider{label: "Embedded", name: h}
}

// unwanted are frames that show no part of the story.
var unwanted = lazily(`(?i)(^|[./])(doubleclick\.net|googlesyndication\.com|googletagmanager\.com|google\.com/recaptcha|addthis\.com|sharethis\.com|disqus\.com|amazon-adsystem\.com|taboola\.com|outbrain\.com|facebook\.com/plugins/(like|share|page|follow)|platform\.twitter\.com/widgets/(tweet_button|follow)|substack\.com/embed|convertkit\.com|mailchimp\.com|list-manage\.com|feedburner\.com|piano\.io)`)

// frame sets an embedded frame as a card that leads to what it shows.
func (c *conv) frame(f *flow, n *html.Node, _ look) {
	raw := firstAttr(n, "data-src", "data-lazy-src", "data-litespeed-src", "data-cmp-src", "src", "data-url")
	if s := attr(n, "src"); resolve(c.base, s) != "" && !strings.HasPrefix(s, "about:") {
		raw = s
	}
	address := web(c.base, raw)
	if address == "" || unwanted().MatchString(address) || isTracker(n, "") || hidden(n) {
		return
	}
	u, err := url.Parse(address)
	if err != nil {
		return
	}
	if k := len(f.blocks) - 1; k >= 0 && f.blocks[k].Kind == Card && hasWord(attr(n, "class"), "wp-embedded-content") {
		return // the quotation before it says the same
	}
	p := providerOf(u)
	target := watchable(u)
	title := embedTitle(feed.Clean(attr(n, "title"), 300), p)
	c.card(f, p.label, title, "", target)
}

var dullTitle = lazily(`(?i)^(youtube|vimeo|spotify|soundcloud|twitter|x)?[\s-]*(embed(ded)?( content| video| player| post)?|video( player| embed)?|iframe|player|content|untitled|spotify embed|post|tweet|twitter tweet)[\s:]*$`)

// embedTitle is what a frame calls itself, or else where it comes from.
func embedTitle(title string, p provider) string {
	for _, prefix := range [...]string{"Spotify Embed: ", "YouTube video: ", "Video: ", "Embedded post: ", "Podcast: "} {
		title = strings.TrimPrefix(title, prefix)
	}
	if title == "" || dullTitle().MatchString(title) {
		if p.label == "Embedded" {
			return "From " + p.name
		}
		return p.label + " on " + p.name
	}
	return title
}

// watchable is the page that a person opens for an embedded player's address.
func watchable(u *url.URL) string {
	h := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	last := parts[len(parts)-1]
	switch {
	case strings.HasPrefix(h, "youtube") && len(parts) >= 2 && parts[0] == "embed" && last != "videoseries":
		return "https://www.youtube.com/watch?v=" + url.QueryEscape(last)
	case strings.HasPrefix(h, "youtube") && u.Query().Get("list") != "":
		return "https://www.youtube.com/playlist?list=" + url.QueryEscape(u.Query().Get("list"))
	case h == "player.vimeo.com" && len(parts) >= 2:
		return "https://vimeo.com/" + url.PathEscape(last)
	case h == "open.spotify.com" && parts[0] == "embed", h == "open.spotify.com" && parts[0] == "embed-podcast":
		return "https://open.spotify.com/" + strings.Join(parts[1:], "/")
	case h == "embed.podcasts.apple.com" || h == "embed.music.apple.com":
		u.Host = strings.TrimPrefix(h, "embed.")
		return u.String()
	case strings.HasSuffix(h, "dailymotion.com") && len(parts) == 3 && parts[0] == "embed":
		return "https://www.dailymotion.com/video/" + url.PathEscape(last)
	case h == "w.soundcloud.com" && u.Query().Get("url") != "":
		if s := resolve(nil, u.Query().Get("url")); s != "" {
			return s
		}
	case h == "facebook.com" && parts[0] == "plugins" && u.Query().Get("href") != "":
		if s := resolve(nil, u.Query().Get("href")); s != "" {
			return s
		}
	case strings.HasSuffix(h, "instagram.com") && last == "embed", strings.Contains(u.Path, "/@") && last == "embed",
		strings.HasSuffix(h, "tiktok.com") && last == "embed":
		u.Path = strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/embed")
		return u.String()
	case strings.HasPrefix(h, "platform.twitter.com") && u.Query().Get("id") != "":
		return "https://x.com/i/status/" + url.QueryEscape(u.Query().Get("id"))
	}
	return u.String()
}

// card adds a card, unless the one before leads to the same place.
func (c *conv) card(f *flow, label, title, text, target string) {
	i := c.link(target, title)
	if i == 0 {
		return
	}
	f.flush(c)
	if k := len(f.blocks) - 1; k >= 0 && f.blocks[k].Kind == Card && f.blocks[k].Link == i {
		return
	}
	f.put(c, Block{Kind: Card, Label: label, Title: c.text(title), Text: c.text(text), Link: i})
}

// object reads <object>: a player, or else what it shows where it can't play.
func (c *conv) object(f *flow, n *html.Node, l look) {
	if data := web(c.base, attr(n, "data")); data != "" {
		if u, err := url.Parse(data); err == nil && providerOf(u).label != "Embedded" {
			c.frame(f, &html.Node{Type: html.ElementNode, Data: "iframe", DataAtom: atom.Iframe, Attr: []html.Attribute{{Key: "src", Val: data}}}, l)
			return
		}
	}
	c.walk(f, n, l)
}

// media sets a recording: what it is, how long, where.
func (c *conv) media(f *flow, n *html.Node, _ look) {
	src := web(c.base, firstAttr(n, "src", "data-src"))
	if src == "" {
		if s := find(n, func(e *html.Node) bool {
			return e.DataAtom == atom.Source && web(c.base, firstAttr(e, "src", "data-src")) != ""
		}); s != nil {
			src = web(c.base, firstAttr(s, "src", "data-src"))
		}
	}
	if src == "" {
		if a := findTag(n, atom.A); a != nil {
			src = web(c.base, attr(a, "href"))
		}
	}
	label := "Video"
	if n.DataAtom == atom.Audio {
		label = "Audio"
	}
	if src == "" {
		return
	}
	if around, whole := peek(n.Parent, 60); whole && n.DataAtom == atom.Audio && isNoise(around) {
		return // 'Listen to this article': the page's own voice reads the same words
	}
	title := feed.Clean(firstAttr(n, "title", "aria-label", "data-title"), 300)
	f.flush(c)
	if title == "" {
		title = f.takeTitle(n)
	}
	if title == "" {
		title = fileTitle(src)
	}
	i := c.link(src, title)
	if i == 0 {
		return
	}
	b := Block{Kind: Media, Label: label, Title: c.text(title), Duration: durationOf(n), Link: i}
	if poster := c.posterOf(n); poster != "" {
		b.Image = c.image(Image{URL: poster, Alt: title})
	}
	f.put(c, b)
}

// takeTitle takes the heading just before a recording that stands in its box for what
// it is called.
func (f *flow) takeTitle(n *html.Node) string {
	const most = 300 // bytes: a box with more is a part of the story
	k := len(f.blocks) - 1
	if k < 0 || !isHeadingBlock(f.blocks[k]) {
		return ""
	}
	for p, up := n.Parent, 0; p != nil && up < 3; p, up = p.Parent, up+1 {
		if !boxes[p.DataAtom] && p.DataAtom != atom.Figure || !shortText(p, most) {
			return ""
		}
		h := find(p, func(e *html.Node) bool { return isHeading(e.DataAtom) })
		if h == nil {
			continue
		}
		if text, _ := peek(h, most); text == f.blocks[k].plain {
			f.blocks = f.blocks[:k]
			return text
		}
		return ""
	}
	return ""
}

// posterOf is the picture that a recording shows before it plays. Ghost writes the
// true one beside a placeholder.
func (c *conv) posterOf(n *html.Node) string {
	if s := attr(n, "poster"); !placeholder().MatchString(s) {
		return web(c.base, s)
	}
	for p, up := n.Parent, 0; p != nil && up < 3; p, up = p.Parent, up+1 {
		if s := attr(p, "data-kg-thumbnail"); s != "" {
			return web(c.base, s)
		}
	}
	return ""
}

// durationOf is how long a recording lasts by its own attributes, or by the
// player that a site sets around it.
func durationOf(n *html.Node) string {
	if d := spoken(firstAttr(n, "data-duration", "duration")); d != "" {
		return d
	}
	for p, up := n.Parent, 0; p != nil && up < 3; p, up = p.Parent, up+1 {
		if d := spoken(attr(p, "data-duration")); d != "" {
			return d
		}
		if e := find(p, func(e *html.Node) bool {
			class := attr(e, "class")
			return hasWord(class, "kg-video-duration") || hasWord(class, "kg-audio-duration")
		}); e != nil {
			text, _ := peek(e, 20)
			return spoken(text)
		}
	}
	return ""
}

// fileTitle is what a recording without a title is called: its file's name.
func fileTitle(src string) string {
	u, err := url.Parse(src)
	if err != nil || path.Ext(u.Path) == "" {
		return ""
	}
	return feed.Clean(path.Base(u.Path), 80)
}

// spoken is a duration as a person reads it, from seconds, a clock's figures or
// ISO 8601.
func spoken(s string) string {
	s = strings.TrimSpace(s)
	var d time.Duration
	switch {
	case s == "" || len(s) > 32:
		return ""
	case strings.HasPrefix(s, "P"):
		var err error
		if d, err = time.ParseDuration(strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(s, "P"), "T"))); err != nil {
			return ""
		}
	case strings.Contains(s, ":"):
		for part := range strings.SplitSeq(s, ":") {
			v, err := strconv.Atoi(part)
			if err != nil || v < 0 || v > 10000 {
				return ""
			}
			d = d*60 + time.Duration(v)*time.Second
		}
	default:
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || v < 0 || v > 1e6 {
			return ""
		}
		d = time.Duration(v * float64(time.Second))
	}
	return sayDuration(d)
}

func sayDuration(d time.Duration) string {
	sec := int(d.Round(time.Second).Seconds())
	switch {
	case sec <= 0:
		return ""
	case sec < 60:
		return strconv.Itoa(sec) + " s"
	case sec >= 3600:
		return fmt.Sprintf("%d:%02d:%02d", sec/3600, sec/60%60, sec%60)
	}
	return strconv.Itoa((sec+30)/60) + " min"
}
