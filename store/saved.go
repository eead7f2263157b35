package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"lede/feed"
)

// savedSearch is a row of view.
type savedSearch struct {
	Name     string `json:"name"`
	Query    string `json:"query"`
	Position int    `json:"position"`
}

// searchChange is one saved search before and after an action; nil: there was
// none.
type searchChange struct {
	ID     int64        `json:"id"`
	Before *savedSearch `json:"before"`
	After  *savedSearch `json:"after"`
}

// searchChanges are the detail of an action on saved searches.
type searchChanges []searchChange

// revert puts back those that are still as the action left them.
func (c searchChanges) revert(t *tx, account int64, u *feed.Undone) error {
	for _, one := range c {
		now, err := t.savedSearch(account, one.ID)
		if err != nil {
			return err
		}
		if (now == nil) != (one.After == nil) || now != nil && *now != *one.After {
			continue
		}
		if err := t.putSearch(account, one.ID, one.Before); err != nil {
			return err
		}
		u.Changed++
	}
	return nil
}

// savedSearch reads one; nil: there is none.
func (t *tx) savedSearch(account, id int64) (*savedSearch, error) {
	var v savedSearch
	found, err := t.get("SELECT name, query, position FROM view WHERE account_id = ? AND id = ?", []any{account, id}, &v.Name, &v.Query, &v.Position)
	if err != nil || !found {
		return nil, err
	}
	return &v, nil
}

// putSearch makes a saved search what is given; nil: it is forgotten.
func (t *tx) putSearch(account, id int64, v *savedSearch) error {
	if v == nil {
		return t.exec("DELETE FROM view WHERE account_id = ? AND id = ?", account, id)
	}
	return t.exec(`INSERT INTO view (id, account_id, name, query, position) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, query = excluded.query, position = excluded.position`, id, account, v.Name, v.Query, v.Position)
}

// SaveSearch keeps a search as a view and returns its row in the sidebar. One of
// the same name is replaced.
func (s *Store) SaveSearch(ctx context.Context, name, query string) (v feed.View, err error) {
	name = cmp.Or(feed.Clean(name, 200), feed.Clean(query, 200))
	if name == "" {
		return v, s.explain("saving the search", errors.New("it has no words and no name"))
	}
	v = feed.View{Kind: feed.ViewSearch, Name: name, Path: query}
	err = s.write(ctx, byUser, func(t *tx) error {
		c := searchChange{After: &savedSearch{Name: name, Query: query}}
		found, err := t.get("SELECT id FROM view WHERE account_id = ? AND name = ?", []any{s.account, name}, &c.ID)
		switch {
		case err != nil:
			return err
		case found:
			if c.Before, err = t.savedSearch(s.account, c.ID); err != nil || c.Before.Query == query {
				v.ID = c.ID
				return err
			}
			c.After.Position = c.Before.Position
			err = t.putSearch(s.account, c.ID, c.After)
		default:
			if _, err := t.get("SELECT coalesce(max(position), 0) + 1 FROM view WHERE account_id = ?", []any{s.account}, &c.After.Position); err != nil {
				return err
			}
			c.ID, err = t.insert("INSERT INTO view (account_id, name, query, position) VALUES (?, ?, ?, ?)", s.account, name, query, c.After.Position)
		}
		if err != nil {
			return err
		}
		v.ID = c.ID
		_, err = t.journal(s.account, actionSearch, "save the search "+name, toJSON(searchChanges{c}))
		return err
	})
	return v, s.explain("saving the search", err)
}

// RenameSearch gives a saved search another name, which no other may have.
func (s *Store) RenameSearch(ctx context.Context, id int64, name string) error {
	name = feed.Clean(name, 200)
	return s.explain("renaming the search", s.write(ctx, byUser, func(t *tx) error {
		before, err := t.savedSearch(s.account, id)
		switch {
		case err != nil:
			return err
		case before == nil:
			return ErrNotFound
		case name == "":
			return errors.New("a name is needed")
		case before.Name == name:
			return nil
		}
		var other int64
		if found, err := t.get("SELECT id FROM view WHERE account_id = ? AND name = ?", []any{s.account, name}, &other); err != nil || found {
			return cmp.Or(err, fmt.Errorf("there is one called %s already", name))
		}
		after := *before
		after.Name = name
		if err := t.putSearch(s.account, id, &after); err != nil {
			return err
		}
		_, err = t.journal(s.account, actionSearch, "rename the search "+before.Name+" to "+name, toJSON(searchChanges{{id, before, &after}}))
		return err
	}))
}

