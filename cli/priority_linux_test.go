package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"lede/ui"
)

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
	usual := threadAt(t, unix.Gettid())
	for quiet, want := range map[string]int{"--quiet=false": usual, "--quiet": min(usual+niceness, 19)} {
		cmd := ledeCommand(t, env, "refresh", "--all", quiet)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-asked
		threadsAt(t, cmd.Process.Pid, want)
		answer <- struct{}{}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// TestRefreshApartGivesWay: so does the process that refreshes for the reader.
func TestRefreshApartGivesWay(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	usual := threadAt(t, unix.Gettid())
	a := newApartTest(t, true)
	begin := a.process
	started := make(chan *exec.Cmd, 1)
	a.process = func(ctx context.Context) *exec.Cmd {
		cmd := begin(ctx)
		started <- cmd
		return cmd
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		cmd := <-started
		<-a.asked
		threadsAt(t, cmd.Process.Pid, min(usual+niceness, nicest))
	}()
	if _, err := a.Refresh(ctx, nil, true, func(ui.Progress) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("the refresh ended with %v", err)
	}
}

// threadAt is how nice a thread is.
func threadAt(t *testing.T, id int) int {
	t.Helper()
	raw, err := unix.Getpriority(unix.PRIO_PROCESS, id)
	if err != nil {
		t.Error(err)
	}
	return 20 - raw
}

// threadsAt holds all threads of a process to how nice they are to be.
func threadsAt(t *testing.T, process, want int) {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", process))
	if err != nil || len(threads) == 0 {
		t.Errorf("threads %q, %v", threads, err)
	}
	for _, thread := range threads {
		id, err := strconv.Atoi(filepath.Base(thread))
		if err != nil {
			t.Error(err)
		}
		if raw, err := unix.Getpriority(unix.PRIO_PROCESS, id); err == nil && 20-raw != want { // it may have ended
			t.Errorf("a thread is at %d, want %d", 20-raw, want)
		}
	}
}
