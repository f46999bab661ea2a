"""What is around an article and never part of it: patterns as data, with the reason that the ledger shows.

Two kinds of evidence. *Names* are classes, ids and roles of elements; *lines* are whole paragraphs of text. A line
must match from its first letter to its last, or be short: an article may well speak of newsletters and cookies.
"""

from __future__ import annotations

import re
from functools import lru_cache

from podcaster.model import Omission

# ---------------------------------------------------------------- names of elements

# Words of a class or id: split at everything that is no letter or digit and at camelCase, joined again with "-".
_NAMES: tuple[tuple[Omission, str], ...] = (
    (
        Omission.HIDDEN,
        r"sr-only|visually-?hidden|screen-?reader(?:-text|-only|-response)?|screenreader|assistive-text|a11y-hidden|u-hidden|is-hidden|"
        r"hidden-text|element-invisible|invisible|print-only|only-print|show-for-print|visible-print|hide-text|offscreen|off-screen",
    ),
    (
        Omission.COMMENTS,
        r"comments?|comment-(?:list|respond|form|area|section|count|wrapper|thread|reply|body|content|meta|links?|policy|block|box)|comments-(?:area|list|title|wrapper|section|link|container|count)|"
        r"commentlist|commentform|commentarea|respond|disqus(?:-thread)?|livefyre|fb-comments|fb-root|viafoura|coral-talk|spot-im|post-comments|post-comment|article-comments|"
        r"replies|reply-form|webmentions?|discussion|kommentare?|comentarios?|commentaires?|trackbacks?|pingbacks?|jp-post-flair-comments",
    ),
    (
        Omission.SHARING,
        r"share(?:d)?|shar(?:e|ing)-?(?:bar|box|tools?|links?|buttons?|icons?|widget|list|this|block|container|wrap(?:per)?|menu|post|article|count|counts|section|panel|social|daddy)|"
        r"sharedaddy|sharethis|addthis\w*|addtoany\w*|a2a-kit|social|social-?(?:share|sharing|links?|media|icons?|bar|buttons?|list|tools?|widget|nav|menu|follow|block|wrap(?:per)?|container|footer|tags|embed-links)|"
        r"sd-sharing|sd-social|jp-sharing\w*|post-share|article-share|entry-share|post-sharing|article-sharing|sharebar|sharebox|share42\w*|ssba\w*|heateor-\w+|mashsb-\w+|essb-\w+|swp-social-\w+|"
        r"tweet-this|tweetbutton|twitter-share-button|click-to-tweet|ctt|fb-like|fb-share-button|like-?(?:box|button)|likes|wpl-likebox|sharing|follow-us|follow-?(?:buttons?|links?|bar|box)|"
        r"reactions?|claps?|post-likes|post-actions|article-actions|article-tools|post-tools|story-tools|toolbar|tool-bar|utility-bar|print-link|email-link|copy-link|bookmark-?(?:button|this)",
    ),
    (
        Omission.NEWSLETTER,
        r"news-?letters?|news-?letter-?(?:signup|sign-up|form|box|widget|cta|promo|inline|module|block|container|subscribe|subscription|wrap(?:per)?|embed)|signup-?(?:form|box|widget|module|prompt)|sign-up-?(?:form|box)|"
        r"subscribe|subscribe-?(?:box|form|widget|cta|now|block|prompt|button|banner|module|section|wrapper|container|footer)|subscription-?(?:box|form|widget|offer|promo|prompt|banner|cta)|mailing-?list|mailchimp|mc-embed-signup|mc4wp\w*(?:-\w+)*|"
        r"email-?(?:signup|sign-up|capture|subscribe|form|optin|opt-in)|optin\w*|opt-in|optin-?(?:form|box)|jetpack-subscri\w+|jetpack-subscription-widget|convertkit\w*|formkit\w*|ck-form|substack-embed|revue-embed|inline-newsletter",
    ),
    (
        Omission.RELATED,
        r"related|related-?(?:posts?|articles?|stories|story|content|links?|items?|news|topics?|reading|box|block|list|section|module|media|videos?|products?|entries|coverage|container|wrap(?:per)?|teaser|searches|inline|link)|relatedposts?|"
        r"jp-relatedposts|yarpp\w*(?:-\w+)*|crp-related|zemanta\w*|read-?(?:more|next|also)(?:-\w+)?|readmore|more-?(?:from|on|stories|posts|articles|news|links|reading|to-read|like-this|coverage|in)(?:-\w+)?|"
        r"recommend(?:ed|ations?)?|recommend(?:ed|ation|ations)-?(?:posts?|articles?|stories|for-you|content|reading|links?|list|box|widget|items?)|recirc\w*(?:-\w+)*|recirculation|"
        r"see-?also|you-?(?:may|might)(?:-\w+)*|also-?(?:like|read|see|on)|up-?next|next-?(?:up|article|story|post)|prev(?:ious)?-?(?:article|story|post)|post-?nav(?:igation)?|posts-?nav(?:igation)?|nav-?(?:links?|previous|next|below|above|single)|"
        r"outbrain\w*|ob-widget\w*|taboola\w*(?:-\w+)*|trc-\w+|zergnet\w*|revcontent\w*|mgid\w*|nativo|popular|popular-?(?:posts?|articles?|stories|now|list|content)|trending(?:-\w+)*|most-?(?:read|popular|viewed|shared|commented|recent)(?:-\w+)*|"
        r"latest-?(?:posts?|news|articles?|stories|headlines|videos?)|recent-?(?:posts?|articles?|stories|news|entries)|teasers?|teaser-?(?:list|box|block)|story-?package|in-?this-?(?:series|story)|topics?-?(?:list|links)|jump-?links|"
        r"internal-?link(?:s|ing)?|inline-?(?:related|promo|recirc|link|article)|crosslinks?|cross-promo|see-more|interlink(?:s|ed)?|onward(?:-\w+)?|explore-?more|further-reading-widget",
    ),
    (
        Omission.ADVERT,
        r"ads?|ad-?(?:slot|unit|container|wrap(?:per)?|box|banner|block|label|space|zone|placeholder|break|marker|text|title|frame|holder|content|inline|code|leaderboard|module|native|skip|feedback|position)|adsbygoogle|adsense|advert(?:s|isement|isements|ising|orial)?|"
        r"advert-?(?:box|label|slot|wrapper|container)|advertisement-?(?:label|text|container|wrapper|block)|adv|adslot\w*|adbox|adunit|dfp(?:-\w+)*|gpt-ad(?:-\w+)*|google-?ads?|google-auto-placed|sponsor(?:s|ed|ship)?|sponsored-?(?:content|post|links?|by|label)|"
        r"anzeige|werbung|publicidad|publicite|reklama|promoted|affiliate-?(?:disclosure|disclaimer|links?|box|notice)|commerce-?(?:disclaimer|unit|block)|buy-?(?:box|button|now|link)|product-?(?:box|card|widget|promo)|aawp\w*(?:-\w+)*|deal-?box|shop-?(?:now|widget)",
    ),
    (
        Omission.PROMOTION,
        r"promo|promos|promo(?:tion)?-?(?:box|block|banner|bar|unit|module|link|text|inline|cta|item|card)|cta|cta-?(?:box|block|banner|button|inline|module|section|wrapper)|call-to-action|donat(?:e|ion|ions)|donat(?:e|ion)-?(?:box|banner|cta|form|button|widget|block)|"
        r"support-us|membership-?(?:box|cta|promo|message)|paywall(?:-\w+)*|regwall|meter(?:ed|-\w+)?|piano(?:-\w+)*|tp-modal|app-?(?:promo|banner|download|store)|download-?app|"
        r"author-?(?:bio|box|info|card|profile|about|details|description|block|container|wrap(?:per)?|footer|meta|section|avatar|image|desc|links|social|widget|short-bio)|about-?(?:the-)?authors?|authorbox|authorbio|bio-box|post-author-bio|entry-author-info|vcard-bio|"
        r"contributor-?(?:bio|box|info|card|profile)|writer-?(?:bio|box)|byline-?bio|bio|author-?bios?|saboxplugin-wrap|abh-box(?:-\w+)*|molongui-author-box|pp-author-boxes|guest-author-box|survey|poll|quiz-promo|giveaway|contact-?form(?:-\w+)*|wpcf7",
    ),
    (
        Omission.NAVIGATION,
        r"nav|navbar|navigation|nav-?(?:bar|menu|wrap(?:per)?|container|list|primary|main|header|top)|main-?(?:nav|navigation|menu)|site-?(?:nav|navigation|header|branding|menu)|menu|menu-?(?:item|bar|list|container|wrapper|toggle|main)|submenu|sub-menu|top-?bar|"
        r"breadcrumbs?|breadcrumb-?(?:nav|list|trail|container|item)|crumbs?|bread-?crumb|pagination|pager|page-?(?:links|nav|numbers|navigation)|paging|skip-?(?:link|links|nav|to-content|navigation)|toc|table-?of-?contents|toc-?(?:container|wrap(?:per)?|list|box|title|widget)|ez-toc(?:-\w+)*|lwptoc(?:-\w+)*|rank-math-toc|"
        r"side-?bar|sidebar-?(?:left|right|primary|secondary|widget|container|wrapper|inner|area|content|main|first|second)|widget-?(?:area|title|container|wrap)|widget|widgets|masthead|search-?(?:form|box|bar|results|field|toggle)|language-?(?:switcher|selector|picker)|lang-switcher|"
        r"back-?to-?top|scroll-?(?:to-?)?top|to-top|jump-to|accessibility-?(?:menu|links)|drop-?down-?menu|mega-?menu|hamburger|off-?canvas|drawer|tabs-?nav|filter-?bar|ticker|breaking-?news(?:-\w+)*|news-ticker|"
        r"anchor-?link|anchorjs-link|header-?(?:anchor|link)|heading-?(?:anchor|link|permalink)|headerlink|headeranchor|permalink-?(?:icon|anchor|widget)|hash-link|edit-?(?:link|section|page|this-page)|mw-editsection|post-edit-link|navbox|vertical-navbox|catlinks|noprint|printfooter|sistersitebox|ambox|metadata-banner",
    ),
    (
        Omission.FOOTER,
        r"footer|foot|footers|site-?footer|page-?footer|global-?footer|footer-?(?:nav|links|content|container|wrap(?:per)?|widgets?|menu|inner|bottom|info|area)|colophon|copyright|copyrights|copy-?right-?(?:notice|text|line|info)|legal|legal-?(?:notice|links|text)|disclaimer|"
        r"cookies?|cookie-?(?:banner|notice|consent|bar|law|policy|message|popup|overlay|warning|info|wall|modal)(?:-\w+)*|gdpr(?:-\w+)*|consent(?:-\w+)*|onetrust(?:-\w+)*|cmp(?:-\w+)*|privacy-?(?:banner|notice|policy|bar)|cky-\w+(?:-\w+)*|cc-window|eu-cookie(?:-\w+)*|"
        r"imprint|impressum|license|licence|rights|rights-link|site-info|print-footer|taxonom(?:y|ies)|tag-?(?:list|links|cloud|s|wrap(?:per)?|container|section)|tags|tagcloud|post-?tags?|article-?tags?|entry-?tags?|tags-?(?:links|list|wrapper|container|section)|"
        r"cat-links|categor(?:y|ies)-?(?:links?|list)?|post-?categor(?:y|ies)|entry-?categor(?:y|ies)|entry-utility|entry-footer|post-footer|article-footer|filed-under|posted-in|keywords|hashtags|permalink|edit-link|filed|article-?keywords|feed-?links?|rss-?links?|report-?(?:error|typo|mistake)(?:-\w+)*|correction-?link|feedback(?:-\w+)*|rating|ratings|star-?rating|post-?ratings?|kk-star-ratings(?:-\w+)*|gdrts(?:-\w+)*|print-?button|modal|popup|pop-up|overlay|lightbox|toast|snackbar|tooltip|loading|spinner|placeholder",
    ),
    (
        Omission.CREDIT,
        r"(?:photo|image|picture|img|media|video|foto|caption|figure|pic)-?(?:credits?|source|copyright|attribution|by|author|rights|byline|owner|agency)|credits?|credit-?(?:line|text|caption)|photographer|rights-?holder|agency|mw-mmv-\w+|gallery-?(?:caption|count|nav|controls|title)",
    ),
    (
        Omission.METADATA,
        r"by-?line|by-?line-?(?:wrap(?:per)?|container|block|author|name|date|info|text|meta|timestamp)|post-?meta|entry-?meta|article-?meta|meta-?(?:data|info|bar|line|wrap(?:per)?|author|date)|post-?(?:info|date|byline|author|time|details|metadata)|entry-?(?:date|author|info|byline|time)|article-?(?:date|byline|info|author|time|header-meta|details|meta-\w+)|"
        r"date-?line-?(?:wrap(?:per)?|container)|date-?(?:time|published|posted|updated|created|stamp|info|header|display)|time-?(?:stamp|date|ago|posted)|publish(?:ed)?-?(?:date|time|on|info|at)|publication-?(?:date|info|time)|pub-?date|updated-?(?:date|on|time)|last-?(?:updated|modified)(?:-\w+)?|posted-?(?:on|by|date)|read(?:ing)?-?time|reading-?(?:duration|minutes|estimate)|min-read|"
        r"authors?|author-?(?:name|link|names|list|byline|date|line|and-date|byline-\w+)|p-author|dt-published|contributors?|kicker|eyebrow|section-?(?:label|name|kicker)|word-?count|view-?count|views?-?counter|post-?views?(?:-\w+)*",
    ),
)

