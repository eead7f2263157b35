package cli

import (
	"log/slog"
	"runtime"

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

// nicer has a thread give way to others.
func nicer(thread int) error {
	raw, err := unix.Getpriority(unix.PRIO_PROCESS, thread)
	if err != nil {
		return err
	}
	now := 20 - raw // as the system call has it
	return unix.Setpriority(unix.PRIO_PROCESS, thread, min(now+niceness, 19))
}
