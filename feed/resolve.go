package feed

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxURL bounds a link. Longer ones work nowhere, and a shortened one is wrong.
const maxURL = 8 << 10

// maxBasePath bounds the path that relative links stand in, in bytes.
const maxBasePath = 1 << 10

// IsBase says whether relative links may be resolved against a URL: one whose
// path is too long would make each of a document's many links so long too.
func IsBase(u *url.URL) bool { return len(u.EscapedPath()) <= maxBasePath }

// baseURL is what relative links are resolved against. Most feeds need one, so
// the parsed form is kept with it.
type baseURL struct {
	raw    string
	url    *url.URL
	origin string // 'https://host', for the links that need no more
}

func newBase(raw string) *baseURL {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		u = &url.URL{}
	}
	if len(raw) > maxURL || !IsBase(u) {
		u = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}
		raw = u.String()
	}
	b := &baseURL{raw: raw, url: u}
	if (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil {
		b.origin = u.Scheme + "://" + u.Host
	}
	return b
}

// plainPath says that an absolute path means itself: no dots to resolve and
// nothing to escape.
func plainPath(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', c == '-', c == '_', c == '?', c == '=', c == '&', c == ',':
		case c == '/' && (i == 0 || s[i-1] != '/' || i > 1), c == '.' && s[i-1] != '/' && s[i-1] != '.':
		default:
			return false
		}
	}
	return true
}

// within is the base that an xml:base makes inside another; one that is no place
// on the web (javascript:, file:) changes nothing.
func (b *baseURL) within(ref string) *baseURL {
	if strings.TrimSpace(ref) == "" {
		return b
	}
	abs := b.resolve(ref)
	if !strings.HasPrefix(abs, "http:") && !strings.HasPrefix(abs, "https:") && scheme(abs) != "" {
		return b
	}
	return newBase(abs)
}

// resolve makes a link absolute; one that already is stays as it is, but for
// the white space that no link may have.
func (b *baseURL) resolve(ref string) string {
	ref = trimURL(ref)
	if ref == "" || scheme(ref) != "" || b.url.Host == "" && b.url.Scheme == "" && b.url.Path == "" {
		return ref
	}
	if b.origin != "" && ref[0] == '/' && plainPath(ref) {
		return b.origin + ref
	}
	u, err := url.Parse(ref)
	if err != nil {
		if u, err = url.Parse(strings.ReplaceAll(ref, "%", "%25")); err != nil {
			return ref
		}
	}
	return b.url.ResolveReference(u).String()
}

// trimURL drops white space around a URL and line ends inside it.
func trimURL(s string) string {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "\n\r\t") {
		s = strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(s)
	}
	return s
}

// scheme is the scheme of an absolute URL, in lower case, or empty.
func scheme(s string) string {
	for i := range len(s) {
		switch c := s[i]; {
		case c == ':' && i > 0:
			return strings.ToLower(s[:i])
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return ""
		}
	}
	return ""
}

// followable are the schemes of links that a reader may be sent to.
var followable = map[string]bool{
	"http": true, "https": true, "ftp": true, "ftps": true, "gemini": true, "gopher": true, "magnet": true, "mailto": true,
}

// link makes a URL field of a document's text: absolute, of a scheme that can be
// followed, and harmless to print. Empty where that can't be.
func (b *baseURL) link(ref string) string {
	ref = b.resolve(ref)
	if len(ref) > maxURL || ref == "" || !followable[scheme(ref)] {
		return ""
	}
	return PrintableURL(ref)
}

// PrintableURL escapes what a terminal should not be shown: the link still leads
// where it did.
func PrintableURL(s string) string {
	if plainLine(s) && !strings.ContainsAny(s, ` "<>\^{|}`+"`") {
		return s
	}
	var out strings.Builder
	marks := 0 // on the character before
	for n := 0; s != ""; s = s[n:] {
		var r rune
		r, n = utf8.DecodeRuneInString(s)
		raw := s[:n] // one byte where it is not UTF-8, which Clean replaces
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if r <= ' ' || strings.ContainsRune("\"<>\\^`{|}", r) || marks > maxMarks ||
			r >= 0x7f && Clean("a"+raw, 0) != "a"+raw {
			for j := range len(raw) {
				fmt.Fprintf(&out, "%%%02X", raw[j])
			}
			continue
		}
		out.WriteString(raw)
	}
	return out.String()
}

