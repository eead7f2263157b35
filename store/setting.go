package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"lede/feed"
)

// Setting reads what was changed inside the program, as the text that
// SetSetting kept; found is false where nothing was.
func (s *Store) Setting(ctx context.Context, name string) (value string, found bool, err error) {
	found, err = s.read(ctx).get("SELECT value FROM setting WHERE account_id = ? AND name = ?", []any{s.account, name}, &value)
	return value, found, s.explain("reading a setting", err)
}

// SetSetting keeps a setting; an empty value forgets it.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	return s.explain("keeping a setting", s.write(ctx, byUser, func(t *tx) error {
		if value == "" {
			return t.exec("DELETE FROM setting WHERE account_id = ? AND name = ?", s.account, name)
		}
		return t.exec("INSERT OR REPLACE INTO setting (account_id, name, value) VALUES (?, ?, ?)", s.account, name, value)
	}))
}

const sessionSetting = "session"

// Session returns where the reader was; the zero Session where it never was.
func (s *Store) Session(ctx context.Context) (session feed.Session, err error) {
	text, found, err := s.Setting(ctx, sessionSetting)
	if err != nil || !found {
		return feed.Session{}, err
	}
	// One that an older or newer lede wrote otherwise is no reason not to start.
	if err := json.Unmarshal([]byte(text), &session); err != nil {
		s.opts.Logger.Warn("reading the last session", "err", err)
		return feed.Session{}, nil
	}
	return session, nil
}

// SetSession keeps where the reader is. A database that can only be read keeps
// nothing, which was said when it was opened.
func (s *Store) SetSession(ctx context.Context, session feed.Session) error {
	if s.readOnly {
		return nil
	}
	return s.SetSetting(ctx, sessionSetting, toJSON(session))
}

const sortSetting = "sort:"

// SetSort remembers the order that the user chose for a view.
func (s *Store) SetSort(ctx context.Context, v feed.ViewRef, sort feed.Sort) error {
	return s.SetSetting(ctx, sortSetting+toJSON(v), string(sort))
}

// addSorts gives views the orders that the user chose for them.
func (s *Store) addSorts(q querier, views []feed.View) error {
	sorts := make(map[feed.ViewRef]feed.Sort)
	err := all(q, "SELECT name, value FROM setting WHERE account_id = ? AND name >= ? AND name < ?",
		[]any{s.account, sortSetting, strings.TrimSuffix(sortSetting, ":") + ";"}, func(rows *sql.Rows) error {
			var name, value string
			if err := rows.Scan(&name, &value); err != nil {
				return err
			}
			var ref feed.ViewRef
			if json.Unmarshal([]byte(strings.TrimPrefix(name, sortSetting)), &ref) == nil {
				sorts[ref] = feed.Sort(value)
			}
			return nil
		})
	for i := range views {
		views[i].Sort = sorts[views[i].Ref()]
	}
	return err
}
