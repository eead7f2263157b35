package ui

// otherNames are words by which those who come from other programs look for an
// action, besides its name and what it is said to do: the palette and the help's
// search find it by them.
func otherNames() map[string]string {
	return map[string]string{
		"top":    "first beginning",
		"bottom": "last",
		"back":   "fold",

		"page":             "scroll",
		"next-unread":      "skip",
		"full-text":        "readability content scrape",
		"full-text-always": "readability content scrape",
		"picture":          "image zoom",
		"links":            "urls urlview hints",
		"browse":           "external url view web",
		"browse-and-mark":  "external url view web",
		"copy-link":        "yank url address",
		"changes":          "diff revisions history",
		"save":             "download export write",
		"pipe":             "shell external program",
		"sources":          "duplicates related coverage",
		"enclosure":        "podcast audio video play attachment media",
		"download":         "podcast audio video enclosure attachment",
		"qr-code":          "barcode share scan",
		"reading-mode":     "zen focus full screen fullscreen maximise maximize",
		"wider":            "width measure columns",
		"narrower":         "width measure columns",

		"toggle-star":    "flag favourite favorite bookmark",
		"toggle-later":   "bookmark queue",
		"label":          "tag flags categories",
		"mark-all-read":  "catch up catchup clear feeds",
		"mark-feed-read": "catch up catchup kill",
		"undo":           "revert restore",

		"search":       "find query",
		"filter":       "limit narrow",
		"unread-only":  "hide toggle read",
		"unread-feeds": "hide toggle read",
		"save-search":  "query smart folder",
		"sort":         "reverse",
		"go-to":        "jump switch find",
		"help":         "shortcuts bindings manual",

		"add":         "subscribe follow new",
		"catalogue":   "discover directory",
		"rename":      "title",
		"move":        "category group",
		"tag":         "labels categories",
		"options":     "settings preferences edit",
		"unsubscribe": "remove unfollow",
		"broken":      "errors dead",
		"import":      "subscriptions",
		"export":      "subscriptions backup",

		"refresh":     "reload update fetch",
		"refresh-all": "reload update fetch",

		"layout":   "split preview columns",
		"density":  "compact excerpt",
		"theme":    "colours colors",
		"set":      "options preferences configure",
		"pictures": "images",
		"messages": "errors log history",
		"reload":   "settings configuration",
		"suspend":  "stop",
		"quit":     "exit close",
		"quit-now": "exit",
	}
}
