// Package feed is the vocabulary of lede: what a publisher serves, what a
// reader keeps of it, and how one becomes the other. It parses, cleans,
// identifies and schedules; it does no I/O of its own.
//
// The words are those of RSS 2.0, RFC 4287 (Atom), JSON Feed 1.1 and OPML 2.0
// where these have them.
package feed

import "time"

// Feed is what a publisher serves at a URL, with what is needed to ask for it
// politely again. Its ID is given by the store and never derives from the URL,
// which may move.
type Feed struct {
	ID          int64
	URL         string // where it is asked for now
	Title       string // the publisher's own; clean text
	HomePageURL string
	Description string
	Language    string // BCP 47, or empty
	IconURL     string

	Validators Validators
	Health     Health
}

// Validators are sent back to the publisher exactly as they came
// (RFC 9110, section 13), so that an unchanged feed costs one short answer.
type Validators struct {
	ETag         string
	LastModified string
	BodyHash     []byte // of the decompressed bytes last parsed whole; nil: none
}

// Health says how the last attempts to fetch a feed went.
type Health struct {
	LastChecked time.Time // zero: never asked
	LastSuccess time.Time // zero: never answered well
	NextCheck   time.Time // zero: due at once
	Error       string    // in plain words; empty: well
	ErrorSince  time.Time // first failure of the present run of failures
	ErrorCount  int       // failures in a row
	Gone        bool      // the publisher said 410: not asked again by itself
	MovedTo     string    // a permanent redirect's target, seen once and awaiting a second time
	Notice      string    // something worth saying that is no error: 'moved to ...', 'was cut short'
}

// Subscription is the user's side of a feed.
type Subscription struct {
	Feed
	AccountID int64
	OwnTitle  string   // the user's title; empty: the publisher's
	Folder    string   // path with '/' between levels; empty: the root
	Tags      []string // the user's
	Options   Options
	AddedAt   time.Time
	RemovedAt time.Time // zero: subscribed; otherwise hidden, and purged after 30 days

	Unread int // entries of it that are not read
	Total  int
}

// DisplayTitle is what the subscription is called on screen: the user's title,
// else the publisher's, else the URL.
func (s Subscription) DisplayTitle() string {
	switch {
	case s.OwnTitle != "":
		return s.OwnTitle
	case s.Title != "":
		return s.Title
	}
	return URLTitle(s.URL)
}

// URLTitle is a feed's URL as it stands for its title while that is not known:
// without a name and password in it, as it is shown.
func URLTitle(raw string) string { return Redact(raw) }

// FullText says when a story's page is fetched for its whole text.
type FullText string

// The values of FullText. The empty value leaves it to the folder's or the
// general setting, which is FullTextNever unless the user says otherwise.
const (
	FullTextDefault FullText = ""
	FullTextNever   FullText = "never"
	FullTextAlways  FullText = "always"
	FullTextAuto    FullText = "auto"
)

// Options are what a user may set for one feed. Zero values mean 'as
// configured in general'. Secrets are never kept here, only how to get them.
type Options struct {
	FullText     FullText          `json:"full_text,omitempty" toml:"full_text,omitempty"`
	RefreshEvery time.Duration     `json:"refresh_every,omitempty" toml:"refresh_every,omitempty"`
	UserAgent    string            `json:"user_agent,omitempty" toml:"user_agent,omitempty"`
	Proxy        string            `json:"proxy,omitempty" toml:"proxy,omitempty"`
	Headers      map[string]string `json:"headers,omitempty" toml:"headers,omitempty"`
	Username     string            `json:"username,omitempty" toml:"username,omitempty"`
	// PasswordCommand and TokenCommand print a secret on standard output;
	// PasswordEnv and TokenEnv name an environment variable that holds one.
	PasswordCommand string `json:"password_command,omitempty" toml:"password_command,omitempty"`
	PasswordEnv     string `json:"password_env,omitempty" toml:"password_env,omitempty"`
	TokenCommand    string `json:"token_command,omitempty" toml:"token_command,omitempty"`
	TokenEnv        string `json:"token_env,omitempty" toml:"token_env,omitempty"`
	CookiesFile     string `json:"cookies_file,omitempty" toml:"cookies_file,omitempty"`
	ClientCert      string `json:"client_cert,omitempty" toml:"client_cert,omitempty"`
	ClientKey       string `json:"client_key,omitempty" toml:"client_key,omitempty"`
	// Resurface makes an entry unread again when the publisher changes it.
	Resurface *bool `json:"resurface_updated,omitempty" toml:"resurface_updated,omitempty"`
}
