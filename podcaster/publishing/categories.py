"""Apple's categories of podcasts, which every directory uses; upper and lower case count."""

from __future__ import annotations

import difflib

from podcaster.errors import UsageError

_LIST = """
Arts: Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts
Business: Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit
Comedy: Comedy Interviews, Improv, Stand-Up
Education: Courses, How To, Language Learning, Self-Improvement
Fiction: Comedy Fiction, Drama, Science Fiction
Government:
Health & Fitness: Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality
History:
Kids & Family: Education for Kids, Parenting, Pets & Animals, Stories for Kids
Leisure: Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games
Music: Music Commentary, Music History, Music Interviews
News: Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech News
Religion & Spirituality: Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality
Science: Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, Nature, Physics, Social Sciences
Society & Culture: Documentary, Personal Journals, Philosophy, Places & Travel, Relationships
Sports: Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running, Soccer, Swimming, Tennis, Volleyball, Wilderness, Wrestling
Technology:
True Crime:
TV & Film: After Shows, Film History, Film Interviews, Film Reviews, TV Reviews
"""  # noqa: E501
CATEGORIES: dict[str, frozenset[str]] = {
    name: frozenset(sub.strip() for sub in subs.split(",") if sub.strip())
    for name, subs in (line.split(":") for line in _LIST.strip().splitlines())
}


def find_category(text: str) -> tuple[str, str]:
    """Category and subcategory ("" for none) for "Society & Culture > Documentary" or just "Documentary", any case."""
    wanted = [part.strip() for part in text.split(">")]
    for name, subs in CATEGORIES.items():
        if len(wanted) == 1 and wanted[0].lower() == name.lower():
            return name, ""
        for sub in subs:
            if wanted[-1].lower() == sub.lower() and (len(wanted) == 1 or wanted[0].lower() == name.lower()):
                return name, sub
    known = [*CATEGORIES, *(sub for subs in CATEGORIES.values() for sub in subs)]
    near = difflib.get_close_matches(wanted[-1], known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(CATEGORIES)}"
    raise UsageError(f"category is {text!r}, which podcast directories do not know", hint=hint)
