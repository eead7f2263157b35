package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"
)

const (
	quiet   = 80 * time.Millisecond // without output: the program has settled
	patient = 3 * time.Second       // for a key's first byte

	underWay = 15 * time.Millisecond // after what begins a work is seen
)

// terminal is a program in a pseudo-terminal of 120 by 40, and what it wrote.
type terminal struct {
	cmd     *exec.Cmd
	file    *os.File
	started time.Time
	done    chan struct{} // closed when no more output comes

	mu     sync.Mutex
	text   strings.Builder // all output so far
	last   time.Time       // of the last output
	asked  time.Time       // when keys were last pressed
	took   time.Duration   // from there to the first output
	more   chan struct{}   // closed and made anew at each output
	reader string          // the end of the output, for queries that are split
}

func start(ctx context.Context, argv, env []string) (*terminal, error) {
	t := &terminal{done: make(chan struct{}), more: make(chan struct{})}
	t.cmd = exec.CommandContext(ctx, argv[0], argv[1:]...)
	t.cmd.Env = append(env, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "SSH_TTY=")
	t.started = time.Now()
	var err error
	if t.file, err = pty.StartWithSize(t.cmd, &pty.Winsize{Cols: 120, Rows: 40}); err != nil {
		return nil, fmt.Errorf("starting %s: %w", argv[0], err)
	}
	go t.read()
	return t, nil
}

// read keeps the output, with the time of its last byte, and answers the
// questions that a program asks a terminal.
func (t *terminal) read() {
	defer close(t.done)
	buf := make([]byte, 64<<10)
	for {
		n, err := t.file.Read(buf)
		if n > 0 {
			now, chunk := time.Now(), string(buf[:n])
			t.mu.Lock()
			t.text.WriteString(chunk)
			if t.last.Before(t.asked) {
				t.took = now.Sub(t.asked)
			}
			t.last = now
			close(t.more)
			t.more = make(chan struct{})
			t.mu.Unlock()
			t.answer(chunk)
		}
		if err != nil { // the program has ended, or the terminal was closed
			return
		}
	}
}

// questions are what programs ask, with xterm's answers.
var questions = []struct{ ask, answer string }{
	{"\x1b[c", "\x1b[?62;22c"},
	{"\x1b[0c", "\x1b[?62;22c"},
	{"\x1b]11;?", "\x1b]11;rgb:1818/1818/1818\x1b\\"},
	{"\x1b]10;?", "\x1b]10;rgb:e0e0/e0e0/e0e0\x1b\\"},
	{"\x1b[?2026$p", "\x1b[?2026;2$y"},
	{"\x1b[?2027$p", "\x1b[?2027;0$y"},
	{"\x1b[6n", "\x1b[2;5R"}, // after a character that is to be repeated three times
}

func (t *terminal) answer(chunk string) {
	seen := t.reader + chunk
	for _, q := range questions {
		if strings.Count(seen, q.ask) > strings.Count(t.reader, q.ask) {
			_, _ = t.file.WriteString(q.answer) // a program that has ended needs no answer
		}
	}
	t.reader = seen[max(0, len(seen)-16):]
}

// now returns the length of the output, its last time, and a channel that is
// closed when there is more.
func (t *terminal) now() (int, time.Time, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Len(), t.last, t.more
}

var sequences = regexp.MustCompile(`\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[\[(][0-9;?<=>!$ ]*[A-Za-z@]|\x1b[=>78]`)

// until waits for text to be shown, and returns the time since the start and
// the bytes so far.
func (t *terminal) until(ctx context.Context, text string, limit time.Duration) (time.Duration, int, error) {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		n, last, more := t.now()
		t.mu.Lock()
		shown := strings.Contains(sequences.ReplaceAllString(t.text.String(), ""), text)
		t.mu.Unlock()
		if shown {
			return last.Sub(t.started), n, nil
		}
		select {
		case <-more:
		case <-t.done:
			return 0, n, fmt.Errorf("it ended before it showed %q; it wrote %q", text, t.tail())
		case <-deadline.C:
			return 0, n, fmt.Errorf("it did not show %q in %s; it wrote %q", text, limit, t.tail())
		case <-ctx.Done():
			return 0, n, ctx.Err()
		}
	}
}

func (t *terminal) tail() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.text.String()
	return s[max(0, len(s)-300):]
}

// settle waits until nothing is written for a while.
func (t *terminal) settle() {
	for {
		_, _, more := t.now()
		select {
		case <-more:
		case <-t.done:
			return
		case <-time.After(quiet):
			return
		}
	}
}

