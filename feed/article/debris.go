package article

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// neverShown are elements whose content is no part of the text.
var neverShown = set(atom.Script, atom.Style, atom.Template, atom.Head, atom.Title, atom.Meta, atom.Link,
	atom.Form, atom.Button, atom.Select, atom.Textarea, atom.Nav, atom.Dialog, atom.Datalist, atom.Map,
	atom.Noembed, atom.Noframes, atom.Param, atom.Track, atom.Col, atom.Colgroup, atom.Menuitem, atom.Progress,
	atom.Meter, atom.Frameset, atom.Canvas, atom.Applet)

// junk are the traits of elements that sites put around and between the text.
const junk = isShare | isAd | isNag | isNav | isComments | isUnseen | isMeta

// junkLimit is the length of text, in bytes, beyond which an element is text
// whatever its name says: publishers call whole stories 'sponsored-post' or
// 'share-wrapper'.
const junkLimit = 600

// isDebris says whether an element and all in it is to be left out.
func isDebris(n *html.Node, t traits) bool {
	if neverShown[n.DataAtom] {
		return n.DataAtom != atom.Form || shortText(n, junkLimit)
	}
	if hidden(n) || attr(n, "aria-hidden") == "true" && n.DataAtom != atom.Img && n.DataAtom != atom.Span {
		return t&isMath == 0
	}
	if t&junk == 0 || t&(isNotes|isNote) != 0 {
		return false
	}
	if n.DataAtom == atom.A && t&junk == isMeta && findTag(n, atom.Img) != nil {
		return false // 'image-slide-anchor' of Squarespace's galleries
	}
	switch n.DataAtom {
	case atom.Body, atom.Article, atom.Main, atom.Img, atom.Picture, atom.Figure, atom.Video, atom.Audio,
		atom.Pre, atom.Code, atom.Table, atom.Tbody, atom.Tr, atom.Td, atom.Blockquote,
		atom.B, atom.Strong, atom.Em, atom.I, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return false
	case atom.A, atom.Span, atom.P, atom.Li:
		// Words of a sentence may be named anything; a label or a button is short.
		if t&(isUnseen|isAd) == 0 && !shortText(n, 60) {
			return false
		}
		if n.DataAtom == atom.A && (t&isMeta == 0 || !strings.Contains(attr(n, "href"), "#")) && !onlyIcon(n) {
			return isButtonText(n)
		}
	}
	return shortText(n, junkLimit)
}

func shortText(n *html.Node, limit int) bool {
	text, whole := peek(n, limit)
	return whole && len(text) <= limit
}

// onlyIcon says whether a link holds no words.
func onlyIcon(n *html.Node) bool {
	text, _ := peek(n, 20)
	return len(text) < 3
}

func isButtonText(n *html.Node) bool {
	text, whole := peek(n, 80)
	return whole && isNoise(text)
}

// A noise rule finds a whole paragraph, item or heading that is the site's and
// not the story's.
type noise struct {
	pattern func() *regexp.Regexp
	holds   string // words of which it holds one, with bars between; the expression is tried only then
	linked  bool   // only if the paragraph is nothing but links
}

