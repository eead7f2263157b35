package theme

// looks gives each role its colour and its attributes. Where there are only
// sixteen colours the selection is reversed: no tint of a background can be
// counted on there.
func (h *Half) looks(sixteen bool) [roles]Look {
	selection := Look{Bg: h.Selection}
	if sixteen {
		selection = Look{Reverse: true}
	}
	ink := h.onMatch()
	barcode := Look{Fg: "#000000", Bg: "#ffffff"}
	if sixteen {
		barcode = Look{Fg: "0", Bg: "15"}
	}
	grey := sixteen && h.Dim == ""
	return [roles]Look{
		Text:      {},
		Bold:      {Bold: true},
		Dim:       {Fg: h.Dim, Faint: grey},
		Faint:     {Fg: h.Faint, Faint: grey},
		Accent:    {Fg: h.Accent},
		Link:      {Fg: h.Link, Underline: true},
		Star:      {Fg: h.Star},
		OK:        {Fg: h.OK},
		Warn:      {Fg: h.Warn},
		Selection: selection,
		Match:     {Fg: ink, Bg: h.Match},
		Quote:     {Fg: h.Quote, Italic: true},
		Code:      {Fg: h.Code},
		Typed:     {Fg: h.Accent, Underline: true},
		Current:   {Fg: ink, Bg: h.Match, Bold: true, Underline: true},
		Heading:   {Bold: true},
		Inserted:  {Fg: h.OK, Underline: true},
		Deleted:   {Fg: h.Warn, Strike: true},
		Keyword:   {Fg: h.Accent},
		Function:  {Fg: h.Link},
		Literal:   {Fg: h.OK},
		Number:    {Fg: h.Star},
		Comment:   {Fg: h.Dim, Faint: grey, Italic: true},
		Barcode:   barcode,
	}
}

// onMatch is the ink on the match's background: black or white, whichever is
// easier to read. An ANSI colour is always bright enough for black.
func (h *Half) onMatch() string {
	const black, white = "#000000", "#ffffff"
	if _, _, _, ok := parseHex(h.Match); !ok {
		return "0"
	}
	if Contrast(black, h.Match) >= Contrast(white, h.Match) {
		return black
	}
	return white
}

// sixteen is the palette of every theme on a terminal of sixteen colours, whose
// values belong to the terminal: bright ones on dark, plain ones on light. On
// dark, what is dim is the terminal's own faint text: bright black is the
// background itself in some palettes (Solarized's) and hardly seen in others.
func sixteen(dark bool) *Half {
	h := &Half{
		Dim: "8", Faint: "8", Accent: "1", Link: "4", Star: "3", OK: "2", Warn: "1",
		Selection: "7", Match: "3", Quote: "", Code: "5",
	}
	if dark {
		h.Dim, h.Faint = "", ""
		h.Accent, h.Link, h.Star, h.OK, h.Warn, h.Code = "9", "12", "11", "10", "9", "13"
		h.Match = "11"
	}
	return h
}

// monochrome tells the roles apart without any colour.
func monochrome() [roles]Look {
	return [roles]Look{
		Text:      {},
		Bold:      {Bold: true},
		Dim:       {Faint: true},
		Faint:     {Faint: true},
		Accent:    {Bold: true},
		Link:      {Underline: true},
		Star:      {Bold: true},
		OK:        {Bold: true},
		Warn:      {Bold: true},
		Selection: {Reverse: true},
		Match:     {Bold: true, Underline: true},
		Quote:     {Italic: true},
		Code:      {},
		Typed:     {Bold: true, Underline: true},
		Current:   {Reverse: true, Bold: true},
		Heading:   {Bold: true},
		Inserted:  {Underline: true},
		Deleted:   {Strike: true},
		Keyword:   {Bold: true},
		Function:  {},
		Literal:   {},
		Number:    {},
		Comment:   {Italic: true},
		Barcode:   {},
	}
}
