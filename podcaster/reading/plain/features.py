"""What the model of plain text sees of each piece: its form, its place, its neighbours, and what the rules say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import log1p
from typing import TYPE_CHECKING, Any

from podcaster.model import Omission
from podcaster.reading import bylines, dates, furniture
from podcaster.reading.plain import choose, topic
from podcaster.reading.plain.choose import Stretch
from podcaster.reading.plain.lines import Piece

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[np.float32]]

WIDTHS = (1, 2, 4, 8, 16, 32)  # pieces on either side that a mean is taken over
SPANS = (30, 100, 300, 1000)  # words on either side
_SHORT = 160  # characters; a longer line is of no template
_MENU = 60  # lines that begin alike; more are a list or a table
_TOP = 3  # pieces at the top, among them the title of the window
_SPANNED = ("common", "again", "marker", "name", "capitals", "boiler")
_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*$")
_STOP = re.compile(r"[.!?…。！？]['\"”’»)\]]*(?=\s|$|[^\x00-\u2e7f])")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0e7f\uff00-\uffef]")
_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"[^\W\d_]+ [^\W\d_]+")  # a line of two words
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net|html?)\b", re.IGNORECASE)
_BAR = re.compile(r"[|»«›‹>·•/→←+]")
_COUNT = re.compile(r"[(\[][\d.,]{1,7}[)\]]")  # behind an entry of a list: "Boats (12)"
_CODE = re.compile(r"[<>{}=;_\\]")
_BYLINE = re.compile(r"\s*(?:(?:posted|published|written|text|words)\s+)?(?:by|von|par|por)\s+\S", re.IGNORECASE)
_ANSWER = re.compile(
    r"\b(?:repl(?:y|ies)|says?|said|wrote|responses?|comments?|permalink|flag|report)\b", re.IGNORECASE
)
# The commonest words of prose in the languages that saves are mostly in; menus have few of them.
_COMMON = frozenset(
    str.split(
        "the of and to a in is that it for on with as was at by be this from or are not have but you we he they i his "
        "her der die das und ist nicht ein eine zu den mit von auf im sich es dem für als auch le la les de des et "
        "est un une dans que qui pour pas sur du el los las y en por con una se del al il di che non per è da o não "
        "um uma os no na и в не на что он с как это по а у из за het een van ik je niet w z i nie się na do en och "
        "att det som på är"
    )
)
_YOU = frozenset(str.split("you your we our us sie ihr wir vous votre nous usted su nuestro вы ваш мы"))
_BOILER = frozenset(
    str.split(
        "cookie cookies privacy policy consent terms conditions subscribe subscription subscriber newsletter email "
        "account password login register copyright rights reserved javascript browser advertising advertisement ads "
        "partners settings follow share facebook twitter instagram click reply comment comments posted signup "
        "datenschutz impressum abonnieren anmelden werbung kommentar confidentialité abonnez connexion publicité "
        "commentaires privacidad suscríbete publicidad comentarios реклама подписаться комментарии"
    )
)
_KINDS = (
    Omission.COMMENTS,
    Omission.RELATED,
    Omission.FOOTER,
    Omission.NEWSLETTER,
    Omission.PROMOTION,
    Omission.NAVIGATION,
    Omission.SHARING,
    Omission.ADVERT,
    Omission.METADATA,
    Omission.CREDIT,
)


def weights(found: Sequence[Piece]) -> list[float]:
    """The words of each piece; scripts without spaces have a word in every two letters."""
    return [len(p.text.split()) + (0 if p.text.isascii() else len(_WIDE.findall(p.text)) / 2) for p in found]


def table(found: Sequence[Piece], stretch: Stretch) -> Table:
    """A row of numbers for each piece. *stretch*: the part that the rules take for the article."""
    import numpy as np

    said = weights(found)
    worth = choose.values(found)
    own = np.array(_own(found, said, worth, stretch), dtype=np.float32)
    words = np.array(said, dtype=np.float32)
    around = own[:, _AROUND]
    prose = own[:, AT["prose"]] * np.minimum(words, 120.0)
    many = np.column_stack([around, prose])
    parts = [
        own,
        _places(own, words, prose, stretch),
        _spans(own, words, prose),
        topic.columns(found, words, stretch.title_at, stretch.start),
    ]
    for width in WIDTHS:
        parts += list(means(many, width))
    return np.concatenate(parts, axis=1).astype(np.float32)


def means(columns: Table, width: int) -> tuple[Table, Table]:
    """The means over the pieces before and behind each piece; outside of the save everything is 0."""
    import numpy as np

    count = len(columns)
    sums = np.concatenate([np.zeros((1, columns.shape[1])), np.cumsum(columns, axis=0, dtype=np.float64)])
    at = np.arange(count)
    before = (sums[at] - sums[np.maximum(at - width, 0)]) / width
    behind = (sums[np.minimum(at + 1 + width, count)] - sums[at + 1]) / width
    return before.astype(np.float32), behind.astype(np.float32)


def _spans(own: Table, words: Table, prose: Table) -> Table:
    """Shares in a window of words before and after each piece, however the save is broken into lines."""
    import numpy as np

    weight = np.maximum(words, 0.5)
    ends = np.cumsum(weight)
    starts = ends - weight
    columns = [weight, prose, *(own[:, AT[name]] * weight for name in _SPANNED), np.ones(len(own))]
    sums = np.concatenate([np.zeros((1, len(columns))), np.cumsum(np.column_stack(columns), axis=0)])
    at = np.arange(len(own))
    out = []
    for span in SPANS:
        first = np.searchsorted(starts, starts - span)
        last = np.searchsorted(ends, ends + span, side="right")
        before = (sums[at] - sums[first]) / span
        behind = (sums[last] - sums[at + 1]) / span
        around = (sums[last] - sums[first])[:, 1]
        out += [before[:, 1:], behind[:, 1:], (around / (around.max() or 1.0))[:, None]]
    return np.concatenate(out, axis=1)


# What is known of each piece by itself. The trained trees know the columns by their places: train them after a change.
_FORM = str.split(
    "chars words prose worth ends_sentence ends_colon ends_open ends_letter upper lower digit quoted marker "
    "numbered depth quote indent gap lines gap_behind commas sentences capitals smalls digits wide common "
    "brackets bars addresses"
)
_KNOWN = str.split(
    "date dateline byline again shape comments related footer newsletter promotion navigation sharing advert "
    "metadata credit furniture edge end answer caption topical title_share title_covered title name you shouting "
    "asking letters length quotes boiler teaser same_indent relative about_writer stops "
    "counts code starts_alike ends_alike top_share top_covered template"
)
AT = {name: place for place, name in enumerate([*_FORM, *_KNOWN])}
# Those whose means over the neighbours are columns too.
_AROUND = [
    AT[name]
    for name in str.split(
        "chars words prose worth ends_sentence ends_letter marker gap commas capitals smalls digits common bars date "
        "again shape comments related footer newsletter navigation sharing end answer topical name you shouting "
        "asking sentences counts starts_alike ends_alike top_share template"
    )
]
# Signs for which the distance to the last and next piece is a column, and signs that are counted from the top.
_FAR = str.split(
    "prose date byline comments related footer newsletter navigation sharing end answer title name template"
)
_COUNTED = ("prose", "date", "byline", "comments", "related", "end", "answer", "template")


class _Seen:
    """The texts of a save: how often each occurs, and the words of its prose and of its title."""

    def __init__(self, found: Sequence[Piece], title: str) -> None:
        self.often = Counter(p.text.lower() for p in found)
        self.shapes = Counter(_shape(p.text) for p in found)
        self.known: Counter[str] = Counter()
        for piece in found:
            if choose.is_prose(piece):
                self.known.update(set(_WORD.findall(piece.text.lower())))
        self.names = {p.text.lower() for p in found if _NAME.fullmatch(p.text)}
        self.heads = Counter(t[:40] for t in self.often if len(t) > 40)
        prose = [p for p in found if choose.is_prose(p)]
        self.indent = Counter(p.indent for p in prose).most_common(1)[0][0] if prose else 0
        self.usual = sorted(len(p.text) for p in prose)[len(prose) // 2] if prose else 100
        short = [p.text for p in found if len(p.text) < _SHORT]
        self.starts = Counter(map(_start, short))
        self.ends = Counter(map(_finish, short))
        self.top = {t for p in found[:_TOP] for t in _WORD.findall(p.text.lower())} - _COMMON
        self.title = bylines.plain_words(title)
        self.title_words = set(_WORD.findall(title.lower())) - _COMMON


def _first_words(text: str) -> str:
    """The first two words, without the sign behind them: "ida holm" of "Ida Holm, who writes about boats"."""
    return re.sub(r"[,.:]$|['’]s$", "", " ".join(text.lower().split()[:2]))


def _start(text: str) -> str:
    """The first two words, whatever the numbers: lines of one template begin alike."""
    return " ".join(_shape(text[:60]).split()[:2])


def _finish(text: str) -> str:
    return " ".join(_shape(text[-60:]).split()[-2:])


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text.lower())


def _own(found: Sequence[Piece], said: Sequence[float], worth: Sequence[float], stretch: Stretch) -> list[list[float]]:
    seen = _Seen(found, stretch.title)
    gaps = [*(p.gap for p in found[1:]), True]
    return [
        [*_form(piece, said[n], worth[n], gaps[n]), *_known(piece, seen, choose.is_prose(piece), said[n])]
        for n, piece in enumerate(found)
    ]


def _form(piece: Piece, said: float, worth: float, gap_behind: bool) -> list[float]:
    """Length, ends, signs and letters, in the order of _FORM."""
    text = piece.text
    parts = text.split()
    count, chars = max(1, len(parts)), max(1, len(text))
    tokens = _WORD.findall(text.lower())
    wide = 0 if text.isascii() else len(_WIDE.findall(text))
    return [
        log1p(len(text)),
        log1p(said),
        float(choose.is_prose(piece)),
        worth / 20,
        float(bool(_END.search(text))),
        float(text.endswith((":", "："))),
        float(text.endswith((",", ";", "…", "..."))),
        float(text[-1:].isalnum()),
        float(text[:1].isupper()),
        float(text[:1].islower()),
        float(text[:1].isdigit()),
        float(text[:1] in "\"“‘„«'「『"),
        float(bool(piece.marker)),
        float(bool(piece.marker) and piece.marker[0].isalnum()),
        float(piece.depth),
        float(piece.quote),
        min(piece.indent, 40) / 10,
        float(piece.gap),
        log1p(piece.lines),
        float(gap_behind),
        (text.count(",") + text.count("，") + text.count("、")) / count,
        log1p(len(_STOP.findall(text))),
        sum(1 for w in parts if w[:1].isupper()) / count,
        sum(1 for w in parts if w[:1].islower()) / count,
        sum(map(str.isdigit, text)) / chars,
        wide / chars,
        sum(1 for t in tokens if t in _COMMON) / max(1, len(tokens)),
        (text.count("[") + text.count("(") + text.count("{")) / count,
        len(_BAR.findall(text)) / count,
        float(len(_ADDRESS.findall(text))),
    ]


def _known(piece: Piece, seen: _Seen, prose: bool, said: float) -> list[float]:
    """What the rules say, repetition, and agreement with the title and the prose, in the order of _KNOWN."""
    text = piece.text
    lower = text.lower()
    parts, tokens = text.split(), _WORD.findall(lower)
    distinct = set(tokens)
    kind = furniture.line(text)
    letters = sum(map(str.isalpha, text)) or 1
    topical = [seen.known[t] - prose for t in distinct if len(t) > 3 and t not in _COMMON]
    shared, of_top = len(distinct & seen.title_words), len(distinct & seen.top)
    begun, ended = (seen.starts[_start(text)], seen.ends[_finish(text)]) if len(text) < _SHORT else (1, 1)
    return [
        float(len(text) < 200 and dates.date(text) is not None),
        float(kind is Omission.METADATA),
        float(len(text) < 160 and bool(_BYLINE.match(text))),
        log1p(seen.often[lower] - 1),
        log1p(seen.shapes[_shape(text)] - 1),
        *(float(kind is k) for k in _KINDS),
        float(kind is not None),
        float(furniture.edge(text) is not None),
        float(furniture.ends(text, "text") if len(text) < 200 else False),
        float(len(text) < 60 and bool(_ANSWER.search(text))),
        float(len(text) < 400 and furniture.credit_behind(text) >= 0),
        log1p(sum(topical) / max(1, len(topical))),
        shared / max(1, len(distinct - _COMMON)),
        shared / max(1, len(seen.title_words)),
        float(bool(seen.title) and bylines.plain_words(text) == seen.title),
        float(2 <= len(parts) <= 4 and all(w[:1].isupper() and w.isalpha() for w in parts)),
        sum(1 for t in tokens if t in _YOU) / max(1, len(tokens)),
        float(sum(map(str.isupper, text)) > 0.8 * letters),
        (text.count("!") + text.count("?")) / max(1, len(parts)),
        letters / max(1, len(text)),
        log1p(len(text) / max(1, len(parts))),
        float(any(q in text for q in '“”"«»„「')),
        sum(1 for t in tokens if t in _BOILER) / max(1, len(tokens)),
        float(seen.heads[lower[:40]] > 1 or lower.endswith(("…", "...", "[…]"))),
        float(piece.indent == seen.indent),
        log1p(len(text)) - log1p(seen.usual),
        float(len(text) > 40 and _first_words(text) in seen.names),
        log1p(len(_STOP.findall(text)) / max(1.0, said / 15)),
        len(_COUNT.findall(text)) / max(1, len(parts)),
        len(_CODE.findall(text)) / max(1, len(text)),
        log1p(begun - 1),
        log1p(ended - 1),
        of_top / max(1, len(distinct - _COMMON)),
        of_top / max(1, len(seen.top)),
        float(2 < max(begun, ended) < _MENU and len(parts) > 1),
    ]


def _places(own: Table, words: Table, prose: Table, stretch: Stretch) -> Table:
    """Where a piece stands: in the save, beside the rules' stretch, and from the lines that begin or end things."""
    import numpy as np

    count = len(own)
    at = np.arange(count, dtype=np.float32)
    total, all_prose = float(words.sum()) or 1.0, float(prose.sum()) or 1.0
    before, prose_before = np.cumsum(words) - words, np.cumsum(prose) - prose
    inside = (at >= stretch.start) & (at < stretch.end)
    columns = [
        at / count,
        before / total,
        np.log1p(before),
        np.log1p(total - before - words),
        prose_before / all_prose,
        np.full(count, np.log1p(count)),
        np.full(count, np.log1p(total)),
        np.full(count, all_prose / total),
        np.full(count, own[:, AT["gap"]].mean()),
        np.full(count, own[:, AT["lines"]].mean()),
        np.full(count, own[:, AT["marker"]].mean()),
        np.full(count, own[:, AT["prose"]].mean()),
        inside.astype(np.float32),
        signed(at - stretch.start),
        signed(at - stretch.end),
        signed(at - stretch.title_at) if stretch.title_at >= 0 else np.full(count, -9.0),
        np.full(count, float(prose[inside].sum()) / all_prose),
    ]
    for name in _FAR:
        hits = own[:, AT[name]] > 0
        columns += [_since(hits), _since(hits[::-1])[::-1]]
        if name in _COUNTED:
            columns.append(np.log1p(np.cumsum(hits) - hits))
            columns.append(np.log1p(hits.sum() - np.cumsum(hits)))
    long = prose >= 25
    columns += [_since(long), _since(long[::-1])[::-1]]
    return np.column_stack(columns).astype(np.float32)


def signed(distance: Table) -> Table:
    """A distance in pieces, compressed for large distances."""
    import numpy as np

    drawn: Table = np.sign(distance) * np.log1p(np.abs(distance))
    return drawn


def _since(hits: Any) -> Any:
    """How far back the last hit is, as a logarithm; 9 if there was none. The piece itself does not count."""
    import numpy as np

    at = np.arange(len(hits))
    last = np.maximum.accumulate(np.where(hits, at, -1))
    last = np.concatenate([[-1], last[:-1]])
    return np.where(last < 0, 9.0, np.log1p(at - last))
