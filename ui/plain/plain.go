// Package plain is the reader without a screen: lines in, lines out, for screen
// readers, dumb terminals and pipes. A list is numbered, a story is its text in
// paragraphs, and every command is a word or a letter. Nothing is drawn,
// nothing is taken back, and nothing is told by colour or by place.
package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lede/feed"
)

// Library is what reading by lines needs of the place that keeps entries; it
// is a part of what the screen needs, and means the same.
type Library interface {
	Views(ctx context.Context) ([]feed.View, error)
	Filter(ctx context.Context, v feed.ViewRef, now time.Time) (f feed.Filter, heading string, err error)
	Rows(ctx context.Context, w feed.Window) ([]feed.Row, error)
	Count(ctx context.Context, w feed.Window, before *feed.Key, limit int) (total, index int, err error)
	Entry(ctx context.Context, id int64) (feed.Entry, feed.Status, feed.Subscription, error)
	Mark(ctx context.Context, m feed.Mark) (feed.Marked, error)
	Undo(ctx context.Context) (feed.Undone, error)
	SetPosition(ctx context.Context, entryID int64, p feed.Position) error
}

// Options are what a session is made of. Library, Now, In and Out must be
// given.
type Options struct {
	Library Library
	// Refresh asks the publishers what is new and returns what to say of it.
	// nil: nothing can be refreshed here.
	Refresh func(ctx context.Context) (string, error)
	// FullText returns a story's text as it was taken from its page, where that is
	// kept; it is read in the place of the feed's. nil: none is.
	FullText func(ctx context.Context, entryID int64) (p feed.Page, found bool, err error)
	// Browse opens a web page. nil: its address is said instead.
	Browse    func(ctx context.Context, url string) error
	StartView feed.ViewRef
	Now       func() time.Time

	In     io.Reader
	Out    io.Writer
	Width  int    // lines are broken between words at so many cells; 0: not at all
	Asks   bool   // someone is there: prompts are shown, and a long story stops for a key
	Notice string // said at the start
}

// errQuit ends a session.
var errQuit = errors.New("quit")

// session is one sitting.
type session struct {
	Options
	out *bufio.Writer

	ref   feed.ViewRef
	name  string
	base  feed.Window // the view's filter and order
	rows  []feed.Row  // of the view, from its start, as far as they were read
	all   bool        // rows reach the view's end
	total int         // stories of the view when it was opened, counted up to feed.CountLimit
	fresh int         // that arrived since, as far as they were told of
	said  int         // rows said so far
	views []feed.View

	open  *story
	enter func(ctx context.Context) error // what an empty line does
}

// Run reads commands until quit, the end of the input, or the end of ctx.
func Run(ctx context.Context, o Options) error {
	s := &session{Options: o, out: bufio.NewWriter(o.Out)}
	if s.Asks {
		s.say("lede, line by line. help lists the commands.")
	}
	if s.Notice != "" {
		s.say(s.Notice)
	}
	err := s.openView(ctx, s.StartView, "")
	lines := readLines(ctx, o.In)
	ended := func() error { // at a prompt, behind which nothing else is to stand
		if s.Asks {
			s.out.WriteByte('\n')
		}
		return s.out.Flush()
	}
	for err == nil {
		if s.Asks {
			if err = s.arrivals(ctx); err != nil {
				break
			}
			s.out.WriteString("> ")
		}
		if err = s.out.Flush(); err != nil {
			break
		}
		select {
		case <-ctx.Done():
			return ended()
		case line, ok := <-lines:
			if !ok {
				return ended()
			}
			err = s.command(ctx, line)
		}
	}
	if errors.Is(err, errQuit) || ctx.Err() != nil {
		err = nil
	}
	if flushed := s.out.Flush(); !errors.Is(err, flushed) { // which goes on failing in the same way
		err = errors.Join(err, flushed)
	}
	return err
}

// readLines brings the input by lines, each cut to what a buffer holds: no command
// is as long. A read from a terminal cannot be stopped: it ends with the process,
// or with the input.
func readLines(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		r := bufio.NewReader(in)
		for {
			begin, more, err := r.ReadLine()
			if err != nil {
				return // the end, or a terminal that is gone
			}
			line := string(begin)
			for more && err == nil {
				_, more, err = r.ReadLine()
			}
			select {
			case lines <- line:
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

// say prints a line of words, broken where the terminal is too narrow for it.
func (s *session) say(text string) {
	if s.Width > 0 {
		text = ansi.Wordwrap(text, max(20, s.Width-1), "")
	}
	s.out.WriteString(text + "\n")
}

func (s *session) sayf(format string, args ...any) { s.say(fmt.Sprintf(format, args...)) }

// fail says why something did not work. It ends the session only where the
// output is gone.
func (s *session) fail(what string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	s.sayf("%s: %s", what, feed.Clean(err.Error(), 300))
	return nil
}

// command carries out a line.
func (s *session) command(ctx context.Context, line string) error {
	line = strings.TrimSpace(feed.Clean(line, 1000))
	if line == "" {
		if s.enter == nil {
			s.say("There is nothing more. help lists the commands.")
			return nil
		}
		return s.enter(ctx)
	}
	if n, ok := number(line); ok {
		return s.openNumber(ctx, n)
	}
	if query, ok := strings.CutPrefix(line, "/"); ok {
		line = "search " + query
	}
	name, arg, _ := strings.Cut(line, " ")
	c := find(name)
	if c == nil {
		s.sayf("There is no command %q. help lists them.", feed.Clean(name, 40))
		return nil
	}
	return c.run(s, ctx, strings.TrimSpace(arg))
}
