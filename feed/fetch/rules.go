package fetch

import (
	"cmp"
	"net/url"
	"regexp"
	"strings"
)

// rule knows where the feeds of one kind of site are. A new site is a new line
// in the table.
type rule struct {
	name string
	host string // the host, or a parent of it; '*.x': only what is below x; empty: any
	path string // a regular expression that the path, with its query, must match
	// page is looked for in the page where the address alone does not tell; its
	// groups count in feeds then.
	page  string
	feeds []ruleFeed
}

// ruleFeed is a feed's address with $1, $2 for what path or page matched, and
// $host for the page's scheme and host.
type ruleFeed struct{ url, title string }

const youtubeFeed = "https://www.youtube.com/feeds/videos.xml?"

// rules returns the table. The first rule that matches counts.
func rules() []rule {
	return []rule{
		{name: "YouTube channel", host: "youtube.com", path: `^/channel/(UC[\w-]+)`, feeds: []ruleFeed{{youtubeFeed + "channel_id=$1", "Videos"}}},
		{name: "YouTube playlist", host: "youtube.com", path: `^/(?:playlist|watch)\?(?:.*&)?list=([\w-]+)`, feeds: []ruleFeed{{youtubeFeed + "playlist_id=$1", "Playlist"}}},
		{name: "YouTube user", host: "youtube.com", path: `^/user/([\w.-]+)`, feeds: []ruleFeed{{youtubeFeed + "user=$1", "Videos"}}},
		{name: "YouTube channel", host: "youtube.com", path: `^/(?:@|c/)[^/?]+`, page: `(?:"(?:externalId|browseId|channelId)":"|channel_id=|/channel/|itemprop="(?:identifier|channelId)" content=")(UC[\w-]{22})`, feeds: []ruleFeed{{youtubeFeed + "channel_id=$1", "Videos"}}},

		{name: "Reddit", host: "reddit.com", path: `^(/(?:r|u|user)/[\w.+-]+(?:/(?:m/\w+|new|top|rising|hot|comments/\w+))?)`, feeds: []ruleFeed{{"https://www.reddit.com$1/.rss", ""}}},
		{name: "Reddit", host: "reddit.com", path: `^/?$`, feeds: []ruleFeed{{"https://www.reddit.com/.rss", "Front page"}}},

		{name: "GitHub releases", host: "github.com", path: `^/([\w.-]+/[\w.-]+)/releases`, feeds: []ruleFeed{{"https://github.com/$1/releases.atom", "Releases"}}},
		{name: "GitHub tags", host: "github.com", path: `^/([\w.-]+/[\w.-]+)/tags`, feeds: []ruleFeed{{"https://github.com/$1/tags.atom", "Tags"}}},
		{name: "GitHub commits", host: "github.com", path: `^/([\w.-]+/[\w.-]+)/(commits/[^?]+?)(?:\.atom)?/?(?:\?|$)`, feeds: []ruleFeed{{"https://github.com/$1/$2.atom", "Commits"}}},
		{name: "GitHub commits", host: "github.com", path: `^/([\w.-]+/[\w.-]+)/(?:tree|blob)/([^?]+?)/?(?:\?|$)`, feeds: []ruleFeed{{"https://github.com/$1/commits/$2.atom", "Commits"}}},
		{name: "GitHub wiki", host: "github.com", path: `^/([\w.-]+/[\w.-]+)/(wiki|discussions)`, feeds: []ruleFeed{{"https://github.com/$1/$2.atom", ""}}},
		{name: "GitHub project", host: "github.com", path: `^/([\w.-]+/[\w.-]+?)(?:\.git)?/?(?:\?|$)`, feeds: []ruleFeed{
			{"https://github.com/$1/releases.atom", "Releases"}, {"https://github.com/$1/commits.atom", "Commits"}, {"https://github.com/$1/tags.atom", "Tags"},
		}},
		{name: "GitHub user", host: "github.com", path: `^/([\w-]+)/?(?:\?|$)`, feeds: []ruleFeed{{"https://github.com/$1.atom", "Activity"}}},

		{name: "GitLab tags", host: "gitlab.com", path: `^/(.+?)/-/tags`, feeds: []ruleFeed{{"$host/$1/-/tags?format=atom", "Tags"}}},
		{name: "GitLab releases", host: "gitlab.com", path: `^/(.+?)/-/releases`, feeds: []ruleFeed{{"$host/$1/-/releases.atom", "Releases"}, {"$host/$1/-/tags?format=atom", "Tags"}}},
		{name: "GitLab commits", host: "gitlab.com", path: `^/(.+?)/-/(?:commits|tree)/([^?]+?)/?(?:\?|$)`, feeds: []ruleFeed{{"$host/$1/-/commits/$2?format=atom", "Commits"}}},
		{name: "GitLab project", host: "gitlab.com", path: `^/([\w.-]+/[\w./-]+?)/?(?:\?|$)`, feeds: []ruleFeed{
			{"$host/$1/-/releases.atom", "Releases"}, {"$host/$1/-/tags?format=atom", "Tags"}, {"$host/$1.atom", "Activity"},
		}},
		{name: "GitLab user", host: "gitlab.com", path: `^/([\w.-]+)/?(?:\?|$)`, feeds: []ruleFeed{{"$host/$1.atom", "Activity"}}},

		{name: "Medium", host: "medium.com", path: `^/tag/([\w-]+)`, feeds: []ruleFeed{{"https://medium.com/feed/tag/$1", ""}}},
		{name: "Medium", host: "*.medium.com", path: `^/`, feeds: []ruleFeed{{"$host/feed", ""}}},
		{name: "Medium", host: "medium.com", path: `^/(@?[\w.-]+)`, feeds: []ruleFeed{{"https://medium.com/feed/$1", ""}}},

		{name: "Substack", host: "*.substack.com", path: `^/`, feeds: []ruleFeed{{"$host/feed", ""}}},
		{name: "WordPress", host: "*.wordpress.com", path: `^/(?:(?:category|tag|author)/[^/?]+)?`, feeds: []ruleFeed{{"$host$0/feed/", ""}}},
		{name: "Ghost", host: "*.ghost.io", path: `^/`, feeds: []ruleFeed{{"$host/rss/", ""}}},
		{name: "Blogger", host: "*.blogspot.com", path: `^/`, feeds: []ruleFeed{{"$host/feeds/posts/default", ""}}},
		{name: "Tumblr", host: "*.tumblr.com", path: `^/`, feeds: []ruleFeed{{"$host/rss", ""}}},

		{name: "Bluesky", host: "bsky.app", path: `^/profile/([\w.:-]+)`, feeds: []ruleFeed{{"https://bsky.app/profile/$1/rss", "Posts"}}},
		{name: "Hacker News", host: "news.ycombinator.com", path: `^/(?:news)?/?(?:\?|$)`, feeds: []ruleFeed{{"https://news.ycombinator.com/rss", "Front page"}}},
		{name: "Hacker News, by hnrss.org", host: "news.ycombinator.com", path: `^/(newest|best|ask|show|jobs|front|newcomments)`, feeds: []ruleFeed{{"https://hnrss.org/$1", ""}}},
		{name: "Hacker News, by hnrss.org", host: "news.ycombinator.com", path: `^/(user|item)\?(?:.*&)?id=([\w-]+)`, feeds: []ruleFeed{{"https://hnrss.org/$1?id=$2", ""}}},
		{name: "arXiv", host: "arxiv.org", path: `^/(?:list|archive)/([\w.-]+)`, feeds: []ruleFeed{{"https://rss.arxiv.org/rss/$1", "New submissions"}, {"https://rss.arxiv.org/atom/$1", "New submissions (Atom)"}}},
		{name: "PyPI", host: "pypi.org", path: `^/project/([\w.-]+)`, feeds: []ruleFeed{{"https://pypi.org/rss/project/$1/releases.xml", "Releases"}}},
		{name: "SourceHut", host: "git.sr.ht", path: `^/(~[\w.-]+/[\w.-]+)`, feeds: []ruleFeed{{"https://git.sr.ht/$1/refs/rss.xml", "Releases"}, {"https://git.sr.ht/$1/log/rss.xml", "Commits"}}},

		// Mastodon and its kin live on any host: a handle as the whole path.
		{name: "Mastodon", path: `^/@(\w+(?:\.\w+)*)/?(?:\?|$)`, feeds: []ruleFeed{{"$host/@$1.rss", "Posts"}}},
		{name: "Mastodon", path: `^/users/(\w+)/?(?:\?|$)`, feeds: []ruleFeed{{"$host/users/$1.rss", "Posts"}}},
		{name: "GitLab", path: `^/(.+?)/-/(?:tags|releases|tree|commits|issues|merge_requests)`, feeds: []ruleFeed{{"$host/$1/-/tags?format=atom", "Tags"}, {"$host/$1.atom", "Activity"}}},
	}
}

