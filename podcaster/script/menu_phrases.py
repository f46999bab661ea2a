"""What the morning menu says, in each language. A language that is missing here has no menu of its own."""

from __future__ import annotations

from dataclasses import dataclass

from podcaster.script.phrases import phrases_for, short


@dataclass(frozen=True, slots=True)
class MenuPhrases:
    """{n} is a number above one, {time} a length of time, {date} a day."""

    morning: str  # the title before noon
    title: str  # and after
    greeting: str  # before noon
    one: str
    many: str
    more: str
    failed: tuple[str, str]  # one, several
    hours: tuple[str, str]
    minutes: tuple[str, str]


_EN = MenuPhrases(
    morning="Morning menu, {date}",
    title="New in the feed, {date}",
    greeting="Good morning.",
    one="One new episode is in the feed: {time}.",
    many="{n} new episodes are in the feed, {time} in all.",
    more="And {n} more",
    failed=("One article could not be made", "{n} articles could not be made"),
    hours=("one hour", "{n} hours"),
    minutes=("one minute", "{n} minutes"),
)
_DE = MenuPhrases(
    morning="Morgenüberblick, {date}",
    title="Neu im Podcast, {date}",
    greeting="Guten Morgen.",
    one="Eine neue Folge ist da: {time}.",
    many="{n} neue Folgen sind da, zusammen {time}.",
    more="Und {n} weitere",
    failed=("Ein Artikel konnte nicht vertont werden", "{n} Artikel konnten nicht vertont werden"),
    hours=("eine Stunde", "{n} Stunden"),
    minutes=("eine Minute", "{n} Minuten"),
)
_FR = MenuPhrases(
    morning="Le menu du matin, {date}",
    title="Nouveautés du podcast, {date}",
    greeting="Bonjour.",
    one="Un nouvel épisode est arrivé : {time}.",
    many="{n} nouveaux épisodes sont arrivés, {time} en tout.",
    more="Et {n} autres",
    failed=("Un article n’a pas pu être enregistré", "{n} articles n’ont pas pu être enregistrés"),
    hours=("une heure", "{n} heures"),
    minutes=("une minute", "{n} minutes"),
)
_ES = MenuPhrases(
    morning="El menú de la mañana, {date}",
    title="Novedades del pódcast, {date}",
    greeting="Buenos días.",
    one="Hay un episodio nuevo: {time}.",
    many="Hay {n} episodios nuevos, {time} en total.",
    more="Y {n} más",
    failed=("Un artículo no se pudo grabar", "{n} artículos no se pudieron grabar"),
    hours=("una hora", "{n} horas"),
    minutes=("un minuto", "{n} minutos"),
)
_IT = MenuPhrases(
    morning="Il menù del mattino, {date}",
    title="Novità del podcast, {date}",
    greeting="Buongiorno.",
    one="C’è un nuovo episodio: {time}.",
    many="Ci sono {n} nuovi episodi, {time} in tutto.",
    more="E altri {n}",
    failed=("Non è stato possibile registrare un articolo", "Non è stato possibile registrare {n} articoli"),
    hours=("un’ora", "{n} ore"),
    minutes=("un minuto", "{n} minuti"),
)
_PT = MenuPhrases(
    morning="O menu da manhã, {date}",
    title="Novidades do podcast, {date}",
    greeting="Bom dia.",
    one="Há um novo episódio: {time}.",
    many="Há {n} novos episódios, {time} no total.",
    more="E mais {n}",
    failed=("Um artigo não pôde ser gravado", "{n} artigos não puderam ser gravados"),
    hours=("uma hora", "{n} horas"),
    minutes=("um minuto", "{n} minutos"),
)
_NL = MenuPhrases(
    morning="Ochtendoverzicht, {date}",
    title="Nieuw in de podcast, {date}",
    greeting="Goedemorgen.",
    one="Er is één nieuwe aflevering: {time}.",
    many="Er zijn {n} nieuwe afleveringen, samen {time}.",
    more="En nog {n}",
    failed=("Eén artikel kon niet worden gemaakt", "{n} artikelen konden niet worden gemaakt"),
    hours=("één uur", "{n} uur"),
    minutes=("één minuut", "{n} minuten"),
)
_ALL = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "it": _IT, "pt": _PT, "nl": _NL}


def menu_phrases(language: str) -> MenuPhrases | None:
    """The words of the menu in *language* (BCP 47); None where nobody wrote them down."""
    return _ALL.get(short(language))


def counted(forms: tuple[str, str], n: int) -> str:
    """One form for one, the other for several."""
    return forms[0] if n == 1 else forms[1].format(n=n)


def length(ms: int, language: str) -> str:
    """A length of time to the minute, for the ear: never less than one."""
    words, conjunction = menu_phrases(language), phrases_for(language)
    if words is None or conjunction is None:
        raise ValueError(f"there are no words for {language}")
    hours, minutes = divmod(max(1, round(ms / 60_000)), 60)
    parts = [counted(words.hours, hours)] if hours else []
    parts += [counted(words.minutes, minutes)] if minutes else []
    return f" {conjunction.conjunction} ".join(parts)
