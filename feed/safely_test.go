package feed_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"lede/feed"
)

func TestSafelyMakesAPanicAnError(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	err := feed.Safely(logger, "upkeep", func() error { panic("no such page") })
	if err == nil || !strings.Contains(err.Error(), "upkeep") || !strings.Contains(err.Error(), "no such page") {
		t.Errorf("error = %v, want one that says where and what", err)
	}
	if !strings.Contains(log.String(), "safely_test.go") {
		t.Errorf("the log has no stack: %s", log.String())
	}
	if err := feed.Safely(logger, "upkeep", func() error { return io.EOF }); !errors.Is(err, io.EOF) {
		t.Errorf("an error of the work's own came back as %v", err)
	}
}
