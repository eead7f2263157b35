package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"lede/feed"
)

// mend makes a library of what was saved: what belongs together is there or
// nothing of it, and what is lost is counted.
func (v *salvage) mend(ctx context.Context, known []feed.Subscription) error {
	if err := v.readIdentities(ctx); err != nil {
		return err
	}
	err := v.to.write(ctx, background, func(t *tx) error {
		for _, step := range []func(*tx) error{
			func(t *tx) error { return v.mendFeeds(t, known) },
			v.mendStatuses, mendTexts, mendRest,
		} {
			if err := step(t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := v.to.Subscribe(ctx, known); err != nil {
		return err
	}
	return v.adopt(ctx)
}

// lose notes that something is lost, one thing or many.
func (v *salvage) lose(n int, one, many string) {
	switch {
	case n == 1:
		v.lost = append(v.lost, one)
	case n > 1:
		v.lost = append(v.lost, fmt.Sprintf(many, n))
	}
}

// number asks for one number.
func (t *tx) number(query string, args ...any) (n int, err error) {
	_, err = t.get(query, args, &n)
	return n, err
}

// mendFeeds gives the feeds of stories and subscriptions that are lost their
// address back: from its index, or as it is known from elsewhere.
func (v *salvage) mendFeeds(t *tx, known []feed.Subscription) error {
	byID, byURL := make(map[int64]feed.Subscription), make(map[string]feed.Subscription)
	for _, s := range known {
		byID[s.ID], byURL[s.URL] = s, s
	}
	lost, err := idsFrom(t, `SELECT feed_id FROM (SELECT feed_id FROM subscription UNION SELECT feed_id FROM entry UNION SELECT feed_id FROM status)
		WHERE feed_id NOT IN (SELECT id FROM feed)`)
	if err != nil {
		return err
	}
	nameless := 0
	for _, id := range lost {
		f := feed.Feed{URL: v.addresses[id]}
		if f.URL == "" {
			f = byID[id].Feed // lede's list of feeds keeps their numbers; an older one's may have changed
			if may, err := t.mayBeOf(id, f); err != nil {
				return err
			} else if !may {
				f = feed.Feed{}
			}
		} else if s, ok := byURL[f.URL]; ok {
			f = s.Feed
		}
		taken, err := t.number("SELECT count(*) FROM feed WHERE url = ?", f.URL)
		if err != nil {
			return err
		}
		if f.URL == "" || taken > 0 {
			nameless++
			f = feed.Feed{URL: fmt.Sprintf("lost:%d", id), Title: fmt.Sprintf("A feed whose address is lost (%d)", id)}
		}
		if err := t.exec("INSERT INTO feed (id, url, title, home_page_url) VALUES (?, ?, ?, ?)", id, f.URL, f.Title, f.HomePageURL); err != nil {
			return err
		}
	}
	v.lose(len(lost)-nameless, "1 feed is known by its address alone until the next refresh", "%d feeds are known by their address alone until the next refresh")
	v.lose(nameless, "the address of 1 feed is lost: its stories are there, new ones do not come", "the addresses of %d feeds are lost: their stories are there, new ones do not come")
	return nil
}

// mayBeOf says whether the stories that a lost feed has can be of one that is known:
// whether one of them lies at the feed's site, or there are none.
func (t *tx) mayBeOf(lost int64, f feed.Feed) (bool, error) {
	stories, alike := 0, 0
	err := all(t, "SELECT url FROM entry WHERE feed_id = ? AND url <> '' LIMIT 100", []any{lost}, func(rows *sql.Rows) error {
		var story string
		err := rows.Scan(&story)
		stories++
		alike += bit(sameSite(story, f.URL) || sameSite(story, f.HomePageURL))
		return err
	})
	return stories == 0 || alike > 0, err
}

// sameSite says whether the hosts of two addresses are one, or one a part of the
// other.
func sameSite(a, b string) bool {
	x, y := feed.Host(a), feed.Host(b)
	return x != "" && y != "" && (x == y || strings.HasSuffix(x, "."+y) || strings.HasSuffix(y, "."+x))
}

// mendStatuses gives stories without a status a new one.
func (v *salvage) mendStatuses(t *tx) error {
	marks, err := t.changed(`INSERT INTO status (account_id, entry_id, feed_id, story_id, sort_date, arrived, words)
		SELECT ?, id, feed_id, story_id, CASE WHEN published <> 0 THEN min(published, arrived) ELSE arrived END, arrived, words FROM entry
		WHERE dropped_at = 0 AND NOT EXISTS (SELECT 1 FROM status s WHERE s.entry_id = entry.id AND s.account_id IN (SELECT id FROM account))
		AND feed_id NOT IN (SELECT feed_id FROM subscription WHERE account_id = ?)`, v.to.account, WelcomeAccount)
	if err != nil {
		return err
	}
	v.lose(marks, "the marks of 1 story are lost: it is unread", "the marks of %d stories are lost: they are unread")
	labels, err := t.number("SELECT count(*) FROM status s WHERE labelled = 1 AND NOT EXISTS (SELECT 1 FROM label l WHERE l.account_id = s.account_id AND l.entry_id = s.entry_id)")
	v.lose(labels, "the labels of 1 story are lost", "the labels of %d stories are lost")
	return err
}

// mendTexts takes away texts of which no entry is there: they are of none that is
// lost, or no texts at all.
func mendTexts(t *tx) error {
	var strangers []int64
	if err := all(t, "SELECT entry_id, content FROM body", nil, func(rows *sql.Rows) error {
		var key int64
		var row sql.RawBytes
		if err := rows.Scan(&key, &row); err != nil {
			return err
		}
		members, _, err := groupHead(key, row, nil)
		if err != nil {
			return err
		}
		var ids []int64
		for _, m := range members {
			ids = append(ids, m.id)
		}
		n, err := t.number("SELECT count(*) FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value", idList(ids))
		if n == 0 {
			strangers = append(strangers, key)
		}
		return err
	}); err != nil {
		return err
	}
	return t.exec("DELETE FROM body WHERE entry_id IN (SELECT value FROM json_each(?))", idList(strangers))
}

// mendRest makes anew what follows from the rest, has feeds give all that they have,
// and goes on with the numbers of entries behind all that were given to one.
func mendRest(t *tx) error {
	for _, query := range []string{
		"INSERT OR IGNORE INTO story (id, link_key) SELECT story_id, max(link_key) FROM entry WHERE story_id > 0 AND link_key <> 0 GROUP BY story_id",
		"UPDATE status SET labelled = EXISTS (SELECT 1 FROM label l WHERE l.account_id = status.account_id AND l.entry_id = status.entry_id) WHERE labelled = 1 OR entry_id IN (SELECT entry_id FROM label)",
		"DELETE FROM action_part WHERE action_id NOT IN (SELECT id FROM action)",
		"UPDATE subscription SET tags = '[]' WHERE NOT json_valid(tags)",
		"UPDATE subscription SET options = '{}' WHERE NOT json_valid(options)",
		"UPDATE entry SET authors = '' WHERE authors <> '' AND NOT json_valid(authors)",
		"UPDATE entry SET facts = '' WHERE facts <> '' AND NOT json_valid(facts)",
		"UPDATE feed SET etag = '', last_modified = '', body_hash = NULL", // that it has not changed says nothing of what is lost
		"INSERT INTO small (hi, lo) SELECT max(entry_id), 1 FROM body HAVING count(*) > 0",
		"INSERT INTO sqlite_sequence (name, seq) SELECT 'entry', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'entry')",
	} {
		if err := t.exec(query); err != nil {
			return err
		}
	}
	var most []string
	for _, table := range []string{"status", "label", "body", "page", "enclosure", "revision"} {
		most = append(most, "(SELECT coalesce(max(entry_id), 0) FROM "+table+")")
	}
	return t.exec("UPDATE sqlite_sequence SET seq = max(seq, " + strings.Join(most, ", ") + ") WHERE name = 'entry'")
}

// adopt subscribes to the feeds whose subscription is lost and not known from
// elsewhere.
func (v *salvage) adopt(ctx context.Context) error {
	return v.to.write(ctx, background, func(t *tx) error {
		n, err := t.changed(`INSERT INTO subscription (account_id, feed_id, added_at)
			SELECT ?, id, ? FROM feed WHERE id NOT IN (SELECT feed_id FROM subscription) AND url NOT LIKE 'lede:%'`, v.to.account, t.now)
		v.lose(n, "the folder, tags and options of 1 feed are lost", "the folders, tags and options of %d feeds are lost")
		return err
	})
}
