// Package cli is lede's command line: the commands, the configuration, and the
// wiring of the rooms. It is the only room that knows all the others.
package cli

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // for systems without: small containers have none, and TZ would mean UTC there
)

// System is what the program needs of the process that it runs in, so that a
// test or a server can stand in for it.
type System struct {
	Args    []string // without the program's name
	Environ []string // 'key=value'
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Now     func() time.Time
	// Program is a path that starts this program once more, empty where it cannot be;
	// nil: it never can.
	Program func() string
	// Lend makes interrupts those of a program that is given the terminal, until back is
	// called; nil: there are none.
	Lend func() (back func())
}

// Getenv is the value of an environment variable, or empty. As in the
// operating system, the last of several holds.
func (s System) Getenv(key string) string {
	for _, v := range slices.Backward(s.Environ) {
		if k, value, ok := strings.Cut(v, "="); ok && k == key {
			return value
		}
	}
	return ""
}

// Process is the System of this process.
func Process() System {
	knowHome()
	return System{
		Args:    os.Args[1:],
		Environ: os.Environ(),
		Stdin:   os.Stdin,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Now:     wallClock,
		Program: program,
	}
}

// wallClock is the time by the wall's clock alone: the one by which time.Time reckons
// where it can stands still while the machine sleeps. A laptop that is opened in the
// morning had the ages of the evening, and a host that asked for an hour's pause had it
// when the lid was open for as long.
func wallClock() time.Time { return time.Now().Round(0) }

// program is the path of the program that runs. On Linux it is the running one also
// when another version was put in its place.
func program() string {
	path, err := os.Executable()
	if runtime.GOOS == "linux" {
		const running = "/proc/self/exe"
		there, _ := os.Stat(path) // nil: it is gone
		if runs, err := os.Stat(running); err == nil && (there == nil || !os.SameFile(there, runs)) {
			return running
		}
	}
	if err != nil {
		return ""
	}
	return path
}

// Main runs one command line and returns its exit code: 0 for success, 1 for
// failure, 2 for wrong usage. An interrupt, a termination or a hang-up cancels
// the work; a second one ends the process at once.
func Main(sys System) int {
	// A closed pipe is told by the write that fails (see report). It is caught
	// rather than ignored, since programs started from here would inherit that.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, unnotify := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGHUP)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	context.AfterFunc(ctx, unnotify)
	sys.Lend = watchInterrupts(ctx, stop).lend
	defer obeyEscapes(sys.Stdout, sys.Stderr)()
	return Run(ctx, sys)
}

// Run is Main without the signals.
func Run(ctx context.Context, sys System) int {
	a := newApp(sys)
	root := newRoot(a)
	root.SetArgs(sys.Args)
	root.SetIn(sys.Stdin)
	root.SetOut(sys.Stdout)
	root.SetErr(sys.Stderr)
	err := root.ExecuteContext(ctx)
	if err != nil && !a.started {
		err = &usageError{err} // the command line was refused before any command ran
	}
	if closeErr := a.close(); err == nil {
		err = closeErr
	}
	return report(ctx, sys.Stderr, err)
}