_STRONG_PREFIXES = r"(?:(?:wp|js|post|article|entry|page|site|story|block|single|blog|main|content|[a-z]{1,2})-){0,2}"
_SUFFIXES = r"(?:-(?:\d+|[a-z]|wrap|wrapper|container|block|box|inner|outer|section|module|widget|list|items?|area|content|group|holder|panel|row|col|top|bottom|left|right|desktop|mobile|small|large|title|heading|header|text|link|links|icon|icons|label|body|main|[0-9a-f]{5,}))*"
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
        both = rf"(?:{_STRONG_PREFIXES}(?:{'|'.join(single) or '(?!)'})|(?:[a-z0-9]+-)*?(?:{'|'.join(double) or '(?!)'})){_SUFFIXES}"
        out.append((reason, re.compile(both)))
    return tuple(out)


@lru_cache(maxsize=1)
def _compiled_names() -> tuple[tuple[Omission, re.Pattern[str]], ...]:
    return _names()


@lru_cache(maxsize=20_000)
def named(token: str) -> Omission | None:
    """Why an element with this class or id is left out, if it is."""
    if not 2 <= len(token) <= 60:
        return None
    words = re.sub(r"[^a-z0-9]+", "-", _CAMEL.sub("-", token).lower()).strip("-")
    if _MODIFIER.search(words):
        return None  # it speaks of what is elsewhere, or is missing: "has-sidebar", "no-comments"
    for reason, pattern in _compiled_names():
        if pattern.fullmatch(words):
            return reason
    return None


