package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// paths are the places on disk, by the XDG base directory specification.
type paths struct {
	Config string // the configuration file
	Data   string // the folder of the database and the OPML mirror
	Cache  string // the folder of what can be fetched again
	Log    string // the log file
	Themes string // the folder of the user's own themes

	configGiven bool // --config: the file must exist
}

// findPaths places everything. config and data override what the environment
// says, where they are not empty.
func findPaths(config, data string) paths {
	p := paths{
		Config: filepath.Join(xdg.ConfigHome, "lede", "config.toml"),
		Data:   filepath.Join(xdg.DataHome, "lede"),
		Cache:  filepath.Join(xdg.CacheHome, "lede"),
		Log:    filepath.Join(xdg.StateHome, "lede", "lede.log"),
	}
	if config != "" {
		p.Config, p.configGiven = config, true
	}
	if data != "" {
		p.Data = data
	}
	p.Themes = filepath.Join(filepath.Dir(p.Config), "themes")
	return p
}

// Database is the SQLite file.
func (p paths) Database() string {
	path := filepath.Join(p.Data, "lede.db")
	if real, err := filepath.EvalSymlinks(path); err == nil { // SQLite keeps its log beside the real one
		return real
	}
	return path
}

// Mirror is the subscription list that is kept as text beside the database.
func (p paths) Mirror() string { return filepath.Join(p.Data, "subscriptions.opml") }

// makeData creates the data folder, for its owner alone.
func (p paths) makeData() error {
	err := os.MkdirAll(p.Data, 0o700)
	if err == nil {
		return nil
	}
	hint := "choose another with --data DIR"
	if errors.Is(err, fs.ErrPermission) {
		hint = "make it writable, or choose another with --data DIR"
	}
	return fmt.Errorf("the data folder %s cannot be made (%w): %s", p.Data, plainPathError(err), hint)
}

// plainPathError takes the operation and path off an error that names them in
// a sentence of its own already.
func plainPathError(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
