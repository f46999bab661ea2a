"""Where a text is cut: into sentences, and a long sentence into clauses for an engine with a limit.

Nothing is lost: the characters of the pieces, white space apart, are those of the text, in order.
"""

from __future__ import annotations

import re
from functools import lru_cache

# ---------------------------------------------------------------- tables, a language a line

# Always before something: never the end of a sentence.
NEVER = {
    "en": "mr mrs ms dr prof gen col lt maj capt cpt cmdr sgt cpl pvt adm sen rep gov rev hon pres supt det insp messrs mme mlle fr msgr amb atty "
    "e.g i.e eg ie cf viz approx vs v al fig figs eq eqs vol vols ch chap pp pg pgs sec sect ed eds nos ca c incl excl esp resp repr trans mt ft asst dir "
    "mssrs drs profs gens sens reps brig lieut ens mx aka a.k.a n°",
    "de": "z.b z d.h d u.a u i.d.r u.u o.ä bzw ca dr prof hr fr frl nr str st vgl evtl ggf inkl exkl zzgl abs art bd bzgl sog tel ing dipl geb gest jh jhd mio mrd "
    "s a.a.o s.o s.u u.ä v.chr n.chr v n chr i.a o.g max min mind bspw hrsg hg verf vs abb kap anm lt stk std sek mag allg entspr gegr gez insbes od urspr zit zus ggü v.a m.e b o i a p co",
    "fr": "m mm mme mmes mlle mlles dr pr st ste me mgr av bd boul env ex p pp vol chap fig art cf c.-à-d i.e e.g n° no tél hab apr éd coll réf al prof vs s ss",
    "es": "sr sra sres sras srta srtas dr dra dres dras prof profa d da dª lic ing arq gral cnel tte sgto av avda c cap pág págs p pp vol núm n° fig ej art aprox tel ee.uu "
    "ud uds vd vds s.a st sto sta mons fdo p.ej a.c d.c vs ed eds col admón bco excmo excma ilmo ilma rvdo n",
    "it": "sig sigg sig.ra sig.na sig.re dott dott.ssa dr prof prof.ssa ing avv arch geom rag on sen gen col cap ten mons p pp pag pagg vol cap fig art n tel ecc.mo es cfr ca c d s ss vs ed "
    "a.c d.c st s.p.a s.r.l p.es u.s gent egr spett ill comm cav min max all rif",
    "pt": "sr sra srs sras srta dr dra prof profa eng arq gen cel cap sgt av r p pp pág págs vol núm n nº fig ex art aprox tel d dona v.exa exmo exma ilmo ilma st sto sta ed eds cf a.c d.c c",
    "nl": "dhr mw mevr dr drs ir ing prof mr bijv bv d.w.z dwz o.a i.v.m m.b.t t.a.v nr blz p pag vgl ca tel art afb fig hfst st e.d t.o.v z.g v.chr n.chr max min resp incl excl a.u.b u",
}  # fmt: skip
# May end a sentence: they do when a usual beginning follows.
MAYBE = {
    "en": "etc inc ltd co corp llc plc jr sr bros esq st ave blvd rd ln ct hwy sq dept univ assn jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "a.m p.m am pm u.s u.k u.n e.u u.s.a u.s.s.r d.c ph.d m.d b.a m.a b.s m.s m.b.a b.sc m.sc j.d d.phil b.c a.d b.c.e c.e l.a n.y n.y.c p.s r.i.p in ft oz lb lbs km cm mm kg mi yd hr hrs min mins sec secs yr yrs "
    "tbsp tsp pt qt gal max avg temp est no op ext tel p ph misc govt intl natl cal calif fla ill mass mich minn penn tex va wash wis ariz colo conn ore okla tenn ont que",
    "de": "usw etc u.s.w usf u.v.m uvm d.j a.d jan feb febr mär apr jun jul aug sep sept okt nov dez mo di mi do fr sa so gmbh inc ltd kg m.a b.a ph.d uhr u.a.m a.m p.m",
    "fr": "etc janv févr avr juil sept oct nov déc inc ltd s.a sarl c.v h min ph.d j.-c r.v.s.v.p a.m p.m",
    "es": "etc ee.uu s.a s.l a.m p.m a.c d.c inc ltd cía ltda c.v ene feb mar abr may jun jul ago sep sept oct nov dic",
    "it": "ecc etc s.p.a s.r.l a.c d.c inc ltd gen feb mar apr mag giu lug ago set ott nov dic u.s.a",
    "pt": "etc ltda s.a cia a.c d.c inc jan fev mar abr mai jun jul ago set out nov dez a.m p.m",
    "nl": "enz etc e.d jan feb mrt apr jun jul aug sep sept okt nov dec b.v n.v inc ltd a.m p.m",
}  # fmt: skip
# Before a number, and only then, an abbreviation.
BEFORE_NUMBER = {
    "en": "no nos p pp art fig sec ch chap vol pt para ex app ver rev est b d r c ca op rm apt ste tel ext jan feb mar apr jun jul aug sept sep oct nov dec eq ep s v n l q a m f pos approx",
    "de": "s nr art abs bd kap abb jan feb febr mär apr jun jul aug sept okt nov dez ca tel geb gest",
    "fr": "p n no art fig chap vol env apr av vers",
    "es": "p pág págs núm n art fig cap vol aprox tel",
    "it": "p pag n art fig cap vol ca tel",
    "pt": "p pág n art fig cap vol aprox tel",
    "nl": "p blz nr art afb hfst ca tel",
}
# Words that begin sentences rather than names.
STARTERS = {
    "en": "a an the this that these those there here it its he she they we i you his her their our my your what when where who whom why how which while if in on at by for from to of with "
    "after before since during although though because as so but and or nor yet then thus however moreover also still even only just not no yes once every each some many most all both few "
    "several one two three another other such is are was were do does did have has had can could will would should may might must let please maybe perhaps until unless under over "
    "between through without within into about against among like instead meanwhile finally first second next later now today yesterday tomorrow sometimes often usually never always "
    "thanks thank hello hi well oh see go come take make get try look use read write everyone everything someone something nothing nobody according despite being having i'm i've i'd i'll it's he's she's that's "
    "they're we're you're there's don't didn't isn't aren't wasn't can't won't let's what's who's here's they've we've you've",
    "de": "der die das den dem des ein eine einen einem einer er sie es wir ihr ich du man dies diese dieser dieses jener jene und aber oder denn doch sondern also so dann da dort hier heute gestern morgen jetzt nun "
    "in im an am auf aus bei beim mit nach seit von vom zu zum zur für gegen ohne um durch über unter vor hinter neben zwischen während wegen trotz wenn als weil dass ob wie was wer wo warum wann welche welcher "
    "nicht kein keine auch nur noch schon sehr mehr viele alle beide jeder jede jedes mein dein sein unser euer ist sind war waren hat haben kann können wird werden muss soll ja nein bitte danke wir",
    "fr": "le la les l un une des ce cet cette ces il elle ils elles on nous vous je tu mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs et mais ou donc or ni car que qui quoi où quand comment pourquoi si "
    "dans en sur sous avec sans pour par de du depuis pendant après avant chez entre vers à au aux selon malgré comme lorsque puisque alors ainsi puis ensuite enfin cependant pourtant toutefois aussi encore "
    "ici là voici voilà aujourd'hui hier demain maintenant tout tous toute toutes plusieurs chaque quelques c'est j'ai il n'y y merci oui non",
    "es": "el la los las un una unos unas este esta estos estas ese esa esos esas aquel aquella lo él ella ellos ellas nosotros yo tú usted ustedes mi tu su nuestro y e pero o sino que quien cuando donde cómo qué por para "
    "en con sin de del a al desde hasta sobre entre durante según tras ante bajo aunque porque si como entonces así también además luego después antes ahora hoy ayer mañana aquí allí no sí se me te le les nos "
    "todo todos toda todas cada muchos algunos hay es son era fue está están ha han tiene puede gracias",
    "it": "il lo la i gli le l un uno una questo questa questi queste quello quella egli lei lui loro noi voi io tu mio tuo suo nostro vostro e ed ma o però che chi quando dove come perché in con senza di del dello della dei "
    "degli delle a al alla da dal dalla su sul sulla per tra fra se anche poi quindi allora così oggi ieri domani ora adesso qui qua lì non sì si mi ti ci vi è sono era ha hanno può tutti ogni alcuni molti dopo prima grazie",
    "pt": "o a os as um uma uns umas este esta estes estas esse essa isso isto aquele aquela ele ela eles elas nós eu tu você vocês meu minha seu sua nosso e mas ou porém que quem quando onde como por para em no na nos nas "
    "com sem de do da dos das até sobre entre durante após antes depois desde segundo embora porque se então assim também além hoje ontem amanhã agora aqui ali não sim é são era foi está tem pode todos cada muitos há obrigado",
    "nl": "de het een dit dat deze die hij zij ze we wij ik je jij u jullie mijn jouw zijn haar ons onze hun en maar of want dus dan toen als omdat hoewel wanneer waar wie wat waarom hoe in op aan bij met zonder van voor naar "
    "uit over onder tussen tijdens na sinds door tot om er daar hier nu vandaag gisteren morgen ook nog al niet geen ja nee is was waren heeft hebben kan kunnen zal wordt moet alle veel elke iedere sommige",
}  # fmt: skip


