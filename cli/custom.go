package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/url"
	"os/exec"
	"path"
	"runtime"
	"slices"
	"strings"
	"time"

	"lede/feed"
	"lede/feed/fetch"
	"lede/ui"
)

// CommandConfig is one of [commands]: a program that a key after the comma runs
// on a story.
type CommandConfig struct {
	Run      OneOrMore `toml:"run"`
	Help     string    `toml:"help"`
	Terminal bool      `toml:"terminal"`
}

// settings is the table of what a command takes.
func (c *CommandConfig) settings() []setting {
	return []setting{
		{Key: "run", Value: &c.Run, Doc: "The program with its arguments. Fields of the story in braces, such as {url} or {title}, are filled in, and are in its environment too. No shell is involved."},
		{Key: "help", Value: &c.Help, Doc: "What it does, as shown on the screen."},
		{Key: "terminal", Value: &c.Terminal, Doc: "Give the program the terminal until it ends. Otherwise lede shows what it prints."},
	}
}

// commandPrefix is the key before those of [commands].
const commandPrefix = ","

// extras are the macros and the commands, as the keymap takes them.
func (c *Config) extras() []ui.Extra {
	var out []ui.Extra
	for _, name := range slices.Sorted(maps.Keys(c.Commands)) {
		cmd := c.Commands[name]
		help := cmd.Help
		if help == "" {
			help = strings.Join(cmd.Run, " ")
		}
		out = append(out, ui.Extra{
			Name: "command " + name, Key: commandPrefix + " " + name, Place: "commands." + name,
			Help: feed.Clean(help, 200), Command: name, Terminal: cmd.Terminal,
		})
	}
	for _, key := range slices.Sorted(maps.Keys(c.Macros)) {
		out = append(out, ui.Extra{Name: "macro " + key, Key: key, Place: "macros." + key, Steps: c.Macros[key]})
	}
	return out
}

// checkCommands returns the mistakes in [commands] that are not their keys'.
func (c *Config) checkCommands() (errs []error) {
	for name, cmd := range c.Commands {
		if _, err := commandVector(cmd.Run); err != nil {
			line := c.lines["commands."+name+".run"]
			if line == 0 {
				line = c.lines["commands."+name]
			}
			errs = append(errs, &lineError{line, fmt.Sprintf("commands.%s: run: %s", name, err)})
		}
	}
	return errs
}

// userCommand makes ready to run a command of the configuration on an entry.
func (a *app) userCommand(s *readerLibrary) func(context.Context, string, int64) (*exec.Cmd, error) {
	return func(ctx context.Context, name string, id int64) (*exec.Cmd, error) {
		cmd, ok := a.currentConfig().Commands[name]
		if !ok {
			return nil, fmt.Errorf("[commands] has no %q any more", name)
		}
		e, st, sub, err := s.Entry(ctx, id)
		if err != nil {
			return nil, err
		}
		return cmd.program(ctx, a.sys.Environ, storyFields(&e, &sub, st.Labels))
	}
}

// program makes a command ready to run on a story. Unless it has the terminal,
// the end of ctx ends all that it started.
func (c *CommandConfig) program(ctx context.Context, environ []string, fields map[string]string) (*exec.Cmd, error) {
	vector, err := commandVector(c.Run)
	if err != nil {
		return nil, err
	}
	filled, err := fillVector(vector, fields)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, filled[0], filled[1:]...)
	written := slices.DeleteFunc(slices.Clone(filled), func(arg string) bool { return slices.Contains(vector, arg) })
	if err := checkBatch(runtime.GOOS, cmd.Path, written); err != nil {
		return nil, err
	}
	cmd.Env = slices.Concat(environ, fieldEnviron(fields))
	cmd.WaitDelay = time.Second // for a child that was left behind with the output open
	if !c.Terminal {
		fetch.OwnGroup(cmd)
	}
	return cmd, nil
}

// The kinds of things that [open_with] names, besides hosts, schemes and MIME
// types.
const (
	openBrowserKind = "browser"
	openDownload    = "download"
)

// openKinds are what [open_with] may name by a word of its own, with what that is.
var openKinds = []struct{ key, doc string }{
	{openBrowserKind, "Web pages, and everything that no other key applies to. Empty: the system's browser."},
	{"audio", "Audio files."},
	{"video", "Videos."},
	{"image", "Pictures."},
	{openDownload, "Files that the action 'download' fetches."},
}

