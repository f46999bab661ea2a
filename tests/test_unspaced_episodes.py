"""Articles in Japanese and in Chinese on their way from the page to sound with word times; the model is a fake."""

# A line of a page is a line here.
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from podcaster import reading, script, voice
from podcaster.config import Settings
from podcaster.engines import gate, kokoro
from podcaster.publishing.marked_up import word_places

PAGES = {
    "ja": (
        '<html lang="jp"><head><title>小さな港の話</title><meta name="author" content="田中花子"><meta name="author" '
        'content="Ann Reed"><meta property="article:published_time" content="2026-11-01"></head><body><article><h1>小さな港の話'
        "</h1><p>2026年11月1日、私たちは<ruby>石巻<rt>いしのまき</rt></ruby>の港に着いた。船は午前9:30に出て、料金は¥1,250だった。</p>"
        "<p>「こんなに静かな朝は初めてだ」と、友人は笑いながら言った。Pythonで書いた小さなプログラム（無料）が、3〜5分ごとに動くという。</p>"
        "<blockquote><p>海は毎日違う。だから、毎日書くのです。</p></blockquote></article></body></html>"
    ),
    "zh": (
        '<html lang="zh-TW"><head><title>小港的故事</title><meta name="author" content="林美"><meta '
        'property="article:published_time" content="2026-11-01"></head><body><article><h1>小港的故事</h1><p>2026年11月1日，我們'
        "到了一座安靜的小港。船在上午9:30出發，票價是¥1,250，比去年漲了3.5%。</p><p>「這麼安靜的早晨還是第一次。」朋友笑著說。他用Python"
        "寫的小程式每3-5分鐘運行一次，銀行的行長也來看過（真的）。</p><blockquote><p>海每天都不一樣，所以每天都要寫。</p></blockquote>"
        "</article></body></html>"
    ),
}


class Session:
    """Answers like the model: four frames of noise for each symbol."""

    def run(self, _names: list[str], feed: dict[str, Any]) -> list[Any]:
        count = feed["tokens"].shape[1]
        noise = np.random.default_rng(1).uniform(-0.2, 0.2, count * 4 * kokoro.FRAME)
        return [noise.astype(np.float32), np.full(count, 4)]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model's place is taken by a fake."""
    monkeypatch.setattr(kokoro, "_session", lambda *_: Session())


@pytest.mark.parametrize(
    ("language", "byline", "cast"),
    [
        ("ja", "著者、田中花子とAnn Reed、2026年11月1日。", {"alpha-ja", "kumo"}),
        ("zh", "作者：林美，2026年11月1日。", {"yunxi", "yunjian"}),
    ],
)
@pytest.mark.usefixtures("model")
def test_every_word_of_a_post_has_its_time(language: str, byline: str, cast: set[str], tmp_path: Path) -> None:
    """The words are heard in order, all of them, and the page finds each at its place."""
    page = tmp_path / "post.html"
    page.write_text(PAGES[language], encoding="utf-8")
    said = script.write(next(iter(reading.read(page))), Settings()).utterances
    assert said[1].text == byline
    assert {utterance.voice for utterance in said} == cast
    engines = {name: kokoro.KokoroEngine(voice.find(name)) for name in cast}
    for utterance in said:
        speech = gate.speak(engines[utterance.voice], voice.find(utterance.voice), utterance)
        words = speech.words or ()
        heard = "".join(c for word in words for c in word.text if c.isalnum())
        assert heard == "".join(c for c in utterance.spoken if c.isalnum())
        times = [time for word in words for time in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        lit = [utterance.text[at : at + length] for at, length, _ in word_places(utterance.text, words)]
        assert sum(map(len, lit)) >= 0.8 * sum(c.isalnum() for c in utterance.text), lit
