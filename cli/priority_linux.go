package cli

import (
	"errors"
	"log/slog"
	"os"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// niceness is how much nicer than the rest of the program work is that nobody
// waits for, and nicest how nice any can be.
const (
	niceness = 10
	nicest   = 19
)

// lowPriority returns how to run such work: in a thread of its own, which gives way to
// those that answer keys. The thread ends with the goroutine that it is called in,
// which does nothing else.
func lowPriority(log *slog.Logger) func(work func()) {
	return func(work func()) {
		runtime.LockOSThread() // and never unlocked: no other work is to be as nice
		thread := unix.Gettid()
		usual, err := niceOf(thread)
		if err == nil {
			_, err = makeNice(thread, usual+niceness)
		}
		if err != nil {
			log.Debug("work beside the screen keeps its priority", "error", err)
		}
		work()
	}
}

// giveWay has the whole program give way to others: all its threads, and with them
// those that they start. A thread may have been started by one whose turn was still
// to come, so that they are gone through until all give way.
func giveWay() error {
	usual, err := niceOf(unix.Gettid())
	if err != nil {
		return err
	}
	for changed := true; changed; {
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return err
		}
		changed = false
		for _, t := range threads {
			id, err := strconv.Atoi(t.Name())
			if err != nil {
				return err
			}
			made, err := makeNice(id, usual+niceness)
			if err != nil && !errors.Is(err, unix.ESRCH) { // it may have ended
				return err
			}
			changed = changed || made
		}
	}
	return nil
}

// niceOf is how nice a thread is.
func niceOf(thread int) (int, error) {
	raw, err := unix.Getpriority(unix.PRIO_PROCESS, thread)
	return 20 - raw, err // as the system call has it
}

// makeNice makes a thread as nice as told, or as nice as can be, and says whether it
// was less so before.
func makeNice(thread, nice int) (changed bool, err error) {
	nice = min(nice, nicest)
	if now, err := niceOf(thread); err != nil || now >= nice {
		return false, err
	}
	return true, unix.Setpriority(unix.PRIO_PROCESS, thread, nice)
}
