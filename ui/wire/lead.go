package wire

import "time"

// Cursor is where a frame has the terminal's cursor, if it is to be seen.
type Cursor struct {
	X, Y int
	Seen bool
}

// screen is a frame with its cursor.
type screen struct {
	frame  Frame
	cursor Cursor
}

// sight is whether the terminal's cursor is seen.
type sight uint8

const (
	unsure sight = iota
	showing
	hiding
)

// Hurry says that the next frame answers a key. It does not wait for the tick of
// one that did not, and after one that did only as long as that was large.
func (o *Out) Hurry() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answers = true
}

// Show has a frame be the next on the screen, and returns what to show Bubble
// Tea in its place. It is written at once, unless another was written less than
// a tick ago (less, see Hurry) or the terminal is not the screen's now: then it is when
// Bubble Tea writes what is returned.
func (o *Out) Show(f Frame, c Cursor) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	f.nature = o.nature
	f.nature.repeats = false // the rows are the same
	if s := (screen{f, c}); s != o.next {
		o.next, o.fresh = s, true
		if !o.lead() {
			o.sign = signFrom + (o.sign-signFrom+1)%signs
		}
	}
	if !o.fresh {
		o.answers = false // nothing has changed
	}
	return string(o.sign)
}

// fullFrame is how many bytes a frame takes, about, that fills a tick: a list that
// scrolls.
const fullFrame = 1000

// wait is how long the next frame waits after the one before: where both answer keys
// as long as the line is taken to be busy with that one, so that a key that is held
// down does not fill it.
func (o *Out) wait() time.Duration {
	switch {
	case !o.answers:
		return o.tick
	case !o.answered:
		return 0
	}
	return o.tick * time.Duration(min(o.size, fullFrame)) / fullFrame
}

// lead writes the next frame ahead of Bubble Tea's tick, and reports whether it
// is on the screen.
func (o *Out) lead() bool {
	if !o.between() || o.now().Sub(o.drawn) < o.wait() {
		return false
	}
	o.out = o.out[:0]
	if o.holds {
		o.out = append(o.out, hold...)
	}
	o.paint()
	o.point()
	if o.holds {
		o.mode(release)
	}
	return len(o.out) == 0 || o.send() == nil // where the terminal does not take it, Bubble Tea's writing meets the error
}

// between reports whether what Bubble Tea wrote so far is whole, and the screen
// is lede's and of the next frame's size: after a change of size Bubble Tea
// empties it, whatever was written before.
func (o *Out) between() bool {
	f := &o.next.frame
	return o.on && !o.crashed && len(o.kept) == 0 && !o.penned && !o.saving && f.W == o.shown.W && f.H == o.shown.H
}

// point has the terminal's cursor be where the frame that is shown has it.
func (o *Out) point() {
	if !o.cursor.Seen {
		o.see(hiding)
		return
	}
	o.goTo(spot{o.cursor.X, o.cursor.Y})
	o.see(showing)
}

// follow has the terminal's cursor be where Bubble Tea takes it to be.
func (o *Out) follow() { o.goTo(o.asked) }

func (o *Out) goTo(s spot) {
	if o.at != s {
		o.out = place(o.out, s.x, s.y)
		o.at = s
	}
}

// see has the terminal's cursor be seen or not.
func (o *Out) see(as sight) {
	switch {
	case o.seen == as:
		return
	case as == showing:
		o.out = append(o.out, show...)
	default:
		o.out = append(o.out, hide...)
	}
	o.seen = as
}

// hide hides the cursor while a frame is written, unless the terminal shows it
// complete anyway.
func (o *Out) hide() {
	if !o.holds {
		o.see(hiding)
	}
}
