package article

import "strings"

// PlainText is Text for those who read it and do not see it set: items of lists
// keep their bullets and numbers, quotations their signs, references to notes stand
// in brackets, and a picture's words say that they are a picture's.
func (a *Article) PlainText() string {
	parts := make([]string, 0, len(a.Blocks))
	for i := range a.Blocks {
		b := &a.Blocks[i]
		text := a.textOf(b)
		switch {
		case b.Kind == Prose || b.Kind == "":
			text = withNotes(b.Markdown, withMarks(b.Markdown, text))
		case (b.Kind == Figure || b.Kind == Gallery) && text != "":
			text = "Picture: " + text
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, blockGap)
}

// lineMarks are what stands before the words of a line of Markdown in lists and
// quotations.
var lineMarks = lazily(`^(?:> ?)*(?: *(?:- |\d{1,9}[.)] ))?`)

// shownMark is a mark of Markdown's as it is shown.
func shownMark(mark string) string {
	m := itemMark().FindStringSubmatch(mark)
	if m == nil {
		return mark
	}
	number, by := numberMark(m[1])
	return strings.Replace(mark, m[1], by.Label(number), 1)
}

// withMarks puts the marks of Markdown's lines before the same lines without them.
// Where these are not line for line the same, as in tables and code, the text
// stays as it is.
func withMarks(markdown, text string) string {
	var marks []string
	for line := range strings.SplitSeq(markdown, "\n") {
		mark := lineMarks().FindString(line)
		if strings.TrimSpace(line) != strings.TrimSpace(mark) {
			marks = append(marks, mark)
		}
	}
	lines := strings.Split(text, "\n")
	words := 0
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			words++
		}
	}
	if words != len(marks) {
		return text
	}
	for i := range lines {
		if strings.TrimSpace(lines[i]) != "" {
			lines[i] = shownMark(marks[0]) + lines[i]
			marks = marks[1:]
		}
	}
	return strings.Join(lines, "\n")
}

// noteReference is a reference to a note, with the end of the word before it.
var noteReference = lazily(`([\p{L}\p{N}.,;:!?”"'’)]{1,12})\[([^\[\]\n]{1,4})\]\(#fn-\d{1,5}\)`)

// withNotes puts the references to notes in brackets: by themselves they would read
// as a part of the words that they follow.
func withNotes(markdown, text string) string {
	if !strings.Contains(markdown, "](#fn-") {
		return text
	}
	var b strings.Builder
	for _, m := range noteReference().FindAllStringSubmatch(markdown, -1) {
		before, after, ok := strings.Cut(text, m[1]+m[2])
		if !ok {
			continue
		}
		b.WriteString(before + m[1] + "[" + m[2] + "]")
		text = after
	}
	return b.String() + text
}
