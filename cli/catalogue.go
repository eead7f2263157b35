package cli

import (
	"bytes"
	_ "embed" // the catalogue

	"github.com/pelletier/go-toml/v2"

	"lede/feed"
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
			shelf.Feeds = append(shelf.Feeds, ui.Offer{Title: f.Title, URL: f.URL, About: feed.Host(f.URL)})
		}
		if s.Kind == "country" {
			countries = append(countries, shelf)
		} else {
			interests = append(interests, shelf)
		}
	}
	return append(interests, countries...), nil
}
