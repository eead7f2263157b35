package ui

import "cmp"

// rect is a part of the screen in cells.
type rect struct{ x, y, w, h int }

func (r rect) empty() bool { return r.w <= 0 || r.h <= 0 }

// pane names a part of the screen that may have the focus.
type pane int

const (
	paneList pane = iota
	paneSide
	paneArticle
)

// panes says how many panes the user wants side by side.
type panes string

// The layouts that v cycles through.
const (
	panesAuto  panes = ""
	panesOne   panes = "1"
	panesTwo   panes = "2"
	panesThree panes = "3"
)

// panesNamed are the panes of a layout by the name that the configuration gives it.
func panesNamed(name string) panes {
	if name == "auto" {
		return panesAuto
	}
	return panes(name)
}

// wanted is what the layout depends on besides the size.
type wanted struct {
	panes     panes
	focus     pane
	open      bool // an article is open
	reading   bool // the article alone
	searching bool // a search of everything, which takes the whole width
	side      int  // the sidebar's width as the user wants it; 0: by the rules here
	list      int  // the list's beside a preview, likewise
}

// layout places everything that is drawn. An empty rect is not drawn.
type layout struct {
	w, h    int
	header  rect
	headAir rect // the rule under the header
	side    rect
	sideBar rect // the rule between sidebar and list
	list    rect
	listBar rect // the rule between list and preview
	article rect
	footAir rect
	footer  rect
}

const (
	// previewFrom is the width from which a preview stands beside the list.
	previewFrom = 150
	// sidebarFrom is the width from which the sidebar stays on the screen.
	sidebarFrom = 80
	// footAirFrom is the height from which a rule stands above the footer.
	footAirFrom = 9
	// minSide, minList and minPreview are how narrow a pane may be made.
	minSide, minList, minPreview = 10, 30, 40
)

// place lays a screen out. It depends on nothing but its arguments.
func place(w, h int, want wanted) layout {
	l := layout{w: max(w, 0), h: max(h, 0)}
	body := rect{0, 0, l.w, l.h}
	if want.reading && want.open {
		l.article = body
		return l
	}
	body = l.frame(body)
	n := columns(w, want)
	if want.searching {
		n = 1
	}
	showArticle := want.open && n < 3 && want.focus != paneSide
	switch {
	case showArticle:
		l.article = body
	case n == 1 && want.focus == paneSide:
		l.side = body
	case n == 1:
		l.list = body
	default:
		l.split(body, n, want)
	}
	return l
}

// frame takes header and footer off the body, as far as there is height.
func (l *layout) frame(body rect) rect {
	take := func(top bool) rect {
		r := rect{0, body.y, l.w, 1}
		if top {
			body.y++
		} else {
			r.y = body.y + body.h - 1
		}
		body.h--
		return r
	}
	if l.h >= 4 {
		l.footer = take(false)
	}
	if l.h >= 5 {
		l.header = take(true)
	}
	if l.h >= 8 {
		l.headAir = take(true)
	}
	if l.h >= footAirFrom {
		l.footAir = take(false)
	}
	return body
}

// columns is how many panes stand side by side.
func columns(w int, want wanted) int {
	most := 1
	switch {
	case w >= 110:
		most = 3
	case w >= 60:
		most = 2
	}
	auto := 1
	switch {
	case w >= previewFrom:
		auto = 3
	case w >= sidebarFrom:
		auto = 2
	}
	switch want.panes {
	case panesOne:
		return 1
	case panesTwo:
		return min(2, most)
	case panesThree:
		return min(3, most)
	}
	return auto
}

// split puts panes side by side with a rule between each two.
func (l *layout) split(body rect, n int, want wanted) {
	most := body.w / 2
	if n == 3 {
		most = min(most, body.w-2-minList-minPreview)
	}
	side := clamp(cmp.Or(want.side, clamp(body.w*22/100, 18, 26)), minSide, max(minSide, most))
	l.side = rect{body.x, body.y, side, body.h}
	l.sideBar = rect{side, body.y, 1, body.h}
	rest := rect{side + 1, body.y, body.w - side - 1, body.h}
	if n < 3 {
		l.list = rest
		return
	}
	list := clamp(cmp.Or(want.list, clamp(rest.w*42/100, 40, 80)), minList, max(minList, rest.w-1-minPreview))
	l.list = rect{rest.x, rest.y, list, rest.h}
	l.listBar = rect{rest.x + list, rest.y, 1, rest.h}
	l.article = rect{rest.x + list + 1, rest.y, rest.w - list - 1, rest.h}
}

func clamp(n, lo, hi int) int { return max(lo, min(n, hi)) }