def role(name: str) -> Omission | None:
    """Why an element with this ARIA role is left out, if it is."""
    return _ROLES.get(name.lower().strip())


# ---------------------------------------------------------------- whole lines of text

_NETWORKS = r"(?:facebook|twitter|x|linked-?in|pinterest|reddit|whats-?app|telegram|tumblr|instagram|you-?tube|google ?\+?|pocket|e-?mail|mail|print|flipboard|mastodon|bluesky|threads|vk|xing|line|messenger|snapchat|tiktok|rss|copy link|link)"
_END = r"\s*[:.!…»›→>*|]*\s*"

_LINES: tuple[tuple[Omission, str], ...] = (
    (
        Omission.COMMENTS,
        r"(?:leave|post|write|add|submit|make) (?:a|your|us a) (?:reply|comment|response)(?: below)?(?: cancel reply)?|cancel reply|join the (?:conversation|discussion)|comments?(?: \(?\d+\)?| are closed| off| closed)?|(?:view|show|load|see|read|hide) (?:all |more |the )?(?:\d+ )?comments?(?: \(\d+\))?|"
        r"\d+ (?:comments?|replies|responses?|thoughts?|kommentare?|commentaires?|comentarios?)(?: (?:on|to|so far|auf|zu)\b.{0,150})?|(?:no|one) (?:comments?|responses?)(?: yet| to .{0,150}| on .{0,150})?|(?:be )?the first to comment.{0,40}|your (?:e-?mail )?address will not be published.{0,80}|required fields are marked.{0,10}|"
        r"notify me of (?:new|follow).{0,60}|fill in your details below.{0,80}|you are commenting using.{0,80}|connecting to %s|save my name.{0,120}|log ?in to (?:reply|comment|post).{0,40}|(?:sign|log) in to (?:leave a )?comment.{0,60}|you must be (?:logged|signed) in.{0,60}|"
        r"(?:comments? (?:are )?powered by|powered by) disqus.{0,40}|please enable javascript to view the comments.{0,60}|(?:what do you think|let us know|tell us|share your thoughts|sound off)\b.{0,120}\b(?:comments?|below)\b.{0,60}|this site uses akismet.{0,160}|learn how your comment data is processed.?|"
        r"kommentar (?:schreiben|hinterlassen|verfassen).{0,30}|schreibe? einen kommentar.{0,30}|deja (?:un comentario|una respuesta).{0,30}|laisser un commentaire.{0,30}|lascia un commento.{0,30}|deixe um comentário.{0,40}|deixar um comentário.{0,40}|оставить комментарий.{0,30}|добавить комментарий.{0,30}|コメント(?:を残す|する)?|reply|report (?:abuse|comment)|discuss",
    ),
    (
        Omission.SHARING,
        rf"(?:share|tweet|pin|like|print|email|follow|save|bookmark|send)(?:[ :](?:this|it|us|on|via|with|to|by|post|article|story|page|{_NETWORKS}|your friends|friends|link|and|or|the|now|me|a))*(?: @?\w+)?|(?:click|tap) (?:here )?to (?:share|email|print|tweet|follow|copy).{{0,80}}|"
        rf"(?:share|tweet|follow|like|find|join|connect)\b.{{0,60}}\bon {_NETWORKS}.{{0,60}}|(?:{_NETWORKS}|share|tweet|\d|[,|·•/]|\s)++|share this:?.{{0,60}}|like this:?|like loading.{{0,6}}|loading.{{0,3}}|be the first to like this.?|\d+ (?:bloggers? like this|shares?|likes?|views?|claps?)|copy (?:link|url)(?: to clipboard)?|link copied.?|"
        r"(?:auf|bei) (?:facebook|twitter|x|whatsapp|linkedin|xing|pinterest) teilen.{0,40}|(?:artikel |beitrag |jetzt )?teilen(?: auf .{0,30}| mit:?)?|(?:artikel )?(?:drucken|versenden|merken)|compartir(?: en .{0,30}| esto:?)?|compartilhe(?: isso:?| .{0,30})?|partager(?: sur .{0,30}| cet article| :)?|condividi(?: su .{0,30}| :)?|поделиться.{0,40}|シェア(?:する)?|ツイート|"
        r"if you (?:liked|enjoyed|like|enjoy|love) (?:this|our|the|what).{0,160}(?:share|follow|subscribe|like us|sign up|newsletter|click|feed).{0,160}|(?:please )?(?:like|follow) us (?:on|at).{0,100}",
    ),
    (
        Omission.NEWSLETTER,
        r"(?:subscribe|sign[ -]?up|signup|register|join)(?: (?:here|now|today|free|below))?|(?:please )?(?:subscribe|sign[ -]?up|register)(?: now| here| today)? (?:to|for)\b.{0,200}|(?:get|receive|have) .{0,120}(?:delivered|sent|straight|directly|right) (?:to|in|into) your (?:e-?mail )?in-?box.{0,80}|.{0,80}(?:delivered|sent|straight) (?:to|in|into) your in-?box.{0,80}|"
        r"enter your e-?mail(?: address)?.{0,120}|(?:your )?e-?mail address:?|follow (?:this )?blog via e-?mail.{0,40}|join [\d,.]+k? other.{0,80}|.{0,60}\b(?:our|my|the|free|daily|weekly|monthly) (?:\w+ ){0,3}newsletters?\b.{0,120}(?:sign|subscribe|inbox|here|below|click).{0,80}|(?:sign|subscribe)\b.{0,100}\bnewsletters?\b.{0,120}|newsletters?(?: sign[ -]?up)?|"
        r"(?:thanks?|thank you) for (?:subscribing|signing up).{0,100}|you(?:'ve| have) (?:successfully )?(?:subscribed|signed up).{0,80}|check your inbox.{0,80}|(?:jetzt |hier )?(?:unseren |den |zum )?newsletter (?:abonnieren|bestellen|anmelden).{0,80}|(?:jetzt )?abonnieren|suscríb[aei]\w*.{0,120}|inscrivez-vous.{0,120}|abonnez-vous.{0,120}|assine (?:nossa|a|o)\b.{0,100}|inscreva-se.{0,80}|iscriviti.{0,100}|подпи(?:сывайтесь|шитесь|саться).{0,120}|"
        r"we(?:'ll| will) never (?:share|spam|sell).{0,80}|no spam.{0,60}|unsubscribe(?: at any time)?.{0,80}|view (?:this email )?in (?:your )?browser.{0,30}|you (?:are receiving|received) this (?:e-?mail|because).{0,160}|manage (?:your )?(?:e-?mail )?(?:preferences|subscription).{0,60}|update (?:your )?preferences.{0,60}|was this (?:email )?forwarded to you\?.{0,80}",
    ),
    (
        Omission.RELATED,
        r"(?:related|recommended|suggested|similar|popular|recent|latest|trending|top|featured|more|other|further|editors?['’]? picks?|must[ -]read)(?: (?:posts?|articles?|stor(?:y|ies)|content|topics?|news|links?|reading|coverage|headlines|videos?|reads?|for you|now|entries|items|products|searches|in this section))*|"
        r"(?:read|see|view|watch|check out|click here for|find) (?:more|next|also|all|on|the full story|it here|this|our latest)\b.{0,14}|(?:also|further|related|more) (?:read(?:ing)?|on this|stories|like this|from .{2,60})(?: .{0,40})?|(?:read|see|watch|view|listen)(?: also| more| next| too| on| related)?\s*[:>»|–-]\s*.{0,200}|(?:also (?:read|see)|see also|related(?: (?:posts?|articles?|stor(?:y|ies)|content|reading|news|links?|video))?|read also|read more|read next|more|watch|don['’]?t miss|in case you missed it|recommended|must[ -]read|next|previous|up next|you might like|further reading|more on this|from the archives?)\s*[:>»|–—-]+\s*.{0,200}|"
        r"you (?:may|might|could|will)(?: also)?(?: be interested| like| enjoy| love| want to read)\b.{0,80}|(?:most|best) (?:read|popular|viewed|shared|recent|commented|emailed)(?: .{0,30})?|more (?:from|in|about|by) [^.!?]{2,60}|don['’]?t miss.{0,60}|in case you missed it.{0,6}|what to read next|up next|next up|next (?:post|article|story|page)(?: .{0,100})?|prev(?:ious)? (?:post|article|story|page)(?: .{0,100})?|"
        r"(?:lesen|sehen) sie (?:auch|mehr|dazu|hier)\b.{0,160}|mehr zum thema.{0,80}|das könnte (?:sie|dich) auch interessieren.{0,20}|(?:auch |weitere )?interessant(?:e artikel)?|weitere (?:artikel|meldungen|beiträge|themen).{0,40}|ähnliche (?:artikel|beiträge)|weiterlesen.{0,20}|zum thema|lea (?:también|además|más)\b.{0,160}|le puede interesar.{0,160}|te puede interesar.{0,160}|también te puede.{0,80}|(?:noticias |artículos )?relacionad[oa]s?|mirá también.{0,100}|"
        r"lire (?:aussi|également|la suite)\b.{0,160}|à lire (?:aussi|également)\b.{0,160}|(?:sur le même sujet|articles? (?:liés|similaires|connexes)).{0,40}|leggi anche.{0,160}|leia (?:também|mais).{0,160}|veja (?:também|mais).{0,160}|lees ook.{0,160}|läs (?:också|även).{0,160}|читайте также.{0,160}|смотрите также.{0,100}|похожие (?:записи|статьи).{0,40}|関連記事.{0,20}|baca juga.{0,160}|czytaj (?:też|także|więcej).{0,160}|"
        r"the post .{3,200} (?:appeared|was) first (?:appeared )?(?:on|published on) .{2,100}|(?:this (?:post|article|story) )?(?:first|originally) appeared (?:on|in|at) .{2,80}|view (?:gallery|slideshow|photos?).{0,30}|(?:see|view) (?:the )?(?:original|full) (?:article|post|story).{0,40}|tap here (?:to|for).{0,60}|continue reading.{0,120}",
    ),
    (
        Omission.ADVERT,
        r"(?:-+\s*)?(?:advertisements?|advertising|advert|ads?|sponsored(?: content| post| links?| by .{2,60})?|promoted(?: content| stories)?|anzeigen?|werbung|publicidad|publicité|pubblicità|publicidade|реклама|reklama|reklame|annons|iklan|広告|광고)(?:\s*-+)?|(?:story|article) continues (?:below|after)(?: this| the)?.{0,40}|continue reading below.{0,30}|(?:scroll|keep scrolling) (?:down )?(?:to continue|for more).{0,60}|(?:continua|sigue leyendo|weiter nach der anzeige).{0,60}|"
        r"advertisement\s*[-–—:]\s*.{0,60}|ad feedback|report (?:this )?ad|skip (?:this )?ad(?:vert)?.{0,20}|buy (?:now|it now|tickets?)(?: (?:on|from|at) .{0,40})?|shop now.{0,30}|(?:check|see|view) (?:price|deal|offer|it)(?: (?:at|on) .{0,40})?|(?:this (?:post|article|page|story) )?(?:may )?contains? affiliate links?.{0,200}|(?:we|i) (?:may )?(?:earn|receive|get) (?:a )?(?:small )?(?:affiliate )?commissions?.{0,160}|as an amazon associate.{0,120}|\*?affiliate links?.{0,80}",
    ),
    (
        Omission.PROMOTION,
        r"visit my (?:new |other |own )?(?:web ?site|blog|site|page).{0,160}|my (?:new|newest|latest|most recent|forthcoming|next) (?:book|novel|e-?book|album|course|podcast)\b.{0,240}|(?:buy|order|pre-?order|get) (?:my|our|the) (?:new |latest )?(?:book|novel|e-?book|course|album)\b.{0,160}|(?:contact|reach|e-?mail|write to) (?:me|us|him|her|the author) (?:at|via|on)\b.{0,120}|(?:he|she|they|i) can be (?:reached|contacted|followed|found) (?:at|on|via)\b.{0,140}|"
        r"(?:please )?(?:support|donate)(?: (?:us|me|this|our|my|to|independent|the)\b.{0,160})?|(?:become|be) a (?:patron|member|supporter|subscriber)\b.{0,140}|(?:support|follow|find) (?:me|us|him|her) on (?:patreon|ko-?fi|twitter|facebook|instagram|medium|mastodon|youtube).{0,120}|buy (?:me|us) a coffee.{0,60}|download (?:the|our) (?:free )?(?:app|\w+ app).{0,120}|get the app.{0,60}|available on (?:the )?(?:app store|google play|ios|android).{0,80}|"
        r"(?:listen|subscribe) (?:to (?:us|the podcast|our podcast) )?(?:on|via|in) (?:apple podcasts?|spotify|itunes|stitcher).{0,120}|follow (?:me|him|her|them|the author|@\w+|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}) (?:on|at|@)\b.{0,100}|(?:have|got|send us|do you have) (?:a |any |your )?(?:news )?(?:tips?|story idea|questions?|feedback|story)\b.{0,160}|thanks? for reading.{0,80}|about the authors?|about (?:me|us)|my (?:recent )?books?:?|visit (?:our|us|the) (?:web ?site|store|shop)\b.{0,80}",
    ),
    (
        Omission.NAVIGATION,
        r"skip to (?:main )?(?:content|navigation|search|footer).{0,20}|(?:toggle|open|close|main|primary|show|hide) (?:navigation|menu|search|sidebar|nav)|menu|search(?: for| this site| the site)?|(?:go |back |return )?to (?:the )?top.{0,10}|back to (?:top|all|home|blog|posts?|the blog|articles?).{0,40}|up ↑|home(?: page)?|navigation|breadcrumbs?|sections?|close|jump to.{0,60}|table of contents|contents|in this (?:article|post|story)|on this page|"
        r"page \d+ of \d+|pages?:? \d+(?: \d+)*|\d+ (?:of|/) \d+|←.{0,120}|.{0,120}→|(?:«|‹|<<) ?[^«»‹›]{0,120}|[^«»‹›]{0,120} ?(?:»|›|>>)|older (?:posts?|entries)|newer (?:posts?|entries)|next|prev(?:ious)?|first|last|click here(?: to .{0,60})?|(?:sign|log) ?(?:in|out|up)(?: (?:here|now|to|with)\b.{0,80})?|log ?out ?/?.{0,30}|create an account.{0,60}|my account|register|forgot (?:your )?password.{0,30}|already (?:a subscriber|have an account|a member).{0,80}|zurück(?: zur? .{0,40})?|nach oben|weiter|inicio|accueil|startseite|seiteninhalt|inhaltsverzeichnis|indice|sommaire|"
        r"view (?:as|on) (?:one|single|desktop|mobile).{0,30}|(?:print|printer)[ -]?(?:friendly)?(?: version| page)?|(?:enlarge|zoom)(?: image| this image)?|(?:full ?screen|play|pause|mute|unmute|replay|video player.{0,40}|now playing|play video|watch now|watch live|live|this is a modal window.{0,120}|media could not be loaded.{0,80}|more videos?|watch more.{0,60})|edit(?: this page)?|permalink|show (?:more|less|all)|see (?:more|less|all)|load more|expand|collapse|read (?:less|more)|more",
    ),
    (
        Omission.FOOTER,
        r"(?:©|\(c\)|copyright)\s.{0,240}|.{0,80}\ball rights reserved\b.{0,120}|©.{0,200}|(?:terms|privacy|cookies?)(?: (?:of (?:use|service)|and conditions|& conditions|policy|notice|statement|settings|preferences))?(?: ?[|·•&,]? ?(?:and )?(?:terms|privacy|cookies?)(?: (?:of (?:use|service)|policy|settings|notice))?)*|(?:proudly )?powered by .{2,60}|blog at(?: wordpress.*)?|(?:create a free website or )?blog at wordpress\.com.{0,40}|theme:? .{0,80} by .{0,60}|designed by .{2,40}|%d bloggers like this.?|"
        r"(?:posted|filed|published|categori[sz]ed|tagged)(?: (?:in|under|with|as))\b.{0,200}|(?:tags?|categor(?:y|ies)|topics?|keywords?|labels?|filed under|schlagw(?:ort|orte|örter)|stichworte|kategorien?|themen|etiquetas|categorías?|mots[- ]clés|catégories?|tagi|метки|рубрики?|теги)\s*:\s*.{0,300}|(?:tags|categories|topics|filed under)|we use cookies.{0,240}|(?:this (?:site|website) uses|by (?:continuing|using) .{0,60}(?:you (?:agree|consent))).{0,240}|accept (?:all )?(?:cookies)?|"
        r"(?:view|see) our (?:privacy|cookie).{0,60}|do not sell my.{0,60}|this material may not be published,? broadcast.{0,160}|(?:imprint|impressum|contact(?: us)?|about(?: us)?|advertise(?: with us)?|careers|help|faq|sitemap|site map|rss|terms)|isbn.{0,30}|report (?:an? )?(?:error|typo|correction|mistake).{0,60}|(?:see|found|spotted|notice) (?:an? )?(?:error|typo|mistake|something wrong).{0,100}|rate this (?:post|article).{0,40}|was this (?:article|page|post|helpful).{0,60}|alle rechte vorbehalten.{0,80}|todos los derechos reservados.{0,80}|todos os direitos reservados.{0,80}|tous droits réservés.{0,80}|все права защищены.{0,80}|tutti i diritti riservati.{0,80}",
    ),
    (
        Omission.CREDIT,
        r"[(\[]?(?:(?:cover |featured? |header |lead |main |top |stock |file |hero |thumbnail )*(?:photos?|photographs?|images?|pictures?|pics?|illustrations?|graphics?|screenshots?|screen ?grabs?|videos?|art ?work|credits?|fotos?|bild(?:er|quelle|nachweis)?|quelle|imagen|crédits?|foto ?s?|zdjęcie|фото|fonte|fuente|figure|source|cover|logo)(?: credits?| source| courtesy)?(?: via| by| from| of| courtesy(?: of)?)?\s*[:©/|–—-]\s*.{1,140}|(?:photos?|photographs?|images?|pictures?|illustrations?|video|graphic|art|artwork|screenshot) (?:by|via|credit|courtesy|from|©)\b.{1,120}|(?:photo|image|picture) (?:credits?|source).{0,120}|image(?: \d+)?(?: of \d+)?|(?:getty images?|shutterstock|reuters|ap photo|afp|istock|unsplash|pixabay|flickr|alamy|dpa|epa|wikimedia commons|pexels|adobe stock|bloomberg)(?: ?/.{0,60})?|.{0,80}(?:via|/|\||©|, )\s*(?:getty(?: images?)?|shutterstock|istock(?:photo)?|unsplash|pixabay|flickr|alamy|wikimedia commons|pexels|afp|ap|reuters|epa|adobe stock)[)\].]?|click to (?:enlarge|expand|zoom|view).{0,40}|(?:hide|toggle|show|view) caption|enlarge (?:this )?image|courtesy(?: of)? .{2,60}|file photo.{0,40}|view (?:full )?image.{0,20})[)\].]?",
    ),
    (
        Omission.METADATA,
        r"(?:posted|published|written|updated|last updated|last modified|modified|created|first published|submitted|added|aktualisiert|veröffentlicht|stand|erstellt|publicado|actualizado|publié|mis à jour|pubblicato|опубликовано|обновлено)(?: (?:on|at|by|am|le|el|em|il|in))?\s*:?\s*.{0,100}|\d+ min(?:ute)?s?(?: read)?|(?:reading time|read time|estimated reading time|lesezeit|temps de lecture|tiempo de lectura)\b.{0,40}|by|von|par|por|\d+ (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago|vor \d+ (?:minuten?|stunden?|tagen?)|hace \d+ .{0,20}|il y a \d+ .{0,20}|(?:word count|words)\s*:\s*\d+",
    ),
)
# Sentences that end an article without being part of it, or stand before it: only believed at its edges.
_EDGES: tuple[tuple[Omission, str], ...] = (
    (Omission.NEWSLETTER, r"\b(?:sign[ -]?up|signing up|subscribe|subscribing|register|opt[ -]in)\b.{0,120}\b(?:newsletters?|in-?box|e-?mails?|alerts|updates|mailing list|digest|podcast|channel|blog|feed)\b|\b(?:newsletters?|in-?box)\b.{0,120}\b(?:sign[ -]?up|subscribe|here)\b|\bdelivered (?:straight )?to your (?:e-?mail )?in-?box|newsletter.{0,60}(?:abonnieren|anmelden|bestellen)|abonne[zr]-vous|suscr[ií]b[aei]|iscriviti alla newsletter|assine (?:a |nossa )newsletter"),
    (Omission.SHARING, r"\b(?:follow|like|join|find|tweet|friend|connect with|catch)\b (?:me|us|him|her|them|@\w+|the author|[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,3}|our .{0,30}) (?:on|at|@|via|over on)\b.{0,20}\b(?:twitter|facebook|instagram|linkedin|mastodon|bluesky|youtube|pinterest|tiktok|medium|threads|google|@\w+)|\bon twitter:? @|@\w+ on twitter|\b(?:share|pass) (?:this|it) (?:on|with|to)\b.{0,60}|\bfollow (?:me|us|him|her|them)\b.{0,20}@\w+"),
    (Omission.PROMOTION, r"\b(?:reach|contact|e-?mail|write(?: to)?|message|tip) (?:the (?:reporters?|authors?|writers?|editors?)|him|her|them|me|us|[A-Z]\w+(?: [A-Z]\w+)?)\b.{0,20}\b(?:at|on|via)\b|\b(?:may|can) be (?:reached|contacted|followed|emailed)\b|\bwe(?:['’]d| would) (?:like|love) to hear (?:what|from)|\b(?:have|got) (?:a |any )?(?:news )?(?:tip|story|question|feedback|suggestion|correction)s?\b.{0,40}\?|letters?@|\bthe views (?:and opinions )?expressed (?:in this|here|by|are)|\bdo not necessarily (?:reflect|represent)|"
     r"^(?:about the authors?|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3},? (?:(?:who )?(?:is|was|writes|covers|works|lives|has (?:written|been))\b|['’]s (?:book|novel|work)\b).{0,240}(?:\b(?:writer|author|reporter|editor|journalist|columnist|correspondent|contributor|blogger|professor|fellow|producer|curator|photographer|freelance\w*|novelist|researcher|director|founder|out now|available)\b).{0,200}$)|\b(?:my|our|his|her) (?:new|latest|newest|most recent) (?:book|novel|album|course)\b.{0,120}(?:available|out now|titled|called|order|buy|published)|\bsupport (?:us|me|my work|our work|our journalism|independent journalism)\b|\bpatreon\b|\bbecome a (?:patron|member|subscriber|supporter)\b|\bthanks? (?:you )?for reading\b"),
    (Omission.CREDIT, r"^\W*(?:additional |with )?(?:report(?:ing|ed)|writing|edit(?:ing|ed)|compil(?:ing|ed)|translat(?:ion|ed)|production|produced|graphics?|research)\b.{0,20}\bby\b .{3,300}$|\bcontributed (?:to this (?:report|story|article|post|piece)|reporting)\b|\b(?:this|the) (?:story|article|post|piece|report|essay|column|interview) (?:has been |was |is |were )?(?:first |originally |also |previously )?(?:published|appeared|posted|produced|written|updated|corrected|reprinted|republished|adapted|syndicated|excerpted|brought to you|provided)\b.{0,200}$|\boriginally (?:published|appeared|posted) (?:on|in|at|by)\b|^associated press (?:writers?|journalists?|reporters?).{0,200}$|^(?:graphic|source|sources|via|quelle|quellen|fonte|fuente)\s*[:;-].{0,200}$|^\(?c\)? ?(?:19|20)\d\d .{0,120}$|all rights reserved"),
    (Omission.COMMENTS, r"\b(?:leave|post|drop|share|add) (?:a|your|us a|me a) (?:comments?|reply|thoughts?)\b|\blet (?:us|me) know\b.{0,80}\b(?:comments?|below|think)|\bin the comments? (?:section )?below\b|\b(?:comments?|discuss)\b.{0,30}\b(?:below|forum)\b"),
    (Omission.ADVERT, r"\baffiliate links?\b|\b(?:earn|receive|get) an? (?:small |affiliate )?commission\b|\b(?:contains|includes) references to products\b|\bbonus value is an estimated\b|\bsponsored by\b|\bthis (?:sponsored|post (?:is|was) sponsored)|\bamazon associate\b|\bterms apply to\b.{0,60}offers?|\boffers? (?:mentioned|listed|on this page)\b.{0,80}(?:expired|change)"),
    (Omission.RELATED, r"^(?:read|see|watch|view|listen|check out|click|more|related|also|next|previous|continue|don['’]t miss|editor['’]s? picks?|for more)\b.{0,20}[:»>→]|\b(?:click|tap) here (?:to|for)\b|^for more (?:on|about|information|stories|news|like)\b.{0,140}|^(?:to )?(?:read|learn|find out|see) more\b.{0,120}|\bappeared first on\b"),
    (Omission.FOOTER, r"^©|^\(c\) |^copyright\b|\ball rights reserved\b|\bmay not be (?:published|reproduced|redistributed)|^(?:tags?|topics?|filed under|categor(?:y|ies)|posted in|labels?|keywords?)\b.{0,3}:"),
)  # fmt: skip
LONGEST_EDGE = 420  # characters
LONGEST_LINE = 320  # characters; a longer paragraph is prose, whatever it begins with
_DECORATION = re.compile(r"[\W_]*")
_MONTHS = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni?|july?|juli?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?|"
    r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|"
    r"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
)
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
_DATE_LINE = re.compile(
    rf"(?:(?:\d{{4}}-\d\d-\d\dt[\d:.z+-]++|\d+ min(?:ute)?s? read|posted|published|updated|last updated|on|by|am|le|el|date|datum|at|um|à|uhr|edited|gmt|utc|est|edt|pst|pdt|cet|cest|bst|ist|et|pt|ct|a\.?m\.?|p\.?m\.?|de|of|the|{_DAYS}|{_MONTHS}|\d{{1,4}}(?!\d)(?:st|nd|rd|th)?|年|月|日|[\s,.:;/|•·–—-])\s*+)++",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _compiled_lines() -> tuple[tuple[Omission, re.Pattern[str]], ...]:
    return tuple((reason, re.compile(rf"(?:{pattern}){_END}", re.IGNORECASE)) for reason, pattern in _LINES)


@lru_cache(maxsize=1)
def _compiled_edges() -> tuple[tuple[Omission, re.Pattern[str]], ...]:
    return tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _EDGES)


