//go:build !unix

package ui

import "os"

// notifyHangup does nothing where there is no such signal.
func notifyHangup(chan<- os.Signal) {}

// notifyContinued does nothing where programs are not stopped.
func notifyContinued(chan<- os.Signal) {}
