package feed

import "testing"

func TestAnAddressIsShownWithoutItsPassword(t *testing.T) {
	for raw, want := range map[string]string{
		"https://ann:secret@example.org/feed?a=b@c": "https://example.org/feed?a=b@c",
		"https://a@b:c@example.org":                 "https://example.org",
		"https://example.org/@ann/feed":             "https://example.org/@ann/feed",
		"exec:something":                            "exec:something",
		"":                                          "",
	} {
		if got := URLTitle(raw); got != want {
			t.Errorf("%s: %s", raw, got)
		}
		s := Subscription{Feed: Feed{URL: raw}}
		if got := s.DisplayTitle(); got != want {
			t.Errorf("%s is called %s", raw, got)
		}
	}
}