// noises are tried on the plain text of short blocks, without leading and
// trailing arrows, dots and brackets, in lower case.
var noises = []noise{
	{pattern: lazily(`^(show|load|view|see) (more|less|all)( (posts|stories|news|updates|comments|photos))?$`)},
	{pattern: lazily(`^(click here to )?(read|continue|keep|view) (more|reading|on|(the )?(full|whole|entire|rest of (the|this)) (article|story|post|entry|topic|article here))( (at|on|in) .{1,60})?$`), linked: true},
	{pattern: lazily(`^(click here to )?(continue|keep) reading( .{1,160})?$`), linked: true},
	{pattern: lazily(`^read (more|the rest)( of .{1,160}| at .{1,60}| on .{1,60}| about .{1,160})?$`), linked: true},
	{pattern: lazily(`^(continue|keep) reading( below)?$`)},
	{pattern: lazily(`^(weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|leia mais|continua a leggere|leggi tutto|lees verder|läs mer|les mer|læs mere|czytaj dalej|читать далее|続きを読む|阅读更多|继续阅读)$`)},
	{pattern: lazily(`^(mehr zum thema|mehr dazu|lesen sie (auch|mehr)|auch interessant|lire aussi|lea también|leggi anche)$`), holds: "mehr|auch|aussi|también|anche"},
	{pattern: lazily(`^((umfrage|video|inhalt|karte|grafik|player|tweet|abstimmung) wird geladen|loading( (content|poll|video|comments|form))?|please wait)$`), holds: "geladen|loading|wait"},
	{pattern: lazily(`^hier geht(['’]| e)s (zum|zur) ([\p{L}-]+ ){0,2}[\p{L}-]*(ticker|newsletter|app|video|podcast|artikel|shop)$`), holds: "hier geht"},
	{pattern: lazily(`^(view|read|open|see) (this |the )?(e-?mail|newsletter|message|post|issue|online)?( in| on| as)? ?(your |a |the )?(browser|web ?page|online|app)$`), holds: "browser|web|online|app", linked: true},
	{pattern: lazily(`^((trouble|problems|difficulty) (viewing|reading) this (e-?mail|newsletter|message)\b.*|was this (e-?mail|newsletter|message) forwarded to you.*|forwarded this (e-?mail|newsletter|message)\?.*)$`), holds: "viewing|reading this|forwarded"},
	{pattern: lazily(`^(want to change how you receive these e-?mails\?.*|our mailing address is:.*)$`), holds: "these e|mailing address"},
	{pattern: lazily(`^(unsubscribe|abmelden|se désabonner|(update|manage) (your )?(email )?preferences)( [|·•/,] .+)*$`), holds: "unsubscribe|abmelden|abonner|preferences", linked: true},
	{pattern: lazily(`^(©|\(c\)|copyright).{0,160}(all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|無断転載).*$`), holds: "©|(c)|copyright"},
	{pattern: lazily(`^(all rights reserved|.*無断(転載|複写|複製).*(禁|断り|遠慮).*)$`), holds: "all rights|無断"},
	{pattern: lazily(`^.+ was originally published in .+ on medium(, where people are continuing .*)?$`), holds: "was originally published"},
	{pattern: lazily(`^do you have an opinion on the issues raised in this article.*$`), holds: "opinion on the"},
	{pattern: lazily(`^you( are|'re|’re)? (receiving|received|getting|got) this (e-?mail|newsletter|message) (because|as|since|due to)\b.*$`), holds: "ing this|ed this|got this"},
	{pattern: lazily(`^the post .{1,300} (first appeared|appeared first) on .{1,100}$`)},
	{pattern: lazily(`^(this (article|post|story|entry) )?(first appeared|appeared first|originally appeared|was originally published) on .{1,100}$`), linked: true},
	{pattern: lazily(`^(der beitrag|el cargo|el post|l'article|l’article|l'articolo|het bericht|o post) .{1,300} (erschien zuerst auf|apareció primero en|est apparu en premier sur|proviene da|verscheen eerst op|apareceu primeiro em) .{1,100}$`)},
	{pattern: lazily(`^(please )?(share|tweet|like|pin|email|e-mail|print|save|copy link|whatsapp|telegram|facebook|twitter|x|linkedin|reddit|pocket|mastodon|bluesky|flipboard|pinterest|tumblr|messenger|threads)( (this|it|on (facebook|twitter|x|linkedin|reddit|whatsapp|telegram|pinterest|mastodon|bluesky)|via email|this (article|post|story)|article|post|story))?( [|·•/,] .{1,40})*$`), linked: true},
	{pattern: lazily(`^(compartir|partager|teilen|condividi|compartilhar|delen|dela|udostępnij) (en|sur|auf|su|no|na|op|på|via|per|par|por) (whatsapp|facebook|twitter|x|linkedin|telegram|bluesky|e-?mail|mail|messenger)$`), holds: "ar|er|en|di|la"},
	{pattern: lazily(`^(copy link|copiar enlace|copiar link|copier le lien|link kopieren|copia link|リンクをコピー|シェアする|ポスト)$`), linked: true},
	{pattern: lazily(`^skip (ads?|adverts?|advertisements?|(the )?(next|this) section( .{1,40})?|(past )?(instagram|twitter|x|facebook|tiktok|youtube|bluesky) (post|content|video)( by .{1,60})?)$|^end of (instagram|twitter|x|facebook|tiktok|youtube|bluesky) (post|content|video)( by .{1,60})?$`), holds: "skip |end of "},
	{pattern: lazily(`^(article|contenu) réservé (aux|à nos) abonnés$|^(subscriber(s)? only|for subscribers only|nur für abonnenten|solo para suscriptores|per gli abbonati|有料(会員限定)?記事)$`), holds: "réservé|subscriber|abonnenten|suscriptores|abbonati|有料"},
	{pattern: lazily(`^(listen to this (article|story|piece)|(artikel|beitrag) (zum hören|anhören|vorlesen)|écouter (cet |l['’])article|escuchar (este |el )?artículo|ascolta (l['’])?articolo)\b.{0,40}$|^\d{1,3}[- ]minute listen$`), holds: "listen|hören|vorlesen|écouter|escuchar|ascolta"},
	{pattern: lazily(`^(was this (article |page |story )?helpful\?( yes no)?|thank you for your feedback|explore more on these topics|reuse this content|suggested topics|archivado en|discussion about this post|ready for more\?|order reprints.{0,60}|purchase licensing rights|license this (photo|image|story))$`), holds: "helpful|feedback|topics|content|archivado|discussion|ready|reprints|licens"},
	{pattern: lazily(`^to view this (video|content),? please (enable|allow) .*$|^this post may contain affiliate links\b.*$|^follow topics and authors from this story\b.*$|^while you['’]re here: .*newsletter.*$|^(siga|sigue) toda la información (de|sobre) .{1,80} en .*$`), holds: "to view this|affiliate|follow topics|while you|toda la información"},
	{pattern: lazily(`^(jump to|print|pin|save|rate) recipe( ?(print|pin|save|rate) recipe)*$`), holds: " recipe", linked: true},
	{pattern: lazily(`^(show|hide|view) caption$|^ログイン(して続きを読む)?$`), holds: "caption|ログイン"},
	{pattern: lazily(`^share this( (article|post|story|page|entry|with others))?$`)},
	{pattern: lazily(`^(advertisement|advertising|sponsored|publicité|anzeige|werbung|publicidad|реклама|story continues below( advertisement)?|article continues (after|below)( (this )?(ad|advertisement))?)$`)},
	{pattern: lazily(`^(sign up|subscribe)( here| now| today| free)?( (for|to) (our|the|my) .{0,40}(newsletter|mailing list|emails?|updates)(.{0,60})?)?$`)},
	{pattern: lazily(`^thanks for reading\b.{0,90}! (subscribe for free|subscribe now|this post is public|consider (becoming|subscribing)|share it|to receive new posts)\b.*$`), holds: "thanks for reading"},
	{pattern: lazily(`^.{1,100} is a reader-supported (publication|newsletter)\b.*(to receive new posts|support (my|our|this) work|consider (becoming|subscribing)).*$`), holds: "is a reader-supported"},
	{pattern: lazily(`^(get|receive) (the|our|more) .{0,60}(in|to) your inbox.{0,60}$`)},
	{pattern: lazily(`^(already a (subscriber|member)\? )?(log|sign) in( here)?( to (read|continue).{0,40})?$`), linked: true},
	{pattern: lazily(`^(powered|promoted|sponsored) by [\p{L}\d.-]{2,40}$`), holds: "ed by"},
	{pattern: lazily(`^a version of this (article|story|column|review) (appears|appeared) in print\b.*$`), holds: "appear"},
	{pattern: lazily(`^related (searches|videos|photos|galleries|links)$`), holds: "related"},
	{pattern: lazily(`^our standards: the thomson reuters trust principles$`), holds: "trust principles"},
	{pattern: lazily(`^(click|tap) (here|on (this|the) link) to (subscribe|sign up|join|register|follow)\b.{0,80}$`), holds: "to "},
	{pattern: lazily(`^follow us on .{1,120}$`), linked: true},
	{pattern: lazily(`^\d+ posts? - \d+ participants?$`), holds: "participant"},
	{pattern: lazily(`^(learn more about your ad choices\. visit \S+|hosted (on|by) (acast|simplecast)\b.{0,40}\. see \S+ for (more )?information\b.*|see omnystudio\.com/listener for privacy information|send in a voice message: \S+|privacy & opt-out: \S+)$`), holds: "ad choices|hosted |omnystudio|voice message|opt-out"},
	{pattern: lazily(`^(\d+|no|leave a|add a|view|read|\d+ new) comments?( on .{1,160})?$`), linked: true},
	{pattern: lazily(`^(reading time|estimated reading time|read time):? .{1,20}$`)},
	{pattern: lazily(`^(about )?\d{1,3}(-| )?min(ute)?s?( read| to read)$`)},
	{pattern: lazily(`^(permalink|back to top|top|skip to (content|main content)|copy( link| code)?|edit|toggle (caption|navigation)|enlarge this image|view image in fullscreen|open image( in new tab)?|play video|listen to this (article|story))$`)},
	{pattern: lazily(`^(filed under|tagged( with| as)?|tags|categories|posted in):? .{1,200}$`), linked: true},
}

