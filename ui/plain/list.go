package plain

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lede/feed"
)

const (
	pageRows  = 10  // said at once
	pageViews = 20  // likewise, to someone who is there
	readRows  = 100 // asked of the library at once
)

// openView says a view from its start. name is what it is called, where that
// is known.
func (s *session) openView(ctx context.Context, ref feed.ViewRef, name string) error {
	if name == "" {
		if err := s.readViews(ctx); err != nil {
			return s.fail("The feeds could not be read", err)
		}
		name = s.nameOf(ref)
	}
	f, heading, err := s.Library.Filter(ctx, ref, s.Now())
	if err != nil {
		return s.fail("That could not be listed", err)
	}
	if heading != "" {
		name = heading
	}
	f.KeepSince = s.Now() // what is read meanwhile keeps its number
	s.ref, s.name, s.base = ref, name, feed.Window{Filter: f}
	s.rows, s.all, s.said, s.open = nil, false, 0, nil
	total, _, err := s.Library.Count(ctx, s.base, nil, feed.CountLimit)
	if err != nil {
		return s.fail("The list could not be counted", err)
	}
	s.total, s.fresh = total, 0
	s.sayHeading()
	if total == 0 && !s.hasFeeds() {
		s.say("There are no feeds yet. lede add URL, at a shell prompt, subscribes to one.")
	}
	return s.sayMore(ctx)
}

// sayHeading says which list it is, and how long.
func (s *session) sayHeading() {
	many := count(s.total, "story", "stories")
	if s.total >= feed.CountLimit {
		many = fmt.Sprintf("more than %d stories", feed.CountLimit-1)
	}
	s.sayf("%s, %s.", s.name, many)
}

func (s *session) hasFeeds() bool {
	for _, v := range s.views {
		if v.Kind == feed.ViewFeed {
			return true
		}
	}
	return len(s.views) == 0 // not read yet
}

func (s *session) readViews(ctx context.Context) (err error) {
	s.views, err = s.Library.Views(ctx)
	return err
}

func (s *session) nameOf(ref feed.ViewRef) string {
	for _, v := range s.views {
		if v.Ref() == ref {
			return v.Name
		}
	}
	return strings.ToUpper(string(ref.Kind[:1])) + string(ref.Kind[1:])
}

// arrivals tells, before a prompt, how many stories came into the list since it
// was opened: from this reader, another, or a refresh by the clock. Their places
// are given when the list is said again, so that no number changes meanwhile.
func (s *session) arrivals(ctx context.Context) error {
	if s.total >= feed.CountLimit {
		return nil // more cannot be told from so many
	}
	w := s.base
	w.Filter.MaxID = 0
	n, _, err := s.Library.Count(ctx, w, nil, feed.CountLimit)
	if err != nil {
		return s.fail("The list could not be counted", err)
	}
	if n -= s.total; n > s.fresh {
		s.fresh = n
		s.sayf("%d new. list shows them.", n)
	}
	return nil
}

// list says the list again from its start, with what has arrived.
func (s *session) list(ctx context.Context, _ string) error {
	if s.fresh > 0 {
		return s.openView(ctx, s.ref, s.name)
	}
	s.said, s.open = 0, nil
	s.sayHeading()
	return s.sayMore(ctx)
}

// sayMore says the next rows of the list.
func (s *session) sayMore(ctx context.Context) error {
	if err := s.need(ctx, s.said+pageRows); err != nil {
		return s.fail("The list could not be read", err)
	}
	s.enter = s.sayMore
	for n := 0; n < pageRows && s.said < len(s.rows); n++ {
		s.sayf("%d. %s", s.said+1, s.describe(&s.rows[s.said]))
		s.said++
	}
	switch more := s.total - s.said; {
	case s.said == len(s.rows) && (s.all || more == 0):
		s.enter = func(ctx context.Context) error { return s.next(ctx, "") }
		if len(s.rows) > pageRows {
			s.say("That is all.")
		}
	case more > 0 && s.total < feed.CountLimit:
		s.sayf("An empty line goes on; %d more.", more)
	default:
		s.say("An empty line goes on.")
	}
	return nil
}

