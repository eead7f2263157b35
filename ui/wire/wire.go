// Package wire writes screens to a terminal in few bytes.
//
// Bubble Tea keeps the terminal's modes and its keys, but of a screen it is
// shown one sign alone, which stands for all of it. A screen that comes after a
// pause is written at once. Of one that comes on the heels of another the sign
// changes, and where that comes by on its way to the terminal, at Bubble Tea's
// next tick, what has changed in the screen is written in its place.
//
// What has changed is written in the order that takes the fewest bytes: often
// all in one colour first and then the next, since going somewhere takes six
// bytes, and an exact colour twenty. Blanks are in any colour. A character about whose width
// terminals differ is written between two absolute columns, so that nothing
// moves whatever the terminal makes of it.
package wire

import (
	"errors"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Frame is a screen: lines of at most W cells, with styles (SGR) and links (OSC 8).
type Frame struct {
	Content string
	W, H    int
	Widths  ansi.Method // how cells are counted
	Profile colorprofile.Profile
	// Simple, for a slow line, has emoji about which terminals differ become simpler
	// ones about which they do not, which takes fewer bytes, and what is read
	// be written before rules are.
	Simple bool

	nature nature // of the terminal
}

// The signs that stand for a frame are private characters of plane 15.
const (
	signFrom = 0xF0000
	signs    = 0xF000
)

func isSign(r rune) bool { return r >= signFrom && r < signFrom+signs }

// Out is the way out to the terminal.
type Out struct {
	// Crashed is told of a panic, after which no frame is written any more.
	Crashed func(reason any, stack []byte)

	to io.Writer
	nature
	tried bool // it was asked whether it repeats characters

	// now is the time, and tick how long a frame waits for the one before.
	now  func() time.Time
	tick time.Duration

	sending atomic.Bool

	mu    sync.Mutex
	posed time.Time // when the terminal was last asked something, or was about to be
	next  screen
	sign  rune
	fresh bool      // next is not on the screen yet
	drawn time.Time // when the terminal had last taken a frame
	size  int       // of that, in bytes
	inked bool      // there is a frame in what is written next
	// answers says that the next frame answers a key, and answered that the one
	// before did.
	answers, answered bool

	shown   Frame  // what the rows are of, without its content
	rows    []*row // on the terminal
	maker   rowMaker
	scratch scratch
	at      spot // the terminal's cursor
	asked   spot // where Bubble Tea takes it to be
	saved   spot
	saving  bool   // between a save of the cursor and its return
	cursor  Cursor // of the frame that is shown
	seen    sight  // of the terminal's cursor
	visible bool   // Bubble Tea takes the cursor to be seen
	holds   bool   // the terminal holds a frame back until it is complete
	penned  bool   // Bubble Tea's pen is not the plain one
	crashed bool
	on      bool // the screen is lede's: before and after that, all goes through
	out     []byte
	kept    []byte // a sequence's beginning, whose end is not here yet
}

// spot is a cell of the screen. A column beyond the last waits for the next
// line; a negative one is not known.
type spot struct{ x, y int }

var nowhere = spot{-1, -1}

// New is the way out to a terminal of that name (the environment's TERM), for
// a program that draws once in each tick.
func New(to io.Writer, term string, tick time.Duration) *Out {
	return &Out{
		to: to, nature: natureOf(term), sign: signFrom, at: nowhere, asked: spot{0, 0}, visible: true,
		now: time.Now, tick: tick, posed: time.Now(), // Bubble Tea's first questions wait for its first tick
	}
}

// Write takes what Bubble Tea writes. It reports all of p as written, unless the
// terminal did not take it.
func (o *Out) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	b := p
	if len(o.kept) > 0 {
		b, o.kept = append(o.kept, p...), nil
	}
	o.out = o.out[:0]
	for len(b) > 0 {
		n := sequence(b)
		if n == 0 {
			o.kept = slices.Clone(b)
			break
		}
		o.take(b[:n])
		b = b[n:]
	}
	if o.on {
		o.point()
	}
	if len(o.out) == 0 {
		return len(p), nil
	}
	if err := o.send(); err != nil {
		return 0, err
	}
	return len(p), nil
}

