package article

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// traits are what an element's class, id, role and itemprop tell of it.
type traits uint32

const (
	isShare traits = 1 << iota // share and follow bars
	isAd
	isNag     // newsletter and subscription boxes
	isNav     // navigation, breadcrumbs, skip links, tables of contents made by the site
	isRelated // lists of other stories
	isComments
	isUnseen // labels for screen readers, print-only and the like
	isCaption
	isCredit
	isGallery
	isPull
	isAuthor // a box about the author
	isRole
	isBio
	isName
	isNotes // footnotes
	isNote
	isEmbed
	isBookmark
	isMeta // reading time, print buttons, counters
	isMath
	isLanguage
	isTitle
	isText
	isBack // the way back from a footnote
	isCallout
	isToggle // folded on its page
	isFile
	isButton  // a link that asks to do something
	isSound   // a player with its recording's title
	isSummary // what stands between the headline and the text to sum it up
)

// classNames are the words of class and id by which sites name such elements.
// A name is split at '-', '_' and capitals into words and compared by whole
// words in a row: 'share bar' is found in 'post-share-bar' and 'ShareBar',
// 'ad' is not found in 'header-adobe'.
var classNames = []struct {
	is   traits
	list string
}{
	{isShare, "share,sharing,sharedaddy,sharethis,addtoany,addthis,social,socials,social share,jp relatedposts share,sd sharing,follow us,shariff,heateor,ssba,reactions,feedflare,feed share,tweet this,tweetthis,pinit"},
	{isAd, "ad,ads,advert,adverts,advertisement,advertising,adsbygoogle,adslot,adunit,adbox,sponsor,sponsored,promo,promoted,outbrain,taboola,dfp,gpt ad,commercial,affiliate disclosure"},
	{isNag, "newsletter,subscribe,subscription,signup,sign up,paywall,kg signup,kg cta,mc embed signup,mailchimp,mailpoet,subscription widget,button wrapper,donate,donation,membership,piano,regwall,tinypass,cookie,gdpr,convertkit,patreon"},
	{isNav, "breadcrumb,breadcrumbs,skip link,pagination,pager,nav,navigation,toc,ez toc,lwptoc,jump link,tags links,post tags,tag list,tags,story tags,article tags,topic list,topics list,article topics,cat links,prev next,post navigation,wp block buttons more"},
	{isRelated, "related,yarpp,jp relatedposts,crp related,recommended,recommendations,readmore,read next,more stories,more on,see also,trending,most read,popular posts,related articles,related posts,story package,also read,inline related,internal link,internallink,linkbox,catcher"},
	{isComments, "comments,field name comment,respond,disqus,comment form,comment respond,comment list"},
	{isUnseen, "screen reader,screen reader text,sr only,visually hidden,visuallyhidden,off screen,offscreen,print only,hide text,field name title,field name uid,field name created,a11y,assistive,hidden accessible,invisible,no display,noprint hidden"},
	{isCaption, "caption,captions,thumbcaption,figcaption,legend,cutline,wp caption text,image description,photo description,image text,media body caption,info description"},
	{isCredit, "credit,credits,copyright,photographer,attribution,photo by,image source,photo source,photo credit,image credit,media credit,image copyright,fotograf,image byline,source org"},
	{isGallery, "gallery,slideshow,carousel,tiled gallery,slider,photo essay,image grid,galleria,kg gallery"},
	{isPull, "pullquote,pull quote,big quote,pulled quote,wp block pullquote,blockquote pull"},
	{isAuthor, "author,byline,author box,authorbox,author bio,authorbio,author info,author card,author profile,about author,about the author,author block,author details,author description,author module,bio box,biobox,post author,entry author,wp block post author,saboxplugin,molongui author,pp author boxes,contributor,author meta,article author,byline card,author container,author section,story author,authors block,authors box,authors bio"},
	{isRole, "role,job,job title,position,author title,author role,author job,author position,designation,occupation"},
	{isBio, "bio,biography,description,about,author text,author bio"},
	{isName, "name,author name,fn,author link"},
	{isNotes, "footnotes,endnotes,footnote definitions,references,reflist,wp block footnotes,notes list,easy footnotes wrapper,footnotes list,simple footnotes"},
	{isNote, "footnote,sidenote,marginnote,endnote,footnote definition"},
	{isEmbed, "embed,twitter tweet,twitter video,instagram media,tiktok embed,bluesky embed,mastodon embed,reddit embed bq,reddit card,fb post,fb video,wp embedded content,imgur embed pub,flourish embed,datawrapper,pinterest embed,threads post,text post media"},
	{isBookmark, "kg bookmark card,bookmark card,link preview,linkpreview,embed card,wp embed,wp block embed wordpress,graf mixtapeEmbed,mixtape embed,onebox,post embed,embedded post,c embed,ltag link,digest post embed,linkcard,link card,blogcard,rich link,element rich link,story card,teaser,bookmark"},
	{isMeta, "reading time,read time,readtime,min read,reading duration,estimated time,post views,view count,print,print button,edit section,mw editsection,page views,social count,word count,listen,audio player button,audio tools,text size,font size,back to top,kg video overlay,kg video player,copy link,copy button,anchor link,header anchor,headerlink,heading anchor,anchor,permalink,sharelink,code header,clipboard copy,poll info,toolbar item,recipe rating,noprint"},
	{isMath, "math,mathjax,katex,mwe math,tex,latex,math tex"},
	{isCallout, "callout,kg callout card,admonition,admonitionblock,sidebarblock,exampleblock,markdown alert,custom block,is style note,notice box,notice info,notice warning,notice danger,notice success,notice primary,infobox box"},
	{isToggle, "kg toggle card"},
	{isFile, "kg file card,wp block file"},
	{isButton, "wp block button,kg btn,btn,button"},
	{isSound, "kg audio card"},
	{isSummary, "standfirst,subtitle,dek,deck,subhead,subheadline,sub headline,article subhead,article desc,article summary,article intro,teaser text,alternativeHeadline,alternative headline,chapo,vorspann,entradilla,bajada,sottotitolo,occhiello,ingress,lead paragraph,story summary,content summary"},
	{isTitle, "title,headline,heading,bookmark title,card title"},
	{isText, "description,text,excerpt,summary,subtitle,deck,blurb,embedded post body"},
	{isBack, "backref,footnote backref,footnote back,reversefootnote,back,backlink,mw cite backlink,footnote backlink,data footnote backref,footnote return"},
}

