package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"time"

	"lede/feed"
	"lede/feed/fetch"
)

// A refresh runs at most so many programs of rules, each for so long.
const (
	maxRuns   = 200
	runsAtEnd = 30 * time.Second
)

// errands gather during a refresh what rules want done that the library does
// not do, and do it when the refresh has ended: programs run one after the other,
// and however many stories are to be told of, the user is told once.
type errands struct {
	log    *slog.Logger
	config func() *Config
	env    []string

	runs   []errand
	left   int // programs that were too many
	news   []feed.Entry
	source []string // the feed of each of them
}

// errand is a program to be run on a story.
type errand struct {
	command string
	fields  map[string]string
}

func (a *app) newErrands() *errands {
	return &errands{log: a.log, config: a.currentConfig, env: a.sys.Environ}
}

// take notes what an answer's stories ask for.
func (d *errands) take(e fetch.Event) {
	for _, h := range e.Stored.Hits {
		for _, effect := range h.Effects {
			switch {
			case effect.Kind == feed.EffectNotify:
				d.news = append(d.news, h.Entry)
				d.source = append(d.source, e.Feed.DisplayTitle())
			case len(d.runs) >= maxRuns:
				d.left++
			default:
				d.runs = append(d.runs, errand{effect.Arg, storyFields(&h.Entry, &e.Feed, nil)})
			}
		}
	}
}

// run runs the programs. One that fails is told in the log, with its story.
func (d *errands) run(ctx context.Context) {
	for _, r := range d.runs {
		if !d.config().AllowCommands || ctx.Err() != nil {
			break
		}
		if err := d.runOne(ctx, r); err != nil {
			d.log.Warn("a rule's program failed", "command", r.command, "story", r.fields["id"], "error", err)
		}
	}
	if d.left > 0 {
		d.log.Warn("rules asked for more programs than a refresh runs", "left out", d.left)
	}
	d.runs, d.left = nil, 0
}

func (d *errands) runOne(ctx context.Context, r errand) error {
	vector, err := commandVector([]string{r.command})
	if err != nil {
		return err
	}
	if vector, err = fillVector(vector, r.fields); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, runsAtEnd)
	defer cancel()
	cmd := exec.CommandContext(ctx, vector[0], vector[1:]...)
	cmd.Env = append(d.env, fieldEnviron(r.fields)...)
	cmd.WaitDelay = time.Second
	fetch.OwnGroup(cmd)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", vector[0], err)
	}
	return nil
}

// told is what the user is to be told of the refresh: one title and one line,
// however many stories there are. ok is false where there is none.
func (d *errands) told() (title, body string, ok bool) {
	if len(d.news) == 0 {
		return "", "", false
	}
	title, body = d.source[0], d.news[0].Title
	if n := len(d.news); n > 1 {
		title = fmt.Sprintf("%d stories", n)
		body = fmt.Sprintf("%s · %s and %s", d.source[0], d.news[0].Title, count(n-1, "more", "more"))
		if n == 2 {
			body = fmt.Sprintf("%s · %s", d.news[0].Title, d.news[1].Title)
		}
	}
	d.news, d.source = nil, nil
	return feed.Clean(title, 100), feed.Clean(body, 200), true
}
