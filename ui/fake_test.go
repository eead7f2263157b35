package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lede/feed"
)

// fakeLibrary is a Library in memory that keeps to the interface's promises:
// keyset windows, marks with undo, a version that changes with every write.
type fakeLibrary struct {
	mu      sync.Mutex
	now     func() time.Time
	feeds   []feed.Subscription
	entries []*fakeEntry // newest first
	version int64
	session feed.Session
	journal []fakeAction
	saved   []feed.View
	sorts   map[feed.ViewRef]feed.Sort

	undoneActions   []fakeAction
	countedSearches int
	unsearchable    int
	slowSearches    bool        // to count, and but for their first row
	marks           []feed.Mark // as they came
	asked           []feed.Window
	failMark        error
	failRows        error
	placesLate      bool          // how far stories were read is not there yet when they are read again
	gate            chan struct{} // marks wait until it is closed, where there is one

	inLoop   atomic.Bool  // the program's loop is running
	fromLoop atomic.Int64 // reads that it did itself, which it must not
}

type fakeEntry struct {
	feed.Entry
	feed.Status
	changed time.Time
	extra   feed.Headline // Sources, HasMedia, and Revised where the entry has it not

	revisions []feed.Revision
}

type fakeAction struct {
	name string
	flag feed.Flag
	on   bool
	ids  []int64
	// of what is no mark: put it back, and return how to do it again
	back func() func()
}

var _ Library = (*fakeLibrary)(nil)

// behind marks the context of the queue of writes, whose goroutine may read while
// the loop runs.
type behind struct{}

// read notes a read that the program's own loop does.
func (l *fakeLibrary) read(ctx context.Context) {
	if l.inLoop.Load() && ctx.Value(behind{}) == nil {
		l.fromLoop.Add(1)
	}
}

// isRead says how the library has an entry.
func (l *fakeLibrary) isRead(id int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.find(id).Read
}

func (l *fakeLibrary) feed(id int64) *feed.Subscription {
	for i := range l.feeds {
		if l.feeds[i].ID == id {
			return &l.feeds[i]
		}
	}
	return &feed.Subscription{}
}

func (l *fakeLibrary) add(e *fakeEntry) {
	l.entries = append(l.entries, e)
	slices.SortStableFunc(l.entries, func(a, b *fakeEntry) int {
		return cmp.Or(b.SortDate().Compare(a.SortDate()), cmp.Compare(b.Entry.ID, a.Entry.ID))
	})
	l.version++
}

