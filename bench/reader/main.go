// Command reader drives lede, and newsboat where it is installed, in a
// terminal of its own, and measures what a person would notice: the time to the
// first list, the time and the bytes that a key costs, memory and disk.
//
//	go run ./bench/reader -sizes 1000,10000,100000
//
// Memory is known on Linux alone. Nothing leaves the loopback interface.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"lede/bench/rig"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "reader:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("reader", flag.ExitOnError)
	var o rig.Options
	o.Flags(flags)
	sizes := flags.String("sizes", "1000,10000", "numbers of entries, by commas; -feeds follows from -entries")
	starts := flags.Int("starts", 5, "starts of each program, of which the median counts")
	which := flags.String("readers", "lede,newsboat", "what to measure, by commas; newsboat is left out where it is not installed")
	if err := flags.Parse(args); err != nil {
		return err
	}
	t := tabwriter.NewWriter(stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintln(t, "| entries\t| reader\t| what\t| median ms\t| p99 ms\t| bytes\t|")
	fmt.Fprintln(t, "| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t|")
	for size := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n < o.Entries {
			return fmt.Errorf("size %q: give whole numbers of at least %d, a feed's entries", size, o.Entries)
		}
		o.Feeds = n / o.Entries
		if err := measureSize(ctx, t, o, *starts, strings.Split(*which, ",")); err != nil {
			return err
		}
	}
	return t.Flush()
}

// measureSize fills each reader with the same entries, and then uses it.
func measureSize(ctx context.Context, t io.Writer, o rig.Options, starts int, which []string) error {
	r, err := rig.New(ctx, o)
	if err != nil {
		return err
	}
	defer r.Close()
	readers, err := fill(ctx, r, which)
	if err != nil {
		return err
	}
	for _, reader := range readers {
		results, err := reader.use(ctx, r, starts)
		if err != nil {
			return fmt.Errorf("%s: %w", reader.name, err)
		}
		for _, res := range results {
			fmt.Fprintf(t, "| %d\t| %s\t| %s\t| %s\t| %s\t| %s\t|\n", o.Feeds*o.Entries, reader.name, res.what, res.median, res.p99, res.bytes)
		}
	}
	return nil
}

// fill makes the readers that are wanted subscribe to the rig's feeds and fetch
// them.
func fill(ctx context.Context, r *rig.Rig, which []string) ([]reader, error) {
	var readers []reader
	for _, name := range which {
		var filled []reader
		var err error
		switch name {
		case "lede":
			filled, err = fillLede(ctx, r)
		case "newsboat":
			filled, err = fillNewsboat(ctx, r)
		default:
			err = fmt.Errorf("no reader %q is known, only lede and newsboat", name)
		}
		if err != nil {
			return nil, err
		}
		readers = append(readers, filled...)
	}
	return readers, nil
}

// fillLede has lede open on all entries, and ask nobody while it is measured.
func fillLede(ctx context.Context, r *rig.Rig) ([]reader, error) {
	for _, args := range [][]string{{"import", r.OPML()}, {"refresh"}} {
		if _, err := r.Measure(ctx, r.Lede, args...); err != nil {
			return nil, err
		}
	}
	config := filepath.Join(r.Path("home"), "config", "lede", "config.toml")
	if err := os.MkdirAll(filepath.Dir(config), 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(config, []byte("start_view = \"all\"\nauto_refresh = false\n"), 0o600); err != nil {
		return nil, err
	}
	return []reader{{
		name: "lede", argv: []string{r.Lede}, ready: "all keys", data: filepath.Join(r.Path("home"), "data"),
		steps: []step{
			{what: "a step in the list", press: "j", times: 60},
			{what: "a page of the list", press: pageDown, times: 20},
			{what: "open a story", press: "\r", back: "q", times: 10},
		},
	}}, nil
}

// fillNewsboat leaves newsboat on its list of feeds; its own list of entries is
// one feed's.
func fillNewsboat(ctx context.Context, r *rig.Rig) ([]reader, error) {
	argv, ok, err := r.Newsboat()
	if err != nil || !ok {
		return nil, err
	}
	reload := append(slices.Clone(argv), "-x", "reload")
	if _, err := r.Measure(ctx, reload[0], reload[1:]...); err != nil {
		return nil, err
	}
	return []reader{{
		name: "newsboat", argv: argv, ready: "Your feeds", data: r.Path("newsboat.db"),
		steps: []step{
			{what: "a step in the list", press: down, times: 60, first: "\r"},
			{what: "a page of the list", press: pageDown, times: 1},
			{what: "open a story", press: "\r", back: "q", times: 10},
		},
	}}, nil
}

// Keys as a terminal sends them. newsboat's j goes to the next feed.
const (
	down     = "\x1b[B"
	pageDown = "\x1b[6~"
)

// reader is a program and how to use it.
type reader struct {
	name  string
	argv  []string
	ready string // what its first list shows
	steps []step
	data  string // file or folder of what it keeps
}

// step is a key that is pressed some times, each after the last has settled.
type step struct {
	what  string
	first string // pressed once before, not measured
	press string
	back  string // pressed after each, not measured
	times int
}

// result is a line of the table.
type result struct{ what, median, p99, bytes string }

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }

// use starts a reader some times, then presses its keys.
func (rd reader) use(ctx context.Context, r *rig.Rig, starts int) ([]result, error) {
	var (
		began []time.Duration
		sizes []int
		term  *terminal
	)
	for i := range starts {
		if term != nil {
			term.kill()
		}
		var err error
		if term, err = start(ctx, rd.argv, r.Env()); err != nil {
			return nil, err
		}
		took, bytes, err := term.until(ctx, rd.ready, r.Limit)
		if err != nil {
			term.kill()
			return nil, err
		}
		began, sizes = append(began, took), append(sizes, bytes)
		if i == 0 && took > 10*time.Second {
			break // once is enough
		}
	}
	defer term.kill()
	results := []result{{"start to the first list", ms(median(began)), "", fmt.Sprint(median(sizes))}}
	term.settle()
	for _, s := range rd.steps {
		results = append(results, s.run(term))
	}
	if mb := residentMB(term.cmd.Process.Pid); mb > 0 {
		results = append(results, result{fmt.Sprintf("memory: %.0f MB", mb), "", "", ""})
	}
	disk, err := diskMB(rd.data)
	if err != nil {
		return nil, err
	}
	return append(results, result{fmt.Sprintf("disk: %.0f MB", disk), "", "", ""}), nil
}

func (s step) run(term *terminal) result {
	if s.first != "" {
		term.press(s.first)
	}
	var took []time.Duration
	var sizes []int
	silent := 0
	for range s.times {
		d, n := term.press(s.press)
		if n == 0 {
			silent++
		} else {
			took, sizes = append(took, d), append(sizes, n)
		}
		if s.back != "" {
			term.press(s.back)
		}
	}
	if len(took) == 0 {
		return result{s.what + ": no answer", "", "", ""}
	}
	what := s.what
	if silent > 0 {
		what += fmt.Sprintf(" (%d of %d without an answer)", silent, s.times)
	}
	return result{what, ms(median(took)), ms(quantile(took, 0.99)), fmt.Sprint(median(sizes))}
}
