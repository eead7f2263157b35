package article

import (
	"regexp"
	"sync"
)

// lazily compiles an expression when it is first used: all of them together
// would cost every command several milliseconds, also those that read nothing.
func lazily(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
