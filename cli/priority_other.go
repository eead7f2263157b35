//go:build !linux

package cli

import "log/slog"

// giveWay leaves the program as it is.
func giveWay() error { return nil }

// lowPriority runs work as it comes: here a thread has no priority of its own.
func lowPriority(*slog.Logger) func(work func()) { return func(work func()) { work() } }
