package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"lede/feed"
)

// completion is what tab offers in the search prompt. Tab again offers the next.
type completion struct {
	offers []string
	at     int // the one that stands in the prompt; -1: none yet
	from   int // where in the prompt the word begins, in runes
}

// word is the condition being typed before the cursor, and where it begins.
func (p *prompt) word() (text string, from int) {
	runes := []rune(p.input.Value())
	runes = runes[:min(p.input.Position(), len(runes))]
	quoted := false
	for i, r := range runes {
		switch {
		case r == '"':
			quoted = !quoted
		case !quoted && (r == ' ' || r == '(' || r == ')'):
			from = i + 1
		}
	}
	for from < len(runes) && runes[from] == '-' {
		from++
	}
	return string(runes[from:]), from
}

// complete puts the next of what the word could become into the prompt, and
// reports whether there is any.
func (m *model) complete() bool {
	s := &m.search
	if len(s.comp.offers) == 0 {
		word, from := s.input.word()
		s.comp = completion{offers: m.offersFor(word, true), at: -1, from: from}
		if len(s.comp.offers) == 0 {
			return false
		}
	}
	c := &s.comp
	c.at = (c.at + 1) % len(c.offers)
	runes := []rune(s.input.value())
	at := min(s.input.input.Position(), len(runes))
	text := c.offers[c.at]
	if !strings.HasSuffix(text, ":") && at == len(runes) {
		text += " "
	}
	rest := string(runes[at:])
	s.input = newPrompt(string(runes[:c.from]) + text + rest)
	s.input.input.SetCursor(c.from + utf8.RuneCountInString(text))
	if len(c.offers) == 1 {
		s.comp = completion{}
	}
	return true
}

// offersFor are what a word of the search language could become: a field's
// name, or a value of the field that it names.
func (m *model) offersFor(word string, names bool) (out []string) {
	name, value, ok := strings.Cut(word, ":")
	if !ok {
		for _, f := range feed.QueryFields() {
			if names && word != "" && strings.HasPrefix(string(f), strings.ToLower(word)) {
				out = append(out, string(f)+":")
			}
		}
		return out
	}
	f, known := feed.QueryField(strings.ToLower(name))
	if !known {
		return nil
	}
	value = strings.TrimLeft(value, `"`)
	for _, v := range m.valuesOf(f) {
		if value != v && hasWordPrefix(v, value) {
			if strings.ContainsAny(v, ` ()"`) {
				v = `"` + strings.ReplaceAll(v, `"`, " ") + `"`
			}
			out = append(out, name+":"+v)
		}
	}
	return out
}

// wordEnds are the signs that words are looked for behind.
const wordEnds = " /-"

// hasWordPrefix says whether any word of a text begins so.
func hasWordPrefix(text, begin string) bool {
	text, begin = strings.ToLower(text), strings.ToLower(begin)
	for i := range text {
		if (i == 0 || strings.IndexByte(wordEnds, text[i-1]) >= 0) && strings.HasPrefix(text[i:], begin) {
			return true
		}
	}
	return begin == ""
}

// valuesOf are the values that the sidebar and the language know of a field.
func (m *model) valuesOf(f feed.Field) []string {
	kind, ok := map[feed.Field]feed.ViewKind{feed.FieldFeed: feed.ViewFeed, feed.FieldTag: feed.ViewTag, feed.FieldIn: feed.ViewFolder}[f]
	if !ok {
		return feed.QueryValues(f)
	}
	var out []string
	for _, v := range m.side.views {
		name := v.Path
		if kind == feed.ViewFeed {
			name = v.Name
		}
		if v.Kind == kind && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// offered is the line of what tab offers, and which of it stands in the prompt.
func (m *model) offered() (offers []string, at int) {
	s := &m.search
	if len(s.comp.offers) > 0 {
		return s.comp.offers, s.comp.at
	}
	word, _ := s.input.word()
	return m.offersFor(word, false), -1
}
