package ui

import (
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

	onlyUnread bool         // feeds and folders without unread stories are left out
	shown      feed.ViewRef // what the list shows

	gone     feed.ViewRef // what the cursor was on when its feed went; undo brings the cursor back
	reading  generation
	searches searchCounts
}

// sideRow is a line of the sidebar: an index in views, a group's heading, or a
// gap.
type sideRow struct {
	view  int           // -1: none
	group feed.ViewKind // with view -1: what the heading is of; empty: a gap
	// allRead is how many feeds are left out, in a gap that says so.
	allRead int
}

func (r sideRow) gap() bool { return r.view < 0 && r.group == "" }

// groupName is the heading above views of a kind; empty: they have none.
func groupName(k feed.ViewKind) string {
	switch k {
	case feed.ViewSearch:
		return "Searches"
	case feed.ViewTag:
		return "Tags, labels"
	}
	return ""
}

// groupPath is a group's name among the paths of what is collapsed. No folder's
// path begins so.
func groupPath(k feed.ViewKind) string { return "//" + string(k) }

// setViews takes in the views, keeping the cursor on its view.
func (s *sidebar) setViews(views []feed.View) {
	ref, had := s.current()
	s.views = views
	s.countSearches()
	s.rearrange(ref, had)
}

// renameFolder gives a folder, and those within it, their new paths, so that the
// cursor finds them among the views that come, and what is collapsed stays so.
func (s *sidebar) renameFolder(r folderRename) {
	for i := range s.views {
		if v := &s.views[i]; v.Kind == feed.ViewFolder {
			v.Path = r.of(v.Path)
		}
	}
	folded := map[string]bool{}
	for path, on := range s.folded {
		folded[r.of(path)] = on
	}
	s.folded = folded
}

// rearrange makes the rows anew with the cursor on the view that it was on, if
// on any, in its line of the screen.
func (s *sidebar) rearrange(ref feed.ViewRef, had bool) {
	line := s.cursor - s.top
	s.arrange(ref)
	if had && s.selectRef(ref) {
		s.top = s.cursor - line
		s.settle()
	}
}

// arrange makes the rows from the views, what is collapsed, and what is left
// out, which the view at the cursor is not.
func (s *sidebar) arrange(at feed.ViewRef) {
	s.rows = s.rows[:0]
	allRead := 0
	var last feed.ViewKind
	var folder string // of the row before
	for i, v := range s.views {
		grouped := groupName(v.Kind) != ""
		if s.hidden(v) || grouped && last == v.Kind && s.folded[groupPath(v.Kind)] {
			continue
		}
		if s.quiet(&v, s.shown, at) {
			if v.Kind == feed.ViewFeed {
				allRead++
			}
			continue
		}
		if i > 0 && (s.gapBefore(last, v) || v.Kind == feed.ViewFeed && v.Folder == "" && folder != "") {
			s.rows = append(s.rows, sideRow{view: -1})
		}
		if grouped && last != v.Kind {
			s.rows = append(s.rows, sideRow{view: -1, group: v.Kind})
		}
		last, folder = v.Kind, v.Folder
		if grouped && s.folded[groupPath(v.Kind)] {
			continue
		}
		s.rows = append(s.rows, sideRow{view: i})
	}
	if allRead > 0 {
		s.rows = append(s.rows, sideRow{view: -1}, sideRow{view: -1, allRead: allRead})
	}
	s.settle()
}

// gapBefore parts the built-in views from what the user made, and folders from
// what stands above them.
func (s *sidebar) gapBefore(last feed.ViewKind, v feed.View) bool {
	switch v.Kind {
	case feed.ViewFolder:
		return !(last == feed.ViewFolder && s.belowFolded())
	case feed.ViewFeed:
		return last != feed.ViewFeed && last != feed.ViewFolder
	case feed.ViewTag:
		return last != v.Kind && !(last == feed.ViewSearch && s.folded[groupPath(last)])
	case feed.ViewSearch:
		return last != v.Kind
	}
	return false
}

// belowFolded says whether the last row so far is a folder that is collapsed.
func (s *sidebar) belowFolded() bool {
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
	return viewOf(s.views, ref)
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
		for i >= 0 && i < len(s.rows) && s.rows[i].gap() {
			i += step
		}
		if i < 0 || i >= len(s.rows) {
			break
		}
		s.cursor = i
	}
	s.settle()
}

// next moves the cursor by n views, over headings too.
func (s *sidebar) next(n int) (feed.ViewRef, bool) {
	was, step := s.cursor, 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		at := s.cursor
		s.move(step)
		if s.cursor == at {
			break // the end; a heading may be all that was passed
		}
		if s.rows[s.cursor].group == "" {
			n--
			was = s.cursor
		}
	}
	s.cursor = was
	s.settle()
	return s.current()
}

func (s *sidebar) resize(height int) {
	s.height = height
	s.settle()
}

