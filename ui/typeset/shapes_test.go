package typeset_test

import (
	"lede/feed/article"
	"lede/ui/typeset"
)

// shape is an article that shows one thing.
type shape struct {
	name string
	head typeset.Head
	art  article.Article
}

func prose(markdown ...string) []article.Block {
	blocks := make([]article.Block, len(markdown))
	for i, md := range markdown {
		blocks[i] = article.Block{Kind: article.Prose, Markdown: md}
	}
	return blocks
}

// shapes are the articles of the golden files.
func shapes() []shape {
	return []shape{
		{
			name: "head",
			head: typeset.Head{
				Source: "Kyiv Wire", Section: "World",
				Headline:   "Ceasefire talks resume in Geneva as the front line hardens",
				Standfirst: "Delegations meet for a third round while both armies dig in for winter.",
				Author:     "the Geneva desk", Date: "14 March, 18:20", Minutes: 4, Updated: "updated 19:05, 3 changes",
			},
			art: article.Article{
				Links: []article.Link{{URL: "https://example.org/draft"}},
				Blocks: prose("GENEVA — Negotiators returned to the table on Thursday with little to show for the second round and less time for the third. " +
					"[The draft text](#1) runs to eleven pages, of which four are agreed."),
			},
		},
		{
			name: "standfirst-repeated",
			head: typeset.Head{Headline: "Short", Standfirst: "The first words of the story stand in its summary too, as feeds have it…"},
			art:  article.Article{Blocks: prose("The first words of the *story* stand in its summary too, as feeds have it, more often than not.")},
		},
		{
			name: "emphasis",
			art: article.Article{
				Links: []article.Link{{URL: "https://example.org/"}, {URL: "mailto:a@example.org"}},
				Blocks: prose("Plain, *slanted*, **bold**, ***both***, ~~struck~~, `code`, a [link **bold `code`** in it](#1), " +
					"the same [target](#1) again, [another](#2). AT\\&T &amp; others, 5 \\* 3, \\[sic\\], C:\\\\dir, snake_case_name."),
			},
		},
		{
			name: "headings",
			art: article.Article{Blocks: prose("Before.", "## Second level", "Text.", "### Third level", "Text.", "#### Fourth level", "Text.",
				"##### Fifth level", "Text.", "## A heading that is so long that it will not fit on a line of any of the widths at which this is set, `code` and all")},
		},
		{
			name: "quotes",
			art:  article.Article{Blocks: prose("He said:", "> “Nobody leaves a table that is still being set,” said the mediator, “and nobody is *hungry* yet.”\n>\n> A second paragraph.\n>\n> > Quoted within.\n>\n> 1. A list\n> 2. in it", "After.")},
		},
		{
			name: "pullquote",
			art:  article.Article{Blocks: []article.Block{{Kind: article.PullQuote, Markdown: "Nobody leaves a table that is still being set, and nobody is hungry yet", Credit: "The mediator"}}},
		},
		{
			name: "lists",
			art: article.Article{Blocks: prose("Three things:", "8. The line of contact is drawn, walked and marked, which takes a fortnight if the weather holds.\n9. Prisoners.\n10. Observers:\n    - from the neighbours\n    - from further away\n        - and so on\n11. The end.",
				"- loose\n\n  with a second paragraph\n\n- and another", "- \n- after an empty one")},
		},
		{
			name: "lists-numbered",
			art: article.Article{Blocks: prose("001) The line of contact is drawn, walked and marked, which takes a fortnight if the weather holds.\n002) Prisoners:\n     1) of war\n     2) of conscience\n003) Observers:\n\n     004) from the neighbours\n     005) from further away\n004) The end.",
				"01) A\n02) B", "0009) IX\n00010) X", "3. three\n2. two\n1. one", "1. one\n7. seven\n\n   ```\n   code\n   ```\n\n8. ```\n   code\n   ```")},
		},
		{
			name: "table",
			art: article.Article{Blocks: prose("| Round | Began | Days | Cost |\n|---|---|--:|---|\n| First | 3 January, in the old customs house by the lake, with the heating off | 4 | €120,000 |\n| Second | 12 February | 6 | €98,500 |\n| Third | **14 March** | – | €1,200 |",
				"| Country | Gold | Silver |\n|:--|:-:|--:|\n| Norway | 16 | 8 |\n| 日本 | 3 | 6 |")},
		},
		{
			name: "table-with-a-high-row",
			art: article.Article{Blocks: prose("|   |   |\n|---|---|\n| Capital | Valletta |\n| Largest town | St. Paul\u2019s Bay |\n| Languages | Maltese, English and the sign language that is theirs, which has been an official one since 2016 |\n" +
				"| Area | 316 km² |\n| Water | 0.001 % |\n| People | 542,051 |\n| Currency | Euro |\n| Time | UTC + 1 |\n| They drive | on the left |")},
		},
		{
			name: "table-too-wide",
			art: article.Article{Blocks: prose("| Name | Constituency | Representative | Parliamentary group | Responsibilities | Administration |\n|---|---|---|---|---|---|\n" +
				"| Aurelia | Northeastern | Honourable | Conservatives | Infrastructure | Transportation |\n| Boris | Southwestern | Distinguished | Progressives | Telecommunications | Environmental |")},
		},
		{
			name: "records",
			art: article.Article{Blocks: []article.Block{{Kind: article.Records, Header: []string{"Name", "Role", "Remarks"}, Rows: [][]string{
				{"Aurelia", "Minister", "Responsible for everything that has wheels, and for some things that have not."}, {"Boris", "", "Absent"}, {"Carla"},
			}}}},
		},
		{
			name: "code",
			art: article.Article{Blocks: prose("Like so:", "```go\nfunc main() {\n\tfmt.Println(\"Hello, 世界\", 42) // greets the reader at some length, so that this line is too long\n\treturn nil\n}\n```",
				"    indented\n    code", "```no-such-language\na &amp; b <c> \\*\n```")},
		},
		{
			name: "mathematics",
			art: article.Article{Blocks: []article.Block{
				{Kind: article.Prose, Markdown: "The energy of a mass at rest is"},
				{Kind: article.Math, Markdown: "E =\u00a0mc²", Label: "(1)"},
				{Kind: article.Prose, Markdown: "Completing the square,"},
				{Kind: article.Math, Markdown: "(a\u00a0+\u00a0b)² =\u00a0(a\u00a0+\u00a0b)(a\u00a0+\u00a0b)\\\n\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0 =\u00a0a²\u00a0+\u00a02ab\u00a0+\u00a0b²"},
				{Kind: article.Math, Label: "(2)", Markdown: "L(θ) =\u00a0E\\_(x∼p)\\[log\u00a0D_φ(x)\\] +\u00a0E\\_(z∼q)\\[log(1\u00a0−\u00a0D_φ(G_θ(z)))\\] +\u00a0λ\u00a0KL(q\u00a0‖\u00a0p) +\u00a01/(2σ²)\u00a0∑ᵢ₌₁ⁿ\u00a0(yᵢ\u00a0−\u00a0f_θ(xᵢ))² ≤\u00a0ε"},
			}},
		},
		{
			name: "mathematics-in-lists",
			art: article.Article{Blocks: prose("1. The energy is\n\n   \u2003E =\u00a0mc²\u00a0\u00a0(1)\n\n   as we know.\n\n"+
				"2. Squared:\n\n   \u2003(a\u00a0+\u00a0b)² =\u00a0(a\u00a0+\u00a0b)(a\u00a0+\u00a0b)\\\n   \u2003\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0 =\u00a0a²\u00a0+\u00a02ab\u00a0+\u00a0b²\n\n   - deeper\n\n     \u2003E =\u00a01",
				"> Quoted:\n>\n> \u2003E =\u00a0mc²")},
		},
		{
			name: "verse",
			art:  article.Article{Blocks: []article.Block{{Kind: article.Verse, Markdown: "Shall I compare thee to a summer’s day?\\\nThou art more lovely and more temperate:\\\nRough winds do shake the darling buds of May,\\\nAnd summer’s lease hath all too short a date.\n\nSo long lives *this*."}}},
		},
		{
			name: "break",
			art:  article.Article{Blocks: prose("One scene.", "---", "Another.", "A line\\\nbroken by hand.")},
		},
		{
			name: "figures",
			art: article.Article{
				Images: []article.Image{
					{URL: "https://example.org/a.jpg", Caption: "The delegations arrive at the Palais des Nations on Thursday morning.", Credit: "Photo: A. Keller / Agency"},
					{URL: "https://example.org/b.jpg", Alt: "A round table"},
					{URL: "https://example.org/c.jpg"},
				},
				Blocks: []article.Block{
					{Kind: article.Figure, Image: 1},
					{Kind: article.Figure, Image: 2},
					{Kind: article.Figure, Image: 3},
					{Kind: article.Gallery, Images: []int{1, 2}},
					{Kind: article.Figure, Image: 9},
				},
			},
		},
		{
			name: "galleries",
			art: article.Article{
				Images: []article.Image{{URL: "https://example.org/1.jpg", Caption: "First"}, {URL: "https://example.org/2.jpg", Alt: "The second, with more words"}, {URL: "https://example.org/3.jpg"}, {URL: "https://example.org/4.jpg"}},
				Blocks: []article.Block{
					{Kind: article.Gallery, Images: []int{1, 2, 3}},
					{Kind: article.Gallery, Images: []int{3, 4}, Text: "Left: before. Right: after the flood.", Credit: "© City Archive"},
				},
			},
		},
		{
			name: "cards",
			art: article.Article{
				Links: []article.Link{{URL: "https://example.org/second"}, {URL: "https://www.video.example/watch?v=1"}},
				Blocks: []article.Block{
					{Kind: article.Card, Label: "Related", Title: "What the second round settled, and what it left", Link: 1},
					{Kind: article.Card, Label: "Related", Title: "A table in Geneva", Text: "How a round table became a square one, and why the carpenter is still waiting to be paid for either of them, eleven years later and counting, with interest, and with a good deal of patience that nobody had expected of a carpenter.", Link: 1},
					{Kind: article.Card, Label: "Video", Link: 2},
				},
			},
		},
		{
			name: "media",
			art: article.Article{
				Links: []article.Link{{URL: "https://example.org/talk.mp3"}},
				Blocks: []article.Block{
					{Kind: article.Media, Label: "Audio", Title: "The talks, from inside", Duration: "1:04:10", Link: 1}, {Kind: article.Media, Label: "Video"},
				},
			},
		},
		{
			name: "details",
			art:  article.Article{Blocks: []article.Block{{Kind: article.Details, Title: "Who is who", Markdown: "The mediator is Swiss.\n\n- The others\n- are not"}}},
		},
		{
			name: "author",
			art: article.Article{
				Links:  []article.Link{{URL: "https://example.org/keller"}},
				Blocks: append(prose("The end."), article.Block{Kind: article.AuthorBox, Title: "Anna Keller", Label: "Geneva correspondent", Text: "has covered three wars and eleven peace talks, and would rather it had been the other way round.", Link: 1}),
			},
		},
		{
			name: "notes",
			art: article.Article{
				Notes:  []article.Note{{Label: "1", Markdown: "The *Geneva* protocol of 1925 is not meant here, though it is often quoted in the same breath."}, {Label: "*", Markdown: "Ibid."}},
				Blocks: append(prose("As agreed.[1](#fn-1) Or not.[\\*](#fn-2)"), article.Block{Kind: article.NoteList}),
			},
		},
		{
			name: "japanese",
			head: typeset.Head{Source: "朝のニュース", Headline: "東京の地下鉄、深夜運行を全線で開始へ", Minutes: 2},
			art:  article.Article{Language: "ja", Blocks: prose("東京の地下鉄は、来年四月から全線で深夜運行を始めると発表した。終電の繰り下げは二十年ぶりで、沿線の住民からは歓迎の声が上がっている。「便利になる」と話す人も多い。JR東日本（2026年）はまだ決めていない。", "> 「終電を気にせずに働ける」と、夜勤の看護師は話した。")},
		},
		{
			name: "chinese",
			art:  article.Article{Language: "zh", Blocks: prose("新华社日内瓦电，各方代表周四重返谈判桌，第二轮谈判成果寥寥，留给第三轮的时间更少。草案共十一页，其中四页已达成一致；其余部分，“还有待商榷”。")},
		},
		{
			name: "korean",
			art:  article.Article{Language: "ko", Blocks: prose("제네바에서 목요일 협상단이 다시 테이블로 돌아왔지만 2차 회담의 성과는 거의 없었고 3차 회담에 남은 시간은 더 적었다. 초안은 열한 쪽이며 그중 네 쪽이 합의되었다.")},
		},
		{
			name: "arabic",
			head: typeset.Head{Source: "الجريدة", Headline: "افتتاح المتحف الوطني الجديد في العاصمة", Author: "سلمى", Minutes: 2},
			art: article.Article{RTL: true, Language: "ar", Links: []article.Link{{URL: "https://example.org/"}}, Blocks: prose("أعلنت وزارة الثقافة يوم الخميس عن افتتاح [المتحف الوطني](#1) الجديد في العاصمة بحضور 350 ضيفاً من 12 دولة، وقال المدير (John Smith) إن المبنى كلف 4,500,000 دولار.",
				"> قال الوزير إن هذا اليوم يوم تاريخي للبلاد، وإن المتحف سيكون مفتوحاً للجميع مجاناً في السنة الأولى.", "1. الأول\n2. الثاني وهو أطول بكثير من الأول حتى يحتاج إلى أكثر من سطر واحد في هذا العمود الضيق نسبياً")},
		},
		{
			name: "hebrew-in-english",
			art:  article.Article{Blocks: prose("The word שלום (peace) is read from the right; so is ירושלים 1948.", "שלום לכולם, זה משפט בעברית עם English באמצע.")},
		},
		{
			name: "breaks-and-hyphens",
			art: article.Article{Blocks: prose("Donau\u00addampf\u00adschiff\u00adfahrts\u00adgesell\u00adschafts\u00adkapitän heißt es, und noch ein\u00admal Donau\u00addampf\u00adschiff\u00adfahrts\u00adgesell\u00adschaft, 10\u00a0000\u00a0km weit, am 3.\u00a0März.",
				"Il a dit : « Pourquoi ? » — et rien de plus ; voilà. https://example.org/a/very/long/address/that/does/not/fit/into/any/line/of/a/narrow/column?and=queries&too=many")},
		},
		{
			name: "emoji",
			art:  article.Article{Blocks: prose("A family 👨‍👩‍👧‍👦, a thumb 👍🏽, a flag 🇯🇵, a heart ❤️, a keycap 1️⃣, e\u0301 combined, and 🏳️‍🌈. หมวดหมู่ภาษาไทย हिन्दी में भी।")},
		},
	}
}
