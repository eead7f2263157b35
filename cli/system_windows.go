package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// shellCommand is a line as the system's command interpreter reads it. That has rules
// of its own about quotes, by which it gets the line as it is, between the two that /S
// takes off again.
func shellCommand(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd /S /C "` + line + `"`}
	return cmd
}

// obeyEscapes has the terminal obey escape sequences until asBefore is called: it
// prints them, unless it is told to.
func obeyEscapes(streams ...any) (asBefore func()) {
	undo := func() {}
	for _, stream := range streams {
		file, ok := stream.(*os.File)
		if !ok {
			continue
		}
		var mode uint32
		console := windows.Handle(file.Fd())
		if windows.GetConsoleMode(console, &mode) != nil || mode&windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING != 0 {
			continue // it is none, or does so
		}
		if windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil {
			before := undo
			undo = func() {
				_ = windows.SetConsoleMode(console, mode) // the terminal may be gone
				before()
			}
		}
	}
	return undo
}

// pipeClosed says whether what was written to has nobody who reads it any more.
func pipeClosed(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA)
}
