package typeset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"lede/feed"
	"lede/feed/article"
)

// HeadOf is what stands above an entry's text, with the body as it is read. whole
// says that this is its page's and not the feed's; section is that page's, if it
// is known.
func HeadOf(e *feed.Entry, sub *feed.Subscription, body *article.Article, whole bool, section string, now time.Time) Head {
	excerpt := article.Excerpt(e.Summary)
	h := Head{
		Source: sub.DisplayTitle(), Section: sub.Folder, Headline: article.PlainTeX(e.Title), Standfirst: excerpt,
		Language: cmp.Or(e.Language, sub.Language), Author: cmp.Or(namesOf(e.Authors), body.Byline),
	}
	if e.Untitled() || len(body.Blocks) > 1 && sameWords(e.Title, body.Text()) {
		h.Headline = "" // the text begins with the same words, or is no more than these
	}
	words := e.Words
	if whole {
		words = body.Words
	}
	if words >= feed.LeastTimed {
		h.Minutes = feed.ReadingMinutes(words)
	}
	if whole {
		h.Standfirst = standfirstOf(excerpt, body)
	}
	if !whole && isOpening(e) || repeats(e.Title+" "+body.Text(), h.Standfirst) {
		h.Standfirst = ""
	}
	if i := strings.LastIndexByte(h.Section, '/'); i >= 0 {
		h.Section = h.Section[i+1:]
	}
	h.Section = cmp.Or(section, h.Section)
	if t := e.SortDate(); !t.IsZero() {
		h.Date = Stamp(t, now)
	}
	switch {
	case !e.Revised.IsZero():
		h.Updated = "updated " + Stamp(e.Revised, now)
	case body.Updated != "":
		h.Updated = "updated " + body.Updated
	case !e.Published.IsZero() && e.Modified.Sub(e.Published) > updatedAfter:
		h.Updated = "updated " + Stamp(e.Modified, now)
	}
	return h
}

// namesOf are the names of those who wrote a story, the first of many. A name's
// parts stay on one line.
func namesOf(people []feed.Person) string {
	var names []string
	for _, p := range people {
		if p.Name != "" {
			names = append(names, withoutHandle(p.Name))
		}
	}
	if len(names) == 1 {
		names = listed(names[0])
	}
	if len(names) > 1 {
		for i, name := range names {
			if len(name) <= 30 {
				names[i] = unbroken(name)
			}
		}
	}
	switch {
	case len(names) > 3:
		return strings.Join(names[:2], ", ") + fmt.Sprintf(" and %d others", len(names)-2)
	case len(names) > 1:
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
	return strings.Join(names, "")
}

// withoutHandle is a person's name without the name of their account before it, as
// Discourse writes both: '@ola Ola Berg'.
func withoutHandle(name string) string {
	if _, rest, ok := strings.Cut(name, " "); ok && strings.HasPrefix(name, "@") && rest != "" {
		return rest
	}
	return name
}

// listed are the names that a feed gives as one: three or more, each of two to
// four words, with commas between.
func listed(name string) []string {
	parts := strings.Split(name, ", ")
	if len(parts) < 3 {
		return []string{name}
	}
	for _, part := range parts {
		if n := len(strings.Fields(part)); n < 2 || n > 4 {
			return []string{name}
		}
	}
	return parts
}

// updatedAfter is how long after a story's publication a change that its
// publisher names is said: the first minutes are still its making.
const updatedAfter = 15 * time.Minute

// Words of a summary are compared with the text by their letters and digits, in
// pieces of so many.
const (
	pieceLetters = 24
	maxPieces    = 20
)

// standfirstOf is what a feed's summary says before the story's own opening,
// which many add to it.
func standfirstOf(summary string, body *article.Article) string {
	const enough = 40 // bytes
	for i := range body.Blocks {
		if b := &body.Blocks[i]; b.Kind != article.Prose || len(body.TextOf(i)) < enough {
			continue
		}
		if at := strings.Index(summary, body.TextOf(i)[:enough]); at > 0 {
			return strings.TrimSpace(summary[:at])
		}
		break
	}
	return summary
}

// isOpening says whether an entry's summary was made of the feed's own text.
func isOpening(e *feed.Entry) bool {
	const enough = 200
	want := letterRunes(e.Summary, enough)
	return slices.Equal(want, letterRunes(feed.VisibleText(e.Content), max(len(want), 1)))
}

// repeats says whether a summary is only words of the text, which need not be
// read twice: most of its pieces are found near the start. Captions, labels and
// the like, which feeds run into one with the text, may stand between.
func repeats(text, summary string) bool {
	want := letterRunes(summary, pieceLetters*maxPieces)
	have := string(letterRunes(text, 8*pieceLetters*maxPieces))
	if len(want) < pieceLetters {
		return strings.Contains(have, string(want))
	}
	found, pieces := 0, 0
	for at := 0; at+pieceLetters <= len(want); at += pieceLetters {
		pieces++
		if strings.Contains(have, string(want[at:at+pieceLetters])) {
			found++
		}
	}
	return found*2 >= pieces && found > 0
}

// sameWords says whether two texts have the same letters, but for those that only
// begin an address: posts hide them.
func sameWords(a, b string) bool {
	plain := strings.NewReplacer("https://", "", "http://", "")
	return slices.Equal(letterRunes(plain.Replace(a), headLimit), letterRunes(plain.Replace(b), headLimit))
}

// letterRunes are the first n letters and digits of a text, in lower case.
func letterRunes(s string, n int) []rune {
	var out []rune
	for _, r := range s {
		if len(out) == n {
			break
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, unicode.ToLower(r))
		}
	}
	return out
}

// Stamp writes a date and time as a story's head has it: the shortest that tells
// it from now.
func Stamp(t, now time.Time) string {
	t = t.In(now.Location())
	switch {
	case t.YearDay() == now.YearDay() && t.Year() == now.Year():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("2 January, 15:04")
	}
	return t.Format("2 January 2006")
}
