"""Whole lines of text that are around an article and never part of it: patterns as data, several languages."""

from __future__ import annotations

import re
from functools import lru_cache

from podcaster.model import Omission

# ---------------------------------------------------------------- whole lines of text

_NETWORKS = (
    r"(?:facebook|twitter|x|linked-?in|pinterest|reddit|whats-?app|telegram|tumblr|instagram|you-?tube|"
    r"google ?\+?|pocket|e-?mail|mail|print|flipboard|mastodon|bluesky|threads|vk|xing|line|messenger|"
    r"snapchat|tiktok|rss|copy link|link)"
)
_MONTHS = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni?|july?|juli?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?|"
    r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|"
    r"marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|gennaio|febbraio|aprile|"
    r"maggio|giugno|luglio|settembre|ottobre|dicembre|"
    r"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
)
_DAYS = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|"
    r"freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|"
    r"jueves|viernes|sábado|domingo"
)
_DATED = (
    r"posted|published|written|updated|last updated|last modified|modified|created|first published|submitted|added|"
    r"aktualisiert|veröffentlicht|stand|erstellt|publicado|actualizado|publié|mis à jour|pubblicato|опубликовано|"
    r"обновлено"
)
_END = r"\s*[:.!…»›→>*|]*\s*"

_LINES: tuple[tuple[Omission, str], ...] = (
    (
        Omission.COMMENTS,
        r"(?:leave|post|write|add|submit|make) (?:a|your|us a) (?:reply|comment|"
        r"response)(?: below)?(?: cancel reply)?|cancel reply|join the (?:conversation|discussion)|"
        r"comments?(?: \(?\d+\)?| are closed| off| closed)?|(?:view|show|load|see|read|hide) (?:all |more |"
        r"the )?(?:\d+ )?comments?(?: \(\d+\))?|"
        r"\d+ (?:comments?|replies|responses?|thoughts?|kommentare?|commentaires?|comentarios?)(?: (?:on|to|"
        r"so far|auf|zu)\b.{0,150})?|(?:no|one) (?:comments?|responses?)(?: yet| to .{0,150}| on .{0,150})?|"
        r"(?:be )?the first to comment.{0,40}|your (?:e-?mail )?address will not be published.{0,80}|"
        r"required fields are marked.{0,10}|"
        r"notify me of (?:new|follow).{0,60}|fill in your details below.{0,80}|"
        r"you are commenting using.{0,80}|connecting to %s|save my name.{0,120}|log ?in to (?:reply|comment|"
        r"post).{0,40}|(?:sign|log) in to (?:leave a )?comment.{0,60}|you must be (?:logged|signed) in.{0,60}|"
        r"(?:comments? (?:are )?powered by|powered by) disqus.{0,40}|"
        r"please enable javascript to view the comments.{0,60}|(?:what do you think|let us know|tell us|"
        r"share your thoughts|sound off)\b.{0,120}\b(?:comments?|below)\b.{0,60}|"
        r"this site uses akismet.{0,160}|learn how your comment data is processed.?|"
        r"kommentar (?:schreiben|hinterlassen|verfassen).{0,30}|schreibe? einen kommentar.{0,30}|"
        r"deja (?:un comentario|una respuesta).{0,30}|laisser un commentaire.{0,30}|lascia un commento.{0,30}|"
        r"deixe um comentário.{0,40}|deixar um comentário.{0,40}|оставить комментарий.{0,30}|"
        r"добавить комментарий.{0,30}|コメント(?:を残す|する)?|reply|report (?:abuse|comment)|discuss",
    ),
    (
        Omission.SHARING,
        rf"(?:share|tweet|pin|like|print|email|follow|save|bookmark|send)(?:[ :](?:this|it|us|on|via|with|to|"
        rf"by|post|article|story|page|{_NETWORKS}|your friends|friends?|later|for|link|and|or|the|now|me|a))*"
        rf"(?: @\w+)?|"
        rf"(?:click|tap) (?:here )?to (?:share|email|print|tweet|follow|copy).{{0,80}}|"
        rf"(?:share|tweet|follow|like|find|join|connect)\b.{{0,60}}\bon {_NETWORKS}.{{0,60}}|(?:{_NETWORKS}|"
        rf"share|tweet|\d|[,|·•/]|\s)++|share this:?.{{0,60}}|like this:?|like loading.{{0,6}}|loading.{{0,3}}|"
        rf"be the first to like this.?|\d+ (?:bloggers? like this|shares?|likes?|views?|claps?)|copy (?:link|"
        rf"url)(?: to clipboard)?|link copied.?|"
        r"(?:auf|bei) (?:facebook|twitter|x|whatsapp|linkedin|xing|pinterest) teilen.{0,40}|(?:artikel |"
        r"beitrag |jetzt )?teilen(?: auf .{0,30}| mit:?)?|(?:artikel )?(?:drucken|versenden|merken)|"
        r"compartir(?: en .{0,30}| esto:?)?|compartilhe(?: isso:?| .{0,30})?|partager(?: sur .{0,30}|"
        r" cet article| :)?|condividi(?: su .{0,30}| :)?|поделиться.{0,40}|"
        r"(?:この記事を)?シェア(?:する)?|ツイート(?:する)?|"
        r"شارك(?: .{0,40})?|分享(?:到|至|本文|文章)?.{0,12}|"
        r"(?:기사 ?|글 ?)?공유(?:하기)?|paylaş|שתפו?(?: .{0,30})?|"
        r"if you (?:liked|enjoyed|like|enjoy|love) (?:this|our|the|what).{0,160}(?:share|follow|subscribe|"
        r"like us|sign up|newsletter|click|feed).{0,160}|(?:please )?(?:like|follow) us (?:on|at).{0,100}",
    ),
    (
        Omission.NEWSLETTER,
        r"(?:subscribe|sign[ -]?up|signup|register|join)(?: (?:here|now|today|free|below))?|"
        r"(?:please )?(?:subscribe|sign[ -]?up|register)(?: now| here| today)? (?:to|for)\b.{0,200}|(?:get|"
        r"receive|have) .{0,120}(?:delivered|sent|straight|directly|right) (?:to|in|"
        r"into) your (?:e-?mail )?in-?box.{0,80}|.{0,80}(?:delivered|sent|straight) (?:to|in|"
        r"into) your in-?box.{0,80}|"
        r"enter your e-?mail(?: address)?.{0,120}|(?:your )?e-?mail address:?|"
        r"follow (?:this )?blog via e-?mail.{0,40}|join [\d,.]+k? other.{0,80}|.{0,60}\b(?:our|my|the|free|"
        r"daily|weekly|monthly) (?:\w+ ){0,3}newsletters?\b.{0,120}(?:sign|subscribe|inbox|here|below|"
        r"click).{0,80}|(?:sign|subscribe)\b.{0,100}\bnewsletters?\b.{0,120}|newsletters?(?: sign[ -]?up)?|"
        r"(?:thanks?|thank you) for (?:subscribing|signing up).{0,100}|you(?:'ve|"
        r" have) (?:successfully )?(?:subscribed|signed up).{0,80}|check your inbox.{0,80}|(?:jetzt |"
        r"hier )?(?:unseren |den |zum )?newsletter (?:abonnieren|bestellen|anmelden).{0,80}|"
        r"(?:jetzt )?abonnieren|suscríb[aei]\w*.{0,120}|inscrivez-vous.{0,120}|abonnez-vous.{0,120}|"
        r"assine (?:nossa|a|o)\b.{0,100}|inscreva-se.{0,80}|iscriviti.{0,100}|подпи(?:сывайтесь|шитесь|"
        r"саться).{0,120}|"
        r"(?:want|like|love|enjoy(?:ed|ing)?|need|craving|looking for|don['’]t (?:want to )?miss|never miss|"
        r"stay|for more)\b.{0,120}\b(?:subscribe|sign up|newsletter|follow us)\b.{0,160}|we(?:'ll|"
        r" will) never (?:share|spam|sell).{0,80}|no spam.{0,60}|unsubscribe(?: at any time)?.{0,80}|"
        r"view (?:this email )?in (?:your )?browser.{0,30}|you (?:are receiving|received) this (?:e-?mail|"
        r"because).{0,160}|manage (?:your )?(?:e-?mail )?(?:preferences|subscription).{0,60}|"
        r"update (?:your )?preferences.{0,60}|was this (?:email )?forwarded to you\?.{0,80}",
    ),
    (
        Omission.RELATED,
        r"(?:related|recommended|suggested|similar|popular|recent|latest|trending|top|featured|more|other|"
        r"further|editors?['’]? picks?|must[ -]read)(?: (?:posts?|articles?|stor(?:y|ies)|content|topics?|"
        r"news|links?|reading|coverage|headlines|videos?|reads?|for you|now|entries|items|products|searches|"
        r"in this section))*|"
        r"(?:read|see|view|watch|check out|click here for|find) (?:more|next|also|all|on|the full story|"
        r"it here|this|our latest)\b.{0,14}|(?:also|further|related|more) (?:read(?:ing)?|on this|stories|"
        r"like this|from .{2,60})(?: .{0,40})?|(?:read|see|watch|view|listen)(?: also| more| next| too| on|"
        r" related)?\s*[:>»|–-]\s*.{0,200}|(?:also (?:read|see)|see also|related(?: (?:posts?|articles?|"
        r"stor(?:y|ies)|content|reading|news|links?|video))?|read also|read more|read next|more|watch|"
        r"don['’]?t miss|in case you missed it|recommended|must[ -]read|next|previous|up next|you might like|"
        r"further reading|more on this|from the archives?)\s*[:>»|–—-]+\s*.{0,200}|"
        r"you (?:may|might|could|will)(?: also)?(?: be interested| like| enjoy| love| want to read)\b.{0,80}|"
        r"(?:most|best) (?:read|popular|viewed|shared|recent|commented|emailed)(?: .{0,30})?|more (?:from|in|"
        r"about|by) [^.!?]{2,60}|don['’]?t miss.{0,60}|in case you missed it.{0,6}|what to read next|up next|"
        r"next up|next (?:post|article|story|page)(?: .{0,100})?|prev(?:ious)? (?:post|article|story|"
        r"page)(?: .{0,100})?|"
        r"(?:lesen|sehen) sie (?:auch|mehr|dazu|hier)\b.{0,160}|mehr zum thema.{0,80}|das könnte (?:sie|"
        r"dich) auch interessieren.{0,20}|(?:auch |weitere )?interessant(?:e artikel)?|weitere (?:artikel|"
        r"meldungen|beiträge|themen).{0,40}|ähnliche (?:artikel|beiträge)|weiterlesen.{0,20}|zum thema|"
        r"lea (?:también|además|más)\b.{0,160}|le puede interesar.{0,160}|te puede interesar.{0,160}|"
        r"también te puede.{0,80}|(?:noticias |artículos )?relacionad[oa]s?|mirá también.{0,100}|"
        r"lire (?:aussi|également|la suite)\b.{0,160}|à lire (?:aussi|également)\b.{0,160}|"
        r"(?:sur le même sujet|articles? (?:liés|similaires|connexes)).{0,40}|leggi anche.{0,160}|"
        r"leia (?:também|mais).{0,160}|veja (?:também|mais).{0,160}|lees ook.{0,160}|läs (?:också|"
        r"även).{0,160}|читайте также.{0,160}|смотрите также.{0,100}|похожие (?:записи|статьи).{0,40}|"
        r"関連記事.{0,20}|(?:اقرأ|إقرأ|شاهد) (?:أيض[اًا]+|المزيد).{0,160}|بیشتر بخوانید.{0,160}|यह भी पढ़ें.{0,160}|"
        r"קראו (?:גם|עוד).{0,160}|相关(?:文章|阅读|新闻).{0,60}|延伸(?:阅读|閱讀).{0,60}|관련 ?(?:기사|글).{0,60}|"
        r"ayrıca (?:oku|bkz).{0,160}|baca juga.{0,160}|czytaj (?:też|także|więcej).{0,160}|"
        r"the post .{3,200} (?:appeared|was) first (?:appeared )?(?:on|published on) .{2,100}|(?:this (?:post|"
        r"article|story) )?(?:first|originally) appeared (?:on|in|at) .{2,80}|view (?:gallery|slideshow|"
        r"photos?).{0,30}|(?:see|view) (?:the )?(?:original|full) (?:article|post|story).{0,40}|"
        r"tap here (?:to|for).{0,60}|continue reading.{0,120}",
    ),
    (
        Omission.ADVERT,
        r"(?:-+\s*)?(?:advertisements?|advertising|advert|ads?|sponsored(?: content| post| links?|"
        r" by .{2,60})?|promoted(?: content| stories)?|anzeigen?|werbung|publicidad|publicité|pubblicità|"
        r"publicidade|реклама|reklama|reklame|annons|iklan|広告|광고)(?:\s*-+)?|(?:story|"
        r"article) continues (?:below|after)(?: this| the)?.{0,40}|continue reading below.{0,30}|(?:scroll|"
        r"keep scrolling) (?:down )?(?:to continue|for more).{0,60}|(?:continua|sigue leyendo|"
        r"weiter nach der anzeige).{0,60}|"
        r"advertisement\s*[-–—:]\s*.{0,60}|ad feedback|report (?:this )?ad|skip (?:this )?ad(?:vert)?.{0,20}|"
        r"buy (?:now|it now|tickets?)(?: (?:on|from|at) .{0,40})?|shop now.{0,30}|(?:check|see|view) (?:price|"
        r"deal|offer|it)(?: (?:at|on) .{0,40})?|(?:this (?:post|article|page|"
        r"story) )?(?:may )?contains? affiliate links?.{0,200}|(?:we|i) (?:may )?(?:earn|receive|"
        r"get) (?:a )?(?:small )?(?:affiliate )?commissions?.{0,160}|as an amazon associate.{0,120}|"
        r"\*?affiliate links?.{0,80}",
    ),
    (
        Omission.PROMOTION,
        r"visit my (?:new |other |own )?(?:web ?site|blog|site|page).{0,160}|my (?:new|newest|latest|"
        r"most recent|forthcoming|next) (?:book|novel|e-?book|album|course|podcast)\b.{0,240}|(?:buy|order|"
        r"pre-?order|get) (?:my|our|the) (?:new |latest )?(?:book|novel|e-?book|course|album)\b.{0,160}|"
        r"(?:contact|reach|e-?mail|write to) (?:me|us|him|her|the author) (?:at|via|on)\b.{0,120}|(?:he|she|"
        r"they|i) can be (?:reached|contacted|followed|found) (?:at|on|via)\b.{0,140}|"
        r"(?:please )?(?:support|donate)(?: (?:us|me|this|our|my|to|independent|the)\b.{0,160})?|(?:become|"
        r"be) a (?:patron|member|supporter|subscriber)\b.{0,140}|(?:support|follow|find) (?:me|us|him|"
        r"her) on (?:patreon|ko-?fi|twitter|facebook|instagram|medium|mastodon|youtube).{0,120}|buy (?:me|"
        r"us) a coffee.{0,60}|download (?:the|our) (?:free )?(?:app|\w+ app).{0,120}|get the app.{0,60}|"
        r"available on (?:the )?(?:app store|google play|ios|android).{0,80}|"
        r"(?:listen|subscribe) (?:to (?:us|the podcast|our podcast) )?(?:on|via|in) (?:apple podcasts?|"
        r"spotify|itunes|stitcher).{0,120}|follow (?:me|him|her|them|the author|@\w+|"
        r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}) (?:on|at|@)\b.{0,100}|(?:have|got|send us|"
        r"do you have) (?:a |any |your )?(?:news )?(?:tips?|story idea|questions?|feedback|story)\b.{0,160}|"
        r"thanks? for reading.{0,80}|about the authors?|about (?:me|us)|my (?:recent )?books?:?|visit (?:our|"
        r"us|the) (?:web ?site|store|shop)\b.{0,80}",
    ),
    (
        Omission.NAVIGATION,
        r"skip to (?:main )?(?:content|navigation|search|footer).{0,20}|(?:toggle|open|close|main|primary|"
        r"show|hide) (?:navigation|menu|search|sidebar|nav)|menu|search(?: for| this site| the site)?|(?:go |"
        r"back |return )?to (?:the )?top.{0,10}|back to (?:the )?(?:top|all|home|blog|posts?|gallery|slideshow|"
        r"articles?).{0,40}|up ↑|home(?: page)?|navigation|breadcrumbs?|sections?|close|jump to.{0,60}|"
        r"table of contents|contents|in this (?:article|post|story)|on this page|"
        r"page \d+ of \d+|pages?:? \d+(?: \d+)*|\d+ (?:of|/) \d+|←.{0,120}|.{0,120}→|(?:«|‹|"
        r"<<) ?[^«»‹›]{0,120}|[^«»‹›]{0,120} ?(?:»|›|>>)|older (?:posts?|entries)|newer (?:posts?|entries)|"
        r"next|prev(?:ious)?|first|last|click here(?: to .{0,60})?|(?:sign|log) ?(?:in|out|up)(?: (?:here|now|"
        r"to|with)\b.{0,80})?|log ?out ?/?.{0,30}|create an account.{0,60}|my account|register|"
        r"forgot (?:your )?password.{0,30}|already (?:a subscriber|have an account|a member).{0,80}|"
        r"zurück(?: zur? .{0,40})?|nach oben|weiter|inicio|accueil|startseite|seiteninhalt|inhaltsverzeichnis|"
        r"indice|sommaire|"
        r"view (?:as|on) (?:one|single|desktop|mobile).{0,30}|(?:print|printer)[ -]?(?:friendly)?(?: version|"
        r" page)?|(?:enlarge|zoom)(?: image| this image)?|(?:full ?screen|play|pause|mute|unmute|replay|"
        r"video player.{0,40}|now playing|play video|watch now|watch live|live|this is a modal window.{0,120}|"
        r"media could not be loaded.{0,80}|more videos?|watch more.{0,60})|edit(?: this page)?|permalink|"
        r"show (?:more|less|all)|see (?:more|less|all)|load more|expand|collapse|read (?:less|more)|more",
    ),
    (
        Omission.FOOTER,
        r"(?:©|\(c\)|copyright)\s.{0,240}|.{0,80}\ball rights reserved\b.{0,120}|©.{0,200}|(?:terms|privacy|"
        r"cookies?)(?: (?:of (?:use|service)|and conditions|& conditions|policy|notice|statement|settings|"
        r"preferences))?(?: ?[|·•&,]? ?(?:and )?(?:terms|privacy|cookies?)(?: (?:of (?:use|service)|policy|"
        r"settings|notice))?)*|(?:proudly )?powered by .{2,60}|blog at(?: wordpress.*)?|"
        r"(?:create a free website or )?blog at wordpress\.com.{0,40}|theme:? .{0,80} by .{0,60}|"
        r"designed by .{2,40}|%d bloggers like this.?|"
        r"(?:posted|filed|published|categori[sz]ed|tagged)(?: (?:in|under|with|as))\b.{0,200}|(?:tags?|"
        r"categor(?:y|ies)|topics?|keywords?|labels?|filed under|schlagw(?:ort|orte|örter)|stichworte|"
        r"kategorien?|themen|etiquetas|categorías?|mots[- ]clés|catégories?|tagi|метки|рубрики?|"
        r"теги)\s*:\s*.{0,300}|(?:tags|categories|topics|filed under)|we use cookies.{0,240}|(?:this (?:site|"
        r"website) uses|by (?:continuing|using) .{0,60}(?:you (?:agree|consent))).{0,240}|"
        r"accept (?:all )?(?:cookies)?|"
        r"(?:view|see) our (?:privacy|cookie).{0,60}|do not sell my.{0,60}|"
        r"this material may not be published,? broadcast.{0,160}|(?:imprint|impressum|contact(?: us)?|"
        r"about(?: us)?|advertise(?: with us)?|careers|help|faq|sitemap|site map|rss|terms)|isbn.{0,30}|"
        r"report (?:an? )?(?:error|typo|correction|mistake).{0,60}|(?:see|found|spotted|"
        r"notice) (?:an? )?(?:error|typo|mistake|something wrong).{0,100}|rate this (?:post|article).{0,40}|"
        r"was this (?:article|page|post|helpful).{0,60}|alle rechte vorbehalten.{0,80}|"
        r"todos los derechos reservados.{0,80}|todos os direitos reservados.{0,80}|"
        r"tous droits réservés.{0,80}|все права защищены.{0,80}|tutti i diritti riservati.{0,80}",
    ),
    (
        Omission.CREDIT,
        r"[(\[]?(?:(?:cover |featured? |header |lead |main |top |stock |file |hero |thumbnail )*(?:photos?|"
        r"photographs?|images?|pictures?|pics?|illustrations?|graphics?|screenshots?|screen ?grabs?|videos?|"
        r"art ?work|credits?|fotos?|bild(?:er|quelle|nachweis)?|quelle|imagen|crédits?|foto ?s?|zdjęcie|фото|"
        r"fonte|fuente|figure|source|cover|logo)(?: credits?| source| courtesy)?(?: via| by| from| of|"
        r" courtesy(?: of)?)?\s*[:©/|–—-]\s*.{1,140}|(?:photos?|photographs?|images?|pictures?|illustrations?|"
        r"video|graphic|art|artwork|screenshot) (?:by|via|credit|courtesy|from|©)\b.{1,120}|(?:photo|image|"
        r"picture) (?:credits?|source).{0,120}|image(?: \d+)?(?: of \d+)?|(?:getty images?|shutterstock|"
        r"reuters|ap photo|afp|istock|unsplash|pixabay|flickr|alamy|dpa|epa|wikimedia commons|pexels|"
        r"adobe stock|bloomberg)(?: ?/.{0,60})?|.{0,80}(?:via|/|\||©|, )\s*(?:getty(?: images?)?|shutterstock|"
        r"istock(?:photo)?|unsplash|pixabay|flickr|alamy|wikimedia commons|pexels|afp|ap|reuters|epa|"
        r"adobe stock)[)\].]?|click to (?:enlarge|expand|zoom|view).{0,40}|(?:hide|toggle|show|view) caption|"
        r"enlarge (?:this )?image|courtesy(?: of)? .{2,60}|file photo.{0,40}|"
        r"view (?:full )?image.{0,20})[)\].]?",
    ),
    (
        Omission.METADATA,
        # with a date; "Added dark mode" is news
        rf"(?!(?:added|updated|created|modified) (?!(?:last|date|the|on|at)\b|{_MONTHS}\b|(?:{_DAYS})\b)[^\W\d_]{{3,}})"
        rf"(?:{_DATED})\b(?!.*\b(?:it|its|was|is|were|are|we|you)\b)\s*:?\s*.{{0,40}}(?:\d{{4}}|\d+[./-]\d+|\d:\d|"
        rf"\d ?[ap]m\b|\bago\b|yesterday|today|gestern|heute|ayer|hoy|aujourd|\b{_MONTHS}\.? \d|"
        rf"\d(?:st|nd|rd|th|\.)? (?:de )?{_MONTHS}\b|\b(?:{_DAYS})\b).{{0,60}}|"
        rf"(?:{_DATED}):.{{0,60}}|(?:posted|published|submitted) (?:in|under|to|by)\b.{{0,80}}|(?:written|updated|"
        rf"veröffentlicht|publicado|publié|pubblicato) (?:by|von|por|par|da)\b.{{0,80}}|(?:posted|published|updated|"
        r"last (?:updated|modified)|aktualisiert|veröffentlicht|publicado|actualizado|publié|опубликовано|обновлено)|"
        r"\d+ min(?:ute)?s?(?: read)?|(?:reading time|read time|estimated reading time|lesezeit|"
        r"temps de lecture|tiempo de lectura)\b.{0,40}|by|von|par|por|\d+ (?:seconds?|minutes?|hours?|days?|"
        r"weeks?|months?|years?) ago|vor \d+ (?:minuten?|stunden?|tagen?)|hace \d+ .{0,20}|il y a \d+ .{0,20}|"
        r"(?:word count|words)\s*:\s*\d+",
    ),
)
# Sentences that end an article without being part of it, or stand before it: only believed at its edges.
_EDGES: tuple[tuple[Omission, str], ...] = (
    (
        Omission.NEWSLETTER,
        r"\b(?:sign[ -]?up|signing up|subscribe|subscribing|register|opt[ -]in)\b.{0,120}\b(?:newsletters?|"
        r"in-?box|e-?mails?|alerts|updates|mailing list|digest|podcast|channel|blog|feed)\b|\b(?:newsletters?|"
        r"in-?box)\b.{0,120}\b(?:sign[ -]?up|subscribe|here)\b|"
        r"\bdelivered (?:straight )?to your (?:e-?mail )?in-?box|newsletter.{0,60}(?:abonnieren|anmelden|"
        r"bestellen)|abonne[zr]-vous|suscr[ií]b[aei]|iscriviti alla newsletter|assine (?:a |nossa )newsletter",
    ),
    (
        Omission.SHARING,
        r"\b(?:follow|like|join|find|tweet|friend|connect with|catch)\b (?:me|us|him|her|them|@\w+|the author|"
        r"[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,3}|our .{0,30}) (?:on|at|@|via|over on)\b.{0,20}\b(?:twitter|"
        r"facebook|instagram|linkedin|mastodon|bluesky|youtube|pinterest|tiktok|medium|threads|google|@\w+)|"
        r"\bon twitter:? @|@\w+ on twitter|\b(?:share|pass) (?:this|it) (?:on|with|to)\b.{0,60}|"
        r"\bfollow (?:me|us|him|her|them)\b.{0,20}@\w+",
    ),
    (
        Omission.PROMOTION,
        r"\b(?:reach|contact|e-?mail|write(?: to)?|message|tip) (?:the (?:reporters?|authors?|writers?|"
        r"editors?)|him|her|them|me|us|[A-Z]\w+(?: [A-Z]\w+)?)\b.{0,20}\b(?:at|on|via)\b|\b(?:may|"
        r"can) be (?:reached|contacted|followed|emailed)\b|\bwe(?:['’]d| would) (?:like|love) to hear (?:what|"
        r"from)|\b(?:have|got) (?:a |any )?(?:news )?(?:tip|story|question|feedback|suggestion|"
        r"correction)s?\b.{0,40}\?|letters?@|\bthe views (?:and opinions )?expressed (?:in this|here|by|are)|"
        r"\bdo not necessarily (?:reflect|represent)|"
        r"^(?:about the authors?|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3},? (?:(?:who )?(?:is|was|writes|covers|"
        r"works|lives|has (?:written|been))\b|['’]s (?:book|novel|work)\b).{0,240}(?:\b(?:writer|author|"
        r"reporter|editor|journalist|columnist|correspondent|contributor|blogger|professor|fellow|producer|"
        r"curator|photographer|freelance\w*|novelist|researcher|director|founder|out now|"
        r"available)\b).{0,200}$)|\b(?:my|our|his|her) (?:new|latest|newest|most recent) (?:book|novel|album|"
        r"course)\b.{0,120}(?:available|out now|titled|called|order|buy|published)|\bsupport (?:us|me|my work|"
        r"our work|our journalism|independent journalism)\b|\bpatreon\b|\bbecome a (?:patron|member|"
        r"subscriber|supporter)\b|\bthanks? (?:you )?for reading\b",
    ),
    (
        Omission.CREDIT,
        r"^\W*(?:additional |with )?(?:report(?:ing|ed)|writing|edit(?:ing|ed)|compil(?:ing|ed)|"
        r"translat(?:ion|ed)|production|produced|graphics?|research)\b.{0,20}\bby\b .{3,300}$|"
        r"^\W*(?:contribut(?:ing|ors?)|reporters?|mit material von|avec):\s+[A-ZÀ-Þ].{3,200}$|"
        r"\bcontributed (?:to this (?:report|story|article|post|piece)|reporting)\b|\b(?:this|the) (?:story|"
        r"article|post|piece|report|essay|column|interview) (?:has been |was |is |were )?(?:first |"
        r"originally |also |previously )?(?:published|appeared|posted|produced|written|updated|corrected|"
        r"reprinted|republished|adapted|syndicated|excerpted|brought to you|provided)\b.{0,200}$|"
        r"\boriginally (?:published|appeared|posted) (?:on|in|at|by)\b|^associated press (?:writers?|"
        r"journalists?|reporters?).{0,200}$|^(?:graphic|source|sources|via|quelle|quellen|fonte|"
        r"fuente)\s*[:;-].{0,200}$|^\(?c\)? ?(?:19|20)\d\d .{0,120}$|all rights reserved",
    ),
    (
        Omission.COMMENTS,
        r"\b(?:leave|post|drop|share|add) (?:a|your|us a|me a) (?:comments?|reply|thoughts?)\b|\blet (?:us|"
        r"me) know\b.{0,80}\b(?:comments?|below|think)|\bin the comments? (?:section )?below\b|\b(?:comments?|"
        r"discuss)\b.{0,30}\b(?:below|forum)\b",
    ),
    (
        Omission.ADVERT,
        r"\baffiliate links?\b|\b(?:earn|receive|get) an? (?:small |affiliate )?commission\b|\b(?:contains|"
        r"includes) references to products\b|\bbonus value is an estimated\b|\bsponsored by\b|"
        r"\bthis (?:sponsored|post (?:is|was) sponsored)|\bamazon associate\b|"
        r"\bterms apply to\b.{0,60}offers?|\boffers? (?:mentioned|listed|on this page)\b.{0,80}(?:expired|"
        r"change)",
    ),
    (
        Omission.RELATED,
        r"^(?:read|see|watch|view|listen|check out|click|more|related|also|next|previous|continue|"
        r"don['’]t miss|editor['’]s? picks?|for more)\b.{0,20}[:»>→]|\b(?:click|tap) here (?:to|for)\b|"
        r"^for more (?:on|about|information|stories|news|like)\b.{0,140}|^(?:to )?(?:read|learn|find out|"
        r"see) more\b.{0,120}|\bappeared first on\b",
    ),
    (
        Omission.FOOTER,
        r"^©|^\(c\) |^copyright\b|\ball rights reserved\b|\bmay not be (?:published|reproduced|redistributed)|"
        r"^(?:tags?|topics?|filed under|categor(?:y|ies)|posted in|labels?|keywords?)\b.{0,3}:",
    ),
)
_LONGEST_CAPTION = 800  # characters
LONGEST_EDGE = 420  # characters
LONGEST_LINE = 320  # characters; a longer paragraph is prose, whatever it begins with
_DECORATION = re.compile(r"[\W_]*")
_DATE_LINE = re.compile(
    rf"(?:(?:\d{{4}}-\d\d-\d\dt[\d:.z+-]++|\d+ min(?:ute)?s? read|posted|published|updated|last updated|on|"
    rf"by|am|le|el|date|datum|at|um|à|uhr|edited|gmt|utc|est|edt|pst|pdt|cet|cest|bst|ist|et|pt|ct|"
    rf"a\.?m\.?|p\.?m\.?|de|of|the|{_DAYS}|{_MONTHS}|\d{{1,4}}(?!\d)(?:st|nd|rd|th)?|年|月|日|[\s,.:;/|"
    rf"•·–—-])\s*+)++",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _compiled_lines() -> tuple[tuple[Omission, re.Pattern[str]], ...]:
    return tuple((reason, re.compile(rf"(?:{pattern}){_END}", re.IGNORECASE)) for reason, pattern in _LINES)


@lru_cache(maxsize=1)
def _compiled_edges() -> tuple[tuple[Omission, re.Pattern[str]], ...]:
    return tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _EDGES)


