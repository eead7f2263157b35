package feed

import "testing"

func TestUnmarked(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "",
		"\xef\xbb":                           "\xef\xbb",
		"é\xff":                              "é\xff",
		"\xef\xbb\xbfé = 1":                  "é = 1",
		"\xff\xfe\xe9\x00 \x00=\xd8\x00\xde": "é \U0001f600",
		"\xfe\xff\x00\xe9":                   "é",
		"\xff\xfex":                          "\ufffd",
	} {
		if got, err := Unmarked([]byte(in)); string(got) != want || err != nil {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}
