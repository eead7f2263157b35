package ui

import tea "charm.land/bubbletea/v2"

// Context is a place on the screen in which keys have a meaning.
type Context uint8

// The contexts. A key may mean something else in each.
const (
	InSidebar Context = 1 << iota
	InList
	InArticle

	Everywhere = InSidebar | InList | InArticle
)

var contextNames = [...]struct {
	context Context
	name    string
}{{InSidebar, "sidebar"}, {InList, "list"}, {InArticle, "article"}}

// Action is something that a key, the palette or a command can do. The table
// that Actions returns is the only place where one is declared: it drives the
// keys, the footer, the help, the palette, the configuration and the docs.
type Action struct {
	Name     string   // as the configuration's [keys] and the palette call it
	Keys     []string // by default; a sequence has spaces: "g g"
	Contexts Context  // where the keys work
	Group    string   // heading in the help
	Help     string   // a line that says what it does
	Short    string   // for the footer; empty: not shown there
	Arg      string   // what the palette's command takes after the name, if anything

	run func(*model, call) tea.Cmd
}

// call is one use of an action.
type call struct {
	count int    // typed before the key; 0: none
	arg   string // typed after the command
}

// times is how often to do what a count repeats.
func (c call) times() int { return max(1, c.count) }

// The groups of the help, in its order.
const (
	groupMove    = "Moving"
	groupRead    = "Reading"
	groupMark    = "Marking"
	groupFind    = "Finding"
	groupFeeds   = "Feeds"
	groupRefresh = "Refreshing"
	groupScreen  = "The screen"
)

// Actions returns the table of all actions, in the order of the help.
func Actions() []Action {
	var all []Action
	for _, part := range [][]Action{moving(), reading(), marking(), finding(), managing(), refreshing(), screenActions()} {
		all = append(all, part...)
	}
	return all
}

func moving() []Action {
	return []Action{
		{"down", []string{"j", "down"}, Everywhere, groupMove, "move down; in a story, scroll one line", "", "", (*model).actDown},
		{"up", []string{"k", "up"}, Everywhere, groupMove, "move up", "", "", (*model).actUp},
		{"open", []string{"enter", "l", "right"}, InSidebar | InList, groupMove, "open what the cursor is on", "read", "", (*model).actOpen},
		{"back", []string{"h", "left"}, Everywhere, groupMove, "go back: from story to list to sidebar; there, collapse or expand a folder", "", "", (*model).actBack},
		{"top", []string{"g g", "home"}, Everywhere, groupMove, "go to the top", "", "", (*model).actTop},
		{"bottom", []string{"G", "end"}, Everywhere, groupMove, "go to the end", "", "", (*model).actBottom},
		{"half-page-down", []string{"ctrl+d"}, Everywhere, groupMove, "half a page down", "", "", (*model).actHalfDown},
		{"half-page-up", []string{"ctrl+u"}, Everywhere, groupMove, "half a page up", "", "", (*model).actHalfUp},
		{"page-down", []string{"pgdown"}, Everywhere, groupMove, "a page down", "", "", (*model).actPageDown},
		{"page-up", []string{"pgup"}, Everywhere, groupMove, "a page up", "", "", (*model).actPageUp},
		{"next-feed", []string{"]"}, Everywhere, groupMove, "open the next view or feed of the sidebar", "", "", (*model).actNextFeed},
		{"previous-feed", []string{"["}, Everywhere, groupMove, "open the previous view or feed of the sidebar", "", "", (*model).actPreviousFeed},
		{"next-pane", []string{"tab"}, Everywhere, groupMove, "go to the next pane", "feeds", "", (*model).actNextPane},
		{"previous-pane", []string{"shift+tab"}, Everywhere, groupMove, "go to the previous pane", "", "", (*model).actPreviousPane},
	}
}

