-- Segments of the search index are merged by small steps of our own; one of which
-- entries were dropped, when that is a third of it.
INSERT INTO search (search, rank) VALUES ('automerge', 0);
INSERT INTO recent (recent, rank) VALUES ('automerge', 0);
INSERT INTO search (search, rank) VALUES ('deletemerge', 33);
INSERT INTO recent (recent, rank) VALUES ('deletemerge', 33);
