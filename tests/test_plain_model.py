"""The model of plain text: an article is a region with holes, and a save is never read as empty."""

from __future__ import annotations

import numpy as np
import pytest

from bench import plain_mixed, plain_saves, train_plain
from podcaster.model import Doubt
from podcaster.reading import plain
from podcaster.reading.plain import choose, features, forest, lines, region, topic

MENU = "Home\nNews\nBoats\nWeather\nAbout us\nContact\nSign in\nSubscribe\n\n"
FOOTER = "Terms of use\nPrivacy policy\nContact\n© 2021 Tidewater Notes. All rights reserved.\nFacebook\nTwitter\n"


def told(number: str) -> str:
    return (
        f"The {number} boat came in before noon, and nobody on the quay had expected it so early, least of all the "
        "harbour master, who was asleep."
    )


def page(*parts: str) -> str:
    return MENU + "\n\n".join(("The Early Boats", "By Ida Holm", "March 4, 2021", *parts)) + "\n\n" + FOOTER


def beginnings(text: str) -> list[str]:
    return [" ".join(block.text.split()[:2]) for block in plain.read(text, "save.txt").blocks]


def test_an_article_goes_on_behind_a_list_of_other_articles():
    """A box of links in the middle is a hole, not the end."""
    box = "Most read\n\nTen walks along the shore\nHow to cook crab\nThe lamp keeper retires"
    text = page(*map(told, ("first", "second", "third")), box, *map(told, ("fourth", "fifth", "sixth")))
    assert beginnings(text) == ["The first", "The second", "The third", "The fourth", "The fifth", "The sixth"]


def test_comments_behind_an_article_are_not_read():
    """A name, a date and a few lines, again and again, are what readers wrote."""
    comments = (
        "3 comments\n\nJo Vane says:\n\nMarch 5, 2021 at 10:02\n\nI was there and it was a fine morning, thank you for "
        "writing about it.\n\nReply\n\nEli Strand says:\n\nMarch 6, 2021 at 11:40\n\nMy grandfather sailed on that "
        "boat for years and he never slept at noon.\n\nReply"
    )
    assert beginnings(page(*map(told, ("first", "second", "third")), comments)) == [
        "The first",
        "The second",
        "The third",
    ]


def test_a_save_in_japanese_is_read_by_its_sentences():
    """Scripts without spaces weigh as much as others."""
    prose = "その夜、港には誰もいなかった。灯台の明かりだけが、静かに海を照らしていた。船長は窓のそばに座っていた。"
    body = "\n\n".join(f"{prose}{number}回目の夜だった。" for number in range(5))
    found = plain.read(f"{MENU}霧の夜の灯台\n\n2021年3月4日\n\n{body}\n\n関連記事\n\n港の天気\n\n{FOOTER}", "save.txt")
    assert [block.text[:3] for block in found.blocks] == ["その夜"] * 5


def test_trees_add_up_their_leaves():
    """A row goes left where its column is at most the limit; a leaf stays where it is."""
    trees = forest.Forest(
        roots=np.array([0, 3]),
        column=np.array([1, 0, 0, 0]),
        limit=np.array([2.0, 0, 0, 0], dtype=np.float32),
        left=np.array([1, 1, 2, 3]),
        right=np.array([2, 1, 2, 3]),
        value=np.array([0.0, -1.0, 4.0, 0.5]),
        depth=1,
    )
    rows = np.array([[9, 2], [9, 2.5]], dtype=np.float32)
    assert trees.odds(rows).tolist() == [-0.5, 4.5]


def test_the_trees_fit_the_columns():
    """No tree asks for a column that is not there."""
    found, _ = lines.pieces(page(told("first")))
    rows = features.table(found, choose.find(found))
    assert rows.shape[0] == len(found)
    assert forest.trained().column.max() < rows.shape[1]


def test_a_line_between_paragraphs_is_a_hole_only_if_it_is_surely_furniture():
    """A region holds together: one doubtful line does not divide it, one that is surely furniture is left out."""
    chances = [0.01, 0.95, 0.95, 0.4, 0.95, 0.001, 0.95, 0.01]
    words = [5.0, 60.0, 60.0, 5.0, 60.0, 40.0, 60.0, 5.0]
    assert region.decide(chances, words).inside == (False, True, True, True, True, False, True, False)


