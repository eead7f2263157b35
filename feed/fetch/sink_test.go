package fetch

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lede/feed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shelf is a Sink in memory, with leases.
type shelf struct {
	mu       sync.Mutex
	subs     []feed.Subscription
	owners   map[int64]string
	answers  map[int64][]feed.Answer // all that were stored, in order
	batches  []int
	released []int64
	waits    map[string]time.Time

	storeErr error
	onStore  func([]feed.Answer) // called before a batch is taken in
}

func newShelf(urls ...string) *shelf {
	s := &shelf{owners: map[int64]string{}, answers: map[int64][]feed.Answer{}, waits: map[string]time.Time{}}
	for i, u := range urls {
		s.subs = append(s.subs, subscription(int64(i+1), u))
	}
	return s
}

func subscription(id int64, url string) feed.Subscription {
	var s feed.Subscription
	s.ID, s.URL = id, url
	return s
}

func (s *shelf) Claim(_ context.Context, c feed.Claim) ([]feed.Subscription, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []feed.Subscription
	for _, sub := range s.subs {
		wanted := c.All || slices.Contains(c.FeedIDs, sub.ID) || len(c.FeedIDs) == 0 && !sub.Health.NextCheck.After(c.Now)
		if owner := s.owners[sub.ID]; !wanted || owner != "" && owner != c.Owner {
			continue
		}
		s.owners[sub.ID] = c.Owner
		out = append(out, sub)
	}
	return out, nil
}

func (s *shelf) Known(context.Context, int64) (feed.Known, error) { return nil, nil }

func (s *shelf) Prepare(*feed.Answer) {}

func (s *shelf) Store(ctx context.Context, answers []feed.Answer) ([]feed.Stored, error) {
	if s.onStore != nil {
		s.onStore(answers)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.storeErr != nil {
		return nil, s.storeErr
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []feed.Stored
	for _, a := range answers {
		s.answers[a.FeedID] = append(s.answers[a.FeedID], a)
		s.owners[a.FeedID] = ""
		i := slices.IndexFunc(s.subs, func(sub feed.Subscription) bool { return sub.ID == a.FeedID })
		s.keep(&s.subs[i], a)
		st := feed.Stored{FeedID: a.FeedID}
		if a.Document != nil {
			st.New = len(a.Document.Entries)
		}
		out = append(out, st)
	}
	s.batches = append(s.batches, len(answers))
	return out, nil
}

// keep changes a subscription as a store would.
func (s *shelf) keep(sub *feed.Subscription, a feed.Answer) {
	h := &sub.Health
	h.NextCheck, h.Notice = a.NextCheck, a.Notice
	switch a.Outcome {
	case feed.OutcomeFailed:
		h.Error, h.ErrorCount, h.Gone, h.LastChecked = a.Error, h.ErrorCount+1, a.Gone, a.At
	case feed.OutcomeFetched, feed.OutcomeUnchanged:
		h.Error, h.ErrorCount, h.LastChecked, h.LastSuccess = "", 0, a.At, a.At
		h.MovedTo = a.MovedTo
		if a.NewURL != "" {
			sub.URL = a.NewURL
		}
		sub.Validators = feed.Validators{}
		if a.Validators != nil {
			sub.Validators = *a.Validators
		}
	}
}

func (s *shelf) Release(_ context.Context, owner string, ids []int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if s.owners[id] == owner {
			s.owners[id] = ""
		}
	}
	s.released = append(s.released, ids...)
	return nil
}

func (s *shelf) HostWaits(context.Context) (map[string]time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]time.Time)
	for k, v := range s.waits {
		out[k] = v
	}
	return out, nil
}

func (s *shelf) SetHostWait(_ context.Context, host string, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waits[host] = until
	return nil
}

// last is the newest answer stored for a feed.
func (s *shelf) last(t *testing.T, id int64) feed.Answer {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers[id]) == 0 {
		t.Fatalf("nothing was stored for feed %d", id)
	}
	return s.answers[id][len(s.answers[id])-1]
}

// leased lists the feeds that are still held.
func (s *shelf) leased() (ids []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, owner := range s.owners {
		if owner != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
