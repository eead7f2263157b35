package typeset

import (
	"strconv"
	"strings"
	"sync"

	"lede/ui/theme"
)

// pen is one way of writing, interned: two texts look the same exactly when
// their pens are the same pointer.
type pen struct {
	look theme.Look
	open string // the SGR that starts it
	deco bool   // what it writes is not the article's text: bullets, numbers, frames
}

// pens interns the pens of a theme.
type pens struct {
	mu    sync.Mutex
	theme *theme.Theme
	known map[penKey]*pen
	sgr   map[string]theme.Look // Glamour's sequences, as parsed
}

type penKey struct {
	look theme.Look
	deco bool
}

func newPens(th *theme.Theme) *pens {
	return &pens{theme: th, known: map[penKey]*pen{}, sgr: map[string]theme.Look{}}
}

// role returns the pen for the article's text in a role.
func (p *pens) role(r theme.Role) *pen { return p.get(p.theme.Look(r), false) }

// deco returns the pen for what is set around the text.
func (p *pens) deco(r theme.Role) *pen { return p.get(p.theme.Look(r), true) }

// over returns base with a look laid on top of it.
func (p *pens) over(look theme.Look, base *pen) *pen {
	if look == (theme.Look{}) {
		return base
	}
	return p.get(look.Over(base.look), base.deco)
}

func (p *pens) get(look theme.Look, deco bool) *pen {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := penKey{look, deco}
	if found := p.known[key]; found != nil {
		return found
	}
	made := &pen{look: look, open: look.SGR(), deco: deco}
	p.known[key] = made
	return made
}

// parse reads the parameters of an SGR sequence ("1;38;2;1;2;3") that follows a
// reset. What is not a colour or an attribute that a Look has is dropped.
func (p *pens) parse(params string) theme.Look {
	p.mu.Lock()
	defer p.mu.Unlock()
	if look, ok := p.sgr[params]; ok {
		return look
	}
	look := parseSGR(params)
	p.sgr[strings.Clone(params)] = look
	return look
}

func parseSGR(params string) theme.Look {
	var look theme.Look
	codes := strings.FieldsFunc(params, func(r rune) bool { return r == ';' || r == ':' })
	for i := 0; i < len(codes); i++ {
		n, err := strconv.Atoi(codes[i])
		if err != nil {
			return look
		}
		switch {
		case n == 0:
			look = theme.Look{}
		case n == 1:
			look.Bold = true
		case n == 2:
			look.Faint = true
		case n == 3:
			look.Italic = true
		case n == 4:
			look.Underline = true
		case n == 7:
			look.Reverse = true
		case n == 9:
			look.Strike = true
		case n == 38 || n == 48:
			color, used := extendedColor(codes[i+1:])
			if n == 38 {
				look.Fg = color
			} else {
				look.Bg = color
			}
			i += used
		case n >= 30 && n <= 37:
			look.Fg = strconv.Itoa(n - 30)
		case n >= 90 && n <= 97:
			look.Fg = strconv.Itoa(n - 90 + 8)
		case n >= 40 && n <= 47:
			look.Bg = strconv.Itoa(n - 40)
		case n >= 100 && n <= 107:
			look.Bg = strconv.Itoa(n - 100 + 8)
		}
	}
	return look
}

// extendedColor reads what follows 38 or 48, and how many parameters it took.
func extendedColor(codes []string) (color string, used int) {
	switch {
	case len(codes) >= 2 && codes[0] == "5":
		return codes[1], 2
	case len(codes) >= 4 && codes[0] == "2":
		var rgb uint64
		for _, c := range codes[1:4] {
			n, err := strconv.ParseUint(c, 10, 8)
			if err != nil {
				return "", 4
			}
			rgb = rgb<<8 | n
		}
		hex := strconv.FormatUint(1<<24|rgb, 16)
		return "#" + hex[1:], 4
	}
	return "", len(codes)
}
