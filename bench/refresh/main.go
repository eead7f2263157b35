// Command refresh compares, in one run and on one corpus, what it takes to
// fetch many feeds: bare requests, the same with parsing, with rows inserted
// too, then lede, and newsboat where it is installed. It prints a table.
//
//	go run ./bench/refresh -feeds 1000 -entries 100
//
// Every step is a process of its own, so that its time, processor time and
// peak memory are told alike. Nothing leaves the loopback interface.
package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
)

type options struct {
	feeds, entries, body, hosts int
	latency                     time.Duration
	failing                     float64
	peers                       bool
	lede                        string
	limit                       time.Duration
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "refresh:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("refresh", flag.ExitOnError)
	var o options
	var s stepOptions
	flags.IntVar(&o.feeds, "feeds", 200, "number of feeds")
	flags.IntVar(&o.entries, "entries", 100, "entries in each")
	flags.IntVar(&o.body, "body", 4096, "bytes of an entry's HTML, on average")
	flags.IntVar(&o.hosts, "hosts", 250, "loopback addresses to spread the feeds over")
	flags.DurationVar(&o.latency, "latency", 0, "the server's wait before each answer")
	flags.Float64Var(&o.failing, "failing", 0, "share of the feeds that fail, 0 to 1")
	flags.BoolVar(&o.peers, "peers", true, "measure newsboat too, where it is installed")
	flags.StringVar(&o.lede, "lede", "", "a lede to measure (default: this one, built first)")
	flags.DurationVar(&o.limit, "limit", 10*time.Minute, "end a step that takes longer")
	flags.StringVar(&s.step, "step", "", "what a process of this program's own does: one of "+strings.Join(stepNames, ", "))
	flags.StringVar(&s.urls, "urls", "", "with -step: the feeds")
	flags.StringVar(&s.etags, "etags", "", "with -step: the feeds' ETags")
	flags.StringVar(&s.db, "db", "", "with -step insert: the database to make")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if s.step != "" {
		return s.run(ctx)
	}
	b, err := newBench(ctx, o)
	if err != nil {
		return err
	}
	defer b.close()
	return errors.Join(b.all(ctx), b.print(stdout))
}

// bench is one run: a server, a folder, and the results so far.
type bench struct {
	options
	dir     string
	self    string // this program
	server  *exec.Cmd
	stop    io.Closer // the server's standard input
	control string
	rows    []row
}

// row is a step's result.
type row struct {
	name    string
	usage   usage
	than    string // the row that it is compared with
	entries int    // stored, where that is known
	note    string
}

func newBench(ctx context.Context, o options) (_ *bench, err error) {
	b := &bench{options: o}
	if b.self, err = os.Executable(); err != nil {
		return nil, err
	}
	if b.dir, err = os.MkdirTemp("", "lede-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	if b.lede == "" {
		b.lede = filepath.Join(b.dir, "lede")
		if err := build(ctx, b.lede, "lede"); err != nil {
			return nil, err
		}
	}
	if err := build(ctx, b.path("server"), "lede/bench/server"); err != nil {
		return nil, err
	}
	return b, b.serve(ctx)
}

func build(ctx context.Context, out, pkg string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("building %s (run this inside lede's source): %w", pkg, err)
	}
	return nil
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

// serve starts the server and waits until it says where it is.
func (b *bench) serve(ctx context.Context) error {
	b.server = exec.CommandContext(
		ctx, b.path("server"), "-stdin", "-urls", b.path("urls"), "-opml", b.path("feeds.opml"),
		"-feeds", fmt.Sprint(b.feeds), "-entries", fmt.Sprint(b.entries), "-body", fmt.Sprint(b.body),
		"-hosts", fmt.Sprint(b.hosts), "-latency", b.latency.String(), "-failing", fmt.Sprint(b.failing),
	)
	b.server.Stderr = os.Stderr
	in, err1 := b.server.StdinPipe()
	out, err2 := b.server.StdoutPipe()
	if err := cmp.Or(err1, err2); err != nil {
		return err
	}
	if err := b.server.Start(); err != nil {
		return err
	}
	b.stop = in
	line, err := bufio.NewReader(out).ReadString('\n')
	b.control = strings.TrimSpace(line)
	if err != nil {
		return fmt.Errorf("the server did not start: %w", err)
	}
	return nil
}

func (b *bench) close() {
	if b.stop != nil {
		_ = b.stop.Close()  // tells the server to end
		_ = b.server.Wait() // how it ended matters to nobody
	}
	_ = os.RemoveAll(b.dir) // a temporary folder left behind does no harm
}

// ask calls one of the server's control paths.
func (b *bench) ask(ctx context.Context, path string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.control+path, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the server says %s to %s", resp.Status, path)
	}
	return nil
}

// all runs the steps in an order in which each finds what it needs.
func (b *bench) all(ctx context.Context) error {
	if err := b.baselines(ctx); err != nil {
		return err
	}
	if err := b.ledeSteps(ctx); err != nil {
		return fmt.Errorf("lede: %w", err)
	}
	if !b.peers {
		return nil
	}
	if err := b.newsboatSteps(ctx); err != nil {
		return fmt.Errorf("newsboat: %w", err)
	}
	return nil
}

func (b *bench) baselines(ctx context.Context) error {
	for _, s := range []struct{ step, name, than string }{
		{"bare", "bare fetch", ""},
		{"parse", "fetch, gofeed", "bare fetch"},
		{"insert", "fetch, gofeed, rows", "bare fetch"},
		{"conditional", "bare conditional requests", ""},
	} {
		u, err := b.measure(ctx, b.self, "-step", s.step, "-urls", b.path("urls"), "-etags", b.path("etags"), "-db", b.path("rows.db"))
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		r := row{name: s.name, usage: u, than: s.than}
		if s.step == "insert" {
			if r.entries, err = countRows(ctx, b.path("rows.db"), "entries"); err != nil {
				return err
			}
		}
		b.rows = append(b.rows, r)
	}
	return nil
}

// print writes the table, in Markdown.
func (b *bench) print(w io.Writer) error {
	fmt.Fprintf(w, "%d feeds of %d entries of about %d bytes, %d hosts, latency %s, %.0f %% failing\n\n",
		b.feeds, b.entries, b.body, b.hosts, b.latency, b.failing*100)
	byName := map[string]row{}
	t := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	fmt.Fprintln(t, "| step\t| s\t| against\t| CPU s\t| peak MB\t| entries\t| note\t|")
	fmt.Fprintln(t, "| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t|")
	for _, r := range b.rows {
		byName[r.name] = r
		against, entries := "", ""
		if base, ok := byName[r.than]; ok {
			against = fmt.Sprintf("%.2fx %s", r.usage.wall.Seconds()/base.usage.wall.Seconds(), r.than)
		}
		if r.entries > 0 {
			entries = fmt.Sprint(r.entries)
		}
		fmt.Fprintf(t, "| %s\t| %.2f\t| %s\t| %.2f\t| %.0f\t| %s\t| %s\t|\n",
			r.name, r.usage.wall.Seconds(), against, r.usage.cpu.Seconds(), r.usage.peakMB, entries, r.note)
	}
	return t.Flush()
}
