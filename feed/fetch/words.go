package fetch

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"lede/feed"
)

// maxWords bounds what an error says on screen.
const maxWords = 300

// plainError is an error that is already worded for people.
type plainError struct {
	words string
	err   error
}

func (e *plainError) Error() string { return e.words }
func (e *plainError) Unwrap() error { return e.err }

// plain words an error for people.
func plain(err error, words string) error { return &plainError{words, err} }

// unreachable tells whether an error means that a host could not be reached at
// all, so that it may be the network's fault rather than the publisher's.
func unreachable(err error) bool {
	if err == nil || errors.Is(err, errPrivate) {
		return false
	}
	var dns *net.DNSError
	if errors.As(err, &dns) || errors.Is(err, errNoConnection) {
		return true
	}
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect" || op.Op == "socks connect")
}

// words says in plain words what went wrong while u was asked, and what can be
// done about it. They hold no secret and are clean.
func (f *Fetcher) words(err error, u *url.URL, secrets []string) string {
	s := f.rawWords(err, u)
	for _, secret := range secrets {
		if len(secret) >= 3 {
			s = strings.ReplaceAll(s, secret, "***")
		}
	}
	return feed.Clean(s, maxWords)
}

func (f *Fetcher) rawWords(err error, u *url.URL) string {
	host := "the host"
	if u != nil && u.Host != "" {
		host = u.Hostname()
	}
	var p *plainError
	switch {
	case errors.As(err, &p):
		return p.words
	case errors.Is(err, errNoConnection):
		return host + " did not answer"
	case errors.Is(err, errTimeout):
		return fmt.Sprintf("%s took longer than %s to answer", host, seconds(f.o.Timeout))
	case errors.Is(err, errSilence):
		return fmt.Sprintf("nothing came from %s for %s", host, seconds(f.o.Silence))
	case errors.Is(err, errTooLarge):
		return fmt.Sprintf("the answer is larger than %s; lede reads no more of one feed", megabytes(f.o.MaxBody))
	case errors.Is(err, errPrivate):
		return host + " leads to a private address; set allow_private = true if it is meant to"
	case errors.Is(err, errEncoding):
		return "the answer is compressed in a way that can't be undone"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, context.DeadlineExceeded):
		return host + " took too long to answer"
	}
	if s := certificateWords(err, host); s != "" {
		return s
	}
	if s := networkWords(err, host); s != "" {
		return s
	}
	return protocolWords(err, host)
}

// certificateWords words what TLS complains of.
func certificateWords(err error, host string) string {
	var (
		invalid   x509.CertificateInvalidError
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		verify    *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert != nil:
		if c := invalid.Cert; strings.Contains(invalid.Detail, "before") && !strings.Contains(invalid.Detail, "after") {
			return fmt.Sprintf("the certificate of %s is not valid before %s; is this computer's clock right?", host, day(c.NotBefore))
		}
		return fmt.Sprintf("the certificate of %s expired on %s", host, day(invalid.Cert.NotAfter))
	case errors.As(err, &authority):
		return "the certificate of " + host + " is not signed by anyone this computer trusts"
	case errors.As(err, &name):
		return "the certificate of " + host + " is for another name"
	case errors.As(err, &record):
		return host + " does not speak TLS at this port; try http:// instead of https://"
	case errors.As(err, &alert):
		return fmt.Sprintf("%s refused the secure connection (%s)", host, strings.TrimPrefix(alert.Error(), "tls: "))
	case errors.As(err, &verify) || errors.As(err, &invalid):
		return "the certificate of " + host + " can't be trusted: " + deepest(err)
	case strings.Contains(err.Error(), "tls: "):
		return "no secure connection to " + host + ": " + deepest(err)
	}
	return ""
}