// noiseLimit is the length beyond which no text is noise, and longNoise that
// beyond which only the lines are that syndication adds.
const (
	noiseLimit = 480
	longNoise  = 130
)

// isSyndicated says whether a text is one of those that may be long.
func isSyndicated(t string) bool {
	switch {
	case strings.HasPrefix(t, "you"):
		return strings.Contains(t, "unsubscribe")
	case strings.HasPrefix(t, "hosted by "), strings.HasPrefix(t, "while you"), strings.HasPrefix(t, "follow topics and "), strings.HasPrefix(t, "sig") && strings.Contains(t, " toda la información "), strings.HasPrefix(t, "want to change how"), strings.HasPrefix(t, "do you have an opinion on the issues raised"), strings.HasPrefix(t, "a version of this "):
		return true
	}
	return syndicated().MatchString(t) || strings.Contains(t, "is a reader-supported ") || strings.HasPrefix(t, "thanks for reading ") || strings.Contains(t, "was originally published in ")
}

var syndicated = lazily(`^(the post|der beitrag|el cargo|el post|l'article|l’article|l'articolo|het bericht|o post) `)

// isNoise says whether text is, by itself, the site's and not the story's.
func isNoise(text string) bool { return noiseIn(text, true) }

// noiseIn is isNoise for a paragraph; linked says whether all of it is a link.
func noiseIn(text string, linked bool) bool {
	if len(text) > noiseLimit {
		return false
	}
	t := strings.ToLower(strings.Trim(text, " \u00a0.…[]()»›→>«‹←↓▼▾⌄+:!-–—|·•"))
	if text == "[[MORE]]" { // where Tumblr folds a post
		return true
	}
	if t == "" || t == "loading" && !strings.ContainsAny(text, "….") { // a heading of a manual's
		return false
	}
	if !linked && len(t) > longNoise && !isSyndicated(t) {
		return false
	}
	for i := range noises {
		n := &noises[i]
		if (n.holds == "" || holdsOne(t, n.holds)) && (!n.linked || linked) && n.pattern().MatchString(t) {
			return true
		}
	}
	return false
}

