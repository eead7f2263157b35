package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lede/feed"
	"lede/feed/article"
	"lede/store"
)

func newShow(a *app) *cobra.Command {
	var format string
	var feedText bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Print a story",
		Long: `Print a story as text, Markdown, sanitised HTML, an EPUB book or JSON. On a terminal
the text is formatted as in the reader; otherwise it is plain. If the story was fetched
whole from its page (x in the reader, lede refresh --offline), that is what is printed;
--feed-text prints what the feed gave. Nothing is marked as read or fetched.`,
		Example: "  lede show 120 | less\n  lede show 120 --format markdown >story.md\n  lede show 120 --format epub >story.epub",
		Args:    wantArgs(1, 1),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if a.flags.json {
			format = "json"
		}
		write, ok := showFormats.named(format)
		if !ok {
			return usagef("--format: %q is not one of %s", format, showFormats.list())
		}
		ids, err := entryIDs(args)
		if err != nil {
			return err
		}
		item, err := a.story(cmd.Context(), ids[0], feedText)
		if err != nil {
			return err
		}
		return write(cmd.Context(), a, item)
	}
	cmd.Flags().StringVar(&format, "format", "text", "the `FORMAT`: text, markdown, html, epub or json")
	completeWords(cmd, "format", showFormats.words()...)
	cmd.Flags().BoolVar(&feedText, "feed-text", false, "print the feed's own text, even if the whole story is kept")
	a.addJSONFlag(cmd)
	return cmd
}

// shown is an entry with the text that is to be read of it: its page's whole
// text in the place of the feed's, where that is kept.
type shown struct {
	store.Item
	page feed.Page // its HTML is empty where the feed's text is read
}

// text is the HTML that is read.
func (s *shown) text() string {
	return cmp.Or(s.page.HTML, s.Entry.Body())
}

// story reads an entry as the reader opens it; feedText asks for the feed's own
// text.
func (a *app) story(ctx context.Context, id int64, feedText bool) (shown, error) {
	item, err := a.entry(ctx, id)
	if err != nil || feedText {
		return shown{Item: item}, err
	}
	lib, err := a.library(ctx)
	if err != nil {
		return shown{}, err
	}
	page, found, err := lib.FullText(ctx, id)
	if err != nil || !found {
		return shown{Item: item}, err
	}
	s := shown{item, page}
	page.Fill(&s.Entry)
	s.Entry.Words = readable(s).Words
	return s, nil
}

// showFormats are what --format takes.
var showFormats = choices[func(context.Context, *app, shown) error]{
	{"text", showText},
	{"markdown", showMarkdown},
	{"html", showHTML},
	{"epub", showEPUB},
	{"json", showJSON},
}

func readable(item shown) *article.Article {
	art := article.FromHTML(item.text(), articleOptions(item))
	art.AddFiles(item.Entry.Enclosures)
	return art
}

// document is a story as a file to keep.
func (a *app) document(item shown) article.Document {
	d := article.DocumentOf(&item.Entry, &item.Subscription, readable(item))
	d.Now = a.sys.Now()
	return d
}

func showMarkdown(_ context.Context, a *app, item shown) error {
	return a.document(item).WriteMarkdown(a.out)
}

func showEPUB(_ context.Context, a *app, item shown) error {
	if _, ok := terminal(a.sys.Stdout); ok {
		return errors.New("an EPUB cannot be shown on a terminal; write it to a file: 'lede show ID --format epub >story.epub'")
	}
	return a.document(item).WriteEPUB(a.out)
}

func showHTML(_ context.Context, a *app, item shown) error {
	_, err := fmt.Fprintln(a.out, article.Sanitize(item.text(), articleOptions(item).BaseURL))
	return err
}

func showJSON(_ context.Context, a *app, item shown) error {
	art := readable(item)
	j := articleJSON{
		entryJSON:       entryOf(item.Entry, item.Status, item.Subscription),
		ContentHTML:     article.Sanitize(item.text(), articleOptions(item).BaseURL),
		FullText:        item.page.HTML != "",
		ContentMarkdown: art.Markdown(),
		ContentText:     art.Text(),
		Links:           []string{},
		Images:          []imageJSON{},
	}
	if j.Image == "" {
		j.Image = art.Lead().URL
	}
	for _, l := range art.Links {
		j.Links = append(j.Links, l.URL)
	}
	for _, i := range art.Images {
		j.Images = append(j.Images, imageOf(i))
	}
	return a.printJSON(j)
}

// factsLine says who wrote a story, where and when.
func factsLine(item shown, art *article.Article) string {
	var facts []string
	if names := cmp.Or(authors(item.Entry), art.Byline); names != "" {
		facts = append(facts, names)
	}
	facts = append(facts, item.Subscription.DisplayTitle())
	if d := date(item.Entry.SortDate()); d != nil {
		facts = append(facts, d.Format("2 January 2006"))
	}
	if art.Updated != "" {
		facts = append(facts, "updated "+art.Updated)
	}
	return strings.Join(facts, " · ")
}

// authors are the names of those who wrote a story.
func authors(e feed.Entry) string {
	var names []string
	for _, p := range e.Authors {
		if p.Name != "" {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}