// networkWords words what kept a connection from being made or broke it off.
func networkWords(err error, host string) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		name := cmp.Or(dns.Name, host)
		if dns.IsNotFound {
			return "no such host: " + name
		}
		return "the name server gave no answer for " + name
	}
	var op *net.OpError
	isOp := errors.As(err, &op)
	via := ""
	if isOp && (op.Op == "proxyconnect" || op.Op == "socks connect") {
		via = "the proxy: "
	}
	switch {
	case errors.Is(err, connRefused):
		return via + host + " refused the connection"
	case errors.Is(err, netUnreachable), errors.Is(err, hostUnreachable), errors.Is(err, netDown):
		return via + "there is no way to " + host + " from here"
	case errors.Is(err, connReset), errors.Is(err, connAborted):
		return host + " broke off the connection"
	case isOp && op.Timeout() && op.Op == "dial":
		return host + " did not answer"
	case isOp && op.Timeout():
		return "nothing came from " + host + " for too long"
	case via != "":
		return via + deepest(err)
	case isOp && op.Op == "dial":
		return "could not connect to " + host + ": " + deepest(err)
	}
	return ""
}

// protocolWords words answers that break the rules of HTTP.
func protocolWords(err error, host string) string {
	text := err.Error()
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed):
		return host + " broke off in the middle of its answer"
	case strings.Contains(text, "server gave HTTP response to HTTPS client"):
		return host + " does not speak TLS at this port; try http:// instead of https://"
	case strings.Contains(text, "headers exceeded"), strings.Contains(text, "header list"):
		return host + " sent endless headers"
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "malformed MIME"), strings.Contains(text, "chunk"):
		return host + " sent an answer that is not proper HTTP"
	}
	return "asking " + host + " failed: " + feed.Redact(deepest(err))
}

// deepest is the text of the innermost error, where the chain's own words are
// Go's rather than people's.
func deepest(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}

func seconds(d time.Duration) string {
	if d%time.Second != 0 {
		return d.String()
	}
	if d == time.Second {
		return "a second"
	}
	return fmt.Sprintf("%d seconds", int(d/time.Second))
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

func day(t time.Time) string { return t.Format("2 January 2006") }

// statusWords says what a status means and what to do.
func statusWords(status int) string {
	says := map[int]string{
		http.StatusBadRequest:                    "the server did not understand the request (400)",
		http.StatusUnauthorized:                  "the server wants a user name and a password (401): set username and password_command for it in config.toml",
		http.StatusPaymentRequired:               "the server wants to be paid (402)",
		http.StatusForbidden:                     "the server refuses to give it out (403)",
		http.StatusNotFound:                      "the server says there is no such page (404)",
		http.StatusMethodNotAllowed:              "the server does not let it be read (405)",
		http.StatusNotAcceptable:                 "the server has it in no form that lede takes (406)",
		http.StatusProxyAuthRequired:             "the proxy wants a user name and a password (407)",
		http.StatusRequestTimeout:                "the server tired of waiting (408)",
		http.StatusGone:                          "the server says it is gone for good (410); lede stops asking",
		http.StatusTooManyRequests:               "the server has had too many requests (429)",
		http.StatusUnavailableForLegalReasons:    "the server may not give it out, for legal reasons (451)",
		http.StatusInternalServerError:           "the server failed (500)",
		http.StatusBadGateway:                    "the server behind the server failed (502)",
		http.StatusServiceUnavailable:            "the server is not available just now (503)",
		http.StatusGatewayTimeout:                "the server behind the server did not answer (504)",
		http.StatusNetworkAuthenticationRequired: "the network here wants you to log in first (511); open a web page in a browser",
	}[status]
	switch {
	case says != "":
		return says
	case status >= 500:
		return fmt.Sprintf("the server failed (%d)", status)
	}
	return fmt.Sprintf("the server answered %d", status)
}

// waitError says that a host asked to be left alone.
func waitError(u *url.URL, until, now time.Time) error {
	layout := "15:04"
	if until.Sub(now) > 12*time.Hour {
		layout = "2 January 15:04"
	}
	return plain(errWaiting, fmt.Sprintf("%s asked to be left alone until %s", u.Hostname(), until.Local().Format(layout)))
}

// errWaiting is in the chain of errors that say so.
var errWaiting = errors.New("host asked to wait")
