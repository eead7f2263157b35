package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/charmbracelet/x/term"

	"lede/feed"
	"lede/store"
)

// app is one run of the program: what the commands share. Each part is made
// when it is first asked for, so that 'lede version' opens no database.
type app struct {
	sys System
	out *bufio.Writer // stdout, flushed by close

	flags struct {
		config, data string
		plain        bool
		json         bool // of the commands that print data
	}
	reading bool // the reader has the screen, or is about to
	notices []string
	started bool // the command line was accepted, and its command runs

	places   paths
	config   atomic.Pointer[Config] // the reader takes in a changed file while it runs
	changes  sync.Mutex             // one change of config at a time: each begins with what holds
	log      *slog.Logger
	logFile  *logFile
	store    *store.Store
	level    slog.LevelVar
	fetchers fetchers

	endPauses func() // ends that ctrl-z waits for the store; nil: it does not
}

func newApp(sys System) *app {
	return &app{sys: sys, out: bufio.NewWriterSize(sys.Stdout, 1<<16)}
}

// locate finds the places on disk and starts the log. It runs before each
// command.
func (a *app) locate() {
	a.places = findPaths(a.flags.config, a.flags.data)
	a.logFile = &logFile{path: a.places.Log}
	a.log = newLogger(a.logFile, &a.level)
}

// settings reads the configuration, once.
func (a *app) settings() (*Config, error) {
	if c := a.config.Load(); c != nil {
		return c, nil
	}
	c, err := loadConfig(a.places)
	if err != nil {
		return nil, err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return nil, err
	}
	a.level.Set(level)
	a.config.Store(c)
	return c, nil
}

// currentConfig is the configuration that holds now, for those who come after
// settings has read it.
func (a *app) currentConfig() *Config { return a.config.Load() }

// library opens the database, once.
func (a *app) library(ctx context.Context) (*store.Store, error) {
	if a.store != nil {
		return a.store, nil
	}
	c, err := a.settings()
	if err != nil {
		return nil, err
	}
	if err := a.places.makeData(); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, a.places.Database(), a.storeOptions(c))
	if err != nil {
		return nil, err
	}
	a.store = s
	if a.sys.Lend != nil && !a.reading { // the reader pauses before it gives the terminal away
		a.endPauses = stopPaused(func() (resume func()) { return pause(context.WithoutCancel(ctx), s) })
	}
	a.applySaved(ctx, s)
	for _, n := range s.Notices() {
		a.notice(feed.Clean(n, 2000))
	}
	if s.Fresh() {
		if err := a.rebuild(ctx); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// storeOptions are what the configuration says of the database.
func (a *app) storeOptions(c *Config) store.Options {
	return store.Options{
		Now:                    a.sys.Now,
		Logger:                 a.log,
		AccountID:              store.UserAccount,
		KeepStoriesApart:       !c.LinkDuplicates,
		NewFeedUnread:          orNone(c.NewFeedUnread),
		Resurface:              func(s feed.Subscription) bool { return *a.currentConfig().optionsOf(s).Resurface },
		Rules:                  (&compiledRules{config: a.currentConfig, now: a.sys.Now}).current,
		OnSubscriptionsChanged: a.writeMirror,
		OnMigrate:              a.tellMigration,
	}
}

// slowMigration is from which size on, in bytes, it takes long enough to bring a
// database to a newer format that something is said of it.
const slowMigration = 32 << 20

// tellMigration says why nothing is to be seen for a moment.
func (a *app) tellMigration(bytes int64) {
	if bytes >= slowMigration {
		a.say(fmt.Sprintf("Converting the library (%d MB) to a newer format, once; a copy of it is kept for two weeks.", bytes>>20))
	}
}

// orNone is -1, which store.Options takes for none, where the configuration says 0: there
// 0 means the default.
func orNone(n int) int {
	if n == 0 {
		return -1
	}
	return n
}

// close writes out what is buffered and closes what was opened.
func (a *app) close() error {
	err := a.out.Flush()
	a.fetchers.close()
	if a.endPauses != nil {
		a.endPauses()
	}
	if a.store != nil {
		err = errors.Join(err, a.store.Close())
	}
	if a.logFile != nil {
		err = errors.Join(err, a.logFile.Close())
	}
	return err
}

// entry reads one of the user's entries.
func (a *app) entry(ctx context.Context, id int64) (store.Item, error) {
	lib, err := a.library(ctx)
	if err != nil {
		return store.Item{}, err
	}
	e, st, sub, err := lib.Entry(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return store.Item{}, fmt.Errorf("there is no story %d; 'lede list' prints the ids", id)
	}
	if err != nil {
		return store.Item{}, err
	}
	return store.Item{Entry: e, Status: st, Subscription: sub}, nil
}

// terminal says whether a stream is a terminal, and how wide.
func terminal(stream any) (width int, ok bool) {
	f, isFile := stream.(*os.File)
	if !isFile || !term.IsTerminal(f.Fd()) {
		return 0, false
	}
	width, _, err := term.GetSize(f.Fd())
	if err != nil || width <= 0 {
		width = 80
	}
	return width, true
}

// open is the file that a command was given, or standard input for '-'.
func (a *app) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(a.sys.Stdin), nil
	}
	return openFile(name)
}

// notice says something that is no answer to the command: at once, or in the
// reader, which has the screen to itself, there.
func (a *app) notice(words string) {
	if a.reading {
		a.notices = append(a.notices, words)
		return
	}
	a.say("lede: ", words)
}

// say prints a line of words, which go to stderr so that stdout is data alone.
func (a *app) say(words ...string) {
	_, _ = io.WriteString(a.sys.Stderr, strings.Join(words, "")+"\n")
}