// checkOpenWith returns the mistakes in [open_with].
func (c *Config) checkOpenWith() (errs []error) {
	for key, command := range c.OpenWith {
		var err error
		word := slices.ContainsFunc(openKinds, func(k struct{ key, doc string }) bool { return k.key == key })
		switch _, bad := openVector(command); {
		case !word && !strings.ContainsAny(key, "./:"):
			var words []string
			for _, k := range openKinds {
				words = append(words, k.key)
			}
			err = fmt.Errorf("there is no kind %q; use %s, a host such as \"example.org\", a MIME type such as \"application/pdf\", and a scheme such as \"magnet:\"", key, strings.Join(words, ", "))
		case bad != nil && len(command) > 0:
			err = bad
		}
		if err != nil {
			errs = append(errs, &lineError{c.lines["open_with."+key], fmt.Sprintf("open_with.%s: %s", key, err)})
		}
	}
	return errs
}

// openVector is a program of [open_with]; a '!' before its name says that it
// wants the terminal.
func openVector(command []string) ([]string, error) {
	vector, err := commandVector(command)
	if err != nil {
		return nil, err
	}
	if name := strings.TrimPrefix(vector[0], "!"); name == "" {
		return nil, errors.New("it names no program")
	}
	return vector, nil
}

// opener chooses what a thing is opened with: by its scheme, its host, its MIME
// type, its kind, else the browser. nil: the system's browser.
func (c *Config) opener(t ui.Target) (command []string, address string, err error) {
	u, err := url.Parse(strings.TrimSpace(t.URL))
	if err == nil && u.Scheme != "http" && u.Scheme != "https" {
		if command := c.OpenWith[u.Scheme+":"]; len(command) > 0 {
			address, err := anyAddress(u)
			return command, address, err
		}
	}
	if address, err = webURL(t.URL); err != nil {
		return nil, "", err
	}
	if t.Download {
		if command = c.OpenWith[openDownload]; len(command) == 0 {
			return nil, "", errors.New("set open_with.download in config.toml to a program first")
		}
		return command, address, nil
	}
	for _, key := range openKeys(u, t.MIMEType) {
		if command := c.OpenWith[key]; len(command) > 0 {
			return command, address, nil
		}
	}
	return nil, address, nil
}

// openKeys are the keys of [open_with] that are for an address, the narrowest
// first.
func openKeys(u *url.URL, mimeType string) (keys []string) {
	for host := strings.ToLower(u.Hostname()); host != ""; {
		keys = append(keys, host)
		_, host, _ = strings.Cut(host, ".")
	}
	if mimeType == "" {
		mimeType = mime.TypeByExtension(strings.ToLower(path.Ext(u.Path)))
	}
	if kind, _, err := mime.ParseMediaType(mimeType); err == nil {
		keys = append(keys, kind)
		kind, _, _ = strings.Cut(kind, "/")
		keys = append(keys, kind)
	}
	return append(keys, openBrowserKind)
}

// anyAddress is an address of a scheme that the user has named a program for: one
// argument that begins with its scheme.
func anyAddress(u *url.URL) (string, error) {
	address := u.String()
	if feed.Clean(address, 0) != address || strings.ContainsAny(address, " \t") || !strings.HasPrefix(address, u.Scheme+":") {
		return "", errors.New("this link has characters in it that no URL may have")
	}
	return address, nil
}

// writeOpenDefault prints [open_with] with what it may have.
func writeOpenDefault(b *strings.Builder) {
	b.WriteString("\n# -- Programs --\n\n[open_with]\n\n")
	writeComment(b, "The programs that open things, with their arguments. The URL is added as the last argument, or replaces {url}. No shell is involved. A ! before the program gives it the terminal.")
	for _, k := range openKinds {
		b.WriteByte('\n')
		writeComment(b, k.doc)
		fmt.Fprintf(b, "#%s = []\n", k.key)
	}
	b.WriteByte('\n')
	writeComment(b, "Also by host, MIME type or scheme.")
	b.WriteString("#\"example.org\" = [\"!w3m\"]\n#\"application/pdf\" = [\"zathura\"]\n#\"magnet:\" = [\"transmission-remote\", \"--add\"]\n")
}

// writeCustomDefault prints [macros] and [commands].
func writeCustomDefault(b *strings.Builder) {
	b.WriteString("\n# -- Macros and commands --\n\n[macros]\n\n")
	writeComment(b, "A key that runs several actions one after the other. An action may have an argument; \"command NAME\" is one of [commands].")
	b.WriteString("#\"ctrl-x\" = [\"toggle-star\", \"browse\", \"next-unread\"]\n\n[commands]\n\n")
	writeComment(b, "Programs to run on the current story, each with the key to press after a comma.")
	b.WriteString("#p = { run = [\"pocket-add\", \"{url}\"], help = \"save to Pocket\" }\n")
}