func (l *fakeLibrary) Views(ctx context.Context) ([]feed.View, error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	count := func(f feed.Filter) int {
		n := 0
		for _, e := range l.entries {
			if !e.Read && l.matches(e, f) {
				n++
			}
		}
		return min(n, feed.CountLimit)
	}
	yes := true
	views := []feed.View{
		{Kind: feed.ViewToday, Name: "Today", Unread: count(feed.Filter{Since: midnight(l.now())})},
		{Kind: feed.ViewUnread, Name: "Unread", Unread: count(feed.Filter{})},
		{Kind: feed.ViewStarred, Name: "Starred", Unread: count(feed.Filter{Starred: &yes})},
		{Kind: feed.ViewLater, Name: "Read later", Unread: count(feed.Filter{Later: &yes})},
	}
	views = append(views, l.saved...)
	var tags []string
	tag := func(name string) {
		if !slices.Contains(tags, name) {
			tags = append(tags, name)
			views = append(views, feed.View{Kind: feed.ViewTag, Name: name, Path: name, Unread: count(feed.Filter{Tag: name})})
		}
	}
	for _, f := range l.feeds {
		for _, name := range f.Tags {
			tag(name)
		}
	}
	for _, e := range l.entries {
		for _, name := range e.Labels {
			tag(name)
		}
	}
	var folders []string
	for _, f := range l.feeds {
		if f.Folder != "" && !slices.Contains(folders, f.Folder) {
			folders = append(folders, f.Folder)
		}
	}
	row := func(f feed.Subscription) feed.View {
		return feed.View{Kind: feed.ViewFeed, ID: f.ID, Name: f.DisplayTitle(), Folder: f.Folder, Broken: f.Health.Error != "", Unread: count(feed.Filter{FeedIDs: []int64{f.ID}})}
	}
	for _, f := range l.feeds {
		if f.Folder == "" {
			views = append(views, row(f))
		}
	}
	for _, path := range folders {
		views = append(views, feed.View{Kind: feed.ViewFolder, Name: path[strings.LastIndexByte(path, '/')+1:], Path: path, Unread: count(feed.Filter{Folder: &path})})
		for _, f := range l.feeds {
			if f.Folder == path {
				views = append(views, row(f))
			}
		}
	}
	for i := range views {
		views[i].Sort = l.sorts[views[i].Ref()]
	}
	return views, nil
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

func (l *fakeLibrary) Filter(ctx context.Context, v feed.ViewRef, now time.Time) (feed.Filter, string, error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	yes, no := true, false
	f := feed.Filter{}
	heading := ""
	switch v.Kind {
	case feed.ViewToday:
		f.Since = midnight(now)
		if len(l.entries) > 0 && l.entries[0].SortDate().Before(f.Since) {
			day := midnight(l.entries[0].SortDate().In(now.Location()))
			f.Since, f.Until, heading = day, day.AddDate(0, 0, 1), day.Format("Monday 2 January")
		}
	case feed.ViewUnread:
		f.Read = &no
	case feed.ViewStarred:
		f.Starred = &yes
	case feed.ViewLater:
		f.Later = &yes
	case feed.ViewFolder:
		f.Folder = &v.Path
	case feed.ViewFeed:
		f.FeedIDs = []int64{v.ID}
	case feed.ViewTag:
		f.Tag = v.Path
	case feed.ViewSearch:
		for _, saved := range l.saved {
			if saved.ID == v.ID {
				v.Path = saved.Path
			}
		}
		f, _ = feed.ParseQuery(v.Path, now)
	}
	for _, e := range l.entries {
		f.MaxID = max(f.MaxID, e.Entry.ID)
	}
	return f, heading, nil
}

func (l *fakeLibrary) matches(e *fakeEntry, f feed.Filter) bool {
	kept := !f.KeepSince.IsZero() && !e.changed.IsZero() && !e.changed.Before(f.KeepSince)
	flag := func(want *bool, is bool) bool { return want == nil || *want == is || kept }
	sub := l.feed(e.FeedID)
	switch {
	case f.MaxID != 0 && e.Entry.ID > f.MaxID,
		!f.Since.IsZero() && e.SortDate().Before(f.Since),
		!f.Until.IsZero() && !e.SortDate().Before(f.Until),
		len(f.FeedIDs) > 0 && !slices.Contains(f.FeedIDs, e.FeedID),
		f.Folder != nil && sub.Folder != *f.Folder && !strings.HasPrefix(sub.Folder, *f.Folder+"/"),
		f.Tag != "" && !slices.Contains(sub.Tags, f.Tag) && !slices.Contains(e.Labels, f.Tag),
		f.StoryID != 0 && e.StoryID != f.StoryID,
		!flag(f.Read, e.Read), !flag(f.Starred, e.Starred), !flag(f.Later, e.Later):
		return false
	}
	return f.Match == nil || matchExpr(e, f.Match)
}

func matchExpr(e *fakeEntry, x *feed.Expr) bool {
	switch x.Op {
	case feed.And:
		return !slices.ContainsFunc(x.Args, func(a *feed.Expr) bool { return !matchExpr(e, a) })
	case feed.Or:
		return slices.ContainsFunc(x.Args, func(a *feed.Expr) bool { return matchExpr(e, a) })
	case feed.Not:
		return !matchExpr(e, x.Args[0])
	}
	text := e.Title + " " + e.Summary + " " + e.Content
	if x.Term.Field == feed.FieldTitle {
		text = e.Title
	}
	return strings.Contains(strings.ToLower(text), strings.ToLower(x.Term.Text))
}

func (l *fakeLibrary) row(e *fakeEntry, f feed.Filter) feed.Row {
	h := e.extra
	h.EntryID, h.FeedID, h.FeedTitle = e.Entry.ID, e.FeedID, l.feed(e.FeedID).DisplayTitle()
	h.Title, h.URL, h.Summary, h.SortDate, h.Words = e.Title, e.URL, e.Summary, e.SortDate(), e.Words
	h.Read, h.Starred, h.Later = e.Read, e.Starred, e.Later
	if !e.Revised.IsZero() {
		h.Revised = e.Revised
	}
	h.Labels = strings.Join(e.Labels, ", ")
	r := feed.Row{Headline: h, Key: feed.Key{EntryID: e.Entry.ID, Sort: e.SortDate().UnixMilli()}}
	if f.Match != nil && f.Match.Op == feed.Match {
		if i := strings.Index(strings.ToLower(e.Title), strings.ToLower(f.Match.Term.Text)); i >= 0 {
			n := i + len(f.Match.Term.Text)
			r.Found = e.Title[:i] + feed.SnippetOpen + e.Title[i:n] + feed.SnippetClose + e.Title[n:]
		}
		text := e.Summary
		if i := strings.Index(strings.ToLower(text), strings.ToLower(f.Match.Term.Text)); i >= 0 {
			n := i + len(f.Match.Term.Text)
			r.Snippet = text[:i] + feed.SnippetOpen + text[i:n] + feed.SnippetClose + text[n:]
		}
	}
	return r
}

// keyOf is an entry's place in a list of that order.
func (l *fakeLibrary) keyOf(e *fakeEntry, w feed.Window) feed.Key {
	k := feed.Key{EntryID: e.Entry.ID, Sort: e.SortDate().UnixMilli()}
	switch w.Sort {
	case feed.ByFeed:
		k.Text = l.feed(e.FeedID).DisplayTitle()
	case feed.Shortest:
		k.Sort = int64(e.Words)
	case feed.UnreadFirst:
		k.Text = "0"
		if e.Read && (e.changed.IsZero() || e.changed.Before(w.Filter.KeepSince)) {
			k.Text = "1"
		}
	}
	return k
}

func comparePlaces(a, b feed.Key, sort feed.Sort) int {
	c := cmp.Or(cmp.Compare(b.Sort, a.Sort), cmp.Compare(b.EntryID, a.EntryID))
	if sort == feed.Oldest || sort == feed.Shortest {
		c = -c
	}
	return cmp.Or(strings.Compare(a.Text, b.Text), c)
}

// list is all that matches, in its order.
func (l *fakeLibrary) list(w feed.Window) (rows []feed.Row) {
	for _, e := range l.entries {
		if l.matches(e, w.Filter) {
			r := l.row(e, w.Filter)
			r.Key = l.keyOf(e, w)
			rows = append(rows, r)
		}
	}
	if w.Sort != feed.Newest {
		slices.SortFunc(rows, func(a, b feed.Row) int { return comparePlaces(a.Key, b.Key, w.Sort) })
	}
	return rows
}

func (l *fakeLibrary) Rows(ctx context.Context, w feed.Window) ([]feed.Row, error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, w)
	if l.failRows != nil {
		return nil, l.failRows
	}
	rows := l.list(w)
	if w.From != nil {
		rows = slices.DeleteFunc(rows, func(r feed.Row) bool {
			c := comparePlaces(r.Key, *w.From, w.Sort)
			if w.Backward {
				c = -c
			}
			return c < 0 || c == 0 && !w.Inclusive
		})
	}
	if w.Limit > 0 && len(rows) > w.Limit {
		if w.Backward {
			rows = rows[len(rows)-w.Limit:]
		} else {
			rows = rows[:w.Limit]
		}
	}
	return rows, nil
}

