package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
)

// errPrivate is why a connection was refused by ourselves.
var errPrivate = errors.New("private address")

// hostKey names the host of a URL as politeness and trust count hosts: scheme,
// name and port.
func hostKey(u *url.URL) string {
	scheme := strings.ToLower(u.Scheme)
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[scheme]
	}
	return scheme + "://" + net.JoinHostPort(strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), port)
}

// sameSite tells whether what belongs to the origin home may go to u too: the
// same origin, or the same host's plain https where home is its plain http.
func sameSite(home string, u *url.URL) bool {
	key := hostKey(u)
	if key == home {
		return true
	}
	host, ok := strings.CutPrefix(home, "http://")
	host, ok80 := strings.CutSuffix(host, ":80")
	return ok && ok80 && key == "https://"+host+":443"
}

// reach says which addresses a connection may lead to.
type reach int

const (
	// reachPublic refuses loopback, private, shared and link-local addresses.
	reachPublic reach = iota
	// reachOrigin is for an origin that the user added: any address, but a name
	// may not lead to link-local ones, where clouds keep their secrets.
	reachOrigin
	// reachAny refuses nothing (option allow_private, and the way to a proxy).
	reachAny
)

// special are address blocks that are not the public net's, besides those that
// net/netip knows. 198.18.0.0/15 is left out: proxies that answer DNS
// themselves give such addresses to every public name.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // shared (RFC 6598); Tailscale's
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("fec0::/10"), // site-local, of old
	netip.MustParsePrefix("::/96"),     // IPv4-compatible, of old
	netip.MustParsePrefix("64:ff9b:1::/48"),
}

// isPublic tells whether an address is one of the public net.
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsValid() || a.IsUnspecified() || a.IsLoopback() || a.IsPrivate() || a.IsMulticast() ||
		a.IsLinkLocalUnicast() || a.IsInterfaceLocalMulticast() || a.IsLinkLocalMulticast() {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	if v4, ok := embedded(a); ok {
		return isPublic(v4)
	}
	return true
}

// embedded is the IPv4 address inside a NAT64 or 6to4 address: these lead to it.
func embedded(a netip.Addr) (netip.Addr, bool) {
	if !a.Is6() {
		return a, false
	}
	b := a.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(a):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case netip.MustParsePrefix("2002::/16").Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return a, false
}

// permits tells whether an address may be connected to; literal says that the
// URL named the address itself rather than a host that leads there.
func (r reach) permits(a netip.Addr, literal bool) bool {
	switch r {
	case reachAny:
		return true
	case reachOrigin:
		return literal || !a.Unmap().IsLinkLocalUnicast()
	}
	return isPublic(a)
}

// DialFn connects to an address, as net.Dialer.DialContext does.
type DialFn func(ctx context.Context, network, address string) (net.Conn, error)

// dial returns a dialer that checks each address after the name was resolved,
// at the last moment before connecting, so that no answer of a name server can
// lead elsewhere than was checked.
func (f *Fetcher) dial(r reach) DialFn {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		_, err = netip.ParseAddr(host)
		literal := err == nil
		d := &net.Dialer{
			Timeout: f.o.Silence,
			ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
				a, err := netip.ParseAddrPort(address)
				if err != nil {
					return fmt.Errorf("%w: %s", errPrivate, address)
				}
				if !r.permits(a.Addr(), literal) {
					return fmt.Errorf("%w: %s", errPrivate, a.Addr())
				}
				return nil
			},
		}
		if f.o.Dialer != nil {
			return f.o.Dialer(d)(ctx, network, address)
		}
		return d.DialContext(ctx, network, address)
	}
}

// refusedUnseen tells whether a host must be refused although the address that
// it leads to can't be seen, because a proxy resolves it: what is plainly a
// private address or a name of this machine, however it is written.
func refusedUnseen(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if a, err := netip.ParseAddr(host); err == nil {
		return !isPublic(a)
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	// 2130706433, 0x7f.1, 127.1: forms of addresses that some resolvers take.
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last == "" || strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x")
}

// isLocal tells whether a host is of this machine or its private network by its
// name alone; such hosts say nothing of whether the net can be reached.
func isLocal(u *url.URL) bool {
	if u == nil {
		return true
	}
	host := u.Hostname()
	if a, err := netip.ParseAddr(host); err == nil {
		return !isPublic(a)
	}
	return refusedUnseen(host)
}
