//go:build !linux

package cli

import "log/slog"

// lowPriority runs work as it comes: here a thread has no priority of its own.
func lowPriority(*slog.Logger) func(work func()) { return func(work func()) { work() } }
