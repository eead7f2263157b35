package cli

import (
	"slices"
	"strings"
	"testing"

	"lede/feed"
)

func TestCommandVector(t *testing.T) {
	for _, c := range []struct {
		command []string
		want    []string // nil: refused
	}{
		{[]string{"mpv --no-terminal {url}"}, []string{"mpv", "--no-terminal", "{url}"}},
		{[]string{`say "two words" 'it"s' ""`}, []string{"say", "two words", `it"s`, ""}},
		{[]string{"a b", "c"}, []string{"a b", "c"}},
		{[]string{"$(x) ; y > z"}, []string{"$(x)", ";", "y", ">", "z"}},
		{nil, nil},
		{[]string{" "}, nil},
		{[]string{"{url}"}, nil},
		{[]string{"-x"}, nil},
		{[]string{`say "open`}, nil},
	} {
		got, err := commandVector(c.command)
		if (err != nil) != (c.want == nil) || err == nil && !slices.Equal(got, c.want) {
			t.Errorf("%q: %q %v", c.command, got, err)
		}
	}
}

// What a publisher wrote stays within one argument, is no option, and an
// address is a web address or nothing.
func TestFillVector(t *testing.T) {
	fields := storyFields(&feed.Entry{
		ID: 7, Title: "--exec=rm -rf ~; $(x) `y`\x1b]0;t\x07\n-z", URL: "https://example.org/a?b=1&c={title}",
		Enclosures: []feed.Enclosure{{URL: "file:///etc/passwd"}}, CommentsURL: "-oProxy=x",
	}, &feed.Subscription{}, []string{"mine"})
	got, err := fillVector([]string{"save", "{title}", "--t={title}", "{url}", "{", "{nothing} {id}", "x{labels}x"}, fields)
	if err != nil {
		t.Fatal(err)
	}
	title := fields["title"]
	if strings.ContainsAny(title, "\x1b\x07\n") {
		t.Errorf("%q", title)
	}
	want := []string{"save", " " + title, "--t=" + title, "https://example.org/a?b=1&c={title}", "{", "{nothing} 7", "xminex"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, arg := range []string{"{enclosure}", "{comments_url}", "x{feed_url}"} {
		if got, err := fillVector([]string{"save", arg}, fields); err == nil {
			t.Errorf("%s: %q", arg, got)
		}
	}
	for _, v := range fieldEnviron(fields) {
		if strings.ContainsAny(v, "\x00\n\x1b") || !strings.HasPrefix(v, "LEDE_") {
			t.Errorf("%q", v)
		}
	}
}

// What runs batch files takes their arguments apart anew: '&' in an address, or a quote
// in a title, would end them.
func TestBatchFilesAreGivenNoCommands(t *testing.T) {
	for arg, refused := range map[string]bool{
		"https://example.org/a?b=1":       false,
		"Rates, at last (in three parts)": false,
		"https://example.org/a?b=1&calc":  true,
		"https://example.org/%CD:~,1%20":  true,
		`Rates" & calc & "`:               true,
		"a^b":                             true,
		"a|b":                             true,
		"a>b":                             true,
		"!PATH!":                          true,
	} {
		for program, batch := range map[string]bool{`C:\tools\save.cmd`: true, `SAVE.BAT`: true, "save.bat. .": true, `C:\save.exe`: false, "/usr/bin/save": false} {
			if err := checkBatch("windows", program, []string{"x", arg}); (err != nil) != (refused && batch) {
				t.Errorf("%s %q: %v", program, arg, err)
			}
			if err := checkBatch("linux", program, []string{arg}); err != nil {
				t.Errorf("%s %q elsewhere: %v", program, arg, err)
			}
		}
	}
}

func TestNotifyWay(t *testing.T) {
	for _, c := range []struct{ configured, env, want string }{
		{"bell", "TERM=xterm-kitty", "bell"},
		{"auto", "TERM=xterm-kitty", "osc99"},
		{"auto", "TERM=foot", "osc777"},
		{"auto", "TERM=xterm-256color TERM_PROGRAM=WezTerm", "osc9"},
		{"auto", "TERM=tmux-256color TERM_PROGRAM=WezTerm TMUX=x", "bell"},
		{"auto", "TERM=xterm-256color DISPLAY=:0", "notify-send"},
		{"auto", "TERM=xterm-256color DISPLAY=:0 SSH_TTY=/dev/pts/1", "bell"},
	} {
		env := map[string]string{}
		for v := range strings.FieldsSeq(c.env) {
			name, value, _ := strings.Cut(v, "=")
			env[name] = value
		}
		got := notifyWay(&Config{Notify: c.configured}, func(n string) string { return env[n] }, func(string) bool { return true })
		if got != c.want {
			t.Errorf("%s %s: %s, not %s", c.configured, c.env, got, c.want)
		}
	}
}

// A title cannot end its sequence nor begin another.
func TestNotifySequence(t *testing.T) {
	evil := "a\x07\x1b]52;c;eA==\x07;b\u009d"
	for way, want := range map[string]string{
		"osc9":   "\x1b]9;a,b: x,y\x07",
		"osc99":  "\x1b]99;i=lede:d=0;a;b\x1b\\\x1b]99;i=lede:p=body;x;y\x1b\\",
		"osc777": "\x1b]777;notify;a,b;x,y\x07",
		"bell":   "\a",
		"off":    "",
	} {
		if got := notifySequence(way, evil, "x;y"); got != want {
			t.Errorf("%s: %q, not %q", way, got, want)
		}
	}
	if got, want := throughTmux("\x1b]9;a\x07"), "\x1bPtmux;\x1b\x1b]9;a\x07\x1b\\"; got != want {
		t.Errorf("within tmux: %q, not %q", got, want)
	}
	if got := throughTmux("\a"); got != "\a" {
		t.Errorf("the bell within tmux: %q", got)
	}
}
