package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"lede/feed"
	"lede/store"
)

// RuleConfig is one of [[rules]]: what to do with stories that match, as they
// arrive.
type RuleConfig struct {
	When     string    `toml:"when"`
	Do       OneOrMore `toml:"do"`
	OnUpdate bool      `toml:"on_update"`
}

// settings is the table of what a rule takes.
func (r *RuleConfig) settings() []setting {
	return []setting{
		{Key: "when", Value: &r.When, Doc: "Which stories it applies to: a query in the search language, in which values may be regular expressions, /.../ or /.../i. Empty: all."},
		{Key: "do", Value: &r.Do, Doc: "What to do with them: read, star, later, hide, notify, tag:LABEL, run:PROGRAM ARGUMENT... Several are done in order."},
		{Key: "on_update", Value: &r.OnUpdate, Doc: "Apply it also when the publisher changes a story. What you have set yourself stays."},
	}
}

// compile reads a rule. The errors name the key that is wrong.
func (r *RuleConfig) compile(now time.Time, allowCommands bool) (rule feed.Rule, when, do error) {
	e, problems := feed.ParseRule(r.When, now)
	if len(problems) > 0 {
		p := problems[0]
		when = fmt.Errorf("when: at %q: %s", r.When[p.Start:min(p.End, len(r.When))], p.Message)
	}
	rule = feed.Rule{When: e, OnUpdate: r.OnUpdate}
	for _, text := range r.Do {
		effect, err := feed.ParseEffect(text)
		if err == nil && effect.Kind == feed.EffectRun {
			_, err = commandVector([]string{effect.Arg})
			if err == nil && !allowCommands {
				err = errors.New("run needs allow_commands = true")
			}
		}
		if err != nil {
			return rule, when, fmt.Errorf("do: %w", err)
		}
		rule.Effects = append(rule.Effects, effect)
	}
	if len(rule.Effects) == 0 {
		do = errors.New("do: it is empty")
	}
	return rule, when, do
}

// checkRules returns the mistakes in [[rules]] with their lines.
func (c *Config) checkRules() (errs []error) {
	for i := range c.Rules {
		name := fmt.Sprintf("rules.%d", i)
		_, when, do := c.Rules[i].compile(time.Time{}, c.AllowCommands)
		for key, err := range map[string]error{"when": when, "do": do} {
			if err == nil {
				continue
			}
			line := c.lines[name+"."+key]
			if line == 0 {
				line = c.lines[name]
			}
			errs = append(errs, &lineError{line, fmt.Sprintf("rule %d: %s", i+1, err)})
		}
	}
	return errs
}

// compileRules are the rules of a configuration that was checked.
func (c *Config) compileRules(now time.Time) []feed.Rule {
	rules := make([]feed.Rule, len(c.Rules))
	for i := range c.Rules {
		rules[i], _, _ = c.Rules[i].compile(now, c.AllowCommands)
	}
	return rules
}

// compiledRules holds the rules of the configuration in force, compiled. Their
// since:2d and the like count from now, so that they are read again now and then.
type compiledRules struct {
	config func() *Config
	now    func() time.Time

	mu    sync.Mutex // guards what follows
	from  *Config
	at    time.Time
	rules []feed.Rule
}

// rulesFor is how long compiled rules are used.
const rulesFor = time.Minute

// current are the rules as they hold now; nil where there are none.
func (b *compiledRules) current() []feed.Rule {
	c, now := b.config(), b.now()
	if len(c.Rules) == 0 {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.from != c || now.Sub(b.at) >= rulesFor || now.Before(b.at) {
		b.from, b.at, b.rules = c, now, c.compileRules(now)
	}
	return b.rules
}

// changeJSON says how many stories a rule changes in one way.
type changeJSON struct {
	Do      string `json:"do" doc:"the effect, as written"`
	Stories int    `json:"stories" doc:"how many stories it changes"`
}

// ruleJSON is what rules --json prints of a rule.
type ruleJSON struct {
	Rule    int          `json:"rule" doc:"its number in config.toml, from 1"`
	When    string       `json:"when" doc:"the condition, as written"`
	Do      []string     `json:"do" doc:"what it does"`
	Line    int          `json:"line" doc:"its line in config.toml"`
	Matched int          `json:"matched,omitempty" doc:"how many stories match; with --dry-run and --apply"`
	Changes []changeJSON `json:"changes,omitempty" doc:"what it would change, or has changed"`
	Sample  []entryJSON  `json:"sample,omitempty" doc:"the newest few stories that it changes"`
}

// rulesFlags are the flags of rules besides --json, of which one is given at most.
type rulesFlags struct{ dryRun, apply bool }

func newRules(a *app) *cobra.Command {
	var flags rulesFlags
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules, try them, or apply them to existing stories",
		Long: `List the rules in config.toml, which act on stories as they arrive. --dry-run shows what
each would do to the stories you already have, and --apply does it (except notify and
run, which are for new stories). U in the reader undoes it, one effect of one rule at a
time.`,
		Example: "  lede rules --dry-run\n  lede rules --apply",
		Args:    wantArgs(0, 0),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := a.settings()
		if err != nil {
			return err
		}
		out := make([]ruleJSON, len(c.Rules))
		for i, r := range c.Rules {
			out[i] = ruleJSON{Rule: i + 1, When: r.When, Do: r.Do, Line: c.lines[fmt.Sprintf("rules.%d", i)]}
		}
		if flags != (rulesFlags{}) && len(out) > 0 {
			if err := a.tryRules(cmd.Context(), c, out, flags); err != nil {
				return err
			}
		}
		if len(out) == 0 && !a.flags.json {
			a.say("There are no rules. Add [[rules]] to config.toml; see 'lede config --default'.")
		}
		return a.printRules(out, flags)
	}
	cmd.Flags().BoolVar(&flags.dryRun, "dry-run", false, "show what each rule would do to existing stories")
	cmd.Flags().BoolVar(&flags.apply, "apply", false, "apply the rules to existing stories")
	cmd.MarkFlagsMutuallyExclusive("dry-run", "apply")
	a.addJSONFlag(cmd)
	return cmd
}

