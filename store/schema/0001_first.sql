-- Times are Unix milliseconds, 0 where there is none. Hashes of identities and
-- links are the first eight bytes of a SHA-256: they are looked up within one
-- feed, or only group what is compared again.

CREATE TABLE account (
	id   INTEGER PRIMARY KEY,
	name TEXT NOT NULL
) STRICT;
INSERT INTO account (id, name) VALUES (0, 'welcome'), (1, 'reader');

CREATE TABLE feed (
	id            INTEGER PRIMARY KEY AUTOINCREMENT, -- never derives from the URL, which may move
	url           TEXT NOT NULL UNIQUE,
	title         TEXT NOT NULL DEFAULT '',
	home_page_url TEXT NOT NULL DEFAULT '',
	description   TEXT NOT NULL DEFAULT '',
	language      TEXT NOT NULL DEFAULT '',
	icon_url      TEXT NOT NULL DEFAULT '',
	etag          TEXT NOT NULL DEFAULT '',
	last_modified TEXT NOT NULL DEFAULT '',
	body_hash     BLOB,
	last_checked  INTEGER NOT NULL DEFAULT 0,
	last_success  INTEGER NOT NULL DEFAULT 0, -- 0 also says that the next entries are its first
	next_check    INTEGER NOT NULL DEFAULT 0,
	error         TEXT NOT NULL DEFAULT '',
	error_since   INTEGER NOT NULL DEFAULT 0,
	error_count   INTEGER NOT NULL DEFAULT 0,
	gone          INTEGER NOT NULL DEFAULT 0,
	moved_to      TEXT NOT NULL DEFAULT '',
	notice        TEXT NOT NULL DEFAULT ''
) STRICT;

-- What a feed's document held when it was last read whole: the source hashes of
-- its entries, eight bytes each. Apart from feed, whose rows stay short.
CREATE TABLE known (
	feed_id INTEGER PRIMARY KEY,
	hashes  BLOB NOT NULL
) STRICT;

