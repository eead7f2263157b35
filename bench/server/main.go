// Command server serves a corpus of generated feeds on loopback addresses, to
// measure feed readers by:
//
//	go run ./bench/server -feeds 200 -entries 50 -urls urls -opml feeds.opml
//
// It prints its control address, where /stats, /reset and
// /advance?n=2&share=0.1 are, and ends on an interrupt or when its standard
// input does (with -stdin).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"time"

	"lede/bench/corpus"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
}

// options are the command's flags.
type options struct {
	feeds, entries, body, hosts, port int
	seed                              uint64
	noJSON                            bool
	server                            corpus.Options
	urls, opml                        string // files to write; empty: none
	stdin                             bool   // end when standard input does
}

func parseFlags(args []string) (o options, err error) {
	flags := flag.NewFlagSet("server", flag.ExitOnError)
	flags.IntVar(&o.feeds, "feeds", 200, "number of feeds")
	flags.IntVar(&o.entries, "entries", 50, "entries in each")
	flags.IntVar(&o.body, "body", 4096, "bytes of an entry's HTML, on average")
	flags.Uint64Var(&o.seed, "seed", 1, "same seed, same bytes")
	flags.IntVar(&o.hosts, "hosts", 250, "loopback addresses to spread the feeds over")
	flags.IntVar(&o.port, "port", 0, "port on each of them; 0: any that is free")
	flags.DurationVar(&o.server.Latency, "latency", 0, "wait before each answer")
	flags.Float64Var(&o.server.Failing, "failing", 0, "share of the feeds that fail, 0 to 1")
	kinds := flags.String("kinds", "", "how they fail, by commas (default: 500,hang,malformed,404,reset,cut)")
	flags.Float64Var(&o.server.NoValid, "no-validators", 0, "share of the feeds without ETag and Last-Modified")
	flags.BoolVar(&o.server.NoGzip, "no-gzip", false, "never compress")
	flags.BoolVar(&o.noJSON, "no-json", false, "RSS and Atom alone")
	flags.StringVar(&o.urls, "urls", "", "write newsboat's urls file here")
	flags.StringVar(&o.opml, "opml", "", "write an OPML file here")
	flags.BoolVar(&o.stdin, "stdin", false, "end when standard input does")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.server.Kinds, err = parseKinds(*kinds)
	return o, err
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	o, err := parseFlags(args)
	if err != nil {
		return err
	}
	c, err := corpus.New(o.seed, o.feeds, o.entries, o.body)
	if err != nil {
		return err
	}
	c.NoJSON = o.noJSON
	started := time.Now()
	o.server.Logger = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	listener, err := corpus.NewServer(c, o.server).Listen(ctx, min(o.hosts, o.feeds), o.port)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := errors.Join(writeTo(o.urls, listener.URLs), writeTo(o.opml, listener.OPML)); err != nil {
		return err
	}
	fmt.Fprintln(stdout, listener.Control())
	fmt.Fprintf(os.Stderr, "server: %d feeds of %d entries, made in %s\n", o.feeds, o.entries, time.Since(started).Round(time.Millisecond))
	if o.stdin {
		_, err := io.Copy(io.Discard, stdin)
		return err
	}
	<-ctx.Done()
	return nil
}

func parseKinds(list string) ([]corpus.Trouble, error) {
	var kinds []corpus.Trouble
	for name := range strings.SplitSeq(list, ",") {
		if name == "" {
			continue
		}
		known := false
		for _, t := range corpus.Troubles() {
			if name == string(t) {
				kinds, known = append(kinds, t), true
			}
		}
		if !known {
			return nil, fmt.Errorf("feeds cannot fail by %q, only by %v", name, corpus.Troubles())
		}
	}
	return kinds, nil
}

// writeTo has a file written, if it has a name.
func writeTo(path string, write func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		_ = f.Close() // the first error is the one to tell
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return f.Close()
}