@lru_cache(maxsize=16)
def _tables(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    short = re.split("[-_]", language, maxsplit=1)[0].lower()
    if short not in NEVER:
        short = "en"
    return (
        frozenset(NEVER[short].split()),
        frozenset(MAYBE[short].split()),
        frozenset(BEFORE_NUMBER[short].split()),
        frozenset(STARTERS[short].split()),
    )


# ---------------------------------------------------------------- candidates

PICTURE = "\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\U0001f1e6-\U0001f1ff"
CLOSERS = "\"'”’»›)\\]}“‘*_"
CANDIDATE = re.compile(
    rf"(?P<stop>(?:(?<=\s)\.(?: \.){{2,3}}|[.!?…‽]+))"
    rf"(?P<close>[{CLOSERS}]*(?:\[\^?\w{{1,4}}\])*[⁰¹²³⁴⁵⁶⁷⁸⁹†‡]*(?:\s?[{PICTURE}][\ufe0f\u200d{PICTURE}\U0001f3fb-\U0001f3ff]*)*)(?P<gap>\s+)"
    r"|(?P<cjk>[。！？｡]+[」』”’）】》]*)(?P<cgap>\s*)"
    rf"|(?P<face>(?:(?<=\s)(?:[:;=]-?[)(DP]+|<3)|(?<=[\w\s])[{PICTURE}][\ufe0f\u200d{PICTURE}\U0001f3fb-\U0001f3ff]*))(?P<fgap>\s+)(?=[\"“‘'(]?[A-Z])"
    r"|(?P<line>[ \t]*\n\s*)"
    r"|(?P<bullet>\s+)(?=[•⁃▪◦‣●]\s?\S)"
)
NEXT = re.compile(r"[\"'“”‘’„«‹(\[{¿¡*_—–-]*\s?(?P<word>[^\W\d_][\w'’]*|\d[\d.,]*)?")
LAST_TOKEN = re.compile(r"[^\s\"'“”‘’„«»(\[{—–]+$")
MARKER = re.compile(r"(?:[(\[]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)\]]+|[•⁃▪◦‣●*–-]\s?(?:\d{1,3}[.)])?)$")
CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")
TIMES = frozenset({"a.m", "p.m", "am", "pm"})
NOT_AFTER_TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday eastern pacific central mountain est edt pst pdt cst cdt gmt utc et pt ct mt bst cet "
    "january february march april may june july august september october november december local".split()
)
TITLES = frozenset("mr mrs ms dr prof president senator".split())
# Lower-case words that begin a sentence in careless writing.
CARELESS = frozenset(
    "i it he she we they you this that there the my if so what when where who how why and but then also its it's im i'm i've i'll don't please thanks just".split()
)


