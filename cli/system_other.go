//go:build !windows

package cli

import (
	"context"
	"errors"
	"os/exec"
	"syscall"
)

// shellCommand is a line as the shell reads it.
func shellCommand(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", line)
}

// obeyEscapes has nothing to do where terminals obey escape sequences.
func obeyEscapes(...any) (asBefore func()) { return func() {} }

// pipeClosed says whether what was written to has nobody who reads it any more.
func pipeClosed(err error) bool { return errors.Is(err, syscall.EPIPE) }
