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

	"lede/bench/rig"
)

// advance publishes two entries in a tenth of the feeds.
func (b *bench) advance(ctx context.Context) error {
	return b.Ask(ctx, "/advance?n=2&share=0.1")
}

// scenarios are what each reader is measured at, in this order.
func (b *bench) scenarios() []scenario {
	return []scenario{
		{"cold", "fetch, gofeed, rows", nil},
		{"unchanged", "bare conditional requests", nil},
		{"a tenth changed", "bare conditional requests", b.advance},
	}
}

type scenario struct {
	name   string
	than   string                      // the row that it is compared with
	before func(context.Context) error // nil: nothing
}

// measured is what a reader's refresh took, and how many entries it holds then.
type measured struct {
	usage   rig.Usage
	entries int
	note    string
}

// steps measures a reader in each scenario.
func (b *bench) steps(ctx context.Context, reader string, refresh func(ctx context.Context, row string) (measured, error)) error {
	for _, s := range b.scenarios() {
		if s.before != nil {
			if err := s.before(ctx); err != nil {
				return err
			}
		}
		name := reader + ", " + s.name
		m, err := refresh(ctx, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		b.rows = append(b.rows, row{name: name, usage: m.usage, than: s.than, entries: m.entries, note: m.note})
	}
	return nil
}

func (b *bench) ledeSteps(ctx context.Context) error {
	if _, err := b.Measure(ctx, b.Lede, "import", b.OPML()); err != nil {
		return err
	}
	args := []string{"refresh", "--json"} // at first all are due
	return b.steps(ctx, "lede refresh", func(ctx context.Context, row string) (m measured, err error) {
		program, with := b.lede(row, args)
		args = []string{"refresh", "--json", "--all"}
		var stored time.Duration // when the last story was
		m.usage, err = b.MeasureLines(ctx, func(line []byte, at time.Duration) {
			var l struct {
				Feed any
				New  int
			}
			if json.Unmarshal(line, &l) == nil && l.Feed != nil && l.New > 0 {
				stored = at
			}
		}, program, with...)
		if err != nil {
			return m, err
		}
		if stored > 0 {
			m.note = fmt.Sprintf("the last story is stored after %.2f s", stored.Seconds())
		}
		if m.entries, err = b.ledeEntries(ctx); err == nil && m.entries == 0 {
			err = errors.New("nothing is stored")
		}
		return m, err
	})
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

// noJSON is said of those that read fewer feeds than lede.
const noJSON = "reads no JSON Feed (a tenth of them)"

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
	return b.steps(ctx, "newsboat", func(ctx context.Context, _ string) (measured, error) {
		u, err := b.Measure(ctx, argv[0], argv[1:]...)
		if err != nil {
			return measured{}, err
		}
		n, err := countRows(ctx, b.Path("newsboat.db"), "rss_item")
		return measured{u, n, noJSON}, err
	})
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
	return b.steps(ctx, "sfeed", func(ctx context.Context, _ string) (measured, error) {
		u, err := b.Measure(ctx, argv[0], argv[1:]...)
		if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited { // it exits with 1 where any feed fails
			return measured{}, err
		}
		n, err := b.sfeedEntries()
		return measured{u, n, noJSON}, err
	})
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
