package store

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"lede/feed"
)

func TestClaimTakesOverFromTheDead(t *testing.T) {
	s, c := newStore(t, Options{})
	subscribe(t, s, "https://a.example/feed")
	// A process that has certainly ended, and whose number is not given to another so soon.
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	claim := func(owner string) int {
		t.Helper()
		subs, err := s.Claim(t.Context(), feed.Claim{Owner: owner, All: true, Now: c.at, Until: c.at.Add(time.Minute)})
		if err != nil {
			t.Fatal(err)
		}
		return len(subs)
	}
	me := fmt.Sprintf("%d@%s#1", os.Getpid(), host)
	if claim(fmt.Sprintf("%d@%s#1", cmd.Process.Pid, host)) != 1 || claim(me) != 1 {
		t.Error("the lease of a process that is no more still holds")
	}
	if claim(fmt.Sprintf("%d@%s#2", os.Getpid(), host)) != 0 {
		t.Error("the lease of a living process was taken")
	}
	c.advance(2 * time.Minute)
	if claim("1@another.example#1") != 1 || claim(me) != 0 {
		t.Error("the lease of another machine was taken before its time")
	}
}
