package feed

import (
	"fmt"
	"log/slog"
	"runtime/debug"
)

// Safely runs work and makes a panic in it an error, logged with its stack. What
// runs in a goroutine of its own goes through here: a panic that nobody recovers
// ends the program and leaves the terminal raw.
func Safely(log *slog.Logger, what string, work func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			log.Error("a panic", "in", what, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fmt.Errorf("%s hit a bug in lede (%v); the log has more", what, r)
		}
	}()
	return work()
}