// generators are the paths that a page's program has its feed at.
func generators() map[string]string {
	return map[string]string{
		"wordpress": "/feed/", "ghost": "/rss/", "hugo": "/index.xml", "jekyll": "/feed.xml", "eleventy": "/feed.xml", "astro": "/rss.xml",
		"drupal": "/rss.xml", "joomla": "/?format=feed", "blogger": "/feeds/posts/default", "wix": "/blog-feed.xml", "squarespace": "/?format=rss",
		"zola": "/atom.xml", "pelican": "/feeds/all.atom.xml", "gitea": ".rss", "write.as": "/feed/", "writefreely": "/feed/", "discourse": "/latest.rss",
	}
}

// usualPaths are tried where a page names no feed, in this order.
func usualPaths() []string {
	return []string{"/feed", "/rss", "/atom.xml", "/feed.xml", "/index.xml", "/rss.xml", "/feed/", "/rss/", "/feed.json", "/index.rss", "/feed.atom", "/feeds/posts/default", "/blog/feed", "/blog/rss.xml", "/?feed=rss2"}
}

// apply returns the feeds that a rule finds for an address; page is its page, or
// empty while it has not been fetched. needsPage says that the rule matches but
// wants the page.
func (r rule) apply(u *url.URL, page string) (found []Candidate, needsPage bool) {
	if !r.matchesHost(strings.ToLower(u.Hostname())) {
		return nil, false
	}
	path := cmp.Or(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	re := regexp.MustCompile(r.path)
	m := re.FindStringSubmatchIndex(path)
	if m == nil {
		return nil, false
	}
	if r.page != "" {
		if page == "" {
			return nil, true
		}
		re, path = regexp.MustCompile(r.page), page
		if m = re.FindStringSubmatchIndex(path); m == nil {
			return nil, false
		}
	}
	for _, t := range r.feeds {
		template := strings.ReplaceAll(t.url, "$host", u.Scheme+"://"+u.Host)
		template = bracketed.ReplaceAllString(template, "$${$1}")
		found = append(found, Candidate{URL: tidy(string(re.ExpandString(nil, template, path, m))), Title: t.title, Source: "rule: " + r.name})
	}
	return found, false
}

// bracketed finds $1 in a template, which regexp would read on into a word.
var bracketed = regexp.MustCompile(`\$(\d)`)

// tidy takes the double slash out of an address that a template put together.
func tidy(s string) string {
	scheme, rest, _ := strings.Cut(s, "://")
	return scheme + "://" + strings.ReplaceAll(rest, "//", "/")
}

func (r rule) matchesHost(host string) bool {
	if r.host == "" {
		return true
	}
	if parent, ok := strings.CutPrefix(r.host, "*"); ok {
		return strings.HasSuffix(host, parent) && host != "www"+parent
	}
	return host == r.host || strings.HasSuffix(host, "."+r.host)
}