def test_something_is_always_chosen():
    """Where nothing looks like an article, the likeliest part is taken all the same, and known to be unsure."""
    found = region.decide([0.02, 0.2, 0.2, 0.02], [30.0, 50.0, 50.0, 30.0])
    assert found.inside == (False, True, True, False)
    assert found.sure < 0.5


def test_the_less_sure_the_wider():
    """Pieces that are more likely outside are taken all the same, where the article is not clear."""
    words = [60.0] * 4
    assert region.decide([0.99, 0.99, 0.4, 0.05], words).inside == (True, True, False, False)
    assert region.decide([0.5, 0.4, 0.4, 0.05], words).inside == (True, True, True, False)


def test_a_lost_part_weighs_more_than_a_part_too_many():
    """A long part that is a little more likely outside than inside is read."""
    likely, unsure, unlikely = [0.97] * 12, [0.4] * 8, [0.02] * 20
    assert sum(region.decide([*likely, *unsure, *unlikely], [30.0] * 40).inside) == 20
    assert sum(region.decide([*likely, *[0.3] * 8, *unlikely], [30.0] * 40).inside) == 12


def test_prose_that_an_unsure_choice_leaves_out_is_a_doubt(monkeypatch):
    """Nobody loses half of an article without being asked."""
    text = page(*map(told, ("first", "second", "third", "fourth")))
    found, _ = lines.pieces(text)
    inside = tuple("second" in piece.text or "third" in piece.text for piece in found)
    for sure, kinds in ((0.5, [Doubt.INCOMPLETE, Doubt.SHORT]), (0.9, [Doubt.SHORT])):
        monkeypatch.setattr(region, "choose", lambda *_, sure=sure: region.Choice(inside, sure))
        read = plain.read(text, "save.txt")
        assert [kind for kind, _ in read.doubts] == kinds
    assert len(read.blocks) == 2


def test_a_piece_is_inside_when_most_of_its_words_are():
    """Labels for training: runs of three words decide, and of two equal lines the one within the article counts."""
    text = (
        "The Early Boats\n\nHome\n\nNews\n\nThe Early Boats\n\nNobody came to the quay that day.\n\nThe end was near."
    )
    found, _ = lines.pieces(text)
    truth = "The Early Boats\nNobody came to the quay that day.\n"
    assert plain_saves.labels(found, truth) == [False, False, False, True, True, False]


def test_a_page_is_written_out_as_text_browsers_do():
    """Lists have bullets and lines are wrapped; scripts are not text."""
    html = b"<title>Boats</title><script>x()</script><p>One</p><ul><li>Two</li></ul><p>" + b"word " * 40 + b"</p>"
    dumped = plain_saves.as_text(html, "dumped")
    assert "     * Two" in dumped
    assert max(map(len, dumped.splitlines())) <= 79
    assert "x()" not in dumped


def test_training_without_data_says_so(monkeypatch, tmp_path, capsys):
    """Nobody's model is overwritten by one that was trained on nothing."""
    monkeypatch.setattr(train_plain, "DATA", tmp_path)
    assert train_plain.main() == 2
    assert "BENCH_DATA" in capsys.readouterr().err


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_smallest_saves_have_rows(count):
    """Windows are wider than such a save."""
    found, _ = lines.pieces("\n\n".join(["Boats and nets"] * count))
    assert features.table(found, choose.find(found)).shape[0] == count


def test_headlines_in_japanese_are_no_prose():
    """In a script without spaces, the stop of a sentence tells prose from a list of headlines."""
    headline = "港の朝市がにぎわう、来週は花火大会も開かれる予定で、準備が進められている"
    assert not choose.is_prose(lines.Piece(headline))
    assert choose.is_prose(lines.Piece(headline + "。"))


