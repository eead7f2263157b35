package fetch

import (
	"os/exec"
	"strconv"
)

// OwnGroup has the end of a command end what it started too: there are no process
// groups here, but each process is known to be another's.
func OwnGroup(cmd *exec.Cmd) {
	cmd.Cancel = func() error {
		if err := exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run(); err != nil {
			return cmd.Process.Kill() // it alone
		}
		return nil
	}
}
