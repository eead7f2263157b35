package ui

import (
	"fmt"
	"io"
	"os"

	tea "charm.land/bubbletea/v2"

	"lede/ui/wire"
)

// wiredModel has package wire write a model's screens: the renderer that Bubble
// Tea uses sees a sign in the place of each.
type wiredModel struct {
	*model
	wire *wire.Out
}

func (w wiredModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.CursorPositionMsg:
		w.wire.At(msg.X, msg.Y)
	case tea.KeyPressMsg:
		w.wire.Hurry()
	}
	_, cmd := w.model.Update(msg)
	return w, cmd
}

func (w wiredModel) View() tea.View {
	v := w.model.View()
	if w.opt.viewed != nil {
		w.opt.viewed(v)
	}
	var c wire.Cursor
	if v.Cursor != nil {
		c = wire.Cursor{X: v.Cursor.X, Y: v.Cursor.Y, Seen: true}
	}
	v.Content = w.wire.Show(wire.Frame{Content: v.Content, W: w.term.w, H: w.term.h, Widths: w.term.method, Profile: w.term.profile, Simple: w.line.low}, c)
	return v
}

// filter writes what is to go to the terminal as it is before the frames that
// follow: Bubble Tea would keep it until its next tick. The last question goes
// behind those that it keeps.
func (w wiredModel) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	raw, ok := msg.(tea.RawMsg)
	if !ok || raw.Msg == statusRequest {
		return msg
	}
	if _, err := fmt.Fprint(w.wire, raw.Msg); err != nil {
		w.opt.Logger.Error("the terminal does not take what is sent", "error", err)
	}
	return nil
}

// output is what Bubble Tea writes to. It asks a file for its size.
func (w wiredModel) output(to io.Writer) io.Writer {
	if f, ok := to.(*os.File); ok {
		return wiredFile{w.wire, f}
	}
	return w.wire
}

// wiredFile is what Bubble Tea needs of a terminal's file, and no other way to
// write to it.
type wiredFile struct {
	*wire.Out
	file *os.File
}

func (f wiredFile) Read(p []byte) (int, error) { return f.file.Read(p) }
func (f wiredFile) Close() error               { return f.file.Close() }
func (f wiredFile) Fd() uintptr                { return f.file.Fd() }
