package fetch

import (
	"context"
	"errors"
	"net"
	"time"
)

// Probe tells, cheaply, whether there seems to be a network; nil: yes. It is
// asked when no host at all could be reached, before that is blamed on the net.
type Probe func(ctx context.Context) error

const probeTime = 2 * time.Second

// hasRoute is the Probe where none is given: there must be a way to the public
// net, and a name server that answers. Nothing is asked but for the names of
// the root servers, which every resolver knows.
func hasRoute(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	var d net.Dialer
	// Connecting a UDP socket sends nothing: it only looks for a way. The
	// addresses are those of a root server.
	v4, err4 := d.DialContext(ctx, "udp4", "198.41.0.4:53")
	v6, err6 := d.DialContext(ctx, "udp6", "[2001:503:ba3e::2:30]:53")
	if v4 != nil {
		v4.Close()
	}
	if v6 != nil {
		v6.Close()
	}
	if err4 != nil && err6 != nil {
		return errors.Join(err4, err6)
	}
	_, err := net.DefaultResolver.LookupNS(ctx, ".")
	return err
}
