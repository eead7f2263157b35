//go:build unix

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lede/feed/fetch"
	"lede/ui"
)

// apartTest is a library of feeds, and what a reader refreshes it with.
type apartTest struct {
	*refresher
	env    []string
	server *httptest.Server
	asked  chan string // a feed that waits for its answer
	kick   chan struct{}
}

// newApartTest subscribes to as many feeds as are refreshed by a process of its
// own, of one story each. Those that wait answer when they are told to stop.
func newApartTest(t *testing.T, waits bool) *apartTest {
	t.Helper()
	a := &apartTest{env: home(t), asked: make(chan string, manyFeeds), kick: make(chan struct{}, 1)}
	a.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if waits {
			a.asked <- r.URL.Path
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, channel(story("1", "A story", "")))
	}))
	t.Cleanup(a.server.Close)
	var urls strings.Builder
	for i := range manyFeeds {
		fmt.Fprintf(&urls, "%s/%d\n", a.server.URL, i)
	}
	list := filepath.Join(t.TempDir(), "urls")
	if err := os.WriteFile(list, []byte(urls.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, a.env, "import", list)
	a.refresher = &refresher{
		here: func(context.Context, fetch.Request, func(ui.Progress)) (refreshResult, error) {
			return refreshResult{}, errors.New("here")
		},
		fresh: make(chan struct{}, 1), kick: a.kick, log: slog.New(slog.DiscardHandler),
		process: func(ctx context.Context) *exec.Cmd { return ledeCommandContext(ctx, t, a.env, apartName) },
		count: func(_ context.Context, all bool, most int) (int, error) {
			if all {
				return most, nil
			}
			return 1, nil
		},
	}
	return a
}

// TestRefreshApart: a process refreshes for the reader, says how far it is and
// what came, and stories are to be read.
func TestRefreshApart(t *testing.T) {
	a := newApartTest(t, false)
	sum, err := a.Refresh(t.Context(), nil, true, func(p ui.Progress) {
		if p.Total != manyFeeds || p.Done < 1 || p.Done > p.Total || p.Feed == "" {
			t.Errorf("it is told that %+v", p)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (ui.Summary{Feeds: manyFeeds, New: manyFeeds}); sum != want {
		t.Errorf("the refresh came to %+v, want %+v", sum, want)
	}
	if got := strings.Count(run(t, a.env, "list"), "A story"); got != manyFeeds {
		t.Errorf("%d stories are listed, want %d", got, manyFeeds)
	}
	select {
	case <-a.kick:
	default:
		t.Error("nobody is told that there is something to index")
	}
}

// TestRefreshApartStopped: who stops a refresh does not wait for what the feeds
// answer; neither does the process, which ends too.
func TestRefreshApartStopped(t *testing.T) {
	a := newApartTest(t, true)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-a.asked
		cancel()
	}()
	if _, err := a.Refresh(ctx, nil, true, func(ui.Progress) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("the refresh ended with %v", err)
	}
}

// TestRefreshApartEnds: a process that cannot begin leaves the work to the reader;
// of one that breaks down it is told, and the work is not tried again here.
func TestRefreshApartEnds(t *testing.T) {
	a := newApartTest(t, true)
	for name, c := range map[string]struct{ does, want string }{
		"it does not begin":              {"exit 1", "here"},
		"it breaks down":                 {"echo '{}'; exit 2", "broke down"},
		"what it says is not to be read": {"echo '{}'; echo what", "broke down"},
		"it fails":                       {`echo '{"Ended":{"Error":"a reason"}}'`, "a reason"},
	} {
		a.process = func(ctx context.Context) *exec.Cmd {
			return exec.CommandContext(ctx, "sh", "-c", "read order; "+c.does)
		}
		_, err := a.Refresh(t.Context(), nil, true, func(ui.Progress) {})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	a.process = func(ctx context.Context) *exec.Cmd { return exec.CommandContext(ctx, "/nowhere/lede") }
	if _, err := a.Refresh(t.Context(), nil, true, func(ui.Progress) {}); err == nil || err.Error() != "here" {
		t.Errorf("there is no such program: %v", err)
	}
}

// TestRefreshApartAlone: the process ends when the reader is no more.
func TestRefreshApartAlone(t *testing.T) {
	a := newApartTest(t, true)
	cmd := a.process(t.Context())
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write([]byte("{\"All\":true}\n")); err != nil {
		t.Fatal(err)
	}
	<-a.asked
	_ = in.Close()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// TestRefreshApartStoppedEarly: one that is told to stop before it has begun has
// nothing to tell of that, which would stand in the log as a mistake.
func TestRefreshApartStoppedEarly(t *testing.T) {
	a := newApartTest(t, true)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var said strings.Builder
	sys := System{
		Args: []string{apartName, "--data", t.TempDir()}, Environ: a.env, Now: wallClock,
		Stdin: strings.NewReader("{\"All\":true}\n"), Stdout: io.Discard, Stderr: &said,
	}
	if code := Run(ctx, sys); code != exitOK || said.Len() > 0 {
		t.Errorf("exit code %d, and %q", code, said.String())
	}
}

// TestRefreshApartOfMany: of many feeds only those count that are asked.
func TestRefreshApartOfMany(t *testing.T) {
	r := newApartTest(t, false).refresher
	for _, c := range []struct {
		req  fetch.Request
		many bool
	}{
		{fetch.Request{All: true}, true},
		{fetch.Request{}, false}, // one is due
		{fetch.Request{FeedIDs: []int64{1, 2}, All: true}, false},
		{fetch.Request{FeedIDs: make([]int64, manyFeeds), All: true}, true},
	} {
		if many, err := r.many(t.Context(), c.req); many != c.many || err != nil {
			t.Errorf("%+v: %v %v", c.req, many, err)
		}
	}
}

// TestRefreshApartInterrupted: ctrl-c in a program that has the reader's terminal
// comes to the process too, and is none of its business.
func TestRefreshApartInterrupted(t *testing.T) {
	a := newApartTest(t, false)
	begin := a.process
	var cmd *exec.Cmd
	a.process = func(ctx context.Context) *exec.Cmd {
		cmd = begin(ctx)
		return cmd
	}
	interrupted := false
	sum, err := a.Refresh(t.Context(), nil, true, func(ui.Progress) {
		if !interrupted {
			interrupted = true
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Error(err)
			}
		}
	})
	if err != nil || sum.New != manyFeeds {
		t.Errorf("the refresh came to %+v, %v", sum, err)
	}
}
