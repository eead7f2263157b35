package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"lede/feed"
)

// The kinds of address that are no URLs of the net.
const (
	schemeExec   = "exec:"
	schemeFilter = "filter:"
	schemeFile   = "file:"
)

// isCommand tells whether a feed's address runs a command (exec: or filter:).
func isCommand(address string) bool {
	return strings.HasPrefix(address, schemeExec) || strings.HasPrefix(address, schemeFilter)
}

// isLocalFeed tells whether a feed is read without asking any host.
func isLocalFeed(address string) bool {
	return strings.HasPrefix(address, schemeExec) || strings.HasPrefix(strings.ToLower(address), schemeFile)
}

// splitFilter splits newsboat's filter:COMMAND:URL.
func splitFilter(address string) (command, source string, err error) {
	rest := strings.TrimPrefix(address, schemeFilter)
	at := -1
	for _, scheme := range []string{":http://", ":https://", ":file://", ":exec:"} {
		if i := strings.Index(rest, scheme); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 || strings.TrimSpace(rest[:at]) == "" {
		return "", "", plain(nil, "a filter is written filter:COMMAND:URL")
	}
	return rest[:at], rest[at+1:], nil
}

// errCommandsOff is why a command was not run.
func errCommandsOff() error {
	return plain(nil, "commands as feeds are off; set allow_commands = true to let this one run")
}

// readLocal reads a file: or exec: feed.
func (f *Fetcher) readLocal(ctx context.Context, address string) (*response, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, f.o.Timeout, errTimeout)
	defer cancel()
	if command, ok := strings.CutPrefix(address, schemeExec); ok {
		if !f.o.AllowCommands {
			return nil, errCommandsOff()
		}
		out, err := f.runCommand(ctx, command, nil, f.o.MaxBody)
		if err != nil {
			return nil, commandError(err)
		}
		return &response{status: 200, body: out, url: &url.URL{}}, nil
	}
	return f.readFile(ctx, address)
}

// commandError words the failure of a feed's command.
func commandError(err error) error {
	if errors.Is(err, errTimeout) || errors.Is(err, errTooLarge) || errors.Is(err, context.Canceled) {
		return err
	}
	return plain(err, "the command failed: "+commandWords(err))
}

// filter hands a body through a filter: feed's command.
func (f *Fetcher) filter(ctx context.Context, command string, body []byte) ([]byte, error) {
	if !f.o.AllowCommands {
		return nil, errCommandsOff()
	}
	ctx, cancel := context.WithTimeoutCause(ctx, f.o.Timeout, errTimeout)
	defer cancel()
	out, err := f.runCommand(ctx, command, body, f.o.MaxBody)
	if err != nil {
		return nil, commandError(err)
	}
	return out, nil
}

// readFile reads a file: feed.
func (f *Fetcher) readFile(ctx context.Context, address string) (*response, error) {
	path, u, err := filePath(address, f.o.Getenv)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, plain(err, fmt.Sprintf("can't read %s: %s", feed.Clean(path, 200), osWords(err)))
	}
	if !info.Mode().IsRegular() { // a pipe would never end, a folder is no feed
		return nil, plain(nil, feed.Clean(path, 200)+" is not a file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, plain(err, fmt.Sprintf("can't read %s: %s", feed.Clean(path, 200), osWords(err)))
	}
	defer file.Close()
	body, err := readAll(ctx, io.LimitReader(file, f.o.MaxBody+1), info.Size(), f.o.MaxBody, nil, nil)
	if err != nil {
		return nil, err
	}
	return &response{status: 200, body: body, url: u}, nil
}

// filePath is the path that a file: URL names (RFC 8089).
func filePath(address string, getenv func(string) string) (string, *url.URL, error) {
	rest := address[len(schemeFile):]
	if home, ok := strings.CutPrefix(rest, "//~/"); ok {
		path := expandHome("~/"+home, getenv)
		return path, &url.URL{Scheme: "file", Path: filepath.ToSlash(path)}, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" || u.Path == "" {
		return "", nil, plain(err, "a file's address is written file:///path/to/file")
	}
	if u.Host != "" && !strings.EqualFold(u.Host, "localhost") {
		return "", nil, plain(nil, "files of another computer can't be read; a file's address is written file:///path/to/file")
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/") // file:///C:/feeds/x.xml
	}
	return filepath.FromSlash(path), u, nil
}

func osWords(err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, os.ErrPermission):
		return "it may not be read"
	}
	return deepest(err)
}
