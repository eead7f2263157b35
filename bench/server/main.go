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

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("server", flag.ExitOnError)
	var (
		feeds   = flags.Int("feeds", 200, "number of feeds")
		entries = flags.Int("entries", 50, "entries in each")
		body    = flags.Int("body", 4096, "bytes of an entry's HTML, on average")
		seed    = flags.Uint64("seed", 1, "same seed, same bytes")
		hosts   = flags.Int("hosts", 250, "loopback addresses to spread the feeds over")
		port    = flags.Int("port", 0, "port on each of them; 0: any that is free")
		latency = flags.Duration("latency", 0, "wait before each answer")
		failing = flags.Float64("failing", 0, "share of the feeds that fail, 0 to 1")
		kinds   = flags.String("kinds", "", "how they fail, by commas (default: 500,hang,malformed,404,reset,cut)")
		noValid = flags.Float64("no-validators", 0, "share of the feeds without ETag and Last-Modified")
		noGzip  = flags.Bool("no-gzip", false, "never compress")
		noJSON  = flags.Bool("no-json", false, "RSS and Atom alone")
		urls    = flags.String("urls", "", "write newsboat's urls file here")
		opml    = flags.String("opml", "", "write an OPML file here")
		onStdin = flags.Bool("stdin", false, "end when standard input does")
	)
	if err := flags.Parse(args); err != nil {
		return err
	}
	troubles, err := parseKinds(*kinds)
	if err != nil {
		return err
	}
	c, err := corpus.New(*seed, *feeds, *entries, *body)
	if err != nil {
		return err
	}
	c.NoJSON = *noJSON
	started := time.Now()
	server := corpus.NewServer(c, corpus.Options{
		Latency: *latency, Failing: *failing, Kinds: troubles, NoValid: *noValid, NoGzip: *noGzip,
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	listener, err := server.Listen(ctx, min(*hosts, *feeds), *port)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := writeTo(*urls, listener.URLs); err != nil {
		return err
	}
	if err := writeTo(*opml, listener.OPML); err != nil {
		return err
	}
	fmt.Fprintln(stdout, listener.Control())
	fmt.Fprintf(os.Stderr, "server: %d feeds of %d entries, made in %s\n", *feeds, *entries, time.Since(started).Round(time.Millisecond))
	if *onStdin {
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
