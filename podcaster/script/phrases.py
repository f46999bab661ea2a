"""The words that the narrator adds to an article, in each language: cues, bylines, dates.

A language that is missing here gets no cues at all: a Russian voice reading English words is worse than silence,
and whatever a cue would have announced is in the notes all the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a narrator says in one language. {n} is a number, {name} the name of a programming language."""

    months: str  # parted by blanks
    date: str  # {day} {month} {year}
    by: str
    conjunction: str
    others: str
    published: str  # a date without an author
    on_site: str
    from_site: str  # a site alone
    listing: tuple[str, str]  # one line, several lines; no language known
    listing_in: tuple[str, str]
    listings: str  # several listings in a row
    snippet: str  # code in a sentence, too long to be read
    table: str
    table_mention: tuple[str, str]
    picture: str  # before a caption
    picture_mention: str
    video: str
    video_mention: str
    post_mention: str
    formula: str  # within a sentence
    formula_mention: str
    footnote: str
    footnote_mention: str
    links_mention: tuple[str, str]
    quote: str  # only where one voice says everything
    end_quote: str
    yes: str
    no: str
    see_also: tuple[str, ...]
    notes_heads: tuple[str, ...] = ()
    first_of_month: str = ""
    american_date: str = ""
    adjectives: bool = False  # the name of a language can stand before "listing" in small letters
    formula_words: dict[str, str] = field(default_factory=dict)


_EN = Phrases(
    months="January February March April May June July August September October November December",
    date="{day} {month} {year}",
    american_date="{month} {day}, {year}",
    adjectives=True,
    by="By {names}",
    conjunction="and",
    others="{n} others",
    published="Published {date}",
    on_site="on {site}",
    from_site="From {site}",
    listing=("A line of code is in the notes.", "A listing of {n} lines is in the notes."),
    listing_in=("A line of {name} is in the notes.", "{a} {name} listing of {n} lines is in the notes."),
    listings="{n} listings are in the notes.",
    snippet="a piece of code",
    table="A table: {heads}.",
    table_mention=("A table is in the notes.", "A table of {n} rows is in the notes."),
    picture="Picture:",
    picture_mention="A picture is in the notes.",
    video="Video:",
    video_mention="A video is linked in the notes.",
    post_mention="A post is quoted in the notes.",
    formula="a formula",
    formula_mention="A formula is in the notes.",
    footnote="Footnote:",
    footnote_mention="A footnote is in the notes.",
    links_mention=("A link is in the notes.", "{n} links are in the notes."),
    quote="Quote:",
    end_quote="End of quote.",
    yes="yes",
    no="no",
    see_also=(
        "see also",
        "further reading",
        "further resources",
        "further links",
        "related reading",
        "related links",
        "related posts",
        "related articles",
        "more reading",
        "read more",
        "references",
        "bibliography",
        "works cited",
        "sources",
        "links",
        "useful links",
        "external links",
        "resources",
        "more resources",
        "additional resources",
        "further reading and resources",
        "sources and further reading",
        "references and further reading",
        "citations",
    ),
    notes_heads=("footnotes", "notes", "endnotes", "foot notes", "end notes"),
    formula_words={
        "=": "equals",
        "+": "plus",
        "-": "minus",
        "*": "times",
        "/": "over",
        "<": "is less than",
        ">": "is greater than",
        "<=": "is at most",
        ">=": "is at least",
        "!=": "is not",
        "~": "is about",
        "->": "to",
        "in": "in",
        "+-": "plus or minus",
        "inf": "infinity",
        "sqrt": "the square root of {x}",
        "2": "squared",
        "3": "cubed",
        "^": "to the {x}",
        "%": "percent",
        "!": "factorial",
    },
)

_DE = Phrases(
    months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    date="{day}. {month} {year}",
    by="Von {names}",
    conjunction="und",
    others="{n} weiteren",
    published="Veröffentlicht am {date}",
    on_site="auf {site}",
    from_site="Von {site}",
    listing=("Eine Zeile Code steht in den Notizen.", "Ein Listing von {n} Zeilen steht in den Notizen."),
    listing_in=(
        "Eine Zeile {name} steht in den Notizen.",
        "Ein Listing in {name} mit {n} Zeilen steht in den Notizen.",
    ),
    listings="{n} Listings stehen in den Notizen.",
    snippet="ein Stück Code",
    table="Eine Tabelle: {heads}.",
    table_mention=("Eine Tabelle steht in den Notizen.", "Eine Tabelle mit {n} Zeilen steht in den Notizen."),
    picture="Bild:",
    picture_mention="Ein Bild ist in den Notizen.",
    video="Video:",
    video_mention="Ein Video ist in den Notizen verlinkt.",
    post_mention="Ein Beitrag steht in den Notizen.",
    formula="eine Formel",
    formula_mention="Eine Formel steht in den Notizen.",
    footnote="Fußnote:",
    footnote_mention="Eine Fußnote steht in den Notizen.",
    links_mention=("Ein Link steht in den Notizen.", "{n} Links stehen in den Notizen."),
    quote="Zitat:",
    end_quote="Zitat Ende.",
    yes="ja",
    no="nein",
    see_also=(
        "siehe auch",
        "weiterführende links",
        "weiterführende literatur",
        "zum weiterlesen",
        "weiterlesen",
        "links",
        "quellen",
        "literatur",
        "einzelnachweise",
        "weblinks",
        "mehr zum thema",
        "referenzen",
    ),
    notes_heads=("fußnoten", "anmerkungen", "endnoten"),
)