CREATE TABLE subscription (
	account_id INTEGER NOT NULL REFERENCES account (id),
	feed_id    INTEGER NOT NULL REFERENCES feed (id),
	own_title  TEXT NOT NULL DEFAULT '',
	folder     TEXT NOT NULL DEFAULT '',
	tags       TEXT NOT NULL DEFAULT '[]', -- JSON
	options    TEXT NOT NULL DEFAULT '{}', -- JSON
	added_at   INTEGER NOT NULL,
	removed_at INTEGER NOT NULL DEFAULT 0, -- hidden since; purged after 30 days
	PRIMARY KEY (account_id, feed_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_feed ON subscription (feed_id);
CREATE INDEX subscription_removed ON subscription (account_id, feed_id) WHERE removed_at > 0;

-- Kept by every write that changes what it counts: visible statuses only.
CREATE TABLE counter (
	account_id INTEGER NOT NULL,
	feed_id    INTEGER NOT NULL,
	unread     INTEGER NOT NULL DEFAULT 0,
	total      INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (account_id, feed_id)
) STRICT, WITHOUT ROWID;

-- An entry's identity and the published facts that lists show. Bodies are apart,
-- so that a list reads few pages. A dropped entry keeps its identity alone.
CREATE TABLE entry (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	feed_id     INTEGER NOT NULL,
	key         INTEGER NOT NULL,           -- hash of its identity
	link_key    INTEGER NOT NULL DEFAULT 0, -- hash of its canonical link; 0: none that names a story
	source_hash INTEGER NOT NULL DEFAULT 0,
	text_hash   BLOB,                       -- of the normalised visible text
	story_id    INTEGER NOT NULL DEFAULT 0,
	published   INTEGER NOT NULL DEFAULT 0,
	modified    INTEGER NOT NULL DEFAULT 0,
	arrived     INTEGER NOT NULL,
	revised     INTEGER NOT NULL DEFAULT 0,
	words       INTEGER NOT NULL DEFAULT 0,
	media       INTEGER NOT NULL DEFAULT 0, -- bits: 1 enclosure, 2 audio, 4 video, 8 lead picture, 16 full text
	dropped_at  INTEGER NOT NULL DEFAULT 0,
	guid        TEXT NOT NULL DEFAULT '',
	url         TEXT NOT NULL DEFAULT '',
	title       TEXT NOT NULL DEFAULT '',
	summary     TEXT NOT NULL DEFAULT '',
	authors     TEXT NOT NULL DEFAULT '',   -- JSON, or empty
	language    TEXT NOT NULL DEFAULT '',
	facts       TEXT NOT NULL DEFAULT ''    -- JSON of what no list needs, or empty
) STRICT;
CREATE UNIQUE INDEX entry_identity ON entry (feed_id, key);
CREATE INDEX entry_link ON entry (link_key, feed_id) WHERE link_key <> 0;

CREATE TABLE body (
	entry_id INTEGER PRIMARY KEY,
	content  BLOB NOT NULL -- a byte that says how it is coded, then HTML as published
) STRICT;

-- A story's whole text, fetched from its page when the user asked.
CREATE TABLE page (
	entry_id   INTEGER PRIMARY KEY,
	fetched_at INTEGER NOT NULL,
	content    BLOB NOT NULL
) STRICT;

CREATE TABLE enclosure (
	entry_id  INTEGER NOT NULL,
	n         INTEGER NOT NULL,
	url       TEXT NOT NULL,
	mime_type TEXT NOT NULL DEFAULT '',
	size      INTEGER NOT NULL DEFAULT 0,
	duration  INTEGER NOT NULL DEFAULT 0, -- ms
	title     TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (entry_id, n)
) STRICT, WITHOUT ROWID;

-- What an entry said before the publisher changed it: the first and the last five.
CREATE TABLE revision (
	entry_id INTEGER NOT NULL,
	n        INTEGER NOT NULL,
	at       INTEGER NOT NULL, -- when this text was first stored
	title    TEXT NOT NULL,
	content  BLOB NOT NULL,
	PRIMARY KEY (entry_id, n)
) STRICT;

CREATE TABLE story (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	link_key INTEGER NOT NULL UNIQUE
) STRICT;

-- The user's side of an entry and all that a list sorts and filters by. It
-- outlives the entry. visible is 0 for a dropped entry and for a removed
-- subscription's. *_at is when the user (or what *_by names) last set the field:
-- 1 the user, 2 the story's other entry, 3 undo, 4 import, 5 the publisher's
-- update, 6 a rule; 0 with at 0 is how it arrived.
CREATE TABLE status (
	account_id      INTEGER NOT NULL,
	entry_id        INTEGER NOT NULL,
	feed_id         INTEGER NOT NULL,
	story_id        INTEGER NOT NULL DEFAULT 0,
	sort_date       INTEGER NOT NULL,
	arrived         INTEGER NOT NULL,
	words           INTEGER NOT NULL DEFAULT 0,
	visible         INTEGER NOT NULL DEFAULT 1,
	read            INTEGER NOT NULL DEFAULT 0,
	starred         INTEGER NOT NULL DEFAULT 0,
	later           INTEGER NOT NULL DEFAULT 0,
	labelled        INTEGER NOT NULL DEFAULT 0,
	changed_at      INTEGER NOT NULL DEFAULT 0,
	read_at         INTEGER NOT NULL DEFAULT 0,
	read_by         INTEGER NOT NULL DEFAULT 0,
	starred_at      INTEGER NOT NULL DEFAULT 0,
	starred_by      INTEGER NOT NULL DEFAULT 0,
	later_at        INTEGER NOT NULL DEFAULT 0,
	later_by        INTEGER NOT NULL DEFAULT 0,
	position_offset INTEGER NOT NULL DEFAULT 0,
	position_length INTEGER NOT NULL DEFAULT 0,
	position_at     INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (account_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX status_date ON status (account_id, sort_date, entry_id, feed_id) WHERE visible = 1;
CREATE INDEX status_unread ON status (account_id, sort_date, entry_id, feed_id) WHERE visible = 1 AND read = 0;
CREATE INDEX status_starred ON status (account_id, sort_date, entry_id, feed_id) WHERE visible = 1 AND starred = 1;
CREATE INDEX status_later ON status (account_id, sort_date, entry_id, feed_id) WHERE visible = 1 AND later = 1;
CREATE INDEX status_feed ON status (account_id, feed_id, sort_date, entry_id) WHERE visible = 1;
CREATE INDEX status_feed_unread ON status (account_id, feed_id, sort_date, entry_id) WHERE visible = 1 AND read = 0;
CREATE INDEX status_arrived ON status (account_id, arrived / 3600000, sort_date, entry_id) WHERE visible = 1;
CREATE INDEX status_words ON status (account_id, words, entry_id) WHERE visible = 1;
CREATE INDEX status_story ON status (account_id, story_id, sort_date, entry_id) WHERE story_id <> 0;
CREATE INDEX status_changed ON status (account_id, changed_at) WHERE changed_at > 0;

-- The user's own words for entries.
CREATE TABLE label (
	account_id INTEGER NOT NULL,
	name       TEXT NOT NULL COLLATE NOCASE,
	sort_date  INTEGER NOT NULL,
	entry_id   INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	PRIMARY KEY (account_id, name, sort_date, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_entry ON label (account_id, entry_id);

-- The last hundred actions. A large one is journaled in parts, each in the
-- transaction that it describes.
CREATE TABLE action (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	account_id INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	flag       TEXT NOT NULL,
	words      TEXT NOT NULL, -- 'mark 214 read' without the number
	changed    INTEGER NOT NULL DEFAULT 0,
	undone_at  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX action_account ON action (account_id, id);
CREATE TABLE action_part (
	action_id INTEGER NOT NULL REFERENCES action (id) ON DELETE CASCADE,
	n         INTEGER NOT NULL,
	set_ids   BLOB NOT NULL, -- entries whose flag it set, as differences in varints
	unset_ids BLOB NOT NULL,
	PRIMARY KEY (action_id, n)
) STRICT;

-- Saved searches.
CREATE TABLE view (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	account_id INTEGER NOT NULL,
	name       TEXT NOT NULL,
	query      TEXT NOT NULL,
	position   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX view_account ON view (account_id, position);

-- What is changed inside the program: the session, each view's order, ...
CREATE TABLE setting (
	account_id INTEGER NOT NULL,
	name       TEXT NOT NULL,
	value      TEXT NOT NULL,
	PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;

-- Which process asks which feed now, and which hosts asked not to be asked.
CREATE TABLE lease (
	feed_id INTEGER PRIMARY KEY,
	owner   TEXT NOT NULL,
	until   INTEGER NOT NULL
) STRICT;
CREATE TABLE host_wait (
	host  TEXT PRIMARY KEY,
	until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The full-text index keeps no text. Its row numbers follow the sort date, so
-- that the newest matches come first without sorting; doc says whose they are.
CREATE VIRTUAL TABLE search USING fts5 (
	title, author, tags, text, meta,
	content = '', contentless_delete = 1, detail = full, tokenize = "unicode61 remove_diacritics 2"
);
CREATE TABLE doc (
	id       INTEGER PRIMARY KEY,
	entry_id INTEGER NOT NULL UNIQUE
) STRICT;
-- Ranges of entry ids that the index does not have yet.
CREATE TABLE unindexed (
	hi INTEGER PRIMARY KEY,
	lo INTEGER NOT NULL
) STRICT;
