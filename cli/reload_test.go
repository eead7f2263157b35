package cli

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// reloading is a reader's configuration in a folder of its own.
func reloading(t *testing.T, text string) (*reloader, func(string)) {
	t.Helper()
	a := newApp(System{Now: time.Now})
	a.log = slog.New(slog.DiscardHandler)
	a.places.Config = filepath.Join(t.TempDir(), "config.toml")
	write := func(text string) { // as editors do: a new file in the place of the old
		part := a.places.Config + ".part"
		if err := os.WriteFile(part, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(part, a.places.Config); err != nil {
			t.Fatal(err)
		}
	}
	write(text)
	c, err := loadConfig(a.places)
	if err != nil {
		t.Fatal(err)
	}
	a.config.Store(c)
	a.places.Themes = filepath.Join(filepath.Dir(a.places.Config), "themes")
	return newReloader(a), write
}

func TestReloadTakesInWhatIsDifferent(t *testing.T) {
	r, write := reloading(t, "density = \"compact\"\n")
	if got, err := r.Reload(t.Context()); err != nil || got.Said != "" || got.Keys != nil {
		t.Errorf("the same text: %+v %v", got, err)
	}
	write("density = \"three-line\"\ntimeout = \"5s\"\npicture_cache = 7\n[macros]\nX = [\"toggle-star\"]\n[[rules]]\ndo = \"read\"\n")
	got, err := r.Reload(t.Context())
	if err != nil || len(got.Set) != 2 || got.Set[0].Name != "density" || got.Set[0].Holds != "three-line" || got.Keys == nil || !strings.HasSuffix(got.Said, "from the next start: picture_cache") {
		t.Errorf("%+v %v", got, err)
	}
	book := &compiledRules{config: r.a.currentConfig, now: time.Now}
	if len(book.current()) != 1 {
		t.Error("the new rule is not in force")
	}
	before := r.a.currentConfig()
	write("density = \"compact\"\n[[rules]]\nwhen = 'title:/(/'\ndo = \"read\"\n")
	if _, err := r.Reload(t.Context()); err == nil || !strings.Contains(err.Error(), "line 3: rule 1: when") {
		t.Error(err)
	}
	if r.a.currentConfig() != before || len(book.current()) != 1 {
		t.Error("a mistake has changed what holds")
	}
}

// TestAThemeThatIsNotThereIsNotTakenIn: with its line, as any other mistake.
func TestAThemeThatIsNotThereIsNotTakenIn(t *testing.T) {
	r, write := reloading(t, "")
	write("mouse = false\ntheme = \"nosuch\"\n")
	if _, err := r.Reload(t.Context()); err == nil || !strings.Contains(err.Error(), `line 2: there is no theme "nosuch"`) {
		t.Errorf("%v", err)
	}
	if !r.a.currentConfig().Mouse {
		t.Error("a mistake has changed what holds")
	}
}

// Network settings and those of the open database hold from now on.
func TestReloadReachesTheNetworkAndTheDatabase(t *testing.T) {
	r, write := reloading(t, "contact = \"a@example.org\"\n")
	before, err := r.a.fetcher()
	if err != nil {
		t.Fatal(err)
	}
	defer r.a.fetchers.close()
	if again, _ := r.a.fetcher(); again != before {
		t.Error("one is made each time")
	}
	write("contact = \"b@example.org\"\nlog_level = \"debug\"\n")
	if _, err := r.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after, _ := r.a.fetcher(); after == before || r.a.fetchers.by.contact != "b@example.org" {
		t.Error("publishers are asked as before")
	}
	if r.a.level.Level() != slog.LevelDebug {
		t.Error("the log is as it was")
	}
}

func TestAThemesFileIsNoticed(t *testing.T) {
	r, _ := reloading(t, "")
	noticing(t, r, func() {
		_ = os.Mkdir(r.a.places.Themes, 0o700) // it may be there
		if err := os.WriteFile(filepath.Join(r.a.places.Themes, "mine.toml"), nil, 0o600); err != nil {
			t.Error(err)
		}
	})
	got, err := r.Reload(t.Context())
	if err != nil || !got.Themes || got.Said != "" || !slices.Contains(*r.themes.Load(), "mine") {
		t.Errorf("%+v %v %v", got, err, *r.themes.Load())
	}
}

func TestAChangedFileIsNoticed(t *testing.T) {
	r, write := reloading(t, "")
	noticing(t, r, func() { write("mouse = false\n") })
}

// TestTheFirstConfigurationIsNoticed: a user who has none yet writes it while the
// reader runs, and its folder with it.
func TestTheFirstConfigurationIsNoticed(t *testing.T) {
	r, write := reloading(t, "")
	dir := filepath.Join(t.TempDir(), "config", "lede")
	r.a.places.Config, r.a.places.Themes = filepath.Join(dir, "config.toml"), filepath.Join(dir, "themes")
	noticing(t, r, func() {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Error(err)
		}
		write("mouse = false\n")
	})
}

// noticing does something until the reloader tells of it: by what the system says,
// and by looking.
func noticing(t *testing.T, r *reloader, do func()) {
	t.Helper()
	noticingBy(t, r, r.watch, do)
	r.themed.Store(false)
	select {
	case <-r.changes: // that it told of once more
	default:
	}
	noticingBy(t, r, func(ctx context.Context) { r.look(ctx, time.Millisecond) }, do)
}

func noticingBy(t *testing.T, r *reloader, watch func(context.Context), do func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { watch(ctx) })
	defer watching.Wait()
	defer stop()
	noticed := make(chan error, 1)
	go func() { noticed <- r.Changed(ctx) }()
	// The watch may not be up yet: write until it tells.
	tick := time.NewTicker(2 * settleFor)
	defer tick.Stop()
	for {
		select {
		case err := <-noticed:
			if err != nil {
				t.Error(err)
			}
			return
		case <-tick.C:
			do()
		case <-t.Context().Done():
			t.Fatal("never noticed")
		}
	}
}
