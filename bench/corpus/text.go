package corpus

import (
	"fmt"
	"html"
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

// common are English words in their rough order of frequency; after them the
// vocabulary goes on with made-up ones, so that a full-text index over the
// corpus has the shape that it has over real news.
const common = `the of and to in a is that for it as was with be by on not he his but at are this have from or had an
they which one you were her all she there would their we him been has when who will more no if out so said what up its
about into than them can only other new some could time these two may then do first any my now such like our over man
me even most made after also did many before must through back years where much your way well down should because each
just those people how too little state good very make world still own see men work long get here between both life
being under never day same another know while last might us great old year off come since against go came right used
take three council minister river harbour market bank report city winter library engine museum budget strike season`

const vocabularySize = 20_000

// vocabulary is made once for a Corpus; a word's place is its rank.
func vocabulary() []string {
	onset := []string{"b", "br", "c", "ch", "cl", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "r", "s", "sh", "st", "t", "tr", "v", "w"}
	nucleus := []string{"a", "e", "i", "o", "u", "ai", "ea", "ou", "ee", "io"}
	coda := []string{"", "n", "r", "l", "s", "t", "nd", "rt", "m", "ck"}
	words := strings.Fields(common)
	r := rand.New(rand.NewPCG(1, 2))
	seen := make(map[string]bool, vocabularySize)
	for _, w := range words {
		seen[w] = true
	}
	for len(words) < vocabularySize {
		var w strings.Builder
		for range 2 + r.IntN(2) {
			w.WriteString(onset[r.IntN(len(onset))])
			w.WriteString(nucleus[r.IntN(len(nucleus))])
		}
		w.WriteString(coda[r.IntN(len(coda))])
		if s := w.String(); !seen[s] {
			seen[s] = true
			words = append(words, s)
		}
	}
	return words
}

// word draws a word with a frequency of about one over its rank, as Zipf found
// of languages.
func word(r *rand.Rand, words []string) string {
	rank := math.Exp(r.Float64() * math.Log(float64(len(words))))
	return words[min(int(rank)-1, len(words)-1)]
}

func sentence(r *rand.Rand, words []string, length int) string {
	var b strings.Builder
	for i := range length {
		w := word(r, words)
		if i == 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(w)
		if i > 2 && i < length-3 && r.IntN(12) == 0 {
			b.WriteByte(',')
		}
	}
	b.WriteByte('.')
	return b.String()
}

// The foreign sentences keep widths and indexes honest.
var foreign = [...]string{
	"東京で新しい図書館が開館した。", "今天的天气非常适合散步。", "오늘의 새로운 소식을 전합니다.",
	"Der Fluß trat über die Ufer.", "Le café était à moitié vide, à moitié plein.", "Сегодня откроется новая выставка.",
}

// story is one entry's content, the same whatever the format.
type story struct {
	guid, link, title, author, tag string
	html                           string
	published                      time.Time
}

// story makes entry number seq of a feed. It depends on nothing but the seed
// and these numbers.
func (c *Corpus) story(feed, seq int) story {
	r := rand.New(rand.NewPCG(c.Seed, uint64(feed)<<32|uint64(seq)))
	s := story{
		guid:      fmt.Sprintf("tag:site%05d.example,2026:%07d", feed, seq),
		link:      fmt.Sprintf("https://site%05d.example/%d/%s-%s-%07d", feed, 2026, word(r, c.words), word(r, c.words), seq),
		title:     strings.TrimSuffix(sentence(r, c.words, 5+r.IntN(8)), "."),
		author:    fmt.Sprintf("Writer %d", feed%97),
		tag:       c.words[len(c.words)/100+feed%40],
		published: c.published(seq),
	}
	if r.IntN(25) == 0 {
		s.title = strings.TrimRight(foreign[r.IntN(len(foreign))], "。.") + " & " + s.title
	}
	s.html = c.body(r, feed, seq)
	return s
}

// published spreads the entries of a first window over the days before Newest;
// later ones follow a minute apart.
func (c *Corpus) published(seq int) time.Time {
	if age := c.Entries - 1 - seq; age > 0 {
		return c.Newest.Add(-time.Duration(age) * 3 * time.Hour)
	}
	return c.Newest.Add(time.Duration(seq-c.Entries+1) * time.Minute)
}

// body is a story's HTML, about c.BodyBytes long on average with a tail of long
// ones, as newspapers have.
func (c *Corpus) body(r *rand.Rand, feed, seq int) string {
	const sigma = 0.7
	size := int(float64(c.BodyBytes) * math.Exp(r.NormFloat64()*sigma-sigma*sigma/2))
	var b strings.Builder
	if r.IntN(3) == 0 {
		fmt.Fprintf(&b, `<figure><img src="https://site%05d.example/img/%d.jpg" alt="%s" width="800" height="450"><figcaption>%s</figcaption></figure>`,
			feed, seq, sentence(r, c.words, 4), sentence(r, c.words, 8))
	}
	for b.Len() < size {
		switch r.IntN(14) {
		case 0:
			fmt.Fprintf(&b, "<h2>%s</h2>", strings.TrimSuffix(sentence(r, c.words, 4), "."))
		case 1:
			fmt.Fprintf(&b, "<blockquote><p>%s</p></blockquote>", sentence(r, c.words, 12))
		case 2:
			b.WriteString("<ul>")
			for range 3 {
				fmt.Fprintf(&b, "<li>%s</li>", sentence(r, c.words, 6))
			}
			b.WriteString("</ul>")
		case 3:
			fmt.Fprintf(&b, "<p>%s %s</p>", foreign[r.IntN(len(foreign))], sentence(r, c.words, 10))
		default:
			c.paragraph(&b, r)
		}
	}
	return b.String()
}

func (c *Corpus) paragraph(b *strings.Builder, r *rand.Rand) {
	b.WriteString("<p>")
	for i := range 2 + r.IntN(4) {
		if i > 0 {
			b.WriteByte(' ')
		}
		s := html.EscapeString(sentence(r, c.words, 8+r.IntN(14)))
		if r.IntN(9) == 0 {
			s = fmt.Sprintf(`<a href="https://example.org/%s">%s</a>`, word(r, c.words), s)
		}
		b.WriteString(s)
	}
	b.WriteString("</p>")
}
