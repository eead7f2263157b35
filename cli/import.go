package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lede/feed"
	"lede/feed/opml"
	"lede/store"
)

// importJSON is what import --json prints.
type importJSON struct {
	Added    int `json:"added" doc:"feeds that were added"`
	Existed  int `json:"existed" doc:"feeds that were subscribed to already"`
	Rejected int `json:"rejected" doc:"entries of the list that are not usable as feeds"`
}

func newImport(a *app) *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Subscribe to the feeds in an OPML file or in newsboat's urls file",
		Long: `Subscribe to all feeds in a file: OPML, with its folders, or newsboat's urls file, with
its tags; '-' reads standard input. Nothing is fetched: 'lede refresh' does that. If the
file cannot be read to its end, nothing is added.

A file that 'lede export --statuses' wrote is read too: a mark in it replaces the one
here if it was set later. 'lede import --from newsboat' takes over feeds, stories, what
was read, and flags as labels, from newsboat's own folder or the one you name.`,
		Example: "  lede import subscriptions.opml\n  lede import ~/.newsboat/urls && lede refresh\n  lede import --from newsboat",
		Args:    wantArgs(0, 1),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case from == "newsboat":
			return a.importNewsboat(cmd.Context(), strings.Join(args, ""))
		case from != "":
			return usagef("--from: %q is not newsboat", from)
		case len(args) == 0:
			return usagef("import: which file? usage: %s", cmd.UseLine())
		}
		return a.importFile(cmd.Context(), args[0])
	}
	cmd.Flags().StringVar(&from, "from", "", "take over everything from another `READER`: newsboat")
	completeWords(cmd, "from", "newsboat")
	a.addJSONFlag(cmd)
	return cmd
}

// importFile takes in a subscription list, or statuses.
func (a *app) importFile(ctx context.Context, name string) error {
	body, err := a.readInput(name)
	if err != nil {
		return err
	}
	if isStatuses(body) {
		return a.importStatuses(ctx, name, body)
	}
	list, err := a.parseList(name, body)
	if err != nil {
		return err
	}
	return a.importList(ctx, list)
}

// readList reads a subscription list of either kind.
func (a *app) readList(name string) (opml.List, error) {
	body, err := a.readInput(name)
	if err != nil {
		return opml.List{}, err
	}
	return a.parseList(name, body)
}

// readInput reads a file whole, or standard input for '-'.
func (a *app) readInput(name string) ([]byte, error) {
	f, err := a.open(name)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, plainPathError(err))
	}
	defer f.Close()
	body, err := readWhole(f)
	if err == nil {
		body, err = feed.Unmarked(body)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, plainPathError(err))
	}
	return body, nil
}

// readWhole reads a list or statuses, bounded.
func readWhole(r io.Reader) ([]byte, error) {
	const limit = 256 << 20
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && len(body) > limit {
		err = fmt.Errorf("it is larger than %d MB", limit>>20)
	}
	return body, err
}

// parseList makes a list of a file's bytes. Addresses that run commands or read
// files are taken in only where commands are allowed, and only from newsboat's
// urls, which people write themselves: OPML is passed from hand to hand.
func (a *app) parseList(name string, body []byte) (opml.List, error) {
	c, err := a.settings()
	if err != nil {
		return opml.List{}, err
	}
	local := c.AllowCommands && opml.Detect(body[:min(len(body), 4096)]) == opml.URLs
	list, err := opml.ReadAny(bytes.NewReader(body), opml.Options{Local: local})
	if err != nil {
		return opml.List{}, fmt.Errorf("%s: %w", name, err)
	}
	if len(list.Subscriptions)+len(list.Rejected)+len(list.Queries) == 0 {
		return opml.List{}, fmt.Errorf("%s lists no feed; it should be OPML, or newsboat's urls file", name)
	}
	return list, nil
}

func (a *app) importList(ctx context.Context, list opml.List) error {
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	done, err := lib.Subscribe(ctx, list.Subscriptions)
	if err != nil {
		return err
	}
	for _, r := range list.Rejected {
		a.say(fmt.Sprintf("line %d: left out %s: %s", r.Line, cmp.Or(feed.Redact(r.URL), r.Title), r.Reason))
	}
	for _, q := range list.Queries {
		a.say(fmt.Sprintf("line %d: left out the query feed %q; a saved search does what it does", q.Line, q.Name))
	}
	j := importedOf(list, done)
	if a.flags.json {
		return a.printJSON(j)
	}
	words := fmt.Sprintf("Subscribed to %s", count(j.Added, "feed"))
	if j.Existed > 0 {
		words += fmt.Sprintf("; %d were subscribed to already", j.Existed)
	}
	if j.Added > 0 {
		words += ". 'lede refresh' fetches their stories"
	}
	a.say(words, ".")
	if len(list.Subscriptions) == 0 {
		return errReported
	}
	return nil
}

// importedOf counts what became of a list.
func importedOf(list opml.List, done []store.Subscribed) importJSON {
	j := importJSON{Rejected: len(list.Rejected) + len(list.Queries)}
	for _, d := range done {
		if d.Existed {
			j.Existed++
		} else {
			j.Added++
		}
	}
	return j
}

func newExport(a *app) *cobra.Command {
	var statuses bool
	cmd := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Write the subscriptions as OPML",
		Long: `Write the subscriptions as OPML 2.0, with folders, titles and tags, to standard output
or to FILE. Options of feeds are left out, but a user name and password that are part
of a feed's URL are not.

With --statuses, write what you have read, starred, saved and labelled, and your saved
searches instead, one JSON object per line. 'lede import' reads either.`,
		Example: "  lede export >subscriptions.opml\n  lede export --statuses >statuses.jsonl",
		Args:    wantArgs(0, 1),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		lib, err := a.library(cmd.Context())
		if err != nil {
			return err
		}
		if statuses {
			if len(args) > 0 && args[0] != "-" {
				return usagef("export: --statuses writes to standard output only")
			}
			return a.exportStatuses(cmd.Context(), lib)
		}
		if len(args) == 0 || args[0] == "-" {
			subs, err := lib.Subscriptions(cmd.Context())
			if err != nil {
				return err
			}
			return opml.Write(a.out, opmlTitle, subs, a.sys.Now())
		}
		n, err := a.exportTo(cmd.Context(), lib, args[0])
		if err != nil {
			return err
		}
		a.say(fmt.Sprintf("%s written to %s.", count(n, "subscription"), args[0]))
		return nil
	}
	cmd.Flags().BoolVar(&statuses, "statuses", false, "write your marks, labels and saved searches instead, as lines of JSON")
	return cmd
}

// exportTo writes the subscriptions to a file and returns how many they are.
func (a *app) exportTo(ctx context.Context, lib *store.Store, path string) (int, error) {
	subs, err := lib.Subscriptions(ctx)
	if err != nil {
		return 0, err
	}
	if err := writeWhole(path, func(w io.Writer) error { return opml.Write(w, opmlTitle, subs, a.sys.Now()) }); err != nil {
		return 0, fmt.Errorf("%s cannot be written: %w", path, plainPathError(err))
	}
	return len(subs), nil
}
