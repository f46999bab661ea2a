"""What makes a save suspicious: better asked about than published."""

from __future__ import annotations

import re
from collections.abc import Sequence

from podcaster.model import Block, BlockKind, Doubt

FEWEST_WORDS = 80

_SCRIPT = re.compile(
    r"\b(?:you need to |please |must )?(?:enable|turn on|activate|allow) javascript\b|javascript (?:is |"
    r"must be |has been )?(?:required|disabled|not enabled|enabled)|(?:your )?browser (?:does not|"
    r"doesn['’]t) support|requires javascript|javascript (?:aktivieren|ist deaktiviert)|"
    r"activer javascript|"
    r"(?:active|habilite) (?:el )?javascript|checking your browser before|just a moment\.\.\.|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|attention required! \| cloudflare|access denied",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"\b(?:subscribe|register|sign (?:in|up)|log ?in|create an? (?:free )?account|become a (?:member|"
    r"subscriber)|join|upgrade)\b.{0,60}\b(?:to|and) (?:continue|keep|finish|read(?:ing)?|view|access|"
    r"unlock|see|get)\b(?: (?:reading|full|the (?:full|rest|whole|entire)|this|unlimited|all|"
    r"more).{0,80})?|"
    r"(?:this|the (?:full|rest of (?:this|the)|remainder of this)) (?:article|story|post|content|"
    r"page) (?:is|are) (?:only |exclusively |reserved )?(?:for|available (?:to|for)|reserved for|"
    r"limited to) (?:paid |paying |our )?(?:subscribers?|members?|registered)|(?:this post|"
    r"this article) is for (?:paid|paying|premium) (?:subscribers?|members?)|"
    r"you(?:['’]ve| have) (?:reached|used|read) (?:your|all|the) .{0,40}(?:free )?(?:articles?|limit)|"
    r"(?:free )?articles? (?:left|remaining)|to (?:continue|keep) reading|"
    r"continue reading (?:this article )?(?:with|by)|unlock (?:this|the full|full)|premium[- ](?:article|"
    r"content|artikel)|"
    r"(?:weiterlesen|jetzt lesen) mit|als abonnent|artikel (?:ist|nur) (?:nur )?für abonnenten|"
    r"mit .{0,20}plus.{0,20}weiterlesen|réservé aux abonnés|article réservé|"
    r"il vous reste .{0,20}de cet article|solo para suscriptores|contenido exclusivo para suscriptores|"
    r"exclusivo para assinantes|riservato agli abbonati|keep reading with a .{0,30}trial",
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    r"\b(?:already|not(?: yet)?) an? (?:subscriber|member)\?", re.IGNORECASE
)  # comment forms ask so, too
_COOKIES = re.compile(
    r"\bwe (?:and our .{0,40}partners )?use cookies\b|\b(?:accept|reject|manage|"
    r"allow) (?:all )?(?:cookies|trackers)|\b(?:cookie|privacy) (?:settings|preferences|policy|consent)\b|"
    r"before you continue to|your privacy (?:choices|is important)|we value your privacy|"
    r"wir verwenden cookies|nous utilisons des cookies|utilizamos cookies|usamos cookies|"
    r"legitimate interest|personali[sz]ed ads|store and/or access information on a device|gdpr",
    re.IGNORECASE,
)

# One of these is in everything that _COOKIES finds; to look for a word is much faster than for a pattern.
_COOKIE_HINTS = ("cookie", "trackers", "privacy", "before you continue", "legitimate", "personali", "device", "gdpr")


def of_text(
    blocks: Sequence[Block], whole: str, *, paid: bool = False, cut_off: str = "", script_shell: bool = False
) -> tuple[tuple[Doubt, str], ...]:
    """What is doubtful about an article. *whole*: all the text of its page; *paid*: the page says so."""
    words = sum(_words(b) for b in blocks if b.kind is not BlockKind.CODE)
    text = " ".join(b.text for b in blocks)
    out: list[tuple[Doubt, str]] = []
    if words < 150 and (
        match := _SCRIPT.search(text) or (_SCRIPT.search(whole[:20_000]) if words < 40 or script_shell else None)
    ):
        out.append((Doubt.JAVASCRIPT, f"the page was saved before its script had run: “{_around(match)}”"))
    elif script_shell and words < FEWEST_WORDS:
        out.append((Doubt.JAVASCRIPT, "the page is an empty frame for a script; save it after it has loaded"))
    tail = " ".join(b.text for b in blocks[-4:])
    match = _PAYWALL.search(tail) or _MEMBERS.search(tail) if words < 2500 else None
    behind = None if match or words >= (400 if paid else 250) else _PAYWALL.search(whole)
    if match:
        out.append((Doubt.PAYWALL, f"it stops where one should subscribe: “{_around(match)}”"))
    elif behind:
        out.append((Doubt.PAYWALL, f"only the free beginning of a paid article: “{_around(behind)}”"))
    elif paid and (words < 250 or re.search(r"(?:…|\.\.\.)$", text.rstrip())):
        out.append((Doubt.PAYWALL, "the page says that it is for subscribers, and it is short"))
    # Almost nothing but a banner: its lines may have been left out as furniture already.
    if _is_banner(text if words >= 30 else whole, words):
        out.append((Doubt.COOKIE_WALL, "what was saved is a request to accept cookies"))
    if cut_off:
        out.append((Doubt.CUT_OFF, cut_off))
    if words < FEWEST_WORDS:
        out.append((Doubt.SHORT, f"it has {words} words, and {FEWEST_WORDS} are the least that one would listen to"))
    return tuple(out)


def _is_banner(text: str, words: int) -> bool:
    """Whether a text speaks as a cookie banner does, again and again."""
    lower = text.lower()
    least = max(2, words // 60 + 1)
    return sum(map(lower.count, _COOKIE_HINTS)) >= least and len(_COOKIES.findall(lower)) >= least


_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")


def _words(block: Block) -> int:
    wide = 0 if block.text.isascii() else len(_WIDE.findall(block.text))
    return len(block.text.split()) + wide // 2  # Chinese and Japanese write no spaces


def _around(match: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", match.group(0)).strip()[:120]
