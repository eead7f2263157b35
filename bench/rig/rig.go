// Package rig sets up what the benchmarks share: a folder for everything they
// make, a server of generated feeds, a lede to measure, and the environment of
// a user who has nothing yet.
package rig

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Options of a Rig.
type Options struct {
	Feeds, Entries, Body, Hosts int
	Latency                     time.Duration
	Failing                     float64
	NoJSON                      bool          // feeds are RSS and Atom alone, which all readers know
	Kinds                       string        // how they fail, by commas; empty: in all ways
	Lede                        string        // a lede to measure; empty: this source's, built first
	Limit                       time.Duration // for one process that is measured
}

// Flags declares the options as flags.
func (o *Options) Flags(flags *flag.FlagSet) {
	flags.IntVar(&o.Feeds, "feeds", 200, "number of feeds")
	flags.IntVar(&o.Entries, "entries", 100, "entries in each")
	flags.IntVar(&o.Body, "body", 4096, "bytes of an entry's HTML, on average")
	flags.IntVar(&o.Hosts, "hosts", 250, "loopback addresses to spread the feeds over")
	flags.DurationVar(&o.Latency, "latency", 0, "the server's wait before each answer")
	flags.Float64Var(&o.Failing, "failing", 0, "share of the feeds that fail, 0 to 1")
	flags.StringVar(&o.Kinds, "kinds", "", "how they fail, by commas (default: 500,hang,malformed,404,reset,cut)")
	flags.StringVar(&o.Lede, "lede", "", "a lede to measure (default: this one, built first)")
	flags.DurationVar(&o.Limit, "limit", 10*time.Minute, "end a process that takes longer")
}

// Rig is one set-up.
type Rig struct {
	Options
	dir     string
	server  *exec.Cmd
	stop    io.Closer // the server's standard input
	control string
}

// New builds what is missing and starts the server. Close ends it.
func New(ctx context.Context, o Options) (_ *Rig, err error) {
	r := &Rig{Options: o}
	if r.dir, err = os.MkdirTemp("", "lede-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			r.Close()
		}
	}()
	if err := os.Mkdir(r.Path("home"), 0o700); err != nil {
		return nil, err
	}
	if r.Lede == "" {
		r.Lede = r.Path("lede")
		if err := Build(ctx, r.Lede, "lede"); err != nil {
			return nil, err
		}
	}
	if err := Build(ctx, r.Path("server"), "lede/bench/server"); err != nil {
		return nil, err
	}
	return r, r.serve(ctx)
}

// Build compiles one of this source's packages into the file out.
func Build(ctx context.Context, out, pkg string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("building %s (run this inside lede's source): %w", pkg, err)
	}
	return nil
}

// serve starts the server and waits until it says where it is.
func (r *Rig) serve(ctx context.Context) error {
	r.server = exec.CommandContext(
		ctx, r.Path("server"), "-stdin", "-urls", r.URLs(), "-opml", r.OPML(),
		"-feeds", fmt.Sprint(r.Feeds), "-entries", fmt.Sprint(r.Entries), "-body", fmt.Sprint(r.Body),
		"-hosts", fmt.Sprint(r.Hosts), "-latency", r.Latency.String(), "-failing", fmt.Sprint(r.Failing), "-kinds", r.Kinds, fmt.Sprintf("-no-json=%t", r.NoJSON),
	)
	r.server.Stderr = os.Stderr
	in, err1 := r.server.StdinPipe()
	out, err2 := r.server.StdoutPipe()
	if err := cmp.Or(err1, err2); err != nil {
		return err
	}
	if err := r.server.Start(); err != nil {
		return err
	}
	r.stop = in
	line, err := bufio.NewReader(out).ReadString('\n')
	r.control = strings.TrimSpace(line)
	if err != nil {
		return fmt.Errorf("the server did not start: %w", err)
	}
	return nil
}

// Close ends the server and removes the folder.
func (r *Rig) Close() {
	if r.stop != nil {
		_ = r.stop.Close()  // tells the server to end
		_ = r.server.Wait() // how it ended matters to nobody
	}
	_ = os.RemoveAll(r.dir) // a temporary folder left behind does no harm
}

// Path of a file in the rig's folder.
func (r *Rig) Path(name string) string { return filepath.Join(r.dir, name) }

