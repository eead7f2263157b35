package plain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lede/feed"
)

// many is a library with many views, in which a mark of the second story can be
// taken back.
type many struct{ growing }

func (*many) Views(context.Context) (views []feed.View, err error) {
	views = []feed.View{{Kind: feed.ViewAll, Name: "All", Unread: feed.CountLimit}, {Kind: feed.ViewTag, Name: "essays", Unread: 2}}
	for i := range 30 {
		views = append(views, feed.View{Kind: feed.ViewFeed, Name: fmt.Sprintf("Paper %d", i+1)})
	}
	return views, nil
}

func (*many) Undo(context.Context) (feed.Undone, error) {
	return feed.Undone{Action: "mark 1 read", Changed: 1, EntryIDs: []int64{2}}, nil
}

// hear is what is said in answer to lines.
func hear(t *testing.T, asks bool, lines string) string {
	t.Helper()
	m := &many{}
	m.add("First")
	m.add("Second")
	m.add("Third")
	var out strings.Builder
	err := Run(t.Context(), Options{Library: m, Now: time.Now, In: strings.NewReader(lines), Out: &out, Asks: asks, StartView: feed.ViewRef{Kind: feed.ViewAll}})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// What is at the prompt's end, a shell, is not to stand behind the sign.
func TestTheEndIsOnALineOfItsOwn(t *testing.T) {
	if got := hear(t, true, "list\n"); !strings.HasSuffix(got, "> \n") {
		t.Errorf("the last is %q", got[len(got)-10:])
	}
	if got := hear(t, false, "list\n"); strings.HasSuffix(got, "\n\n") || strings.Contains(got, "> ") {
		t.Errorf("a script is given %q", got)
	}
}

func TestAListSaysItsLengthAgain(t *testing.T) {
	if got := hear(t, false, "list\n"); strings.Count(got, "All, 3 stories.\n1. Third") != 2 {
		t.Error(got)
	}
}

// 'mark 1 read' alone does not say which one.
func TestUndoSaysWhichStoryItWas(t *testing.T) {
	if got := hear(t, false, "undo\n"); !strings.Contains(got, "Undone: mark 1 read.\n2. Second; Post; ") {
		t.Error(got)
	}
}

func TestFeedsAreSaidSomeAtATime(t *testing.T) {
	got := hear(t, true, "feeds\n\n\n")
	for _, want := range []string{
		"1. All; more than 999 unread\n2. essays; label; 2 unread\n3. Paper 1\n",
		"20. Paper 18\nAn empty line goes on; 12 more. feeds and a number opens one.\n> 21. Paper 19\n",
		"32. Paper 30\nfeeds and a number opens one.\n> \nThird\n", // then what an empty line did before
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said:\n%s", want, got)
		}
	}
	if got := hear(t, false, "feeds\n"); !strings.Contains(got, "20. Paper 18\n21. Paper 19\n") {
		t.Errorf("a script does not get all at once:\n%s", got)
	}
}

// full is an output that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("no space left on device")

func TestAFullOutputIsSaidOnce(t *testing.T) {
	for _, lines := range []string{"", "list\n", "quit\n"} {
		m := &many{}
		m.add("First")
		err := Run(t.Context(), Options{Library: m, Now: time.Now, In: strings.NewReader(lines), Out: full{}, StartView: feed.ViewRef{Kind: feed.ViewAll}})
		if err == nil || strings.Count(err.Error(), errFull.Error()) != 1 {
			t.Errorf("%q: %v", lines, err)
		}
	}
}
