package store

import (
	"slices"
	"strings"

	"lede/feed"
)

// needle is a term's words as they are looked for in a text.
type needle struct {
	words  []string
	prefix bool // the last is the beginning of one
}

func needleOf(t feed.Term) needle {
	return needle{words: wordsOf(t.Text), prefix: t.Prefix}
}

// indexNeedle is a term as the index looks for it.
func indexNeedle(t feed.Term) needle {
	return needle{words: indexWords(forQuery(t.Text)), prefix: t.Prefix || endsAlone(t.Text)}
}

// in says whether the words stand in a text's words, in this order.
func (n needle) in(words []string) bool { return n.find(words, 0) >= 0 }

// find is the first place of the needle at or after from; -1: none.
func (n needle) find(words []string, from int) int {
	if len(n.words) == 0 {
		return -1
	}
	for i := from; i+len(n.words) <= len(words); i++ {
		if n.at(words[i:]) {
			return i
		}
	}
	return -1
}

func (n needle) at(words []string) bool {
	last := len(n.words) - 1
	for i, w := range n.words {
		if words[i] != w && !(i == last && n.prefix && strings.HasPrefix(words[i], w)) {
			return false
		}
	}
	return true
}

// among says whether the words stand in a text as the index sees it.
func (n needle) among(x indexed) bool {
	last := len(n.words) - 1
	if last < 0 {
		return false
	}
next:
	for i := range len(x.words) - last {
		for j, word := range n.words {
			if !x.is(i+j, word, n.prefix && j == last) {
				continue next
			}
		}
		return true
	}
	return false
}

// within is among for a text that is looked at once: its words are compared as
// they are come to.
func (n needle) within(text string) bool {
	last := len(n.words) - 1
	if last < 0 {
		return false
	}
	for at := 0; ; {
		w, ok := nextWord(text, at)
		if !ok {
			return false
		}
		at = int(w.end)
		for j := 0; w.is(text, n.words[j], n.prefix && j == last); {
			if j == last {
				return true
			}
			if w, ok = nextWord(text, int(w.end)); !ok {
				return false
			}
			j++
		}
	}
}

// termsOf are the terms of an expression that are looked for in texts, but for
// those that are to be left out, and those of some fields.
func termsOf(e *feed.Expr, but ...feed.Field) (out []needle) {
	if e == nil {
		return nil
	}
	switch e.Op {
	case feed.Match:
		if _, ok := wordMarks[e.Term.Field]; ok && e.Term.Regex == nil && !slices.Contains(but, e.Term.Field) {
			if n := needleOf(e.Term); len(n.words) > 0 {
				out = append(out, n)
			}
		}
	case feed.And, feed.Or:
		for _, a := range e.Args {
			out = append(out, termsOf(a, but...)...)
		}
	}
	return out
}

// matcher answers a search over one entry in memory, as the index and the
// conditions of SQL do over many.
type matcher struct {
	item     *Item
	sub      subscribed
	sortDate int64
	parts    map[feed.Field]indexed // words by field, made when first asked for
	texts    map[feed.Field]string  // and what they are of
}

func (m *matcher) is(e *feed.Expr) bool {
	if e == nil {
		return true
	}
	switch e.Op {
	case feed.And:
		return !slices.ContainsFunc(e.Args, func(a *feed.Expr) bool { return !m.is(a) })
	case feed.Or:
		return slices.ContainsFunc(e.Args, m.is)
	case feed.Not:
		return !m.is(e.Args[0])
	}
	return m.term(e.Term)
}

func (m *matcher) term(t feed.Term) bool {
	if t.Regex != nil {
		return m.matches(t)
	}
	e, st := &m.item.Entry, &m.item.Status
	switch t.Field {
	case feed.FieldURL:
		return strings.Contains(strings.ToLower(e.URL), strings.ToLower(t.Text))
	case feed.AnyText:
		n := indexNeedle(t)
		return n.among(m.words(feed.FieldTitle)) || n.among(m.words(feed.FieldAuthor)) || n.among(m.words(feed.FieldText))
	case feed.FieldTitle, feed.FieldAuthor, feed.FieldText:
		return indexNeedle(t).among(m.words(t.Field))
	case feed.FieldTag:
		same := func(name string) bool { return strings.EqualFold(name, t.Text) }
		return m.sub.is(t) || slices.ContainsFunc(st.Labels, same) || indexNeedle(t).among(m.words(feed.FieldTag))
	case feed.FieldFeed, feed.FieldIn:
		return m.sub.is(t)
	case feed.FieldHas:
		return mediaOf(e)&mediaBits[t.Text] != 0
	case feed.FieldSince:
		return m.sortDate >= t.Time.UnixMilli()
	case feed.FieldBefore:
		return m.sortDate < t.Time.UnixMilli()
	case feed.FieldLang:
		have := strings.ToLower(e.Language)
		return have == t.Text || strings.HasPrefix(have, t.Text+"-")
	case feed.FieldIs:
		return map[string]bool{"unread": !st.Read, "read": st.Read, "starred": st.Starred, "later": st.Later, "hidden": st.Hidden, "updated": !e.Revised.IsZero()}[t.Text]
	}
	return false
}

// words are the words of one field, as the index sees them.
func (m *matcher) words(f feed.Field) indexed {
	if words, ok := m.parts[f]; ok {
		return words
	}
	if m.parts == nil {
		m.parts = make(map[feed.Field]indexed)
	}
	text := forIndex(m.text(f))
	m.parts[f] = indexedAs(text, make([]indexedWord, 0, len(text)/6))
	return m.parts[f]
}

// text is one field as it is looked at.
func (m *matcher) text(f feed.Field) string {
	if text, ok := m.texts[f]; ok {
		return text
	}
	e := &m.item.Entry
	var text string
	switch f {
	case feed.FieldTitle:
		text = e.Title
	case feed.FieldAuthor:
		text = namesOf(e.Authors)
	case feed.FieldTag:
		text = tagsOf(e.Tags)
	case feed.FieldURL:
		text = e.URL
	default:
		text = textOf(e.Content, e.Summary)
	}
	if m.texts == nil {
		m.texts = make(map[feed.Field]string)
	}
	m.texts[f] = text
	return text
}

// maxMatched bounds the text that a regular expression is run over, in bytes.
const maxMatched = 1 << 18

// matches says whether a field matches an expression.
func (m *matcher) matches(t feed.Term) bool {
	match := func(text string) bool { return t.Regex.MatchString(text[:min(len(text), maxMatched)]) }
	switch t.Field {
	case feed.AnyText:
		return match(m.text(feed.FieldTitle)) || match(m.text(feed.FieldAuthor)) || match(m.text(feed.FieldText))
	case feed.FieldTitle, feed.FieldAuthor, feed.FieldText, feed.FieldURL:
		return match(m.text(t.Field))
	case feed.FieldFeed:
		return match(m.sub.title) || match(m.sub.url)
	case feed.FieldTag:
		return slices.ContainsFunc(slices.Concat(m.sub.tags, m.item.Status.Labels, m.item.Entry.Tags), match)
	}
	return false
}
