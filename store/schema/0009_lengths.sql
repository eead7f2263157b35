-- Lists by reading time are sorted, or walked, without a look at each row: what is
-- starred, saved or unread has its length in its index, and the index by length
-- says whose an entry is.
DROP INDEX status_words;
CREATE INDEX status_words ON status (account_id, words, entry_id, feed_id) WHERE visible = 1;
DROP INDEX status_starred;
CREATE INDEX status_starred ON status (account_id, sort_date, entry_id, feed_id, words) WHERE visible = 1 AND starred = 1;
DROP INDEX status_later;
CREATE INDEX status_later ON status (account_id, sort_date, entry_id, feed_id, words) WHERE visible = 1 AND later = 1;
DROP INDEX status_unread;
CREATE INDEX status_unread ON status (account_id, sort_date, entry_id, feed_id, words) WHERE visible = 1 AND read = 0;
DROP INDEX status_feed_unread;
CREATE INDEX status_feed_unread ON status (account_id, feed_id, sort_date, entry_id, words) WHERE visible = 1 AND read = 0;
