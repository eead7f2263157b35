// Command bare is the least that a program of the same kind does: a screen of
// text under Bubble Tea at lede's frame rate. What it takes while idle is what
// the library costs.
package main

import (
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
)

type model struct{ size tea.WindowSizeMsg }

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.size = msg
	case tea.KeyPressMsg:
		return m, tea.Quit
	}
	return m, nil
}

func (m model) View() tea.View {
	line := strings.Repeat("x", max(0, m.size.Width-1))
	return tea.View{AltScreen: true, Content: strings.Repeat(line+"\n", max(0, m.size.Height-1)) + "bare"}
}

func main() {
	if _, err := tea.NewProgram(model{}, tea.WithFPS(120)).Run(); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}
