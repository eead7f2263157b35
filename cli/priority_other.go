//go:build !linux

package cli

import "log/slog"

// aside runs work as it comes: here a thread has no priority of its own.
func aside(*slog.Logger) func(work func()) { return func(work func()) { work() } }
