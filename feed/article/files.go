package article

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"lede/feed"
)

// AddFiles says above the text what came with a story: recordings and other
// files, but for pictures and for what the text shows or links itself.
func (a *Article) AddFiles(files []feed.Enclosure) {
	var blocks []Block
	recordings := 0
	for i := range files {
		if files[i].IsRecording() {
			recordings++
		}
	}
	for _, f := range files {
		target := web(nil, f.URL)
		if target == "" || strings.HasPrefix(f.MIMEType, "image/") || a.leadsTo(target) || len(blocks) == mostFiles {
			continue
		}
		label := "File"
		switch kind, _, _ := strings.Cut(f.MIMEType, "/"); kind {
		case "audio":
			label = "Audio"
		case "video":
			label = "Video"
		}
		title := feed.Clean(f.Title, 300)
		name := cmp.Or(title, fileTitle(target))
		if label == "File" || recordings > 1 { // the one recording needs no name to be told from others
			title = name
		}
		a.Links = append(a.Links, Link{URL: target, Text: cmp.Or(name, label)})
		blocks = append(blocks, Block{
			Kind: Media, Label: label, Title: title, Link: len(a.Links),
			Duration: strings.Join(lines(sayDuration(f.Duration), saySize(f.Size)), " · "),
		})
	}
	if len(blocks) == 0 {
		return
	}
	at := 0
	if len(a.Blocks) > 0 && a.Blocks[0].Kind == Figure {
		at = 1
	}
	a.Blocks = slices.Insert(a.Blocks, at, blocks...)
	a.renumber()
}

// FileWords are the name of a file that came with a story, and what is known of
// it: its type, how long it runs, how large it is.
func FileWords(f *feed.Enclosure) (name, facts string) {
	if name = feed.Clean(f.Title, 300); name == "" {
		name = feed.Clean(fileTitle(f.URL), 300)
	}
	kind := feed.Clean(f.MIMEType, 100)
	return name, strings.Join(lines(kind, sayDuration(f.Duration), saySize(f.Size)), " · ")
}

// mostFiles bounds what is said of a story's files.
const mostFiles = 5

// leadsTo says whether the text links an address.
func (a *Article) leadsTo(target string) bool {
	return slices.ContainsFunc(a.Links, func(l Link) bool { return l.URL == target })
}

// saySize is a size as a person reads it; empty where it is not known, or says
// nothing, as the sizes that some feeds make up.
func saySize(bytes int64) string {
	switch {
	case bytes < 10_000:
		return ""
	case bytes < 1_000_000:
		return strconv.FormatInt(bytes/1000, 10) + " KB"
	case bytes < 1_000_000_000:
		return strconv.FormatInt((bytes+500_000)/1_000_000, 10) + " MB"
	}
	return strconv.FormatFloat(float64(bytes)/1e9, 'f', 1, 64) + " GB"
}
