package ui

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
)

// actSources shows the other entries of the story.
func (m *model) actSources(call) tea.Cmd {
	row := m.target()
	if row == nil {
		return nil
	}
	lib, id, now := m.opt.Library, row.EntryID, m.now()
	return m.request(func(ctx context.Context) tea.Msg {
		e, _, _, err := lib.Entry(ctx, id)
		if err != nil {
			return failedMsg{"The story could not be read", err}
		}
		if e.StoryID == 0 {
			return sourcesMsg{id: id, now: now}
		}
		rows, err := lib.Rows(ctx, feed.Window{Filter: feed.Filter{StoryID: e.StoryID}, Limit: 100})
		if err != nil {
			return failedMsg{"The other sources could not be read", err}
		}
		return sourcesMsg{id, rows, now}
	})
}

// sourcesMsg brings the entries of one story.
type sourcesMsg struct {
	id   int64 // the entry that was asked from
	rows []feed.Row
	now  time.Time
}

// showSources lists the story's other entries.
func (m *model) showSources(msg sourcesMsg) tea.Cmd {
	var out []choice
	for _, r := range msg.rows {
		if r.EntryID == msg.id {
			continue
		}
		id := r.EntryID
		out = append(out, choice{
			text: r.Title, detail: m.paint.cut(r.FeedTitle, clamp(m.term.w*2/5-5, 4, 28)) + fmt.Sprintf("  %3s", age(r.SortDate, msg.now)), copies: r.URL,
			run: func(m *model) tea.Cmd { return m.openEntry(id, true) },
		})
	}
	if len(out) == 0 {
		return m.say("No other source has this story")
	}
	return m.push(newChooser("Sources", out))
}
