//go:build unix

package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"lede/feed"
	"lede/store"
)

// reader is a lede in a terminal of its own, as a process.
type reader struct {
	t   *testing.T
	cmd *exec.Cmd
	pty *os.File

	mu  sync.Mutex
	out bytes.Buffer
	eof chan struct{}
}

// home is a fresh environment for lede processes.
func home(t *testing.T) []string {
	dir := t.TempDir()
	return append(os.Environ(), "NOW="+frozen, "TZ=UTC", "LANG=C.UTF-8", "TERM=xterm-256color", "NO_PROXY=*", "HOME="+dir,
		"XDG_CONFIG_HOME="+dir+"/config", "XDG_DATA_HOME="+dir+"/data", "XDG_STATE_HOME="+dir+"/state", "XDG_CACHE_HOME="+dir+"/cache")
}

// dataOf is the database of such an environment.
func dataOf(env []string) string {
	return filepath.Join(System{Environ: env}.Getenv("XDG_DATA_HOME"), "lede", "lede.db")
}

// ledeCommand is this test binary as lede: testscript.Main has it answer to
// that name.
func ledeCommand(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	return ledeCommandContext(t.Context(), t, env, args...)
}

func ledeCommandContext(ctx context.Context, t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Args[0] = "lede"
	known, err := filepath.Abs("testdata/race.supp")
	if err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(slices.Clip(env), "LEDE_TEST_COMMAND=1", "GORACE=suppressions="+known) // env is shared by goroutines
	return cmd
}

func run(t *testing.T, env []string, args ...string) string {
	t.Helper()
	out, err := ledeCommand(t, env, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("lede %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func openReader(t *testing.T, env []string, args ...string) *reader {
	t.Helper()
	return openTerminal(t, ledeCommand(t, env, args...))
}

// openTerminal opens a terminal that begins with a command, which is the reader or has
// it in front.
func openTerminal(t *testing.T, cmd *exec.Cmd) *reader {
	t.Helper()
	r := &reader{t: t, cmd: cmd, eof: make(chan struct{})}
	var err error
	r.pty, err = pty.StartWithSize(r.cmd, &pty.Winsize{Rows: 30, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(r.eof)
		buf := make([]byte, 4096)
		for {
			n, err := r.pty.Read(buf)
			r.mu.Lock()
			r.out.Write(buf[:n])
			r.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		_ = r.pty.Close()
		<-r.eof
	})
	return r
}

// shows waits until the reader has drawn a text since the last call.
func (r *reader) shows(text string) {
	r.t.Helper()
	await(r.t, fmt.Sprintf("%q on the screen", text), func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		i := strings.Index(r.out.String(), text)
		if i >= 0 {
			r.out.Next(i + len(text))
		}
		return i >= 0
	})
}

func (r *reader) press(keys string) {
	r.t.Helper()
	if _, err := io.WriteString(r.pty, keys); err != nil {
		r.t.Fatal(err)
	}
}

// await asks again until it is so. The bound is for tests that fail alone.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-ctx.Done():
			t.Fatalf("still waiting for %s", what)
		case <-tick.C:
		}
	}
}

// publish serves one feed, whose items a test may change.
func publish(t *testing.T) (url string, set func(titles ...string)) {
	var mu sync.Mutex
	var titles []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<rss version="2.0"><channel><title>The Wire</title><link>http://example.org/</link><description>x</description>`)
		for i, title := range titles {
			fmt.Fprintf(w, `<item><guid isPermaLink="false">g%d</guid><title>%s</title><pubDate>Mon, 23 Nov 2026 0%d:00:00 GMT</pubDate><description>Text of %[2]s</description></item>`, i, title, i+1)
		}
		fmt.Fprint(w, `</channel></rss>`)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/feed.xml", func(all ...string) {
		mu.Lock()
		defer mu.Unlock()
		titles = all
	}
}

// openStore opens a reader's database beside it.
func openStore(t *testing.T, env []string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dataOf(env), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// isRead says what the database has of an entry, by its title.
func isRead(t *testing.T, s *store.Store, title string) bool {
	t.Helper()
	rows, err := s.Rows(t.Context(), feed.Window{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Title == title {
			return r.Read
		}
	}
	return false
}

// TestReaderKilled: an opened story is read in the database though the reader
// is killed, and the next start is in the same story.
func TestReaderKilled(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First", "Second", "Third")
	run(t, env, "add", url)
	db := openStore(t, env)

	r := openReader(t, env)
	r.shows("Third")
	r.press("j\r")
	r.shows("Text of Second")
	await(t, "the mark in the database", func() bool { return isRead(t, db, "Second") })
	await(t, "the place in the database", func() bool {
		s, err := db.Session(t.Context())
		return err == nil && s.Open && s.EntryID != 0
	})
	if err := r.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = r.cmd.Wait() // it was killed
	if isRead(t, db, "Third") || isRead(t, db, "First") {
		t.Error("more than the opened story is read")
	}
	openReader(t, env).shows("Text of Second")
}

// TestReaderAndRefresh: what another process fetches shows in the open reader,
// while the cursor stays where it was.
func TestReaderAndRefresh(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First", "Second")
	run(t, env, "add", url)

	r := openReader(t, env)
	r.shows("Second")
	set("First", "Second", "Third")
	run(t, env, "refresh", "--all")
	r.shows("1 new")
	r.press("\r")
	r.shows("Text of Second")
	r.press("q")
	r.shows("First")
	r.press("q")
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("the reader ended with %v", err)
	}
}

// TestReaderHangup: a lost line ends the reader in order.
func TestReaderHangup(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First", "Second")
	run(t, env, "add", url)
	r := openReader(t, env)
	r.shows("Second")
	r.press("\r")
	r.shows("Text of Second")
	if err := r.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	_ = r.cmd.Wait() // how a process ends that has lost its line is nobody's to see
	openReader(t, env).shows("Text of Second")
}

// TestReaderSignals: whatever ends the reader, the terminal gets its modes back.
func TestReaderSignals(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First")
	run(t, env, "add", url)
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP} {
		r := openReader(t, env)
		r.shows("First")
		if err := r.cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		r.shows("\x1b[?1049l") // leaves the second screen
		r.shows("\x1b[?25h")   // shows the cursor
		if err := r.cmd.Wait(); err != nil {
			t.Errorf("%v: %v", sig, err)
		}
	}
}

