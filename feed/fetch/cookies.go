package fetch

import (
	"bufio"
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"
)

// cookie is one line of a cookies file.
type cookie struct {
	domain     string
	subdomains bool
	path       string
	secure     bool
	expires    time.Time // zero: never
	name       string
	value      string
}

// readCookies reads a file in Netscape's format, as browsers' extensions, curl
// and wget write it: domain, subdomains, path, secure, expiry, name, value,
// separated by tabs.
func readCookies(path string) ([]cookie, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // a pipe would never end
		return nil, plain(nil, "the cookies file is not a file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, plain(err, "can't read the cookies file: "+osWords(err))
	}
	defer file.Close()
	var all []cookie
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimPrefix(strings.TrimRight(lines.Text(), "\r"), "#HttpOnly_")
		if line == "" || line[0] == '#' {
			continue
		}
		c, ok := parseCookie(line)
		if !ok {
			return nil, plain(nil, fmt.Sprintf("line %d of the cookies file is not in Netscape's format (seven fields, separated by tabs)", n))
		}
		all = append(all, c)
	}
	if err := lines.Err(); err != nil {
		return nil, plain(err, "can't read the cookies file")
	}
	return all, nil
}

func parseCookie(line string) (cookie, bool) {
	p := strings.SplitN(line, "\t", 7)
	if len(p) == 6 {
		p = append(p, "") // an empty value's tab is often trimmed
	}
	if len(p) != 7 {
		return cookie{}, false
	}
	c := cookie{
		domain:     strings.ToLower(strings.TrimPrefix(p[0], ".")),
		subdomains: strings.EqualFold(p[1], "TRUE") || strings.HasPrefix(p[0], "."),
		path:       cmp.Or(p[2], "/"),
		secure:     strings.EqualFold(p[3], "TRUE"),
		name:       p[5],
		value:      p[6],
	}
	sec, err := strconv.ParseFloat(p[4], 64)
	if err != nil {
		return cookie{}, false
	}
	if sec > 0 {
		c.expires = time.Unix(int64(min(sec, 1<<40)), 0)
	}
	return c, c.domain != "" && httpguts.ValidHeaderFieldName(c.name) && httpguts.ValidHeaderFieldValue(c.value)
}

// matches tells whether a cookie goes to a URL (RFC 6265, 5.4).
func (c cookie) matches(u *url.URL, now time.Time) bool {
	host := strings.ToLower(u.Hostname())
	switch {
	case host != c.domain && !(c.subdomains && strings.HasSuffix(host, "."+c.domain)):
		return false
	case c.secure && u.Scheme != "https", !c.expires.IsZero() && !now.Before(c.expires):
		return false
	}
	path := cmp.Or(u.Path, "/")
	return path == c.path || strings.HasPrefix(path, c.path) && (strings.HasSuffix(c.path, "/") || path[len(c.path)] == '/')
}

// addCookies puts the cookies that match on a request, as they stand in the
// file: http.Request.AddCookie would change their values.
func (r *request) addCookies(hr *http.Request, now time.Time) {
	var pairs []string
	for _, c := range r.cookies {
		if c.matches(r.url, now) {
			pairs = append(pairs, c.name+"="+c.value)
			r.secrets = append(r.secrets, c.value)
		}
	}
	if len(pairs) > 0 {
		hr.Header.Add("Cookie", strings.Join(pairs, "; "))
	}
}
