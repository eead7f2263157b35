package ui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi/kitty"

	"lede/feed"
	"lede/ui/picture"
)

// fakePictures has pictures of four fields of colour each, by URL.
type fakePictures struct {
	mu    sync.Mutex
	sizes map[string]image.Point // what there is; others are broken
	kept  map[string]bool
	asked []string
	ctxs  []context.Context
}

func (p *fakePictures) Size(url string) (image.Point, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sizes[url], p.kept[url]
}

func (p *fakePictures) Picture(ctx context.Context, url string, sub feed.Subscription) (image.Image, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked, p.ctxs = append(p.asked, strings.TrimPrefix(url, pictureHost)), append(p.ctxs, ctx)
	if sub.ID == 0 {
		return nil, errors.New("fetched on nobody's behalf")
	}
	size, ok := p.sizes[url]
	if !ok {
		return nil, errors.New("the picture can't be read")
	}
	p.kept[url] = true
	img := image.NewRGBA(image.Rect(0, 0, size.X, size.Y))
	for y := range size.Y {
		for x := range size.X {
			img.SetRGBA(x, y, color.RGBA{uint8(2 * x / size.X * 200), uint8(2 * y / size.Y * 150), 90, 255})
		}
	}
	return img, nil
}

const pictureHost = "https://pictures.example/"

// illustrated is a library whose first story has pictures of all kinds.
func illustrated(sized bool) (*fakeLibrary, *fakePictures) {
	p := &fakePictures{kept: map[string]bool{}, sizes: map[string]image.Point{
		pictureHost + "wide.jpg": {1600, 700}, pictureHost + "tall.jpg": {400, 800}, pictureHost + "counter.gif": {1, 1}, pictureHost + "last.png": {640, 320},
	}}
	pic := func(name, alt, caption string, w, h int) string {
		dims := ""
		if sized {
			dims = fmt.Sprintf(` width="%d" height="%d"`, w, h)
		}
		return fmt.Sprintf(`<figure><img src="%s%s" alt="%s"%s><figcaption>%s</figcaption></figure>`, pictureHost, name, alt, dims, caption)
	}
	const para = "<p>Delegations from eleven ports met on the quay at dawn, before the first ferries ran, to settle how the grounds beyond the shelf are to be shared.</p>"
	l := &fakeLibrary{now: testNow, feeds: []feed.Subscription{{Feed: feed.Feed{ID: 1, Title: "Harbour Desk", URL: "https://feeds.example/1"}}}}
	e := &fakeEntry{}
	e.Entry = feed.Entry{
		ID: 7, FeedID: 1, Title: "Eleven ports agree", URL: "https://news.example/7", Published: testNow().Add(-time.Hour), Arrived: testNow().Add(-time.Hour), Words: 300,
		Content: para + pic("wide.jpg", "Boats", "The outer harbour at dusk.", 1600, 700) + para + pic("tall.jpg", "A man", "The mediator, who has sat here before.", 400, 800) + para +
			`<img src="` + pictureHost + `counter.gif">` + para + pic("broken.jpg", "The quay from the air", "Seen from the air.", 600, 300) + strings.Repeat(para, 8) +
			pic("last.png", "", "The flag.", 640, 320) + para,
	}
	e.Status.EntryID = 7
	l.add(e)
	other := &fakeEntry{}
	other.Entry = feed.Entry{ID: 6, FeedID: 1, Title: "No pictures", URL: "https://news.example/6", Published: testNow().Add(-2 * time.Hour), Arrived: testNow().Add(-2 * time.Hour), Content: para}
	other.Status.EntryID = 6
	l.add(other)
	return l, p
}

// terminal is what a test's terminal answers.
type terminalAnswers struct {
	version    string
	attributes []int
	kitty      bool
	cell       image.Point
	after      time.Duration
}

func (s *screen) answer(a terminalAnswers) *screen {
	s.clock.set(s.clock.now().Add(a.after))
	if a.version != "" {
		s.send(tea.TerminalVersionMsg{Name: a.version})
	}
	if a.cell.X > 0 {
		s.send(uv.CellSizeEvent{Width: a.cell.X, Height: a.cell.Y})
	}
	s.send(uv.PrimaryDeviceAttributesEvent(a.attributes))
	if a.version != "" {
		payload := "EINVAL"
		if a.kitty {
			payload = "OK"
		}
		for id := 31; id <= 32; id++ {
			s.send(uv.KittyGraphicsEvent{Options: kitty.Options{ID: id}, Payload: []byte(payload)})
		}
		s.send(uv.PrimaryDeviceAttributesEvent(a.attributes))
	}
	return s
}

