"""The tables of rules for wording: every line is tested by its own example."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import groupby

import pytest

from podcaster.model import Omission
from podcaster.reading import bylines, furniture, rules
from podcaster.reading.bylines import BYLINES
from podcaster.reading.containers.mail_rules import FORWARDS, LETTERS
from podcaster.reading.doubts import COOKIE_HINTS, DOUBTS
from podcaster.reading.furniture import lines as furniture_lines
from podcaster.reading.furniture import names as furniture_names
from podcaster.reading.furniture.lines import CREDITS, EDGES, ENDS, LINES
from podcaster.reading.furniture.names import NAMES
from podcaster.reading.html import bylines as html_bylines
from podcaster.reading.recordings import RECORDINGS
from podcaster.reading.rules import Rule, Table
from podcaster.script.for_readers import FOR_READERS

TABLES = [LINES, EDGES, CREDITS, ENDS, NAMES, BYLINES, LETTERS, FORWARDS, DOUBTS, FOR_READERS, RECORDINGS]
FOR_A_REASON = [LINES, EDGES, NAMES]  # the first reason counts; the other tables are asked for one kind
WHY = {"lines": furniture.line, "edges": furniture.edge, "names": furniture.named}
PREPARED = {"lines": furniture_lines.bare, "names": furniture_names.words_of}

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
every_table_of_reasons = pytest.mark.parametrize("table", FOR_A_REASON, ids=lambda table: table.name)


def matcher(table: Table, rule: Rule):
    """Whether one rule alone matches a text."""
    flags = re.NOFLAG if table.lowered else re.IGNORECASE
    pattern = re.compile(rules.joined(table, [rule]), flags)
    prepared = PREPARED.get(table.name, str)
    return lambda text: table.compare(pattern, prepared(text).lower() if table.lowered else text) is not None


@every_table
def test_every_rule_matches_its_example_and_no_rule_above_it_does(table):
    """A rule whose example an earlier rule matches would have no effect, or the wrong example."""
    matchers = [(rule, matcher(table, rule)) for rule in rules.rules(table.name)]
    wrong = []
    for rule, _ in matchers:
        alike = [(r, m) for r, m in matchers if table in FOR_A_REASON or r.kind == rule.kind]
        first = next((r for r, m in alike if m(rule.example)), None)
        if first is not rule:
            wrong.append(f"{rule.pattern!r}: {rule.example!r} is matched by {first.pattern if first else 'no rule'!r}")
    assert not wrong, "\n".join(wrong)


@every_table_of_reasons
def test_every_example_is_left_out_for_the_reason_of_its_rule(table):
    """What the rules say is what the reader of a page gets."""
    why = WHY[table.name]
    found = rules.rules(table.name)
    wrong = [(r.pattern, r.example, why(r.example)) for r in found if why(r.example) is not Omission(r.kind)]
    assert not wrong, wrong


@every_table
def test_no_rule_matches_its_counter_example(table):
    """Prose that looks like furniture is still prose: for the rule itself, and for all rules that give a reason."""
    why = WHY.get(table.name)
    wrong = [
        (rule.pattern, rule.counter)
        for rule in rules.rules(table.name)
        if rule.counter and (why(rule.counter) is not None if why else matcher(table, rule)(rule.counter))
    ]
    assert not wrong, wrong


def test_every_list_of_words_has_its_example():
    """A list of words in a language contains its example, and not its counter-example."""
    for rule in rules.rules("words"):
        pattern = re.compile(rules.expanded(rule.pattern), re.IGNORECASE)
        assert pattern.fullmatch(rule.example), rule
        assert not rule.counter or not pattern.fullmatch(rule.counter), rule


def test_a_list_of_words_that_is_misspelt_is_reported():
    """A rule that names a list which does not exist fails at once instead of matching nothing."""
    with pytest.raises(KeyError, match="netwerk"):
        rules.expanded("share on {netwerk}")


def test_tables_are_well_formed():
    """Rules of one kind and language are adjacent, and alternatives are in parentheses, so that rules can be joined."""
    names = sorted(path.name.removesuffix(".tsv") for path in (files("podcaster.reading") / "tables").iterdir())
    assert names == sorted([*(table.name for table in TABLES), "words"])
    for name in names:
        found = rules.rules(name)
        groups = [group for group, _ in groupby((rule.kind, rule.language) for rule in found)]
        kinds = [kind for kind, _ in groupby(rule.kind for rule in found)]
        assert (len(groups), len(kinds)) == (len(set(groups)), len(set(kinds))), (name, groups)
        assert len({(rule.kind, rule.pattern) for rule in found}) == len(found), name
        for rule in found:
            assert re.fullmatch(r"\*|[a-z]{2}", rule.language), rule
            assert all((rule.kind, rule.pattern, rule.example)), rule
            assert name == "words" or "|" not in _outside_parentheses(rule.pattern), rule


def _outside_parentheses(pattern: str) -> str:
    rest = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "", pattern)
    while (shorter := re.sub(r"\([^()]*\)", "", rest)) != rest:
        rest = shorter
    return rest


@pytest.mark.parametrize(
    ("patterns", "texts"),
    [
        (["share", "shared? on", "shore"], ["share", "share on", "shared on", "shore"]),
        ([r"\btide", r"\btime", "^sea"], ["the tide", "a time", "sea"]),
        (["a?b", "ab", "ab"], ["b", "ab"]),
    ],
)
def test_joined_rules_match_what_each_of_them_matches(patterns, texts):
    """To join common beginnings changes the speed only."""
    joined = re.compile(rules.either(patterns))
    for text in [*texts, "shed", "fish", "untidely", "no sea"]:
        assert bool(joined.search(text)) is any(re.search(p, text) for p in patterns), text


@pytest.mark.parametrize(
    "text",
    [
        "December 4, 2021",
        "3. Juni 2020",
        "5 mayo 2020",
        "5 marzo 2020",
        "3 maio 2021",
        "22 juillet 2021",
        "Thursday, December 4, 2021 | 6:03 pmMay 4, 2022",
    ],
)
def test_a_line_with_a_date_is_recognised_in_every_month(text):
    """A month whose name begins like another word of a date ("de", "may", "mar") is a month all the same."""
    assert furniture.line(text) is Omission.METADATA
    assert furniture.is_date(text)


@pytest.mark.parametrize("text", ["Ammon 2021", "Decimal 2021", "Marble 2020", "On the 3rd day", "Monsoon 2019"])
def test_a_word_that_begins_like_a_month_is_no_date(text):
    """A name with a year in it is prose."""
    assert not furniture.is_date(text)


@pytest.mark.parametrize("rule", [r for r in rules.rules("bylines") if r.kind == "role"], ids=lambda r: r.example)
def test_a_role_behind_a_name_is_not_part_of_the_name(rule):
    """An author is announced without the job."""
    assert bylines.person(f"Ella Strand, {rule.example}") == "Ella Strand"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Posted on 3 May by Jo Vane", "Jo Vane"),
        ("Publicado el 3 de mayo por Jo Vane", "Jo Vane"),
        ("Autorin: Jo Vane Foto Ella Strand", "Jo Vane"),
        ("بقلم: Jo Vane", "Jo Vane"),
        ("The tide was late", None),
    ],
)
def test_a_printed_byline_names_its_writer(text, name):
    """In all languages of the tables, without what stands behind the name."""
    assert html_bylines.byline(text) == name


@pytest.mark.parametrize("lead", ["By", "Posted by", "Geschrieben von", "Escrito por", "Écrit par", "Autor:", "بقلم"])
def test_what_stands_before_a_name_is_not_part_of_it(lead):
    """The same words in all languages."""
    assert bylines.person(f"{lead} Jo Vane") == "Jo Vane"


def test_every_rule_for_cookies_has_a_word_that_is_looked_for_first():
    """The search for a few words, which saves most of the time, passes over no request to accept cookies."""
    for rule in rules.rules("doubts"):
        if rule.kind == "cookies":
            assert any(hint in rule.example.lower() for hint in COOKIE_HINTS), rule


@pytest.mark.parametrize(
    "text", ["Facebook LinkedIn Xing Copy link", "LinkedInXingTwitter", "X | Xing | Link | Linked-in"]
)
def test_networks_whose_names_begin_alike_are_all_recognised(text):
    """ "Link" does not hide "LinkedIn", whatever their order in the lists of words."""
    assert furniture.line(text) is Omission.SHARING


def test_letters_that_only_look_latin_hide_an_advert():
    """Among Latin letters, five times in a paragraph; a text in two scripts has them in words of their own."""
    masked = "Rope that holds, nets that last, and boats that float: ask for them at the quay."
    assert furniture.line(masked) is None
    assert furniture.line(masked.replace("o", "\u043e").replace("a", "\u0430")) is Omission.ADVERT
    assert furniture.line("Cюда ходят boats, nets и rope, а потом снова boats, nets и rope, и так весь год.") is None
