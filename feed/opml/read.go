package opml

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"lede/feed"
)

// namespace marks the attributes in which lede keeps what OPML has no word for.
const namespace = "https://lede.invalid/opml"

// extra is what OPML has no word for.
type extra struct {
	OwnTitle string        `json:"title,omitempty"`
	Tags     []string      `json:"tags,omitempty"`
	Options  *feed.Options `json:"options,omitempty"`
}

// Read reads OPML. Folders are outlines without an address; categories become
// tags. It is tolerant of undefined entities, bare ampersands, control
// characters, wrong nesting and wrong encodings; a file that is not OPML, or
// breaks off, is an error that names the line.
func Read(r io.Reader, o Options) (List, error) {
	b, err := readFile(r)
	if err != nil {
		return List{}, err
	}
	return parseOPML(b, o)
}

func parseOPML(b []byte, o Options) (List, error) {
	b, err := toUTF8(b)
	if err != nil {
		return List{}, err
	}
	b = reference.ReplaceAllFunc(b, legalReference)
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	// The bytes are UTF-8 by now, whatever they say.
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	p := parser{collector: newCollector(OPML, o)}
	for {
		tok, err := d.RawToken() // nothing is checked of nesting, nothing fetched
		line, _ := d.InputPos()
		if errors.Is(err, io.EOF) {
			return p.end(line)
		}
		if err != nil {
			var se *xml.SyntaxError
			if errors.As(err, &se) && strings.Contains(se.Msg, "unexpected EOF") {
				return List{}, fmt.Errorf("the subscription list breaks off at line %d; is it the whole file?", line)
			}
			return List{}, fmt.Errorf("the subscription list is broken at line %d: %s", line, syntaxWords(err))
		}
		p.token(tok, line)
	}
}

func syntaxWords(err error) string {
	var se *xml.SyntaxError
	if errors.As(err, &se) {
		return feed.Clean(se.Msg, maxWords)
	}
	return feed.Clean(err.Error(), maxWords)
}

// parser follows the nesting of a list.
type parser struct {
	*collector
	isList  bool // an opml or an outline element was seen
	closed  bool // the end of the opml element was seen
	inTitle bool
	inBody  bool
	stack   []bool   // of each open outline: whether it is a folder that has a name
	folders []string // the names of the open folders
}

func (p *parser) token(tok xml.Token, line int) {
	switch t := tok.(type) {
	case xml.StartElement:
		switch strings.ToLower(t.Name.Local) {
		case "opml":
			p.isList = true
		case "body":
			p.inBody = true
		case "title":
			p.inTitle = !p.inBody && p.list.Title == ""
		case "outline":
			p.isList, p.inBody = true, true
			p.open(t, line)
		}
	case xml.EndElement:
		switch strings.ToLower(t.Name.Local) {
		case "opml":
			p.closed = true
		case "title":
			p.inTitle = false
		case "outline":
			p.close()
		}
	case xml.CharData:
		if p.inTitle {
			p.list.Title = feed.Clean(p.list.Title+string(t), maxTitle)
		}
	}
}

// open begins an outline: a feed, or a folder.
func (p *parser) open(t xml.StartElement, line int) {
	a := attributes(t)
	address := a["xmlurl"]
	if address == "" && (a["type"] == "rss" || a["type"] == "atom") {
		address = a["url"]
	}
	if address != "" {
		p.stack = append(p.stack, false)
		p.add(line, p.subscription(a, address))
		return
	}
	name := level(orElse(a["text"], a["title"]))
	p.stack = append(p.stack, name != "")
	if name != "" {
		p.folders = append(p.folders, name)
	}
}

// close ends the innermost outline.
func (p *parser) close() {
	if len(p.stack) == 0 {
		return
	}
	last := len(p.stack) - 1
	if p.stack[last] {
		p.folders = p.folders[:len(p.folders)-1]
	}
	p.stack = p.stack[:last]
}

func (p *parser) end(line int) (List, error) {
	switch {
	case !p.isList:
		return List{}, errors.New("this is not a subscription list: it has no opml element")
	case !p.closed:
		return List{}, fmt.Errorf("the subscription list breaks off at line %d; is it the whole file?", line)
	}
	return p.list, nil
}

