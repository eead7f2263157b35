package cli

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"lede/feed"
	"lede/feed/article"
)

// The JSON that the commands print: a contract, documented in docs/json.md and
// held by a golden test. It takes JSON Feed 1.1's words where it has them.
// Keys may be added; none is renamed, removed or given another type.

// feedRefJSON names a feed inside of something else.
type feedRefJSON struct {
	ID     string `json:"id" doc:"the feed's id"`
	Title  string `json:"title" doc:"its title, or the one the user gave it"`
	URL    string `json:"url" doc:"its URL, without a user name and password, which 'export' includes"`
	Folder string `json:"folder,omitempty" doc:"its folder, with '/' between levels"`
}

// attachmentJSON is an enclosure.
type attachmentJSON struct {
	URL               string  `json:"url" doc:"the file's URL"`
	MIMEType          string  `json:"mime_type,omitempty" doc:"its MIME type"`
	Title             string  `json:"title,omitempty" doc:"its title"`
	SizeInBytes       int64   `json:"size_in_bytes,omitempty" doc:"its size"`
	DurationInSeconds float64 `json:"duration_in_seconds,omitempty" doc:"how long it plays"`
}

// entryJSON is an entry: one object a line in list and search.
type entryJSON struct {
	ID             string           `json:"id" doc:"short and stable; what show and mark take"`
	GUID           string           `json:"guid,omitempty" doc:"the publisher's id"`
	Feed           feedRefJSON      `json:"feed" doc:"the feed it came from"`
	Title          string           `json:"title" doc:"never empty: without one, the first words, else the URL"`
	URL            string           `json:"url,omitempty" doc:"the URL of the story's page"`
	ExternalURL    string           `json:"external_url,omitempty" doc:"the URL that a link post points to"`
	Authors        []feed.Person    `json:"authors,omitempty" doc:"who wrote it, each with a name, a url or both"`
	DatePublished  *time.Time       `json:"date_published,omitempty" doc:"as the publisher gives it; UTC"`
	DateModified   *time.Time       `json:"date_modified,omitempty" doc:"as the publisher gives it; UTC"`
	DateArrived    time.Time        `json:"date_arrived" doc:"when it was first stored; UTC"`
	Summary        string           `json:"summary,omitempty" doc:"plain text"`
	Image          string           `json:"image,omitempty" doc:"the URL of the lead picture, if the feed names one; in 'show', else of the first large picture in the text"`
	Tags           []string         `json:"tags,omitempty" doc:"the publisher's tags"`
	Labels         []string         `json:"labels,omitempty" doc:"the user's labels"`
	Language       string           `json:"language,omitempty" doc:"a BCP 47 language tag"`
	Attachments    []attachmentJSON `json:"attachments,omitempty" doc:"its attached files"`
	Words          int              `json:"words" doc:"the number of words of the visible text"`
	ReadingMinutes int              `json:"reading_minutes" doc:"the time it takes to read"`
	Read           bool             `json:"read" doc:"whether it is read"`
	Starred        bool             `json:"starred" doc:"whether it is starred"`
	Later          bool             `json:"later" doc:"whether it is saved for later"`
	Hidden         bool             `json:"hidden,omitempty" doc:"hidden from lists by a rule or by hand; is:hidden finds it"`
	StoryID        string           `json:"story_id,omitempty" doc:"shared by the entries that are the same story"`
	Snippet        string           `json:"snippet,omitempty" doc:"in 'search': the text around the match, with matches between ** and **"`
}

// imageJSON is a picture of an article.
type imageJSON struct {
	URL     string `json:"url" doc:"the picture's URL"`
	Alt     string `json:"alt,omitempty" doc:"its alternative text"`
	Caption string `json:"caption,omitempty" doc:"its caption"`
	Credit  string `json:"credit,omitempty" doc:"its credit"`
}

// articleJSON is what show prints: an entry with its whole content.
type articleJSON struct {
	entryJSON
	FullText        bool        `json:"full_text" doc:"whether the content is the whole story, from its page, rather than what the feed gave"`
	ContentHTML     string      `json:"content_html" doc:"sanitised HTML"`
	ContentMarkdown string      `json:"content_markdown" doc:"CommonMark with tables"`
	ContentText     string      `json:"content_text" doc:"plain text"`
	Links           []string    `json:"links" doc:"the URLs in the text, in order"`
	Images          []imageJSON `json:"images" doc:"the pictures, in order"`
}

// feedJSON is a subscription.
type feedJSON struct {
	ID           string     `json:"id" doc:"the feed's id"`
	Title        string     `json:"title" doc:"its title, or the one the user gave it"`
	URL          string     `json:"url" doc:"its URL, without a user name and password, which 'export' includes"`
	HomePageURL  string     `json:"home_page_url,omitempty" doc:"the site's URL"`
	Folder       string     `json:"folder,omitempty" doc:"with '/' between levels"`
	Tags         []string   `json:"tags,omitempty" doc:"the user's tags"`
	Unread       int        `json:"unread" doc:"the number of unread entries"`
	Total        int        `json:"total" doc:"the number of entries"`
	LastChecked  *time.Time `json:"last_checked,omitempty" doc:"when it was last fetched, with or without success; UTC"`
	LastSuccess  *time.Time `json:"last_success,omitempty" doc:"when it was last fetched with success; UTC"`
	NextCheck    *time.Time `json:"next_check,omitempty" doc:"when it is due next; UTC"`
	Error        string     `json:"error,omitempty" doc:"why the last fetch failed"`
	ErrorSince   *time.Time `json:"error_since,omitempty" doc:"since when it has failed; UTC"`
	Notice       string     `json:"notice,omitempty" doc:"a remark that is not an error"`
	ETag         string     `json:"etag,omitempty" doc:"the publisher's validator"`
	LastModified string     `json:"last_modified,omitempty" doc:"the publisher's validator"`
}

