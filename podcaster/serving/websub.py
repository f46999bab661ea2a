"""Tells a WebSub hub that the feeds of a show have changed, so that it tells the apps that asked it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from podcaster.config import FILE_NAME, Show
from podcaster.errors import PodcasterError, UsageError
from podcaster.network import web
from podcaster.publishing import feed
from podcaster.publishing.feed_text import web_address

SECONDS = 20.0


def refuse_without_hub(show: Show) -> None:
    """Raise UsageError if the show has no hub to notify."""
    if show.settings.private:
        raise UsageError(
            "a private show has no hub: it would learn the secret address",
            hint="publish it without --ping; apps look by themselves about once an hour",
        )
    if not show.settings.websub:
        raise UsageError(
            "the show has no hub to tell",
            hint=f"websub = 'https://...', the address of a hub, in {show.folder / FILE_NAME}",
        )


def ping(show: Show, sent: Iterable[str], note: Callable[[str], None]) -> bool:
    """Tell the hub which feeds are among the files that were sent. Returns whether it took the news.

    An error goes to *note*, with the next step, because the show is published all the same.
    """
    refuse_without_hub(show)
    hub, base = web_address(show.settings.websub), feed.base_address(show.settings)
    feeds = [name for name in sent if name.rpartition("/")[2] == "feed.xml"]
    if not feeds:
        note("no feed has changed, so the hub is not notified")
        return False
    form = [("hub.mode", "publish"), *(("hub.url", base + name) for name in feeds)]
    try:
        web.post(hub, form, web.Patience.altogether(SECONDS))
    except PodcasterError as error:
        note(f"the hub could not be notified, but everything is published: {error.message}")
        note(f"  try: {error.hint or 'check the setting websub'}; apps also find new episodes by themselves")
        return False
    note(f"the hub {web.shown(hub)} was notified of {len(feeds)} changed feed{'' if len(feeds) == 1 else 's'}")
    return True
