package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"lede/ui/wire"
)

// The words of the low_bandwidth option.
const (
	lowAuto = "auto"
	lowOn   = "on"
	lowOff  = "off"
)

// LowBandwidthChoices are the words that Options.LowBandwidth may be: "auto" is on
// where the line is slow to bring the terminal's answers.
func LowBandwidthChoices() []string { return []string{lowAuto, lowOn, lowOff} }

const (
	// lateAnswer is from when on a terminal's answer is late. A line on which
	// the first screen takes as long is slow, whatever its delay.
	lateAnswer = 250 * time.Millisecond
	// lateTwice is how many answers in a row must be late: one may be so because
	// the machine was busy.
	lateTwice = 2

	fullFPS = 120 // frames a second, at most
	lowFPS  = 20

	lowProgress = 2 * time.Second // between two looks at a refresh
)

// line is what is known of the line to the terminal.
type line struct {
	low   bool // every byte counts
	asked time.Time
	late  int // answers in a row that were
}

// startLine says how the line is used from the first byte on.
func startLine(o *Options) line { return line{low: o.LowBandwidth == lowOn} }

// fps is how many frames a second are written at most.
func (o *Options) fps() int {
	if o.LowBandwidth == lowOn {
		return lowFPS
	}
	return fullFPS
}

// askLine times the terminal's answer to a question that costs six bytes, after
// the first screen is under way. What is asked is the one colour that nothing
// depends on.
func (m *model) askLine() tea.Cmd {
	if m.line.low {
		return m.askSynchronized()
	}
	if m.opt.LowBandwidth != lowAuto {
		return nil
	}
	m.line.asked = m.now()
	return tea.RequestForegroundColor
}

// lineAnswered takes in the answer.
func (m *model) lineAnswered() tea.Cmd {
	l := &m.line
	if l.asked.IsZero() || l.low {
		return nil
	}
	took := m.now().Sub(l.asked)
	l.asked = time.Time{}
	if took < lateAnswer {
		l.late = 0
		return nil
	}
	if l.late++; l.late < lateTwice {
		return m.askLine()
	}
	m.opt.Logger.Info("the line is slow", "answer", took)
	l.low = true
	m.list.restyle(m.rowStyle())
	return tea.Batch(m.loadTheme(), m.askSynchronized(), m.say("Slow connection: sending as little as possible (low_bandwidth in config.toml)"))
}

// lineSet takes in another word of the low_bandwidth option. How many frames a
// second are written at most is decided at the start.
func (m *model) lineSet(word string) tea.Cmd {
	m.opt.LowBandwidth = word
	low := m.line.low
	m.line = startLine(&m.opt)
	ask := m.askLine()
	if m.line.low == low {
		return ask
	}
	m.list.restyle(m.rowStyle())
	return tea.Batch(m.closePictures(), m.loadTheme(), ask)
}

// askSynchronized asks whether the terminal can hold a frame back until it is
// complete; Bubble Tea asks only where it is near.
func (m *model) askSynchronized() tea.Cmd {
	if appleTerminal(m.opt.environ()) { // which prints the end of the question
		return nil
	}
	return tea.Raw(ansi.RequestModeSynchronizedOutput)
}

// colors is the colour profile to set the screen in: where bytes count one of
// 256 colours does, at half the bytes of an exact one.
func (m *model) colors() colorprofile.Profile {
	if m.line.low {
		return min(m.term.profile, colorprofile.ANSI256)
	}
	return m.term.profile
}

// dropsEmoji says whether lists go without emoji: where every byte counts and
// Bubble Tea's own renderer writes, which does a line with one anew in each frame.
func (m *model) dropsEmoji() bool {
	return m.line.low && !wire.Knows(uv.Environ(m.opt.environ()).Getenv("TERM"))
}

// progressPause is the time between two looks at a refresh.
func (m *model) progressPause() time.Duration {
	if m.line.low {
		return lowProgress
	}
	return progressEvery
}
