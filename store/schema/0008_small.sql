-- A row of body has the texts of several entries from now on, compressed together;
-- its key is the highest of them (see group.go). Rows with one text are so already.

-- Ranges of entries whose groups are small: they are joined while the program is
-- idle. At first these are all.
CREATE TABLE small (
	hi INTEGER PRIMARY KEY,
	lo INTEGER NOT NULL
) STRICT;
INSERT INTO small (hi, lo) SELECT max(entry_id), min(entry_id) FROM body HAVING count(*) > 0;
