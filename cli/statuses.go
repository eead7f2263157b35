package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"lede/feed"
	"lede/store"
)

// searchRecord is a saved search among exported statuses.
type searchRecord struct {
	Search string    `json:"search"` // its name
	Query  string    `json:"query"`
	Sort   feed.Sort `json:"sort,omitempty"`
}

// exportStatuses writes what the user has set, one JSON object a line: saved
// searches, then the state of stories.
func (a *app) exportStatuses(ctx context.Context, lib *store.Store) error {
	views, err := lib.Views(ctx)
	if err != nil {
		return err
	}
	for _, v := range views {
		if v.Kind != feed.ViewSearch {
			continue
		}
		if err := a.printJSON(searchRecord{v.Name, v.Path, v.Sort}); err != nil {
			return err
		}
	}
	for record, err := range lib.Statuses(ctx) {
		if err != nil {
			return err
		}
		if err := a.printJSON(record); err != nil {
			return err
		}
	}
	return nil
}

// statusBatch is how many statuses are taken over at a time.
const statusBatch = 500

// importStatuses takes over what exportStatuses wrote. The whole file is read
// before anything is written.
func (a *app) importStatuses(ctx context.Context, name string, body []byte) error {
	records, searches, err := readStatuses(body)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	changed, unknown := 0, 0
	for batch := range slices.Chunk(records, statusBatch) {
		c, u, err := lib.ImportStatuses(ctx, batch)
		if err != nil {
			return err
		}
		changed, unknown = changed+c, unknown+u
	}
	if err := saveSearches(ctx, lib, searches); err != nil {
		return err
	}
	words := fmt.Sprintf("%s changed", count(changed, "story was", "stories were"))
	if len(searches) > 0 {
		words += fmt.Sprintf("; %s saved", count(len(searches), "search was", "searches were"))
	}
	if unknown > 0 {
		words += fmt.Sprintf("; %d are not known here: run 'lede refresh' first, then import again", unknown)
	}
	a.say(words, ".")
	return nil
}

// readStatuses reads what exportStatuses wrote. The errors name the line.
func readStatuses(body []byte) (records []store.StatusRecord, searches []searchRecord, err error) {
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var r struct {
			store.StatusRecord
			searchRecord
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, nil, fmt.Errorf("line %d is not a status: %w", n, err)
		}
		switch {
		case r.Search != "":
			searches = append(searches, r.searchRecord)
		case r.FeedURL != "":
			records = append(records, r.StatusRecord)
		default:
			return nil, nil, fmt.Errorf("line %d is not a status: it names no feed", n)
		}
	}
	return records, searches, lines.Err()
}

// saveSearches keeps searches as views, each with its order.
func saveSearches(ctx context.Context, lib *store.Store, searches []searchRecord) error {
	for _, r := range searches {
		v, err := lib.SaveSearch(ctx, r.Search, r.Query)
		if err != nil {
			return err
		}
		if err := lib.SetSort(ctx, v.Ref(), r.Sort); err != nil {
			return err
		}
	}
	return nil
}

// isStatuses tells exported statuses from a subscription list.
func isStatuses(body []byte) bool {
	body = bytes.TrimLeft(body, " \t\r\n")
	return bytes.HasPrefix(body, []byte(`{"feed_url"`)) || bytes.HasPrefix(body, []byte(`{"search"`))
}