// urlAttrs are the attributes of HTML that hold a link.
var urlAttrs = map[string]bool{
	"href": true, "src": true, "poster": true, "cite": true, "data": true, "action": true, "background": true,
	"longdesc": true, "srcset": true, "data-src": true, "data-srcset": true, "usemap": true, "codebase": true, "formaction": true,
}

// resolveHTML makes the links inside HTML absolute. What needs no change is
// copied as it is.
func resolveHTML(s string, base *baseURL) string {
	var out strings.Builder
	done := 0
	for pos := 0; ; {
		n := strings.IndexByte(s[pos:], '<')
		if n < 0 || pos+n+1 >= len(s) {
			break
		}
		pos += n + 1
		if c := s[pos] | 0x20; c < 'a' || c > 'z' {
			continue
		}
		pos = eachAttr(s, pos, func(name string, from, to int) {
			if !urlAttrs[name] {
				return
			}
			was := s[from:to]
			is := resolveAttr(name, was, base)
			if is != was {
				out.WriteString(s[done:from])
				out.WriteString(is)
				done = to
			}
		})
		if out.Len() > maxContent { // the rest is cut off anyway
			break
		}
	}
	if done == 0 {
		return s
	}
	out.WriteString(s[done:])
	return out.String()
}

// resolveAttr resolves the value of one attribute, as written in HTML.
func resolveAttr(name, value string, base *baseURL) string {
	if strings.HasSuffix(name, "srcset") {
		return resolveSet(value, base)
	}
	if !relative(value) {
		return value
	}
	return html.EscapeString(base.resolve(html.UnescapeString(value)))
}

// resolveSet resolves the links of a srcset.
func resolveSet(value string, base *baseURL) string {
	if strings.Contains(value, "data:") { // whose commas separate nothing
		return value
	}
	parts := strings.Split(value, ",")
	changed := false
	for i, part := range parts {
		if f := strings.Fields(part); len(f) > 0 && relative(f[0]) {
			f[0] = html.EscapeString(base.resolve(html.UnescapeString(f[0])))
			parts[i], changed = strings.Join(f, " "), true
		}
	}
	if !changed {
		return value
	}
	return strings.Join(parts, ", ")
}

// relative says that a link needs a base. Links into the page itself do not.
func relative(value string) bool {
	return value != "" && value[0] != '#' && (scheme(value) == "" || value[0] <= ' ')
}

// eachAttr calls f with the attributes of the tag whose name begins at pos: the
// name in lower case and the value's place, quotes not counted. It returns the
// place where the tag ends.
func eachAttr(s string, pos int, f func(name string, from, to int)) int {
	for pos < len(s) && !isSpace(s[pos]) && s[pos] != '>' && s[pos] != '/' {
		pos++
	}
	for pos < len(s) && s[pos] != '>' {
		if isSpace(s[pos]) || s[pos] == '/' {
			pos++
			continue
		}
		start := pos
		for pos < len(s) && !isSpace(s[pos]) && s[pos] != '=' && s[pos] != '>' && (s[pos] != '/' || pos == start) {
			pos++
		}
		end := pos
		for pos < len(s) && isSpace(s[pos]) {
			pos++
		}
		if pos >= len(s) || s[pos] != '=' {
			continue
		}
		pos++
		for pos < len(s) && isSpace(s[pos]) {
			pos++
		}
		from, to := pos, pos
		if pos < len(s) && (s[pos] == '"' || s[pos] == '\'') {
			n := strings.IndexByte(s[pos+1:], s[pos])
			if n < 0 {
				return len(s) // a quote that is never closed
			}
			from, to = pos+1, pos+1+n
			pos = to + 1
		} else {
			for pos < len(s) && !isSpace(s[pos]) && s[pos] != '>' {
				pos++
			}
			to = pos
		}
		if end > start {
			f(strings.ToLower(s[start:end]), from, to)
		}
	}
	return pos
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }
