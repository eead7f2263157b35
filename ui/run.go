package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/term"

	"lede/feed"
	"lede/ui/theme"
	"lede/ui/typeset"
	"lede/ui/wire"
)

// MinMeasure and MaxMeasure bound Options.Measure.
const (
	MinMeasure = 30
	MaxMeasure = 200
)

// Options are what the screen is made of. Library is the only one that must be
// given.
type Options struct {
	Library   Library
	Refresher Refresher // nil: nothing can be refreshed here
	// Browser opens something in the program that is for it; nil, or ErrNoBrowser:
	// links are copied instead. A command that it returns wants the terminal.
	Browser func(ctx context.Context, t Target) (*exec.Cmd, error)
	// Copy puts a text into the desktop's clipboard too, besides the terminal's way to
	// it; nil: that alone.
	Copy func(ctx context.Context, text string) error
	// Lend is called before another program is given the terminal, and back after. An
	// interrupt (ctrl-c), which the terminal sends to every process in the foreground,
	// is for that program meanwhile, and must not end the reader. nil: nobody is told.
	Lend func() (back func())
	// Alone says that no shell with job control has started the program, so that nobody
	// could continue it after ctrl-z.
	Alone bool
	// Pause waits a moment until nothing in this process uses the library, and keeps it
	// so until resume is called: a process that is stopped (SIGSTOP) in the middle of a
	// write would lock all others out. nil: the process may be stopped at any time.
	Pause func(ctx context.Context) (resume func())
	// Touched is called at each key, before anything is done for it; nil: nobody is told.
	Touched func()
	// UserCommand makes ready to run one of the user's own commands on an entry.
	UserCommand   func(ctx context.Context, name string, entryID int64) (*exec.Cmd, error)
	Reloader      Reloader      // nil: the configuration does not change
	FullTexts     FullTexts     // nil: stories are shown as the feed has them
	Subscriptions Subscriptions // nil: the list of feeds cannot be changed here
	Files         Files         // nil: stories can neither be saved nor piped
	Settings      Settings      // nil: settings cannot be changed here
	// Paths returns what a path that is being typed could become, folders with a
	// / at their end; nil: paths are not completed.
	Paths    func(ctx context.Context, typed string) []string
	Pictures Pictures // nil: none are shown
	// Process tells readers that share a terminal apart: they begin to number
	// pictures at different places, and so don't draw into each other's.
	Process  int
	Commands []Command        // for the palette, besides the actions
	Notice   string           // said at the start
	Now      func() time.Time // nil: time.Now
	Logger   *slog.Logger     // nil: nothing is logged

	Keys *Keymap // nil: the default keys
	// Theme makes a theme by name; nil: the built-in ones. It may read files.
	Theme      func(name string, dark bool, profile colorprofile.Profile) (*theme.Theme, error)
	ThemeName  string // empty: as it was left, else the default
	Background string // "dark", "light", or empty: the terminal is asked

	StartView   feed.ViewRef // zero: Today
	AutoRefresh bool         // what is due is refreshed at start and on schedule
	Layout      string       // "1", "2", "3" panes, or empty: as it was left, else by width
	Density     string       // "two-line", "compact", "three-line"; empty: as it was left, else two-line
	Measure     int          // the article's width in columns; 0: as it was left, else 76
	Mouse       bool
	ASCII       bool // no signs beyond ASCII in what lede itself draws
	// KeepTracking leaves tracking parameters in links that are opened or copied.
	KeepTracking bool
	Justify      bool   // articles' lines end together
	Hyphenate    bool   // articles' words may be broken, where the language's patterns are known
	Bidi         string // one of BidiChoices(); empty: "auto"
	ShowCursor   bool   // the terminal's cursor stands on what is selected
	Hyperlinks   bool   // links in articles carry their target (OSC 8)
	// LowBandwidth is one of LowBandwidthChoices: no tint, no preview that follows,
	// fewer colours and frames. Empty: "off".
	LowBandwidth string
	// Themes names the themes that there are, for choosing one on the screen; it
	// reads nothing. nil: the built-in ones.
	Themes     func() []string
	PicturesBy string // how pictures are shown in articles, one of PictureChoices(); empty: off, shown by key alone

	Input   io.Reader // nil: the terminal
	Output  io.Writer // nil: standard output
	Environ []string  // nil: the process's

	after        func(time.Duration, tea.Msg) tea.Cmd
	stalledAfter time.Duration  // 0: the constant
	viewed       func(tea.View) // each screen, on its way to the terminal; nil: nobody is told
	density      density        // in use
	themeGiven   bool           // by the configuration
	measure      int
}

