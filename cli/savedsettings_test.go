package cli

import (
	"bytes"
	"io"
	"maps"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestSettingsMadeInside: what is set inside the reader is kept and holds at the
// next start, unless config.toml says another; it is checked as the file is.
func TestSettingsMadeInside(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/config.toml"
	if err := os.WriteFile(file, []byte("# mine\nmouse = false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	start := func() (*app, *settingsEditor) {
		a := newApp(System{Environ: []string{"HOME=" + dir}, Stdout: io.Discard, Stderr: io.Discard, Now: time.Now})
		a.flags.config, a.flags.data = file, dir
		a.locate()
		lib, err := a.library(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return a, &settingsEditor{a, lib}
	}
	a, s := start()
	for _, c := range []struct{ name, value, said, err string }{
		{"keep", "30d", "keep is 30d", ""},
		{"keep_per_feed", "0", "keep_per_feed is 0: all", ""},
		{"refresh_every", "0s", "refresh_every is 0s: each by its own rhythm", ""},
		{"picture_cache", "0", "picture_cache is 0: none, from the next start", ""},
		{"ascii", "on", "ascii is true", ""},
		{"mouse", "true", "until you quit: config.toml, line 2", ""},
		{"full_text", "now", "", "is not one of never"},
		{"keep_per_feed", "-1", "", "is not between"},
		{"per_host", "3", "", "no setting per_host"},
	} {
		_, said, err := s.Set(t.Context(), c.name, c.value)
		if !strings.Contains(said, c.said) || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s %s: %q, %v", c.name, c.value, said, err)
		}
	}
	if c := a.currentConfig(); !c.Mouse || !c.ASCII || c.Keep.Std() != 720*time.Hour {
		t.Errorf("what was set does not hold: %+v", c)
	}
	if err := a.close(); err != nil {
		t.Error(err)
	}
	a, s = start()
	if c := a.currentConfig(); c.Mouse || !c.ASCII || c.Keep.Std() != 720*time.Hour {
		t.Errorf("after another start there holds mouse %v, ascii %v, keep %v", c.Mouse, c.ASCII, c.Keep)
	}
	if _, said, err := s.Set(t.Context(), "ascii", ""); err != nil || said != "ascii is false" {
		t.Errorf("taken back: %q, %v", said, err)
	}
	if err := a.close(); err != nil {
		t.Error(err)
	}
}

// TestSettingsSayWhatNothingMeans: '0s' alone says to nobody what holds.
func TestSettingsSayWhatNothingMeans(t *testing.T) {
	dir := t.TempDir()
	a := newApp(System{Environ: []string{"HOME=" + dir}, Stdout: io.Discard, Stderr: io.Discard, Now: time.Now})
	a.flags.data = dir
	c := defaultConfig()
	a.takeConfig(&c)
	for _, o := range (&settingsEditor{a: a}).All() {
		want := map[string]string{"refresh_every": "each by its own rhythm", "keep": "forever", "keep_per_feed": "all"}[o.Name]
		if o.Holds == "0" || o.Holds == "0s" || want != "" && o.Holds != want {
			t.Errorf("%s is %q, not %q", o.Name, o.Holds, want)
		}
	}
}

// TestSettingsSetAtOnce: of settings that are set at the same time none is lost,
// neither now nor at the next start.
func TestSettingsSetAtOnce(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/config.toml"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a := newApp(System{Environ: []string{"HOME=" + dir}, Stdout: io.Discard, Stderr: io.Discard, Now: time.Now})
	a.flags.config, a.flags.data = file, dir
	a.locate()
	lib, err := a.library(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &settingsEditor{a, lib}
	values := map[string]string{"ascii": "true", "mouse": "false", "keep": "30d", "measure": "90", "density": "compact", "drop_unread": "true"}
	var setting sync.WaitGroup
	for name, value := range values {
		setting.Go(func() {
			if _, _, err := s.Set(t.Context(), name, value); err != nil {
				t.Error(err)
			}
		})
	}
	setting.Wait()
	kept, err := readSaved(t.Context(), lib)
	if err != nil || !maps.Equal(kept, values) {
		t.Errorf("kept: %v, %v", kept, err)
	}
	for name, value := range values {
		if set, _ := a.currentConfig().setting(name); set.text() != value {
			t.Errorf("%s is %s", name, set.text())
		}
	}
	if err := a.close(); err != nil {
		t.Error(err)
	}
}

// TestSettingsMadeInsideHoldByLines: the reader that works by lines begins with what
// was set in the one with a screen.
func TestSettingsMadeInsideHoldByLines(t *testing.T) {
	dir := t.TempDir()
	start := func(stdout io.Writer) *app {
		a := newApp(System{
			Environ: []string{"HOME=" + dir}, Now: time.Now,
			Stdin: strings.NewReader("q\n"), Stdout: stdout, Stderr: io.Discard,
		})
		a.flags.data = dir
		a.locate()
		return a
	}
	a := start(io.Discard)
	lib, err := a.library(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := (&settingsEditor{a, lib}).Set(t.Context(), "start_view", "starred"); err != nil {
		t.Fatal(err)
	}
	if err := a.close(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	a = start(&out)
	if err := a.readPlain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Starred") {
		t.Errorf("it begins with:\n%s", &out)
	}
}
