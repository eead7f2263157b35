package typeset

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"lede/feed"
	"lede/ui/theme"
)

// Head is what stands above an article. Any field may be empty; all pass
// feed.Clean here.
type Head struct {
	Source     string // who published it: the feed's title
	Section    string // the folder, or the publisher's section
	Headline   string
	Standfirst string // set unless the article begins with the same words
	Author     string
	Date       string // as a person reads it: "14 March, 18:20"
	Minutes    int    // reading time
	Updated    string // "updated 19:05, 3 changes"
	Language   string // BCP 47, of the article where it is not marked itself
	More       string // set below the article, quietly: how to read on
}

// headLimit bounds each string of a Head, in bytes.
const headLimit = 4096

// setHead sets kicker, headline, standfirst and the line of facts over a rule.
func (p *page) setHead(h Head) {
	pens := p.pens
	if kicker := joinFacts(p.marks.dot, clean(h.Source), clean(h.Section)); kicker != "" {
		p.one(strings.ToUpper(kicker), pens.deco(theme.Dim))
		p.space(1)
	}
	if headline := clean(h.Headline); headline != "" {
		p.oneAs(headline, pens.deco(theme.Bold), asHead)
		p.space(1)
	}
	if standfirst := clean(h.Standfirst); standfirst != "" && !p.opensWith(standfirst) {
		p.one(standfirst, pens.deco(theme.Quote))
		p.space(1)
	}
	p.setFacts(h)
	if p.nextLine() > 0 {
		p.rule()
		p.space(1)
	}
	p.body = p.nextLine()
}

// setFacts sets the line of facts, broken between facts where it must be.
func (p *page) setFacts(h Head) {
	var facts []*text
	fact := func(s string, role theme.Role) {
		if s != "" {
			t := &text{}
			t.add(unbroken(s), p.pens.deco(role), 0)
			facts = append(facts, t)
		}
	}
	if author := clean(h.Author); author != "" && !strings.EqualFold(author, clean(h.Source)) {
		author = strings.TrimPrefix(strings.TrimPrefix(author, "By "), "by ")
		t := &text{}
		if takesBy(author, h.Language) {
			t.add("By"+nbsp, p.pens.deco(theme.Dim), 0)
		}
		t.add(author, p.pens.deco(theme.Text), 0)
		facts = append(facts, t)
	}
	fact(clean(h.Date), theme.Dim)
	if h.Minutes > 0 {
		fact(fmt.Sprintf("%d min read", h.Minutes), theme.Dim)
	}
	if updated := clean(h.Updated); updated != "" {
		fact(p.marks.updated+" "+updated, theme.OK)
	}
	p.flow(facts, p.deco("  "+p.marks.dot+"  ", theme.Dim))
}

// takesBy says whether a name stands after an English word: not in a story of
// another language, where that is known, and not in other letters.
func takesBy(name, language string) bool {
	english := language == "" || strings.HasPrefix(strings.ToLower(language), "en")
	return english && strings.IndexFunc(name, func(r rune) bool {
		return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r)
	}) < 0
}

// flow sets short texts one after the other, as many to a line as fit, with a
// sign between those that share a line.
func (p *page) flow(facts []*text, sign run) {
	var row []run
	width := 0
	rtl := p.rtl
	p.rtl = false // each fact is set by itself; their order turns at the end
	end := func() {
		if rtl {
			slices.Reverse(row)
			row = append([]run{p.blank(p.column() - width)}, row...)
		}
		p.emit(row, '\n')
		row, width = nil, 0
	}
	for _, fact := range facts {
		lines := p.broken(fact, p.column(), asFilled)
		for i, l := range lines {
			need := l.width()
			switch {
			case len(row) == 0:
			case i == 0 && width+sign.width+need <= p.column():
				row, width = append(row, sign), width+sign.width
			default:
				end()
			}
			row, width = append(row, l.runs...), width+need
		}
	}
	if len(row) > 0 {
		end()
	}
	p.rtl = rtl
}

const nbsp = "\u00a0"

// unbroken keeps s on one line.
func unbroken(s string) string {
	return strings.NewReplacer(" ", nbsp, "/", "/"+wordJoiner, "-", "-"+wordJoiner).Replace(s)
}

func clean(s string) string { return feed.Clean(s, headLimit) }

// joinFacts joins what is not empty with a dot between wide spaces.
func joinFacts(dot string, facts ...string) string {
	var said []string
	for _, f := range facts {
		if f != "" {
			said = append(said, f)
		}
	}
	return strings.Join(said, nbsp+nbsp+dot+" "+nbsp)
}

// opensWith reports whether the article begins with the words of s, as it does
// where a feed's summary is the beginning of its text.
func (p *page) opensWith(s string) bool {
	const enough = 60 // letters
	want := letterRunes(strings.TrimRight(s, "….[] "), enough)
	if len(want) == 0 {
		return true
	}
	for i := range p.article.Blocks {
		b := &p.article.Blocks[i]
		if b.Markdown == "" {
			continue
		}
		return slices.Equal(letterRunes(b.Markdown, len(want)), want)
	}
	return false
}
