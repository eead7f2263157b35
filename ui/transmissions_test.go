package ui

import (
	"context"
	"image"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/kitty"

	"lede/feed"
)

// noise has pictures that can't be made smaller.
type noise struct{ *fakePictures }

func (p noise) Picture(ctx context.Context, url string, sub feed.Subscription) (image.Image, error) {
	img, err := p.fakePictures.Picture(ctx, url, sub)
	if rgba, ok := img.(*image.RGBA); ok {
		r := rand.New(rand.NewPCG(1, 2))
		for i := range rgba.Pix {
			if i%4 < 3 {
				rgba.Pix[i] = uint8(r.Uint32())
			}
		}
	}
	return img, err
}

// transmitting opens a story of large pictures on kitty's terminal, which has got the
// first piece.
func transmitting(t *testing.T) (s *screen, first string) {
	t.Helper()
	lib, p := illustrated(true)
	s = open(t, look{w: 100, h: 40, profile: colorprofile.TrueColor, dark: true, lib: lib, opt: func(o *Options) { o.Pictures, o.PicturesBy = noise{p}, "auto" }})
	s.answer(kittyTerminal())
	s.seen = nil
	s.keys("enter")
	return s, s.raw()
}

// arrive has the terminal say that it has got a piece, so long after it was sent.
func (s *screen) arrive(after time.Duration) *screen {
	s.clock.set(s.clock.now().Add(after))
	s.send(tea.ModeReportMsg{Mode: arrivedMode, Value: ansi.ModeSet})
	return s
}

// A picture is sent in pieces, each when the terminal has got the one before, and
// shown when it is whole. Pieces grow on a fast line and shrink on a slow one.
func TestPicturesAreSentInPieces(t *testing.T) {
	s, piece := transmitting(t)
	whole := ""
	var sizes []int
	for n := 0; piece != ""; n++ {
		body, asks := strings.CutSuffix(piece, haveArrived)
		if strings.Contains(body, haveArrived) || !strings.HasPrefix(body, "\x1b_G") || !strings.HasSuffix(body, "\x1b\\") {
			t.Fatalf("piece %d is not whole sequences with one question: %.30q … %.30q", n, piece, piece[len(piece)-30:])
		}
		whole += body
		sizes = append(sizes, len(body))
		if !asks {
			break
		}
		if strings.Contains(s.m.View().Content, string(kitty.Placeholder)) && !strings.Contains(whole, "m=0") {
			t.Error("a picture is shown before the terminal has it")
		}
		if s.keys("k"); s.raw() != "" {
			t.Fatal("the next piece does not wait for the terminal")
		}
		after := time.Millisecond
		if n >= 2 {
			after = time.Second
		}
		s.arrive(after)
		piece = s.raw()
	}
	if len(sizes) < 6 || sizes[0] > firstPiece || sizes[1] < sizes[0] || sizes[2] < sizes[1] || sizes[3] > sizes[2]*2/3 || sizes[5] > minPiece+5000 {
		t.Errorf("pieces of %v bytes", sizes)
	}
	if begun, ended := strings.Count(whole, "a=T"), strings.Count(whole, "m=0"); begun != 2 || ended != 2 {
		t.Errorf("%d pictures begun, %d ended", begun, ended)
	}
}

// Who leaves a story waits for no picture: what has begun is ended and forgotten.
func TestPicturesThatAreLeftAreNotSent(t *testing.T) {
	s, first := transmitting(t)
	if !strings.Contains(first, "a=T") || strings.Contains(first, "m=0") {
		t.Fatalf("not in the middle of a picture: %.60q", first)
	}
	s.keys("q")
	if sent := s.raw(); sent != "" {
		t.Errorf("sent while a piece is on its way: %.60q", sent)
	}
	s.arrive(time.Millisecond)
	if sent := s.raw(); sent != "\x1b_Gq=2,m=0\x1b\\\x1b_Ga=d,d=I,i=16,q=2\x1b\\" {
		t.Errorf("the picture ends by %.200q", sent)
	}
	s.wait(time.Minute)
	if sent := s.raw(); sent != "" {
		t.Errorf("then came %.60q", sent)
	}
	s.keys("enter")
	if sent := s.raw(); !strings.HasPrefix(sent, "\x1b_G") || !strings.Contains(sent, "a=T") {
		t.Errorf("the next story's: %.60q", sent)
	}
}

// A terminal that does not answer gets pictures whole.
func TestPicturesForATerminalThatDoesNotAnswer(t *testing.T) {
	s, sent := transmitting(t)
	s.wait(answersWithin)
	if sent += s.raw(); strings.Count(sent, "m=0") != 2 || strings.Count(sent, haveArrived) != 1 {
		t.Errorf("%d pictures, asked %d times", strings.Count(sent, "m=0"), strings.Count(sent, haveArrived))
	}
}

// Whoever has the terminal next has it with no picture half sent.
func TestPicturesEndBeforeTheTerminalIsGiven(t *testing.T) {
	for _, keys := range []string{": text:quit-now enter", "ctrl+z"} {
		s, sent := transmitting(t)
		s.keys(keys)
		sent += s.raw()
		if sent = strings.ReplaceAll(sent, haveArrived, ""); strings.Count(sent, "a=T") != strings.Count(sent, "m=0") {
			t.Errorf("%s: %d pictures begun, %d ended", keys, strings.Count(sent, "a=T"), strings.Count(sent, "m=0"))
		}
	}
}

// On any line a key waits for one piece at most, and little of the line's time goes by
// between pieces. The line is simulated: its rate, and the way of an answer back.
func TestPiecesSuitTheLine(t *testing.T) {
	for name, line := range map[string]struct {
		rate  float64 // bytes a second
		trip  time.Duration
		wait  time.Duration // for a piece, at most
		whole float64       // how much longer than without pieces all takes, at most
	}{
		"1 Mbit/s":             {125e3, 40 * time.Millisecond, 350 * time.Millisecond, 1.5},
		"8 Mbit/s":             {1e6, 40 * time.Millisecond, 150 * time.Millisecond, 1.9},
		"100 Mbit/s, far away": {12.5e6, 150 * time.Millisecond, 100 * time.Millisecond, 12}, // five trips
		"the same machine":     {500e6, time.Millisecond, 10 * time.Millisecond, 5},
	} {
		t.Run(name, func(t *testing.T) {
			lib, p := illustrated(true)
			s := open(t, look{w: 100, h: 40, profile: colorprofile.TrueColor, dark: true, lib: lib, opt: func(o *Options) { o.Pictures, o.PicturesBy = noise{p}, "auto" }})
			terminal := kittyTerminal()
			terminal.after = line.trip
			s.answer(terminal)
			s.seen = nil
			s.keys("enter")
			var sent, worst, took time.Duration
			for piece := s.raw(); strings.HasSuffix(piece, haveArrived); piece = s.raw() {
				onLine := time.Duration(float64(len(piece)) / line.rate * float64(time.Second))
				sent, took, worst = sent+onLine, took+onLine+line.trip, max(worst, onLine)
				s.arrive(onLine + line.trip)
			}
			if sent == 0 || worst > line.wait || took.Seconds() > line.whole*sent.Seconds() {
				t.Errorf("a key waits for %v at most; all takes %v, without pieces %v", worst, took, sent)
			}
			t.Logf("a key waits for %v at most; all takes %v, without pieces %v", worst, took, sent)
		})
	}
}
