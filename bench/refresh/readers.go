package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
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
		{"lede refresh, cold", "fetch, gofeed, rows", []string{"refresh", "--json"}, nil},
		{"lede refresh, unchanged", "bare conditional requests", []string{"refresh", "--json", "--all"}, nil},
		{"lede refresh, a tenth changed", "bare conditional requests", []string{"refresh", "--json", "--all"}, b.advance},
	}
	for _, s := range steps {
		if s.before != nil {
			if err := s.before(ctx); err != nil {
				return err
			}
		}
		program, args := b.lede(s.name, s.args)
		var stored time.Duration // when the last story was
		u, err := b.MeasureLines(ctx, func(line []byte, at time.Duration) {
			var l struct {
				Feed any
				New  int
			}
			if json.Unmarshal(line, &l) == nil && l.Feed != nil && l.New > 0 {
				stored = at
			}
		}, program, args...)
		if err != nil {
			return err
		}
		note := ""
		if stored > 0 {
			note = fmt.Sprintf("the last story is stored after %.2f s", stored.Seconds())
		}
		n, err := b.ledeEntries(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%s: nothing is stored", s.name)
		}
		b.rows = append(b.rows, row{name: s.name, usage: u, than: s.than, entries: n, note: note})
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

func (b *bench) sfeedSteps(ctx context.Context) error {
	argv, ok, err := b.Sfeed()
	if err != nil {
		return err
	}
	if !ok {
		fmt.Fprintln(os.Stderr, "refresh: sfeed is not installed, and so not measured")
		return nil
	}
	for _, s := range []struct {
		name, than string
		before     func(context.Context) error
	}{
		{"sfeed, cold", "fetch, gofeed, rows", nil},
		{"sfeed, unchanged", "bare conditional requests", nil},
		{"sfeed, a tenth changed", "bare conditional requests", b.advance},
	} {
		if s.before != nil {
			if err := s.before(ctx); err != nil {
				return err
			}
		}
		u, err := b.Measure(ctx, argv[0], argv[1:]...)
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) { // it exits with 1 where any feed fails
			return err
		}
		n, err := b.sfeedEntries()
		if err != nil {
			return err
		}
		b.rows = append(b.rows, row{name: s.name, usage: u, than: s.than, entries: n, note: "reads no JSON Feed (a tenth of them)"})
	}
	return nil
}

// sfeedEntries counts the lines of sfeed's files: a line is an entry.
func (b *bench) sfeedEntries() (int, error) {
	files, err := filepath.Glob(filepath.Join(b.Path("sfeed"), "*"))
	total := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return 0, err
		}
		total += bytes.Count(text, []byte("\n"))
	}
	return total, err
}
