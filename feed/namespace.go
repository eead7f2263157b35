package feed

import "strings"

// vocabularies maps namespace names, in lower case and without a closing '/' or
// '#', to the prefixes that lede calls them by.
var vocabularies = map[string]string{
	"http://www.w3.org/2005/atom":                          "atom",
	"http://purl.org/atom/ns":                              "atom",
	"http://purl.org/rss/1.0":                              native,
	"http://my.netscape.com/rdf/simple/0.9":                native,
	"http://channel.netscape.com/rdf/simple/0.9":           native,
	"http://backend.userland.com/rss":                      native,
	"http://backend.userland.com/rss2":                     native,
	"http://blogs.law.harvard.edu/tech/rss":                native,
	"http://purl.org/net/rss1.1":                           native,
	"http://www.w3.org/1999/02/22-rdf-syntax-ns":           "rdf",
	"http://purl.org/dc/elements/1.0":                      "dc",
	"http://purl.org/dc/elements/1.1":                      "dc",
	"http://purl.org/dc/terms":                             "dcterms",
	"http://purl.org/rss/1.0/modules/content":              "content",
	"http://purl.org/rss/1.0/modules/slash":                "slash",
	"http://purl.org/rss/1.0/modules/syndication":          "sy",
	"http://purl.org/syndication/thread/1.0":               "thr",
	"http://search.yahoo.com/mrss":                         "media",
	"http://www.itunes.com/dtds/podcast-1.0.dtd":           "itunes",
	"http://example.com/dtds/podcast-1.0.dtd":              "itunes",
	"https://podcastindex.org/namespace/1.0":               "podcast",
	"http://podcastindex.org/namespace/1.0":                "podcast",
	"http://rssnamespace.org/feedburner/ext/1.0":           "feedburner",
	"http://www.w3.org/1999/xhtml":                         "xhtml",
	"http://www.w3.org/2000/svg":                           "svg",
	"http://www.w3.org/1998/math/mathml":                   "mathml",
	"http://www.w3.org/xml/1998/namespace":                 "xml",
	"http://wellformedweb.org/commentapi":                  "wfw",
	"http://www.google.com/schemas/play-podcasts/1.0":      "googleplay",
	"http://purl.org/rss/1.0/modules/image":                "image",
	"http://prismstandard.org/namespaces/1.2/basic":        "prism",
	"http://prismstandard.org/namespaces/basic/2.0":        "prism",
	"http://backend.userland.com/creativecommonsrssmodule": "cc",
	"http://www.georss.org/georss":                         "georss",
	"http://www.w3.org/1999/xlink":                         "xlink",
}

// native marks the elements of the feed's own vocabulary, unknown those of one
// that lede has no use for.
const (
	native  = ""
	unknown = "?"
)

// prefixes are the names that undeclared prefixes stand for by custom.
var prefixes = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range vocabularies {
		m[p] = true
	}
	return m
}()

// binding is a prefix that a start tag declared.
type binding struct {
	prefix, space string
	depth         int
}

// scope resolves prefixes. Bindings are few, so a list is searched from its end.
type scope struct {
	bindings []binding
	root     string // the vocabulary that the root element stands in: native
	rootName string // its namespace's name
}

const maxBindings = 200

// declare takes what a start tag declares; depth says when it goes out of scope.
func (s *scope) declare(attrs []attr, depth int) {
	for _, a := range attrs {
		prefix, ok := "", a.name == "xmlns"
		if !ok {
			prefix, ok = strings.CutPrefix(a.name, "xmlns:")
		}
		if ok && len(s.bindings) < maxBindings {
			s.bindings = append(s.bindings, binding{prefix, s.vocabulary(a.value), depth})
		}
	}
}

// leave forgets what was declared deeper than depth.
func (s *scope) leave(depth int) {
	for n := len(s.bindings); n > 0 && s.bindings[n-1].depth > depth; n-- {
		s.bindings = s.bindings[:n-1]
	}
}

// vocabulary is the prefix that lede calls a namespace by.
func (s *scope) vocabulary(uri string) string {
	uri = strings.TrimRight(strings.ToLower(strings.TrimSpace(uri)), "/#")
	if v, ok := vocabularies[uri]; ok {
		return v
	}
	if uri == "" || uri == s.rootName {
		return native
	}
	return unknown
}

// resolve splits a name as written into vocabulary and local name, in lower case.
func (s *scope) resolve(written []byte) (space, local string) {
	prefix, local, ok := strings.Cut(string(written), ":")
	if !ok {
		prefix, local = "", prefix
	}
	local = strings.ToLower(local)
	space = unknown
	found := false
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if s.bindings[i].prefix == prefix {
			space, found = s.bindings[i].space, true
			break
		}
	}
	switch {
	case !found && (prefix == "" || strings.EqualFold(prefix, "rss")):
		space = native
	case !found && prefixes[strings.ToLower(prefix)]:
		space = strings.ToLower(prefix)
	case found && space == s.root:
		space = native
	}
	return space, local
}
