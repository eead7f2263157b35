package store

import (
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// A process that has ended is found as long as somebody holds on to it, as this test
// does, and runs no more.
func TestProcessRuns(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "cmd", "/C", "exit")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, out); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); processRuns(cmd.Process.Pid); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a process that has ended runs")
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if !processRuns(os.Getpid()) {
		t.Error("this process does not run")
	}
	if processRuns(0x7ffffffc) {
		t.Error("a process that never was runs")
	}
}