// sharing finds where links lead that send a story to others.
var sharing = lazily(`(?i)^https?://((www\.|m\.)?facebook\.com/(sharer|share\.php|dialog/(share|feed))|(www\.)?(twitter|x)\.com/(intent/|share\b)|(www\.)?linkedin\.com/(sharearticle|sharing/)|(www\.|old\.)?reddit\.com/submit|wa\.me/\?|(api|web)\.whatsapp\.com/send|(t|telegram)\.me/share|(www\.)?pinterest\.[a-z]+/pin/create|bsky\.app/intent/|(www\.)?threads\.net/intent/|getpocket\.com/(save|edit)|(www\.)?tumblr\.com/(share|widgets/share)|news\.ycombinator\.com/submitlink|share\.flipboard\.com/|(www\.)?xing\.com/(spi/shares|app/user))|^mailto:\?`)

// onlyShares says whether a paragraph is nothing but links that send the story to
// others, with a few words before them.
func (c *conv) onlyShares(runs []run) bool {
	const most = 30 // bytes
	links, words := 0, 0
	for _, r := range runs {
		switch {
		case r.image > 0 || r.note > 0:
			return false
		case r.link == 0:
			words += len(strings.Trim(r.text, " |·•,/"))
		case !sharing().MatchString(c.art.Links[r.link-1].URL):
			return false
		default:
			links++
		}
	}
	return links > 0 && words <= most
}

// holdsOne says whether a text holds one of the words of a list.
func holdsOne(s, words string) bool {
	for w := range strings.SplitSeq(words, "|") {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// moreLink finds a link at the end of a paragraph of text that only leads to
// the whole story: 'First words of it … Continue reading →'.
var moreLink = lazily(`(?i)^[\s\[(]*(…|\.\.\.)?\s*((read|continue|keep|view|see|learn)? ?(more|reading|on)|mehr (zum thema|dazu|lesen)|weiterlesen|lire la suite|leer más)[^.!?]{0,160}[.\s\])»›→>…]*$`)

// trackers are hosts and path parts of pictures that are counters.
var trackers = lazily(`(?i)^https?://([^/]*\.)?(feedburner\.com/~(r|ff)/|feeds\.feedburner\.com/~|feedsportal\.com/|pixel\.wp\.com/|stats\.wordpress\.com/|b\.scorecardresearch\.com/|pixel\.quantserve\.com/|doubleclick\.net/|google-analytics\.com/|ad\.[^/]+/|ads?\.[^/]+/|da\.feedsportal|api\.flattr\.com/|tracking\.[^/]+/|counter\.[^/]+/|hits\.[^/]+/|pi\.feedsportal|rss\.buysellads|feedads\.|telemetry\.|analytics\.|[^/]*/(pixel|tracking|beacon|blank|spacer|clear|transparent|1x1|count(er)?)(\.(gif|png|php|aspx?))?($|\?))|/wp-content/plugins/[^?]*/(share|social|icons?)|/(share|social)[-_](icon|button)|(^|/)(pixel|spacer|blank|1x1|clear)\.(gif|png)`)
