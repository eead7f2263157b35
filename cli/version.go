package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the linker for releases: -ldflags "-X lede/cli.version=1.2.3".
var version = ""

// versionJSON is what `lede version --json` prints.
type versionJSON struct {
	Version  string `json:"version" doc:"lede's version"`
	Revision string `json:"revision,omitempty" doc:"the revision of the source"`
	Time     string `json:"time,omitempty" doc:"the time of that revision"`
	Go       string `json:"go" doc:"the Go version"`
	Platform string `json:"platform" doc:"operating system and architecture"`
}

// buildVersion reads what the Go tool wrote into the binary.
func buildVersion() versionJSON {
	v := versionJSON{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if ok {
		modified := false
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				v.Revision = s.Value[:min(12, len(s.Value))]
			case "vcs.time":
				v.Time = s.Value
			case "vcs.modified":
				modified = s.Value == "true"
			}
		}
		if modified && v.Revision != "" {
			v.Revision += "+changes"
		}
	}
	if v.Version == "" {
		v.Version = "dev"
	}
	return v
}

func newVersion(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  wantArgs(0, 0),
		RunE: func(*cobra.Command, []string) error {
			v := buildVersion()
			if a.flags.json {
				return a.printJSON(v)
			}
			text := "lede " + v.Version
			if v.Revision != "" {
				text += " (" + v.Revision + ")"
			}
			_, err := fmt.Fprintf(a.sys.Stdout, "%s, %s, %s\n", text, v.Go, v.Platform)
			return err
		},
	}
	a.addJSONFlag(cmd)
	return cmd
}