// TestInterruptInAProgram: ctrl-c in a program that has the terminal, such as a
// pager, is for that program alone, though the terminal sends it to lede too.
func TestInterruptInAProgram(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First")
	run(t, env, "add", url)
	config := filepath.Join(System{Environ: env}.Getenv("XDG_CONFIG_HOME"), "lede", "config.toml")
	if err := os.MkdirAll(filepath.Dir(config), 0o700); err != nil {
		t.Fatal(err)
	}
	program := `trap "echo caught" INT; echo begun; until read x; do :; done`
	if err := os.WriteFile(config, fmt.Appendf(nil, "[commands.o]\nterminal = true\nrun = ['sh', '-c', '%s']\n", program), 0o600); err != nil {
		t.Fatal(err)
	}
	r := openReader(t, env)
	r.shows("First")
	r.press(",o")
	r.shows("begun")
	r.press("\x03")
	r.shows("caught")
	r.press("\n")
	r.shows("First")
	r.press("q")
	if err := r.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// TestPlainOnADumbTerminal: where no screen can be drawn the reader works by
// lines, by itself.
func TestPlainOnADumbTerminal(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First", "Second")
	run(t, env, "add", url)
	r := openReader(t, append(env, "TERM=dumb"))
	r.shows("lede, line by line")
	r.shows("1. Second")
	r.press("n\n")
	r.shows("Text of Second")
	r.press("\n")
	r.shows("Text of First")
	r.press("q\n")
	if err := r.cmd.Wait(); err != nil {
		t.Error(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if strings.Contains(r.out.String(), "\x1b") {
		t.Errorf("an escape sequence on a dumb terminal: %q", r.out.String())
	}
	openReader(t, append(env, "TERM=dumb"), "doctor").shows("only prints, so 'lede' reads line by line")
}

// TestWelcome: with nothing subscribed the reader has something to read, and no
// command knows of it.
func TestWelcome(t *testing.T) {
	env := home(t)
	r := openReader(t, env)
	r.shows("Stop press")
	r.shows("Welcome to lede")
	r.press("\r")
	r.shows("opening sentence")
	for _, args := range [][]string{{"list", "--json"}, {"search", "lede", "--json"}, {"feeds", "--json"}} {
		out, err := ledeCommand(t, env, args...).Output()
		if err != nil || len(out) > 0 {
			t.Errorf("lede %q: %v\n%s", args, err, out)
		}
	}
	if out := run(t, env, "export"); strings.Contains(out, "welcome") {
		t.Errorf("export:\n%s", out)
	}
	// The first subscription of another process takes its place.
	url, set := publish(t)
	set("First")
	run(t, env, "add", url)
	r.press("q")
	r.shows("The Wire")
}

// TestTwoRefreshes: two processes at once ask a feed once, and neither fails.
func TestTwoRefreshes(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First")
	run(t, env, "add", url)
	set("First", "Second")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if out, err := ledeCommand(t, env, "refresh", "--all").CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
		wg.Go(func() {
			if out, err := ledeCommand(t, env, "mark", "starred", "1").CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	if out := run(t, env, "list"); strings.Count(out, "\n") != 2 {
		t.Errorf("list:\n%s", out)
	}
	if out := run(t, env, "doctor"); !strings.Contains(out, "is sound") {
		t.Errorf("doctor:\n%s", out)
	}
}

// TestFirstStart: from nothing to a story by keys alone, by a list of feeds and
// by the address of a page with several; then a feed goes and is brought back.
func TestFirstStart(t *testing.T) {
	env := home(t)
	url, set := publish(t)
	set("First", "Second")
	list := filepath.Join(t.TempDir(), "my feeds.opml")
	opml := `<opml version="2.0"><body><outline text="World"><outline type="rss" text="The Wire" xmlUrl="` + url + `"/></outline></body></opml>`
	if err := os.WriteFile(list, []byte(opml), 0o600); err != nil {
		t.Fatal(err)
	}
	feeds := func(text string) func() bool {
		return func() bool {
			out, err := ledeCommand(t, env, "feeds").CombinedOutput()
			return err == nil && strings.Contains(string(out), text)
		}
	}
	r := openReader(t, env)
	r.shows("pick from a catalogue")
	r.press("a" + list + "\r")
	r.shows("Second")
	r.press("\r")
	r.shows("Text of Second")
	r.press("q\tGD") // in the sidebar, the last is the feed
	await(t, "the feed to go", feeds("No subscriptions"))
	r.press("U")
	await(t, "the feed to come back", feeds("World"))
	r.press(":set ascii true\r")
	db := openStore(t, env)
	await(t, "the setting to be kept", func() bool {
		text, found, err := db.Setting(t.Context(), savedName)
		return err == nil && found && strings.Contains(text, "ascii")
	})
	r.press("qq")
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("the reader ended with %v", err)
	}
}