// SomeRows finds one row at a time where searches are slow.
func (l *fakeLibrary) SomeRows(ctx context.Context, w feed.Window, _ time.Duration) (rows []feed.Row, more bool, err error) {
	if rows, err = l.Rows(ctx, w); l.slowSearches && len(rows) > 1 {
		return rows[:1], true, err
	}
	return rows, false, err
}

func (l *fakeLibrary) Count(ctx context.Context, w feed.Window, before *feed.Key, limit int) (total, index int, err error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	rows := l.list(w)
	rows = rows[:min(len(rows), limit)]
	for _, r := range rows {
		if before != nil && comparePlaces(r.Key, *before, w.Sort) < 0 {
			index++
		}
	}
	return len(rows), index, nil
}

func (l *fakeLibrary) find(id int64) *fakeEntry {
	for _, e := range l.entries {
		if e.Entry.ID == id {
			return e
		}
	}
	return nil
}

func (l *fakeLibrary) Entry(ctx context.Context, id int64) (feed.Entry, feed.Status, feed.Subscription, error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.find(id)
	if e == nil {
		return feed.Entry{}, feed.Status{}, feed.Subscription{}, fmt.Errorf("there is no entry %d", id)
	}
	return e.Entry, e.Status, *l.feed(e.FeedID), nil
}

