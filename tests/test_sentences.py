"""A text is cut into its sentences, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.script.sentences import clauses, split

CASES = """
en	She left. He stayed.
en	Mr. Gray met Dr. Blue at 5 p.m. ¦ They talked.
en	I live on Oak St. ¦ It is quiet.
en	St. Ives is lovely. ¦ We stayed.
en	The U.S. Navy came. ¦ I saw it in the U.S. ¦ It was big.
en	J. R. R. Smith wrote it. ¦ You and I. ¦ We read it.
en	She got an A. ¦ Bob got a B.
en	See fig. 3, p. 12. ¦ No. 4 is better. ¦ No. ¦ That one.
en	Use v2.0.1 of example.com. ¦ It works.
en	Read https://example.com/a?b=c.d! ¦ Then rest.
en	“Stop!” he said. ¦ “Why?” she asked. ¦ “Go.”
en	He (the old one.) left. ¦ (She stayed.) ¦ Good.
en	Wait… ¦ What? ¦ Really?! ¦ yes, really.
en	It was shown.[1] ¦ It still is.[^2] ¦ Fine.
en	iPhones fell. ¦ eBay rose. ¦ npm stood.
en	1. Open it. ¦ 2. Close it.
en	a) one thing ¦ b) another thing
en	Nice work 🎉 ¦ See you.
en	It cost 3 million. ¦ 40 people paid.
en	Smith et al. agree, e.g. Jones, i.e. all of approx. 20 people. ¦ Done.
en	Yahoo! is old. ¦ Who's afraid of it? by all means.
de	Am 3. Mai kam Dr. Weiß z. B. nach Köln. ¦ Er blieb.
de	Es war 1999. ¦ Dann ging er usw. ¦ Das war es.
de	Wir fuhren auf der B 12. ¦ Danach kam Kapitel 4. ¦ Martin las die Seite 9. ¦ Der 100. Leser schrieb am 7. Juni.
de	Es waren 9 Mt. ¦ Das ist viel auf dem Mt. Kenya.
de	Es kostete 3,4 Mio. € im Jahr. ¦ Das III. Reich und der II. Weltkrieg. ¦ Meier & Co. KG.
it	L'ing. Sala e l'avv. Riva pesano 2 t. ¦ Nel bosco c'è altro.
fr	Ouvert lun.–ven. 8h-17h. ¦ C'est tout.
nl	Het stond in hoofdstuk 3. ¦ Daar bleef het. ¦ Open ma.-vr. 9-17 uur, zie blz. 12 e.v. ¦ Zie ook ds. Klein.
fr	M. Noir est là. ¦ Il parle, etc. ¦ Elle rit.
es	El Sr. Rojas vive en EE. UU. desde 1990. ¦ ¿Y ella? ¦ No.
it	Il sig. Verdi arriva. ¦ Piove, ecc. ¦ Poi esce.
ru	Л. Н. Толстой писал и т.д. ¦ Он жил давно.
ja	雨です。¦「はい。」¦彼は言った。
zh	你好！¦今天好吗？¦很好。
zh	今天下雨。¦“好的。”他说。¦你呢？
ja	「はい。」と言った。¦そうですか？
ja	彼は"はい。"と答えた。¦'静かに。'と書いてある。¦"いいえ。"¦次の日。
ja	"船が着いた。¦降りよう。"と彼は言った。
ko	비가 온다. ¦ 집에 있자! ¦ 너는?
de	»Gut.« ¦ Das war's. ¦ Die Fa. Gruber u. a. kamen am 5. Mai. ¦ Ludwig XIV. schwieg.
de	„Kommst du?“, fragte sie. ¦ „Nein!“ ¦ Er ging.
fr	« Tu viens ? » demanda-t-elle. ¦ « Non ! » ¦ Il partit.
es	¿Vienes? ¦ ¡No! ¦ «¿Qué?» dijo. ¦ Se fue.
it	Nel sec. XIX pioveva. ¦ «Bene.» ¦ Partì.
pt	Nasceu no séc. XX em Évora. ¦ Fim.
nl	Dhr. Bakker sliep. ¦ 's Avonds regende het.
en	"Is it over?" she asked. ¦ "No!" he said. ¦ They left.
en	He paused... then went on. ¦ "Wait…" she said.
en	The U.S. Army came at 6 a.m. Monday. ¦ On Jan. 5 it left.
en	He earned a Ph.D. in 1999. ¦ She has a B.A. ¦ They met.
""".strip().splitlines()


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_reader_would_stop(case: str) -> None:
    """Abbreviations, initials, addresses, numbers and quotes do not end a sentence; stops do."""
    language, text = case.split("\t")
    wanted = [piece.strip() for piece in text.split("¦")]
    joined = ("" if language in {"ja", "zh"} else " ").join(wanted)
    if wanted == ["She left. He stayed."]:
        wanted = ["She left.", "He stayed."]
    assert split(joined, language) == wanted


def _letters(pieces: list[str]) -> str:
    return "".join("".join(pieces).split())


PIECES = st.one_of(
    st.text(max_size=15),
    st.sampled_from(
        [
            "e.g.",
            "Mr.",
            "U.S.",
            "1.",
            "2)",
            "...",
            "…",
            "?!",
            "“Yes.”",
            "\n",
            "\n\n",
            " ",
            ". ",
            "! ",
            "。",
            "😀",
            "[1]",
            "• ",
            "a.m.",
            "A. ",
            "i ",
        ]
    ),
)
TEXTS = st.lists(PIECES, max_size=20).map("".join) | st.lists(PIECES, max_size=20).map(" ".join)


@given(TEXTS, st.sampled_from(["en", "de", "fr", "es", "it", "pt", "nl", "ru", "ja", "xx"]))
@settings(max_examples=400, deadline=None)
def test_nothing_is_lost(text: str, language: str) -> None:
    """The pieces hold every character of the text that is not white space, in order, and none is empty."""
    pieces = split(text, language)
    assert _letters(pieces) == _letters([text])
    assert all(piece == piece.strip() and piece for piece in pieces)


@given(TEXTS, st.integers(5, 60))
@settings(max_examples=300, deadline=None)
def test_clauses_keep_to_the_limit_and_to_the_words(text: str, limit: int) -> None:
    """No piece is longer than the engine takes, unless one word is; no word is cut; nothing is lost."""
    pieces = clauses(text, limit)
    assert _letters(pieces) == _letters([text])
    for piece in pieces:
        assert len(piece) <= limit or not any(c.isspace() for c in piece)


def test_clauses_are_cut_where_one_breathes() -> None:
    """A long sentence is cut at its semicolon, and then at its commas, rather than anywhere."""
    text = "It was late, and nobody came; the lamps, which had burned since noon, went out one by one"
    assert clauses(text, 60) == [
        "It was late, and nobody came;",
        "the lamps, which had burned since noon, went out one by one",
    ]
    assert clauses(text, 40)[1] == "the lamps, which had burned since noon,"
    assert clauses("short", 40) == ["short"]
    assert clauses("", 40) == []


def test_the_full_stops_of_hindi_urdu_and_arabic_end_sentences() -> None:
    """A danda, the Urdu full stop, and the question mark that is turned round, with what closes behind them."""
    assert split("कल बारिश थी। हम घर गए।क्या तुम आए? हाँ॥ ठीक।", "hi") == [
        "कल बारिश थी।",
        "हम घर गए।",
        "क्या तुम आए?",
        "हाँ॥",
        "ठीक।",
    ]
    assert split("بارش ہوئی۔ ہم گھر گئے۔", "ur") == ["بارش ہوئی۔", "ہم گھر گئے۔"]
    assert split("سأل: «هل تأتي؟» ثم جلس. أين البيت؟! هنا.", "ar") == [
        "سأل: «هل تأتي؟»",
        "ثم جلس.",
        "أين البيت؟!",
        "هنا.",
    ]


def test_no_cut_goes_through_a_number_or_behind_a_short_word() -> None:
    """A point inside a number, behind an abbreviation or a marker in brackets is no place to breathe."""
    text = "El puerto recibe cada verano hasta 1.000 barcos de otros pueblos y todos vuelven en otoño"
    assert any("1.000" in piece for piece in clauses(text, 60))
    named = "They all went up the hill with old Dr. Strand who had never before been there in such a storm"
    assert not any(piece.endswith("Dr.") for piece in clauses(named, 60))
    listed = "The harbour was built for the good of (1) the boats that come in late and (2) the people on the quay"
    assert not any(piece.endswith("(1)") for piece in clauses(listed, 80))


def test_polish_abbreviations_end_no_sentence() -> None:
    """A paragraph of a law, a year and "this year" in Polish."""
    text = "Mówi o tym art. 6 ust. 1 ustawy. Pod koniec stycznia br. Sąd milczał. Teraz m.in. Port odpowiada."
    assert split(text, "pl") == [
        "Mówi o tym art. 6 ust. 1 ustawy.",
        "Pod koniec stycznia br. Sąd milczał.",
        "Teraz m.in. Port odpowiada.",
    ]
    assert split("Było to w 2018 r. Potem port zamknięto.", "pl") == ["Było to w 2018 r.", "Potem port zamknięto."]
