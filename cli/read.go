package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/charmbracelet/colorprofile"

	"lede/feed"
	"lede/feed/article"
	"lede/store"
	"lede/ui"
	"lede/ui/theme"
)

var errNoTerminal = errors.New("the reader needs a terminal; without one use 'lede list' and 'lede show', or 'lede --plain', which works by lines")

// readerMemory is from where on the collector works harder while the reader is
// open. SQLite's memory and the program itself come on top of it.
const readerMemory = 32 << 20

// read opens the reader.
func (a *app) read(ctx context.Context) error {
	_, in := terminal(a.sys.Stdin)
	_, out := terminal(a.sys.Stdout)
	switch {
	case a.flags.plain, in && out && a.dumb():
		return a.readPlain(ctx)
	case !in || !out:
		return errNoTerminal
	}
	a.reading = true
	defer a.limitMemory(readerMemory)()
	garbage := a.holdCollector()
	defer garbage.giveBack()
	c, err := a.settings()
	if err != nil {
		return err
	}
	keys, err := c.keymap()
	if err != nil {
		return err
	}
	lib, reading, err := a.openReaderLibrary(ctx)
	if err != nil {
		return err
	}
	c = a.currentConfig() // with what was set inside
	a.reserveCore()
	kick, fresh := make(chan struct{}, 1), make(chan struct{}, 1)
	reload := newReloader(a)
	o := a.readerOptions(c)
	o.Keys, o.Reloader, o.Themes = keys, reload, func() []string { return *reload.themes.Load() }
	a.offerLibrary(&o, lib, reading)
	o.Refresher = a.newRefresher(lib, fresh, kick)
	o.Subscriptions = &subscriptionEditor{a, lib, reading, kick}
	o.Touched = garbage.touched
	work, stop := context.WithCancel(ctx)
	defer stop()
	behind := &background{log: a.log}
	behind.start("upkeep", func() { a.upkeep(work, lib, kick) })
	behind.start("watching the configuration", func() { reload.watch(work) })
	behind.start("prefetching", func() { a.prefetching(work, lib, fresh) })
	err = ui.Run(ctx, o)
	stop()
	return errors.Join(err, behind.wait())
}

// offerLibrary gives the reader what it reads, and what it can do with that.
func (a *app) offerLibrary(o *ui.Options, lib *store.Store, reading *readerLibrary) {
	o.Library, o.Alone, o.Pause = reading, alone(), func(ctx context.Context) func() { return pause(ctx, lib) }
	o.FullTexts = &fullTexts{lib, a.fetcher, func() []article.Site { return a.currentConfig().sites() }}
	o.UserCommand = a.userCommand(reading)
	o.Files, o.Paths = &storyFiles{a.storyFolder, xdg.Home}, pathNames
	o.Settings = &settingsEditor{a, lib}
	o.Commands = a.readerCommands(reading)
	o.Notice = strings.Join(a.notices, " ")
}

// pauseWithin is how long a reader that is to be stopped waits for what is under way.
const pauseWithin = time.Second

// pause has a library pause while the reader is stopped.
func pause(ctx context.Context, lib *store.Store) (resume func()) {
	ctx, cancel := context.WithTimeout(ctx, pauseWithin)
	defer cancel()
	return lib.Pause(ctx)
}

// readerCommands are what the reader's palette can do besides its actions: what
// only the command line's rooms know how to do.
func (a *app) readerCommands(s *readerLibrary) []ui.Command {
	return []ui.Command{
		{Name: "welcome", Help: "the stories that teach the keys; again: back to yours", Run: func(ctx context.Context, _ string) (string, error) {
			on, err := s.toggleWelcome(ctx, a.sys.Now)
			if err != nil || !on {
				return "", err
			}
			return ":welcome brings your own library back", nil
		}},
	}
}

// spareThreads is how many more goroutines may run at a time than there are cores. Where all
// run that may, a key waits until Go's scheduler takes one off, 10 ms; the
// system's takes less.
const spareThreads = 2

// reserveCore has the reader answer keys while it refreshes and indexes: parsers leave
// one core to them.
func (a *app) reserveCore() {
	cores := runtime.GOMAXPROCS(0)
	if a.sys.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.NumCPU() + spareThreads)
	}
	a.fetchers.parsers = max(1, cores-1)
}

// readerOptions are the reader's options that the configuration decides. What
// the file does not give stays as the user left it inside the reader.
func (a *app) readerOptions(c *Config) ui.Options {
	o := ui.Options{
		Browser:      a.openTarget,
		Copy:         a.copyHere,
		Lend:         a.sys.Lend,
		Now:          a.sys.Now,
		Logger:       a.log,
		StartView:    feed.ViewRef{Kind: feed.ViewKind(c.StartView)},
		AutoRefresh:  c.AutoRefresh,
		Mouse:        c.Mouse,
		ASCII:        c.ASCII || !a.utf8(),
		Hyperlinks:   c.Hyperlinks,
		KeepTracking: !c.StripTracking,
		Justify:      c.Justify,
		Hyphenate:    c.Hyphenate,
		Bidi:         c.Bidi,
		ShowCursor:   c.ShowCursor,
		LowBandwidth: c.LowBandwidth,
		Pictures:     a.pictures(c),
		PicturesBy:   c.Pictures,
		Process:      os.Getpid(),
		Environ:      a.sys.Environ,
		Theme: func(name string, dark bool, profile colorprofile.Profile) (*theme.Theme, error) {
			return theme.Load(a.places.Themes, name, dark, profile)
		},
	}
	if c.Background != "auto" {
		o.Background = c.Background
	}
	if c.given("theme") {
		o.ThemeName = c.Theme
	}
	if c.given("layout") && c.Layout != "auto" {
		o.Layout = c.Layout
	}
	if c.given("density") {
		o.Density = c.Density
	}
	if c.given("measure") {
		o.Measure = c.Measure
	}
	return o
}

// remote says that the user sits at another machine than this one: a browser
// that is started here would open where nobody sees it.
func (a *app) remote() bool {
	ssh := a.sys.Getenv("SSH_CONNECTION") != "" || a.sys.Getenv("SSH_TTY") != ""
	screen := slices.ContainsFunc([]string{"DISPLAY", "WAYLAND_DISPLAY"}, func(v string) bool { return a.sys.Getenv(v) != "" })
	return ssh && !screen
}

// openTarget opens something with the program that the configuration has for it, else
// in the system's browser. It returns a command that wants the terminal.
func (a *app) openTarget(ctx context.Context, t ui.Target) (terminal *exec.Cmd, err error) {
	command, address, err := a.currentConfig().opener(t)
	switch {
	case err != nil:
		return nil, err
	case len(command) == 0 && a.remote():
		return nil, ui.ErrNoBrowser
	case len(command) == 0:
		return nil, openSystemBrowser(address)
	}
	return startProgram(ctx, command, address)
}
