package cli

import (
	"bytes"
	_ "embed" // the catalogue
	"net/url"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lede/ui"
)

//go:embed catalogue/catalogue.toml
var catalogueTOML []byte

// catalogue reads the feeds to begin with: interests first, then countries.
func catalogue() ([]ui.CatalogueSection, error) {
	var file struct {
		Shelf []struct {
			Kind, Name string
			Feeds      []struct{ Title, URL string }
		}
	}
	if err := toml.NewDecoder(bytes.NewReader(catalogueTOML)).DisallowUnknownFields().Decode(&file); err != nil {
		return nil, err
	}
	var interests, countries []ui.CatalogueSection
	for _, s := range file.Shelf {
		shelf := ui.CatalogueSection{Name: s.Name}
		for _, f := range s.Feeds {
			shelf.Feeds = append(shelf.Feeds, ui.Offer{Title: f.Title, URL: f.URL, About: siteOf(f.URL)})
		}
		if s.Kind == "country" {
			countries = append(countries, shelf)
		} else {
			interests = append(interests, shelf)
		}
	}
	return append(interests, countries...), nil
}

// siteOf is the host of an address, for people to read.
func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}
