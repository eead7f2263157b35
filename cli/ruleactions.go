package cli

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"lede/feed"
	"lede/feed/fetch"
)

// A refresh runs at most so many programs of rules, each for so long.
const (
	maxRuns = 200
	runTime = 30 * time.Second
)

// ruleActions gather during a refresh what rules want done that the library does
// not do, and do it when the refresh has ended: programs run one after the other,
// and however many stories are to be told of, the user is told once.
type ruleActions struct {
	log    *slog.Logger
	config func() *Config
	env    []string

	runs []programRun
	left int // programs that were too many
	news []newsItem
}

// newsItem is a story that the user is to be told of.
type newsItem struct{ feed, title string }

// programRun is a program to be run on a story.
type programRun struct {
	command string
	fields  map[string]string
}

func (a *app) newRuleActions() *ruleActions {
	return &ruleActions{log: a.log, config: a.currentConfig, env: a.sys.Environ}
}

// collect notes what an answer's stories ask for.
func (r *ruleActions) collect(e fetch.Event) {
	for _, h := range e.Stored.Hits {
		told := false // once, however many rules say so
		for _, effect := range h.Effects {
			switch {
			case effect.Kind == feed.EffectNotify:
				if !told {
					r.news = append(r.news, newsItem{e.Feed.DisplayTitle(), h.Entry.Title})
				}
				told = true
			case len(r.runs) >= maxRuns:
				r.left++
			default:
				r.runs = append(r.runs, programRun{effect.Arg, storyFields(&h.Entry, &e.Feed, nil)})
			}
		}
	}
}

// run runs the programs. One that fails is told in the log, with its story.
func (r *ruleActions) run(ctx context.Context) {
	for _, p := range r.runs {
		if !r.config().AllowCommands || ctx.Err() != nil {
			break
		}
		if err := r.runOne(ctx, p); err != nil {
			r.log.Warn("a rule's program failed", "command", p.command, "story", p.fields["id"], "error", err)
		}
	}
	if r.left > 0 {
		r.log.Warn("rules asked for more programs than a refresh runs", "left out", r.left)
	}
	r.runs, r.left = nil, 0
}

func (r *ruleActions) runOne(ctx context.Context, p programRun) error {
	ctx, cancel := context.WithTimeout(ctx, runTime)
	defer cancel()
	c := CommandConfig{Run: OneOrMore{p.command}}
	cmd, err := c.program(ctx, r.env, p.fields)
	if err != nil {
		return err
	}
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", cmd.Args[0], err)
	}
	return nil
}

// notification is what the user is told at once.
type notification struct{ Title, Body string }

// notification is what the user is to be told of the refresh: one title and one
// line, however many stories there are; nil where there are none.
func (r *ruleActions) notification() *notification {
	if len(r.news) == 0 {
		return nil
	}
	first, more := r.news[0], len(r.news)-1
	title, body := first.feed, first.title
	switch more {
	case 0:
	case 1:
		title, body = "2 stories", fmt.Sprintf("%s · %s", first.title, r.news[1].title)
	default:
		title, body = fmt.Sprintf("%d stories", more+1), fmt.Sprintf("%s · %s and %d more", first.feed, first.title, more)
	}
	return &notification{feed.Clean(title, 100), feed.Clean(body, 200)}
}
