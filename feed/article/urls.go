package article

import (
	"net/url"
	"strings"

	"lede/feed"
)

var inAddress = strings.NewReplacer("\n", "", "\r", "", "\t", "", " ", "%20")

// maxURL is the length beyond which an address is no address.
const maxURL = 4096

// resolve makes an address absolute. It gives nothing for what can't be
// followed or may not be: scripts, data, files, addresses with controls.
func resolve(base *url.URL, raw string) string {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > maxURL || raw[0] == '#' {
		return ""
	}
	raw = inAddress.Replace(raw) // as browsers do
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Hostname() == "" {
			return ""
		}
		u.Scheme = strings.ToLower(u.Scheme)
	case "mailto", "tel", "gemini", "gopher", "xmpp", "magnet", "geo", "irc", "ircs", "matrix", "feed", "ftp":
	default:
		return ""
	}
	s := u.String()
	if len(s) > maxURL || feed.Clean(s, 0) != s {
		return ""
	}
	return s
}

// web is resolve for pictures and media: http and https alone.
func web(base *url.URL, raw string) string {
	s := resolve(base, raw)
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return s
	}
	return ""
}

// samePage says whether an address is the page at base, but for the fragment,
// and gives the fragment. One that could not be printed as it is leads nowhere.
func samePage(base *url.URL, raw string) (fragment string, ok bool) {
	raw = strings.TrimSpace(raw)
	if strings.HasPrefix(raw, "#") {
		f, err := url.PathUnescape(raw[1:])
		return f, err == nil && f != "" && feed.Clean(f, maxURL) == f
	}
	i := strings.IndexByte(raw, '#')
	if i < 0 || base == nil || len(raw) > maxURL {
		return "", false
	}
	u, err := url.Parse(raw)
	if err != nil {
		return "", false
	}
	u = base.ResolveReference(u)
	if u.Fragment == "" || feed.Clean(u.Fragment, 0) != u.Fragment || u.Host != base.Host || u.Path != base.Path || u.RawQuery != base.RawQuery {
		return "", false
	}
	return u.Fragment, true
}
