package feed

// QueryFields are the fields of the search language as they are offered for
// completing, the most useful first.
func QueryFields() []Field {
	return []Field{FieldFeed, FieldTag, FieldIn, FieldTitle, FieldAuthor, FieldIs, FieldHas, FieldSince, FieldBefore, FieldLang, FieldText}
}

// QueryValues are the values that a field takes, or examples of them; nil where
// it takes any words.
func QueryValues(f Field) []string {
	switch f {
	case FieldIs:
		return []string{"unread", "read", "starred", "later", "updated", "hidden"}
	case FieldHas:
		return []string{"enclosure", "audio", "video", "image", "fulltext"}
	case FieldSince, FieldBefore:
		return []string{"today", "yesterday", "3d", "1w", "1m", "1y"}
	}
	return nil
}

// QueryField is the field that a name stands for; ok is false where there is
// none.
func QueryField(name string) (f Field, ok bool) {
	f, ok = fields[name]
	return f, ok
}

// Words are the words that an expression looks for in titles and texts, but for
// those that it leaves out: what is marked in a story that it found.
func (e *Expr) Words() (out []Term) {
	if e == nil {
		return nil
	}
	switch e.Op {
	case Match:
		switch e.Term.Field {
		case AnyText, FieldTitle, FieldText:
			if e.Term.Regex == nil {
				out = append(out, e.Term)
			}
		}
	case And, Or:
		for _, a := range e.Args {
			out = append(out, a.Words()...)
		}
	}
	return out
}
