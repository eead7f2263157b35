package article

import "strings"

// minLead is the width in pixels under which a feed's picture is a thumbnail
// for lists rather than a picture to stand above a story.
const minLead = 120

// AddLead puts the picture that a feed names for a story above the article,
// unless the article shows it itself or begins with another, or it is known to
// be a mere thumbnail.
func (a *Article) AddLead(img Image) {
	if img.URL == "" || img.Width > 0 && img.Width < minLead || placeholder().MatchString(img.URL) || trackers().MatchString(img.URL) {
		return
	}
	if len(a.Blocks) > 0 && (a.Blocks[0].Kind == Figure || a.Blocks[0].Kind == Gallery) {
		return
	}
	for i := range a.Images {
		if sameName(a.Images[i].URL, img.URL) {
			return
		}
	}
	img.Alt = altText(img.Alt)
	if caption := letters(img.Caption); caption != "" && strings.Contains(letters(a.Text()), caption) {
		img.Caption = "" // a video's description is its feed's text too
	}
	a.Images = append(a.Images, img)
	a.Blocks = append([]Block{{Kind: Figure, Image: len(a.Images)}}, a.Blocks...)
}
