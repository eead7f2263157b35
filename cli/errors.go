package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lede/feed"
)

// The exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// usageError is a command line that makes no sense.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// errReported ends a command with exit code 1 when all that is to be said has
// been said on the way (a line for each feed that failed, say).
var errReported = errors.New("already reported")

// report says on stderr why a command failed, in one line, and returns the
// exit code.
func report(ctx context.Context, stderr io.Writer, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitOK
	case pipeClosed(err):
		return exitOK // whoever read our output has seen enough
	case errors.Is(err, errReported):
		return exitFailure
	case errors.As(err, &usage):
		complain(stderr, err)
		return exitUsage
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		fmt.Fprintln(stderr, "lede: interrupted")
		return exitFailure
	}
	complain(stderr, err)
	return exitFailure
}

// complain prints an error as one clean line. What it quotes may come from a
// server or a file.
func complain(w io.Writer, err error) {
	fmt.Fprintln(w, "lede: "+oneLine(err))
}

func oneLine(err error) string {
	return feed.Clean(strings.ReplaceAll(err.Error(), "\n", "; "), 2000)
}

// wantArgs makes a wrong number of arguments a usage error that says what the
// command takes. most < 0: any number.
func wantArgs(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usagef("%s: not enough arguments; usage: %s", cmd.Name(), cmd.UseLine())
		case most >= 0 && len(args) > most:
			return usagef("%s: unexpected argument %q; usage: %s", cmd.Name(), args[most], cmd.UseLine())
		}
		return nil
	}
}