// DeleteSearch forgets a saved search.
func (s *Store) DeleteSearch(ctx context.Context, id int64) error {
	return s.explain("forgetting the search", s.write(ctx, byUser, func(t *tx) error {
		before, err := t.savedSearch(s.account, id)
		if err != nil || before == nil {
			return cmp.Or(err, error(ErrNotFound))
		}
		if err := t.putSearch(s.account, id, nil); err != nil {
			return err
		}
		_, err = t.journal(s.account, actionSearch, "delete the search "+before.Name, toJSON(searchChanges{{id, before, nil}}))
		return err
	}))
}

// MoveSearch moves a saved search by n places down (up, where n is negative)
// among the others, as far as there are places.
func (s *Store) MoveSearch(ctx context.Context, id int64, n int) error {
	return s.explain("moving the search", s.write(ctx, byUser, func(t *tx) error {
		ids, err := t.searchOrder(s.account)
		if err != nil {
			return err
		}
		at := slices.Index(ids, id)
		if at < 0 {
			return ErrNotFound
		}
		to := max(0, min(at+n, len(ids)-1))
		if to == at {
			return nil
		}
		ids = slices.Insert(slices.Delete(ids, at, at+1), to, id)
		var changes searchChanges
		name := ""
		for i, id2 := range ids {
			before, err := t.savedSearch(s.account, id2)
			if err != nil {
				return err
			}
			if id2 == id {
				name = before.Name
			}
			if before.Position == i+1 {
				continue
			}
			after := *before
			after.Position = i + 1
			if err := t.putSearch(s.account, id2, &after); err != nil {
				return err
			}
			changes = append(changes, searchChange{id2, before, &after})
		}
		_, err = t.journal(s.account, actionSearch, "move the search "+name, toJSON(changes))
		return err
	}))
}

// searchOrder are the saved searches from top to bottom.
func (t *tx) searchOrder(account int64) ([]int64, error) {
	return idsFrom(t, "SELECT id FROM view WHERE account_id = ? ORDER BY position, id", account)
}

func (s *Store) savedSearches(q querier) (views []feed.View, err error) {
	err = all(q, "SELECT id, name, query FROM view WHERE account_id = ? ORDER BY position, id", []any{s.account}, func(rows *sql.Rows) error {
		v := feed.View{Kind: feed.ViewSearch}
		err := rows.Scan(&v.ID, &v.Name, &v.Path)
		views = append(views, v)
		return err
	})
	return views, err
}

// searchPatience bounds the counting of one saved search: a condition that no
// index knows may have to look at every unread entry.
const searchPatience = 500 * time.Millisecond

// SearchUnread counts what is unread of each saved search, by its id, up to
// feed.CountLimit. One that takes too long is feed.Uncounted. It is apart from Views,
// which the screen must not wait for.
func (s *Store) SearchUnread(ctx context.Context) (map[int64]int, error) {
	return s.searchUnread(ctx, searchPatience)
}

func (s *Store) searchUnread(ctx context.Context, patience time.Duration) (map[int64]int, error) {
	q := s.read(ctx)
	saved, err := s.savedSearches(q)
	if err != nil {
		return nil, s.explain("reading the saved searches", err)
	}
	counts := make(map[int64]int, len(saved))
	for _, v := range saved {
		f, _ := feed.ParseQuery(v.Path, s.opts.Now())
		if is(f.Read, true) {
			counts[v.ID] = 0
			continue
		}
		unread := false
		f.Read = &unread
		bounded, cancel := context.WithTimeout(ctx, patience)
		n, _, err := s.Count(bounded, feed.Window{Filter: f}, nil, feed.CountLimit)
		late := bounded.Err() != nil && ctx.Err() == nil
		cancel()
		switch {
		case late:
			counts[v.ID] = feed.Uncounted
		case err != nil:
			return nil, err
		default:
			counts[v.ID] = n
		}
	}
	return counts, nil
}
