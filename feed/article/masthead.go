package article

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"
)

// Between a page's headline and its text stands its masthead: when it was
// published, by whom, how long it takes to read, buttons to share it. The
// reader shows these itself, above the article; only when it was updated is
// told nowhere else.
const (
	mastheadBlocks = 8   // how many blocks may come before the text
	mastheadLine   = 200 // bytes of the longest of its lines
)

// mastheadParts are taken off a line in turn; a line of nothing else is of the
// masthead.
var mastheadParts = []func() *regexp.Regexp{
	lazily(`(?i)\b(lecture )?\d{1,3}[ -]?min(ute)?[sn]?\b\.?( read| to read| de lecture| de lectura| de leitura| di lettura| lesezeit| lesen| leestijd)?`),
	lazily(`(?i)\b\d{4}-\d\d-\d\d(t\d\d:\d\d(:\d\d)?(z|[+-]\d\d:?\d\d)?)?`),
	lazily(`(?i)\b\d{1,4}[./]\d{1,2}[./]\d{1,4}\b`),
	lazily(`(?i)\b((` + monthNames + `)\.? \d{1,2}(st|nd|rd|th)?|\d{1,2}(st|nd|rd|th|er|º|\.)?( de| of)? (` + monthNames + `)\.?)(,? (de |of )?\d{4})`),
	lazily(`(?i)\b\d{1,2}[:.h]\d\d(:\d\d)?( ?(a\.?m|p\.?m)\.?)?( ?(uhr|h|gmt|utc|b?cest|cet|bst|est|edt|pst|pdt|ist|msk|eet|eest)\b)?`),
	lazily(`(?i)\b(\d{1,3}|an?|one) ?(s|sec(ond)?s?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|months?) ago\b|\b(il y a|vor|hace|há) \d{1,3} (minutes?|heures?|jours?|minuten|stunden?|tagen?|minutos?|horas?|d[ií]as?)\b|\bjust now\b`),
	lazily(`(?i)\b(share|save|print|copy link|listen|comments?|gift|email|bookmark|follow)\b`),
}

const monthNames = `january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|` +
	`januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|` +
	`enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|` +
	`gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre`

// mastheadWords join the parts and say nothing by themselves.
var mastheadWords = lazily(`(?i)\b(first |last )?(published|posted|updated|modified|created|on|at|by|words|text|story|` +
	`publié|mis à jour|modifié|le|à|par|veröffentlicht|aktualisiert|stand|am|um|von|publicado|actualizado|atualizado|el|em|a las|às|por|pubblicato|aggiornato|il|alle|di|` +
	`mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|` +
	`montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|today|yesterday)\b`)

var updatedPart = lazily(`(?i)(last )?(updated|modified|mis à jour|modifié|aktualisiert|actualizado|atualizado|aggiornato)\b[^()|·•\n]{4,60}`)

// dropMasthead leaves out the masthead's lines before the text, but for when
// the story was updated.
func (c *conv) dropMasthead(bs []Block) []Block {
	out := make([]Block, 0, len(bs))
	for i := range bs {
		b := bs[i]
		if i >= mastheadBlocks || b.Kind == Prose && len(b.plain) > mastheadLine || b.Kind == Prose && strings.HasPrefix(b.Markdown, "#") {
			return append(out, bs[i:]...)
		}
		if b.Kind != Prose && b.Kind != Verse || !c.inMasthead(b.plain) {
			if b.Kind != Prose || !isTagRow(&b) {
				out = append(out, b)
			}
			continue
		}
		if when := strings.TrimSpace(updatedPart().FindString(b.plain)); when != "" {
			p := inline([]run{{text: strings.ToUpper(when[:1]) + when[1:], style: emph}}, inParagraph)
			b.Kind, b.Markdown, b.plain = Prose, p.md, p.plain
			out = append(out, b)
		}
	}
	return out
}

