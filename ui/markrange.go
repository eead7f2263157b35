package ui

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// olderDays is how old a story is that mark-older marks without a count.
const olderDays = 7

func (m *model) actMarkAbove(call) tea.Cmd { return m.markRange(true) }
func (m *model) actMarkBelow(call) tea.Cmd { return m.markRange(false) }

// markRange marks read what stands above the cursor in the list, or below it.
func (m *model) markRange(above bool) tea.Cmd {
	row := m.list.current()
	if row == nil {
		return m.say("There is nothing here to mark")
	}
	f, key := m.list.base.Filter, row.Key
	mark := feed.Mark{Flag: feed.Read, On: true, All: &f, Sort: m.list.base.Sort, After: &key}
	where := "below"
	rows, at := m.list.list.Rows(), m.list.list.Cursor()
	shown := rows[at+1:]
	if above {
		mark.Before, mark.After, where, shown = &key, nil, "above", rows[:at]
	}
	ids := make(map[int64]bool, len(shown))
	for _, r := range shown {
		ids[r.EntryID] = true
	}
	return m.sendMark(pendingMark{mark: mark, scope: func(r *feed.Row) bool { return ids[r.EntryID] }, reload: true}, m.readWords(where))
}

// actMarkOlder marks read what is older than so many days: the count, or the
// argument.
func (m *model) actMarkOlder(c call) tea.Cmd {
	if !m.list.inHand() {
		return m.say("There is nothing here to mark")
	}
	days := c.count
	if c.arg != "" {
		var err error
		if days, err = strconv.Atoi(c.arg); err != nil || days < 0 {
			return m.say("Older than how many days?")
		}
	} else if days == 0 {
		days = olderDays
	}
	f := m.list.base.Filter
	f.KeepSince = time.Time{}
	until := m.now().AddDate(0, 0, -days)
	if f.Until.IsZero() || until.Before(f.Until) {
		f.Until = until
	}
	return m.markScope(&f, func(r *feed.Row) bool { return r.SortDate.Before(until) }, "older than "+plural(days, "day", "days"))
}

// actMarkFeed marks read all of the feed that the story at the cursor is of.
func (m *model) actMarkFeed(call) tea.Cmd {
	row := m.target()
	if row == nil {
		return m.say("There is nothing here to mark")
	}
	f := feed.Filter{FeedIDs: []int64{row.FeedID}, MaxID: m.list.base.Filter.MaxID}
	id, name := row.FeedID, row.FeedTitle
	return m.markScope(&f, func(r *feed.Row) bool { return r.FeedID == id }, "of "+name)
}

// markView marks read all that a view of the sidebar holds now.
func (m *model) markView(v *feed.View) tea.Cmd {
	lib, ref, now := m.opt.Library, v.Ref(), m.now()
	p := pendingMark{mark: feed.Mark{Flag: feed.Read, On: true}, scope: func(*feed.Row) bool { return false }, reload: true}
	v.Unread = 0
	return m.sendMarkBy(p, m.readWords("of "+v.Name), func(ctx context.Context) (feed.Marked, error) {
		f, _, err := lib.Filter(ctx, ref, now)
		if err != nil {
			return feed.Marked{}, err
		}
		return lib.Mark(ctx, feed.Mark{Flag: feed.Read, On: true, All: &f})
	})
}