// send writes what is to go to the terminal, all of it: a program that was run
// in between may have left the terminal such that it takes what it has room for
// now and refuses the rest. Where the terminal took a part alone, what it shows
// is not known.
func (o *Out) send() error {
	o.sending.Store(true)
	defer o.sending.Store(false)
	size := len(o.out)
	for b := o.out; ; {
		n, err := o.to.Write(b)
		if err == nil {
			if o.inked {
				o.drawn, o.size, o.inked = o.now(), size, false
				o.answered, o.answers = o.answers, false
			}
			return nil
		}
		b = b[min(max(n, 0), len(b)):]
		if !errors.Is(err, syscall.EAGAIN) {
			o.fresh, o.shown, o.at = true, Frame{}, nowhere
			return err
		}
		time.Sleep(patience)
	}
}

// Sending reports whether the terminal is being given something that it has not
// taken yet.
func (o *Out) Sending() bool { return o.sending.Load() }

// patience is how long a terminal that takes nothing now is left alone.
const patience = 5 * time.Millisecond

// forget is for a screen that was emptied.
func (o *Out) forget() {
	o.fresh = true
	for i := range o.rows {
		o.rows[i] = o.maker.ground
	}
}

// paint writes what has changed since the last frame.
func (o *Out) paint() {
	if !o.fresh || o.crashed {
		return
	}
	defer o.recovered(len(o.out))
	f, before, seen := o.next.frame, len(o.out), o.seen
	o.fresh, o.cursor = false, o.next.cursor
	o.hide()
	start := len(o.out)
	rows := o.set(f)
	o.try()
	best := cheapest(state{rows: o.rows, ground: o.maker.ground, at: o.at, slow: f.Simple, nature: o.nature, scratch: &o.scratch}, rows)
	if o.out = append(o.out, best.out...); len(o.out) > start {
		o.inked = true
	} else {
		o.out, o.seen = o.out[:before], seen
	}
	o.maker.release(o.rows, rows)
	o.at, o.rows = best.at, rows
	f.Content = ""
	o.shown = f
}

// recovered ends the writing of frames after a panic in it, which would leave
// the terminal as it is: the renderer's goroutine has nobody else to catch it.
func (o *Out) recovered(before int) {
	if reason := recover(); reason != nil {
		o.out, o.at, o.seen, o.crashed = o.out[:before], nowhere, unsure, true
		if o.Crashed != nil {
			go o.Crashed(reason, debug.Stack())
		}
	}
}

// probed is where a terminal that repeats characters has its cursor after the
// question whether it does. In the first row the answer would be a key's.
var probed = spot{4, 1}

// try asks the terminal, once, whether it repeats characters: by where its
// cursor is after it was to repeat a line of a box.
func (o *Out) try() {
	if o.tried || len(o.rows) <= probed.y || o.next.frame.W <= probed.x {
		return
	}
	o.tried = true
	o.posed = o.now()
	o.out = append(place(o.out, 0, probed.y), "─\x1b[3b\x1b[6n\x1b[2K"...)
	o.at, o.rows[probed.y] = spot{-1, probed.y}, o.maker.ground
}

// At takes in where the terminal says that its cursor is.
func (o *Out) At(x, y int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.repeats = o.repeats || o.tried && x == probed.x && y == probed.y
}

// set is a frame's rows. Rows that are on the screen already, at the same place
// or another, are taken from there.
func (o *Out) set(f Frame) []*row {
	o.maker.begin(f)
	same := o.shown
	same.Content = f.Content
	known := map[string]*row{}
	if f == same {
		for _, r := range o.rows {
			known[r.source] = r
		}
	} else if f.W != o.shown.W || f.H != o.shown.H {
		o.rows = slices.Repeat([]*row{o.maker.ground}, f.H)
		o.out = append(o.out, "\x1b[H\x1b[2J"...)
		o.at = spot{0, 0}
	}
	rows := make([]*row, 0, f.H)
	for line := range strings.SplitSeq(f.Content, "\n") {
		if len(rows) == f.H {
			break
		}
		r := known[line]
		if r == nil {
			r = o.maker.row(line)
			known[line] = r
		}
		rows = append(rows, r)
	}
	for len(rows) < f.H {
		rows = append(rows, o.maker.ground)
	}
	return rows
}

// plain is the pen that a terminal has at first.
var plain = &pen{}

// pen is how cells are drawn.
type pen struct {
	style uv.Style
	link  uv.Link
}
