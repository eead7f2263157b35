-- What a story's page says of it that the feed does not: authors, lead picture,
-- section, date of change, as JSON.
ALTER TABLE page ADD COLUMN facts TEXT NOT NULL DEFAULT '';
