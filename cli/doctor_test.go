package cli

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestDoctorAdvisesInWords: what to do about a feed's trouble is said in words, with the
// feed's number where a command needs it.
func TestDoctorAdvisesInWords(t *testing.T) {
	h := newHouse(t)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // lede ends the handshake: nobody vouches for the certificate
	secure.StartTLS()
	defer secure.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	defer gone.Close()
	h.subscribeAll([]string{secure.URL + "/feed", gone.URL + "/feed"})
	h.lede("refresh")
	_, stdout, _ := h.lede("doctor")
	if got := since(frozenNow().Add(-30*time.Hour), frozenNow()); got != "1 day ago" {
		t.Errorf("what was yesterday was %s", got)
	}
	for _, advice := range []string{"install the package ca-certificates\n", "then 'lede remove 2'\n"} {
		if !strings.Contains(stdout, advice) {
			t.Errorf("doctor does not say %q:\n%s", advice, stdout)
		}
	}
}