func (l *fakeLibrary) Revisions(ctx context.Context, id int64) ([]feed.Revision, error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.find(id).revisions, nil
}

func (l *fakeLibrary) Subscription(_ context.Context, id int64) (feed.Subscription, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return *l.feed(id), nil
}

func (e *fakeEntry) flag(f feed.Flag) *bool {
	switch f {
	case feed.Starred:
		return &e.Starred
	case feed.Later:
		return &e.Later
	}
	return &e.Read
}

func (l *fakeLibrary) Mark(_ context.Context, m feed.Mark) (feed.Marked, error) {
	if l.gate != nil {
		<-l.gate
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marks = append(l.marks, m)
	if l.failMark != nil {
		return feed.Marked{}, l.failMark
	}
	var done feed.Marked
	for _, e := range l.entries {
		if m.All != nil && !l.inStretch(e, m) || m.All == nil && !slices.Contains(m.EntryIDs, e.Entry.ID) || *e.flag(m.Flag) == m.On {
			continue
		}
		*e.flag(m.Flag), e.changed = m.On, l.now()
		done.Changed++
		done.EntryIDs = append(done.EntryIDs, e.Entry.ID)
	}
	l.version++
	if !m.Quiet && done.Changed > 0 {
		l.journal = append(l.journal, fakeAction{fmt.Sprintf("mark %d %s", done.Changed, m.Flag), m.Flag, m.On, done.EntryIDs, nil})
		l.undoneActions = nil
	}
	return done, nil
}

// inStretch says whether a mark of many is about an entry.
func (l *fakeLibrary) inStretch(e *fakeEntry, m feed.Mark) bool {
	w := feed.Window{Filter: *m.All, Sort: m.Sort}
	switch {
	case !l.matches(e, *m.All):
		return false
	case m.Before != nil:
		return comparePlaces(l.keyOf(e, w), *m.Before, m.Sort) < 0
	case m.After != nil:
		return comparePlaces(l.keyOf(e, w), *m.After, m.Sort) > 0
	}
	return true
}

func (l *fakeLibrary) Undo(context.Context) (feed.Undone, error) {
	return l.revert(&l.journal, &l.undoneActions)
}

func (l *fakeLibrary) Redo(context.Context) (feed.Undone, error) {
	return l.revert(&l.undoneActions, &l.journal)
}

func (l *fakeLibrary) revert(from, to *[]fakeAction) (feed.Undone, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(*from)
	if n == 0 {
		return feed.Undone{}, nil
	}
	a := (*from)[n-1]
	*from = (*from)[:n-1]
	u := feed.Undone{Action: a.name, EntryIDs: a.ids}
	if a.back != nil {
		again := a.back()
		back := a.back
		a.back = func() func() { again(); return func() { back() } }
		u.Changed = 1
	}
	for _, id := range a.ids {
		if e := l.find(id); e != nil && *e.flag(a.flag) == a.on {
			*e.flag(a.flag), e.changed = !a.on, l.now()
			u.Changed++
		}
	}
	a.on = !a.on
	*to = append(*to, a)
	l.version++
	return u, nil
}

// did journals what is no mark: set makes a state of the library another.
func did[T any](l *fakeLibrary, name string, state *T, after T) {
	before := *state
	*state = after
	l.journal = append(l.journal, fakeAction{name: name, back: func() func() { *state = before; return func() { *state = after } }})
	l.undoneActions = nil
	l.version++
}

func (l *fakeLibrary) SetLabels(_ context.Context, id int64, labels []string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failMark != nil {
		return l.failMark
	}
	did(l, "label "+strings.Join(labels, ", "), &l.find(id).Labels, slices.Clone(labels))
	return nil
}

func (l *fakeLibrary) SaveSearch(_ context.Context, name, query string) (feed.View, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failMark != nil {
		return feed.View{}, l.failMark
	}
	all := slices.Clone(l.saved)
	for i := range all {
		if all[i].Name == name {
			all[i].Path = query
			did(l, "save the search "+name, &l.saved, all)
			return all[i], nil
		}
	}
	v := feed.View{Kind: feed.ViewSearch, ID: int64(len(all) + 1), Name: name, Path: query}
	did(l, "save the search "+name, &l.saved, append(all, v))
	return v, nil
}

func (l *fakeLibrary) RenameSearch(_ context.Context, id int64, name string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := slices.Clone(l.saved)
	i := slices.IndexFunc(all, func(v feed.View) bool { return v.ID == id })
	was := all[i].Name
	all[i].Name = name
	did(l, "rename the search "+was+" to "+name, &l.saved, all)
	return nil
}

func (l *fakeLibrary) MoveSearch(_ context.Context, id int64, n int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := slices.Clone(l.saved)
	i := slices.IndexFunc(all, func(v feed.View) bool { return v.ID == id })
	v := all[i]
	all = slices.Insert(slices.Delete(all, i, i+1), clamp(i+n, 0, len(all)-1), v)
	did(l, "move the search "+v.Name, &l.saved, all)
	return nil
}

func (l *fakeLibrary) DeleteSearch(_ context.Context, id int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var name string
	all := slices.DeleteFunc(slices.Clone(l.saved), func(v feed.View) bool {
		if v.ID == id {
			name = v.Name
		}
		return v.ID == id
	})
	did(l, "delete the search "+name, &l.saved, all)
	return nil
}

func (l *fakeLibrary) Unsearchable(ctx context.Context) (int, error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unsearchable, nil
}

func (l *fakeLibrary) SearchUnread(ctx context.Context) (map[int64]int, error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.countedSearches++
	counts := map[int64]int{}
	no := false
	for _, v := range l.saved {
		f, _ := feed.ParseQuery(v.Path, l.now())
		f.Read = &no
		counts[v.ID] = min(len(l.list(feed.Window{Filter: f})), feed.CountLimit)
		if l.slowSearches {
			counts[v.ID] = feed.Uncounted
		}
	}
	return counts, nil
}

func (l *fakeLibrary) SetSort(_ context.Context, v feed.ViewRef, order feed.Sort) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sorts == nil {
		l.sorts = map[feed.ViewRef]feed.Sort{}
	}
	l.sorts[v] = order
	l.version++
	return nil
}

