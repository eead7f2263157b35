package store

import (
	"context"
	"testing"
	"time"

	"lede/feed"
)

// An action that is too old to be undone goes with all its parts, a few of a
// large one's at a time, and can't be undone meanwhile.
func TestForgottenActions(t *testing.T) {
	s, _ := newStore(t, Options{NewFeedUnread: 500})
	id := subscribe(t, s, "https://a.example/")[0]
	a := fetched(id, noon)
	for n := range 20 {
		a.Document.Entries = append(a.Document.Entries, story(n, n))
	}
	put(t, s, a)
	must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Read, On: true, All: &feed.Filter{}}))
	// It has as many parts as of a library of a million.
	if err := s.write(t.Context(), byUser, func(t *tx) error {
		for n := range 3 * forgottenParts {
			if err := t.exec("INSERT INTO action_part (action_id, n, set_ids, unset_ids) VALUES (1, ?, x'', x'')", n+10); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	one := list(t, s, feed.Window{Limit: 1})[0].EntryID
	mark := func() {
		t.Helper()
		must[feed.Marked](t)(s.Mark(t.Context(), feed.Mark{Flag: feed.Starred, Toggle: true, EntryIDs: []int64{one}}))
	}
	for range maxActions + 1 {
		mark()
	}
	for n := range maxActions {
		if u := must[feed.Undone](t)(s.Undo(t.Context())); u.Action == "" || u.Changed > 1 {
			t.Fatal(n, u)
		}
	}
	if u := must[feed.Undone](t)(s.Undo(t.Context())); u.Action != "" {
		t.Fatal("undone, though it is forgotten in part:", u)
	}
	for range 3 {
		mark()
	}
	var actions, parts int
	if _, err := s.read(t.Context()).get("SELECT (SELECT count(*) FROM action), (SELECT count(*) FROM action_part)", nil, &actions, &parts); err != nil || actions != maxActions || parts != maxActions {
		t.Error(actions, parts, err)
	}
}

// A background write that waits for another process does not keep this one's
// marks waiting behind it.
func TestBackgroundYields(t *testing.T) {
	s, _ := newStore(t, Options{})
	put(t, s, fetched(subscribe(t, s, "https://a.example/")[0], noon, story(0, 1)))
	id := list(t, s, feed.Window{})[0].EntryID
	other, err := Open(t.Context(), s.Path(), s.opts)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	begun, end, done := make(chan bool), make(chan bool), make(chan error, 3)
	go func() {
		done <- other.write(t.Context(), background, func(*tx) error { close(begun); <-end; return nil })
	}()
	<-begun
	var order []string // both write it in their transactions
	note := func(who string) func(*tx) error {
		return func(*tx) error { order = append(order, who); return nil }
	}
	go func() { done <- s.write(t.Context(), background, note("background")) }()
	for held := false; !held; time.Sleep(time.Millisecond) { // it is at the gate, and waits for the other
		s.gate.mu.Lock()
		held = s.gate.held
		s.gate.mu.Unlock()
	}
	go func() { done <- s.write(t.Context(), byUser, note("mark")) }()
	for !s.gate.wanted() && len(order) == 0 {
		time.Sleep(time.Millisecond)
	}
	for s.gate.wanted() { // the background write lets it pass
		time.Sleep(time.Millisecond)
	}
	close(end)
	for range 3 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if len(order) != 2 || order[0] != "mark" {
		t.Error(order)
	}
	must[feed.Marked](t)(s.Mark(context.Background(), feed.Mark{Flag: feed.Starred, On: true, EntryIDs: []int64{id}}))
}
