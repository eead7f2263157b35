package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"lede/feed"
	"lede/store"
)

func newBackup(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the database, even while it is in use",
		Long: `Copy the database to a new file. Other lede processes may go on using it meanwhile.
To go back to the copy, put it in the database's place while no lede is running.`,
		Example: "  lede backup ~/lede-$(date +%F).db",
		Args:    wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lib, err := a.library(cmd.Context())
			if err != nil {
				return err
			}
			if err := lib.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			a.say("The database was copied to ", args[0], ".")
			return nil
		},
	}
}

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

// importNewsboat moves in from newsboat: its urls, then its cache.
func (a *app) importNewsboat(ctx context.Context, dir string) error {
	urls, cache, err := findNewsboat(dir)
	if err != nil {
		return err
	}
	list, err := a.readList(urls)
	if err != nil {
		return err
	}
	if err := a.importList(ctx, list); err != nil {
		return err
	}
	if cache == "" {
		a.say("newsboat's cache.db was not found, so no stories were imported.")
		return nil
	}
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	m, err := lib.ImportNewsboat(ctx, cache)
	if err != nil {
		return fmt.Errorf("%s: %w", cache, err)
	}
	words := fmt.Sprintf("Imported from %s: %s, %d of them read, %d with flags", cache, count(m.Entries, "story", "stories"), m.Read, m.Labelled)
	if m.Hidden > 0 {
		words += fmt.Sprintf("; %d that had been deleted there are hidden here", m.Hidden)
	}
	a.say(words, ".")
	return nil
}

// findNewsboat finds newsboat's files: in the given folder, or where newsboat
// itself looks.
func findNewsboat(dir string) (urls, cache string, err error) {
	places := [][2]string{{dir, dir}}
	if dir == "" {
		places = [][2]string{
			{filepath.Join(xdg.ConfigHome, "newsboat"), filepath.Join(xdg.DataHome, "newsboat")},
			{filepath.Join(xdg.Home, ".config", "newsboat"), filepath.Join(xdg.Home, ".local", "share", "newsboat")}, // on macOS too
			{filepath.Join(xdg.Home, ".newsboat"), filepath.Join(xdg.Home, ".newsboat")},
		}
	}
	for _, p := range places {
		urls = filepath.Join(p[0], "urls")
		if _, err := os.Stat(urls); err != nil {
			continue
		}
		cache = filepath.Join(p[1], "cache.db")
		if _, err := os.Stat(cache); errors.Is(err, fs.ErrNotExist) {
			cache = ""
		}
		return urls, cache, nil
	}
	return "", "", errors.New("newsboat's urls file was not found; name its folder: lede import --from newsboat DIR")
}

// readWhole reads a list or statuses, bounded.
func readWhole(r io.Reader) ([]byte, error) {
	const limit = 256 << 20
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && len(body) > limit {
		err = fmt.Errorf("it is larger than %d MB", limit>>20)
	}
	return body, err
}