// raw is all that went to the terminal past the cells, and forgets it.
func (s *screen) raw() string {
	var b strings.Builder
	for _, msg := range s.seen {
		if r, ok := msg.(tea.RawMsg); ok {
			fmt.Fprint(&b, r.Msg)
		}
	}
	s.seen = nil
	return b.String()
}

func xterm() terminalAnswers {
	return terminalAnswers{version: "XTerm(390)", attributes: []int{63, 1, 4, 22}, cell: image.Pt(10, 20)}
}

func kittyTerminal() terminalAnswers {
	return terminalAnswers{version: "kitty(0.39.1)", attributes: []int{62, 52}, kitty: true, cell: image.Pt(10, 20)}
}

// pictured opens the story with pictures.
func pictured(t *testing.T, by string, sized bool, l look) (*screen, *fakePictures) {
	t.Helper()
	lib, p := illustrated(sized)
	l.lib, l.dark = lib, true
	l.opt = func(o *Options) { o.Pictures, o.PicturesBy = p, by }
	return open(t, l), p
}

// Where colours are forbidden, a terminal that says that it has them brings none back.
func TestColoursThatAreForbiddenAreNotAskedFor(t *testing.T) {
	for env, want := range map[string]bool{"NO_COLOR=": true, "NO_COLOR=1": false, "NO_COLOR=yes": false, "TERM=vt220": false} {
		lib, p := illustrated(true)
		s := open(t, look{w: 80, h: 30, dark: true, profile: colorprofile.ASCII, lib: lib, opt: func(o *Options) {
			o.Pictures, o.PicturesBy, o.Environ = p, "auto", append(o.Environ, env)
		}})
		asked := slices.ContainsFunc(s.seen, func(msg tea.Msg) bool { return fmt.Sprint(msg) == "RGB" })
		if asked != want {
			t.Errorf("%s: asked for colours: %t", env, asked)
		}
	}
}

func TestPicturesInTheText(t *testing.T) {
	for name, l := range map[string]look{
		"120":     {w: 120, h: 40, profile: colorprofile.TrueColor},
		"50":      {w: 50, h: 30, profile: colorprofile.TrueColor},
		"256":     {w: 80, h: 30, profile: colorprofile.ANSI256},
		"16":      {w: 80, h: 30, profile: colorprofile.ANSI},
		"nocolor": {w: 80, h: 30, profile: colorprofile.ASCII},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := pictured(t, "auto", true, l)
			s.answer(xterm()).keys("enter").wait(time.Second)
			s.golden("pictures-" + name)
			blocks := l.profile >= colorprofile.ANSI256
			if (s.times("▀") > 0) != blocks {
				t.Errorf("half blocks on a screen of %s: %v", l.profile, !blocks)
			}
			if !blocks && len(p.asked) > 0 {
				t.Errorf("pictures that can't be shown were fetched: %v", p.asked)
			}
			s.keys("G").wait(time.Second).has("The flag.").lacks("counter")
		})
	}
}

