// Command reader drives lede, and newsboat and sfeed_curses where they are
// installed, in a terminal of its own, and measures what a person would notice:
// the time to the first list, the time and the bytes that a key costs, what an
// idle minute costs, memory and disk.
//
//	go run ./bench/reader -sizes 1000,10000,100000
//
// Memory and processor time are known on Linux alone. Nothing leaves the loopback interface.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
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
	which := flags.String("readers", "lede,low,newsboat,sfeed,bare", "what to measure, by commas: lede, lede with low_bandwidth, its peers where they are installed, and a bare program for what idling costs")
	idle := flags.Duration("idle", time.Minute, "how long each is left alone")
	if err := flags.Parse(args); err != nil {
		return err
	}
	t := tabwriter.NewWriter(stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintln(t, "| entries\t| reader\t| what\t| median ms\t| p99 ms\t| bytes\t| bytes/text\t|")
	fmt.Fprintln(t, "| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t|")
	for size := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n < o.Entries {
			return fmt.Errorf("size %q: give whole numbers of at least %d, a feed's entries", size, o.Entries)
		}
		o.Feeds, o.NoJSON = n/o.Entries, true // so that all hold the same
		if err := measureSize(ctx, t, o, *starts, *idle, strings.Split(*which, ",")); err != nil {
			return err
		}
	}
	return t.Flush()
}

// measureSize fills each reader with the same entries, and then uses it.
func measureSize(ctx context.Context, t io.Writer, o rig.Options, starts int, idle time.Duration, which []string) error {
	r, err := rig.New(ctx, o)
	if err != nil {
		return err
	}
	defer r.Close()
	readers, err := fill(ctx, r, which)
	if err != nil {
		return err
	}
	var sides []side
	var floor []result // of the bare program
	for _, reader := range readers {
		holds := 0
		if reader.held != nil { // before any is read
			if holds, err = reader.held(ctx); err != nil {
				return fmt.Errorf("counting what %s holds: %w", reader.name, err)
			}
		}
		results, err := reader.use(ctx, r, starts, idle)
		if err != nil {
			return fmt.Errorf("%s: %w", reader.name, err)
		}
		if reader.held != nil {
			results = append(results, result{what: "holds", median: fmt.Sprint(holds)})
			sides = append(sides, side{reader.name, results})
		}
		if reader.bare {
			floor = results
		}
		for _, res := range results {
			fmt.Fprintf(t, "| %d\t| %s\t| %s\t| %s\t| %s\t| %s\t| %s\t|\n", o.Feeds*o.Entries, reader.name, res.what, res.median, res.p99, res.bytes, res.ratio)
		}
	}
	for i := range sides {
		sides[i].against(floor)
	}
	sideBySide(t, sides)
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
		case "lede", "low":
			filled, err = fillLede(ctx, r, name == "low")
		case "newsboat":
			filled, err = fillNewsboat(ctx, r)
		case "sfeed":
			filled, err = fillSfeed(ctx, r)
		case "bare":
			filled, err = bare(ctx, r)
		default:
			err = fmt.Errorf("no reader %q is known, only lede, low, newsboat, sfeed and bare", name)
		}
		if err != nil {
			return nil, err
		}
		readers = append(readers, filled...)
	}
	return readers, nil
}

