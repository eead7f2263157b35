package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

func item(n int, body string) string {
	return fmt.Sprintf("<item><title>t%d</title><guid>g%[1]d</guid><description>%s</description></item>", n, html.EscapeString(body))
}

func channel(items string) string {
	return "<rss version=\"2.0\"><channel><title>c</title>" + items + "</channel></rss>"
}

// huge are bodies that are small to send and large to read; each has a page.
func huge() map[string]string {
	rep := strings.Repeat
	return map[string]string{
		"nested":     channel(item(1, rep("<div>", 10_000)+"x")),
		"quotes":     channel(item(1, rep("<blockquote>", 400)+"x")),
		"lists":      channel(item(1, rep("<ul><li>x", 250))),
		"breaks":     channel(item(1, rep("<br>", 100_000)+"x")),
		"table":      channel(item(1, "<table>"+rep("<tr>"+rep("<td>x", 500), 40)+"</table>")),
		"brackets":   channel(item(1, rep("[", 50_000)+rep("`", 50_000))),
		"xml depth":  channel(rep("<a>", 10_000) + rep("</a>", 10_000) + item(1, "x")),
		"attributes": channel("<a " + rep("b='c' ", 100_000) + "/>" + item(1, "x")),
		"comment":    "<!--" + rep("x", 1<<20) + "-->" + channel(item(1, "x")),
		"expansion": `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "` + rep("&a;", 100) + `"><!ENTITY c "` + rep("&b;", 100) + `"><!ENTITY d "` + rep("&c;", 100) + `">]>` +
			channel("<item><title>t &d;</title><guid>1</guid><description>x &d;</description></item>"),
		"external": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + channel("<item><title>t &e;</title><guid>1</guid><description>x &e;</description></item>"),
	}
}

// TestHugeInputIsBounded: what is kept and set of each body is a small multiple
// of what was sent, its page is set, and what goes on for ever is refused.
func TestHugeInputIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("megabytes of input for each of a dozen ways to be huge")
	}
	h := newHouse(t)
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	defer server.Close()
	sent := map[string]int{}
	var urls []string
	add := func(name string, f http.HandlerFunc) {
		path := "/" + strings.ReplaceAll(name, " ", "-")
		mux.HandleFunc(path, f)
		urls = append(urls, server.URL+path)
	}
	for name, body := range huge() {
		add(name, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		sent[server.URL+"/"+strings.ReplaceAll(name, " ", "-")] = len(body)
	}
	var part bytes.Buffer
	z := gzip.NewWriter(&part)
	_, _ = io.Copy(z, io.LimitReader(zeros{}, 8<<20))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	bomb := bytes.Repeat(part.Bytes(), 32) // gzip's parts are read as one: 256 MB
	add("bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb)
	})
	var given atomic.Int64
	add("endless", func(w http.ResponseWriter, _ *http.Request) {
		for chunk := bytes.Repeat([]byte("<item>"), 10_000); ; {
			n, err := w.Write(chunk)
			if given.Add(int64(n)); err != nil {
				return
			}
		}
	})
	add("to a file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(http.StatusFound)
	})
	h.subscribeAll(urls)
	_, stdout, _ := h.lede("refresh", "--all", "--json")
	for line := range strings.Lines(stdout) {
		var j struct {
			Feed   struct{ URL string }
			Status string
			Error  string
			New    int
		}
		if err := json.Unmarshal([]byte(line), &j); err != nil {
			t.Fatal(err)
		}
		if _, ok := sent[j.Feed.URL]; ok && j.New != 1 {
			t.Errorf("%s: %d new stories: %s", j.Feed.URL, j.New, j.Error)
		} else if !ok && j.Feed.URL != "" && j.Status != "failed" {
			t.Errorf("%s: %s", j.Feed.URL, j.Status)
		}
	}
	if n := given.Load(); n > 128<<20 {
		t.Errorf("%d bytes of an endless body were taken", n)
	}
	_, list, _ := h.lede("list", "--json")
	if n := strings.Count(list, "\n"); n != len(sent) {
		t.Errorf("%d stories of %d were kept", n, len(sent))
	}
	for line := range strings.Lines(list) {
		var j struct {
			ID, Title string
			Feed      struct{ URL string }
		}
		if err := json.Unmarshal([]byte(line), &j); err != nil {
			t.Fatal(err)
		}
		code, text, _ := h.lede("show", j.ID)
		if code != 0 || len(text) > 4*sent[j.Feed.URL]+1000 || !strings.Contains(text, "t") || strings.Contains(text, "root:") {
			t.Errorf("%s: exit %d, %d bytes of text from %d sent", j.Feed.URL, code, len(text), sent[j.Feed.URL])
		}
	}
	h.checkPages(t, list, func(string) bool { return true })
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
