//go:build !unix

package fetch

import "os/exec"

// OwnGroup leaves a command as it is: there are no process groups here.
func OwnGroup(*exec.Cmd) {}
