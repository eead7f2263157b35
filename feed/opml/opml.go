// Package opml reads and writes subscription lists: OPML 2.0 and newsboat's urls file.
package opml