func (l *fakeLibrary) SetPosition(_ context.Context, id int64, p feed.Position) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.find(id)
	if e == nil {
		return errors.New("no such entry")
	}
	if !l.placesLate {
		e.Position = p
	}
	l.version++
	return nil
}

func (l *fakeLibrary) Session(ctx context.Context) (feed.Session, error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.session, nil
}

func (l *fakeLibrary) SetSession(_ context.Context, s feed.Session) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.session = s
	return nil
}

func (l *fakeLibrary) Version(ctx context.Context) (int64, error) {
	l.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.version, nil
}

// testNow is when every test takes place: the mock's Sunday.
func testNow() time.Time { return time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC) }

// mockLibrary holds what the mock shows, with texts to read.
func mockLibrary() *fakeLibrary {
	l := &fakeLibrary{now: testNow}
	sub := func(id int64, title, folder string) {
		l.feeds = append(l.feeds, feed.Subscription{Feed: feed.Feed{ID: id, Title: title, URL: fmt.Sprintf("https://feeds.example/%d", id)}, Folder: folder})
	}
	sub(1, "Kyiv Wire", "News")
	sub(2, "Atlantic Desk", "News")
	sub(3, "朝のニュース", "News")
	sub(4, "Ledger", "Money")
	sub(5, "Systems Weekly", "Computing")
	sub(6, "Low Level", "Computing")
	sub(7, "Embedded Notes", "Computing")
	sub(8, "Long Reads", "Slow")
	sub(9, "Archaeology Today", "Slow")
	l.feeds[5].Health.Error = "the server does not answer"
	id := int64(1000)
	add := func(feedID int64, title string, ago time.Duration, minutes, sources int, read, star, updated bool) {
		id--
		e := &fakeEntry{changed: time.Time{}}
		e.Entry = feed.Entry{
			ID: id, FeedID: feedID, Title: title, URL: fmt.Sprintf("https://news.example/%d", id), Published: testNow().Add(-ago), Arrived: testNow().Add(-ago),
			Words: minutes * feed.WordsPerMinute, Summary: "Delegations meet for a third round while both armies dig in for winter and prisoners are exchanged.",
			Authors: []feed.Person{{Name: "the Geneva desk"}}, Content: mockBody,
		}
		e.Status = feed.Status{EntryID: id, Read: read, Starred: star}
		e.extra = feed.Headline{Sources: sources}
		if updated {
			e.extra.Revised = e.Arrived
		}
		if sources > 0 {
			e.StoryID = id
		}
		l.add(e)
	}
	m, h := time.Minute, time.Hour
	add(1, "Ceasefire talks resume in Geneva as the front line hardens", 14*m, 4, 11, false, false, true)
	add(4, "Central bank holds rates, hints at a cut before the spring", 32*m, 3, 4, false, false, false)
	add(9, "A 2,000-year-old harbour surfaces in the mud of the Tagus", 1*h, 7, 0, false, true, false)
	add(5, "Compiler team drops the last of the hand-written assembly", 70*m, 11, 2, false, false, false)
	add(3, "東京の地下鉄、深夜運行を全線で開始へ", 2*h, 2, 0, false, false, false)
	add(6, "Why your terminal is slower than it was in 1983 🎛", 3*h, 9, 0, true, false, false)
	add(4, "Parliament passes the open-data act after a night of votes", 4*h, 5, 7, false, false, false)
	add(7, "Notes on shipping a database in a single file", 5*h, 14, 0, true, true, false)
	add(2, "Storm Ines closes ports from Brest to Bilbao", 6*h, 2, 9, false, false, true)
	add(8, "The quiet return of the village newspaper", 8*h, 22, 0, false, false, false)
	add(8, "What the ferryman knew", 30*h, 18, 0, false, false, false)
	add(2, "Fog over the estuary 👩‍🚀 grounds the morning flights", 50*h, 3, 0, true, false, false)
	return l
}

