"""Classes, ids and roles of elements that hold what is around an article: patterns as data."""

from __future__ import annotations

import re
from functools import lru_cache

from podcaster.model import Omission

# ---------------------------------------------------------------- names of elements

# Words of a class or id: split at everything that is no letter or digit and at camelCase, joined again with "-".
_NAMES: tuple[tuple[Omission, str], ...] = (
    (
        Omission.HIDDEN,
        r"sr-only|visually-?hidden|screen-?reader(?:-text|-only|-response)?|screenreader|assistive-text|"
        r"a11y-hidden|u-hidden|is-hidden|"
        r"hidden-text|element-invisible|invisible|print-only|only-print|show-for-print|visible-print|"
        r"hide-text|offscreen|off-screen",
    ),
    (
        Omission.COMMENTS,
        r"comments?|comment-(?:list|respond|form|area|section|count|wrapper|thread|reply|body|content|meta|"
        r"links?|policy|block|box)|comments-(?:area|list|title|wrapper|section|link|container|count)|"
        r"commentlist|commentform|commentarea|respond|disqus(?:-thread)?|livefyre|fb-comments|fb-root|"
        r"viafoura|coral-talk|spot-im|post-comments|post-comment|article-comments|"
        r"replies|reply-form|webmentions?|discussion|kommentare?|comentarios?|commentaires?|trackbacks?|"
        r"pingbacks?|jp-post-flair-comments",
    ),
    (
        Omission.SHARING,
        r"share(?:d)?|shar(?:e|ing)-?(?:bar|box|tools?|links?|buttons?|icons?|widget|list|this|block|"
        r"container|wrap(?:per)?|menu|post|article|count|counts|section|panel|social|daddy)|"
        r"sharedaddy|sharethis|addthis\w*|addtoany\w*|a2a-kit|social|social-?(?:share|sharing|links?|media|"
        r"icons?|bar|buttons?|list|tools?|widget|nav|menu|follow|block|wrap(?:per)?|container|footer|tags|"
        r"embed-links)|"
        r"sd-sharing|sd-social|jp-sharing\w*|post-share|article-share|entry-share|post-sharing|"
        r"article-sharing|sharebar|sharebox|share42\w*|ssba\w*|heateor-\w+|mashsb-\w+|essb-\w+|swp-social-\w+|"
        r"tweet-this|tweetbutton|twitter-share-button|click-to-tweet|ctt|fb-like|fb-share-button|like-?(?:box|"
        r"button)|likes|wpl-likebox|sharing|follow-us|follow-?(?:buttons?|links?|bar|box)|"
        r"reactions?|claps?|post-likes|post-actions|article-actions|article-tools|post-tools|story-tools|"
        r"toolbar|tool-bar|utility-bar|print-link|email-link|copy-link|bookmark-?(?:button|this)",
    ),
    (
        Omission.NEWSLETTER,
        r"news-?letters?|news-?letter-?(?:signup|sign-up|form|box|widget|cta|promo|inline|module|block|"
        r"container|subscribe|subscription|wrap(?:per)?|embed)|signup-?(?:form|box|widget|module|prompt)|"
        r"sign-?up-?(?:form|box|card)|"
        r"subscribe|subscribe-?(?:box|form|widget|cta|now|block|prompt|button|banner|module|section|wrapper|"
        r"container|footer)|subscription-?(?:box|form|widget|offer|promo|prompt|banner|cta)|mailing-?list|"
        r"mailchimp|mc-embed-signup|mc4wp\w*(?:-\w+)*|"
        r"email-?(?:signup|sign-up|capture|subscribe|form|optin|opt-in)|optin\w*|opt-in|optin-?(?:form|box)|"
        r"jetpack-subscri\w+|jetpack-subscription-widget|convertkit\w*|formkit\w*|ck-form|substack-embed|"
        r"revue-embed|inline-newsletter",
    ),
    (
        Omission.RELATED,
        r"related|related-?(?:posts?|articles?|stories|story|content|links?|items?|news|topics?|reading|box|"
        r"block|list|section|module|media|videos?|products?|entries|coverage|container|wrap(?:per)?|teaser|"
        r"searches|inline|link)|relatedposts?|"
        r"jp-relatedposts|yarpp\w*(?:-\w+)*|crp-related|zemanta\w*|read-?(?:more|next|also)(?:-\w+)?|readmore|"
        r"more-?(?:from|on|stories|posts|articles|news|links|reading|to-read|like-this|coverage|in)(?:-\w+)?|"
        r"recommend(?:ed|ations?)?|recommend(?:ed|ation|ations)-?(?:posts?|articles?|stories|for-you|content|"
        r"reading|links?|list|box|widget|items?)|recirc\w*(?:-\w+)*|recirculation|"
        r"see-?also|you-?(?:may|might)(?:-\w+)*|also-?(?:like|read|see|on)|up-?next|next-?(?:up|article|story|"
        r"post)|prev(?:ious)?-?(?:article|story|post)|post-?nav(?:igation)?|posts-?nav(?:igation)?|"
        r"nav-?(?:links?|previous|next|below|above|single)|"
        r"outbrain\w*|ob-widget\w*|taboola\w*(?:-\w+)*|trc-\w+|zergnet\w*|revcontent\w*|mgid\w*|nativo|"
        r"popular|popular-?(?:posts?|articles?|stories|now|list|content)|trending(?:-\w+)*|most-?(?:read|"
        r"popular|viewed|shared|commented|recent)(?:-\w+)*|"
        r"latest-?(?:posts?|news|articles?|stories|headlines|videos?)|recent-?(?:posts?|articles?|stories|"
        r"news|entries)|teasers?|teaser-?(?:list|box|block)|story-?package|in-?this-?(?:series|story)|"
        r"topics?-?(?:list|links)|jump-?links|"
        r"bookmark-card|"
        r"internal-?link(?:s|ing)?|inline-?(?:related|promo|recirc|link|article)|crosslinks?|cross-promo|"
        r"see-more|interlink(?:s|ed)?|onward(?:-\w+)?|explore-?more|further-reading-widget",
    ),
    (
        Omission.ADVERT,
        r"ads?|ad-?(?:slot|unit|container|wrap(?:per)?|box|banner|block|label|space|zone|placeholder|break|"
        r"marker|text|title|frame|holder|content|inline|code|leaderboard|module|native|skip|feedback|"
        r"position)|adsbygoogle|adsense|advert(?:s|isement|isements|ising|orial)?|"
        r"advert-?(?:box|label|slot|wrapper|container)|advertisement-?(?:label|text|container|wrapper|block)|"
        r"adv|adslot\w*|adbox|adunit|dfp(?:-\w+)*|gpt-ad(?:-\w+)*|google-?ads?|google-auto-placed|sponsor(?:s|"
        r"ed|ship)?|sponsored-?(?:content|post|links?|by|label)|"
        r"anzeige|werbung|publicidad|publicite|reklama|promoted|affiliate-?(?:disclosure|disclaimer|links?|"
        r"box|notice)|commerce-?(?:disclaimer|unit|block)|buy-?(?:box|button|now|link)|product-?(?:box|card|"
        r"widget|promo)|aawp\w*(?:-\w+)*|deal-?box|shop-?(?:now|widget)",
    ),
    (
        Omission.PROMOTION,
        r"promo|promos|promo(?:tion)?-?(?:box|block|banner|bar|unit|module|link|text|inline|cta|item|card)|"
        r"cta|cta-?(?:box|block|banner|button|inline|module|section|wrapper)|call-to-action|donat(?:e|ion|"
        r"ions)|donat(?:e|ion)-?(?:box|banner|cta|form|button|widget|block)|"
        r"support-us|membership-?(?:box|cta|promo|message)|paywall(?:-\w+)*|regwall|meter(?:ed|-\w+)?|"
        r"piano(?:-\w+)*|tp-modal|app-?(?:promo|banner|download|store)|download-?app|"
        r"author-?(?:bio|box|info|card|profile|about|details|description|block|container|wrap(?:per)?|footer|"
        r"meta|section|avatar|image|desc|links|social|widget|short-bio)|about-?(?:the-)?authors?|authorbox|"
        r"authorbio|bio-box|post-author-bio|entry-author-info|vcard-bio|"
        r"contributor-?(?:bio|box|info|card|profile)|writer-?(?:bio|box)|byline-?bio|bio|author-?bios?|"
        r"saboxplugin-wrap|abh-box(?:-\w+)*|molongui-author-box|pp-author-boxes|guest-author-box|survey|poll|"
        r"quiz-promo|giveaway|contact-?form(?:-\w+)*|wpcf7",
    ),
    (
        Omission.NAVIGATION,
        r"nav|navbar|navigation|nav-?(?:bar|menu|wrap(?:per)?|container|list|primary|main|header|top)|"
        r"main-?(?:nav|navigation|menu)|site-?(?:nav|navigation|header|branding|menu)|menu|menu-?(?:item|bar|"
        r"list|container|wrapper|toggle|main)|submenu|sub-menu|top-?bar|"
        r"breadcrumbs?|breadcrumb-?(?:nav|list|trail|container|item)|crumbs?|bread-?crumb|pagination|pager|"
        r"page-?(?:links|nav|numbers|navigation)|paging|skip-?(?:link|links|nav|to-content|navigation)|toc|"
        r"table-?of-?contents|toc-?(?:container|wrap(?:per)?|list|box|title|widget)|ez-toc(?:-\w+)*|"
        r"lwptoc(?:-\w+)*|rank-math-toc|"
        r"side-?bar|sidebar-?(?:left|right|primary|secondary|widget|container|wrapper|inner|area|content|main|"
        r"first|second)|widget-?(?:area|title|wrap)|widget|widgets|masthead|search-?(?:form|box|bar|"
        r"results|field|toggle)|language-?(?:switcher|selector|picker)|lang-switcher|"
        r"back-?to-?top|scroll-?(?:to-?)?top|to-top|jump-to|accessibility-?(?:menu|links)|drop-?down-?menu|"
        r"mega-?menu|hamburger|off-?canvas|drawer|tabs-?nav|filter-?bar|ticker|breaking-?news(?:-\w+)*|"
        r"news-ticker|"
        r"anchor-?link|anchorjs-link|header-?(?:anchor|link)|heading-?(?:anchor|link|permalink)|headerlink|"
        r"headeranchor|permalink-?(?:icon|anchor|widget)|hash-link|edit-?(?:link|section|page|this-page)|"
        r"mw-editsection|post-edit-link|navbox|vertical-navbox|catlinks|noprint|printfooter|sistersitebox|"
        r"ambox|metadata-banner",
    ),
    (
        Omission.FOOTER,
        r"footer|foot|footers|site-?footer|page-?footer|global-?footer|footer-?(?:nav|links|content|container|"
        r"wrap(?:per)?|widgets?|menu|inner|bottom|info|area)|colophon|copyright|copyrights|"
        r"copy-?right-?(?:notice|text|line|info)|legal|legal-?(?:notice|links|text)|disclaimer|"
        r"cookies?|cookie-?(?:banner|notice|consent|bar|law|policy|message|popup|overlay|warning|info|wall|"
        r"modal)(?:-\w+)*|gdpr(?:-\w+)*|consent(?:-\w+)*|onetrust(?:-\w+)*|cmp(?:-\w+)*|privacy-?(?:banner|"
        r"notice|policy|bar)|cky-\w+(?:-\w+)*|cc-window|eu-cookie(?:-\w+)*|"
        r"imprint|impressum|license|licence|rights|rights-link|site-info|print-footer|taxonom(?:y|ies)|"
        r"tag-?(?:list|links|cloud|s|wrap(?:per)?|container|section)|tags|tagcloud|post-?tags?|article-?tags?|"
        r"entry-?tags?|tags-?(?:links|list|wrapper|container|section)|"
        r"cat-links|categor(?:y|ies)-?(?:links?|list)?|post-?categor(?:y|ies)|entry-?categor(?:y|ies)|"
        r"entry-utility|entry-footer|post-footer|article-footer|filed-under|posted-in|keywords|hashtags|"
        r"permalink|edit-link|filed|article-?keywords|feed-?links?|rss-?links?|report-?(?:error|typo|"
        r"mistake)(?:-\w+)*|correction-?link|feedback(?:-\w+)*|rating|ratings|star-?rating|post-?ratings?|"
        r"kk-star-ratings(?:-\w+)*|gdrts(?:-\w+)*|print-?button|modal|popup|pop-up|overlay|lightbox|toast|"
        r"snackbar|tooltip|loading|spinner|placeholder",
    ),
    (
        Omission.CREDIT,
        r"(?:photo|image|picture|img|media|video|foto|caption|figure|pic)-?(?:credits?|source|copyright|"
        r"attribution|by|author|rights|byline|owner|agency)|credits?|credit-?(?:line|text|caption)|"
        r"photographer|rights-?holder|agency|mw-mmv-\w+|gallery-?(?:caption|count|nav|controls|title)",
    ),
    (
        Omission.METADATA,
        r"by-?line|by-?line-?(?:wrap(?:per)?|container|block|author|name|date|info|text|meta|timestamp)|"
        r"post-?meta|entry-?meta|article-?meta|meta-?(?:data|info|bar|line|wrap(?:per)?|author|date)|"
        r"post-?(?:info|date|byline|author|time|details|metadata)|entry-?(?:date|author|info|byline|time)|"
        r"article-?(?:date|byline|info|author|time|header-meta|details|meta-\w+)|"
        r"date-?line-?(?:wrap(?:per)?|container)|date-?(?:time|published|posted|updated|created|stamp|info|"
        r"header|display)|time-?(?:stamp|date|ago|posted)|publish(?:ed)?-?(?:date|time|on|info|at)|"
        r"publication-?(?:date|info|time)|pub-?date|updated-?(?:date|on|time)|last-?(?:updated|"
        r"modified)(?:-\w+)?|posted-?(?:on|by|date)|read(?:ing)?-?time|reading-?(?:duration|minutes|estimate)|"
        r"min-read|"
        r"authors?|author-?(?:name|link|names|list|byline|date|line|and-date|byline-\w+)|p-author|"
        r"dt-published|contributors?|kicker|eyebrow|section-?(?:label|name|kicker)|word-?count|view-?count|"
        r"views?-?counter|post-?views?(?:-\w+)*",
    ),
)

