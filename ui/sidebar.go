package ui

import (
	"strconv"
	"strings"

	"lede/feed"
	"lede/ui/theme"
)

// sidebar is the pane of views, folders and feeds.
type sidebar struct {
	views  []feed.View
	folded map[string]bool // folders that are collapsed, by path
	picked map[int64]bool  // feeds that the next change is about
	rows   []sideRow
	cursor int // index in rows; never on a gap
	top    int
	height int

	reading generation
}

// sideRow is a line of the sidebar: an index in views, or a gap.
type sideRow struct {
	view int // -1: a gap
}

// setViews takes in the views, keeping the cursor on its view.
func (s *sidebar) setViews(views []feed.View) {
	ref, had := s.current()
	s.views = views
	s.arrange()
	if had {
		s.selectRef(ref)
	}
}

// arrange makes the rows from the views and what is collapsed.
func (s *sidebar) arrange() {
	s.rows = s.rows[:0]
	var last feed.ViewKind
	for i, v := range s.views {
		if s.hidden(v) {
			continue
		}
		if i > 0 && s.gapBefore(last, v) {
			s.rows = append(s.rows, sideRow{-1})
		}
		s.rows = append(s.rows, sideRow{i})
		last = v.Kind
	}
	s.settle()
}

// gapBefore parts the built-in views from what the user made, and folders from
// what stands above them.
func (s *sidebar) gapBefore(last feed.ViewKind, v feed.View) bool {
	switch v.Kind {
	case feed.ViewFolder:
		return !(last == feed.ViewFolder && s.foldedUp(v.Path))
	case feed.ViewFeed:
		return last != feed.ViewFeed && last != feed.ViewFolder
	case feed.ViewTag, feed.ViewSearch:
		return last != v.Kind
	}
	return false
}

// foldedUp says whether a folder stands right below one that is collapsed.
func (s *sidebar) foldedUp(string) bool {
	n := len(s.rows)
	if n == 0 || s.rows[n-1].view < 0 {
		return false
	}
	v := s.views[s.rows[n-1].view]
	return v.Kind == feed.ViewFolder && s.folded[v.Path]
}

// hidden says whether a view stands in a collapsed folder.
func (s *sidebar) hidden(v feed.View) bool {
	path := v.Folder
	if v.Kind == feed.ViewFolder {
		i := strings.LastIndexByte(v.Path, '/')
		path = v.Path[:max(i, 0)]
	}
	for path != "" {
		if s.folded[path] {
			return true
		}
		path = path[:max(strings.LastIndexByte(path, '/'), 0)]
	}
	return false
}

// current is the view under the cursor.
func (s *sidebar) current() (feed.ViewRef, bool) {
	if v := s.currentView(); v != nil {
		return v.Ref(), true
	}
	return feed.ViewRef{}, false
}

func (s *sidebar) currentView() *feed.View {
	if s.cursor < 0 || s.cursor >= len(s.rows) || s.rows[s.cursor].view < 0 {
		return nil
	}
	return &s.views[s.rows[s.cursor].view]
}

// find returns a view by its reference.
func (s *sidebar) find(ref feed.ViewRef) *feed.View {
	for i := range s.views {
		if s.views[i].Ref() == ref {
			return &s.views[i]
		}
	}
	return nil
}

// selectRef puts the cursor on a view and reports whether it is shown.
func (s *sidebar) selectRef(ref feed.ViewRef) bool {
	for i, r := range s.rows {
		if r.view >= 0 && s.views[r.view].Ref() == ref {
			s.cursor = i
			s.settle()
			return true
		}
	}
	return false
}

// move moves the cursor by n views, over gaps.
func (s *sidebar) move(n int) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for ; n > 0; n-- {
		i := s.cursor + step
		for i >= 0 && i < len(s.rows) && s.rows[i].view < 0 {
			i += step
		}
		if i < 0 || i >= len(s.rows) {
			break
		}
		s.cursor = i
	}
	s.settle()
}

func (s *sidebar) resize(height int) {
	s.height = height
	s.settle()
}

func (s *sidebar) settle() {
	s.cursor = clamp(s.cursor, 0, max(0, len(s.rows)-1))
	if len(s.rows) > 0 && s.rows[s.cursor].view < 0 {
		s.cursor = min(s.cursor+1, len(s.rows)-1)
	}
	margin := min(2, max(0, (s.height-1)/3))
	s.top = min(s.top, max(0, s.cursor-margin))
	s.top = max(s.top, s.cursor+margin-s.height+1)
	s.top = clamp(s.top, 0, max(0, len(s.rows)-s.height))
}

