package cli

import (
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/windows"
)

// A command line comes to the interpreter as it was typed: quotes were escaped for it
// in a way that it does not know.
func TestTheInterpreterGetsTheLine(t *testing.T) {
	f := &storyFiles{}
	for line, want := range map[string]string{
		`echo "a  b"`:                `"a  b"`,
		`echo one& echo "two" three`: "one\r\n\"two\" three",
		`"cmd" /C "echo x"`:          "x",
	} {
		out, err := f.Shell(t.Context(), line, false).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", line, got, err, want)
		}
	}
}

// What is written to a program that has ended is refused by another number than elsewhere.
func TestAClosedPipe(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "cmd", "/C", "exit")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.Process.Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write([]byte("x")); !pipeClosed(err) {
		t.Errorf("%v", err)
	}
	if pipeClosed(windows.ERROR_ACCESS_DENIED) || pipeClosed(nil) {
		t.Error("another error is taken for it")
	}
}
