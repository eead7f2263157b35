package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// byFeed is a list with one stretch for each feed, in order of title. How a
// stretch is read is worked out when it is come to: a page has a few of a
// thousand.
func (s *Store) byFeed(q querier, sc *scope) (*plan, error) {
	apart := *sc
	apart.Fold = false // each feed shows what it has
	sc = &apart
	subs, err := s.titled(q, sc)
	if err != nil {
		return nil, err
	}
	size, err := s.sizeOf(q, sc)
	if err != nil {
		return nil, err
	}
	if sc.sparse() && size <= heldKept {
		if p, ok, err := s.sparseByFeed(q, sc, subs); ok || err != nil {
			return p, err
		}
	}
	k, err := s.keptOf(q, sc)
	if err != nil {
		return nil, err
	}
	perFeed, err := k.byFeed(q, s.account)
	if err != nil {
		return nil, err
	}
	p := &plan{}
	asked, fresh := 0, map[int64]bool(nil)
	for _, sub := range subs {
		p.groups = append(p.groups, group{text: sub.place(), make: func() ([]source, error) {
			if asked++; asked == feedsAsked && sc.minID > 0 {
				if fresh, err = s.feedsFresh(q, sc); err != nil {
					return nil, err
				}
			}
			if fresh != nil && !fresh[sub.id] {
				return nil, nil
			}
			of := *sc
			of.allFeeds, of.feeds, of.removed = false, []int64{sub.id}, nil
			if sc.tagged {
				of.within = of.feeds
				if !sub.hasTag(sc.Tag) {
					of.feeds = nil
				}
			}
			return s.sourcesWith(q, &of, kept{places: perFeed[sub.id].places, many: k.many})
		}})
	}
	sortGroups(p)
	return p, nil
}

// feedsAsked is how many feeds of a list of what arrived today are asked before it
// is looked which of them have any.
const feedsAsked = 20

func sortGroups(p *plan) {
	slices.SortFunc(p.groups, func(a, b group) int { return strings.Compare(a.text, b.text) })
}

// titled are the feeds that a list may have entries of.
func (s *Store) titled(q querier, sc *scope) (subs []subscribed, err error) {
	err = all(q, `SELECT s.feed_id, CASE WHEN s.own_title <> '' THEN s.own_title WHEN f.title <> '' THEN f.title ELSE f.url END, CASE WHEN ?2 THEN s.tags ELSE '' END
		FROM counter c CROSS JOIN subscription s ON s.account_id = c.account_id AND s.feed_id = c.feed_id CROSS JOIN feed f ON f.id = s.feed_id
		WHERE c.account_id = ?1 AND c.total > 0 AND s.removed_at = 0`, []any{s.account, sc.tagged}, func(rows *sql.Rows) error {
		var s subscribed
		var tags string
		if err := rows.Scan(&s.id, &s.title, &tags); err != nil {
			return err
		}
		if sc.allFeeds || sc.has(s.id) {
			subs = append(subs, s)
			return fromJSON(tags, &subs[len(subs)-1].tags)
		}
		return nil
	})
	return subs, err
}

// has says whether the list of a scope that is not all feeds' may have entries of
// one.
func (sc *scope) has(id int64) bool {
	_, in := slices.BinarySearch(sc.feeds, id)
	if !in && sc.tagged {
		_, in = slices.BinarySearch(sc.within, id)
	}
	return in
}

// place is where a feed stands in a list by feed.
func (s subscribed) place() string {
	return fmt.Sprintf("%s\x00%016x", strings.ToLower(s.title), s.id)
}

// sparse says whether a scope may have few entries of many feeds, so that most
// feeds would be asked in vain.
func (sc *scope) sparse() bool {
	return is(sc.Starred, true) || is(sc.Later, true) || sc.tagged || !sc.Fresh.IsZero() || sc.StoryID != 0 || !sc.Since.IsZero() && !sc.Until.IsZero()
}

// sparseByFeed is a list by feed that is read into memory first; ok is false
// where there is too much of it.
func (s *Store) sparseByFeed(q querier, sc *scope, subs []subscribed) (p *plan, ok bool, err error) {
	sources, err := s.gathered(q, sc)
	if err != nil {
		return nil, false, err
	}
	perFeed, left := make(map[int64][]place), heldSmall
	for i := range sources {
		if sources[i].held {
			k, err := kept{places: sources[i].memory}.byFeed(q, s.account)
			if err != nil {
				return nil, false, err
			}
			for id, of := range k {
				perFeed[id] = append(perFeed[id], of.places...)
			}
			continue
		}
		if err := sources[i].readFeeds(q, s.account, left+1, func(feedID int64, at place) {
			perFeed[feedID] = append(perFeed[feedID], at)
			left--
		}); err != nil || left < 0 {
			return nil, false, err
		}
	}
	p = &plan{}
	for _, sub := range subs {
		if of := perFeed[sub.id]; len(of) > 0 {
			slices.SortFunc(of, place.compare)
			p.groups = append(p.groups, group{text: sub.place(), sources: []source{{held: true, memory: slices.Compact(of)}}})
		}
	}
	sortGroups(p)
	return p, true, nil
}

// readFeeds reads a range in no order, each entry with its feed.
func (src *source) readFeeds(q querier, account int64, limit int, yield func(feedID int64, at place)) error {
	column, id := src.columns()
	query, args := src.unordered(account, column+", "+id+", s.feed_id", limit)
	return all(q, query, args, func(rows *sql.Rows) error {
		var at place
		var feedID int64
		err := rows.Scan(&at.sort, &at.id, &feedID)
		yield(feedID, at)
		return err
	})
}

// byFeed parts what is kept by feed.
func (k kept) byFeed(q querier, account int64) (map[int64]kept, error) {
	if len(k.places) == 0 {
		return nil, nil
	}
	feedOf, err := feedsOfEntries(q, account, k.places)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]kept)
	for _, p := range k.places {
		of := out[feedOf[p.id]]
		of.places = append(of.places, p)
		out[feedOf[p.id]] = of
	}
	return out, nil
}
