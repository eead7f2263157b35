package plain

import (
	"context"
	"fmt"
	"strings"

	"lede/feed"
	"lede/feed/article"
)

// pageText is how many characters of a story are said before someone is asked
// to go on.
const pageText = 1800

// story is the one that is open.
type story struct {
	row  feed.Row
	at   int // its number in the list; 0: not of the list
	art  *article.Article
	rest []string // paragraphs that were not said yet
	of   int      // characters of all of them
}

// openNumber reads the story of a number.
func (s *session) openNumber(ctx context.Context, n int) error {
	row, err := s.rowSaid(ctx, n)
	if row == nil {
		return err
	}
	return s.openRow(ctx, n, *row)
}

// openRow says a story, which counts as read from here on.
func (s *session) openRow(ctx context.Context, n int, row feed.Row) error {
	e, status, sub, err := s.Library.Entry(ctx, row.EntryID)
	if err != nil {
		return s.fail("This story could not be read", err)
	}
	art, err := s.readable(ctx, &e, &sub)
	if err != nil {
		return s.fail("This story could not be read", err)
	}
	st := &story{row: row, at: n, art: art}
	for p := range strings.SplitSeq(st.art.PlainText(), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			st.rest = append(st.rest, p)
			st.of += feed.CountVisible(p)
		}
	}
	skipped := 0
	if s.open == nil || s.open.row.EntryID != row.EntryID { // asked for again, it begins at its beginning
		skipped = st.resume(status.Position)
	}
	s.open = st
	if !row.Read {
		if _, err := s.Library.Mark(ctx, feed.Mark{Flag: feed.Read, On: true, Quiet: true, EntryIDs: []int64{row.EntryID}}); err != nil {
			return s.fail("The story was not marked read", err)
		}
		s.note(row.EntryID, feed.Read, true)
	}
	s.say("")
	if !e.Untitled() { // else the text begins with it
		s.say(e.Title)
	}
	s.say(s.facts(&e, &sub, st.art))
	if skipped > 0 {
		s.sayf("Resuming at %d percent; its number again reads it from the beginning.", skipped)
	}
	return s.readOn(ctx)
}

// readable is what is read of a story: its page's text where that is kept, else the
// feed's. The entry gets what its page says and the feed does not.
func (s *session) readable(ctx context.Context, e *feed.Entry, sub *feed.Subscription) (*article.Article, error) {
	if s.FullText != nil {
		page, found, err := s.FullText(ctx, e.ID)
		if err != nil {
			return nil, err
		}
		if found {
			page.Fill(e)
			art := article.FromHTML(page.HTML, article.OptionsFor(e, &sub.Feed))
			e.Words = art.Words
			return art, nil
		}
	}
	return article.FromHTML(e.Body(), article.OptionsFor(e, &sub.Feed)), nil
}

// facts says who wrote a story, where, when and how long it is.
func (s *session) facts(e *feed.Entry, sub *feed.Subscription, art *article.Article) string {
	parts := []string{sub.DisplayTitle()}
	var names []string
	for _, a := range e.Authors {
		if a.Name != "" {
			names = append(names, a.Name)
		}
	}
	if len(names) == 0 && art.Byline != "" {
		names = []string{art.Byline}
	}
	if len(names) > 0 {
		parts = append(parts, "by "+strings.Join(names, ", "))
	}
	if t := e.SortDate(); !t.IsZero() {
		parts = append(parts, ago(t, s.Now()))
	}
	if e.Words >= feed.LeastTimed {
		parts = append(parts, count(feed.ReadingMinutes(e.Words), "minute", "minutes")+" to read")
	}
	if n := len(art.Links); n > 0 {
		parts = append(parts, count(n, "link", "links"))
	}
	return strings.Join(parts, "; ")
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// resume leaves out the paragraphs before a place, and says how many percent of
// the text that is.
func (st *story) resume(at feed.Position) int {
	if at.Length <= 0 || at.Offset <= 0 || st.of == 0 {
		return 0
	}
	before := 0
	for len(st.rest) > 1 {
		n := feed.CountVisible(st.rest[0])
		if (before+n)*at.Length > at.Offset*st.of {
			break
		}
		before += n
		st.rest = st.rest[1:]
	}
	return before * 100 / st.of
}

// left is how much of the open story was not said yet, in characters.
func (st *story) left() (n int) {
	for _, p := range st.rest {
		n += feed.CountVisible(p)
	}
	return n
}

// keepPlace remembers how far the open story was said.
func (s *session) keepPlace(ctx context.Context) error {
	st := s.open
	var at feed.Position
	if left := st.left(); left > 0 {
		at = feed.Position{Offset: st.of - left, Length: st.of}
	}
	if err := s.Library.SetPosition(ctx, st.row.EntryID, at); err != nil {
		return s.fail("Your place was not saved", err)
	}
	return nil
}

// readOn says the next paragraphs of the open story.
func (s *session) readOn(ctx context.Context) error {
	st := s.open
	for said := 0; len(st.rest) > 0; st.rest = st.rest[1:] {
		p := st.rest[0]
		if s.Asks && said > 0 && said+len(p) > pageText {
			break
		}
		s.say("")
		s.say(p)
		said += len(p)
	}
	s.say("")
	if err := s.keepPlace(ctx); err != nil {
		return err
	}
	if len(st.rest) == 0 {
		s.enter = func(ctx context.Context) error { return s.next(ctx, "") }
		s.say("The end. An empty line opens the next unread story.")
		return nil
	}
	s.enter = s.readOn
	s.sayf("An empty line reads on; %d percent is left.", max(1, st.left()*100/max(1, st.of)))
	return nil
}

// next reads the next unread story below the open one, or the first there is.
func (s *session) next(ctx context.Context, _ string) error {
	from := 0
	if s.open != nil {
		from = s.open.at
	}
	for i := from; ; i++ {
		row, err := s.row(ctx, i+1)
		if err != nil {
			return s.fail("The list could not be read", err)
		}
		if row == nil {
			break
		}
		if !row.Read {
			return s.openRow(ctx, i+1, *row)
		}
	}
	s.enter = nil
	s.say("Nothing unread is left below. feeds lists where else to look.")
	return nil
}

// previous reads the story above the open one.
func (s *session) previous(ctx context.Context, _ string) error {
	if s.open == nil || s.open.at <= 1 {
		s.say("There is no story before this one.")
		return nil
	}
	return s.openNumber(ctx, s.open.at-1)
}

// links says where the open story's links go.
func (s *session) links(context.Context, string) error {
	switch {
	case s.open == nil:
		s.say("Open a story first.")
	case len(s.open.art.Links) == 0:
		s.say("This story has no links.")
	default:
		for i, l := range s.open.art.Links {
			s.sayf("%d. %s; %s", i+1, l.Text, l.URL)
		}
		s.say("web and a number opens one.")
	}
	return nil
}

// web opens the story's page, or one of its links.
func (s *session) web(ctx context.Context, arg string) error {
	if s.open == nil {
		s.say("Open a story first.")
		return nil
	}
	url := s.open.row.URL
	if arg != "" {
		n, ok := number(arg)
		if !ok || n < 1 || n > len(s.open.art.Links) {
			s.say("There is no link of that number. links lists them.")
			return nil
		}
		url = s.open.art.Links[n-1].URL
	}
	switch {
	case url == "":
		s.say("This story has no page.")
	case s.Browse == nil:
		s.say(url)
	default:
		if err := s.Browse(ctx, url); err != nil {
			return s.fail("The browser did not open "+url, err)
		}
		s.say("Opening " + url)
	}
	return nil
}
