package article

import "testing"

// TestTrackersAreLookedForWhereTheyMayBe: the quick look lets through all that
// the slow one finds.
func TestTrackersAreLookedForWhereTheyMayBe(t *testing.T) {
	for _, url := range []string{
		"http://feeds.feedburner.com/~r/x/~4/a", "https://feedburner.com/~ff/x", "http://x.feedsportal.com/c/1", "https://pixel.wp.com/b.gif",
		"https://stats.wordpress.com/b.gif", "https://b.scorecardresearch.com/p", "https://pixel.quantserve.com/p", "https://ad.doubleclick.net/x",
		"https://www.google-analytics.com/c", "https://ad.e.org/x", "https://ads.e.org/x", "https://da.feedsportal.com/r", "https://api.flattr.com/b",
		"https://TRACKING.e.org/x", "https://counter.e.org/x", "https://hits.e.org/x", "https://pi.feedsportal.com/r", "https://rss.buysellads.com/x",
		"https://feedads.g.com/x", "https://telemetry.e.org/", "https://analytics.e.org/", "https://e.org/pixel", "https://e.org/tracking?x", "https://e.org/beacon.gif",
		"https://e.org/blank.png", "https://e.org/spacer.gif", "https://e.org/clear.gif", "https://e.org/transparent.png", "https://e.org/1x1.gif",
		"https://e.org/count.php", "https://e.org/counter.aspx", "https://e.org/wp-content/plugins/x/icons/a.png", "https://e.org/i/share-button.png", "https://e.org/i/social_icon.png",
		"https://e.org/a/spacer.gif", "https://e.org/a/1x1.gif",
	} {
		if slow, quick := trackers().MatchString(url), mayTrack(url); slow && !quick {
			t.Errorf("%s is passed over", url)
		} else if !slow {
			t.Logf("%s is none", url)
		}
	}
	for _, url := range []string{"https://e.org/a.jpg", "https://i.e.org/2026/11/harbour.webp"} {
		if mayTrack(url) {
			t.Errorf("%s is looked at slowly", url)
		}
	}
}
