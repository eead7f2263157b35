package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/sync/errgroup"
	_ "modernc.org/sqlite" // the driver that lede has
)

// The steps that a process of this program's own can do.
var stepNames = []string{"bare", "parse", "insert", "conditional"}

// connections at a time, and at one host: what lede allows itself.
const (
	connections = 64
	perHost     = 2
)

// stepOptions say what one such process does.
type stepOptions struct {
	step, urls, etags, db string
}

// fetched is a body on its way from the network.
type fetched struct {
	feed int
	body []byte
}

func (s stepOptions) run(ctx context.Context) error {
	list, err := os.ReadFile(s.urls)
	if err != nil {
		return err
	}
	urls := strings.Fields(string(list))
	switch s.step {
	case "bare":
		etags, err := fetchAll(ctx, urls, nil, func(context.Context, fetched) error { return nil })
		if err != nil {
			return err
		}
		kept, err := json.Marshal(etags)
		if err != nil {
			return err
		}
		return os.WriteFile(s.etags, kept, 0o600)
	case "conditional":
		var etags map[string]string
		kept, err := os.ReadFile(s.etags)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(kept, &etags); err != nil {
			return err
		}
		_, err = fetchAll(ctx, urls, etags, func(context.Context, fetched) error { return nil })
		return err
	case "parse":
		return pipeline(ctx, urls, func(context.Context, <-chan parsed) error { return nil })
	case "insert":
		return pipeline(ctx, urls, s.insert)
	}
	return fmt.Errorf("there is no step %q", s.step)
}

// fetchAll asks for every URL, with its ETag where there is one, and hands the
// bodies on. Feeds that fail are left out. It returns the ETags that came.
func fetchAll(ctx context.Context, urls []string, etags map[string]string, each func(context.Context, fetched) error) (map[string]string, error) {
	client := &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxConnsPerHost: perHost, MaxIdleConns: connections, MaxIdleConnsPerHost: perHost},
	}
	var (
		mu   sync.Mutex
		came = make(map[string]string, len(urls))
	)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(connections)
	for i, url := range urls {
		group.Go(func() error {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				return err
			}
			if tag := etags[url]; tag != "" {
				req.Header.Set("If-None-Match", tag)
			}
			resp, err := client.Do(req)
			if err != nil {
				return ctx.Err() // a feed may fail; the run may not
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != http.StatusOK {
				return ctx.Err()
			}
			mu.Lock()
			came[url] = resp.Header.Get("ETag")
			mu.Unlock()
			return each(ctx, fetched{i, body})
		})
	}
	return came, group.Wait()
}

// parsed is a feed with its number.
type parsed struct {
	feed int
	doc  *gofeed.Feed
}

// pipeline fetches, parses on all cores, and hands the feeds to sink.
func pipeline(ctx context.Context, urls []string, sink func(context.Context, <-chan parsed) error) error {
	bodies, docs := make(chan fetched, connections), make(chan parsed, connections)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(bodies)
		_, err := fetchAll(ctx, urls, nil, func(ctx context.Context, f fetched) error {
			select {
			case bodies <- f:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		return err
	})
	group.Go(func() error {
		defer close(docs)
		parsers, ctx := errgroup.WithContext(ctx)
		for range runtime.GOMAXPROCS(0) {
			parsers.Go(func() error { return parseAll(ctx, bodies, docs) })
		}
		return parsers.Wait()
	})
	group.Go(func() error {
		err := sink(ctx, docs)
		for range docs { // what a sink does not want must still be parsed
		}
		return err
	})
	return group.Wait()
}

func parseAll(ctx context.Context, bodies <-chan fetched, docs chan<- parsed) error {
	for f := range bodies {
		doc, err := gofeed.NewParser().Parse(bytes.NewReader(f.body))
		if err != nil {
			continue // a feed that fails is left out
		}
		select {
		case docs <- parsed{f.feed, doc}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// insert stores plain rows: the least that a reader with a database must do.
func (s stepOptions) insert(ctx context.Context, docs <-chan parsed) error {
	db, err := sql.Open("sqlite", "file:"+s.db+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `CREATE TABLE entries (id INTEGER PRIMARY KEY, feed INTEGER, guid TEXT, url TEXT, title TEXT,
		author TEXT, published INTEGER, content TEXT, UNIQUE (feed, guid))`)
	if err != nil {
		return err
	}
	for doc := range docs {
		if err := insertFeed(ctx, db, doc); err != nil {
			return err
		}
	}
	return db.Close()
}

// insertFeed stores a feed's entries in one transaction.
func insertFeed(ctx context.Context, db *sql.DB, p parsed) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO entries (feed, guid, url, title, author, published, content) VALUES (?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, item := range p.doc.Items {
		var author string
		if len(item.Authors) > 0 {
			author = item.Authors[0].Name
		}
		var published int64
		if item.PublishedParsed != nil {
			published = item.PublishedParsed.UnixMilli()
		}
		content := item.Content
		if content == "" {
			content = item.Description
		}
		if _, err := stmt.ExecContext(ctx, p.feed, item.GUID, item.Link, item.Title, author, published, content); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// countRows counts a table of a database that nobody has open.
func countRows(ctx context.Context, path, table string) (int, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	var n int
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&n)
	return n, err
}
