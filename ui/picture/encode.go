package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/iterm2"
	"github.com/charmbracelet/x/ansi/kitty"
	"github.com/charmbracelet/x/ansi/sixel"
)

// Protocol is a way of showing pictures.
type Protocol string

// The protocols, best first.
const (
	Kitty  Protocol = "kitty"  // unicode placeholders: scrolls with the text
	ITerm2 Protocol = "iterm2" // full screen only
	Sixel  Protocol = "sixel"  // full screen only: does not fit the cell grid
	Blocks Protocol = "blocks" // half blocks in colour, anywhere
	None   Protocol = "none"   // captions alone
)

// Inline reports whether a protocol's pictures can stand in scrolling text.
func (p Protocol) Inline() bool { return p == Kitty || p == Blocks }

// Answers are what the terminal answered when it was asked. Its name alone
// proves nothing over SSH or in a multiplexer, and is used only for iTerm2's
// protocol, which has no question of its own.
type Answers struct {
	Graphics   bool   // OK to Query's kitty question
	Attributes []int  // primary device attributes (DA1)
	Version    string // XTVERSION
	Colors     bool   // more than 16
}

// Query asks the terminal what Answers holds. The device attributes come last:
// every terminal answers them, so what has not come before them won't come.
func Query() string {
	const ask = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
	return ask + ansi.RequestNameVersion + ansi.RequestPrimaryDeviceAttributes
}

// Choose is the best protocol that the answers allow.
func Choose(a Answers) Protocol {
	name := strings.ToLower(a.Version)
	switch {
	case a.Graphics && !strings.Contains(name, "wezterm") && !strings.Contains(name, "konsole"):
		return Kitty // those two know the protocol, but no placeholders
	case strings.HasPrefix(name, "iterm2"), strings.HasPrefix(name, "wezterm"):
		return Blocks.or(a, ITerm2)
	case hasSixel(a.Attributes):
		return Blocks.or(a, Sixel)
	}
	return Blocks.or(a, None)
}

// or is Blocks where there are colours for them, else another.
func (p Protocol) or(a Answers, other Protocol) Protocol {
	if a.Colors {
		return p
	}
	return other
}

// Enlarged is the best protocol for a picture that has the screen to itself.
func Enlarged(a Answers) Protocol {
	name := strings.ToLower(a.Version)
	switch best := Choose(a); {
	case best == Kitty:
		return Kitty
	case strings.HasPrefix(name, "iterm2"), strings.HasPrefix(name, "wezterm"):
		return ITerm2
	case hasSixel(a.Attributes):
		return Sixel
	default:
		return best
	}
}

// hasSixel looks for 4 among the attributes after the first, which is a class.
func hasSixel(attributes []int) bool {
	for i, n := range attributes {
		if i > 0 && n == 4 {
			return true
		}
	}
	return false
}

// Kitty's picture ids that survive a reduction of colours: each is the number
// of a colour that is passed on as it is.
const (
	FirstID = 16
	LastID  = 255
)

// KittyTransmit is the sequence that hands a picture to the terminal under an
// id from FirstID to LastID, for a place of columns by rows cells. It goes to
// the terminal raw, once; tmux passes it on if it may.
func KittyTransmit(img image.Image, id, columns, rows int, tmux bool) (string, error) {
	if id < FirstID || id > LastID {
		return "", fmt.Errorf("picture id %d is not from %d to %d", id, FirstID, LastID)
	}
	options := &kitty.Options{
		Action: kitty.TransmitAndPut, Transmission: kitty.Direct, Format: kitty.PNG, Quiet: 2,
		ID: id, Columns: columns, Rows: rows, VirtualPlacement: true, Chunk: true,
	}
	if tmux {
		options.ChunkFormatter = ansi.TmuxPassthrough
	}
	var b bytes.Buffer
	if err := kitty.EncodeGraphics(&b, img, options); err != nil {
		return "", err
	}
	return b.String(), nil
}

// KittyCells are the rows of placeholders in whose place the terminal shows the
// picture id. Each row takes columns cells.
func KittyCells(id, columns, rows int) []string {
	const most = 297 // as many diacritics as kitty numbers rows and columns by
	columns, rows = min(columns, most), min(rows, most)
	out := make([]string, rows)
	for y := range rows {
		var b strings.Builder
		fmt.Fprintf(&b, "\x1b[38;5;%dm", id)
		for x := range columns {
			b.WriteRune(kitty.Placeholder)
			b.WriteRune(kitty.Diacritic(y))
			b.WriteRune(kitty.Diacritic(x))
		}
		b.WriteString("\x1b[m")
		out[y] = b.String()
	}
	return out
}

// KittyDelete is the sequence that frees a picture in the terminal.
func KittyDelete(id int, tmux bool) string {
	s := fmt.Sprintf("\x1b_Ga=d,d=I,i=%d,q=2\x1b\\", id)
	if tmux {
		return ansi.TmuxPassthrough(s)
	}
	return s
}

// HalfBlocks are rows of '▀' whose upper half is one pixel and whose lower half
// the next: img is columns wide and twice rows high.
func HalfBlocks(img image.Image) []string {
	b := img.Bounds()
	rows := make([]string, 0, (b.Dy()+1)/2)
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		var row strings.Builder
		last := [6]uint8{}
		for x := b.Min.X; x < b.Max.X; x++ {
			top := rgb(img, x, y)
			low := rgb(img, x, min(y+1, b.Max.Y-1))
			now := [6]uint8{top[0], top[1], top[2], low[0], low[1], low[2]}
			if x == b.Min.X || now != last {
				fmt.Fprintf(&row, "\x1b[38;2;%d;%d;%d;48;2;%d;%d;%dm", now[0], now[1], now[2], now[3], now[4], now[5])
				last = now
			}
			row.WriteString("▀")
		}
		row.WriteString("\x1b[m")
		rows = append(rows, row.String())
	}
	return rows
}

func rgb(img image.Image, x, y int) [3]uint8 {
	r, g, b, _ := img.At(x, y).RGBA()
	return [3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}
}

// SixelData is the sequence that draws img where the cursor is.
func SixelData(img image.Image) (string, error) {
	var b bytes.Buffer
	if err := new(sixel.Encoder).Encode(&b, img); err != nil {
		return "", err
	}
	return ansi.SixelGraphics(0, 1, 0, b.Bytes()), nil
}

// ITerm2Data is the sequence that draws img in columns by rows cells where the
// cursor is.
func ITerm2Data(img image.Image, columns, rows int) (string, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return "", err
	}
	return ansi.ITerm2(iterm2.File{
		Inline: true, Width: iterm2.Cells(columns), Height: iterm2.Cells(rows),
		Size: int64(b.Len()), Content: []byte(base64Of(b.Bytes())),
	}), nil
}