@lru_cache(maxsize=4096)
def edge(text: str) -> Omission | None:
    """Why the first or last paragraph of an article is no part of it, if it is not."""
    if len(text) > LONGEST_EDGE:
        return None
    text = re.sub(r"\s+", " ", text).strip()
    reason = next((reason for reason, pattern in _compiled_edges() if pattern.search(text)), None)
    # A long farewell that ends in "leave a comment" is still the author speaking.
    return None if reason in (Omission.COMMENTS, Omission.RELATED) and len(text) > 200 else reason


_CREDIT_BEHIND = re.compile(
    r"[(\[|]\s*(?:(?:photos?|photographs?|images?|pictures?|pics?|credits?|fotos?|bild(?:er)?|imagen|"
    r"illustrations?|graphics?|source|quelle|video|file)\b\s*[:©/]?.{0,80}|.{0,40}\b(?:getty(?: images)?|"
    r"shutterstock|reuters|ap photo|afp|istock|unsplash|alamy|epa|dpa)\b.{0,40}|©.{0,60}|(?:ap|"
    r"ap photo)/.{0,60})[)\]|]?\.?\s*$|"
    r"\s(?:photo|image|picture|photograph|credit|illustration|foto|bild|fotos?|photos?|"
    r"images?)(?: credits?| courtesy| source)?\s*(?:by|:|©|courtesy)\s*(?:[^.]|(?<=\b[A-Z])\.){2,60}\.?$",
    re.IGNORECASE,
)


def credit_behind(text: str) -> int:
    """Where the credit at the end of a caption begins; -1 if there is none."""
    if len(text) > _LONGEST_CAPTION:
        return -1
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
        if pattern.fullmatch(text) and not (reason is Omission.NAVIGATION and "«" in text and "»" in text):
            return reason
    return None


_DATED_LINE = re.compile(rf"\d{{4}}|{_MONTHS}|\d+[./]\d+[./]\d+", re.IGNORECASE)


def is_date(text: str) -> bool:
    """Whether a line says nothing but when."""
    return (
        len(text) < 90
        and any(map(str.isdigit, text))
        and bool(_DATED_LINE.search(text))
        and bool(_DATE_LINE.fullmatch(text))
    )
