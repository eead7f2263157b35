// Command refresh compares, in one run and on one corpus, what it takes to
// fetch many feeds: bare requests, the same with parsing, with rows inserted
// too, then lede, and newsboat and sfeed where they are installed. It prints a table.
//
//	go run ./bench/refresh -feeds 1000 -entries 100
//
// Every step is a process of its own, so that its time, processor time and
// peak memory are told alike. Nothing leaves the loopback interface.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"

	"lede/bench/rig"
)

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
	var (
		o     rig.Options
		s     stepOptions
		peers bool

		profile string
	)
	o.Flags(flags)
	flags.BoolVar(&peers, "peers", true, "measure newsboat and sfeed too, where they are installed")
	flags.StringVar(&profile, "profile", "", "leave lede's profiles in this folder (its numbers are then a little higher)")
	flags.StringVar(&s.step, "step", "", "what a process of this program's own does: one of "+strings.Join(stepNames, ", ")+", lede")
	flags.StringVar(&s.urls, "urls", "", "with -step: the feeds")
	flags.StringVar(&s.etags, "etags", "", "with -step: the feeds' ETags")
	flags.StringVar(&s.db, "db", "", "with -step insert: the database to make")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case s.step == "lede":
		return profiled(profile, flags.Args())
	case s.step != "":
		return s.run(ctx)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	r, err := rig.New(ctx, o)
	if err != nil {
		return err
	}
	defer r.Close()
	b := &bench{Rig: r, self: self, peers: peers, profile: profile}
	return errors.Join(b.all(ctx), b.print(stdout))
}

// bench is one run, with its results so far.
type bench struct {
	*rig.Rig
	self  string // this program
	peers bool
	rows  []row

	profile string // a folder for lede's profiles; empty: none
}

// row is a step's result.
type row struct {
	name    string
	usage   rig.Usage
	than    string // the row that it is compared with
	entries int    // stored, where that is known
	note    string
}

// all runs the steps in an order in which each finds what it needs. A reader
// that fails leaves the others to be measured.
func (b *bench) all(ctx context.Context) error {
	if err := b.baselines(ctx); err != nil {
		return err
	}
	var errs []error
	if err := b.ledeSteps(ctx); err != nil {
		errs = append(errs, fmt.Errorf("lede: %w", err))
	}
	if b.peers {
		if err := b.newsboatSteps(ctx); err != nil {
			errs = append(errs, fmt.Errorf("newsboat: %w", err))
		}
		if err := b.sfeedSteps(ctx); err != nil {
			errs = append(errs, fmt.Errorf("sfeed: %w", err))
		}
	}
	return errors.Join(errs...)
}

func (b *bench) baselines(ctx context.Context) error {
	for _, s := range []struct{ step, name, than string }{
		{"bare", "bare fetch", ""},
		{"parse", "fetch, gofeed", "bare fetch"},
		{"insert", "fetch, gofeed, rows", "bare fetch"},
		{"conditional", "bare conditional requests", ""},
	} {
		u, err := b.Measure(ctx, b.self, "-step", s.step, "-urls", b.URLs(), "-etags", b.Path("etags"), "-db", b.Path("rows.db"))
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		r := row{name: s.name, usage: u, than: s.than}
		if s.step == "insert" {
			if r.entries, err = countRows(ctx, b.Path("rows.db"), "entries"); err != nil {
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
		b.Feeds, b.Entries, b.Body, b.Hosts, b.Latency, b.Failing*100)
	byName := map[string]row{}
	t := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	fmt.Fprintln(t, "| step\t| s\t| against\t| CPU s\t| peak MB\t| entries\t| note\t|")
	fmt.Fprintln(t, "| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t|")
	for _, r := range b.rows {
		byName[r.name] = r
		against, entries := "", ""
		if base, ok := byName[r.than]; ok {
			against = fmt.Sprintf("%.2fx %s", r.usage.Wall.Seconds()/base.usage.Wall.Seconds(), r.than)
		}
		if r.entries > 0 {
			entries = fmt.Sprint(r.entries)
		}
		fmt.Fprintf(t, "| %s\t| %.2f\t| %s\t| %.2f\t| %.0f\t| %s\t| %s\t|\n",
			r.name, r.usage.Wall.Seconds(), against, r.usage.CPU.Seconds(), r.usage.PeakMB, entries, r.note)
	}
	return t.Flush()
}
