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
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Print a story",
		Long: `Print a story: as text, Markdown, sanitised HTML, an EPUB book or JSON. On a terminal
the text is set as the reader sets it; otherwise it is plain. Showing marks nothing as read.`,
		Example: "  lede show 120 | less\n  lede show 120 --format markdown >story.md\n  lede show 120 --format epub >story.epub",
		Args:    wantArgs(1, 1),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if asJSON {
			format = "json"
		}
		write, ok := showFormats[format]
		if !ok {
			return usagef("--format: %q is not one of text, markdown, html, epub, json", format)
		}
		ids, err := entryIDs(args)
		if err != nil {
			return err
		}
		item, err := a.entry(cmd.Context(), ids[0])
		if err != nil {
			return err
		}
		return write(cmd.Context(), a, item)
	}
	cmd.Flags().StringVar(&format, "format", "text", "the `FORMAT`: text, markdown, html, epub or json")
	completeWords(cmd, "format", "text", "markdown", "html", "epub", "json")
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// showFormats are what --format takes.
var showFormats = map[string]func(context.Context, *app, store.Item) error{
	"text":     showText,
	"markdown": showMarkdown,
	"epub":     showEPUB,
	"html":     showHTML,
	"json":     showJSON,
}

func readable(item store.Item) *article.Article {
	return article.FromHTML(item.Entry.Content, articleOptions(item))
}

// document is a story as a file to keep.
func (a *app) document(item store.Item) article.Document {
	d := article.DocumentOf(&item.Entry, &item.Subscription, readable(item))
	d.Now = a.sys.Now()
	return d
}

func showMarkdown(_ context.Context, a *app, item store.Item) error {
	return a.document(item).WriteMarkdown(a.out)
}

func showEPUB(_ context.Context, a *app, item store.Item) error {
	if _, ok := terminal(a.sys.Stdout); ok {
		return errors.New("a book is no text for a terminal: write it to a file, as in 'lede show ID --format epub >story.epub'")
	}
	return a.document(item).WriteEPUB(a.out)
}

func showHTML(_ context.Context, a *app, item store.Item) error {
	_, err := fmt.Fprintln(a.out, article.Sanitize(item.Entry.Content, articleOptions(item).BaseURL))
	return err
}

func showJSON(_ context.Context, a *app, item store.Item) error {
	art := readable(item)
	j := articleJSON{
		entryJSON:       entryOf(item.Entry, item.Status, item.Subscription),
		ContentHTML:     article.Sanitize(item.Entry.Content, articleOptions(item).BaseURL),
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
func factsLine(item store.Item, art *article.Article) string {
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