func reading() []Action {
	return []Action{
		{"page", []string{"space"}, InList | InArticle, groupRead, "page down; at the end, open the next unread story", "page", "", (*model).actPage},
		{"next-unread", []string{"n"}, Everywhere, groupRead, "open the next unread story; after a find, the next match", "next unread", "", (*model).actNextUnread},
		{"previous-unread", []string{"N"}, Everywhere, groupRead, "open the previous unread story; after a find, the previous match", "", "", (*model).actPreviousUnread},
		{"next-entry", []string{"J"}, InList | InArticle, groupRead, "go to the next story, read or not", "", "", (*model).actNextEntry},
		{"previous-entry", []string{"K"}, InList | InArticle, groupRead, "go to the previous story, read or not", "", "", (*model).actPreviousEntry},
		{"full-text", []string{"x"}, InArticle, groupRead, "fetch the whole story from its page; again: the feed's own text", "whole story", "", (*model).actFullText},
		{"picture", []string{"i"}, InArticle, groupRead, "enlarge the picture nearest the top; again: the next one", "picture", "", (*model).actPicture},
		{"links", []string{"f"}, InArticle, groupRead, "list the story's links; a number opens one", "links", "", (*model).actLinks},
		{"browse", []string{"o"}, InList | InArticle, groupRead, "open the story's page in the browser", "open", "", (*model).actBrowse},
		{"browse-and-mark", []string{"O"}, InList | InArticle, groupRead, "open the page in the browser and mark as read", "", "", (*model).actBrowseAndMark},
		{"full-text-always", []string{"X"}, InList | InArticle, groupRead, "always fetch this feed's stories whole; again: as before", "", "", (*model).actFullTextAlways},
		{"return", []string{"ctrl+o", "'"}, InArticle, groupRead, "return to where you followed a link within the story", "", "", (*model).actReturn},
		{"copy-link", []string{"y"}, InList | InArticle, groupRead, "copy the story's link to the clipboard", "copy link", "", (*model).actCopyLink},
		{"changes", []string{"d"}, InList | InArticle, groupRead, "show what the publisher changed in the story, word by word", "changes", "", (*model).actChanges},
		{"save", []string{"w"}, InList | InArticle, groupRead, "save the story as Markdown, HTML, EPUB or text", "", "FILE", (*model).actSave},
		{"pipe", []string{"|"}, InList | InArticle, groupRead, "pipe the story as Markdown to a command", "", "COMMAND", (*model).actPipe},
		{"sources", []string{"D"}, InList | InArticle, groupRead, "list the story's other sources", "", "", (*model).actSources},
		{"enclosure", []string{"e"}, InList | InArticle, groupRead, "open the file attached to the story", "recording", "", (*model).actEnclosure},
		{"download", nil, InList | InArticle, groupRead, "download the file attached to the story with open_with.download", "", "", (*model).actDownload},
		{"qr-code", []string{"Q"}, InList | InArticle, groupRead, "show the story's link as a QR code, for a phone", "", "", (*model).actQRCode},
		{"reading-mode", []string{"z"}, Everywhere, groupRead, "show the story alone, or all panes again", "", "", (*model).actReadingMode},
		{"wider", []string{"+", "="}, InArticle, groupRead, "make the lines longer", "", "", (*model).actWider},
		{"narrower", []string{"-"}, InArticle, groupRead, "make the lines shorter", "", "", (*model).actNarrower},
	}
}

func marking() []Action {
	return []Action{
		{"toggle-read", []string{"m"}, InList | InArticle, groupMark, "mark the story as read, or unread again", "mark", "", (*model).actToggleRead},
		{"toggle-star", []string{"s"}, InList | InArticle, groupMark, "star the story, or remove the star", "star", "", (*model).actToggleStar},
		{"toggle-later", []string{"b"}, InList | InArticle, groupMark, "save the story to read later, or no longer", "", "", (*model).actToggleLater},
		{"label", []string{"t"}, InList | InArticle, groupMark, "change the story's labels", "", "LABEL, LABEL...", (*model).actLabel},
		{"mark-all-read", []string{"A"}, Everywhere, groupMark, "mark everything in this list as read; in the sidebar, in that view", "all read", "", (*model).actMarkAll},
		{"mark-above-read", []string{"M k"}, InList | InArticle, groupMark, "mark everything above as read", "", "", (*model).actMarkAbove},
		{"mark-below-read", []string{"M j"}, InList | InArticle, groupMark, "mark everything below as read", "", "", (*model).actMarkBelow},
		{"mark-older-read", []string{"M o"}, InList | InArticle, groupMark, "mark everything older than a week as read; with a count, that many days", "", "DAYS", (*model).actMarkOlder},
		{"mark-feed-read", []string{"M f"}, InList | InArticle, groupMark, "mark this story's whole feed as read", "", "", (*model).actMarkFeed},
		{"undo", []string{"U"}, Everywhere, groupMark, "undo the last mark, label, or change to a feed or saved search; again: the one before", "", "", (*model).actUndo},
		{"redo", []string{"ctrl+r"}, Everywhere, groupMark, "redo what was undone", "", "", (*model).actRedo},
	}
}