class _Cutter:
    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.short = re.split("[-_]", language, maxsplit=1)[0].lower()
        self.never, self.maybe, self.before_number, self.starters = _tables(language)

    def cuts(self) -> list[tuple[int, int]]:
        """(end of a piece, start of the next)."""
        text, out, start = self.text, [], 0
        for m in CANDIDATE.finditer(text):
            if m.end() >= len(text) or not text[start : m.start() + 1].strip():
                continue
            kind = m.lastgroup
            if kind == "gap":
                end = self._stop(m, start)
                if end is None:
                    continue
                out.append((end, self._skip(end)))
            elif kind == "cgap":
                out.append((m.end("cjk"), m.end()))
            elif kind == "fgap":
                out.append((m.end("face"), m.end()))
            elif kind == "line":
                if not self._line(m, start):
                    continue
                out.append((m.start(), m.end()))
            else:
                out.append((m.start(), m.end()))
            start = out[-1][1]
        return out

    def _skip(self, at: int) -> int:
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at

    def _line(self, m: re.Match[str], start: int) -> bool:
        text = self.text
        if m[0].count("\n") > 1:
            return True
        if m[0].startswith((" ", "\t")):
            return not text[m.end()].islower() and text[m.start() - 1 : m.start()] in ".!?:"
        return not (text[m.end()].islower() and m.start() - max(start, text.rfind("\n", 0, m.start()) + 1) > 45)

    def _stop(self, m: re.Match[str], start: int) -> int | None:
        text = self.text
        stop, close = m["stop"], m["close"]
        end = m.end("close")
        after = NEXT.match(text, m.end())
        word = (after["word"] if after else None) or ""
        opened = bool(after and after.start("word") > m.end()) if word else False
        first = word[:1]
        token_match = LAST_TOKEN.search(text, max(start, m.start() - 40), m.start())
        token = token_match[0] if token_match else ""
        if " " in stop:  # . . . and . . . .
            return end if stop.count(".") > 3 and first.isupper() else None
        if MARKER.fullmatch((text[start : m.end()]).strip()) and not close.strip("*_)"):
            return None
        if stop == "." and re.match(r"(?:\. ){2}\.(?!\.)", text[m.end() :]):
            return m.end("stop")
        if not word:
            rest = text[m.end() :].strip()
            return end if rest and not re.match(r"[,;:.]", rest) else None
        if "!" in stop or "?" in stop:
            return end if self._loud(first, word, close, opened=opened) else None
        if stop != ".":
            return end if first.isupper() or first.isdigit() or (CAMEL.match(word) is not None) else None
        return end if self._period(token, word, first, close, start, m, opened=opened) else None

    def _loud(self, first: str, word: str, close: str, *, opened: bool) -> bool:
        if not first.islower():
            return True
        if CAMEL.match(word):
            return True
        quoted = bool(close.strip(")]*_"))
        return not quoted and (word.lower() in CARELESS or opened)

    def _period(
        self, token: str, word: str, first: str, close: str, start: int, m: re.Match[str], *, opened: bool
    ) -> bool:
        low = token.lower().strip("*_")
        starter = word.lower().replace("’", "'") in self.starters
        if close.strip("*_"):  # ." and .) and .[1]
            if first.islower():
                return False
            return True
        if first.isdigit():
            return self._before_digit(low, token, start, m)
        if first.islower():
            return self._before_small(low, token, word)
        if low in self.never:
            return low in {"v", "c", "al", "ft", "mt", "ed"} and starter and not token[0].isupper() and len(token) > 1
        if len(token) == 1 and token.isalpha():
            return self._initial(token, word, starter, m)
        if low in TIMES and word.lower() in NOT_AFTER_TIME:
            return False
        if low in {"no"}:
            return True
        if low in self.maybe:
            if starter:
                return True
            if low in {"etc", "usw", "ecc", "enz"}:
                return True
            if low in TIMES and word.lower() in TITLES:
                return len(self.text[start : m.start()].split()) > 3
            return low in {
                "km",
                "cm",
                "mm",
                "kg",
                "lbs",
                "hrs",
                "mins",
                "secs",
                "yrs",
                "am",
                "pm",
                "in",
                "max",
                "min",
            } or (low in TIMES and False)
        if re.fullmatch(r"(?:[a-zA-Z]\.)+[a-zA-Z]", token):
            return starter
        if self.short in {"de", "nl"} and token.isdigit() and len(token) < 3:
            return (
                starter
                and self.short == "de"
                and self.text[max(0, m.start() - 12) : m.start()].split()[-2:-1]
                not in (["am"], ["der"], ["dem"], ["den"], ["die"], ["das"], ["vom"], ["zum"], ["im"])
            )
        return True

    def _before_digit(self, low: str, token: str, start: int, m: re.Match[str]) -> bool:
        if low in self.never or low in self.before_number or "°" in token:
            return False
        if len(token) == 1 and token.isupper():
            return False
        return not (low in self.maybe and low not in {"km", "kg", "cm", "etc", "mins", "hrs", "p.m", "a.m", "lbs"})

    def _before_small(self, low: str, token: str, word: str) -> bool:
        if CAMEL.match(word):
            return low not in self.never
        if low in self.never or low in self.maybe or "." in token or len(token) < 2:
            return False
        if word == "i":
            return True
        if self.short != "en":
            return False
        return token.isalpha() and token.islower() and len(token) > 2 and bool(re.search("[aeiouy]", token))

    def _initial(self, token: str, word: str, starter: bool, m: re.Match[str]) -> bool:
        """J. K. Rowling; but: I got an A. Bob got a B."""
        before = self.text[max(0, m.start() - 25) : m.start() - 1].split()
        prev = before[-1] if before else ""
        if token == "I":
            return starter and not prev[:1].isupper()
        if (
            prev.lower()
            in {
                "a",
                "an",
                "vitamin",
                "plan",
                "grade",
                "letter",
                "option",
                "type",
                "class",
                "drive",
                "section",
                "group",
                "team",
                "figure",
                "point",
                "appendix",
                "hepatitis",
                "phase",
            }
            and token.isupper()
        ):
            return True
        if token.islower():
            return starter
        return starter and word not in {"A", "I"} and not prev[:1].isupper() and not prev.endswith(".") and prev != ""


