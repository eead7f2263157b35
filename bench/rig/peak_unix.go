//go:build unix

package rig

import (
	"os"
	"runtime"
	"syscall"
)

// peakMB is the most memory that a process had resident.
func peakMB(p *os.ProcessState) float64 {
	r, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" { // which counts bytes, the others kB
		return float64(r.Maxrss) / (1 << 20)
	}
	return float64(r.Maxrss) / (1 << 10)
}
