package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"lede/feed"
	"lede/ui/theme"
)

// said holds the footer's message and those before it.
type said struct {
	text  string
	role  theme.Role
	since time.Time
	gen   generation
	log   []logged
}

// logged is a message of the log.
type logged struct {
	at   time.Time
	text string
	bad  bool
}

const (
	sayFor    = 5 * time.Second  // a message leaves the footer by itself
	failFor   = 15 * time.Second // one of an error stays longer
	maxLogged = 200              // messages that are kept to be read again
)

// failedMsg reports work that failed.
type failedMsg struct {
	what string
	err  error
}

// saidMsg says that a message has been in the footer long enough.
type saidMsg struct{ gen generation }

// say shows a message once.
func (m *model) say(text string) tea.Cmd { return m.sayAs(theme.Dim, text, sayFor) }

// sayMore adds to what the footer says of something done, if anything.
func (m *model) sayMore(text string) tea.Cmd {
	if m.said.text != "" && m.said.role != theme.Warn {
		text = m.said.text + " · " + text
	}
	return m.say(text)
}

// fail shows what failed and why, and logs it. What was cancelled by leaving
// is not said.
func (m *model) fail(what string, err error) tea.Cmd {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	m.opt.Logger.Error(what, "err", err)
	text := what
	if err != nil {
		text += ": " + feed.Clean(err.Error(), 300)
	}
	return m.sayAs(theme.Warn, text, failFor)
}

func (m *model) sayAs(role theme.Role, text string, d time.Duration) tea.Cmd {
	s := &m.said
	s.text, s.role, s.since = feed.Clean(text, 400), role, m.now()
	s.keep(logged{m.now(), s.text, role == theme.Warn})
	return m.after(d, saidMsg{s.gen.next()})
}

// keep keeps a message in the log.
func (s *said) keep(l logged) {
	s.log = append(s.log, l)
	s.log = s.log[max(0, len(s.log)-maxLogged):]
}

func (m *model) saidDue(msg saidMsg) tea.Cmd {
	if msg.gen == m.said.gen {
		m.said.text = ""
	}
	return nil
}

// clearSaid takes an ordinary message away at the next key; an error stays until it
// was there long enough to be read.
func (m *model) clearSaid() {
	if m.said.role != theme.Warn || m.now().Sub(m.said.since) > time.Second {
		m.said.text = ""
	}
}

// messages is the overlay of what was said before.
type messages struct{ pager pager }

func (m *model) actMessages(call) tea.Cmd { return m.push(&messages{}) }

func (o *messages) title() string                      { return "Messages" }
func (o *messages) hints() []hint                      { return []hint{{"j/k", "scroll"}, {"esc", "back"}} }
func (o *messages) paste(*model, tea.PasteMsg) tea.Cmd { return nil }

func (o *messages) key(_ *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String()
	if o.pager.key(key) {
		return nil, false
	}
	return nil, closes(key)
}

func (o *messages) draw(m *model, w, h int) ([]string, *tea.Position) {
	p := &m.paint
	lines := []string{blank(w)}
	var body []string
	if len(m.said.log) == 0 {
		body = p.beside(w, 0, nil, []span{{theme.Dim, "There are no messages yet."}}, nil)
	}
	for i := len(m.said.log) - 1; i >= 0; i-- { // newest first
		l := m.said.log[i]
		role := theme.Text
		if l.bad {
			role = theme.Warn
		}
		body = append(body, p.beside(w, 10, []span{{theme.Dim, l.at.Format("15:04:05")}}, []span{{role, l.text}}, nil)...)
	}
	o.pager.fit(len(body), h-1)
	lines = append(lines, body[o.pager.top:o.pager.end()]...)
	return filled(lines, w, h), nil
}
