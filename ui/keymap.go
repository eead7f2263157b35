package ui

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Keymap says which action a key sequence means in each context. It is not
// changed once made.
type Keymap struct {
	actions []Action
	byName  map[string]*Action
	bound   map[Context]map[string]*Action // by sequence, keys parted by spaces
	prefix  map[Context]map[string]bool    // what longer sequences begin with
	places  map[string]string              // of the user's own actions in the configuration
}

// KeyError is a line of [keys] that cannot be used.
type KeyError struct {
	Action string // as it was written
	Key    string // the key at fault; empty: the action's name is
	Reason string
	Place  string // the key of the configuration that is at fault; empty: keys.ACTION
}

// Where is the key of the configuration that is at fault.
func (e *KeyError) Where() string {
	if e.Place != "" {
		return e.Place
	}
	return "keys." + e.Action
}

func (e *KeyError) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("%s: %s", e.Where(), e.Reason)
	}
	return fmt.Sprintf("%s: %q %s", e.Where(), e.Key, e.Reason)
}

// NewKeymap makes a keymap from a preset ("", "vim", "newsboat", "arrows") and
// the user's own bindings, which take an action's keys away and give it those
// named (none: it is unbound). A preset's key that the user gives to another
// action is that action's. The extras are actions of the user's own, bound as own
// bindings are. The error joins a KeyError for each unknown action, key that is no
// key, and conflict between the user's own bindings.
func NewKeymap(preset string, own map[string][]string, extras ...Extra) (*Keymap, error) {
	km := &Keymap{
		actions: Actions(),
		byName:  map[string]*Action{},
		bound:   map[Context]map[string]*Action{},
		prefix:  map[Context]map[string]bool{},
		places:  map[string]string{},
	}
	for i := range km.actions {
		km.byName[km.actions[i].Name] = &km.actions[i]
	}
	changes, ok := presets()[preset]
	if !ok {
		return nil, &KeyError{Action: "preset", Reason: fmt.Sprintf("there is no preset %q; the presets are %s", preset, strings.Join(Presets(), ", "))}
	}
	for name, keys := range changes {
		km.byName[name].Keys = keys
	}
	own, errs := km.takeExtras(own, extras)
	errs = append(errs, km.takeOwn(own)...)
	told := map[KeyError]bool{} // a conflict in several panes is told of once
	for _, c := range contextNames {
		km.bound[c.context] = map[string]*Action{}
		km.prefix[c.context] = map[string]bool{}
		for _, e := range km.bind(c.context, c.name, own) {
			if conflict := (KeyError{Action: e.Action, Key: e.Key}); !told[conflict] {
				told[conflict] = true
				errs = append(errs, e)
			}
		}
	}
	return km, errors.Join(errs...)
}

// Presets are the names that NewKeymap knows.
func Presets() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(presets())), func(s string) bool { return s == "" })
}

// presets are the keys in which each differs from the table of actions: vim's
// own where they mean the same here; newsboat's, but for j and k, which there go
// from feed to feed and which nearly everybody binds to down and up; and those of
// a keyboard's arrows and function keys.
func presets() map[string]map[string][]string {
	return map[string]map[string][]string{
		"": nil,
		"vim": {
			"page-down": {"ctrl+f", "pgdown"}, "page-up": {"ctrl+b", "pgup"}, "filter": {"&"},
			"down": {"j", "down", "ctrl+n", "ctrl+e"}, "up": {"k", "up", "ctrl+p", "ctrl+y"},
			"undo": {"u", "U"}, "quit-now": {"Z Z", "Z Q"}, "unread-only": {"g u"}, "unread-feeds": {"g u"},
			"next-pane": {"tab", "ctrl+w w", "ctrl+w l"}, "previous-pane": {"shift+tab", "ctrl+w W", "ctrl+w h"},
			"border-right": {">", "ctrl+w >"}, "border-left": {"<", "ctrl+w <"}, "reset-borders": {"ctrl+w ="},
		},
		"newsboat": {
			"open": {"enter", "right"}, "back": {"left", "h"},
			"next-unread": {"n"}, "previous-unread": {"p"},
			"next-entry": {"J"}, "previous-entry": {"K"},
			"mark-all-read": {"A"}, "toggle-read": {"N"}, "toggle-star": {"ctrl+e"}, "toggle-later": {"ctrl+b"},
			"links": {"u", "#"}, "browse": {"o"}, "browse-and-mark": {"O"}, "save": {"s", "w"},
			"refresh": {"r"}, "refresh-all": {"R"}, "filter": {"F"},
			"top": {"home"}, "bottom": {"end"},
			"half-page-down": nil, "half-page-up": nil,
			"page-down": {"pgdown"}, "page-up": {"pgup"},
			"next-feed": {"ctrl+n"}, "previous-feed": {"ctrl+p"},
			"quit-now": {"Q"}, "qr-code": nil, "unread-only": {"l"}, "unread-feeds": {"l"},
		},
		"arrows": {
			"down": {"down"}, "up": {"up"}, "open": {"enter", "right"}, "back": {"left", "backspace"},
			"top": {"home"}, "bottom": {"end"},
			"half-page-down": nil, "half-page-up": nil,
			"next-entry": {"shift+down", "J"}, "previous-entry": {"shift+up", "K"},
			"next-feed": {"ctrl+down", "]"}, "previous-feed": {"ctrl+up", "["},
			"help": {"f1", "?"}, "refresh": {"f5", "r"}, "search": {"f3", "/"}, "find": {"f3", "/"},
		},
	}
}