// inMasthead says whether a line holds a date, a reading time, a button or the
// name of a known author, and nothing beside it.
func (c *conv) inMasthead(line string) bool {
	if len(line) > mastheadLine {
		return false
	}
	rest, found := line, false
	for _, name := range c.opt.Authors {
		if name != "" && strings.Contains(rest, name) {
			rest, found = strings.Replace(rest, name, " · ", 1), true
		}
	}
	for _, part := range mastheadParts {
		if without := part().ReplaceAllString(rest, " · "); without != rest {
			rest, found = without, true
		}
	}
	if !found {
		return false
	}
	rest = mastheadWords().ReplaceAllString(rest, "")
	return !strings.ContainsFunc(rest, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// isTagRow says whether a block is nothing but a row of short links: the
// story's topics.
func isTagRow(b *Block) bool {
	return b.Kind == Prose && len(b.plain) <= 300 && tagRow().MatchString(b.Markdown)
}

var tagRow = lazily(`(?i)^((tags|topics|filed under|more on|themen|schlagworte|mots-clés|temas|etiquetas):? ?)?\[[^\]\n.!?]{1,32}\]\(#\d{1,5}\)(([ ,·|/•]|\\\||\\\n)*\[[^\]\n.!?]{1,32}\]\(#\d{1,5}\))+$|` +
	`^(tags|topics|filed under|themen|schlagworte|mots-clés|temas|etiquetas): ?\[[^\]\n]{1,40}\]\(#\d{1,5}\)$`)

// A site's own lists stand under the story: what is most read, what else one
// may like. Lists of stories about the same thing become cards; the others go.
var (
	siteList    = lazily(`(?i)^(most (read|popular|viewed|shared|commented)|popular( now| stories| posts)?|trending( now| stories| topics)?|(you )?(may|might) also (like|enjoy|be interested in)|recommended( for you| stories| reading| articles)?|editors?['’]?s?['’]? picks?|top stories|from around the web|promoted( stories| content)?|sponsored( content| stories)?|meistgelesen|das könnte sie auch interessieren|les plus lus|à la une|lo más (leído|visto)|mais lidas|i più letti)$`)
	relatedList = lazily(`(?i)^(related( (articles?|stor(y|ies)|content|coverage|posts?|reading|news|topics))?|more (on this( story)?|coverage|like this)|read (more|also|next)|see also|further reading|mehr zum thema|lesen sie auch|lire aussi|à lire aussi|sur le même (sujet|thème)|lea también|noticias relacionadas|leia (também|mais)|leggi anche|lees ook)$`)
	linkItem    = lazily(`^(?:- |\d{1,3}\. )(?:\*\*)?\[((?:[^\]\\\n]|\\.){4,300})\]\(#(\d{1,5})\)(?:\*\*)?$`)
)

// mostCards bounds the cards that one list of related stories becomes.
const mostCards = 4

// siteLists turns lists of related stories into cards and leaves out the
// site's own.
func (c *conv) siteLists(bs []Block) []Block {
	out := make([]Block, 0, len(bs))
	for i := 0; i < len(bs); i++ {
		b := bs[i]
		head := strings.Trim(b.plain, " :.…»>→")
		isHead := b.Kind == Prose && len(b.plain) <= 60 && i+1 < len(bs)
		switch {
		case isHead && siteList().MatchString(head):
			j := i + 1
			for j < len(bs) && (bs[j].Kind == Card || bs[j].Kind == Figure || c.linksOf(&bs[j]) != nil) {
				j++
			}
			if j > i+1 {
				i = j - 1
				continue
			}
		case isHead && relatedList().MatchString(head):
			if bs[i+1].Kind == Card {
				continue // the cards say so themselves
			}
			if cards := c.linksOf(&bs[i+1]); cards != nil {
				out = append(out, cards[:min(len(cards), mostCards)]...)
				i++
				continue
			}
		}
		out = append(out, b)
	}
	return out
}

// linksOf returns a card for each item of a list that holds nothing but links;
// nil if it is another block.
func (c *conv) linksOf(b *Block) []Block {
	if b.Kind != Prose || !strings.HasPrefix(b.Markdown, "- ") && !numbered().MatchString(b.Markdown) || len(b.Markdown) > 8<<10 {
		return nil
	}
	var cards []Block
	for line := range strings.SplitSeq(b.Markdown, "\n") {
		if line == "" {
			continue
		}
		m := linkItem().FindStringSubmatch(line)
		if m == nil {
			return nil
		}
		link := 0
		for _, d := range m[2] {
			link = link*10 + int(d-'0')
		}
		if link < 1 || link > len(c.art.Links) {
			return nil
		}
		cards = append(cards, Block{Kind: Card, Label: "Related", Title: c.art.Links[link-1].Text, Link: link, RTL: b.RTL})
	}
	if slices.ContainsFunc(cards, func(b Block) bool { return b.Title == "" }) {
		return nil
	}
	return cards
}

// dropTags leaves out rows of topics under the text.
func dropTags(bs []Block) []Block {
	from := max(1, len(bs)-4)
	for i := len(bs) - 1; i >= from; i-- {
		if isTagRow(&bs[i]) {
			bs = append(bs[:i:i], bs[i+1:]...)
		}
	}
	return bs
}

// nags are the words of boxes that ask for something: membership, an address, a
// follower.
var nags = lazily(`(?i)\b(become (a|an) (paid |paying |annual )?(member|supporter|subscriber|patron)|(support|fund) (us|our (work|journalism|newsroom)|(independent|quality|local) (journalism|news|media|reporting))|(sign up|subscribe) (for|to) (our|the|my) |join our (newsletter|whatsapp|telegram|community|membership)|follow us on|download (our|the) app|turn on notifications|(make|consider) (a|making a) (donation|contribution)|abonnieren sie|abonnez-vous|inscrivez-vous|suscríbete|suscribirse|assine (o|a|já)|iscriviti)`)

// nagLimit is the length, in bytes, of the longest box that is one, and
// nagStory that of the shortest body which it can stand in.
const (
	nagLimit = 400
	nagStory = 1000
)

// boxes are the elements that one may be.
var boxes = set(atom.Div, atom.Section, atom.Aside, atom.Header)

// isNagBox says whether a box only asks for something. In a short body the
// same words may be all that there is.
func (c *conv) isNagBox(text string, whole bool) bool {
	return c.long && whole && len(text) <= nagLimit && nags().MatchString(text)
}