// fillLede has lede open on all entries, and ask nobody while it is measured
// but by a refresh of its own.
func fillLede(ctx context.Context, r *rig.Rig, low bool) ([]reader, error) {
	data := filepath.Join(r.Path("home"), "data")
	if _, err := os.Stat(data); err != nil {
		for _, args := range [][]string{{"import", r.OPML()}, {"refresh"}} {
			if _, err := r.Measure(ctx, r.Lede, args...); err != nil {
				return nil, err
			}
		}
	}
	name, lines := "lede", "start_view = \"all\"\nauto_refresh = false\nlow_bandwidth = \"off\"\n"
	if low {
		name, lines = "lede, low_bandwidth", strings.Replace(lines, "off", "on", 1)
	}
	config := r.Path(strings.ReplaceAll(name, ", ", "-") + ".toml")
	if err := os.WriteFile(config, []byte(lines), 0o600); err != nil {
		return nil, err
	}
	return []reader{{
		name: name, argv: []string{r.Lede, "--config", config}, ready: "all keys", data: data,
		behind: func(ctx context.Context) (bool, error) { return ledeIndexed(ctx, r) },
		held:   func(ctx context.Context) (int, error) { return ledeHolds(ctx, r) },
		steps: []step{
			{what: "a step in the list", press: "j", back: "k", times: 100},
			{what: "a page of the list", press: pageDown, times: 20},
			{what: "a step that scrolls", first: "G20k", press: "k", times: 100},
			{what: refreshedWhat, press: "k", times: 200, refresh: true},
			{what: "the same, refreshing itself", first: "G30k", press: "k", times: 100, own: "R"},
			{what: "open a story", first: "gg", press: "\r", back: "q", times: 40},
			{what: searchWhat, press: "/" + sought, shows: " stories in ", back: "\x1b", times: 10},
		},
	}}, nil
}

// fillSfeed has sfeed_curses open on the rig's feeds. Its list of entries is
// one feed's.
func fillSfeed(ctx context.Context, r *rig.Rig) ([]reader, error) {
	argv, ok, err := r.Sfeed()
	if err != nil || !ok {
		return nil, err
	}
	program, err := exec.LookPath("sfeed_curses")
	if err != nil {
		return nil, nil // not installed
	}
	if _, err := r.Measure(ctx, argv[0], argv[1:]...); err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(r.Path("sfeed"), "*"))
	if err != nil {
		return nil, err
	}
	return []reader{{
		name: "sfeed_curses", argv: append([]string{program}, files...), ready: "/100", data: r.Path("sfeed"),
		steps: []step{
			{what: "a step in the list", first: "\rl", press: down, back: "k", times: 40},
			{what: "a page of the list", press: pageDown, times: 2},
			{what: "a step that scrolls", first: "G" + strings.Repeat("k", 45), press: "k", times: 10},
		},
	}}, nil
}

// bare is a program that does nothing under the same library.
func bare(ctx context.Context, r *rig.Rig) ([]reader, error) {
	program := r.Path("bare")
	if err := rig.Build(ctx, program, "lede/bench/bare"); err != nil {
		return nil, err
	}
	steps := []step{{what: "a key", press: "j", times: 60}}
	if _, err := os.Stat(filepath.Join(r.Path("home"), "data")); err == nil { // lede was filled before
		steps = append(steps, step{what: refreshedWhat, press: "j", times: 200, refresh: true})
	}
	return []reader{
		{name: "bare Bubble Tea", argv: []string{program}, ready: "bare", steps: steps, bare: true},
		{name: "no library", argv: []string{program, "-echo"}, ready: "bare", steps: steps},
	}, nil
}

// refreshedWhat is what is measured beside another process.
const refreshedWhat = "the same, a refresh running"

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
		held: func(ctx context.Context) (int, error) { return newsboatHolds(ctx, r, argv) },
		steps: []step{
			{what: "a step in the list", first: "\r", press: down, back: up, times: 40},
			{what: "a page of the list", press: pageDown, times: 1},
			{what: "a step that scrolls", first: end, press: up, times: 80},
			{what: "open a story", first: home, press: "\r", back: "q", times: 10},
			{what: searchWhat, first: "q", press: "/" + sought + "\r", shows: "Search result", back: "q", times: 10},
		},
	}}, nil
}

// sought is a word that some stories in a thousand hold.
const sought = "library"

// Keys as a terminal sends them. newsboat's j goes to the next feed.
const (
	down     = "\x1b[B"
	up       = "\x1b[A"
	home     = "\x1b[H"
	end      = "\x1b[F"
	pageDown = "\x1b[6~"
)