// need reads rows until there are n, or no more.
func (s *session) need(ctx context.Context, n int) error {
	for len(s.rows) < n && !s.all {
		w := s.base
		w.Limit = readRows
		if last := len(s.rows); last > 0 {
			key := s.rows[last-1].Key
			w.From = &key
		}
		rows, err := s.Library.Rows(ctx, w)
		if err != nil {
			return err
		}
		s.rows = append(s.rows, rows...)
		s.all = len(rows) < readRows
	}
	return nil
}

// reread reads again as many rows as there were, after their marks changed.
func (s *session) reread(ctx context.Context) error {
	n := len(s.rows)
	s.rows, s.all = nil, false
	if err := s.need(ctx, n); err != nil {
		return s.fail("The list could not be read", err)
	}
	s.said = min(s.said, len(s.rows))
	return nil
}

// rowSaid is the story of a number, or nil where it has said why there is none.
func (s *session) rowSaid(ctx context.Context, n int) (*feed.Row, error) {
	row, err := s.row(ctx, n)
	if err != nil {
		return nil, s.fail("The list could not be read", err)
	}
	if row == nil {
		s.sayf("There is no story %d here.", n)
	}
	return row, nil
}

// row is the story of a number, or nil.
func (s *session) row(ctx context.Context, n int) (*feed.Row, error) {
	if n < 1 {
		return nil, nil
	}
	if err := s.need(ctx, n); err != nil || n > len(s.rows) {
		return nil, err
	}
	return &s.rows[n-1], nil
}

// describe is a story in a line: what it says first, what is known of it after.
func (s *session) describe(r *feed.Row) string {
	parts := []string{r.Title}
	if s.ref.Kind != feed.ViewFeed {
		parts = append(parts, r.FeedTitle)
	}
	parts = append(parts, ago(r.SortDate, s.Now()))
	for _, f := range []struct {
		on   bool
		word string
	}{{!r.Read, "unread"}, {r.Starred, "starred"}, {r.Later, "for later"}, {!r.Revised.IsZero(), "updated"}} {
		if f.on {
			parts = append(parts, f.word)
		}
	}
	return strings.Join(parts, "; ")
}

// ago says how long ago something was, in words that can be spoken.
func ago(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return count(int(d.Minutes()), "minute", "minutes") + " ago"
	case d < 24*time.Hour:
		return count(int(d.Hours()), "hour", "hours") + " ago"
	case d < 7*24*time.Hour:
		return count(int(d.Hours()/24), "day", "days") + " ago"
	}
	return t.In(now.Location()).Format("2 January 2006")
}

// feeds says the views, or opens one by its number.
func (s *session) feeds(ctx context.Context, arg string) error {
	if err := s.readViews(ctx); err != nil {
		return s.fail("The feeds could not be read", err)
	}
	if arg != "" {
		n, ok := number(arg)
		if !ok || n < 1 || n > len(s.views) {
			s.say("There is no feed of that number. feeds lists them.")
			return nil
		}
		v := s.views[n-1]
		return s.openView(ctx, v.Ref(), v.Name)
	}
	s.enter = s.sayViews(s.views, 0, s.enter)
	return s.enter(ctx)
}

// sayViews makes what says the views from a number on, to someone who is there some
// at a time. then is what an empty line does after the last.
func (s *session) sayViews(views []feed.View, from int, then func(context.Context) error) func(context.Context) error {
	return func(context.Context) error {
		to := len(views)
		if s.Asks {
			to = min(to, from+pageViews)
		}
		for i := from; i < to; i++ {
			s.sayf("%d. %s", i+1, describeView(&views[i]))
		}
		more := ""
		if s.enter = then; to < len(views) {
			s.enter = s.sayViews(views, to, then)
			more = fmt.Sprintf("An empty line goes on; %d more. ", len(views)-to)
		}
		s.say(more + "feeds and a number opens one.")
		return nil
	}
}

// describeView is a view in a line.
func describeView(v *feed.View) string {
	parts := []string{v.Name}
	switch v.Kind {
	case feed.ViewFolder:
		parts = append(parts, "folder")
	case feed.ViewSearch:
		parts = append(parts, "search")
	case feed.ViewTag:
		parts = append(parts, "label")
	}
	switch {
	case v.Unread >= feed.CountLimit:
		parts = append(parts, fmt.Sprintf("more than %d unread", feed.CountLimit-1))
	case v.Unread > 0:
		parts = append(parts, fmt.Sprintf("%d unread", v.Unread))
	}
	if v.Broken {
		parts = append(parts, "the last refresh failed")
	}
	return strings.Join(parts, "; ")
}
