"""All services, one row each: what it is called and can do, and where its token comes from. New ones are added here."""

from __future__ import annotations

from dataclasses import dataclass

from podcaster.sources.services.base import Service
from podcaster.sources.services.greader import GReader
from podcaster.sources.services.karakeep import Karakeep
from podcaster.sources.services.linkwarden import Linkwarden
from podcaster.sources.services.miniflux import Miniflux
from podcaster.sources.services.raindrop import Raindrop
from podcaster.sources.services.readeck import Readeck
from podcaster.sources.services.readwise import Readwise
from podcaster.sources.services.wallabag import Wallabag

TOKEN = ("API token",)


@dataclass(frozen=True, slots=True)
class Kind:
    """A service that can be followed."""

    name: str  # in `podcaster follow NAME ADDRESS`
    title: str
    service: type[Service]
    questions: tuple[str, ...] = TOKEN  # what the user is asked; the last one, and what is called secret, without echo
    token_from: str = ""  # where the user finds that
    address: str = ""  # where everybody has it; "" if everybody has a server
    below: str = ""  # what follows the address of a server
    unread: str = "unread"  # what "unread" is called there; "" if it is not recorded
    starred: str = "starred"
    tag: str = "tag"
    read: str = "read"  # what an article is marked as when its episode has been made; "" if it cannot be
    tagged: bool = True  # whether an article can be given a tag then


KINDS = (
    Kind(
        "wallabag", "wallabag", Wallabag,
        questions=("client ID", "client secret", "user name", "password"),
        token_from="API clients management > Create a new client",
        read="archived",
    ),
    Kind("readeck", "Readeck", Readeck, token_from="your profile > API tokens", starred="favorite", tag="label",
         read="archived"),
    Kind("karakeep", "Karakeep", Karakeep, token_from="User settings > API keys", starred="favourite",
         unread="not archived", read="archived"),
    Kind("linkwarden", "Linkwarden", Linkwarden, token_from="Settings > Access tokens", unread="", starred="pinned",
         read=""),
    Kind("miniflux", "Miniflux", Miniflux, token_from="Settings > API keys", tag="category", tagged=False),
    Kind(
        "freshrss", "FreshRSS", GReader,
        questions=("user name", "API password"),
        token_from="Settings > Profile > API management",
        below="/api/greader.php",
        tag="label or category",
    ),
    Kind(
        "greader", "the reader", GReader,
        questions=("user name", "password"),
        token_from="the settings for apps of your reader",
        tag="label or folder",
    ),
    Kind("raindrop", "Raindrop.io", Raindrop, token_from="Settings > Integrations > For developers > test token",
         address="https://api.raindrop.io", unread="", starred="favorite", read=""),
    Kind("readwise", "Readwise Reader", Readwise, token_from="https://readwise.io/access_token",
         address="https://readwise.io", unread="not archived", starred="shortlisted", read="archived"),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}