// reader is a program and how to use it.
type reader struct {
	name  string
	argv  []string
	ready string // what its first list shows
	steps []step
	data  string // file or folder of what it keeps
	// behind says whether all is done that it does behind its screen after it was
	// filled (lede makes its search index); nil: there is nothing. It is waited for.
	behind func(context.Context) (done bool, err error)
	held   func(context.Context) (int, error) // counts the entries that it holds
	bare   bool                               // it is the program that does nothing
}

// step is a key that is pressed some times, each after the last has settled.
type step struct {
	what  string
	first string // pressed once before, not measured
	press string
	shows string // what the answer ends with; empty: it ends when nothing more comes
	back  string // pressed after each, not measured
	times int

	refresh bool   // another process refreshes all the while
	own     string // pressed a little before each, which has the program work beside it; measured is its first byte then
}

// result is a line of the table.
type result struct{ what, median, p99, bytes, ratio string }

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }

// use starts a reader some times, presses its keys, then leaves it alone.
func (rd reader) use(ctx context.Context, r *rig.Rig, starts int, idle time.Duration) ([]result, error) {
	if rd.behind != nil {
		if err := rd.finish(ctx, r); err != nil {
			return nil, err
		}
	}
	term, started, err := rd.startTimes(ctx, r, starts)
	if err != nil {
		return nil, err
	}
	defer term.kill()
	results := []result{started}
	term.settle()
	for _, s := range rd.steps {
		stop := func() {}
		if s.refresh {
			stop = refreshing(ctx, r)
		}
		results = append(results, s.run(term))
		stop()
	}
	term.settle()
	if idle > 0 {
		results = append(results, term.idle(ctx, idle))
	}
	if mb := residentMB(term.cmd.Process.Pid); mb > 0 {
		results = append(results, result{what: memoryWhat, median: fmt.Sprintf("%.0f", mb)})
	}
	if rd.data == "" {
		return results, nil
	}
	disk, err := diskMB(rd.data)
	if err != nil {
		return nil, err
	}
	return append(results, result{what: diskWhat, median: fmt.Sprintf("%.0f", disk)}), nil
}

// startTimes starts a reader some times, at least once, and leaves the last one
// running.
func (rd reader) startTimes(ctx context.Context, r *rig.Rig, starts int) (*terminal, result, error) {
	var began []time.Duration
	var sizes []int
	for {
		term, err := start(ctx, rd.argv, r.Env())
		if err != nil {
			return nil, result{}, err
		}
		took, bytes, err := term.until(ctx, rd.ready, r.Limit)
		if err != nil {
			term.kill()
			return nil, result{}, err
		}
		began, sizes = append(began, took), append(sizes, bytes)
		if len(began) >= starts || began[0] > 10*time.Second { // then once is enough
			return term, result{what: startWhat, median: ms(median(began)), bytes: fmt.Sprint(median(sizes))}, nil
		}
		term.kill()
	}
}

// refreshing has other processes refresh all feeds until it is stopped.
func refreshing(ctx context.Context, r *rig.Rig) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			_, _ = r.Measure(ctx, r.Lede, "refresh", "--all", "--quiet") // it is ended when the keys are
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

func (s step) run(term *terminal) result {
	if s.first != "" {
		term.press(s.first, "")
	}
	var took []time.Duration
	var sizes []int
	var ratios []float64
	silent := 0
	for range s.times {
		if s.own != "" {
			term.begin(s.own)
		}
		d, wrote := term.press(s.press, s.shows)
		if s.own != "" {
			d = term.first()
		}
		if wrote == "" {
			silent++
		} else {
			took, sizes, ratios = append(took, d), append(sizes, len(wrote)), append(ratios, overhead(wrote))
		}
		if s.back != "" {
			term.press(s.back, "")
		}
	}
	if len(took) == 0 {
		return result{what: s.what + ": no answer"}
	}
	what := s.what
	if silent > 0 {
		what += fmt.Sprintf(" (%d of %d without an answer)", silent, s.times)
	}
	return result{what, ms(median(took)), ms(quantile(took, 0.99)), fmt.Sprint(median(sizes)), fmt.Sprintf("%.2f", median(ratios))}
}
