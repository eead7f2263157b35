// Command bare is the least that a program of the same kind does: a screen of
// text under Bubble Tea at lede's frame rate, which counts keys until q. What it
// takes while idle is what the library costs, and how long a key takes is what
// the library and the machine do. With -echo there is no library: each key has
// a line written, at once.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

type model struct {
	size tea.WindowSizeMsg
	keys int
}

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.size = msg
	case tea.KeyPressMsg:
		if m.keys++; msg.String() == "q" {
			return m, tea.Quit
		}
	}
	return m, nil
}

func (m model) View() tea.View {
	line := strings.Repeat("x", max(0, m.size.Width-1))
	return tea.View{AltScreen: true, Content: strings.Repeat(line+"\n", max(0, m.size.Height-1)) + fmt.Sprint("bare ", m.keys)}
}

func main() {
	alone := flag.Bool("echo", false, "without Bubble Tea")
	flag.Parse()
	if *alone {
		if err := echo(); err != nil {
			fmt.Fprintln(os.Stderr, "bare:", err)
			os.Exit(1)
		}
		return
	}
	if _, err := tea.NewProgram(model{}, tea.WithFPS(120)).Run(); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

// echo writes a line for each key, until q.
func echo() error {
	was, err := term.MakeRaw(os.Stdin.Fd())
	if err != nil {
		return err
	}
	defer term.Restore(os.Stdin.Fd(), was)
	line := "\r" + strings.Repeat("x", 40)
	for key := make([]byte, 1); key[0] != 'q'; {
		if _, err := fmt.Print(line, " bare"); err != nil {
			return err
		}
		if _, err := os.Stdin.Read(key); err != nil {
			return err
		}
	}
	return nil
}
