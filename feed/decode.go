package feed

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"mime"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// decode makes UTF-8 of a body. The bytes themselves are believed first (a BOM,
// the zero bytes of UTF-16 and 32, text that is UTF-8 already), then the HTTP
// charset, the XML declaration, and what detection says. The result is the body
// itself where it is UTF-8.
func decode(body []byte, contentType string) []byte {
	if text, ok := decodeWide(body); ok {
		return text
	}
	for bytes.HasPrefix(body, utf8BOM) {
		body = body[len(utf8BOM):]
	}
	labels := declared(body, contentType)
	if utf8.Valid(body) {
		return decodeValid(body, labels)
	}
	for _, label := range labels {
		if text, ok := tryCharset(body, label); ok {
			return text
		}
	}
	// Either nothing is declared or it is a lie. UTF-8 with a few broken bytes
	// is mended byte by byte; what is declared UTF-8 may have some more.
	good, bad := countUTF8(body)
	if good > 4*bad || good >= bad && slices.ContainsFunc(labels, isUTF8) {
		return mendUTF8(body)
	}
	if text, ok := detect(body); ok {
		return text
	}
	return mendUTF8(body)
}

var utf8BOM = []byte{0xef, 0xbb, 0xbf}

// Unmarked is the text of a file that was written by hand, as UTF-8 and without the
// byte order mark that programs on Windows put before one: editors before UTF-8, and
// PowerShell before the UTF-16 of whatever is redirected to a file.
func Unmarked(text []byte) ([]byte, error) {
	if bytes.HasPrefix(text, []byte{0xff, 0xfe}) || bytes.HasPrefix(text, []byte{0xfe, 0xff}) {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(text)
	}
	return bytes.TrimPrefix(text, utf8BOM), nil
}

// decodeWide recognises the encodings that a BOM or zero bytes give away.
func decodeWide(b []byte) ([]byte, bool) {
	var e encoding.Encoding
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe, 0, 0}):
		e = utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM)
	case bytes.HasPrefix(b, []byte{0, 0, 0xfe, 0xff}):
		e = utf32.UTF32(utf32.BigEndian, utf32.ExpectBOM)
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		e = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		e = unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
	case len(b) >= 4 && ascii32(binary.LittleEndian.Uint32(b)):
		e = utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case len(b) >= 4 && ascii32(binary.BigEndian.Uint32(b)):
		e = utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case len(b) >= 4 && opens(b[0]) && b[1] == 0 && b[3] == 0:
		e = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case len(b) >= 4 && opens(b[1]) && b[0] == 0 && b[2] == 0:
		e = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case bytes.HasPrefix(b, []byte{0x4c, 0x6f, 0xa7, 0x94}): // '<?xm' in EBCDIC
		e = charmap.CodePage037
	default:
		return nil, false
	}
	text, err := e.NewDecoder().Bytes(b)
	return bytes.TrimPrefix(text, utf8BOM), err == nil
}

// opens says whether a feed may begin with a character.
func opens(c byte) bool { return c == '<' || c == '{' || c == '\n' || c == '\r' || c == ' ' }

func ascii32(u uint32) bool { return u < 0x80 && opens(byte(u)) }

var declaration = regexp.MustCompile(`(?i)<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([a-z0-9_.:-]+)`)

// declared are the charsets that somebody claims, most credible first.
func declared(body []byte, contentType string) []string {
	var labels []string
	if m := declaration.FindSubmatch(body[:min(len(body), 4096)]); m != nil {
		labels = append(labels, strings.ToLower(string(m[1])))
	}
	if said := httpCharset(contentType); said != "" {
		// ISO-8859-1 and ASCII are what servers say who don't know.
		if len(labels) == 0 || !isDefault(said) || labels[0] == "utf-8" || labels[0] == "utf8" {
			return append([]string{said}, labels...)
		}
		labels = append(labels, said)
	}
	return labels
}