func finding() []Action {
	return []Action{
		{"search", []string{"/"}, InSidebar | InList, groupFind, "search everything", "search", "QUERY", (*model).actSearch},
		{"find", []string{"/"}, InArticle, groupFind, "find in this story", "", "", (*model).actFind},
		{"filter", []string{"ctrl+f"}, InSidebar | InList, groupFind, "show only what matches in this list", "", "QUERY", (*model).actFilter},
		{"unread-only", []string{"u"}, InList, groupFind, "show only the unread stories of this list; again: all of them", "", "", (*model).actUnreadOnly},
		{"unread-feeds", []string{"u"}, InSidebar, groupFind, "show only feeds with unread stories; again: all of them", "", "", (*model).actUnreadFeeds},
		{"save-search", []string{"ctrl+s"}, InSidebar | InList, groupFind, "save the search or filter as a view", "", "NAME", (*model).actSaveSearch},
		{"rename-search", nil, InSidebar | InList, groupFind, "rename the saved search", "", "NAME", (*model).actRenameSearch},
		{"delete-search", nil, InSidebar | InList, groupFind, "delete the saved search", "", "", (*model).actDeleteSearch},
		{"search-down", []string{"J"}, InSidebar, groupFind, "move the saved search down", "", "", (*model).actSearchDown},
		{"search-up", []string{"K"}, InSidebar, groupFind, "move the saved search up", "", "", (*model).actSearchUp},
		{"sort", []string{"S"}, InSidebar | InList, groupFind, "change the order of this list permanently", "", "newest|oldest|feed|shortest|unread", (*model).actSort},
		{"go-to", []string{"g f", "g /"}, Everywhere, groupFind, "open a view or feed by a few letters of its name", "", "VIEW or FEED", (*model).actGoTo},
		{"palette", []string{":"}, Everywhere, groupFind, "find and run any action; open any feed or view by name", "", "", (*model).actPalette},
		{"help", []string{"?", "f1"}, Everywhere, groupFind, "show all keys", "all keys", "", (*model).actHelp},
	}
}

func refreshing() []Action {
	return []Action{
		{"refresh", []string{"r"}, Everywhere, groupRefresh, "refresh this feed, folder or view", "", "", (*model).actRefresh},
		{"refresh-all", []string{"R"}, Everywhere, groupRefresh, "refresh all feeds", "", "", (*model).actRefreshAll},
	}
}

func screenActions() []Action {
	return []Action{
		{"layout", []string{"v"}, Everywhere, groupScreen, "change the layout of the panes", "", "auto|1|2|3", (*model).actLayout},
		{"border-right", []string{">"}, Everywhere, groupScreen, "move the border beside the pane to the right", "", "", (*model).actBorderRight},
		{"border-left", []string{"<"}, Everywhere, groupScreen, "move the border beside the pane to the left", "", "", (*model).actBorderLeft},
		{"reset-borders", nil, Everywhere, groupScreen, "reset the panes to their default widths", "", "", (*model).actResetBorders},
		{"density", nil, Everywhere, groupScreen, "change how much a list shows of each story", "", "two-line|compact|three-line", (*model).actDensity},
		{"theme", nil, Everywhere, groupScreen, "choose a theme, previewing each under the cursor", "", "NAME", (*model).actTheme},
		{"set", nil, Everywhere, groupScreen, "change a setting; without a name, list them all", "", "NAME VALUE", (*model).actSet},
		{"pictures", nil, Everywhere, groupScreen, "show pictures in stories until you quit, or hide them", "", "on|off", (*model).actPictures},
		{"messages", nil, Everywhere, groupScreen, "show earlier messages", "", "", (*model).actMessages},
		{"reload", nil, Everywhere, groupScreen, "reload config.toml, which also happens when it changes", "", "", (*model).actReload},
		{"redraw", []string{"ctrl+l"}, Everywhere, groupScreen, "redraw the screen", "", "", (*model).actRedraw},
		{"suspend", []string{"ctrl+z"}, Everywhere, groupScreen, "suspend lede (fg brings it back)", "", "", (*model).actSuspend},
		{"stop", []string{"ctrl+g"}, Everywhere, groupScreen, "stop what is running: a command, a search, the search for a site's feeds, a refresh", "", "", (*model).actStop},
		{"cancel", []string{"esc"}, Everywhere, groupScreen, "go back, cancel, clear; never quits", "", "", (*model).actCancel},
		{"quit", []string{"q", "ctrl+c"}, Everywhere, groupScreen, "go back; from the list, quit", "back", "", (*model).actQuit},
		{"quit-now", nil, Everywhere, groupScreen, "quit from anywhere", "", "", (*model).actQuitNow},
	}
}
