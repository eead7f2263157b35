package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"lede/bench/rig"
)

// What is compared side by side.
const (
	startWhat  = "start to the first list"
	floorWhat  = "start against bare Bubble Tea"
	searchWhat = "search: typed to found"
	memoryWhat = "memory, MB"
	diskWhat   = "disk, MB"
)

// side is a reader that holds all the entries, and what was measured of it.
type side struct {
	name    string
	results []result
}

// sideBySide prints what a reader is chosen by, a column for each.
func sideBySide(t io.Writer, sides []side) {
	if len(sides) < 2 {
		return
	}
	fmt.Fprint(t, "\n| side by side\t|")
	for _, s := range sides {
		fmt.Fprintf(t, " %s\t|", s.name)
	}
	fmt.Fprintf(t, "\n%s|\n", strings.Repeat("| ---\t", len(sides)+1))
	for _, row := range []struct{ name, what string }{
		{"entries held", "holds"},
		{"start to the first list, ms", startWhat},
		{"the same, times bare Bubble Tea's", floorWhat},
		{"search, from its first key to what is found, ms", searchWhat},
		{memoryWhat, memoryWhat},
		{"disk, MB, search index included", diskWhat},
	} {
		fmt.Fprintf(t, "| %s\t|", row.name)
		for _, s := range sides {
			fmt.Fprintf(t, " %s\t|", s.median(row.what))
		}
		fmt.Fprintln(t)
	}
	fmt.Fprintln(t)
}

// against adds how many times longer than a bare program a reader takes to start,
// where the bare one was measured.
func (s *side) against(bare []result) {
	own, err1 := strconv.ParseFloat(s.median(startWhat), 64)
	floor, err2 := strconv.ParseFloat(side{results: bare}.median(startWhat), 64)
	if err1 == nil && err2 == nil && floor > 0 {
		s.results = append(s.results, result{what: floorWhat, median: fmt.Sprintf("%.1f", own/floor)})
	}
}

func (s side) median(what string) string {
	for _, r := range s.results {
		if r.what == what {
			return r.median
		}
	}
	return ""
}

// finish has a reader open until it has done what it does behind its screen. That
// it computes nothing for a while does not tell: it may not have begun.
func (rd reader) finish(ctx context.Context, r *rig.Rig) error {
	term, err := start(ctx, rd.argv, r.Env())
	if err != nil {
		return err
	}
	defer term.kill()
	if _, _, err := term.until(ctx, rd.ready, r.Limit); err != nil {
		return err
	}
	for end := time.Now().Add(r.Limit); time.Now().Before(end); {
		term.quiet(ctx, r.Limit)
		if done, err := rd.behind(ctx); err != nil || done {
			return err
		}
	}
	return fmt.Errorf("%s did not finish in %s what it does behind its screen", rd.name, r.Limit)
}

// ledeIndexed asks lede whether all is in its search index: a search says so when
// it is not.
func ledeIndexed(ctx context.Context, r *rig.Rig) (bool, error) {
	cmd := exec.CommandContext(ctx, r.Lede, "search", "nothinghasthisword")
	cmd.Env = r.Env()
	var said bytes.Buffer
	cmd.Stderr = &said
	err := cmd.Run()
	if err != nil {
		return false, fmt.Errorf("lede search: %w: %s", err, said.String())
	}
	return !strings.Contains(said.String(), "not indexed"), nil
}

func ledeHolds(ctx context.Context, r *rig.Rig) (n int, err error) {
	_, err = r.MeasureLines(ctx, func([]byte, time.Duration) { n++ }, r.Lede, "list", "--json")
	return n, err
}

// newsboatHolds asks newsboat how many entries are unread: all, before any is
// read.
func newsboatHolds(ctx context.Context, r *rig.Rig, argv []string) (n int, err error) {
	_, err = r.MeasureLines(ctx, func(line []byte, _ time.Duration) {
		if word, _, _ := strings.Cut(string(line), " "); n == 0 {
			n, _ = strconv.Atoi(word) // other lines begin with no number
		}
	}, argv[0], append(argv[1:], "-x", "print-unread")...)
	return n, err
}