_FR = Phrases(
    months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    date="{day} {month} {year}",
    first_of_month="1er",
    by="Par {names}",
    conjunction="et",
    others="{n} autres",
    published="Publié le {date}",
    on_site="sur {site}",
    from_site="Source : {site}",
    listing=(
        "Une ligne de code se trouve dans les notes.",
        "Un extrait de code de {n} lignes se trouve dans les notes.",
    ),
    listing_in=(
        "Une ligne de {name} se trouve dans les notes.",
        "Un extrait de {n} lignes en {name} se trouve dans les notes.",
    ),
    listings="{n} extraits de code se trouvent dans les notes.",
    snippet="un extrait de code",
    table="Un tableau : {heads}.",
    table_mention=("Un tableau se trouve dans les notes.", "Un tableau de {n} lignes se trouve dans les notes."),
    picture="Image :",
    picture_mention="Une image se trouve dans les notes.",
    video="Vidéo :",
    video_mention="Le lien d'une vidéo se trouve dans les notes.",
    post_mention="Un message est cité dans les notes.",
    formula="une formule",
    formula_mention="Une formule se trouve dans les notes.",
    footnote="Note :",
    footnote_mention="Une note de bas de page se trouve dans les notes.",
    links_mention=("Un lien se trouve dans les notes.", "{n} liens se trouvent dans les notes."),
    quote="Citation :",
    end_quote="Fin de citation.",
    yes="oui",
    no="non",
    see_also=("voir aussi", "pour aller plus loin", "à lire aussi", "liens", "références", "sources", "bibliographie"),
    notes_heads=("notes", "notes de bas de page"),
)

_ES = Phrases(
    months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    date="{day} de {month} de {year}",
    by="Por {names}",
    conjunction="y",
    others="{n} más",
    published="Publicado el {date}",
    on_site="en {site}",
    from_site="De {site}",
    listing=("Una línea de código está en las notas.", "Un fragmento de código de {n} líneas está en las notas."),
    listing_in=(
        "Una línea de {name} está en las notas.",
        "Un fragmento de {n} líneas en {name} está en las notas.",
    ),
    listings="{n} fragmentos de código están en las notas.",
    snippet="un fragmento de código",
    table="Una tabla: {heads}.",
    table_mention=("Una tabla está en las notas.", "Una tabla de {n} filas está en las notas."),
    picture="Imagen:",
    picture_mention="Una imagen está en las notas.",
    video="Vídeo:",
    video_mention="El enlace a un vídeo está en las notas.",
    post_mention="Una publicación está citada en las notas.",
    formula="una fórmula",
    formula_mention="Una fórmula está en las notas.",
    footnote="Nota al pie:",
    footnote_mention="Una nota al pie está en las notas.",
    links_mention=("Un enlace está en las notas.", "{n} enlaces están en las notas."),
    quote="Cita:",
    end_quote="Fin de la cita.",
    yes="sí",
    no="no",
    see_also=("véase también", "ver también", "para saber más", "enlaces", "referencias", "fuentes", "bibliografía"),
    notes_heads=("notas", "notas al pie"),
)

_IT = Phrases(
    months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    date="{day} {month} {year}",
    first_of_month="1º",
    by="Di {names}",
    conjunction="e",
    others="altri {n}",
    published="Pubblicato il {date}",
    on_site="su {site}",
    from_site="Da {site}",
    listing=("Una riga di codice si trova nelle note.", "Un listato di {n} righe si trova nelle note."),
    listing_in=("Una riga di {name} si trova nelle note.", "Un listato in {name} di {n} righe si trova nelle note."),
    listings="{n} listati si trovano nelle note.",
    snippet="un frammento di codice",
    table="Una tabella: {heads}.",
    table_mention=("Una tabella si trova nelle note.", "Una tabella di {n} righe si trova nelle note."),
    picture="Immagine:",
    picture_mention="Un'immagine si trova nelle note.",
    video="Video:",
    video_mention="Il link a un video si trova nelle note.",
    post_mention="Un post è citato nelle note.",
    formula="una formula",
    formula_mention="Una formula si trova nelle note.",
    footnote="Nota:",
    footnote_mention="Una nota a piè di pagina si trova nelle note.",
    links_mention=("Un link si trova nelle note.", "{n} link si trovano nelle note."),
    quote="Citazione:",
    end_quote="Fine della citazione.",
    yes="sì",
    no="no",
    see_also=("vedi anche", "per approfondire", "link", "collegamenti", "riferimenti", "fonti", "bibliografia"),
    notes_heads=("note",),
)