func TestPicturesAreOffByDefault(t *testing.T) {
	for _, by := range []string{"off", ""} {
		s, p := pictured(t, by, true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
		if strings.Contains(s.raw(), "\x1b[c") {
			t.Error("the terminal is asked although pictures are off")
		}
		s.keys("enter").wait(5 * time.Second).has("▨ The outer harbour").lacks("▀")
		if len(p.asked) > 0 {
			t.Errorf("fetched unasked: %v", p.asked)
		}
		s.keys("i")
		if !strings.Contains(s.raw(), "\x1b[c") {
			t.Fatal("i does not ask the terminal")
		}
		s.answer(terminalAnswers{attributes: []int{62}}).has("Picture 1 of", "▀", "The outer harbour")
		if !slices.Equal(p.asked, []string{"wide.jpg"}) {
			t.Errorf("i fetched %v", p.asked)
		}
		s.keys("esc").has("▨ The outer harbour").lacks("▀")
	}
}

func TestPicturesOnASlowLine(t *testing.T) {
	slow := xterm()
	slow.after = 900 * time.Millisecond
	s, p := pictured(t, "auto", true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
	s.answer(slow).keys("enter").lacks("▀")
	if len(p.asked) > 0 {
		t.Errorf("fetched on a slow line: %v", p.asked)
	}
	s.keys(":").keys("text:pictures enter").has("▀")
	s.keys(":").keys("text:pictures enter").lacks("▀")

	silent, p := pictured(t, "auto", true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
	silent.wait(5 * time.Second).keys("enter").lacks("▀")
	if len(p.asked) > 0 {
		t.Errorf("fetched though the terminal says nothing: %v", p.asked)
	}

	named, _ := pictured(t, "blocks", true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
	named.wait(5 * time.Second).keys("enter").has("▀") // whatever it answers
}

// With their sizes known nothing moves when pictures come.
func TestPicturesHaveTheirRoom(t *testing.T) {
	s, _ := pictured(t, "auto", true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
	s.answer(xterm())
	s.hold = true
	s.keys("enter")
	held := s.held
	s.hold, s.held = false, nil
	msg := held[0]()
	for _, cmd := range msg.(tea.BatchMsg) { // the entry, but not yet its pictures
		if cmd == nil {
			continue
		}
		s.hold = false
		reply := cmd()
		s.hold = true
		if reply != nil {
			s.send(reply)
		}
	}
	before := s.text()
	if strings.Contains(before, "▀") || !strings.Contains(before, "▨") {
		t.Fatalf("not before the pictures came:\n%s", before)
	}
	s.release(false)
	s.has("▀")
	if at, was := lineOf(s.text(), "The outer harbour"), lineOf(before, "The outer harbour"); at != was {
		t.Errorf("the caption moved from line %d to %d", was, at)
	}
}

func lineOf(text, part string) int {
	before, _, ok := strings.Cut(text, part)
	if !ok {
		return -1
	}
	return strings.Count(before, "\n")
}

// With sizes unknown the text that is read stays where it is.
func TestPicturesOfUnknownSizeKeepThePlace(t *testing.T) {
	s, p := pictured(t, "auto", false, look{w: 100, h: 30, profile: colorprofile.TrueColor})
	s.answer(xterm()).keys("enter")
	if len(p.asked) == 0 {
		t.Fatal("no picture was asked for")
	}
	top := ""
	for range 20 {
		if top = strings.Split(s.keys("j").text(), "\n")[3]; strings.Contains(top, "ferries") {
			break
		}
	}
	s.lacks("▀").wait(time.Second)
	if got := strings.Split(s.text(), "\n")[3]; !strings.Contains(got, "ferries") {
		t.Errorf("the top line was\n%q and is\n%q", top, got)
	}
	s.keys("g g").has("▀")
	at := s.m.art.top
	s.keys("10 j") // into the picture
	inside := s.m.art.top
	s.resize(90, 30)
	s.wait(time.Second)
	if s.m.art.top < at || s.m.art.top > inside+2 || s.m.art.top < inside-4 {
		t.Errorf("within the picture the top was line %d and is %d", inside, s.m.art.top)
	}
}

func TestBrokenPicturesAreTheirWords(t *testing.T) {
	s, p := pictured(t, "auto", true, look{w: 100, h: 80, profile: colorprofile.TrueColor})
	s.answer(xterm()).keys("enter").wait(time.Second).has("▨ Seen from the air.")
	if !slices.Contains(p.asked, "broken.jpg") {
		t.Errorf("it was not asked for: %v", p.asked)
	}
	if s.times("▨") != 1 { // and no trace of the counter
		t.Errorf("%d captions for pictures that are not shown:\n%s", s.times("▨"), s.text())
	}
	n := len(p.asked)
	s.keys("G").wait(time.Second).keys("g g").wait(time.Second)
	if got := p.asked[n:]; slices.Contains(got, "broken.jpg") || slices.Contains(got, "counter.gif") {
		t.Errorf("asked for again: %v", got)
	}
}

func TestPicturesEndWithTheStory(t *testing.T) {
	s, p := pictured(t, "auto", true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
	s.answer(kittyTerminal()).keys("enter").wait(time.Second)
	sent := s.raw()
	if n := strings.Count(sent, "a=T"); n == 0 || n > 3 {
		t.Errorf("%d pictures were sent", n)
	}
	if s.times("▀") > 0 || !strings.Contains(s.m.View().Content, string(kitty.Placeholder)) {
		t.Error("kitty's placeholders are not in the text")
	}
	if strings.Contains(sent, "a=d") {
		t.Error("a picture was deleted while it was read")
	}
	s.keys("q")
	gone := s.raw()
	if strings.Count(gone, "a=d") != strings.Count(sent, "a=T") {
		t.Errorf("%d pictures sent, deleted by %q", strings.Count(sent, "a=T"), gone)
	}
	if s.m.pics.ids.used != (pictureIDs{}).used {
		t.Error("numbers are still in use")
	}
	for _, ctx := range p.ctxs {
		if ctx.Err() == nil {
			t.Error("what was on its way was not cancelled")
		}
	}
	s.keys("enter").wait(time.Second)
	if again := s.raw(); strings.Count(again, "a=T") == 0 {
		t.Error("coming back shows no pictures")
	}
	s.keys("J").wait(time.Second).has("No pictures")
	if gone := s.raw(); !strings.Contains(gone, "a=d") {
		t.Errorf("the next story leaves them in the terminal: %q", gone)
	}
}

func TestEnlargedPictures(t *testing.T) {
	s, p := pictured(t, "auto", true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
	s.answer(xterm()).keys("enter").wait(time.Second).raw()
	s.keys("i").wait(time.Second).has("Picture 1 of", "The outer harbour at dusk.").lacks("▀", "Delegations")
	if got := s.raw(); !strings.HasPrefix(got, "\x1b7\x1b[") || !strings.Contains(got, "\x1bP0;1q") || !strings.HasSuffix(got, "\x1b8") {
		t.Errorf("no sixel: %.60q", got)
	}
	s.golden("picture-enlarged-sixel")
	s.keys("i").wait(time.Second).has("Picture 2 of", "The mediator")
	s.keys("k k").wait(time.Second).has("The flag.")
	s.keys("k").wait(time.Second).has("It can't be shown", "can't be read", "Seen from the air.")
	s.keys("y")
	if !s.copied(pictureHost + "broken.jpg") {
		t.Error("y does not copy the picture's link")
	}
	s.seen = nil
	s.keys("j left").has("Delegations")
	if !slices.ContainsFunc(s.seen, func(m tea.Msg) bool { return fmt.Sprintf("%T", m) == fmt.Sprintf("%T", tea.ClearScreen()) }) {
		t.Error("what was drawn over the cells is not cleared away")
	}
	if slices.Contains(p.asked, "counter.gif") && s.times("counter") > 0 {
		t.Error("the counter is shown")
	}
	s.keys("q enter J").wait(time.Second).keys("i").has("This story has no pictures")
}

func TestEnlargedByEachProtocol(t *testing.T) {
	for name, c := range map[string]struct {
		by      string
		answers terminalAnswers
		profile colorprofile.Profile
		has     string // in what is sent raw
		cells   string // in the screen
	}{
		"kitty":       {"auto", kittyTerminal(), colorprofile.TrueColor, "U=1", string(kitty.Placeholder)},
		"old kitty":   {"auto", terminalAnswers{version: "Konsole 23", attributes: []int{62}, kitty: true, cell: image.Pt(10, 20)}, colorprofile.TrueColor, "C=1", ""},
		"iTerm2":      {"auto", terminalAnswers{version: "iTerm2 3.5", attributes: []int{62, 4}}, colorprofile.TrueColor, "\x1b]1337;File=", ""},
		"blocks":      {"auto", terminalAnswers{attributes: []int{62}}, colorprofile.TrueColor, "", "▀"},
		"blocks, 256": {"blocks", kittyTerminal(), colorprofile.ANSI256, "", "▀"},
		"sixel named": {"sixel", terminalAnswers{attributes: []int{62}}, colorprofile.ASCII, "\x1bP0;1q", ""},
		"nothing":     {"auto", terminalAnswers{attributes: []int{62}}, colorprofile.ASCII, "", "This terminal cannot show pictures"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := pictured(t, c.by, true, look{w: 100, h: 40, profile: c.profile})
			s.answer(c.answers).keys("enter").wait(time.Second).raw()
			s.keys("i").wait(time.Second)
			got := s.raw()
			if !strings.Contains(got, c.has) || (got == "") != (c.has == "") {
				t.Errorf("sent %.80q", got)
			}
			if !strings.Contains(s.m.View().Content, c.cells) {
				t.Errorf("the screen has no %q:\n%s", c.cells, s.text())
			}
			s.resize(70, 24).wait(time.Second)
			if again := s.raw(); c.has != "" && !strings.Contains(again, c.has) {
				t.Errorf("after a resize %.80q is sent", again)
			}
			s.keys("esc").wait(time.Second).has("Delegations")
		})
	}
}

func TestPicturesThroughTmux(t *testing.T) {
	s, _ := pictured(t, "auto", true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
	s.raw()
	s.send(tea.TerminalVersionMsg{Name: "tmux 3.4"})
	s.send(uv.PrimaryDeviceAttributesEvent{1, 2})
	if got := s.raw(); !strings.Contains(got, "\x1bPtmux;\x1b\x1b_Gi=31") {
		t.Fatalf("the terminal behind tmux is asked by %q", got)
	}
	s.send(uv.PrimaryDeviceAttributesEvent{1, 2}) // tmux answers for itself
	for id := 31; id <= 32; id++ {
		s.send(uv.KittyGraphicsEvent{Options: kitty.Options{ID: id}, Payload: []byte("OK")})
	}
	s.keys("enter").wait(time.Second)
	if got := s.raw(); !strings.Contains(got, "\x1bPtmux;\x1b\x1b_Ga=T") || strings.Contains(strings.ReplaceAll(got, "\x1b\x1b_G", ""), "\x1b_G") {
		t.Errorf("not all is passed through tmux: %.80q", got)
	}

	alone, _ := pictured(t, "auto", true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
	alone.send(tea.TerminalVersionMsg{Name: "tmux 3.4"})
	alone.send(uv.PrimaryDeviceAttributesEvent{1, 2})
	alone.keys("enter").lacks("▀").wait(time.Second).has("▀") // nobody behind it answers
}

func TestPicturesAreSetInside(t *testing.T) {
	s, p := pictured(t, "off", true, look{w: 100, h: 40, profile: colorprofile.TrueColor})
	s.keys("enter").lacks("▀")
	s.run(s.m.picturesSet("auto"))
	s.answer(xterm()).wait(time.Second).has("▀")
	n := len(p.asked)
	s.run(s.m.picturesSet("off"))
	s.wait(time.Second).lacks("▀").has("▨ The outer harbour")
	if len(p.asked) != n {
		t.Errorf("fetched after it was set off: %v", p.asked[n:])
	}
}

func TestReadersInOneTerminalNumberPicturesApart(t *testing.T) {
	taken := map[int]bool{}
	for process := range 3 {
		ids := pictureIDs{last: firstPicture(4711 + process)}
		for range 20 {
			if id := ids.take(); taken[id] {
				t.Fatalf("reader %d takes %d, which another has", process, id)
			} else {
				taken[id] = true
			}
		}
	}
}

func TestPictureNumbers(t *testing.T) {
	var ids pictureIDs
	seen := map[int]bool{}
	for range picture.LastID - picture.FirstID + 1 {
		id := ids.take()
		if id < picture.FirstID || id > picture.LastID || seen[id] {
			t.Fatalf("took %d", id)
		}
		seen[id] = true
	}
	if id := ids.take(); id != 0 {
		t.Errorf("took %d though all are in use", id)
	}
	ids.free(40)
	if id := ids.take(); id != 40 {
		t.Errorf("took %d, want the one that is free", id)
	}
}

// A page drawn with pictures costs what a key may: their rows are ready.
func BenchmarkDrawPictures(b *testing.B) {
	lib, p := illustrated(true)
	lib.now = testNow
	o := Options{Library: lib, Now: testNow, Pictures: p, PicturesBy: "blocks", after: func(time.Duration, tea.Msg) tea.Cmd { return nil }}
	m, err := newModel(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	m.term.w, m.term.h, m.term.profile = 120, 40, colorprofile.TrueColor
	m.pics.on, m.pics.asking, m.started = true, answered, true
	m.want.focus, m.art.open = paneArticle, true
	m.lay = place(m.term.w, m.term.h, wanted{focus: paneArticle, open: true})
	drain(m, m.load(7))
	if !strings.Contains(m.View().Content, "▀") {
		b.Fatal("no pictures")
	}
	b.ResetTimer()
	for b.Loop() {
		m.View()
	}
}

// drain runs commands until none is left; timers excepted.
func drain(m *model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			drain(m, c)
		}
	default:
		drain(m, m.route(msg))
	}
}
