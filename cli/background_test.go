package cli

import (
	"log/slog"
	"strings"
	"testing"
)

func TestBackgroundOutlivesAPanic(t *testing.T) {
	c := &background{log: slog.New(slog.DiscardHandler)}
	done := false
	c.start("upkeep", func() { panic("out of step") })
	c.start("the watch", func() { done = true })
	if err := c.wait(); err == nil || !strings.Contains(err.Error(), "upkeep") {
		t.Errorf("error = %v, want upkeep's panic", err)
	}
	if !done {
		t.Error("one's panic kept another from its work")
	}
}