// refreshJSON is one feed's line of refresh.
type refreshJSON struct {
	Feed    feedRefJSON `json:"feed" doc:"the feed"`
	Status  string      `json:"status" doc:"one of: new, unchanged, failed, skipped"`
	New     int         `json:"new" doc:"the number of new entries"`
	Updated int         `json:"updated" doc:"the number of entries that the publisher changed"`
	Bytes   int64       `json:"bytes" doc:"the number of bytes received, after decompression"`
	Error   string      `json:"error,omitempty" doc:"why it failed or was skipped"`
	Notice  string      `json:"notice,omitempty" doc:"a remark that is not an error"`
}

// totalsJSON is the last line of refresh. It has 'feeds' where the others have
// 'feed'.
type totalsJSON struct {
	Feeds     int   `json:"feeds" doc:"how many feeds were to be refreshed"`
	Fetched   int   `json:"fetched" doc:"how many had a new document"`
	Unchanged int   `json:"unchanged" doc:"how many had not changed"`
	Failed    int   `json:"failed" doc:"how many failed"`
	Skipped   int   `json:"skipped" doc:"how many were not asked"`
	New       int   `json:"new" doc:"the number of new entries"`
	Updated   int   `json:"updated" doc:"the number of entries that the publisher changed"`
	Bytes     int64 `json:"bytes" doc:"the number of bytes received, after decompression"`
	Offline   bool  `json:"offline" doc:"whether no host at all could be reached"`
}

// idString is an id as the JSON and the commands have it.
func idString(id int64) string { return strconv.FormatInt(id, 10) }

// date is a time as the JSON has it: UTC, to the second, absent where unknown
// or where RFC 3339 cannot write its year.
func date(t time.Time) *time.Time {
	if t.IsZero() || t.UTC().Year() < 0 || t.UTC().Year() > 9999 {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}

func feedRef(s feed.Subscription) feedRefJSON {
	return feedRefJSON{ID: idString(s.ID), Title: s.DisplayTitle(), URL: feed.Redact(s.URL), Folder: s.Folder}
}

// entryOf is an entry with its status, in the words of the JSON.
func entryOf(e feed.Entry, st feed.Status, s feed.Subscription) entryJSON {
	j := entryJSON{
		ID: idString(e.ID), GUID: e.GUID, Feed: feedRef(s),
		Title: e.Title, URL: e.URL, ExternalURL: e.ExternalURL, Authors: e.Authors,
		DatePublished: date(e.Published), DateModified: date(e.Modified), DateArrived: e.Arrived.UTC().Truncate(time.Second),
		Summary: article.Excerpt(e.Summary), Image: e.Image.URL, Tags: e.Tags, Labels: st.Labels, Language: e.Language,
		Words: e.Words, ReadingMinutes: feed.ReadingMinutes(e.Words),
		Read: st.Read, Starred: st.Starred, Later: st.Later, Hidden: st.Hidden,
	}
	for _, c := range e.Enclosures {
		j.Attachments = append(j.Attachments, attachmentJSON{
			URL: c.URL, MIMEType: c.MIMEType, Title: c.Title, SizeInBytes: c.Size, DurationInSeconds: c.Duration.Seconds(),
		})
	}
	if e.StoryID != 0 {
		j.StoryID = idString(e.StoryID)
	}
	return j
}

// plainSnippet marks the matches of a snippet in plain text.
func plainSnippet(snippet, opening, closing string) string {
	return strings.NewReplacer(feed.SnippetOpen, opening, feed.SnippetClose, closing).Replace(snippet)
}

func imageOf(i article.Image) imageJSON {
	return imageJSON{URL: i.URL, Alt: i.Alt, Caption: i.Caption, Credit: i.Credit}
}

// feedOf is a subscription in the words of the JSON.
func feedOf(s feed.Subscription) feedJSON {
	return feedJSON{
		ID: idString(s.ID), Title: s.DisplayTitle(), URL: feed.Redact(s.URL), HomePageURL: feed.Redact(s.HomePageURL),
		Folder: s.Folder, Tags: s.Tags, Unread: s.Unread, Total: s.Total,
		LastChecked: date(s.Health.LastChecked), LastSuccess: date(s.Health.LastSuccess), NextCheck: date(s.Health.NextCheck),
		Error: s.Health.Error, ErrorSince: date(s.Health.ErrorSince), Notice: s.Health.Notice,
		// Validators are kept as they came, odd bytes and all.
		ETag: feed.Clean(s.Validators.ETag, 0), LastModified: feed.Clean(s.Validators.LastModified, 0),
	}
}

// printJSON writes one object on one line. '<', '>' and '&' stay as they are,
// since this is no HTML.
func (a *app) printJSON(v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := a.out.Write(b.Bytes())
	return err
}
