package plain

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lede/feed"
)

// command is something that can be said. The table drives the help too.
type command struct {
	word, letter string
	arg          string
	help         string
	run          func(s *session, ctx context.Context, arg string) error
}

// commands lists them in the order of the help.
func commands() []command {
	return []command{
		{"list", "l", "", "show the list again from its start", (*session).list},
		{"more", "m", "", "go on with the list or the story; an empty line does the same", (*session).more},
		{"open", "o", "NUMBER", "read a story of the list; its number alone does the same", (*session).openArg},
		{"next", "n", "", "read the next unread story", (*session).next},
		{"previous", "p", "", "read the story before this one", (*session).previous},
		{"read", "d", "[NUMBER...]", "mark stories as read, or unread again; without a number, the open one", flagged(feed.Read)},
		{"star", "s", "[NUMBER...]", "star stories, or remove the star", flagged(feed.Starred)},
		{"later", "b", "[NUMBER...]", "save stories to read later, or no longer", flagged(feed.Later)},
		{"all", "a", "", "mark everything in this list as read", (*session).markAll},
		{"undo", "u", "", "undo the last mark", (*session).undo},
		{"links", "k", "", "list the open story's links", (*session).links},
		{"web", "w", "[NUMBER]", "open the story's page in the browser, or the link of that number", (*session).web},
		{"search", "/", "WORDS", "search everything", (*session).search},
		{"feeds", "f", "[NUMBER]", "list the views and feeds, or open one", (*session).feeds},
		{"refresh", "r", "", "refresh all feeds", (*session).refresh},
		{"help", "h", "", "list the commands", (*session).help},
		{"quit", "q", "", "quit", func(*session, context.Context, string) error { return errQuit }},
	}
}

// find is the command that a word, its letter, or an unmistakable beginning
// names.
func find(name string) *command {
	name = strings.ToLower(name)
	var found *command
	n := 0
	for _, c := range commands() {
		if c.word == name || c.letter == name || name == "?" && c.word == "help" {
			return &c
		}
		if strings.HasPrefix(c.word, name) {
			found = &c
			n++
		}
	}
	if n != 1 {
		return nil
	}
	return found
}

func (s *session) help(context.Context, string) error {
	for _, c := range commands() {
		word := c.word + " or " + c.letter
		if c.arg != "" {
			word += ", then " + c.arg
		}
		s.sayf("%s: %s.", word, c.help)
	}
	return nil
}

// number reads a text that is a number alone.
func number(s string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(s, "."))
	return n, err == nil
}

func (s *session) openArg(ctx context.Context, arg string) error {
	n, ok := number(arg)
	if !ok {
		s.say("Which one? Type open and a number.")
		return nil
	}
	return s.openNumber(ctx, n)
}

// more goes on with whatever is under way.
func (s *session) more(ctx context.Context, _ string) error { return s.command(ctx, "") }

// flagged makes the command that turns a flag of stories.
func flagged(flag feed.Flag) func(*session, context.Context, string) error {
	return func(s *session, ctx context.Context, arg string) error { return s.toggle(ctx, flag, arg) }
}

func (s *session) toggle(ctx context.Context, flag feed.Flag, arg string) error {
	if arg == "" && s.open == nil {
		s.say("Which story? Type its number too.")
		return nil
	}
	if arg == "" {
		return s.turn(ctx, flag, &s.open.row)
	}
	for word := range strings.FieldsSeq(strings.ReplaceAll(arg, ",", " ")) {
		n, ok := number(word)
		if !ok {
			s.sayf("%s is not a number.", word)
			return nil
		}
		row, err := s.rowSaid(ctx, n)
		if row == nil {
			return err
		}
		if err := s.turn(ctx, flag, row); err != nil {
			return err
		}
	}
	return nil
}

// turn inverts one flag of one story.
func (s *session) turn(ctx context.Context, flag feed.Flag, row *feed.Row) error {
	on := !flagOf(row, flag)
	if _, err := s.Library.Mark(ctx, feed.Mark{Flag: flag, On: on, EntryIDs: []int64{row.EntryID}}); err != nil {
		return s.fail("The mark was not saved", err)
	}
	s.note(row.EntryID, flag, on)
	words := map[feed.Flag][2]string{
		feed.Read: {"Unread again", "Read"}, feed.Starred: {"Not starred", "Starred"}, feed.Later: {"Not saved for later", "Saved for later"},
	}[flag]
	word := words[0]
	if on {
		word = words[1]
	}
	s.sayf("%s: %s", word, row.Title)
	return nil
}

// note takes a mark into what was read of the list.
func (s *session) note(id int64, flag feed.Flag, on bool) {
	set := func(r *feed.Row) {
		switch {
		case r.EntryID != id:
		case flag == feed.Read:
			r.Read = on
		case flag == feed.Starred:
			r.Starred = on
		default:
			r.Later = on
		}
	}
	for i := range s.rows {
		set(&s.rows[i])
	}
	if s.open != nil {
		set(&s.open.row)
	}
}

func flagOf(r *feed.Row, flag feed.Flag) bool {
	switch flag {
	case feed.Read:
		return r.Read
	case feed.Starred:
		return r.Starred
	}
	return r.Later
}

func (s *session) markAll(ctx context.Context, _ string) error {
	f := s.base.Filter
	done, err := s.Library.Mark(ctx, feed.Mark{Flag: feed.Read, On: true, All: &f})
	if err != nil {
		return s.fail("The mark was not saved", err)
	}
	for i := range s.rows {
		s.rows[i].Read = true
	}
	s.sayf("%s marked as read. undo reverts it.", count(done.Changed, "story", "stories"))
	return nil
}

func (s *session) undo(ctx context.Context, _ string) error {
	u, err := s.Library.Undo(ctx)
	switch {
	case err != nil:
		return s.fail("Nothing was undone", err)
	case u.Action == "":
		s.say("There is nothing to undo.")
		return nil
	}
	s.sayf("Undone: %s.", u.Action)
	if err := s.reread(ctx); err != nil || len(u.EntryIDs) > undoneSaid {
		return err
	}
	for i := range s.rows {
		if slices.Contains(u.EntryIDs, s.rows[i].EntryID) {
			s.sayf("%d. %s", i+1, s.describe(&s.rows[i]))
		}
	}
	return nil
}

// undoneSaid is up to how many stories are said again after a mark of theirs was
// taken back.
const undoneSaid = 3

func (s *session) search(ctx context.Context, query string) error {
	if query == "" {
		s.say("For what? Type search and words.")
		return nil
	}
	return s.openView(ctx, feed.ViewRef{Kind: feed.ViewSearch, Path: query}, "Search for "+query)
}

func (s *session) refresh(ctx context.Context, _ string) error {
	if s.Refresh == nil {
		s.say("Nothing can be refreshed here.")
		return nil
	}
	if s.Asks {
		s.say("Refreshing.")
		if err := s.out.Flush(); err != nil {
			return err
		}
	}
	words, err := s.Refresh(ctx)
	if err != nil {
		return s.fail("The refresh failed", err)
	}
	s.say(words)
	return s.openView(ctx, s.ref, s.name)
}