_STRONG_PREFIXES = r"(?:(?:wp|js|post|article|entry|page|site|story|block|single|blog|main|content|[a-z]{1,2})-){0,2}"
_SUFFIXES = (
    r"(?:-(?:\d+|[a-z]|wrap|wrapper|container|block|box|inner|outer|section|module|widget|list|items?|"
    r"area|content|group|holder|panel|row|col|top|bottom|left|right|desktop|mobile|small|large|title|"
    r"heading|header|text|link|links|icon|icons|label|body|main|[0-9a-f]{5,}))*"
)
_ROLES = {
    "navigation": Omission.NAVIGATION,
    "banner": Omission.NAVIGATION,
    "menu": Omission.NAVIGATION,
    "menubar": Omission.NAVIGATION,
    "search": Omission.NAVIGATION,
    "toolbar": Omission.NAVIGATION,
    "tablist": Omission.NAVIGATION,
    "complementary": Omission.RELATED,
    "contentinfo": Omission.FOOTER,
    "dialog": Omission.FOOTER,
    "alertdialog": Omission.FOOTER,
    "doc-toc": Omission.NAVIGATION,
    "doc-pagebreak": Omission.NAVIGATION,
}
_MODIFIER = re.compile(r"(?:^|-)(?:has|have|no|not|with|without|hide|show|show(?:s|ing)|enabled?|disabled?)-")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")