// subscription makes a subscription of an outline's attributes.
func (p *parser) subscription(a map[string]string, address string) feed.Subscription {
	text, title := feed.Clean(a["text"], maxTitle), feed.Clean(a["title"], maxTitle)
	s := feed.Subscription{
		Folder: strings.Join(p.folders[:min(len(p.folders), maxDepth)], divider),
	}
	s.URL = address
	if p.o.Numbers {
		s.ID, _ = strconv.ParseInt(a["lede:id"], 10, 64) // 0: it gets one
	}
	s.AddedAt, _ = feed.ParseDate(a["created"]) // zero where there is none
	s.HomePageURL = feed.Clean(a["htmlurl"], maxURL)
	s.Description = feed.Clean(a["description"], 2000)
	s.Language = feed.Clean(a["language"], 50)
	s.Title = orElse(title, text)
	if s.Title == feed.Clean(address, maxTitle) {
		s.Title = "" // a name for want of one
	}
	var x extra
	if raw := a["lede:subscription"]; raw != "" && json.Unmarshal([]byte(raw), &x) == nil {
		if s.OwnTitle = feed.Clean(x.OwnTitle, maxTitle); s.OwnTitle != "" {
			s.Title = title // the text is the user's own
		}
		s.Tags = addTags(nil, x.Tags...)
		if x.Options != nil && p.o.Local {
			s.Options = *x.Options
		}
		return s
	}
	if text != "" && title != "" && text != title {
		s.OwnTitle = text // OPML 2.0: text is what is shown, title is the feed's own
	}
	for c := range strings.SplitSeq(a["category"], ",") {
		s.Tags = addTags(s.Tags, strings.Trim(strings.TrimSpace(c), divider))
	}
	return s
}

// attributes are an element's, by name in lower case: xmlUrl, xmlurl and XMLURL
// are all written.
func attributes(t xml.StartElement) map[string]string {
	m := make(map[string]string, len(t.Attr))
	for _, a := range t.Attr {
		name := strings.ToLower(a.Name.Local)
		if a.Name.Space != "" {
			name = strings.ToLower(a.Name.Space) + ":" + name
		}
		if _, ok := m[name]; !ok {
			m[name] = a.Value
		}
	}
	return m
}

func orElse(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}

// toUTF8 decodes a file by its byte order mark, its XML declaration, or, where
// these are wrong or absent, as windows-1252; and drops control characters,
// which are no XML.
func toUTF8(b []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}), bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return decodeAs(b, unicode.BOMOverride(transform.Nop))
	case bytes.HasPrefix(b, []byte{'<', 0}):
		return decodeAs(b, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder())
	case bytes.HasPrefix(b, []byte{0, '<'}):
		return decodeAs(b, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if utf8.Valid(b) && !bytes.ContainsRune(b, 0x1b) { // 0x1b: ISO-2022-JP is valid UTF-8
		return bytes.Map(noControls, b), nil
	}
	if e, name := charset.Lookup(declared(b)); e != nil && name != "utf-8" {
		return decodeAs(b, e.NewDecoder())
	}
	if utf8.Valid(b) {
		return bytes.Map(noControls, b), nil
	}
	return decodeAs(b, charmap.Windows1252.NewDecoder())
}

func decodeAs(b []byte, t transform.Transformer) ([]byte, error) {
	out, _, err := transform.Bytes(t, b)
	if err != nil {
		return nil, fmt.Errorf("the subscription list is in an encoding that can't be read: %w", err)
	}
	return bytes.Map(noControls, out), nil
}

func noControls(r rune) rune {
	if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return -1
	}
	return r
}

// declared is the encoding that an XML declaration names.
func declared(b []byte) string {
	head := string(b[:min(len(b), 200)])
	_, after, ok := strings.Cut(head, "encoding")
	after = strings.TrimLeft(after, " \t\r\n=")
	if !ok || after == "" {
		return ""
	}
	name, _, _ := strings.Cut(after[1:], after[:1])
	return name
}

// reference finds character references.
var reference = regexp.MustCompile(`&#(?:[xX][0-9a-fA-F]+|[0-9]+);`)

// legalReference drops a reference to a character that XML does not allow: one
// of them would cost the whole list.
func legalReference(ref []byte) []byte {
	digits, base := string(ref[2:len(ref)-1]), 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) || noControls(rune(n)) < 0 {
		return nil
	}
	return ref
}