// Run shows the reader until the user quits, ctx ends or the terminal hangs up.
// All marks are committed when it returns.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m, err := newModel(ctx, o)
	if err != nil {
		return err
	}
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(o.fps())}
	if o.Input != nil {
		opts = append(opts, tea.WithInput(o.Input))
	}
	var shown tea.Model = m
	var wired wiredModel
	out := o.terminal()
	if term := uv.Environ(o.environ()).Getenv("TERM"); wire.Knows(term) {
		wired = wiredModel{m, wire.New(out, term, time.Second/time.Duration(o.fps()))}
		shown, opts = wired, append(opts, tea.WithOutput(wired.output(out)), tea.WithFilter(wired.filter))
	} else {
		opts = append(opts, tea.WithOutput(out))
	}
	if o.Environ != nil {
		opts = append(opts, tea.WithEnvironment(o.Environ))
	}
	if theme.Colourless(o.environ()) {
		opts = append(opts, tea.WithColorProfile(colorprofile.ASCII))
	}
	p := tea.NewProgram(shown, opts...)
	if wired.wire != nil {
		m.term.unanswered = wired.wire.Asked
		wired.wire.Crashed = func(reason any, stack []byte) {
			m.opt.Logger.Error("panic in the writing of the screen", "reason", reason, "stack", string(stack))
			p.Send(crashMsg{reason})
		}
	}
	m.queue = newQueue(context.WithoutCancel(ctx), func(reason any) {
		m.opt.Logger.Error("panic in a write", "reason", reason)
		p.Send(crashMsg{reason})
	})
	stop := watchTerminal(p)
	restore := m.opt.saveTerminal()
	if o.holdsBidi() { // what does not reach the terminal is missed when the screen does not
		_, _ = io.WriteString(o.terminal(), bidiExplicit)
	}
	err = runProgram(ctx, p, wired.wire, m.opt.stalledAfter)
	if errors.Is(err, errStalled) {
		m.opt.Logger.Error("the screen is left as it is", "reason", err)
		restore()
		stop()
		m.tasks.close()
		m.queue.close()
		return nil // who would be told is behind that terminal
	}
	if o.holdsBidi() {
		_, _ = io.WriteString(o.terminal(), bidiImplicit)
	}
	stop()
	return errors.Join(m.close(), m.ended(err))
}

// stalledAfter is how long a terminal may take nothing of what it is given back with.
const stalledAfter = 5 * time.Second

// errStalled says that the program could not end.
var errStalled = errors.New("the terminal takes nothing any more")

// runProgram runs the program until it ends. Where the terminal takes nothing any
// more, as behind a connection that hangs, it never would: some time after ctx has
// ended it is left where it is, with errStalled. out is nil where Bubble Tea itself
// writes.
func runProgram(ctx context.Context, p *tea.Program, out *wire.Out, patience time.Duration) error {
	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		ended <- err
	}()
	told := ctx.Done()
	var late <-chan time.Time
	for {
		select {
		case err := <-ended:
			return err
		case <-told:
			told, late = nil, time.After(patience)
		case <-late:
			if out != nil && out.Sending() {
				return errStalled
			}
			late = time.After(patience) // another program may have the terminal
		}
	}
}

// saveTerminal notes the terminal's mode (echo, input by lines or by keys), and returns
// what restores it, for where Bubble Tea does not get to that.
func (o *Options) saveTerminal() (restore func()) {
	in, ok := o.Input.(term.File)
	if o.Input == nil {
		in, ok = os.Stdin, true
	}
	if !ok {
		return func() {}
	}
	state, err := term.GetState(in.Fd())
	if err != nil { // it is no terminal
		return func() {}
	}
	return func() {
		if err := term.Restore(in.Fd(), state); err != nil {
			o.Logger.Error("the terminal's keys are left as they are", "reason", err)
		}
	}
}

