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
	"time"
)

// usage is what a process took.
type usage struct {
	wall, cpu time.Duration
	peakMB    float64 // resident, at most; 0 where the system does not say
}

// home is the environment of a user who has nothing yet.
func (b *bench) home() []string {
	dir := b.path("home")
	return append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+filepath.Join(dir, "config"), "XDG_DATA_HOME="+filepath.Join(dir, "data"),
		"XDG_CACHE_HOME="+filepath.Join(dir, "cache"), "XDG_STATE_HOME="+filepath.Join(dir, "state"))
}

// measure runs a program to its end.
func (b *bench) measure(ctx context.Context, program string, args ...string) (usage, error) {
	ctx, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = b.home()
	var said bytes.Buffer
	cmd.Stderr = &said
	start := time.Now()
	err := cmd.Run()
	u := usage{wall: time.Since(start)}
	if cmd.ProcessState != nil {
		u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		u.peakMB = peakMB(cmd.ProcessState)
	}
	if err != nil {
		return u, fmt.Errorf("%s: %w: %s", filepath.Base(program), err, bytes.TrimSpace(said.Bytes()))
	}
	return u, nil
}

// advance publishes two entries in a tenth of the feeds.
func (b *bench) advance(ctx context.Context) error {
	return b.ask(ctx, "/advance?n=2&share=0.1")
}

func (b *bench) ledeSteps(ctx context.Context) error {
	if _, err := b.measure(ctx, b.lede, "import", b.path("feeds.opml")); err != nil {
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
		u, err := b.measure(ctx, b.lede, s.args...)
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

// ledeEntries adds up what lede says that its feeds hold.
func (b *bench) ledeEntries(ctx context.Context) (int, error) {
	cmd := exec.CommandContext(ctx, b.lede, "feeds", "--json")
	cmd.Env = b.home()
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

// newsboatConfig lets newsboat fetch as widely as the others, and keep all.
const newsboatConfig = `reload-threads 64
download-timeout 30
download-retries 1
max-items 0
cleanup-on-quit no
`

func (b *bench) newsboatSteps(ctx context.Context) error {
	newsboat, err := exec.LookPath("newsboat")
	if err != nil {
		fmt.Fprintln(os.Stderr, "refresh: newsboat is not installed, and so not measured")
		return nil
	}
	if err := os.WriteFile(b.path("newsboat.conf"), []byte(newsboatConfig), 0o600); err != nil {
		return err
	}
	if err := os.MkdirAll(b.path("home"), 0o700); err != nil {
		return err
	}
	cache := b.path("newsboat.db")
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
		u, err := b.measure(ctx, newsboat, "-q", "-u", b.path("urls"), "-c", cache, "-C", b.path("newsboat.conf"), "-x", "reload")
		if err != nil {
			return err
		}
		n, err := countRows(ctx, cache, "rss_item")
		if err != nil {
			return err
		}
		b.rows = append(b.rows, row{name: s.name, usage: u, than: s.than, entries: n, note: "reads no JSON Feed (a tenth of them)"})
	}
	return nil
}