def test_what_begins_with_a_name_of_the_save_may_be_about_its_writer():
    """A note about the writer begins with the name that stands in the byline."""
    about = "Ida Holm’s boats are all made of paper, and none of them has ever been at sea."
    found, _ = lines.pieces(f"Ida Holm\n\n{told('first')}\n\n{about}")
    column = features.table(found, choose.find(found))[:, features.AT["about_writer"]]
    assert column.tolist() == [0, 0, 1]


def test_a_change_of_the_subject_is_seen():
    """The words before and behind a piece are least alike where another article begins."""
    boats = [f"The harbour, the boats and the sailors of quay {n} rest." for n in range(4)]
    bread = [f"Flour, butter and yeast make the bread of oven {n} rise." for n in range(4)]
    found, _ = lines.pieces("\n\n".join(boats + bread))
    words = np.array(features.weights(found), dtype=np.float32)
    columns = topic.columns(found, words, 0, 0)
    with_the_title, before_and_behind = columns[:, 1], columns[:, 2]
    assert before_and_behind[1:].argmin() + 1 == 4
    assert with_the_title[3] > 0.5 > with_the_title[5]


def test_a_subject_is_known_by_long_words_and_by_pairs_of_letters():
    """A script without spaces has no words to compare."""
    assert topic.terms("The boats of 1996, by Ida") == ["boats"]
    assert topic.terms("港の灯台") == ["港の", "の灯", "灯台"]


def test_lines_of_one_template_are_seen():
    """What stands above each comment begins alike, whatever the name and the number."""
    remarks = ("I was there and saw it.", "My aunt sails, too.", "No boat is that early!")
    said = "\n\n".join(f"Remark {n} from reader {n}{n}\n\n{text}" for n, text in enumerate(remarks))
    found, _ = lines.pieces(said)
    column = features.table(found, choose.find(found))[:, features.AT["template"]]
    assert column.tolist() == [1, 0, 1, 0, 1, 0]


def _save(site: str, *, given: bool = False) -> plain_saves.Save:
    truth = f"The boats of {site} came in early.\nNobody at {site} had seen so many boats before that day."
    text = f"{site}\n\nHome\n\n{truth}\n\nTerms of use"
    return plain_saves.Save(f"{site}-pasted", site, text, truth, given, title=f"Boats of {site}")


def test_a_mixed_save_has_other_pages_behind_its_article():
    """Nothing that is added belongs to the article, and the article is still whole."""
    made = [_save(name) for name in ("Ebbing", "Norrvik", "Salthouse")]
    first = list(plain_mixed.mixed([*made, _save("Given", given=True)], lambda _: 0))
    assert [save.name for save in first] == ["Ebbing-mixed", "Norrvik-mixed", "Salthouse-mixed"]
    for save, of in zip(first, made, strict=True):
        assert of.truth in save.text
        assert len(save.text) > len(of.text)
        others = [other.site for other in made if other is not of]
        assert any(other in save.text for other in others)
        assert save.text.index("Terms of use") > max(save.text.find(other) for other in others)
    assert [save.text for save in plain_mixed.mixed(made, lambda _: 0)] == [save.text for save in first]


def test_pages_are_mixed_within_their_group_only():
    """What is tested on has not been trained on, not even in parts."""
    made = [_save(name) for name in ("Ebbing", "Norrvik")]
    assert list(plain_mixed.mixed(made, len)) == []


@pytest.mark.parametrize(
    ("parts", "is_whole"),
    [
        ({"with": ["The first boat"], "without": ["Privacy policy"]}, True),
        ({"with": ["The eleventh boat"], "without": []}, False),
        ({"with": ["The first boat"], "without": ["before noon"]}, False),
    ],
)
def test_only_a_page_that_is_read_well_stands_for_its_text(parts, is_whole):
    """Where only some sentences of an article are known, our reader's text is believed if it has them and no others."""
    body = "".join(f"<p>{told(number)}</p>" for number in ("first", "second", "third", "fourth"))
    html = f"<title>Boats</title><article><h1>Boats</h1>{body}</article><footer>Privacy policy</footer>".encode()
    text = plain_saves.read(html, {"id": "boats", "url": ""}, parts)
    assert ("The third boat" in text) is is_whole
    assert bool(text) is is_whole
