package feed

import (
	"net/url"
	"path"
	"strings"
)

// trackers are query parameters that say how a reader came, not what is read.
// A trailing '*' stands for any ending.
var trackers = []string{
	"utm_*", "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
	"igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp",
	"hsctatracking", "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "_openstat", "wickedid", "rb_clickid", "s_cid",
	"icid", "ncid", "cmpid", "cmp", "wt_mc", "wt.mc_id", "wt_zmc", "at_medium", "at_campaign", "at_custom*", "at_link*",
	"at_ptr_name", "at_bbc_team", "at_format", "xtor", "piwik_*", "pk_*", "mtm_*", "matomo_*", "ga_*", "_ga", "_gl", "_ke",
	"trk", "trkcampaign", "trkinfo", "guccounter", "guce_*", "soc_src", "soc_trk", "ref_src", "ref_url", "feature_source",
	"algo_pvid", "spm", "scm", "sc_campaign", "sc_channel", "sc_content", "sc_country", "sc_geo", "sc_medium", "sc_outcome",
	"mbid", "cvid", "ocid", "sr_share", "smid", "sref", "partner_rss", "rss_source", "__twitter_impression", "traffic_source",
	"action_object_map", "action_type_map", "action_ref_map", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref",
	"ns_source", "ns_mchannel", "ns_campaign", "ns_linkname", "ns_fee", "dm_i", "ml_subscriber*", "ck_subscriber_id",
	"_branch_match_id", "_branch_referrer", "share_source*", "share_medium", "cm_mmc*", "sfmc_*", "elqtrack*", "epik",
}

func isTracker(name string) bool {
	name = strings.ToLower(name)
	for _, t := range trackers {
		if stem, ok := strings.CutSuffix(t, "*"); ok && strings.HasPrefix(name, stem) || name == t {
			return true
		}
	}
	return false
}

// StripTracking removes tracking parameters from a URL and leaves the rest of it
// byte for byte as it was.
func StripTracking(raw string) string {
	head, fragment, hasFragment := strings.Cut(raw, "#")
	// Some publishers track in the fragment: #utm_source=rss, #xtor=RSS-1.
	if name, _, ok := strings.Cut(fragment, "="); ok && isTracker(name) {
		hasFragment = false
	}
	if base, query, ok := strings.Cut(head, "?"); ok {
		kept := ""
		for rest := query; rest != ""; {
			end := strings.IndexAny(rest, "&;")
			param, sep := rest, ""
			if end >= 0 {
				param, sep = rest[:end], rest[end:end+1]
			}
			rest = rest[len(param)+len(sep):]
			if name, _, _ := strings.Cut(param, "="); !isTracker(name) {
				kept += param + sep
			}
		}
		if kept = strings.TrimRight(kept, "&;"); kept != "" || query == "" {
			kept = "?" + kept
		}
		head = base + kept
	}
	if hasFragment {
		return head + "#" + fragment
	}
	return head
}

// CanonicalURL is what two links to one story have in common: without tracking,
// scheme, 'www.', default port, index page and trailing slash, host in lower
// case, query in order. It identifies and is not for following. It is empty
// where the link names no story: not http or https, or the root of a site.
func CanonicalURL(raw string) string {
	u, err := url.Parse(StripTracking(strings.TrimSpace(raw)))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	host = strings.TrimPrefix(host, "www.")
	if port := u.Port(); port != "" && !(u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443") {
		host += ":" + port
	}
	p := u.EscapedPath()
	if dir, file := path.Split(p); file == "index.html" || file == "index.htm" || file == "index.php" {
		p = dir
	}
	p = strings.TrimSuffix(p, "/")
	// A fragment names a part of a page, but for the old single-page sites.
	fragment := ""
	if strings.HasPrefix(u.Fragment, "!") {
		fragment = "#" + u.EscapedFragment()
	}
	query := ""
	if values := u.Query(); len(values) > 0 {
		query = "?" + values.Encode()
	}
	if p == "" && query == "" && fragment == "" {
		return ""
	}
	return host + p + query + fragment
}

// Host is the host of an address in lower case, without 'www.' and port; empty where
// it has none.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// Redact is a text as it may be shown or logged: without the user names and
// passwords of the URLs in it.
func Redact(text string) string {
	for i := 0; ; {
		n := strings.Index(text[i:], "://")
		if n < 0 {
			return text
		}
		i += n + len("://")
		end := strings.IndexAny(text[i:], "/?# \t\n\"'<>")
		if end < 0 {
			end = len(text) - i
		}
		if at := strings.LastIndexByte(text[i:i+end], '@'); at >= 0 {
			text = text[:i] + text[i+at+1:]
		}
	}
}
