package article

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Between a page's headline and its text stands its masthead: when it was
// published, by whom, how long it takes to read, buttons to share it. The
// reader shows these itself, above the article: Article.Updated and
// Article.Byline have what the feed may not say.
const (
	mastheadBlocks = 8   // how many blocks may come before the text
	mastheadLine   = 200 // bytes of the longest of its lines
)

// figureParts and wordParts are taken off a line in turn; a line of nothing
// else is of the masthead. Those of figureParts hold a digit.
var figureParts = []func() *regexp.Regexp{
	lazily(`(?i)\b(lecture )?\d{1,3}[ -]?min(ute)?[sn]?\b\.?( read| to read| de lecture| de lectura| de leitura| di lettura| lesezeit| lesen| leestijd)?`),
	lazily(`\d{4}年\d{1,2}月\d{1,2}日([（(].[)）])?`),
	lazily(`(午前|午後)?\d{1,2}時(\d{1,2}分)?`),
	lazily(`(?i)\b\d{4}-\d\d-\d\d(t\d\d:\d\d(:\d\d)?(z|[+-]\d\d:?\d\d)?)?`),
	lazily(`(?i)\b\d{1,4}[./]\d{1,2}[./]\d{1,4}\b`),
	lazily(`(?i)\b((` + monthNames + `)\.? \d{1,2}(st|nd|rd|th)?|\d{1,2}(st|nd|rd|th|er|º|\.)?( de| of)? (` + monthNames + `)\.?)(,? (de |of )?\d{4})`),
	lazily(`(?i)\b\d{1,2}[:.h]\d\d(:\d\d)?( ?(a\.?m|p\.?m)\.?)?( ?(uhr|h|gmt|utc|b?cest|cet|bst|est|edt|pst|pdt|ist|msk|eet|eest)\b)?`),
}

var wordParts = []func() *regexp.Regexp{
	lazily(`(?i)\b(\d{1,3}|an?|one) ?(s|sec(ond)?s?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|months?) ago\b|\b(il y a|vor|hace|há) \d{1,3} (minutes?|heures?|jours?|minuten|stunden?|tagen?|minutos?|horas?|d[ií]as?)\b|\bjust now\b`),
	lazily(`(?i)\b(share|save|print|copy link|listen|comments?|gift|email|bookmark|follow|facebook|whatsapp|bluesky|threads|linkedin|flipboard|copiar enlace|copier le lien|link kopieren)\b`),
}

const monthNames = `january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|` +
	`januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|` +
	`enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|` +
	`gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre`

// mastheadWords join the parts and say nothing by themselves.
var mastheadWords = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(`first last published posted updated modified created on at by words text story and the
		publié mis à jour modifié le par et veröffentlicht aktualisiert stand am um von und publicado actualizado atualizado el em a las às por y e
		pubblicato aggiornato il alle di mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday today yesterday
		公開 更新 公開日 更新日 投稿 配信 发布 更新于 发表 lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag`) {
		words[w] = true
	}
	return words
}()

var updatedPart = lazily(`(?i)(?:last )?(?:updated|modified|mis à jour|modifié|aktualisiert|actualizado|atualizado|aggiornato)[: ]+(?:on |am |le |el )?([^()|·•\n]{4,60})`)

var bylinePart = lazily(`^(?:By|by|Par|par|Von|von|Por|por|Di|di) ((?:\p{Lu}[\p{L}.'’-]+(?: |$)){2,5})`)

// dropMasthead takes the masthead's lines before the text out of it.
func (c *conv) dropMasthead(bs []Block) []Block {
	out := make([]Block, 0, len(bs))
	above := true // nothing but pictures so far
	signed := -1  // the last block of a name with a portrait
	for i := range bs {
		b := bs[i]
		if i >= mastheadBlocks || b.Kind == Prose && len(b.plain) > mastheadLine || !above && isHeadingBlock(b) {
			return append(out, bs[i:]...)
		}
		first := above
		above = above && b.Kind == Figure
		if first && len(bs) > 1 && (isKicker(b) || c.isSectionList(&b)) {
			above = true
			continue
		}
		if first && isHeadingBlock(b) && !c.isSectionLink(&b) { // the headline, as the page words it
			out = append(out, b)
			continue
		}
		if b.Kind == Figure && c.takePortrait(&b) {
			continue
		}
		if name := c.portraitOf(bs, i); name != "" {
			c.authors = append(c.authors, Block{Kind: AuthorBox, Title: name, Image: bs[i+1].Image})
			if len(c.opt.Authors) == 0 {
				c.art.Byline = cmp.Or(c.art.Byline, name)
			}
			signed = i + 1
		}
		if i <= signed {
			continue
		}
		if b.Kind != Prose && b.Kind != Verse || !c.inMasthead(c.withoutSections(&b)) {
			if b.Kind != Prose || !c.isTagRow(&b) && !(i == 0 && len(bs) > 1 && c.isSectionLink(&b)) {
				out = append(out, b)
			}
			continue
		}
		if m := updatedPart().FindStringSubmatch(b.plain); m != nil && c.art.Updated == "" {
			c.art.Updated = strings.Trim(m[1], " .,:;")
		}
	}
	return out
}

