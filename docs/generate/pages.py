"""All generated files, and what writes each."""

from __future__ import annotations

from collections.abc import Callable

from docs.generate import commands_page, facts_pages, json_page, man_page, python_page, settings_page

PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/commands.md": commands_page.page,
    "docs/reference/settings.md": settings_page.page,
    "docs/reference/exit-statuses.md": facts_pages.exit_statuses,
    "docs/reference/json.md": json_page.page,
    "docs/reference/formats.md": facts_pages.formats,
    "docs/reference/lexicon.md": facts_pages.lexicon_page,
    "docs/reference/python.md": python_page.page,
    "docs/man/podcaster.1": man_page.page,
}
