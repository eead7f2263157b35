package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// advance publishes two entries in a tenth of the feeds.
func (b *bench) advance(ctx context.Context) error {
	return b.Ask(ctx, "/advance?n=2&share=0.1")
}

func (b *bench) ledeSteps(ctx context.Context) error {
	if _, err := b.Measure(ctx, b.Lede, "import", b.OPML()); err != nil {
		return err
	}
	steps := []struct {
		name, than string
		args       []string
		before     func(context.Context) error
	}{
		{"lede refresh, cold", "fetch, gofeed, rows", []string{"refresh"}, nil},
		{"lede refresh, unchanged", "bare conditional requests", []string{"refresh", "--all"}, nil},
		{"lede refresh, a tenth changed", "bare conditional requests", []string{"refresh", "--all"}, b.advance},
	}
	for _, s := range steps {
		if s.before != nil {
			if err := s.before(ctx); err != nil {
				return err
			}
		}
		program, args := b.lede(s.name, s.args)
		u, err := b.Measure(ctx, program, args...)
		if err != nil {
			return err
		}
		n, err := b.ledeEntries(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%s: nothing is stored", s.name)
		}
		b.rows = append(b.rows, row{name: s.name, usage: u, than: s.than, entries: n})
	}
	return nil
}

// lede is the program to measure, with its arguments: lede itself, or this
// program as lede where profiles are wanted.
func (b *bench) lede(name string, args []string) (program string, with []string) {
	if b.profile == "" {
		return b.Lede, args
	}
	path := filepath.Join(b.profile, strings.NewReplacer(" ", "-", ",", "").Replace(name))
	return b.self, append([]string{"-step", "lede", "-profile", path, "--"}, args...)
}

// ledeEntries adds up what lede says that its feeds hold.
func (b *bench) ledeEntries(ctx context.Context) (int, error) {
	cmd := exec.CommandContext(ctx, b.Lede, "feeds", "--json")
	cmd.Env = b.Env()
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("lede feeds: %w", err)
	}
	total := 0
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var f struct{ Total int }
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			return 0, fmt.Errorf("lede feeds: %w", err)
		}
		total += f.Total
	}
	return total, nil
}

func (b *bench) newsboatSteps(ctx context.Context) error {
	argv, ok, err := b.Newsboat()
	if err != nil {
		return err
	}
	if !ok {
		fmt.Fprintln(os.Stderr, "refresh: newsboat is not installed, and so not measured")
		return nil
	}
	argv = append(argv, "-x", "reload")
	for _, s := range []struct {
		name, than string
		before     func(context.Context) error
	}{
		{"newsboat, cold", "fetch, gofeed, rows", nil},
		{"newsboat, unchanged", "bare conditional requests", nil},
		{"newsboat, a tenth changed", "bare conditional requests", b.advance},
	} {
		if s.before != nil {
			if err := s.before(ctx); err != nil {
				return err
			}
		}
		u, err := b.Measure(ctx, argv[0], argv[1:]...)
		if err != nil {
			return err
		}
		n, err := countRows(ctx, b.Path("newsboat.db"), "rss_item")
		if err != nil {
			return err
		}
		b.rows = append(b.rows, row{name: s.name, usage: u, than: s.than, entries: n, note: "reads no JSON Feed (a tenth of them)"})
	}
	return nil
}
