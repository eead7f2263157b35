package ui

import (
	"lede/feed"
	"lede/feed/article"
	"lede/ui/typeset"
)

// headOf is what stands above an entry's text, with the key that shows what its
// publisher changed.
func (j settingJob) headOf(e *feed.Entry, sub *feed.Subscription, body *article.Article, whole bool, section string) typeset.Head {
	h := typeset.HeadOf(e, sub, body, whole, section, j.now)
	if !e.Revised.IsZero() && j.changes != "" {
		h.Updated += " (" + j.changes + " shows what changed)"
	}
	return h
}