LISTED = re.compile(r"(?:(?<=\s)|^)(?:[•⁃▪◦]\s?)?([(]?)(\d{1,3}|[a-z])([.)]+)\s(?=\S)")


def _list_cuts(text: str) -> list[tuple[int, int]]:
    """1) The first item 2) The second item: markers that count up from the beginning of the text."""
    first = LISTED.match(text)
    if not first or text[0] in "•⁃▪◦":
        return []
    out, want, shape = [], _successor(first[2]), (first[1], first[3])
    for m in LISTED.finditer(text, first.end()):
        if m[2] == want and (m[1], m[3]) == shape:
            end = m.start()
            while end and text[end - 1].isspace():
                end -= 1
            out.append((end, m.start()))
            want = _successor(want)
    return out


def _successor(marker: str) -> str:
    return str(int(marker) + 1) if marker.isdigit() else chr(ord(marker) + 1)


def split(text: str, language: str = "en") -> list[str]:
    """The sentences of *text*, in order, stripped; no character but white space is lost."""
    cuts = sorted({*_Cutter(text, language).cuts(), *_list_cuts(text)})
    pieces, start = [], 0
    for end, following in cuts:
        if end <= start:
            continue
        pieces.append(text[start:end].strip())
        start = max(end, min(following, len(text))) if not text[end:following].strip() else end
    pieces.append(text[start:].strip())
    return [p for p in pieces if p]


