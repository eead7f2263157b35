package fetch

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http/httpguts"
)

const (
	secretTime = time.Minute      // for a command that may ask for a passphrase
	secretKeep = 10 * time.Minute // before a command is asked again
	maxSecret  = 64 << 10
)

// prepare finds the user's credentials, headers and cookies for a request, once.
// It may run commands, so it is done before any clock runs.
func (f *Fetcher) prepare(ctx context.Context, r *request) error {
	if r.own != nil {
		return nil
	}
	o, own := r.options, make(http.Header)
	for name, value := range o.Headers {
		value = expandEnv(value, f.o.Getenv)
		if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return plain(nil, fmt.Sprintf("the header %q set for this feed has characters that HTTP does not allow", name))
		}
		r.secrets = append(r.secrets, value)
		own.Set(name, value)
	}
	if err := f.authorise(ctx, r, own); err != nil {
		return err
	}
	if o.CookiesFile != "" {
		cookies, err := readCookies(expandHome(o.CookiesFile, f.o.Getenv))
		if err != nil {
			return err
		}
		r.cookies = cookies
	}
	r.own = own
	return nil
}

// authorise finds a bearer token, or a user's name and password.
func (f *Fetcher) authorise(ctx context.Context, r *request, own http.Header) error {
	o := r.options
	token, err := f.secret(ctx, "token", o.TokenCommand, o.TokenEnv)
	if err != nil {
		return err
	}
	if token != "" {
		r.secrets = append(r.secrets, token)
		if !httpguts.ValidHeaderFieldValue(token) {
			return plain(nil, "the token for this feed has characters that HTTP does not allow")
		}
		own.Set("Authorization", "Bearer "+token)
		return nil
	}
	user, password := o.Username, ""
	if r.userinfo != nil {
		user = cmp.Or(user, r.userinfo.Username())
		password, _ = r.userinfo.Password()
	}
	secret, err := f.secret(ctx, "password", o.PasswordCommand, o.PasswordEnv)
	if err != nil {
		return err
	}
	if password = cmp.Or(secret, password); user == "" && password == "" {
		return nil
	}
	encoded := base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
	own.Set("Authorization", "Basic "+encoded)
	r.secrets = append(r.secrets, password, encoded)
	return nil
}

// hasCredentials tells whether a feed is asked for with anything that must not
// go to another host.
func (r *request) hasCredentials() bool {
	o := r.options
	return r.userinfo != nil || o.Username != "" || o.PasswordCommand != "" || o.PasswordEnv != "" ||
		o.TokenCommand != "" || o.TokenEnv != "" || len(o.Headers) > 0 || o.ClientCert != ""
}

// expandEnv replaces ${NAME} by the environment's value, so that a header's
// secret need not stand in the configuration.
func expandEnv(s string, getenv func(string) string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(before)
		b.WriteString(getenv(name))
		s = after
	}
}

// secretCache keeps what secret commands printed for a while: a refresh of a
// hundred feeds asks the password manager once.
type secretCache struct {
	mu sync.Mutex
	m  map[string]*secretEntry
}

type secretEntry struct {
	mu    sync.Mutex
	value string
	until time.Time
}

// secret finds a password or token: printed by a command, or in an environment
// variable. what names it in errors; its value is never in one.
func (f *Fetcher) secret(ctx context.Context, what, command, env string) (string, error) {
	if command == "" {
		if env == "" {
			return "", nil
		}
		v := f.o.Getenv(env)
		if v == "" {
			return "", plain(nil, fmt.Sprintf("the environment variable %s, which should hold the %s, is not set", env, what))
		}
		return v, nil
	}
	f.secrets.mu.Lock()
	if f.secrets.m == nil {
		f.secrets.m = make(map[string]*secretEntry)
	}
	e := f.secrets.m[command]
	if e == nil {
		e = new(secretEntry)
		f.secrets.m[command] = e
	}
	f.secrets.mu.Unlock()

	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	if now.Before(e.until) {
		return e.value, nil
	}
	v, err := f.runSecret(ctx, command)
	if err != nil {
		return "", plain(err, fmt.Sprintf("the %s command failed: %s", what, commandWords(err)))
	}
	e.value, e.until = v, now.Add(secretKeep)
	return v, nil
}

// runSecret runs a command and returns the first line that it prints, as
// password managers keep the password there.
func (f *Fetcher) runSecret(ctx context.Context, command string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, secretTime)
	defer cancel()
	out, err := f.runCommand(ctx, command, nil, maxSecret)
	if err != nil {
		return "", err
	}
	line, _, _ := bytes.Cut(out, []byte("\n"))
	v := strings.TrimRight(string(line), "\r")
	if v == "" {
		return "", errors.New("it printed nothing")
	}
	return v, nil
}

// commandWords says how a command failed without what it printed.
func commandWords(err error) string {
	var exit *exec.ExitError
	var missing *exec.Error
	var start *os.PathError
	switch {
	case errors.As(err, &missing):
		return fmt.Sprintf("can't run %s: %v", missing.Name, missing.Err)
	case errors.As(err, &start):
		return fmt.Sprintf("can't run %s: %s", start.Path, osWords(err))
	case errors.As(err, &exit):
		return exit.ProcessState.String()
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, errTimeout):
		return "it took too long"
	}
	return err.Error()
}
