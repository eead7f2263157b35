package article

import "golang.org/x/net/html/atom"

// The rules of the tree: which elements hold nothing, which are formatting,
// and which end tags authors may leave out (HTML, section 13.1.2.4). These
// tables are never written to.

func set(atoms ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(atoms))
	for _, a := range atoms {
		m[a] = true
	}
	return m
}

var void = set(atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input,
	atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr, atom.Keygen, atom.Frame)

var formatting = set(atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S,
	atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U, atom.Span, atom.Del, atom.Ins, atom.Mark,
	atom.Sub, atom.Sup, atom.Abbr, atom.Cite, atom.Q, atom.Kbd, atom.Samp, atom.Var, atom.Dfn, atom.Time,
	atom.Label, atom.Bdi, atom.Bdo)

// endScope holds the elements that an end tag inside does not reach out of.
var endScope = set(atom.Td, atom.Th, atom.Caption, atom.Table, atom.Object, atom.Button)

var tableParts = set(atom.Table, atom.Td, atom.Th, atom.Tr, atom.Thead, atom.Tbody, atom.Tfoot, atom.Caption, atom.Object, atom.Button)

// paragraphScope holds the elements that a paragraph outside is not closed
// from.
var paragraphScope = set(atom.Td, atom.Th, atom.Caption, atom.Table, atom.Object, atom.Button, atom.Li, atom.Dd, atom.Blockquote, atom.Figure)

var closesParagraph = set(atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Details,
	atom.Dialog, atom.Dir, atom.Div, atom.Dl, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form,
	atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Main, atom.Menu,
	atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Search, atom.Section, atom.Summary, atom.Table, atom.Ul, atom.Listing, atom.Xmp)

type impliedEnd struct{ closes, within map[atom.Atom]bool }

var (
	inList  = set(atom.Ul, atom.Ol, atom.Menu, atom.Dir, atom.Table)
	inTable = set(atom.Table)
	rows    = set(atom.Td, atom.Th, atom.Tr, atom.Thead, atom.Tbody, atom.Tfoot, atom.Caption, atom.Colgroup)
)

var impliedEnds = map[atom.Atom]impliedEnd{
	atom.Li:       {set(atom.Li), inList},
	atom.Dt:       {set(atom.Dt, atom.Dd), set(atom.Dl, atom.Table)},
	atom.Dd:       {set(atom.Dt, atom.Dd), set(atom.Dl, atom.Table)},
	atom.Td:       {set(atom.Td, atom.Th, atom.Caption), set(atom.Table, atom.Tr)},
	atom.Th:       {set(atom.Td, atom.Th, atom.Caption), set(atom.Table, atom.Tr)},
	atom.Tr:       {set(atom.Td, atom.Th, atom.Tr, atom.Caption, atom.Colgroup), inTable},
	atom.Thead:    {rows, inTable},
	atom.Tbody:    {rows, inTable},
	atom.Tfoot:    {rows, inTable},
	atom.Caption:  {rows, inTable},
	atom.Colgroup: {rows, inTable},
	atom.Option:   {set(atom.Option), set(atom.Select)},
	atom.Optgroup: {set(atom.Option, atom.Optgroup), set(atom.Select)},
	atom.Rt:       {set(atom.Rt, atom.Rp, atom.Rb), set(atom.Ruby)},
	atom.Rp:       {set(atom.Rt, atom.Rp, atom.Rb), set(atom.Ruby)},
	atom.Rb:       {set(atom.Rt, atom.Rp, atom.Rb), set(atom.Ruby)},
}

func isHeading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}