def _alternatives(pattern: str) -> list[str]:
    """The parts of a regular expression between the bars that stand outside all parentheses."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
    return [*parts, pattern[start:]]


def _names() -> tuple[tuple[Omission, re.Pattern[str]], ...]:
    out = []
    for reason, pattern in _NAMES:
        # One common word alone ("tags", "widget") stands for itself only; two words say enough behind any prefix.
        single = [a for a in _alternatives(pattern) if "-" not in a]
        double = [a for a in _alternatives(pattern) if "-" in a]
        # "related-?(posts)" is two words; its bare first word was listed on its own.
        one, two = "|".join(single) or "(?!)", "|".join(double) or "(?!)"
        both = rf"(?:{_STRONG_PREFIXES}(?:{one})|(?:[a-z0-9]+-)*?(?:{two})){_SUFFIXES}"
        out.append((reason, re.compile(both)))
    return tuple(out)


def _by_first_letter(alternatives: list[str]) -> str:
    """The same alternatives, so that one look at the next letter decides most: eight times as fast."""
    groups: dict[str, list[str]] = {}
    others = []
    for one in alternatives:
        if one[:1].isalpha() and one[1:2] not in ("?", "*"):
            groups.setdefault(one[0], []).append(one[1:])
        else:
            others.append(one)
    return "|".join([*(f"{letter}(?:{'|'.join(ends)})" for letter, ends in sorted(groups.items())), *others])


@lru_cache(maxsize=1)
def _any_name() -> re.Pattern[str]:
    """Matches what any of the patterns matches; nine names of ten are those of the article's own elements."""
    every = [a for _, pattern in _NAMES for a in _alternatives(pattern)]
    one, two = (_by_first_letter([a for a in every if ("-" in a) is double]) for double in (False, True))
    return re.compile(rf"(?:{_STRONG_PREFIXES}(?:{one})|(?:[a-z0-9]+-)*?(?:{two})){_SUFFIXES}")


@lru_cache(maxsize=1)
def _compiled_names() -> tuple[tuple[Omission, re.Pattern[str]], ...]:
    return _names()


@lru_cache(maxsize=20_000)
def named(token: str) -> Omission | None:
    """Why an element with this class or id is left out, if it is."""
    if not 2 <= len(token) <= 60:
        return None
    words = re.sub(r"[^a-z0-9]+", "-", _CAMEL.sub("-", token).lower()).strip("-")
    if _any_name().fullmatch(words) is None or _MODIFIER.search(words):
        return None  # it speaks of what is elsewhere, or is missing: "has-sidebar", "no-comments"
    for reason, pattern in _compiled_names():
        if pattern.fullmatch(words):
            return reason
    return None


def role(name: str) -> Omission | None:
    """Why an element with this ARIA role is left out, if it is."""
    return _ROLES.get(name.lower().strip())
