// Package article makes an entry's HTML readable: sanitised, freed of the
// site's debris, and turned into Markdown blocks with numbered links and
// pictures. It knows nothing of terminals.
//
// The Markdown is written by this package over a tree of its own rather than by
// a general converter: blocks carry kinds that Markdown has no words for, every
// link is numbered as it is met, text is escaped so that none of it can become
// markup, and depth, size and time stay bounded whatever a stranger sends.
package article

// Article is an entry's body made readable.
type Article struct {
	Blocks []Block
	Links  []Link  // in order of first mention; the n-th is shown as [n+1]
	Images []Image // in order
	Notes  []Note  // footnotes, in order

	Language  string // BCP 47, of the whole body, if marked
	RTL       bool   // the body runs right to left: marked so, or mostly in such a script
	Words     int    // of the visible text
	Truncated bool   // the body was longer than Options.MaxText and was cut
	Byline    string // who wrote it by the page's own line, where Options.Authors is empty
	Updated   string // when it was updated by the page's own line, in its words: '24 November, 22:01'

	complete  bool // it is known to be all that there is, however short
	noteLinks bool // footnotes' references are links, not Markdown's [^1]
}

// Kind is what a Block is, and so how it is set.
type Kind string

// The kinds of Block. Markdown of a Prose block is a paragraph, heading, list,
// quote, code block, table or rule in CommonMark with GFM tables and
// strikethrough; the others carry what is said beside each.
const (
	Prose     Kind = "prose"     // Markdown
	Figure    Kind = "figure"    // Image, with its caption and credit; Markdown: the caption, if it has links
	Gallery   Kind = "gallery"   // Images; Text: what is said of them together
	PullQuote Kind = "pullquote" // Markdown; Credit: who said it
	Card      Kind = "card"      // Label ('Related', 'Video'), Title, Text, Link: a related story or an embed
	Media     Kind = "media"     // Label ('Audio', 'Video'), Title, Duration, Link
	Details   Kind = "details"   // Title (the summary), Markdown
	Records   Kind = "records"   // a table too wide for a column: Title (its caption), Header and Rows
	Verse     Kind = "verse"     // Markdown whose line breaks are the author's
	Math      Kind = "math"      // Markdown: a formula that stands by itself, in one line or several; Label: its number
	AuthorBox Kind = "author"    // Title (name), Label (role), Text, Image, Link
	NoteList  Kind = "notes"     // the footnotes, from Article.Notes
)

// Block is one piece of an article, set on its own. Markdown links point to
// '#n' where n is the index in Article.Links plus one; footnote references are
// links to '#fn-n' where n is the index in Article.Notes plus one. Label,
// Title, Text, Credit and Header are plain text on one line.
type Block struct {
	Kind     Kind
	Markdown string
	Label    string
	Title    string
	Text     string
	Credit   string
	Duration string // as a person reads it: '12 min', '1:04:10'
	Link     int    // index in Article.Links plus one; 0: none
	Image    int    // index in Article.Images plus one; 0: none
	Images   []int  // indexes in Article.Images plus one
	Header   []string
	Rows     [][]string // inline Markdown; a row may be shorter or longer than Header
	RTL      bool       // this block runs right to left
	ID       string     // an anchor that links inside the article may point to

	// Offset is where the block begins in Article.Text, in characters.
	Offset int

	plain string // the undecorated visible text of Markdown
}

// Link is a target that an article names, once however often it is named. A
// URL of the form '#id' points to the Block with that ID.
type Link struct {
	URL  string
	Text string
}

// Image is a picture of an article. Its strings are plain text on one line.
type Image struct {
	URL     string
	Alt     string
	Caption string
	Credit  string
	Width   int // pixels; 0: not given
	Height  int
}

// Note is a footnote.
type Note struct {
	Label    string // as the text shows it: '1', '*'
	Markdown string

	plain string
}

// Text is the note's visible text.
func (n *Note) Text() string { return n.plain }