// fold collapses or expands the folder at the cursor, or the one that the
// feed at the cursor stands in.
func (s *sidebar) fold(close bool) bool {
	v := s.currentView()
	if v == nil {
		return false
	}
	path := v.Folder
	if v.Kind == feed.ViewFolder {
		path = v.Path
	}
	if path == "" || s.folded[path] == close {
		return false
	}
	ref := v.Ref()
	s.setFolded(path, close)
	if !s.selectRef(ref) {
		s.selectRef(feed.ViewRef{Kind: feed.ViewFolder, Path: path})
	}
	return true
}

func (s *sidebar) setFolded(path string, on bool) {
	if s.folded == nil {
		s.folded = map[string]bool{}
	}
	if on {
		s.folded[path] = true
	} else {
		delete(s.folded, path)
	}
	s.arrange()
}

// adjust changes unread counts by what the screen knows, until the library has
// counted again: of the feed, of the folders that it stands in, and of the
// views that count everything.
func (s *sidebar) adjust(feedID int64, today bool, by int) {
	folder := ""
	for _, v := range s.views {
		if v.Kind == feed.ViewFeed && v.ID == feedID {
			folder = v.Folder
		}
	}
	for i := range s.views {
		v := &s.views[i]
		hit := false
		switch v.Kind {
		case feed.ViewFeed:
			hit = v.ID == feedID
		case feed.ViewFolder:
			hit = folder == v.Path || strings.HasPrefix(folder, v.Path+"/")
		case feed.ViewUnread, feed.ViewAll:
			hit = true
		case feed.ViewToday:
			hit = today
		}
		if hit && v.Unread < feed.CountLimit {
			v.Unread = max(0, v.Unread+by)
		}
	}
}

// unread is the count of all that is unread.
func (s *sidebar) unread() int {
	for _, v := range s.views {
		if v.Kind == feed.ViewUnread {
			return v.Unread
		}
	}
	return 0
}

// countText writes a bounded count.
func countText(n int) string {
	if n >= feed.CountLimit {
		return strconv.Itoa(feed.CountLimit-1) + "+"
	}
	return strconv.Itoa(n)
}

// draw returns the pane's lines.
func (s *sidebar) draw(p *painter, w, h int, open feed.ViewRef, focused bool) []string {
	lines := make([]string, 0, h)
	for i := s.top; i < len(s.rows) && len(lines) < h; i++ {
		if s.rows[i].view < 0 {
			lines = append(lines, blank(w))
			continue
		}
		v := &s.views[s.rows[i].view]
		on := v.Ref() == open
		if focused {
			on = i == s.cursor
		}
		lines = append(lines, s.drawView(p, w, v, on, focused))
	}
	for len(lines) < h {
		lines = append(lines, blank(w))
	}
	return lines
}

func (s *sidebar) drawView(p *painter, w int, v *feed.View, on, focused bool) string {
	left := []span{{theme.Text, "  "}}
	if on {
		bar := theme.Accent
		if !focused {
			bar = theme.Faint
		}
		left = []span{{bar, p.marks.bar}, {theme.Text, " "}}
	}
	if v.Kind == feed.ViewFeed && s.picked[v.ID] {
		left = append(left[:1], span{theme.Accent, p.marks.pick})
		if !on {
			left[0].text = " "
		}
	}
	count := ""
	if v.Unread > 0 {
		count = countText(v.Unread)
	}
	name, role := v.Name, theme.Text
	switch {
	case v.Kind == feed.ViewFolder:
		role = theme.Dim
		if on {
			role = theme.Bold
		}
		name = strings.Repeat("  ", strings.Count(v.Path, "/")) + strings.ToUpper(name)
		if s.folded[v.Path] {
			name += " " + p.marks.folded
		} else {
			count = ""
		}
	case v.Unread > 0:
		role = theme.Bold
	}
	if v.Kind == feed.ViewFeed {
		left = append(left, span{theme.Text, strings.Repeat("  ", strings.Count(v.Folder, "/"))})
	}
	left = append(left, span{role, name})
	right := []span{{theme.Dim, count}, {theme.Text, "  "}}
	if v.Broken {
		right = append([]span{{theme.Warn, p.marks.broken + " "}}, right...)
	}
	return p.line(w, on && (focused || !p.reversed), left, right)
}
