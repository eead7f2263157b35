package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lede/feed"
)

// A snippet shows so many bytes before the first match, and so many in all.
const (
	snippetLead = 50
	snippetLen  = 220
)

// addSnippets shows where a search matched in the texts of the rows shown. The
// index keeps no text, so that they are made from the bodies.
func (s *Store) addSnippets(q querier, match *feed.Expr, rows []feed.Row) error {
	if inTitle := termsOf(match, feed.FieldText, feed.FieldAuthor); len(inTitle) > 0 {
		for i := range rows {
			rows[i].Found = allMarked(rows[i].Title, inTitle)
		}
	}
	terms := termsOf(match, feed.FieldTitle)
	if len(terms) == 0 || len(rows) == 0 {
		return nil
	}
	at := make(map[int64]int, len(rows))
	ids := make([]int64, 0, len(rows))
	for i, r := range rows {
		at[r.EntryID] = i
		ids = append(ids, r.EntryID)
	}
	return s.texts(q, ids, func(id int64, text string, err error) error {
		if err != nil { // the row is shown without
			s.opts.Logger.Warn("making a snippet", "entry", id, "err", err)
		}
		row := &rows[at[id]]
		if text != "" {
			text = feed.VisibleLines(text)
		} else {
			text = row.Summary
		}
		row.Snippet = snippet(text, terms)
		return nil
	})
}

// found is a match in a text, in bytes.
type found struct{ start, end int }

// snippet is the part of a text around its first match, with the matches marked;
// empty where there is none.
func snippet(text string, terms []needle) string {
	matches := matchesIn(text, terms, snippetLen)
	if len(matches) == 0 {
		return ""
	}
	return marked(text, matches)
}

// allMarked is a text with all matches marked; empty where there is none.
func allMarked(text string, terms []needle) string {
	matches := matchesIn(text, terms, len(text))
	if len(matches) == 0 {
		return ""
	}
	var b strings.Builder
	at := 0
	for _, m := range matches {
		b.WriteString(text[at:m.start] + feed.SnippetOpen + text[m.start:m.end] + feed.SnippetClose)
		at = m.end
	}
	return b.String() + text[at:]
}

// matchesIn are the places of terms in a text, as far as most bytes behind the first.
func matchesIn(text string, terms []needle, most int) (matches []found) {
	longest := 0
	for _, n := range terms {
		longest = max(longest, len(n.words))
	}
	// A window of as many words as the longest term has slides over the text,
	// and stops soon after the first match.
	var window []token
	var words []string
	check := func() {
		for _, n := range terms {
			if len(n.words) <= len(words) && n.at(words) {
				m := found{window[0].start, window[len(n.words)-1].end}
				if k := len(matches); k > 0 && m.start < matches[k-1].end {
					matches[k-1].end = max(matches[k-1].end, m.end)
				} else {
					matches = append(matches, m)
				}
			}
		}
		window, words = window[1:], words[1:]
	}
	tokens(text, func(t token) bool {
		window, words = append(window, t), append(words, t.word)
		if len(window) == longest {
			check()
		}
		return len(matches) == 0 || t.start < matches[0].start+most
	})
	for len(window) > 0 {
		check()
	}
	return matches
}

// marked cuts the part out and marks it. The text comes from HTML whose
// references were decoded just now, so that what is shown of it is cleaned here.
func marked(text string, matches []found) string {
	start := cutBefore(text, max(0, matches[0].start-snippetLead), matches[0].start)
	end := cutAfter(text, max(matches[0].end, min(len(text), start+snippetLen)))
	var b strings.Builder
	if start > 0 && text[start-1] != '\n' {
		b.WriteString("…")
	}
	at := start
	for _, m := range matches {
		if m.end > end {
			break
		}
		b.WriteString(feed.CleanText(text[at:m.start], 0) + feed.SnippetOpen + feed.CleanText(text[m.start:m.end], 0) + feed.SnippetClose)
		at = m.end
	}
	b.WriteString(feed.CleanText(text[at:end], 0))
	if end < len(text) {
		b.WriteString("…")
	}
	return inLine(b.String())
}

// inLine puts the lines of a text into one: a caption or heading does not run into
// the sentence after it.
func inLine(text string) string {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '\n')
		if i < 0 {
			return text
		}
		before, after := text[:from+i], text[from+i+1:]
		first, _ := utf8.DecodeRuneInString(strings.TrimPrefix(after, feed.SnippetOpen))
		gap := " · "
		end := strings.TrimSuffix(before, feed.SnippetClose)
		if unicode.IsLower(first) || feed.EndsSentence(end) || strings.TrimRight(end, ":;,") != end {
			gap = " "
		}
		text, from = before+gap+after, len(before)+len(gap)
	}
}

// cutBefore is a place to begin at: where the match's line does, if that is near,
// else after a space if there is one before the match, at least between runes.
func cutBefore(text string, at, match int) int {
	if line := strings.LastIndexByte(text[at:match], '\n'); line >= 0 {
		return at + line + 1
	}
	if at == 0 {
		return 0
	}
	if space := strings.IndexByte(text[at:match], ' '); space >= 0 {
		return at + space + 1
	}
	for at < match && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

func cutAfter(text string, at int) int {
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}
