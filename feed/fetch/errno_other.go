//go:build !windows

package fetch

import "syscall"

// Why there is no connection, as the system says it.
const (
	connRefused     = syscall.ECONNREFUSED
	connReset       = syscall.ECONNRESET
	connAborted     = syscall.EPIPE
	netUnreachable  = syscall.ENETUNREACH
	hostUnreachable = syscall.EHOSTUNREACH
	netDown         = syscall.ENETDOWN
)
