package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"lede/store"
)

// app is one run of the program: what the commands share. Each part is made
// when it is first asked for, so that 'lede version' opens no database.
type app struct {
	sys System
	out *bufio.Writer // stdout, flushed by close

	flags   struct{ config, data string }
	started bool // the command line was accepted, and its command runs

	places  paths
	config  *Config
	log     *slog.Logger
	logFile *logFile
	store   *store.Store
}

func newApp(sys System) *app {
	return &app{sys: sys, out: bufio.NewWriterSize(sys.Stdout, 1<<16)}
}

// locate finds the places on disk and starts the log. It runs before each
// command.
func (a *app) locate() {
	a.places = findPaths(a.flags.config, a.flags.data)
	a.logFile = &logFile{path: a.places.Log}
	a.log = newLogger(a.logFile, slog.LevelInfo)
}

// settings reads the configuration, once.
func (a *app) settings() (*Config, error) {
	if a.config != nil {
		return a.config, nil
	}
	c, err := loadConfig(a.places)
	if err != nil {
		return nil, err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return nil, err
	}
	a.log = newLogger(a.logFile, level)
	a.config = c
	return c, nil
}

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
	s, err := store.Open(ctx, a.places.Database(), store.Options{
		Now:                    a.sys.Now,
		Logger:                 a.log,
		AccountID:              store.UserAccount,
		KeepStoriesApart:       !c.LinkDuplicates,
		NewFeedUnread:          orNone(c.NewFeedUnread),
		Resurface:              c.ResurfaceUpdated,
	})
	if err != nil {
		return nil, err
	}
	a.store = s
	return s, nil
}

// orNone says 'none' to an option whose zero means 'as usual'.
func orNone(n int) int {
	if n == 0 {
		return -1
	}
	return n
}

// close writes out what is buffered and closes what was opened.
func (a *app) close() error {
	err := a.out.Flush()
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
	return os.Open(name)
}

// say prints a line of words, which go to stderr so that stdout is data alone.
func (a *app) say(words ...string) {
	_, _ = io.WriteString(a.sys.Stderr, strings.Join(words, "")+"\n")
}