type phrase struct {
	words []string
	is    traits
}

// classIndex is classNames by first word.
var classIndex = func() map[string][]phrase {
	m := make(map[string][]phrase)
	for _, c := range classNames {
		for p := range strings.SplitSeq(strings.ToLower(c.list), ",") {
			w := strings.Fields(p)
			m[w[0]] = append(m[w[0]], phrase{w, c.is})
		}
	}
	return m
}()

// traitsOf reads an element's names.
func traitsOf(n *html.Node) traits {
	var t traits
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "class", "id", "itemprop", "data-component", "data-testid":
			t |= traitsIn(a.Val)
		case "role":
			t |= roleTraits(a.Val)
		case "rel":
			if n.Data == "a" && a.Val == "author" {
				t |= isName
			}
		}
	}
	return t
}

func roleTraits(role string) traits {
	switch role {
	case "doc-endnotes", "doc-footnotes":
		return isNotes
	case "doc-footnote":
		return isNote
	case "doc-backlink":
		return isBack
	case "doc-pullquote":
		return isPull
	case "navigation", "doc-toc":
		return isNav
	}
	return 0
}

func traitsIn(list string) traits {
	if len(list) > 512 {
		list = list[:512]
	}
	var t traits
	for name := range strings.FieldsSeq(list) {
		if strings.HasPrefix(name, "has-") {
			continue // WordPress's looks: 'has-large-font-size'
		}
		words := splitName(name)
		for i, w := range words {
			for _, p := range classIndex[w] {
				if len(p.words) <= len(words)-i && slices.Equal(p.words, words[i:i+len(p.words)]) {
					t |= p.is
				}
			}
		}
	}
	return t
}

// splitName splits a class name into its words, in lower case.
func splitName(name string) []string {
	words := make([]string, 0, 4)
	start := 0
	for i := 0; i <= len(name); i++ {
		switch {
		case i == len(name) || strings.IndexByte("-_:./", name[i]) >= 0:
			if i > start {
				words = append(words, strings.ToLower(name[start:i]))
			}
			start = i + 1
		case name[i] >= 'A' && name[i] <= 'Z' && i > start && name[i-1] >= 'a' && name[i-1] <= 'z':
			words = append(words, strings.ToLower(name[start:i]))
			start = i
		}
	}
	return words
}

// findTrait is the first element below n with one of the traits.
func findTrait(n *html.Node, t traits) *html.Node {
	return find(n, func(e *html.Node) bool { return traitsOf(e)&t != 0 })
}
