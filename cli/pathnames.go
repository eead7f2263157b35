package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lede/feed"
)

// The bounds of what is offered for a path that is being typed.
const (
	maxPathsRead    = 20_000 // names looked at in a folder
	maxPathsOffered = 200
)

// pathNames are what a path could become, as it is typed: names in its folder
// that begin as its end does, a folder's with a / behind it. A leading '~/' stays.
// What begins with a dot is offered where a dot is typed. A folder that cannot
// be read has nothing to offer.
func pathNames(ctx context.Context, typed string) (names []string) {
	dir, begin := filepath.Split(typed)
	if dir == "" {
		return nil
	}
	f, err := os.Open(homePath(dir))
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // nothing was written
	for read := 0; read < maxPathsRead && ctx.Err() == nil; {
		entries, err := f.ReadDir(1000)
		read += len(entries)
		for _, e := range entries {
			name := e.Name()
			if !strings.HasPrefix(name, begin) || begin == "" && name[0] == '.' || feed.Clean(name, 0) != name {
				continue
			}
			if leadsToFolder(homePath(dir), e) {
				name += "/"
			}
			names = append(names, dir+name)
		}
		if err != nil { // the end of it, or of what can be read
			break
		}
	}
	slices.Sort(names)
	return names[:min(len(names), maxPathsOffered)]
}

// leadsToFolder says whether a name in a folder is a folder's, or a link's to one.
func leadsToFolder(dir string, e os.DirEntry) bool {
	if e.Type()&os.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := os.Stat(filepath.Join(dir, e.Name()))
	return err == nil && info.IsDir()
}
