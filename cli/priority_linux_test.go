package cli

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"
)

// TestLowPriority: work beside the screen gives way, and nothing else of the program.
func TestLowPriority(t *testing.T) {
	nice := func() int {
		raw, err := unix.Getpriority(unix.PRIO_PROCESS, unix.Gettid())
		if err != nil {
			t.Error(err)
		}
		return 20 - raw
	}
	before, within := nice(), 0
	var work sync.WaitGroup
	work.Go(func() { lowPriority(slog.New(slog.DiscardHandler))(func() { within = nice() }) })
	work.Wait()
	if want := min(before+niceness, 19); within != want {
		t.Errorf("work beside the screen is at %d, want %d", within, want)
	}
	for range 20 {
		work.Go(func() {
			if n := nice(); n != before {
				t.Errorf("other work is at %d, want %d", n, before)
			}
		})
	}
	work.Wait()
}

// TestGiveWay: all of a refresh gives way with --quiet, and none of another.
func TestGiveWay(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	var waits atomic.Bool // a request tells that it came, and waits
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if waits.Load() {
			asked <- struct{}{}
			<-answer
		}
		fmt.Fprint(w, `<rss version="2.0"><channel><title>The Wire</title><item><title>First</title></item></channel></rss>`)
	}))
	t.Cleanup(s.Close)
	env := home(t)
	run(t, env, "add", s.URL+"/feed.xml")
	waits.Store(true)
	runtime.LockOSThread() // a program that is started has the priority of the thread that starts it
	defer runtime.UnlockOSThread()
	raw, err := unix.Getpriority(unix.PRIO_PROCESS, unix.Gettid())
	if err != nil {
		t.Fatal(err)
	}
	usual := 20 - raw
	for quiet, want := range map[string]int{"--quiet=false": usual, "--quiet": min(usual+niceness, 19)} {
		cmd := ledeCommand(t, env, "refresh", "--all", quiet)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-asked
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", cmd.Process.Pid))
		if err != nil || len(threads) == 0 {
			t.Fatalf("threads %q, %v", threads, err)
		}
		for _, thread := range threads {
			id, err := strconv.Atoi(filepath.Base(thread))
			if err != nil {
				t.Fatal(err)
			}
			if raw, err := unix.Getpriority(unix.PRIO_PROCESS, id); err == nil && 20-raw != want {
				t.Errorf("%s: a thread is at %d, want %d", quiet, 20-raw, want)
			}
		}
		answer <- struct{}{}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}
