package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/feed/article"
)

// actEnclosure opens the file that came with a story.
func (m *model) actEnclosure(call) tea.Cmd { return m.withEnclosures(false) }

// actDownload has the file that came with a story fetched by the program for
// that.
func (m *model) actDownload(call) tea.Cmd { return m.withEnclosures(true) }

// withEnclosures opens or downloads what came with the story, asking which where
// there are several.
func (m *model) withEnclosures(download bool) tea.Cmd {
	row := m.target()
	if row == nil {
		return nil
	}
	if m.art.id == row.EntryID && m.art.set != nil {
		return m.openEnclosure(m.art.entry.Enclosures, download)
	}
	lib, id := m.opt.Library, row.EntryID
	return m.request(func(ctx context.Context) tea.Msg {
		e, _, _, err := lib.Entry(ctx, id)
		if err != nil {
			return failedMsg{"The story could not be read", err}
		}
		return enclosuresMsg{e.Enclosures, download}
	})
}

// enclosuresMsg brings the files of a story, to open one.
type enclosuresMsg struct {
	enclosures []feed.Enclosure
	download   bool
}

func (m *model) openEnclosure(files []feed.Enclosure, download bool) tea.Cmd {
	switch len(files) {
	case 0:
		return m.say("No file is attached to this story")
	case 1:
		return m.openTarget(Target{files[0].URL, files[0].MIMEType, download})
	}
	return m.push(newChooser("Files", enclosureItems(files, download)))
}

// enclosureItems are the files to choose from.
func enclosureItems(files []feed.Enclosure, download bool) []choice {
	out := make([]choice, len(files))
	for i, f := range files {
		text, detail := article.FileWords(&f)
		if text == "" {
			text = f.URL
		}
		out[i] = choice{text: text, detail: detail, copies: f.URL, run: func(m *model) tea.Cmd { return m.openTarget(Target{f.URL, f.MIMEType, download}) }}
	}
	return out
}