const mockBody = `<p>GENEVA — Negotiators returned to the table on Thursday with little to show for the second round and less time for the third. <a href="https://talks.example/draft">The draft text</a> runs to eleven pages, of which four are agreed.</p>
<blockquote><p>“Nobody leaves a table that is still being set,” said the mediator, “and nobody is hungry yet.”</p></blockquote>
<p>The sticking points are the line of contact, the order in which prisoners are exchanged, and who watches the border afterwards. Officials on both sides said that <code>Annex B</code> would decide the rest.</p>
<h2>What was agreed</h2>
<ul><li>A pause in shelling around the two power stations.</li><li>One corridor for grain, watched from the sea.</li><li>The names of 175 prisoners on each side.</li></ul>
<p>The delegations stay in separate hotels and meet in a third. The mediators carry the paper between the rooms, and the paper has grown by two pages since Tuesday. “We count pages because we cannot yet count anything else,” one of them said.</p>
<p>Winter has slowed the front but not the guns. Both armies have dug in along the river, and neither expects the other to cross it before the spring. In the villages behind the line the power comes on for six hours a day, and people plan their lives around the hours.</p>
<p>The talks go on until Saturday. If there is a text by then it goes to the capitals; if there is none, the mediators have said, there will be a fourth round, and they have already asked for the rooms.</p>`
