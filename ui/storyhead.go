package ui

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/typeset"
)

// headOf is what stands above an entry's text.
func (j settingJob) headOf(e *feed.Entry, sub *feed.Subscription, body *article.Article, section string) typeset.Head {
	h := typeset.Head{Source: sub.DisplayTitle(), Section: sub.Folder, Headline: e.Title, Standfirst: e.Summary, Language: cmp.Or(e.Language, sub.Language)}
	if beginsWith(body.Text(), e.Summary) {
		h.Standfirst = ""
	}
	if i := strings.LastIndexByte(h.Section, '/'); i >= 0 {
		h.Section = h.Section[i+1:]
	}
	h.Section = cmp.Or(section, h.Section)
	var names []string
	for _, a := range e.Authors {
		if a.Name != "" {
			names = append(names, a.Name)
		}
	}
	switch {
	case len(names) > 3:
		h.Author = strings.Join(names[:2], ", ") + fmt.Sprintf(" and %d others", len(names)-2)
	case len(names) > 1:
		h.Author = strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	default:
		h.Author = cmp.Or(strings.Join(names, ""), body.Byline)
	}
	if t := e.SortDate(); !t.IsZero() {
		h.Date = stamp(t, j.now)
	}
	if e.Words > 0 {
		h.Minutes = feed.ReadingMinutes(e.Words)
	}
	switch {
	case !e.Revised.IsZero():
		h.Updated = "updated " + stamp(e.Revised, j.now)
		if j.changes != "" {
			h.Updated += " (" + j.changes + " shows what changed)"
		}
	case body.Updated != "":
		h.Updated = "updated " + body.Updated
	case !e.Published.IsZero() && e.Modified.Sub(e.Published) > updatedAfter:
		h.Updated = "updated " + stamp(e.Modified, j.now)
	}
	return h
}

// updatedAfter is how long after a story's publication a change that its
// publisher names is said: the first minutes are still its making.
const updatedAfter = 15 * time.Minute

// opening is how many letters of a summary are compared with the text.
const opening = 80

// beginsWith says whether a summary is only the text's own opening, which need
// not be read twice. Letters and digits alone are compared, and somewhere near
// the start is enough: a dateline or a picture's caption may come before.
func beginsWith(text, summary string) bool {
	want := letters(summary, opening)
	return want == "" || strings.Contains(letters(text, 5*opening), want)
}

// letters are the first n letters and digits of a text.
func letters(s string, n int) string {
	var b strings.Builder
	for _, r := range s {
		if n == 0 {
			break
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
			n--
		}
	}
	return b.String()
}

// stamp writes a date and time as a story's head has it.
func stamp(t, now time.Time) string {
	t = t.In(now.Location())
	switch {
	case sameDay(t, now):
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("2 January, 15:04")
	}
	return t.Format("2 January 2006")
}
