package store

import (
	"context"
	"database/sql"
	"iter"
	"time"

	"lede/feed"
)

// StatusRecord is all of the user's own state of one entry, named so that another
// database of the same feeds finds the entry. Fields the user never set have no
// time.
type StatusRecord struct {
	FeedURL   string        `json:"feed_url"`
	GUID      string        `json:"guid,omitempty"`
	URL       string        `json:"url,omitempty"`
	Title     string        `json:"title,omitempty"` // for people; not used to find the entry
	Key       int64         `json:"key"`             // hash of the entry's identity
	Read      bool          `json:"read"`
	ReadAt    time.Time     `json:"read_at,omitzero"`
	Starred   bool          `json:"starred"`
	StarredAt time.Time     `json:"starred_at,omitzero"`
	Later     bool          `json:"later"`
	LaterAt   time.Time     `json:"later_at,omitzero"`
	Hidden    bool          `json:"hidden,omitempty"`
	HiddenAt  time.Time     `json:"hidden_at,omitzero"`
	Labels    []string      `json:"labels,omitempty"`
	Position  feed.Position `json:"position,omitzero"`
	PlaceAt   time.Time     `json:"position_at,omitzero"`
}

// Statuses streams what the user has set, in order of entries. It stops at the
// first error, which it yields.
func (s *Store) Statuses(ctx context.Context) iter.Seq2[StatusRecord, error] {
	return func(yield func(StatusRecord, error) bool) {
		for last := int64(0); ; {
			records, next, err := s.statusesAfter(ctx, last)
			if err != nil {
				yield(StatusRecord{}, s.explain("reading statuses", err))
				return
			}
			for _, r := range records {
				if !yield(r, nil) {
					return
				}
			}
			if last = next; len(records) == 0 {
				return
			}
		}
	}
}

func (s *Store) statusesAfter(ctx context.Context, last int64) (records []StatusRecord, next int64, err error) {
	q := s.read(ctx)
	at := make(map[int64]int)
	var ids []int64
	err = all(q, `SELECT s.entry_id, f.url, e.guid, e.url, e.title, e.key, s.read, s.read_at, s.starred, s.starred_at, s.later, s.later_at,
			s.hidden, s.hidden_at, s.position_offset, s.position_length, s.position_at
		FROM status s CROSS JOIN entry e ON e.id = s.entry_id CROSS JOIN feed f ON f.id = s.feed_id
		WHERE s.account_id = ? AND s.entry_id > ? AND (s.changed_at > 0 OR s.position_at > 0 OR s.labelled = 1)
		ORDER BY s.entry_id LIMIT 500`, []any{s.account, last}, func(rows *sql.Rows) error {
		var r StatusRecord
		var readAt, starredAt, laterAt, hiddenAt, placeAt int64
		err := rows.Scan(&next, &r.FeedURL, &r.GUID, &r.URL, &r.Title, &r.Key, &r.Read, &readAt, &r.Starred, &starredAt, &r.Later, &laterAt,
			&r.Hidden, &hiddenAt, &r.Position.Offset, &r.Position.Length, &placeAt)
		r.ReadAt, r.StarredAt, r.LaterAt, r.HiddenAt, r.PlaceAt = fromMillis(readAt), fromMillis(starredAt), fromMillis(laterAt), fromMillis(hiddenAt), fromMillis(placeAt)
		at[next] = len(records)
		ids, records = append(ids, next), append(records, r)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	err = all(q, "SELECT l.entry_id, l.name FROM json_each(?) j CROSS JOIN label l ON l.account_id = ? AND l.entry_id = j.value ORDER BY l.name",
		[]any{idList(ids), s.account}, func(rows *sql.Rows) error {
			var id int64
			var name string
			err := rows.Scan(&id, &name)
			records[at[id]].Labels = append(records[at[id]].Labels, name)
			return err
		})
	return records, next, err
}

// ImportStatuses takes over what another database said, field by field where it
// was set later than here. It returns how many entries changed and how many are
// not known here.
func (s *Store) ImportStatuses(ctx context.Context, records []StatusRecord) (changed, unknown int, err error) {
	for len(records) > 0 {
		batch := records[:min(len(records), upkeepBatch)]
		records = records[len(batch):]
		err := s.write(ctx, byUser, func(t *tx) error {
			for _, r := range batch {
				found, took, err := t.importStatus(s.account, r)
				if err != nil {
					return err
				}
				changed += bit(took)
				unknown += bit(!found)
			}
			return nil
		})
		if err != nil {
			return changed, unknown, s.explain("importing statuses", err)
		}
	}
	return changed, unknown, nil
}

func (t *tx) importStatus(account int64, r StatusRecord) (found, took bool, err error) {
	key := r.Key
	if r.GUID != "" || r.URL != "" {
		key = hash64(feed.Identity(&feed.Entry{GUID: r.GUID, URL: r.URL}))
	}
	var id int64
	found, err = t.get("SELECT e.id FROM feed f CROSS JOIN entry e ON e.feed_id = f.id AND e.key = ?2 CROSS JOIN status s ON s.account_id = ?3 AND s.entry_id = e.id WHERE f.url = ?1",
		[]any{r.FeedURL, key, account}, &id)
	if err != nil || !found {
		return found, false, err
	}
	for _, f := range []struct {
		column string
		value  bool
		at     time.Time
	}{{"read", r.Read, r.ReadAt}, {"starred", r.Starred, r.StarredAt}, {"later", r.Later, r.LaterAt}, {"hidden", r.Hidden, r.HiddenAt}} {
		if f.at.IsZero() {
			continue
		}
		entries, err := t.flags(f.column, "status s WHERE s.account_id = ? AND s.entry_id = ? AND s."+f.column+"_at < ? AND s."+f.column+" <> ?",
			account, id, f.at.UnixMilli(), f.value)
		if err != nil {
			return true, took, err
		}
		took = took || len(entries) > 0
		if err := t.setFlag(account, f.column, entries, f.value, originImport); err != nil {
			return true, took, err
		}
		// It was set when the other database says, not now, also where it was so already.
		if err := t.exec("UPDATE status SET "+f.column+"_at = CASE WHEN ?1 THEN ?2 ELSE max("+f.column+"_at, ?2) END, changed_at = max(changed_at, ?2) WHERE account_id = ?3 AND entry_id = ?4",
			len(entries) > 0, f.at.UnixMilli(), account, id); err != nil {
			return true, took, err
		}
	}
	for _, name := range r.Labels {
		n, err := t.insertLabel(account, id, name)
		if err != nil {
			return true, took, err
		}
		if n > 0 {
			took = true
			if err := t.exec("UPDATE status SET labelled = 1 WHERE account_id = ? AND entry_id = ?", account, id); err != nil {
				return true, took, err
			}
		}
	}
	if r.PlaceAt.IsZero() {
		return true, took, nil
	}
	n, err := t.changed("UPDATE status SET position_offset = ?1, position_length = ?2, position_at = ?3 WHERE account_id = ?4 AND entry_id = ?5 AND position_at < ?3",
		r.Position.Offset, r.Position.Length, r.PlaceAt.UnixMilli(), account, id)
	return true, took || n > 0, err
}
