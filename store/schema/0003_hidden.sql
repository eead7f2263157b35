-- What rules hide, or the user: it is not visible, so that no list nor counter
-- has it, until it is shown again. is:hidden finds it.
ALTER TABLE status ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE status ADD COLUMN hidden_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE status ADD COLUMN hidden_by INTEGER NOT NULL DEFAULT 0;
CREATE INDEX status_hidden ON status (account_id, sort_date, entry_id, feed_id) WHERE hidden = 1;
