//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestRefreshKilled: a refresh that is killed has stored whole feeds, and the
// next asks the others alone, without waiting for the dead one's leases.
func TestRefreshKilled(t *testing.T) {
	env := home(t)
	var mu sync.Mutex
	asked := map[string]int{} // by the second process
	hang := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The two are told apart by what they say: a request that the first has
		// sent may be looked at when it is dead.
		switch first := strings.Contains(r.UserAgent(), "first.example"); {
		case first && r.URL.Path >= "/5":
			select { // it never hears from these
			case <-hang:
			case <-r.Context().Done():
			}
			return
		case !first:
			mu.Lock()
			asked[r.URL.Path]++
			mu.Unlock()
		}
		_, _ = io.WriteString(w, channel(story("1", "a", "")+story("2", "b", "")))
	}))
	defer server.Close()
	defer close(hang)
	var urls strings.Builder
	for i := range 8 {
		fmt.Fprintf(&urls, "%s/%d\n", server.URL, i)
	}
	file := filepath.Join(t.TempDir(), "urls")
	if err := os.WriteFile(file, []byte(urls.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, env, "import", file)

	config := filepath.Join(t.TempDir(), "first.toml")
	if err := os.WriteFile(config, []byte(`contact = "https://first.example/"`), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := ledeCommand(t, env, "refresh", "--json", "--config", config)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stored := 0
	for lines := json.NewDecoder(out); stored < 5; stored++ {
		var j refreshJSON
		if err := lines.Decode(&j); err != nil || j.New != 2 {
			t.Fatal(err, j)
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed

	before, err := ledeCommand(t, env, "list", "--json").Output()
	if n := bytes.Count(before, []byte("\n")); err != nil || n != 10 {
		t.Errorf("%d stories after the kill, %v", n, err)
	}
	run(t, env, "refresh")
	after, err := ledeCommand(t, env, "list", "--json").Output()
	if n := bytes.Count(after, []byte("\n")); err != nil || n != 16 {
		t.Errorf("%d stories after the next refresh, %v", n, err)
	}
	mu.Lock()
	defer mu.Unlock()
	if want := map[string]int{"/5": 1, "/6": 1, "/7": 1}; !maps.Equal(asked, want) {
		t.Errorf("the next refresh asked %v, want %v", asked, want)
	}
}
