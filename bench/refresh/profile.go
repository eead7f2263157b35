package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"

	"lede/cli"
)

// profiled runs a lede command line in this process and leaves what it spent
// beside path: path.cpu, path.block (where goroutines waited) and path.heap.
func profiled(path string, args []string) (err error) {
	cpu, err := os.Create(path + ".cpu")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cpu.Close()) }()
	runtime.SetBlockProfileRate(10_000) // one sample in 10 us of waiting
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return err
	}
	sys := cli.Process()
	sys.Args = args
	code := cli.Main(sys)
	pprof.StopCPUProfile()
	for _, name := range []string{"block", "heap"} {
		if err := writeProfile(name, path+"."+name); err != nil {
			return err
		}
	}
	if code != 0 {
		return fmt.Errorf("lede exits with %d", code)
	}
	return nil
}

func writeProfile(name, path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(pprof.Lookup(name).WriteTo(f, 0), f.Close())
}
