package cli

import (
	"sync"
	"time"

	"lede/feed/fetch"
)

// fetchers holds the Fetcher, which is made anew when the configuration of the network
// changes. Requests that are under way go on with the one that they began with.
type fetchers struct {
	mu      sync.Mutex // guards what follows
	current *fetch.Fetcher
	by      network          // that current was made with
	before  []*fetch.Fetcher // those that it took the place of

	parsers int // at a time; 0: one for each core
}

// network is what the configuration says of fetching.
type network struct {
	contact, proxy              string
	timeout, silence, every     time.Duration
	perHost, total              int
	allowPrivate, allowCommands bool
}

func (c *Config) network() network {
	return network{
		contact: c.Contact, proxy: c.Proxy,
		timeout: c.Timeout.Std(), silence: c.Silence.Std(), every: c.RefreshEvery.Std(),
		perHost: c.PerHost, total: c.Connections,
		allowPrivate: c.AllowPrivate, allowCommands: c.AllowCommands,
	}
}

// fetcher is the part that asks publishers, as the configuration says now.
func (a *app) fetcher() (*fetch.Fetcher, error) {
	if _, err := a.settings(); err != nil {
		return nil, err
	}
	by, p := a.currentConfig().network(), &a.fetchers
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != nil && p.by == by {
		return p.current, nil
	}
	renew := fetch.New
	if p.current != nil {
		p.before = append(p.before, p.current)
		renew = p.current.With
	}
	p.by = by
	p.current = renew(fetch.Options{
		Version:       buildVersion().Version,
		Contact:       by.contact,
		Timeout:       by.timeout,
		Silence:       by.silence,
		PerHost:       by.perHost,
		Total:         by.total,
		Parsers:       a.fetchers.parsers,
		AllowPrivate:  by.allowPrivate,
		AllowCommands: by.allowCommands,
		Proxy:         by.proxy,
		Every:         by.every,
		Getenv:        a.sys.Getenv,
		Now:           a.sys.Now,
		Logger:        a.log,
	})
	return p.current, nil
}

// close lets all connections go.
func (p *fetchers) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.before {
		f.Close()
	}
	if p.current != nil {
		p.current.Close()
	}
}
