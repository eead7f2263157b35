package fetch

import "golang.org/x/sys/windows"

// Why there is no connection, as Windows' sockets say it: the syscall package has the
// names that others use, for errors that never come.
const (
	connRefused     = windows.WSAECONNREFUSED
	connReset       = windows.WSAECONNRESET
	connAborted     = windows.WSAECONNABORTED
	netUnreachable  = windows.WSAENETUNREACH
	hostUnreachable = windows.WSAEHOSTUNREACH
	netDown         = windows.WSAENETDOWN
)