# ---------------------------------------------------------------- clauses

# Best places first: after them a voice takes a breath anyway.
BREATHS = (
    re.compile(r"(?<=[.!?…。！？])[\"'”’»)\]]*\s*(?=\S)"),
    re.compile(r"(?<=[;:；：])\s*(?=\S)|\s+(?=[—–]\s)|(?<=\w)(?=—)"),
    re.compile(r"(?<=[,，、])\s*(?!\d)(?=\S)|\s+(?=\()|(?<=\))\s+"),
    re.compile(
        r"\s+(?=(?:and|but|or|because|which|that|who|when|while|although|und|aber|oder|weil|dass|et|mais|ou|que|y|pero|o|e|ma|mas|en|maar)\s)"
    ),
    re.compile(r"\s+"),
)


def clauses(text: str, max_chars: int) -> list[str]:
    """*text* in pieces of at most *max_chars*, cut where one breathes; only a longer word makes a longer piece."""
    text = text.strip()
    if len(text) <= max_chars:
        return [text] if text else []
    for breath in BREATHS:
        ends = [m for m in breath.finditer(text) if 0 < m.start() < len(text)]
        # The cut nearest to the middle keeps both halves whole; none of a few letters.
        good = [
            m
            for m in ends
            if min(len(text[: m.end()].strip()), len(text[m.end() :].strip())) >= min(12, max_chars // 4)
        ]
        if good or (ends and breath is BREATHS[-1]):
            m = min(good or ends, key=lambda m: abs(m.start() - len(text) / 2))
            return clauses(text[: m.end()], max_chars) + clauses(text[m.end() :], max_chars)
    return [text]
