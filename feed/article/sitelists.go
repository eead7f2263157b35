package article

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isTagRow says whether a block is nothing but a row of short links: the
// story's topics. The hashtags of a short post are its author's.
func (c *conv) isTagRow(b *Block) bool {
	if b.Kind != Prose || len(b.plain) > 300 || strings.HasSuffix(b.plain, redditComments) || !c.long && strings.HasPrefix(b.plain, "#") {
		return false
	}
	return tagRow().MatchString(b.Markdown)
}

var tagRow = lazily(`(?i)^((tags|topics|filed under|more on|themen|schlagworte|mots-clés|temas|etiquetas):? ?)?\[[^\]\n.!?]{1,32}\]\(#\d{1,5}\)(([ ,·|/•]|\\\||\\\n)*\[[^\]\n.!?]{1,32}\]\(#\d{1,5}\))+$|` +
	`^(tags|topics|filed under|themen|schlagworte|mots-clés|temas|etiquetas): ?\[[^\]\n]{1,40}\]\(#\d{1,5}\)$`)

// A site's own lists stand under the story: what is most read, what else one
// may like. Lists of stories about the same thing become cards; the others go.
var (
	siteList    = lazily(`(?i)^(most (read|popular|viewed|shared|commented)|popular( now| stories| posts)?|trending( now| stories| topics)?|(you )?(may|might) also (like|enjoy|be interested in)|recommended( for you| reading| articles)?|editors?['’]?s?['’]? picks?|top stories|from around the web|promoted( stories| content)?|sponsored( content| stories)?|meistgelesen|das könnte sie auch interessieren|les plus lus|à la une|lo más (leído|visto)|mais lidas|i più letti)$`)
	relatedList = lazily(`(?i)^(related( (articles?|stor(y|ies)|content|coverage|posts?|reading|news|topics))?|more (on this( story)?|coverage|like this)|read (more|also|next)|see also|further reading|recommended stories|go deeper|in this series|mehr zum thema|lesen sie auch|auch interessant|verwandte (artikel|themen|beiträge)|(à )?lire (aussi|également)|sur le même (sujet|thème)|(lea|lee|leer) (también|más)|más información|noticias relacionadas|leia (também|mais)|leggi anche|lees (ook|meer)|läs (också|mer)|les også|lue myös|czytaj (też|także)|читайте (также|також)|související( články)?|関連(ニュース|記事)|あわせて読みたい|相关(阅读|新闻)|延伸(阅读|閱讀)|관련 ?(기사|뉴스))$`)
	linkItem    = lazily(`^(?:- |\d{1,3}\. )(?:\*\*)?\[((?:[^\]\\\n]|\\.)+)\]\(#(\d{1,5})\)(?:\*\*)?$`)
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
		if n := letterCount(m[1]); n < 4 || n > 300 {
			return nil
		}
		link, err := strconv.Atoi(m[2])
		if err != nil || link < 1 || link > len(c.art.Links) {
			return nil
		}
		cards = append(cards, Block{Kind: Card, Label: "Related", Title: c.art.Links[link-1].Text, Link: link, RTL: b.RTL})
	}
	if slices.ContainsFunc(cards, func(b Block) bool { return b.Title == "" }) {
		return nil
	}
	return cards
}

// letterCount counts the characters of a Markdown text, an escaped one as one.
// The expression that found it could count them too, but takes milliseconds to
// compile then.
func letterCount(md string) int {
	n := 0
	for escaped := false; md != ""; n++ {
		r, size := utf8.DecodeRuneInString(md)
		if escaped = !escaped && r == '\\'; escaped {
			n--
		}
		md = md[size:]
	}
	return n
}

// dropTags leaves out rows of topics under the text.
func (c *conv) dropTags(bs []Block) []Block {
	from := max(1, len(bs)-4)
	for i := len(bs) - 1; i >= from; i-- {
		if c.isTagRow(&bs[i]) {
			bs = append(bs[:i:i], bs[i+1:]...)
		}
	}
	return bs
}

// nags are the words of boxes that ask for something: membership, an address, a
// follower.
var nags = lazily(`(?i)\b(become (a|an) (paid |paying |annual )?(member|supporter|subscriber|patron)|(support|fund) (us|our (work|journalism|newsroom)|(independent|quality|local) (journalism|news|media|reporting))|(sign up|subscribe) (for|to) (our|the|my) |join our (newsletter|whatsapp|telegram|community|membership)|follow us on|download (our|the) app|turn on notifications|privacy notice: newsletters|(after|skip past) newsletter promotion|(make|consider) (a|making a) (donation|contribution)|abonnieren sie|abonnez-vous|inscrivez-vous|suscríbete|suscribirse|assine (o|a|já)|iscriviti)|^newsletters?\b.*\b(s['’]inscrire|sign up|subscribe|anmelden|abonnieren|suscrib|iscriv|inscreva)`)

// nagLimit is the length, in bytes, of the longest box that is one, and
// nagStory that of the shortest body which it can stand in.
const (
	nagLimit = 400
	nagStory = 1000
)

// boxes are the elements that one may be.
var boxes = set(atom.Div, atom.Section, atom.Aside, atom.Header)

// isNagBox says whether an element is a box that only asks for something. In a
// short body the same words may be all that there is.
func (c *conv) isNagBox(n *html.Node) bool {
	if c.size < nagStory/2 || !boxes[n.DataAtom] {
		return false
	}
	text, whole := peek(n, nagLimit)
	if !c.long && (len(text)*4 > c.size || findTag(n, atom.A) == nil) {
		return false
	}
	return whole && len(text) <= nagLimit && nags().MatchString(text)
}
