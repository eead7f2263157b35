package article

import (
	"cmp"
	"encoding/json"

	"golang.org/x/net/html"

	"lede/feed"
)

// attrs are what Substack's elements hold in their data-attrs, as JSON: what scripts
// make posts, cards, pictures and formulas of.
type attrs struct {
	URL       string `json:"url"`
	Canonical string `json:"canonical_url"`
	Title     string `json:"title"`
	Caption   string `json:"caption"`
	Name      string `json:"name"`
	Username  string `json:"username"`
	FullText  string `json:"full_text"`
	VideoID   string `json:"videoId"`
	TeX       string `json:"persistentExpression"`
	Gallery   struct {
		Caption string `json:"caption"`
		Images  []struct {
			Src string `json:"src"`
		} `json:"images"`
	} `json:"gallery"`
}

// substack sets an element of Substack's that is empty without its scripts; it says
// whether it did.
func (c *conv) substack(f *flow, n *html.Node, l look) bool {
	raw := attr(n, "data-attrs")
	if raw == "" || n.FirstChild != nil {
		return false
	}
	var a attrs
	if json.Unmarshal([]byte(raw), &a) != nil {
		return false
	}
	class := attr(n, "class")
	switch {
	case hasWord(class, "twitter-embed") && a.FullText != "":
		c.card(f, "Post", feed.Clean(a.Name+" (@"+a.Username+") on X", 200), feed.Clean(postTail().ReplaceAllString(a.FullText, ""), 4000), a.URL)
	case hasWord(class, "digest-post-embed") && a.Title != "":
		c.card(f, "Related", feed.Clean(a.Title, 300), feed.Clean(a.Caption, 400), cmp.Or(a.Canonical, a.URL))
	case hasWord(class, "youtube-wrap") && a.VideoID != "":
		c.card(f, "Video", "Video on YouTube", "", "https://www.youtube.com/watch?v="+a.VideoID)
	case hasWord(class, "latex-rendered") && a.TeX != "":
		c.display(f, texFormula(a.TeX))
	case hasWord(class, "mention-wrap") && a.Name != "":
		c.words(f, feed.Clean(a.Name, 200), l)
	case hasWord(class, "image-gallery-embed"):
		return c.attrsGallery(f, &a)
	default:
		return false
	}
	return true
}

// attrsGallery sets the pictures that data-attrs name.
func (c *conv) attrsGallery(f *flow, a *attrs) bool {
	g := Block{Kind: Gallery, Text: c.text(feed.Clean(a.Gallery.Caption, 2000))}
	for _, img := range a.Gallery.Images {
		if src := web(c.base, img.Src); src != "" {
			if i := c.image(Image{URL: src}); i > 0 {
				g.Images = append(g.Images, i)
			}
		}
	}
	switch len(g.Images) {
	case 0:
		return false
	case 1:
		c.art.Images[g.Images[0]-1].Caption = g.Text
		f.emit(c, Block{Kind: Figure, Image: g.Images[0]})
	default:
		f.emit(c, g)
	}
	return true
}