// tryRules asks the rules about all that is kept, and applies them if asked.
func (a *app) tryRules(ctx context.Context, c *Config, out []ruleJSON, flags rulesFlags) error {
	lib, err := a.library(ctx)
	if err != nil {
		return err
	}
	rules := c.compileRules(a.sys.Now())
	tried, err := lib.TryRules(ctx, rules)
	if err != nil {
		return err
	}
	for i, t := range tried {
		out[i].Matched = t.Matched
		for _, e := range rules[i].Effects {
			ids := t.Changes[e.String()]
			n := len(ids)
			if flags.apply {
				if n, err = applyEffect(ctx, lib, e, ids); err != nil {
					return err
				}
			}
			out[i].Changes = append(out[i].Changes, changeJSON{e.String(), n})
		}
		for _, item := range t.Sample {
			out[i].Sample = append(out[i].Sample, entryOf(item.Entry, item.Status, item.Subscription))
		}
	}
	return nil
}

// applyEffect does to stories what a rule does as they arrive, and returns how
// many it changed.
func applyEffect(ctx context.Context, lib *store.Store, e feed.Effect, ids []int64) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	mark := feed.Mark{On: true, EntryIDs: ids, ByRule: true}
	switch e.Kind {
	case feed.EffectTag:
		done, err := lib.Label(ctx, ids, e.Arg)
		return done.Changed, err
	case feed.EffectRead:
		mark.Flag = feed.Read
	case feed.EffectStar:
		mark.Flag = feed.Starred
	case feed.EffectLater:
		mark.Flag = feed.Later
	case feed.EffectHide:
		mark.Flag = feed.Hidden
	default: // what is done for news alone
		return 0, nil
	}
	done, err := lib.Mark(ctx, mark)
	return done.Changed, err
}

// printRules prints the rules, and below each what came of trying it.
func (a *app) printRules(rules []ruleJSON, flags rulesFlags) error {
	style := a.styler()
	for _, r := range rules {
		if a.flags.json {
			if err := a.printJSON(r); err != nil {
				return err
			}
			continue
		}
		when := r.When
		if when == "" {
			when = "every story"
		}
		fmt.Fprintf(a.out, "%s\n", style.bold(fmt.Sprintf("%d. %s", r.Rule, feed.Clean(when, 500))))
		fmt.Fprintf(a.out, "   %s\n", feed.Clean(strings.Join(r.Do, ", "), 500))
		if flags != (rulesFlags{}) {
			fmt.Fprintf(a.out, "   matches %s%s\n", count(r.Matched, "story", "stories"), changeWords(r.Changes, flags))
		}
		for _, e := range r.Sample {
			fmt.Fprintf(a.out, "   %s\n", style.dim(fmt.Sprintf("%s  %s  %s", e.ID, e.Feed.Title, e.Title)))
		}
	}
	return nil
}

// changeWords says what a rule changes: '; would do: 3 read, 2 tag:ad'.
func changeWords(changes []changeJSON, flags rulesFlags) string {
	applied := flags.apply
	var parts []string
	for _, c := range changes {
		if c.Stories > 0 && (!applied || !slices.Contains([]string{"notify", "run"}, strings.SplitN(c.Do, ":", 2)[0])) {
			parts = append(parts, fmt.Sprintf("%d %s", c.Stories, c.Do))
		}
	}
	switch {
	case len(parts) == 0 && applied:
		return "; nothing had to be changed"
	case len(parts) == 0:
		return "; nothing would change"
	case applied:
		return "; done: " + strings.Join(parts, ", ")
	}
	return "; would do: " + strings.Join(parts, ", ")
}

func writeRulesDefault(b *strings.Builder) {
	b.WriteString("\n# -- Rules --\n")
	writeComment(b, "What to do with stories as they arrive. There may be several rules; each sees what those before it did. 'lede rules --dry-run' shows what they would do to the stories you already have.")
	b.WriteString("\n#[[rules]]\n")
	examples := map[string]string{"when": `'feed:"Example" title:/sponsored/i'`, "do": `["read", "hide", "tag:ad"]`, "on_update": "false"}
	var r RuleConfig
	for _, s := range r.settings() {
		writeComment(b, s.help())
		fmt.Fprintf(b, "#%s = %s\n", s.Key, examples[s.Key])
	}
}
