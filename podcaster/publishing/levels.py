"""The severity of each rule: stricter for our own feeds, which every app must accept, than for other people's.

A rule may be broken in a feed that people have long listened to, because most apps accept what the standard forbids.
Such a feed is not called broken. A feed of ours is not published with the same fault: we can do better.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from podcaster.publishing.findings import Finding, Level

E, W = Level.ERROR, Level.WARNING
APPLE, ANTENNAPOD, POCKET = "Apple Podcasts", "AntennaPod", "Pocket Casts"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: how bad a breach is in our own feed and in other people's, and which app refuses it there."""

    own: Level
    others: Level
    app: str = ""


RULES = {
    # the feed
    "xml declaration": Rule(E, W),
    "encoding": Rule(E, W),
    "no doctype": Rule(E, E, APPLE),
    "well-formed": Rule(E, E, APPLE),
    "rss": Rule(E, E, APPLE),
    "rss version": Rule(E, W),
    "no audio": Rule(E, E, APPLE),
    "size": Rule(W, W),
    "order": Rule(W, W),
    "orphan": Rule(W, W),
    "empty": Rule(W, W),
    # the show
    "title of the show": Rule(E, E, APPLE),
    "description of the show": Rule(E, E, APPLE),
    "no language": Rule(E, E, APPLE),
    "no artwork": Rule(E, E, APPLE),
    "no category": Rule(E, E, APPLE),
    "no explicit": Rule(E, E, APPLE),
    "channel tags": Rule(E, W),
    "channel advice": Rule(W, W),
    "language": Rule(E, W),
    "language of the episodes": Rule(W, W),
    "category": Rule(E, W),
    "self link": Rule(E, W),
    "podcast guid": Rule(E, W),
    "owner": Rule(W, W),
    "misplaced": Rule(E, E, ANTENNAPOD),
    "type": Rule(E, W),
    "trailer": Rule(E, W),
    # the episodes
    "no title": Rule(E, E, ANTENNAPOD),
    "title": Rule(E, W),
    "no guid": Rule(E, W),
    "guid": Rule(E, W),
    "repeated guid": Rule(E, E, ANTENNAPOD),
    "no enclosure": Rule(E, W),
    "enclosure": Rule(E, W),
    "enclosure address": Rule(E, E, APPLE),
    "enclosure type": Rule(E, W),
    "enclosure format": Rule(W, W),
    "enclosure length": Rule(E, W),
    "alternate enclosure": Rule(E, W),
    "repeated enclosure": Rule(E, E, APPLE),
    "no pubDate": Rule(E, E, POCKET),
    "pubDate": Rule(E, W),
    "unwise pubDate": Rule(W, W),
    "no duration": Rule(E, W),
    "duration": Rule(E, W),
    "explicit": Rule(E, W),
    "artwork": Rule(E, W),
    "large artwork": Rule(W, W),
    "link": Rule(E, W),
    "no link": Rule(W, W),
    "description": Rule(E, W),
    "no description": Rule(W, W),
    "tags in a description": Rule(W, W),
    "notes": Rule(E, W),
    "link in the notes": Rule(W, W),
    "no transcript": Rule(W, W),
    "transcript": Rule(E, W),
    "chapters": Rule(E, W),
    "lookalikes": Rule(W, W),
    "episode type": Rule(E, W),
    "number": Rule(E, W),
    "no number": Rule(E, W),
    "repeated number": Rule(W, W),
}


def broken(rule: str, message: str) -> Finding:
    """A breach of *rule* in a feed of ours."""
    return Finding(RULES[rule].own, rule, message, app=RULES[rule].app)


def in_a_feed_of_others(finding: Finding) -> Finding:
    """The same findings with the severity for a feed that somebody else has published."""
    rule = RULES.get(finding.rule)
    return finding if rule is None else replace(finding, level=rule.others)