func (s *sidebar) settle() {
	s.cursor = clamp(s.cursor, 0, max(0, len(s.rows)-1))
	if len(s.rows) > 0 && s.rows[s.cursor].gap() {
		s.cursor = min(s.cursor+1, len(s.rows)-1)
		for s.cursor > 0 && s.rows[s.cursor].gap() {
			s.cursor--
		}
	}
	margin := min(2, max(0, (s.height-1)/3))
	s.top = min(s.top, max(0, s.cursor-margin))
	s.top = max(s.top, s.cursor+margin-s.height+1)
	s.top = clamp(s.top, 0, max(0, len(s.rows)-s.height))
}

// foldable is what the row at the cursor would collapse: the folder or group
// that it is or stands in. path is empty where there is none.
func (s *sidebar) foldable() (path string, heading bool) {
	if s.cursor < 0 || s.cursor >= len(s.rows) {
		return "", false
	}
	if k := s.rows[s.cursor].group; k != "" {
		return groupPath(k), true
	}
	v := s.currentView()
	switch {
	case v == nil:
		return "", false
	case groupName(v.Kind) != "":
		return groupPath(v.Kind), false
	case v.Kind == feed.ViewFolder:
		return v.Path, true
	}
	return v.Folder, false
}

// fold collapses or expands the folder or group at the cursor, or the one that
// the view at the cursor stands in.
func (s *sidebar) fold(collapse bool) bool {
	path, _ := s.foldable()
	if path == "" || s.folded[path] == collapse {
		return false
	}
	ref, _ := s.current()
	s.setFolded(path, collapse)
	if s.selectRef(ref) {
		return true
	}
	for i, r := range s.rows {
		if r.group != "" && groupPath(r.group) == path || r.view >= 0 && s.views[r.view].Kind == feed.ViewFolder && s.views[r.view].Path == path {
			s.cursor = i
		}
	}
	s.settle()
	return true
}

// toggleFold collapses the folder or group whose heading the cursor is on, or
// expands it.
func (s *sidebar) toggleFold() bool {
	path, heading := s.foldable()
	return heading && s.fold(!s.folded[path])
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
	at, _ := s.current()
	s.arrange(at)
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
			hit = within(folder, v.Path)
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

// draw returns the pane's lines.
func (s *sidebar) draw(p *painter, w, h int, open feed.ViewRef, focused bool) []string {
	lines := make([]string, 0, h)
	for i := s.top; i < len(s.rows) && len(lines) < h; i++ {
		if k := s.rows[i].group; k != "" {
			lines = append(lines, s.drawGroup(p, w, k, focused && i == s.cursor))
			continue
		}
		if n := s.rows[i].allRead; n > 0 {
			lines = append(lines, s.drawAllRead(p, w, n))
			continue
		}
		if s.rows[i].view < 0 {
			lines = append(lines, blank(w))
			continue
		}
		v := &s.views[s.rows[i].view]
		on := v.Ref() == open
		if focused {
			on = i == s.cursor
		}
		lines = append(lines, s.drawView(p, w, i, on, focused))
	}
	return filled(lines, w, h)
}

// drawGroup sets a group's heading as a folder's is.
func (s *sidebar) drawGroup(p *painter, w int, k feed.ViewKind, on bool) string {
	left, role := []span{{theme.Text, "  "}}, theme.Dim
	if on {
		left, role = []span{{theme.Accent, p.marks.bar}, {theme.Text, " "}}, theme.Bold
	}
	name := strings.ToUpper(groupName(k))
	if s.folded[groupPath(k)] {
		name += " " + p.marks.folded
	}
	return p.line(w, on, append(left, span{role, name}), nil)
}

// looksLike says whether a name, cut to n cells, could be that of the row above or
// below.
func (s *sidebar) looksLike(p *painter, row, n int) bool {
	name := p.cut(s.views[s.rows[row].view].Name, n)
	for _, i := range []int{row - 1, row + 1} {
		if i >= 0 && i < len(s.rows) && s.rows[i].view >= 0 && p.cut(s.views[s.rows[i].view].Name, n) == name {
			return true
		}
	}
	return false
}

// drawView sets a view's row.
func (s *sidebar) drawView(p *painter, w, row int, on, focused bool) string {
	v := &s.views[s.rows[row].view]
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
	if v.Unread != 0 {
		count = feed.CountText(v.Unread)
	}
	name, role := v.Name, theme.Text
	if p.noEmoji {
		name = withoutEmoji(name)
	}
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
	right := []span{{theme.Dim, count}, {theme.Text, "  "}}
	if v.Broken {
		right = append([]span{{theme.Warn, p.marks.broken + " "}}, right...)
	}
	if room := w - p.spanWidth(left) - p.spanWidth(right) - 1; v.Kind == feed.ViewFeed && p.width(name) > room && s.looksLike(p, row, room) {
		name = p.cutMiddle(name, room)
	}
	left = append(left, span{role, name})
	return p.line(w, on && (focused || !p.reversed), left, right)
}