func httpCharset(contentType string) string {
	said := ""
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		said = params["charset"]
	} else if _, after, ok := strings.Cut(strings.ToLower(contentType), "charset"); ok {
		said, _, _ = strings.Cut(strings.TrimLeft(after, " ="), ";")
	}
	return strings.ToLower(strings.Trim(said, " \t\"'="))
}

func isUTF8(label string) bool { return label == "utf-8" || label == "utf8" }

func isDefault(label string) bool {
	switch label {
	case "iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "utf-8", "utf8":
		return true
	}
	return false
}

// decodeValid decodes a body that is valid UTF-8, as it most likely is, unless
// what is declared explains its bytes better: 7-bit Japanese, or the rare few
// bytes that are valid in both.
func decodeValid(body []byte, labels []string) []byte {
	good, _ := countUTF8(body)
	if good == 0 {
		if bytes.Contains(body, []byte("\x1b$")) {
			if text, ok := tryCharset(body, "iso-2022-jp"); ok {
				return text
			}
		}
		return body
	}
	if good < 3 && len(labels) == 2 && labels[0] == labels[1] && !isDefault(labels[0]) {
		if text, ok := tryCharset(body, labels[0]); ok {
			return text
		}
	}
	return body
}

// lookup finds an encoding by the names that feeds use; nil for UTF-8 (whose
// bytes were tried before), UTF-16 and 32 (likewise) and for unknown ones.
func lookup(label string) encoding.Encoding {
	switch label = strings.ReplaceAll(label, "_", "-"); label {
	case "cp437", "ibm437", "437":
		return charmap.CodePage437
	case "cp850", "ibm850", "850":
		return charmap.CodePage850
	case "cp852", "ibm852":
		return charmap.CodePage852
	case "cp855", "ibm855":
		return charmap.CodePage855
	case "cp037", "ibm037", "ebcdic-cp-us":
		return charmap.CodePage037
	case "cp932", "ms932", "windows-31j":
		label = "shift_jis"
	case "cp936", "ms936":
		label = "gbk"
	case "cp949", "ms949", "uhc":
		label = "euc-kr"
	case "cp950", "big5-hkscs":
		label = "big5"
	case "latin-1":
		label = "iso-8859-1"
	case "mac-roman", "x-mac-roman", "macroman":
		label = "macintosh"
	}
	if strings.HasPrefix(label, "utf") || strings.HasPrefix(label, "unicode") || strings.HasPrefix(label, "ucs") || strings.HasPrefix(label, "iso-10646") {
		return nil
	}
	e, name := charset.Lookup(label)
	if name == "replacement" || name == "utf-8" {
		return nil
	}
	return e
}

// tryCharset decodes, and refuses where the bytes are clearly not in it.
func tryCharset(body []byte, label string) ([]byte, bool) {
	e := lookup(label)
	if e == nil {
		return nil, false
	}
	text, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return nil, false
	}
	if lost := bytes.Count(text, []byte("\uFFFD")); lost > 0 && lost > len(text)/200 {
		return nil, false
	}
	return text, true
}

// countUTF8 counts the multi-byte characters that are well formed, and the
// bytes that belong to none.
func countUTF8(b []byte) (good, bad int) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	return good, bad
}

// mendUTF8 reads the bytes that are not UTF-8 as Windows-1252.
func mendUTF8(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/8)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out = utf8.AppendRune(out, r)
		b = b[size:]
	}
	return out
}

// detect guesses the charset by the statistics of its bytes.
func detect(body []byte) ([]byte, bool) {
	guesses, err := chardet.NewHtmlDetector().DetectAll(body[:min(len(body), 64<<10)])
	if err != nil {
		return nil, false
	}
	// The detectors answer in any order; equals must not change places.
	slices.SortFunc(guesses, func(a, b chardet.Result) int {
		return cmp.Or(b.Confidence-a.Confidence, strings.Compare(a.Charset, b.Charset), strings.Compare(a.Language, b.Language))
	})
	for _, g := range guesses {
		if g.Confidence < 10 {
			break
		}
		if text, ok := tryCharset(body, strings.ToLower(g.Charset)); ok {
			return text, true
		}
	}
	return nil, false
}
