package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"lede/feed"
)

// A program of the user's is started from an argument vector, never by a shell.
// A story's fields go into it as whole arguments or parts of one, and into its
// environment; what a publisher wrote can become neither an option nor another
// argument.

// maxField bounds a story's field as programs get it, in bytes.
const maxField = 4000

// storyFields are a story's fields by the names that commands give them in
// braces; in the environment they are in capitals after 'LEDE_'.
func storyFields(e *feed.Entry, sub *feed.Subscription, labels []string) map[string]string {
	var authors []string
	for _, p := range e.Authors {
		authors = append(authors, p.String())
	}
	enclosure, enclosureType := "", ""
	if len(e.Enclosures) > 0 {
		enclosure, enclosureType = e.Enclosures[0].URL, e.Enclosures[0].MIMEType
	}
	fields := map[string]string{
		"id":             strconv.FormatInt(e.ID, 10),
		"url":            e.URL,
		"title":          e.Title,
		"summary":        e.Summary,
		"author":         strings.Join(authors, ", "),
		"date":           e.SortDate().UTC().Format(time.RFC3339),
		"feed":           sub.DisplayTitle(),
		"feed_url":       sub.URL,
		"folder":         sub.Folder,
		"tags":           strings.Join(e.Tags, ", "),
		"labels":         strings.Join(labels, ", "),
		"comments_url":   e.CommentsURL,
		"enclosure":      enclosure,
		"enclosure_type": enclosureType,
	}
	for name, value := range fields {
		fields[name] = feed.Clean(value, maxField)
	}
	return fields
}

// addressFields are those that must be web addresses where a command has them as
// arguments.
var addressFields = map[string]bool{"url": true, "feed_url": true, "comments_url": true, "enclosure": true}

// fieldEnviron are the fields as environment variables.
func fieldEnviron(fields map[string]string) []string {
	env := make([]string, 0, len(fields))
	for name, value := range fields {
		env = append(env, "LEDE_"+strings.ToUpper(name)+"="+value)
	}
	return env
}

// fillVector puts a story's fields in the place of their names in braces. An
// address is checked; a text that would begin an argument with a dash gets a
// space before it, since no program takes that for an option.
func fillVector(vector []string, fields map[string]string) ([]string, error) {
	out := make([]string, len(vector))
	for i, arg := range vector {
		filled, err := fillArgument(arg, fields)
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(filled, "-") && !strings.HasPrefix(arg, "-") {
			filled = " " + filled
		}
		out[i] = filled
	}
	return out, nil
}

func fillArgument(arg string, fields map[string]string) (string, error) {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(arg, "{")
		b.WriteString(before)
		if !open {
			return b.String(), nil
		}
		name, after, closed := strings.Cut(rest, "}")
		value, known := fields[name]
		if !closed || !known { // a brace of the command's own
			b.WriteByte('{')
			arg = rest
			continue
		}
		if addressFields[name] {
			page, err := webURL(value)
			if value == "" {
				err = fmt.Errorf("this story has no %s", strings.ReplaceAll(name, "_", " "))
			}
			if err != nil {
				return "", err
			}
			value = page
		}
		b.WriteString(value)
		arg = after
	}
}

// commandVector is a program with its arguments as the configuration has it: a
// list, or one string that is split into words.
func commandVector(command []string) ([]string, error) {
	if len(command) == 1 {
		words, err := feed.SplitCommand(command[0])
		if err != nil {
			return nil, err
		}
		command = words
	}
	switch {
	case len(command) == 0 || command[0] == "":
		return nil, errors.New("it names no program")
	case strings.ContainsAny(command[0], "{}") || strings.HasPrefix(command[0], "-"):
		return nil, fmt.Errorf("%q is not a program", command[0])
	}
	return command, nil
}

// checkBatch refuses to give a batch file of Windows what a publisher wrote where that
// would be read as a command: the interpreter that runs such files takes its arguments
// apart by rules of its own, by which no quoting holds.
func checkBatch(system, program string, written []string) error {
	if system != "windows" {
		return nil
	}
	switch strings.ToLower(filepath.Ext(strings.TrimRight(program, " ."))) {
	case ".bat", ".cmd":
	default:
		return nil
	}
	for _, arg := range written {
		if i := strings.IndexAny(arg, "\"%^&|<>!\r\n"); i >= 0 {
			return fmt.Errorf("%s is a batch file, and could take what follows %q in %q for a command: name a program in its place, such as powershell -File SCRIPT", program, arg[i:i+1], feed.Clean(arg, 200))
		}
	}
	return nil
}
