package article

import (
	"strconv"
	"strings"
)

// renumber numbers links, pictures and footnotes anew by where they are first
// met in the blocks as they are now, and drops those that no block mentions any
// more: what led only to debris is no part of the article.
func (a *Article) renumber() {
	r := &renumbering{a: a, links: make([]int, len(a.Links)+1), images: make([]int, len(a.Images)+1)}
	for i := range a.Blocks {
		r.block(&a.Blocks[i])
	}
	a.Links, a.Images = r.newLinks, r.newImages
}

type renumbering struct {
	a             *Article
	links, images []int // old number -> new number; 0: not met yet
	newLinks      []Link
	newImages     []Image
}

func (r *renumbering) block(b *Block) {
	b.Link = r.link(b.Link)
	b.Image = r.image(b.Image)
	for i, k := range b.Images {
		b.Images[i] = r.image(k)
	}
	b.Markdown = r.markdown(b.Markdown)
	for _, row := range b.Rows {
		for i := range row {
			row[i] = r.markdown(row[i])
		}
	}
	if b.Kind == NoteList {
		for i := range r.a.Notes {
			r.a.Notes[i].Markdown = r.markdown(r.a.Notes[i].Markdown)
		}
	}
}

// link is the new number of a link; one that leads nowhere has none.
func (r *renumbering) link(old int) int {
	if old < 1 || old >= len(r.links) || r.a.Links[old-1].URL == "" {
		return 0
	}
	if r.links[old] == 0 {
		r.newLinks = append(r.newLinks, r.a.Links[old-1])
		r.links[old] = len(r.newLinks)
	}
	return r.links[old]
}

func (r *renumbering) image(old int) int {
	if old < 1 || old >= len(r.images) {
		return 0
	}
	if r.images[old] == 0 {
		r.newImages = append(r.newImages, r.a.Images[old-1])
		r.images[old] = len(r.newImages)
	}
	return r.images[old]
}

// markdown numbers the links of Markdown anew. A link that leads nowhere leaves
// its text.
func (r *renumbering) markdown(md string) string {
	var b strings.Builder
	at := 0
	for l := range numberedLinks(md) {
		if l.note {
			continue
		}
		n := r.link(l.n)
		if n == l.n {
			continue
		}
		b.WriteString(md[at:l.open])
		if n == 0 {
			b.WriteString(md[l.open+1 : l.close])
		} else {
			b.WriteString(md[l.open:l.close] + "](#" + strconv.Itoa(n) + ")")
		}
		at = l.end
	}
	if at == 0 {
		return md
	}
	b.WriteString(md[at:])
	return b.String()
}
