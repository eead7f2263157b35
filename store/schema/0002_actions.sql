-- What an action changed that is no flag of statuses, as JSON: how it was before
-- it and after it. action.flag says which kind of thing that is.
ALTER TABLE action ADD COLUMN detail TEXT NOT NULL DEFAULT '';