// terminal is where the screen is written.
func (o *Options) terminal() io.Writer {
	if o.Output == nil {
		return os.Stdout
	}
	return o.Output
}

// environ is the environment that the terminal is known by.
func (o *Options) environ() []string {
	if o.Environ == nil {
		return os.Environ()
	}
	return o.Environ
}

// crashMsg says that a goroutine of ours panicked.
type crashMsg struct{ reason any }

// hangupMsg says that the terminal's line was lost.
type hangupMsg struct{}

// watchTerminal tells the program when its terminal goes away, so that it ends, what is
// on the way is still written and the next start resumes here; and when it was stopped
// and goes on, with a terminal that others have had.
func watchTerminal(p *tea.Program) (stop func()) {
	lost, continued := make(chan os.Signal, 1), make(chan os.Signal, 1)
	notifyHangup(lost)
	notifyContinued(continued)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-lost:
				p.Send(hangupMsg{})
			case <-continued:
				p.Send(continuedMsg{})
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(lost)
		signal.Stop(continued)
		close(done)
		<-ended
	}
}

// newModel makes the screen; its queue is started by whoever runs it.
func newModel(ctx context.Context, o Options) (*model, error) {
	if o.Library == nil {
		return nil, errors.New("ui: no library")
	}
	if err := o.defaults(); err != nil {
		return nil, err
	}
	m := &model{
		pics:           pictureState{ids: pictureIDs{last: firstPicture(o.Process)}},
		fullTextBefore: map[int64]string{},
		opt:            o, keys: o.Keys, tasks: newTasks(ctx),
		term: terminal{dark: theme.Dark(o.Background, o.environ()), profile: colorprofile.TrueColor},
		want: wanted{panes: panes(o.Layout)},
		list: newListPane(o.density),
		line: startLine(&o),
	}
	t, err := o.Theme(o.ThemeName, m.term.dark, m.colors())
	if err != nil {
		return nil, err
	}
	m.setTheme(t)
	return m, nil
}

// defaults fills in what was left out.
func (o *Options) defaults() error {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Theme == nil {
		o.Theme = theme.New
	}
	if o.Themes == nil {
		o.Themes = theme.Names
	}
	o.themeGiven = o.ThemeName != ""
	if o.StartView.Kind == "" {
		o.StartView.Kind = feed.ViewToday
	}
	if o.Keys == nil {
		keys, err := NewKeymap("", nil)
		if err != nil {
			return fmt.Errorf("the default keys: %w", err)
		}
		o.Keys = keys
	}
	if o.Lend == nil {
		o.Lend = func() func() { return func() {} }
	}
	if o.after == nil {
		o.after = func(d time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		}
	}
	if o.stalledAfter == 0 {
		o.stalledAfter = stalledAfter
	}
	o.density = density(o.Density)
	if o.density == "" {
		o.density = twoLine
	}
	o.measure = o.Measure
	if o.measure == 0 {
		o.measure = typeset.DefaultMeasure
	}
	return nil
}

// close stops what the screen started and waits for it: reads are cancelled,
// writes are finished, and where the reader was is written last.
func (m *model) close() error {
	m.savePosition()
	m.tasks.close()
	var err error
	if m.started {
		s, lib := m.sessionNow(), m.opt.Library
		m.queue.push(func(ctx context.Context) {
			if e := lib.SetSession(ctx, s); e != nil {
				err = fmt.Errorf("where you were was not kept: %w", e)
			}
		})
	}
	m.queue.close()
	return err
}

// ended words how the program ended.
func (m *model) ended(err error) error {
	switch {
	case m.crashed != nil:
		return fmt.Errorf("lede hit a bug of its own and had to stop: %v; the log has more", m.crashed)
	case errors.Is(err, tea.ErrProgramPanic):
		return errors.New("lede hit a bug of its own and had to stop; what it printed says where")
	case errors.Is(err, tea.ErrInterrupted), errors.Is(err, context.Canceled):
		return nil
	case err != nil:
		return fmt.Errorf("the screen: %w", err)
	}
	return nil
}