def edge(text: str) -> Omission | None:
    """Why the first or last paragraph of an article is no part of it, if it is not."""
    if len(text) > LONGEST_EDGE:
        return None
    text = re.sub(r"\s+", " ", text).strip()
    reason = next((reason for reason, pattern in _compiled_edges() if pattern.search(text)), None)
    # A long farewell that ends in "leave a comment" is still the author speaking.
    return None if reason in (Omission.COMMENTS, Omission.RELATED) and len(text) > 200 else reason


_CREDIT_BEHIND = re.compile(
    r"[(\[|]\s*(?:(?:photos?|photographs?|images?|pictures?|pics?|credits?|fotos?|bild(?:er)?|imagen|illustrations?|graphics?|source|quelle|video|file)\b\s*[:©/]?.{0,80}|.{0,40}\b(?:getty(?: images)?|shutterstock|reuters|ap photo|afp|istock|unsplash|alamy|epa|dpa)\b.{0,40}|©.{0,60}|(?:ap|ap photo)/.{0,60})[)\]|]?\.?\s*$|"
    r"\s(?:photo|image|picture|photograph|credit|illustration|foto|bild|fotos?|photos?|images?)(?: credits?| courtesy| source)?\s*(?:by|:|©|courtesy)\s*[^.]{2,60}\.?$",
    re.IGNORECASE,
)


def credit_behind(text: str) -> int:
    """Where the credit at the end of a caption begins; -1 if there is none."""
    match = _CREDIT_BEHIND.search(text)
    return match.start() if match else -1


@lru_cache(maxsize=4096)
def line(text: str) -> Omission | None:
    """Why a whole paragraph with this text is no part of an article, if it is not."""
    text = re.sub(r"\s+", " ", text).strip(" \t•*·-–—|>›■▶►✓✔#")
    if len(text) > LONGEST_LINE:
        return None
    if _DECORATION.fullmatch(text):
        return Omission.DECORATION
    if is_date(text):
        return Omission.METADATA
    for reason, pattern in _compiled_lines():
        if pattern.fullmatch(text):
            return reason
    return None


def is_date(text: str) -> bool:
    """Whether a line says nothing but when."""
    return len(text) < 90 and bool(re.search(r"\d", text)) and bool(re.search(rf"\d{{4}}|{_MONTHS}|\d+[./]\d+[./]\d+", text, re.IGNORECASE)) and bool(_DATE_LINE.fullmatch(text))
