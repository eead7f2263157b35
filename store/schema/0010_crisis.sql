-- FTS5 merges all segments of a level at once, for seconds, where there are as
-- many as this. The small steps of our own begin at 16 and are long done before.
INSERT INTO search (search, rank) VALUES ('crisismerge', 500);
INSERT INTO recent (recent, rank) VALUES ('crisismerge', 500);
