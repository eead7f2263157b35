//go:build unix

package fetch

import (
	"os/exec"
	"syscall"
)

// OwnGroup puts a command into a process group of its own, so that ending it ends
// what it started too.
func OwnGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
