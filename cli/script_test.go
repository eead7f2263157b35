package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the golden files anew")

// frozen is the time of every command that a script runs, unless it sets NOW.
const frozen = "2026-11-23T09:00:00Z"

func TestMain(m *testing.M) {
	if os.Getenv("LEDE_TEST_COMMAND") != "" { // reader_test.go runs this binary as lede
		os.Exit(Main(testProcess()))
	}
	testscript.Main(m, map[string]func(){"lede": func() { os.Exit(Main(testProcess())) }})
}

// testProcess is this process with the time that the script says it is.
func testProcess() System {
	sys := Process()
	now, err := time.Parse(time.RFC3339, os.Getenv("NOW"))
	if err != nil {
		panic(err)
	}
	sys.Now = func() time.Time { return now }
	return sys
}

// TestScripts runs the commands as a shell would, one script for each.
func TestScripts(t *testing.T) {
	dir, files := "testdata/script", []string(nil)
	if testing.Short() { // as the race detector's run is: those in which much happens at once
		dir, files = "", []string{"testdata/script/refresh.txtar", "testdata/script/offline.txtar"}
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		Files:               files,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			www := filepath.Join(env.WorkDir, "www")
			if err := os.CopyFS(www, os.DirFS("testdata/www")); err != nil {
				return err
			}
			plain := httptest.NewServer(publisher(env, www))
			secure := httptest.NewUnstartedServer(publisher(env, www)) // its certificate is nobody's
			secure.Config.ErrorLog = log.New(io.Discard, "", 0)        // it is refused, as it should be
			secure.StartTLS()
			env.Defer(plain.Close)
			env.Defer(secure.Close)
			closed := httptest.NewServer(http.NotFoundHandler())
			closed.Close()
			env.Vars = append(env.Vars,
				"NOW="+frozen,
				"TZ=UTC",
				"HOME="+env.WorkDir+"/home",
				"WWW="+plain.URL,
				"TLS="+secure.URL,
				"NOBODY="+closed.URL,
				"NO_PROXY=*",
			)
			for _, v := range []string{"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"} {
				env.Vars = append(env.Vars, v+"="+env.WorkDir+"/"+strings.ToLower(strings.Split(v, "_")[1]))
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"oneline": oneLineCommand,
			"nosuch":  noSuchFileLike,
		},
	})
}

// publisher serves the files of a script's www folder, with validators, and a
// few bad answers. In a file, '$WWW' stands for the server's own address.
func publisher(env *testscript.Env, www string) http.Handler {
	stop := make(chan struct{})
	env.Defer(func() { close(stop) })
	mux := http.NewServeMux()
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-stop:
		}
	})
	mux.HandleFunc("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
	})
	mux.HandleFunc("/empty", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, err := os.ReadFile(filepath.Join(www, filepath.FromSlash(path.Clean(r.URL.Path))))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		body = []byte(strings.ReplaceAll(string(body), "$WWW", "http://"+r.Host))
		sum := sha256.Sum256(body)
		w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:6])+`"`)
		types := map[string]string{".xml": "application/rss+xml", ".html": "text/html; charset=utf-8", ".json": "application/feed+json"}
		w.Header().Set("Content-Type", types[path.Ext(r.URL.Path)])
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(body)))
	})
	return mux
}

// oneLineCommand checks that the last command said exactly one line on stderr,
// which begins with 'lede: ' and matches the pattern.
func oneLineCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: oneline PATTERN")
	}
	text := ts.ReadFile("stderr")
	if strings.Count(text, "\n") != 1 || !strings.HasPrefix(text, "lede: ") {
		ts.Fatalf("stderr is not one line of lede's:\n%s", text)
	}
	matches, err := regexp.MatchString(args[0], strings.TrimSuffix(text, "\n"))
	ts.Check(err)
	if !matches {
		ts.Fatalf("%q does not match %q", args[0], text)
	}
}

// noSuchFileLike fails if a file matches the pattern.
func noSuchFileLike(ts *testscript.TestScript, neg bool, args []string) {
	for _, pattern := range args {
		found, err := filepath.Glob(ts.MkAbs(pattern))
		ts.Check(err)
		if len(found) > 0 != neg {
			ts.Fatalf("%s: %q", pattern, found)
		}
	}
}