// press sends keys and waits until the program has settled, and before that
// until it has shown a text, if one is given. It returns the time to the last
// byte of the answer, and the answer.
func (t *terminal) press(keys, shows string) (time.Duration, string) {
	before, _, more := t.now()
	t.mu.Lock()
	began := time.Now()
	t.asked = began
	t.mu.Unlock()
	if _, err := t.file.WriteString(keys); err != nil {
		return 0, ""
	}
	select {
	case <-more:
	case <-t.done:
	case <-time.After(patient):
		return 0, ""
	}
	t.settle()
	for deadline := began.Add(patient); shows != "" && time.Now().Before(deadline); t.settle() {
		if strings.Contains(sequences.ReplaceAllString(t.since(before), ""), shows) {
			break
		}
	}
	_, last, _ := t.now()
	return last.Sub(began), t.since(before)
}

// first is the time from the last key to the first byte that followed.
func (t *terminal) first() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.took
}

// begin presses a key that has the program work, and waits until it is at it.
func (t *terminal) begin(key string) {
	_, _, more := t.now()
	if _, err := t.file.WriteString(key); err != nil {
		return // it has ended, which the next key tells
	}
	select {
	case <-more:
	case <-t.done:
	case <-time.After(patient):
	}
	time.Sleep(underWay)
}

// since is the output after its first n bytes.
func (t *terminal) since(n int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()[n:]
}

var (
	looks    = regexp.MustCompile(`\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;:]*m`)
	unspoken = regexp.MustCompile(`[\s\x00-\x1f\x{2500}-\x{259f}]+`)
)

// overhead is how many bytes were written for each byte of what a person reads:
// the text, with one blank or line break between two words. Rules and padding are
// not read.
func overhead(wrote string) float64 {
	text := sequences.ReplaceAllString(looks.ReplaceAllString(wrote, ""), " ")
	text = strings.TrimSpace(unspoken.ReplaceAllString(text, " "))
	return float64(len(wrote)) / float64(max(1, len(text)))
}

// idle leaves the program alone, and tells what it wrote and computed.
func (t *terminal) idle(ctx context.Context, d time.Duration) result {
	before, _, _ := t.now()
	cpu, known := cpuTime(t.cmd.Process.Pid)
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
	what := fmt.Sprintf("idle for %s", d)
	if after, still := cpuTime(t.cmd.Process.Pid); known && still {
		what += fmt.Sprintf(": %.2f %% of a core", 100*(after-cpu).Seconds()/d.Seconds())
	}
	return result{what: what, bytes: fmt.Sprint(len(t.since(before)))}
}

// quiet waits, for so long at most, until the program computes next to nothing:
// what it does behind the screen is done.
func (t *terminal) quiet(ctx context.Context, limit time.Duration) {
	const look, little = 2 * time.Second, 100 * time.Millisecond
	for end := time.Now().Add(limit); time.Now().Before(end) && ctx.Err() == nil; {
		before, known := cpuTime(t.cmd.Process.Pid)
		select {
		case <-time.After(look):
		case <-ctx.Done():
		}
		if after, still := cpuTime(t.cmd.Process.Pid); !known || !still || after-before < little {
			return
		}
	}
}

// ticks is how many parts of a second /proc counts in.
const ticks = 100

// cpuTime is the processor time of a process so far, where Linux's /proc says.
func cpuTime(pid int) (used time.Duration, known bool) {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0, false
	}
	_, after, _ := strings.Cut(string(stat), ") ") // the name may have spaces
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0, false
	}
	user, err := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / ticks, err == nil && err2 == nil
}

func (t *terminal) kill() {
	_ = t.cmd.Process.Kill() // it may have ended by itself
	_ = t.file.Close()
	<-t.done
	_ = t.cmd.Wait()
}

func median[T cmp.Ordered](of []T) T { return quantile(of, 0.5) }

func quantile[T cmp.Ordered](of []T, q float64) T {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// residentMB is the memory that a process has resident, or 0 where Linux's
// /proc does not say.
func residentMB(pid int) float64 {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kB, _ := strconv.ParseFloat(fields[1], 64) // 0 says that it is not known
			return kB / 1024
		}
	}
	return 0
}

// diskMB is what a file, or all below a folder, takes.
func diskMB(path string) (float64, error) {
	var total int64
	err := filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return float64(total) / (1 << 20), err
}