// takePortrait keeps a picture of one of the authors, which is called by the name alone,
// for the box below the text; ok says whether it is one.
func (c *conv) takePortrait(b *Block) (ok bool) {
	img := c.art.Images[b.Image-1]
	if img.Caption+img.Credit != "" || img.Width > mostPortrait || img.Alt == "" {
		return false
	}
	for _, name := range c.opt.Authors {
		if strings.EqualFold(img.Alt, name) {
			c.authors = append(c.authors, Block{Kind: AuthorBox, Title: name, Image: b.Image})
			return true
		}
	}
	return false
}

// portraitOf is the name that stands alone in a line before a tiny picture; empty: none
// does.
func (c *conv) portraitOf(bs []Block, i int) string {
	const tiny = 96 // pixels
	if i+1 >= len(bs) || bs[i].Kind != Prose || isHeadingBlock(bs[i]) || bs[i+1].Kind != Figure {
		return ""
	}
	img := c.art.Images[bs[i+1].Image-1]
	name := bs[i].plain
	if img.Width <= 0 || img.Width > tiny || img.Caption+img.Credit != "" || !strings.Contains(bs[i].Markdown, "](#") || !personName().MatchString(name) {
		return ""
	}
	return name
}

// mostPortrait is the width in pixels over which a picture before the text is of someone
// whom the story is about, though its author may be called the same.
const mostPortrait = 200

// withoutSections is a line without the links to parts of the paper beside a date that is
// written as in Japanese.
func (c *conv) withoutSections(b *Block) string {
	if !strings.Contains(b.plain, "年") || len(b.Markdown) > mastheadLine {
		return b.plain
	}
	return shortLink().ReplaceAllString(b.Markdown, " ")
}

var shortLink = lazily(`\[[^\]\n]{1,30}\]\(#\d{1,5}\)`)

// isKicker says whether a line is a word or two before a dash: the part of the paper
// that a story is in.
func isKicker(b Block) bool {
	const most = 32 // bytes
	words, dash := strings.CutSuffix(b.plain, "—")
	return dash && b.Kind == Prose && len(b.plain) <= most && len(strings.Fields(words)) <= 3
}

// isSectionLink says whether a line is one link to a part of the story's own site,
// in a word or two: what newspapers set above a headline.
func (c *conv) isSectionLink(b *Block) bool {
	m := sectionLink().FindStringSubmatch(strings.TrimLeft(b.Markdown, "# "))
	if m == nil || len(strings.Fields(m[1])) > 3 || c.base == nil {
		return false
	}
	n, err := strconv.Atoi(m[2])
	if err != nil {
		return false
	}
	u, err := url.Parse(c.art.linkTo(n)) // none has no host
	return err == nil && u.Host == c.base.Host && len(u.Path) < len(c.base.Path) && !strings.ContainsAny(u.Path, "0123456789")
}

// isSectionList says whether a block is a list of a few such links.
func (c *conv) isSectionList(b *Block) bool {
	const most = 200 // bytes
	if len(b.Markdown) > most || !strings.HasPrefix(b.Markdown, "- ") {
		return false
	}
	for line := range strings.SplitSeq(b.Markdown, "\n") {
		if !c.isSectionLink(&Block{Markdown: strings.TrimPrefix(line, "- ")}) {
			return false
		}
	}
	return true
}

var sectionLink = lazily(`^\[([^\]\n.!?]{2,32})\]\(#(\d{1,5})\)$`)

func isHeadingBlock(b Block) bool { return b.Kind == Prose && strings.HasPrefix(b.Markdown, "#") }

// inMasthead says whether a line holds a date, a reading time, a button or the
// name of a known author, and nothing beside it.
func (c *conv) inMasthead(line string) bool {
	if len(line) > mastheadLine {
		return false
	}
	rest, found := line, false
	names := c.opt.Authors
	byline := bylineOf(line)
	if byline != "" && len(names) == 0 {
		names = []string{byline}
	}
	for _, name := range names {
		if name != "" && strings.Contains(rest, name) {
			rest, found = strings.Replace(rest, name, " · ", 1), true
		}
	}
	parts := wordParts
	if strings.ContainsAny(rest, "0123456789") { // most lines hold none, and the dates' expressions are slow
		parts = slices.Concat(figureParts, wordParts)
	}
	for _, part := range parts {
		if without := part().ReplaceAllString(rest, " · "); without != rest {
			rest, found = without, true
		}
	}
	if !found {
		return false
	}
	for word := range strings.FieldsFuncSeq(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !mastheadWords[strings.ToLower(word)] {
			return false
		}
	}
	if len(c.opt.Authors) == 0 {
		c.art.Byline = cmp.Or(c.art.Byline, byline)
	}
	return true
}

// bylineOf is the name in a line that begins 'By'.
func bylineOf(line string) string {
	m := bylinePart().FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	name := strings.Fields(m[1])
	for i, word := range name {
		if mastheadWords[strings.ToLower(word)] {
			name = name[:i]
			break
		}
	}
	if len(name) < 2 {
		return "" // 'By noon' begins a sentence
	}
	return strings.Join(name, " ")
}
