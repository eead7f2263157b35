package ui

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/feed/article"
	"lede/ui/theme"
)

// maxOutput is how much of a command's output is kept, in bytes.
const maxOutput = 1 << 20

// actPipe asks for a command and gives it the story as Markdown.
func (m *model) actPipe(c call) tea.Cmd {
	row := m.target()
	switch {
	case row == nil:
		return nil
	case m.opt.Files == nil:
		return m.say("No program can be run here")
	case c.arg != "":
		return m.pipe(row.EntryID, c.arg)
	}
	id := row.EntryID
	o := newAsk("Pipe to a command", "", "", nil, func(m *model, line string) tea.Cmd { return m.pipe(id, line) })
	o.sign, o.verb = "|", "run"
	o.about = []string{
		"The command gets the story as Markdown on its standard input and is run by your shell. Its output is shown here.",
		"With a ! before it, it gets the terminal: !less, !vim -",
		"LEDE_TITLE, LEDE_URL and LEDE_FEED are in its environment.",
	}
	o.answers = m.history.pipes
	o.check = func(line string) string {
		if strings.Trim(line, "! ") == "" {
			return "Type a command, such as wc -w"
		}
		return ""
	}
	return m.push(o)
}

// pipe runs a command line with a story as its input.
func (m *model) pipe(id int64, line string) tea.Cmd {
	line = strings.TrimSpace(line)
	m.history.pipes = remembered(m.history.pipes, line)
	own := strings.HasPrefix(line, "!")
	command := strings.TrimSpace(strings.TrimPrefix(line, "!"))
	files, get := m.opt.Files, m.document(id)
	if own {
		return m.command(func(ctx context.Context) tea.Msg {
			cmd, err := pipeCommand(ctx, files, get, command, true)
			return handOverMsg{command, cmd, err}
		})
	}
	o := &output{name: command}
	ctx, cancel := context.WithCancel(m.tasks.ctx)
	o.cancel = cancel
	return tea.Batch(m.push(o), m.command(func(context.Context) tea.Msg {
		defer cancel()
		msg := pipedMsg{o: o}
		cmd, err := pipeCommand(ctx, files, get, command, false)
		if err == nil {
			out := &bounded{left: maxOutput}
			cmd.Stdout, cmd.Stderr = out, out
			err = ended(cmd.Run())
			msg.text, msg.cut = out.String(), out.left == 0
		}
		msg.err = err
		return msg
	}))
}

// pipeCommand makes a command ready to run, with a story as its input.
func pipeCommand(ctx context.Context, files Files, get func(context.Context) (article.Document, error), line string, terminal bool) (*exec.Cmd, error) {
	d, err := get(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := d.WriteMarkdown(&b); err != nil {
		return nil, err
	}
	cmd := files.Shell(ctx, line, terminal)
	cmd.Stdin = &b
	env := cmd.Env
	if env == nil {
		env = os.Environ()
	}
	cmd.Env = append(slices.Clip(env), "LEDE_TITLE="+d.Title, "LEDE_URL="+d.URL, "LEDE_FEED="+d.Source)
	return cmd, nil
}

// ended is how a command ended. One that left something running behind, which
// might print more some day, has ended all the same.
func ended(err error) error {
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	return err
}

// bounded keeps the first bytes that are written to it. It has no more methods
// than it shows: a buffer's ReadFrom would take in all that there is.
type bounded struct {
	kept bytes.Buffer
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.left -= n
	b.kept.Write(p[:n])
	return len(p), nil
}

func (b *bounded) String() string { return b.kept.String() }

// pipedMsg brings what a command printed.
type pipedMsg struct {
	o    *output
	text string
	cut  bool
	err  error
}

// piped shows what a command printed, if that is still waited for.
func (m *model) piped(msg pipedMsg) tea.Cmd {
	o := msg.o
	i := slices.IndexFunc(m.overlays.stack, func(x overlay) bool { return x == overlay(o) })
	if i < 0 {
		return nil
	}
	o.ended, o.width = true, 0
	o.text = strings.TrimRight(feed.CleanText(msg.text, 0), "\n ")
	if msg.cut {
		o.text += "\n" + m.paint.marks.ellipsis + " and more, which is not shown"
	}
	var exit *exec.ExitError
	switch {
	case errors.As(msg.err, &exit):
		o.failed = feed.Clean(exit.Error(), 200)
	case msg.err != nil:
		o.failed = feed.Clean(msg.err.Error(), 500)
	case o.text == "":
		m.overlays.stack = slices.Delete(m.overlays.stack, i, i+1)
		return m.say("Done, without output: " + feed.Clean(o.name, 200))
	}
	return nil
}

// output is the overlay of what a command printed.
type output struct {
	heading string // empty: what was piped to
	name    string
	text    string
	failed  string
	ended   bool
	cancel  context.CancelFunc

	lines [][]span
	width int // that lines were broken for
	pager pager
}

func (o *output) title() string {
	if o.heading != "" {
		return o.heading
	}
	return "| " + feed.Clean(o.name, 200)
}

func (o *output) hints() []hint {
	if !o.ended {
		return []hint{{"esc", "stop it"}}
	}
	return []hint{{"j/k", "scroll"}, {"y", "copy"}, {"esc", "back"}}
}

func (o *output) paste(*model, tea.PasteMsg) tea.Cmd { return nil }

func (o *output) key(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if o.pager.key(key) {
		return nil, false
	}
	if closes(key) {
		o.cancel()
		return nil, true
	}
	switch key {
	case "y":
		if o.text != "" {
			return tea.Batch(m.copy(o.text), m.say("Output copied")), false
		}
	}
	return nil, false
}

func (o *output) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	if o.width != w {
		o.width, o.lines = w, nil
		if o.text != "" {
			o.lines = p.wrap([]span{{theme.Text, o.text}}, w-6)
		}
	}
	lines := []string{blank(w)}
	switch {
	case !o.ended:
		lines = append(lines, p.line(w, false, []span{{theme.Dim, "   running " + p.marks.ellipsis}}, nil))
	case o.failed != "":
		lines = append(lines, p.line(w, false, []span{{theme.Text, "   "}, {theme.Warn, "It failed: " + o.failed}}, nil), blank(w))
	}
	o.pager.fit(len(o.lines), h-len(lines))
	for _, l := range o.lines[o.pager.top:o.pager.end()] {
		lines = append(lines, p.line(w, false, append([]span{{theme.Text, "   "}}, l...), nil))
	}
	return filled(lines, w, h), nil
}