// URLs and OPML are the lists of the feeds served.
func (r *Rig) URLs() string { return r.Path("urls") }

// OPML is the list in OPML, with folders.
func (r *Rig) OPML() string { return r.Path("feeds.opml") }

// Env is the environment of a user who has nothing but what the rig made.
func (r *Rig) Env() []string {
	home := r.Path("home")
	return append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, "config"),
		"XDG_DATA_HOME="+filepath.Join(home, "data"), "XDG_CACHE_HOME="+filepath.Join(home, "cache"),
		"XDG_STATE_HOME="+filepath.Join(home, "state"))
}

// Ask calls one of the server's control paths.
func (r *Rig) Ask(ctx context.Context, path string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.control+path, nil)
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

// Usage is what a process took.
type Usage struct {
	Wall, CPU time.Duration
	PeakMB    float64 // resident, at most; 0 where the system does not say
}

// Measure runs a program to its end, as the rig's user.
func (r *Rig) Measure(ctx context.Context, program string, args ...string) (Usage, error) {
	return r.MeasureLines(ctx, nil, program, args...)
}

// MeasureLines is Measure, and hands on each line that the program prints with
// the time since its start.
func (r *Rig) MeasureLines(ctx context.Context, each func(line []byte, at time.Duration), program string, args ...string) (Usage, error) {
	ctx, cancel := context.WithTimeout(ctx, r.Limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = r.Env()
	var said bytes.Buffer
	cmd.Stderr = &said
	var lines *bufio.Scanner
	if each != nil {
		out, err := cmd.StdoutPipe()
		if err != nil {
			return Usage{}, err
		}
		lines = bufio.NewScanner(out)
	}
	start := time.Now()
	err := cmd.Start()
	if err == nil {
		for lines != nil && lines.Scan() {
			each(lines.Bytes(), time.Since(start))
		}
		err = cmd.Wait()
	}
	u := Usage{Wall: time.Since(start)}
	if cmd.ProcessState != nil {
		u.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		u.PeakMB = peakMB(cmd.ProcessState)
	}
	if err != nil {
		return u, fmt.Errorf("%s: %w: %s", filepath.Base(program), err, bytes.TrimSpace(said.Bytes()))
	}
	return u, nil
}

// Sfeed returns the arguments that start sfeed_update with the rig's feeds, as
// many at a time as the others fetch, or ok false where it is not installed. Its
// feeds are files in the rig's folder sfeed.
func (r *Rig) Sfeed() (argv []string, ok bool, err error) {
	program, err := exec.LookPath("sfeed_update")
	if err != nil {
		return nil, false, nil
	}
	urls, err := os.ReadFile(r.URLs())
	if err != nil {
		return nil, false, err
	}
	var rc strings.Builder
	fmt.Fprintf(&rc, "sfeedpath=%q\nmaxjobs=64\nfetch() { curl -L -f -s -m 30 --compressed \"$2\"; }\nfeeds() {\n", r.Path("sfeed"))
	for i, u := range strings.Fields(string(urls)) {
		fmt.Fprintf(&rc, "feed %d '%s'\n", i, u)
	}
	rc.WriteString("}\n")
	if err := os.WriteFile(r.Path("sfeedrc"), []byte(rc.String()), 0o600); err != nil {
		return nil, false, err
	}
	return []string{program, r.Path("sfeedrc")}, true, nil
}

// newsboatConfig lets newsboat fetch as widely as the others, and keep all.
const newsboatConfig = `reload-threads 64
download-timeout 30
download-retries 1
max-items 0
cleanup-on-quit no
`

// Newsboat returns the arguments that start newsboat with the rig's feeds, or
// ok false where it is not installed. Its database is the rig's newsboat.db.
func (r *Rig) Newsboat() (argv []string, ok bool, err error) {
	program, err := exec.LookPath("newsboat")
	if err != nil {
		return nil, false, nil
	}
	config := r.Path("newsboat.conf")
	if err := os.WriteFile(config, []byte(newsboatConfig), 0o600); err != nil {
		return nil, false, err
	}
	return []string{program, "-q", "-u", r.URLs(), "-c", r.Path("newsboat.db"), "-C", config}, true, nil
}
