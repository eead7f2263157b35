package cli

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// niceness is how much nicer than others a program is for which nobody waits, and
// nicest how nice any can be. Never is a thread nicer than others of its program:
// Go's collector has all of them stop, and would wait for it.
const (
	niceness = 10
	nicest   = 19
)

// giveWay has a program give way to others: all its threads, and with them those that
// they start. A thread may have been started by one whose turn was still to come, so
// that they are gone through until all give way.
func giveWay(process int) error {
	usual, err := niceOf(unix.Gettid())
	if err != nil {
		return err
	}
	for changed := true; changed; {
		threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", process))
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
