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
// waits for.
const niceness = 10

// lowPriority returns how to run such work: in a thread of its own, which gives way to
// those that answer keys. The thread ends with the goroutine that it is called in,
// which does nothing else.
func lowPriority(log *slog.Logger) func(work func()) {
	return func(work func()) {
		runtime.LockOSThread() // and never unlocked: no other work is to be as nice
		if err := nicer(unix.Gettid()); err != nil {
			log.Debug("work beside the screen keeps its priority", "error", err)
		}
		work()
	}
}

// giveWay has the whole program give way to others: all its threads, and with them
// those that they start.
func giveWay() error {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, t := range threads {
		id, err := strconv.Atoi(t.Name())
		if err != nil {
			return err
		}
		if err := nicer(id); err != nil && !errors.Is(err, unix.ESRCH) { // it may have ended
			return err
		}
	}
	return nil
}

// nicer has a thread give way to others.
func nicer(thread int) error {
	raw, err := unix.Getpriority(unix.PRIO_PROCESS, thread)
	if err != nil {
		return err
	}
	now := 20 - raw // as the system call has it
	return unix.Setpriority(unix.PRIO_PROCESS, thread, min(now+niceness, 19))
}
