-- The newest of what search has, once more: the beginning of a word is looked
-- for here first, since FTS5 must gather all that has it before it gives the
-- newest. Row numbers are those of search. It is made while the program is idle,
-- once there is much in search.
CREATE VIRTUAL TABLE recent USING fts5 (
	title, author, tags, text, meta,
	content = '', contentless_delete = 1, detail = full, tokenize = "unicode61 remove_diacritics 2"
);
-- How far the index has come. recent_from: the lowest row number that recent
-- has, with all above it; absent: it has none.
CREATE TABLE index_state (
	name  TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