// takeExtras makes the user's macros and commands actions, and returns own with
// their keys.
func (km *Keymap) takeExtras(own map[string][]string, extras []Extra) (_ map[string][]string, errs []error) {
	if len(extras) == 0 {
		return own, nil
	}
	own = maps.Clone(own)
	if own == nil {
		own = map[string][]string{}
	}
	commands := map[string]Extra{}
	for _, e := range extras {
		if e.Command != "" {
			commands[e.Command] = e
		}
	}
	for _, e := range extras {
		a, err := e.action(km, commands)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		km.actions = append(km.actions, a)
		own[e.Name] = []string{e.Key}
		km.places[e.Name] = e.Place
	}
	for i := range km.actions { // the table may have moved
		km.byName[km.actions[i].Name] = &km.actions[i]
	}
	return own, errs
}

// takeOwn gives actions the user's keys and takes these from all others.
func (km *Keymap) takeOwn(own map[string][]string) (errs []error) {
	taken := map[string]Context{}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		a, ok := km.byName[name]
		if !ok {
			errs = append(errs, &KeyError{Action: name, Reason: "there is no such action" + km.suggest(name, own[name])})
			continue
		}
		var keys []string
		for _, k := range own[name] {
			seq, err := parseSequence(k)
			if err != nil {
				errs = append(errs, &KeyError{name, k, err.Error(), km.places[name]})
				continue
			}
			keys = append(keys, seq)
			taken[seq] |= a.Contexts
		}
		a.Keys = keys
	}
	for i := range km.actions {
		a := &km.actions[i]
		if _, mine := own[a.Name]; mine {
			continue
		}
		a.Keys = slices.DeleteFunc(slices.Clone(a.Keys), func(k string) bool { return taken[k]&a.Contexts != 0 })
	}
	return errs
}

