// Package article makes an entry's HTML readable: sanitised, freed of the
// site's debris, and turned into Markdown blocks with numbered links and
// pictures. It knows nothing of terminals.
package article

// Article is an entry's body made readable.
type Article struct {
	Blocks []Block
	Links  []Link  // in order of first mention; the n-th is shown as [n+1]
	Images []Image // in order
	Notes  []Note  // footnotes, in order

	Language string // BCP 47, of the whole body, if marked
	RTL      bool   // the body is marked as right-to-left
	Words    int    // of the visible text
}

// Kind is what a Block is, and so how it is set.
type Kind string

// The kinds of Block. Markdown of a Prose block is a paragraph, heading, list,
// quote, code block, table or rule in CommonMark with GFM tables and
// strikethrough; the others carry what is said beside each.
const (
	Prose     Kind = "prose"     // Markdown
	Figure    Kind = "figure"    // Image, with its caption and credit
	Gallery   Kind = "gallery"   // Images
	PullQuote Kind = "pullquote" // Markdown; Credit: who said it
	Card      Kind = "card"      // Label ('Related', 'Video'), Title, Text, Link: a related story or an embed
	Media     Kind = "media"     // Label ('Audio', 'Video'), Title, Duration, Link
	Details   Kind = "details"   // Title (the summary), Markdown
	Records   Kind = "records"   // a table too wide for a column: Header and Rows
	Verse     Kind = "verse"     // Markdown whose line breaks are the author's
	AuthorBox Kind = "author"    // Title (name), Label (role), Text, Image, Link
	NoteList  Kind = "notes"     // the footnotes, from Article.Notes
)

// Block is one piece of an article, set on its own. Markdown links point to
// '#n' where n is the index in Article.Links plus one; footnote references are
// links to '#fn-n'.
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
	Images   []int
	Header   []string   // of Records
	Rows     [][]string // of Records
	RTL      bool       // this block runs right to left though the article may not
	ID       string     // an anchor that links inside the article may point to
}

// Link is a target that an article names, once however often it is named.
type Link struct {
	URL  string
	Text string
}

// Image is a picture of an article.
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
}
