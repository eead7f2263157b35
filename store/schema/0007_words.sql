-- The index keeps which words a story has, no longer where: a quarter of the
-- space. All is indexed anew while the program is idle.
DROP TABLE search;
DROP TABLE recent;
CREATE VIRTUAL TABLE search USING fts5 (
	words, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE recent USING fts5 (
	words, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO search (search, rank) VALUES ('automerge', 0);
INSERT INTO recent (recent, rank) VALUES ('automerge', 0);
INSERT INTO search (search, rank) VALUES ('deletemerge', 33);
INSERT INTO recent (recent, rank) VALUES ('deletemerge', 33);
-- Which words stand beside which in a document, as a Bloom filter: what has all
-- words of a phrase but not next to each other is seldom read for nothing.
CREATE TABLE neighbours (
	doc  INTEGER PRIMARY KEY,
	bits BLOB NOT NULL
) STRICT;
DELETE FROM doc;
DELETE FROM index_state;
DELETE FROM unindexed;
INSERT INTO unindexed (hi, lo) SELECT max(id), min(id) FROM entry HAVING count(*) > 0;