// bind fills the tables of one context.
func (km *Keymap) bind(c Context, where string, own map[string][]string) (errs []*KeyError) {
	bound, prefix := km.bound[c], km.prefix[c]
	for i := range km.actions {
		a := &km.actions[i]
		if a.Contexts&c == 0 {
			continue
		}
		for _, k := range a.Keys {
			if other, ok := bound[k]; ok {
				errs = append(errs, &KeyError{a.Name, k, fmt.Sprintf("is already %s in the %s", other.Name, where), km.places[a.Name]})
				continue
			}
			bound[k] = a
			for j := range len(k) {
				if k[j] == ' ' {
					prefix[k[:j]] = true
				}
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(prefix)) {
		if a, ok := bound[k]; ok {
			name := a.Name
			if _, mine := own[name]; !mine {
				// the user's longer sequence wins over a preset's key
				delete(bound, k)
				continue
			}
			errs = append(errs, &KeyError{name, k, fmt.Sprintf("is also the beginning of other keys in the %s: %s", where, strings.Join(km.longer(c, k), ", ")), km.places[name]})
		}
	}
	return errs
}

func (km *Keymap) longer(c Context, prefix string) (keys []string) {
	for k := range km.bound[c] {
		if strings.HasPrefix(k, prefix+" ") {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// suggest names the known action that is spelt most like an unknown one, or the
// right way round where a key stands in its place.
func (km *Keymap) suggest(name string, keys []string) string {
	if len(keys) == 1 && km.byName[keys[0]] != nil {
		return fmt.Sprintf("; write the action first: %s = %q", keys[0], name)
	}
	for i := range km.actions {
		if a := km.actions[i].Name; strings.Contains(a, name) || name != "" && strings.Contains(name, a) {
			return fmt.Sprintf("; did you mean %s?", a)
		}
	}
	return "; ? in the reader lists them"
}

// lookup says what a sequence of keys means: an action, the beginning of
// longer sequences, or nothing.
func (km *Keymap) lookup(c Context, seq string) (a *Action, more bool) {
	return km.bound[c][seq], km.prefix[c][seq]
}

// hints lists what may follow the keys typed so far.
func (km *Keymap) hints(c Context, seq string) []*Action {
	var as []*Action
	for _, k := range km.longer(c, seq) {
		if a := km.bound[c][k]; !slices.Contains(as, a) {
			as = append(as, a)
		}
	}
	return as
}

// key is an action's first key in a context as people read it, or "".
func (km *Keymap) key(c Context, name string) string {
	a := km.byName[name]
	if a == nil {
		return ""
	}
	for _, k := range a.Keys {
		if km.bound[c][k] == a {
			return showKeys(k)
		}
	}
	return ""
}

// Describe returns the actions with the keys that they have in this map.
func (km *Keymap) Describe() []Action { return slices.Clone(km.actions) }

// parseSequence reads keys as people write them: "g g", "ctrl-d", "^d", "G",
// "space", "<enter>".
func parseSequence(s string) (string, error) {
	fields := strings.Fields(s)
	if s == " " {
		fields = []string{"space"}
	}
	if len(fields) == 0 {
		return "", errors.New("is empty")
	}
	for i, f := range fields {
		k, err := parseKey(f)
		if err != nil {
			return "", err
		}
		fields[i] = k
	}
	return strings.Join(fields, " "), nil
}

func namedKeys() []string {
	keys := []string{"enter", "esc", "tab", "space", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown"}
	for i := range 20 {
		keys = append(keys, fmt.Sprintf("f%d", i+1))
	}
	return keys
}

func parseKey(s string) (string, error) {
	if len(s) > 2 && s[0] == '<' && s[len(s)-1] == '>' {
		s = s[1 : len(s)-1]
	}
	if len(s) == 2 && s[0] == '^' {
		s = "ctrl+" + strings.ToLower(s[1:])
	}
	mods, s, ok := cutModifiers(s)
	if !ok {
		return "", errors.New("is not a key")
	}
	name := strings.ToLower(s)
	if alias, ok := map[string]string{"return": "enter", "escape": "esc", "pageup": "pgup", "pagedown": "pgdown", "del": "delete", "ins": "insert", "bs": "backspace"}[name]; ok {
		name = alias
	}
	switch {
	case slices.Contains(namedKeys(), name):
		return mods + name, nil
	case len([]rune(s)) == 2 && mods == "":
		return "", fmt.Errorf("is not a key; of two, one after the other, write %q", strings.Join(strings.Split(s, ""), " "))
	case len([]rune(s)) != 1:
		return "", errors.New("is not a key")
	case mods == "shift+":
		return strings.ToUpper(s), nil
	case mods != "":
		return mods + name, nil
	}
	return s, nil
}

// cutModifiers takes the modifiers off a key as people write it. They come back in the
// order in which tea.KeyPressMsg names them, whatever theirs was.
func cutModifiers(s string) (mods, key string, ok bool) {
	var ctrl, alt, shift bool
	for {
		i := strings.IndexAny(s, "+-")
		if i <= 0 || i == len(s)-1 { // the key itself may be one of the two
			break
		}
		switch strings.ToLower(s[:i]) {
		case "ctrl", "c":
			ctrl = true
		case "alt", "a", "m":
			alt = true
		case "shift", "s":
			shift = true
		default:
			return "", "", false
		}
		s = s[i+1:]
	}
	for _, m := range []struct {
		held bool
		name string
	}{{ctrl, "ctrl+"}, {alt, "alt+"}, {shift, "shift+"}} {
		if m.held {
			mods += m.name
		}
	}
	return mods, s, true
}

// showKeys writes a sequence the way the screen does: '⏎', '^d', 'gg'.
func showKeys(seq string) string {
	var b strings.Builder
	for k := range strings.FieldsSeq(seq) {
		b.WriteString(showKey(k))
	}
	return b.String()
}

func showKey(k string) string {
	switch k {
	case "enter":
		return "⏎"
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "shift+tab":
		return "⇧tab"
	}
	if rest, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return "^" + showKey(rest)
	}
	return k
}
