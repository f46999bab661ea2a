"""wallabag: https://doc.wallabag.org/developer/api/methods/ and https://doc.wallabag.org/developer/api/oauth/

Signing in is OAuth 2: a client that the user creates ("API clients management") and, once, the password; from then on
the refresh token. Every server describes its own interface at /api/doc.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from podcaster.errors import UsageError
from podcaster.network import web
from podcaster.sources.services.base import Entry, Item, Service, ident, text, texts
from podcaster.sources.services.talk import Talk
from podcaster.sources.services.tokens import Secret

PER_PAGE = 100
EXCUSE = "/user/errors_during_fetching"  # the page that it leads to
SHORT = 1_000  # characters
PASSWORD, REFRESH, TOKEN = 4, 3, 1  # words of a secret: with a password, with a refresh token, an access token alone


class Wallabag(Service):
    def sign_in(self, secret: Secret) -> None:
        if len(secret.words) == TOKEN:
            super().sign_in(secret)
            return
        if len(secret.words) not in (PASSWORD, REFRESH):
            raise UsageError(
                f"{len(secret.words)} words are not enough to sign in to {secret.title}",
                hint="client ID, client secret, user name and password, in this order, with spaces between them",
            )
        signing = _Signing(self.talk, secret)
        self.talk.headers, self.talk.renew = signing.headers, signing.renew

    def pages(self) -> Iterator[list[Entry]]:
        query = [("detail", "metadata"), ("sort", "created"), ("order", "desc"), ("perPage", str(PER_PAGE))]
        if self.wish.which == "unread":
            query.append(("archive", "0"))
        if self.wish.which == "starred":
            query.append(("starred", "1"))
        if self.wish.tag:
            query.append(("tags", self.wish.tag.lower()))  # as wallabag keeps them

        def fetch(page: Any) -> tuple[list[Item], Any]:
            answer = self.talk.json("/api/entries.json", [*query, ("page", str(page))])
            items = self.items(answer, "_embedded", "items")
            return items, page + 1 if page < int(answer.get("pages") or 1) else None

        return self.walked(1, fetch, _entry)

    def filled(self, entry: Entry) -> Entry:
        answer = self.talk.json(f"/api/entries/{entry.id}.json")
        if not isinstance(answer, dict):
            raise self.talk.strange("an article in another form than documented")
        content = text(answer.get("content"))
        failed = answer.get("is_not_parsed") or not str(answer.get("http_status") or "200").startswith("2")
        # Where wallabag could not read a page, the text is an excuse; older versions say so in the text alone.
        excuse = len(content) < SHORT and EXCUSE in content
        return entry if failed or excuse else replace(entry, html=content)

    def mark_read(self, ids: list[str]) -> None:
        for one in ids:
            with self.unless_gone():
                self.talk.json(f"/api/entries/{one}.json", method="PATCH", body={"archive": 1})

    def mark_tag(self, ids: list[str], tag: str) -> None:
        for one in ids:
            with self.unless_gone():
                self.talk.json(f"/api/entries/{one}/tags.json", method="POST", body=(("tags", tag),))


class _Signing:
    """Access tokens, which hold for an hour, for a password or a refresh token, which changes each time."""

    def __init__(self, talk: Talk, secret: Secret) -> None:
        self._talk = talk
        self._secret = secret
        self._token = ""

    def headers(self) -> dict[str, str]:
        if not self._token:
            self.renew()
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> bool:
        client, hidden, *others = self._secret.words
        form = [("client_id", client), ("client_secret", hidden)]
        if len(others) == 1:
            form += [("grant_type", "refresh_token"), ("refresh_token", others[0])]
        else:
            form += [("grant_type", "password"), ("username", others[0]), ("password", others[1])]
        try:
            answer = self._talk.json("/oauth/v2/token", method="POST", body=tuple(form), signed=False)
        except web.WebError as error:
            if error.status not in (400, 401):
                raise
            raise self._talk.refused_token("the client, the user name or the password is not accepted") from None
        token = text(answer.get("access_token")) if isinstance(answer, dict) else ""
        if not token or not token.isascii() or not token.isprintable():
            raise self._talk.strange("no token")
        self._token = token
        if refresh := text(answer.get("refresh_token")):
            self._secret.keep(client, hidden, refresh)
        return True


def _entry(item: Item) -> Entry:
    return Entry(
        ident(item["id"]),
        saved=text(item["created_at"]),
        address=text(item.get("url")),
        title=text(item.get("title")),
        authors=texts(item.get("published_by")),
        published=text(item.get("published_at")),
        language=text(item.get("language")),
        site=text(item.get("domain_name")),
    )