_PT = Phrases(
    months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    date="{day} de {month} de {year}",
    first_of_month="1º",
    by="Por {names}",
    conjunction="e",
    others="mais {n}",
    published="Publicado em {date}",
    on_site="em {site}",
    from_site="De {site}",
    listing=("Uma linha de código está nas notas.", "Um trecho de código de {n} linhas está nas notas."),
    listing_in=("Uma linha de {name} está nas notas.", "Um trecho de {n} linhas em {name} está nas notas."),
    listings="{n} trechos de código estão nas notas.",
    snippet="um trecho de código",
    table="Uma tabela: {heads}.",
    table_mention=("Uma tabela está nas notas.", "Uma tabela de {n} linhas está nas notas."),
    picture="Imagem:",
    picture_mention="Uma imagem está nas notas.",
    video="Vídeo:",
    video_mention="O link de um vídeo está nas notas.",
    post_mention="Uma publicação está citada nas notas.",
    formula="uma fórmula",
    formula_mention="Uma fórmula está nas notas.",
    footnote="Nota de rodapé:",
    footnote_mention="Uma nota de rodapé está nas notas.",
    links_mention=("Um link está nas notas.", "{n} links estão nas notas."),
    quote="Citação:",
    end_quote="Fim da citação.",
    yes="sim",
    no="não",
    see_also=("ver também", "veja também", "leia também", "para saber mais", "links", "referências", "fontes"),
    notes_heads=("notas", "notas de rodapé"),
)

_NL = Phrases(
    months="januari februari maart april mei juni juli augustus september oktober november december",
    date="{day} {month} {year}",
    by="Door {names}",
    conjunction="en",
    others="{n} anderen",
    published="Gepubliceerd op {date}",
    on_site="op {site}",
    from_site="Van {site}",
    listing=("Een regel code staat in de notities.", "Een stuk code van {n} regels staat in de notities."),
    listing_in=("Een regel {name} staat in de notities.", "Een stuk {name} van {n} regels staat in de notities."),
    listings="{n} stukken code staan in de notities.",
    snippet="een stuk code",
    table="Een tabel: {heads}.",
    table_mention=("Een tabel staat in de notities.", "Een tabel van {n} rijen staat in de notities."),
    picture="Afbeelding:",
    picture_mention="Een afbeelding staat in de notities.",
    video="Video:",
    video_mention="De link naar een video staat in de notities.",
    post_mention="Een bericht is in de notities geciteerd.",
    formula="een formule",
    formula_mention="Een formule staat in de notities.",
    footnote="Voetnoot:",
    footnote_mention="Een voetnoot staat in de notities.",
    links_mention=("Een link staat in de notities.", "{n} links staan in de notities."),
    quote="Citaat:",
    end_quote="Einde citaat.",
    yes="ja",
    no="nee",
    see_also=("zie ook", "verder lezen", "meer lezen", "lees ook", "bronnen", "referenties", "links"),
    notes_heads=("voetnoten", "noten", "eindnoten"),
)

_ALL = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "it": _IT, "pt": _PT, "nl": _NL}


def phrases_for(language: str) -> Phrases | None:
    """The narrator's own words in *language* (BCP 47); None where nobody wrote them down."""
    return _ALL.get(short(language))


def short(language: str) -> str:
    """The language without its region: "en" of "en-GB"."""
    return language.replace("_", "-").split("-", maxsplit=1)[0].lower()


def written_date(date: dt.date, language: str) -> str:
    """*date* as that language writes it out; ISO 8601 in others."""
    words = phrases_for(language)
    if words is None:
        return f"{date:%Y-%m-%d}"
    region = language.replace("_", "-").upper().split("-")[-1]
    american = bool(words.american_date) and region in ("EN", "US", "PH")
    day = words.first_of_month if date.day == 1 and words.first_of_month else str(date.day)
    form = words.american_date if american else words.date
    return form.format(day=day, month=words.months.split()[date.month - 1], year=date.year)


def joined(names: tuple[str, ...], language: str, *, most: int = 3) -> str:
    """Names in a row, as a person would say them; many become the first and the number of others."""
    words = phrases_for(language)
    if words is None or len(names) < 2:
        return ", ".join(names)
    if len(names) > most:
        return f"{names[0]} {words.conjunction} {words.others.format(n=len(names) - 1)}"
    return f"{', '.join(names[:-1])} {words.conjunction} {names[-1]}"
