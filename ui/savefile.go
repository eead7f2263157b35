package ui

import (
	"context"
	"errors"
	"io/fs"
	"os/exec"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/feed/article"
)

// Files keeps stories as files and gives them to programs.
type Files interface {
	// Place is where a file of this name would be kept, as a path to type.
	Place(name string) string
	// Save writes a story to a file, in the format that its name's ending asks
	// for, and returns its path. Where there is a file of that name and replace
	// is not set, the error is fs.ErrExist and nothing is written.
	Save(ctx context.Context, name string, replace bool, d article.Document) (path string, err error)
	// Shell is a command line ready to run, as the user's shell reads it. Unless
	// it gets the terminal, the end of ctx ends all that it started.
	Shell(ctx context.Context, line string, terminal bool) *exec.Cmd
}

// document is a command's way to a story as a file to keep, with the text that
// is on the screen where the story is open.
func (m *model) document(id int64) func(context.Context) (article.Document, error) {
	a, now := m.art, m.now()
	if a.id == id && a.body != nil {
		return func(context.Context) (article.Document, error) {
			d := article.DocumentOf(&a.entry, &a.sub, a.body)
			d.Now = now
			return d, nil
		}
	}
	lib, texts := m.opt.Library, m.opt.FullTexts
	return func(ctx context.Context) (article.Document, error) {
		var msg entryMsg
		if msg.entry, _, msg.sub, msg.err = lib.Entry(ctx, id); msg.err != nil {
			return article.Document{}, msg.err
		}
		text := msg.text(ctx, texts)
		body := article.FromHTML(text, article.OptionsFor(&msg.entry, &msg.sub.Feed))
		d := article.DocumentOf(&msg.entry, &msg.sub, body)
		d.Now = now
		return d, msg.err
	}
}

// actSave asks for a file's name and keeps the story there.
func (m *model) actSave(c call) tea.Cmd {
	row := m.target()
	switch {
	case row == nil:
		return nil
	case m.opt.Files == nil:
		return m.say("Nothing can be saved here")
	case c.arg != "":
		if _, ok := article.FormatOf(c.arg); !ok {
			return m.askAgain(savedMsg{id: row.EntryID, name: c.arg}, badEnding, false)
		}
		return m.save(row.EntryID, c.arg, false)
	}
	id := row.EntryID
	return m.push(askFile(m.opt.Files.Place(article.FileName(row.Title)+".md"), func(m *model, name string) tea.Cmd { return m.save(id, name, false) }))
}

// askFile asks for the name of a story's file.
func askFile(name string, done func(*model, string) tea.Cmd) *ask {
	o := newAsk("Save", "The extension decides the format: .md is Markdown, .html a self-contained page, .epub a book, .txt plain text.", name, nil, done)
	o.verb, o.paths = "save", true
	o.check = func(text string) string {
		if _, ok := article.FormatOf(text); !ok {
			return badEnding
		}
		return ""
	}
	return o
}

const badEnding = "The name must end in .md, .html, .epub or .txt"

// save writes a story to a file.
func (m *model) save(id int64, name string, replace bool) tea.Cmd {
	files, get := m.opt.Files, m.document(id)
	return m.command(func(ctx context.Context) tea.Msg {
		msg := savedMsg{id: id, name: name}
		d, err := get(ctx)
		if msg.err = err; err == nil {
			msg.path, msg.wrong = files.Save(ctx, name, replace, d)
		}
		return msg
	})
}

// savedMsg brings what became of saving a story.
type savedMsg struct {
	id         int64
	name, path string
	wrong      error // why it could not be kept under the name
	err        error // why it could not be read
}

// fileSaved says where the story is, or asks for another name.
func (m *model) fileSaved(msg savedMsg) tea.Cmd {
	const failed = "The story was not saved"
	exists := errors.Is(msg.wrong, fs.ErrExist)
	switch {
	case msg.err != nil:
		return m.fail(failed, msg.err)
	case exists && m.promptOpen():
		return m.say("Not saved: there is a file " + feed.Clean(msg.name, 300))
	case msg.wrong != nil && m.promptOpen():
		return m.fail(failed, msg.wrong)
	case exists:
		return m.askAgain(msg, "A file of that name exists. Enter again replaces it; another name keeps both.", true)
	case msg.wrong != nil:
		return m.askAgain(msg, feed.Clean(msg.wrong.Error(), 500), false)
	}
	return m.say("Saved as " + feed.Clean(msg.path, 500))
}

// askAgain asks for the name of a story's file once more, with what is wrong with
// the last; given that again, a file of that name may be replaced or not.
func (m *model) askAgain(msg savedMsg, wrong string, replace bool) tea.Cmd {
	o := askFile(msg.name, func(m *model, name string) tea.Cmd { return m.save(msg.id, name, replace && name == msg.name) })
	o.wrong = wrong
	return m.push(o)
}
