package cli

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"lede/feed/fetch"
	"lede/ui"
)

// A refresh of many feeds is the work of a process of its own. The goroutines of a
// hundred requests get into the way of the one that answers keys: it waits until
// those are through that were there before, and while the collector tidies up after
// them. What a refresh took in memory goes with its process, and a document
// that brings it down does not bring down the reader.

// apartName is the command that such a process runs, which is not for people.
const apartName = "refresh-for-reader"

const (
	manyFeeds   = 32                    // from so many on a refresh is a process of its own
	reportEvery = 50 * time.Millisecond // it says how far it is
	endsWithin  = 10 * time.Second      // after it was told to stop, else it is killed
)

// refreshReport is a line of JSON that the process says: that it begins, how far it
// is, and at the end what came.
type refreshReport struct {
	ui.Progress
	Ended *refreshEnd `json:",omitempty"`
}

// refreshEnd is how a refresh ended.
type refreshEnd struct {
	Result  refreshResult
	Stopped bool
	Error   string
}

func newRefreshApart(a *app) *cobra.Command {
	return &cobra.Command{Use: apartName, Hidden: true, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return a.refreshForReader(cmd.Context())
	}}
}

// refreshForReader refreshes what a reader asks for, a fetch.Request as a line of JSON
// on standard input, whose end has it stop. It reports to the reader.
func (a *app) refreshForReader(ctx context.Context) error {
	if a.sys.Lend != nil {
		defer a.sys.Lend()() // the reader decides what ctrl-c ends
	}
	notStopped() // by ctrl-z, while it writes: all others would be locked out until fg
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	in := bufio.NewReader(a.sys.Stdin)
	line, err := in.ReadBytes('\n')
	var req fetch.Request
	if err := cmp.Or(err, json.Unmarshal(line, &req)); err != nil {
		return fmt.Errorf("what to refresh is not known: %w", err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, in) // however it ends, nobody waits for this any more
		stop(context.Canceled)
	}()
	lib, err := a.library(ctx)
	if ctx.Err() != nil {
		return nil // it was told to stop before it began: no mistake
	}
	if err != nil {
		return err
	}
	say := func(r refreshReport) {
		if err := cmp.Or(json.NewEncoder(a.out).Encode(r), a.out.Flush()); err != nil {
			stop(err)
		}
	}
	say(refreshReport{})
	var said time.Time
	result, err := a.refreshHere(ctx, lib, req, func(p ui.Progress) {
		if now := time.Now(); now.Sub(said) >= reportEvery {
			said = now
			say(refreshReport{Progress: p})
		}
	})
	end := refreshEnd{Result: result, Stopped: errors.Is(err, context.Canceled)}
	if err != nil {
		end.Error = err.Error()
	}
	say(refreshReport{Ended: &end})
	return nil
}

// errNotBegun says that a process ended before it came to refreshing.
var errNotBegun = errors.New("the process that refreshes did not begin")

// apart has a process refresh, and waits for it. The error is errNotBegun where it
// does not come to that.
func (r *refresher) apart(ctx context.Context, req fetch.Request, report func(ui.Progress)) (refreshResult, error) {
	cmd := r.process(ctx)
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := cmp.Or(err1, err2); err != nil {
		return refreshResult{}, fmt.Errorf("%w: %w", errNotBegun, err)
	}
	cmd.Cancel, cmd.WaitDelay = in.Close, endsWithin // it stops when there is no more to read
	if err := cmd.Start(); err != nil {
		return refreshResult{}, fmt.Errorf("%w: %w", errNotBegun, err)
	}
	if err := giveWay(cmd.Process.Pid); err != nil { // which is sooner than it could itself
		r.log.Debug("the refresh keeps its priority", "error", err)
	}
	var end *refreshEnd
	begun := false
	err := json.NewEncoder(in).Encode(req)
	for d := json.NewDecoder(out); err == nil && end == nil; {
		var line refreshReport
		if err = d.Decode(&line); err != nil {
			break
		}
		begun, end = true, line.Ended
		if line.Total > 0 { // else it says that it begins, or ends
			report(line.Progress)
		}
	}
	_, _ = in.Close(), out.Close() // neither waits for the other any more
	err = cmp.Or(cmd.Wait(), err)
	switch {
	case end == nil && ctx.Err() != nil:
		return refreshResult{}, ctx.Err()
	case end == nil && !begun:
		return refreshResult{}, fmt.Errorf("%w: %w", errNotBegun, err)
	case end == nil:
		return refreshResult{}, fmt.Errorf("the process that refreshes broke down (%w); the log has its last words", err)
	case end.Stopped:
		return end.Result, context.Canceled
	case end.Error != "":
		return end.Result, errors.New(end.Error)
	}
	return end.Result, nil
}

// refreshProcess is how a process is started that refreshes for this one; nil where
// the program cannot start itself.
func (a *app) refreshProcess() func(context.Context) *exec.Cmd {
	if a.sys.Program == nil || a.sys.Program() == "" {
		return nil
	}
	args := []string{apartName}
	if a.flags.config != "" {
		args = append(args, "--config", a.flags.config)
	}
	if a.flags.data != "" {
		args = append(args, "--data", a.flags.data)
	}
	return func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, a.sys.Program(), args...)
		cmd.Args[0], cmd.Env, cmd.Stderr = "lede", a.sys.Environ, a.logFile
		return cmd
	}
}
