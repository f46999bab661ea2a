"""Brings what listeners see up to date: the feed, its pages, the cover, and the addresses in the files of episodes."""

from __future__ import annotations

import re
import urllib.parse
import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import cached_property

from podcaster import files, shell
from podcaster.audio import cover
from podcaster.audio.cover import Sleeve
from podcaster.config import FILE_NAME, Show, says
from podcaster.errors import StorageError, UsageError, storage_error
from podcaster.library import Files, Library
from podcaster.model import Episode, Image
from podcaster.publishing import addresses, episode_files, feed, feed_files, rules, stamp
from podcaster.publishing.episode_files import EpisodeFiles
from podcaster.text.languages import primary

COVER = "cover"  # in the library: what cover.jpg was drawn from, and its checksum

Note = Callable[[str], None]  # takes a line for the person at the terminal


class Publisher:
    """One show as its listeners see it. Hold the show's lock for everything that writes."""

    def __init__(self, show: Show, library: Library) -> None:
        self.show = show
        self.library = library
        self.left_out: list[str] = []  # titles that the latest feed does not list, because their files are gone
        self.languages: set[str] = set()  # of the episodes in the latest feed that was built, without regions

    @cached_property
    def token(self) -> str:
        """The secret part of a private show's addresses, made when it is first asked for; "" for a public show."""
        return self.library.set_once("token", feed.new_token()) if self.show.settings.private else ""

    @cached_property
    def base(self) -> str:
        """The address of the folder with the episodes, as it stands in files; a stand-in if there is no base_url."""
        return f"{feed.base_address(self.show.settings, self.token)}episodes/"

    def files_of(self, episode: Episode | Files) -> EpisodeFiles:
        return EpisodeFiles(self.show.episodes, episode)

    def refuse_bad_show(self) -> None:
        """Raise FeedError if the settings make every feed of this show invalid. Called before a night of work.

        Raises UsageError if a private show would become public because podcaster.toml is empty or cut short.
        """
        self._refuse_unsaid()
        if self.show.settings.cover:
            cover_of(self.show)
        empty = feed.build(self.show.settings, [], guid=self._podcast_guid())["feed.xml"]
        rules.refuse_errors(rules.check_feed(empty, public=None))

    def _refuse_unsaid(self) -> None:
        """Once private, a show becomes public only by `private = false`: a setting that is missing may be lost."""
        folder = self.show.folder
        if not self.show.settings.private and self.library.setting("token") and not says(folder, "private"):
            raise UsageError(
                f"the show in {folder} is private, and {folder / FILE_NAME} no longer says so",
                hint="write private = true into it, or private = false to make the show public",
            )

    def is_current(self) -> bool:
        """Whether what was published last would be published again, and is still there. Nothing is built for that."""
        if self.library.leaving():
            return False
        return stamp.is_current(self.show, self.library)

    def publish(self, note: Note | None = None) -> bool:
        """Bring everything up to date, remember that it is, and delete the files of episodes that were taken back.

        Returns whether anything changed. *note*: takes a line about episodes that the feed does not list because their
        files are gone. Raises FeedError when the new feed would break a rule, and StorageError when no episode has its
        files: then what was there stays.
        """
        changed = self.bring_up_to_date(note)
        self.sweep()
        return changed

    def sweep(self) -> None:
        """Delete the files of removed episodes. Call it after feed and pages no longer link to them."""
        if leaving := self.library.leaving():
            self.library.left(episode_files.remove(self.show, leaving))

    def bring_up_to_date(self, note: Note | None = None) -> bool:
        """The same as `publish`, but no file of an episode is deleted."""
        self.library.refuse_if_lost()
        self._refuse_unsaid()
        addresses.readdress_menus(self.show, self.library, self.base)
        changed = self.bring_cover()
        guid = self._podcast_guid()
        changed |= feed_files.publish(self.show, self.library, self._whole(), guid=guid, token=self.token)
        changed |= addresses.readdress_chapters(self.show, self.library, self.base)
        stamp.remember(self.show, self.library)
        if note and self.left_out:
            note(self.left_out_line())
        if note and (line := self.language_line()):
            note(line)
        return changed

    def language_line(self) -> str:
        """What to say if the feed names a language in which no episode is; "" if all is well."""
        said = self.show.settings.language
        if len(self.languages) != 1 or primary(said) in self.languages:
            return ""
        (found,) = self.languages
        return (
            f'directories list the show as "{said}", and all its episodes are in "{found}": '
            f'write language = "{found}" into {self.show.folder / "podcaster.toml"}'
        )

    def old_posts_line(self, names: Collection[str]) -> str:
        """What to say if the new episodes *names* are not in feed.xml, because their articles are old; "" if they are.

        Nothing is said to a user who has chosen between the article's date and the day on which it was added.
        """
        if not names or self.show.settings.date:
            return ""
        try:
            text = (self.show.public / "feed.xml").read_bytes()
        except OSError:
            return ""
        listed = {name.decode() for name in re.findall(rb'/episodes/([^"/]+)\.[a-z0-9]+"', text)}
        old = sum(urllib.parse.quote(name) not in listed for name in names)
        if not old:
            return ""
        return (
            f"{old} of {len(names)} new episodes are on archive pages and not in feed.xml, because their articles are "
            'old: many apps will not show them; with date = "added" in podcaster.toml later episodes are listed by the '
            'day on which they are added; with date = "article" they are not, and this line does not appear again'
        )

    def left_out_line(self) -> str:
        """What to say of episodes that the feed does not list because their files are gone."""
        titles = self.left_out
        what = "1 episode is" if len(titles) == 1 else f"{len(titles)} episodes are"
        some = ", ".join(map(repr, titles[:3])) + (" …" if len(titles) > 3 else "")
        command = f"podcaster check --show {shell.path(self.show.folder)}"
        return f"{what} not in the feed, because files are missing: {some}; {command} lists them"

    def bring_cover(self, *, again: bool = False) -> bool:
        """Draw the show's cover if it is missing, or if title, author or the setting `cover` changed.

        A picture that was put in its place by hand stays, unless *again*. Returns whether anything changed.
        """
        settings, path = self.show.settings, self.show.public / "cover.jpg"
        made_from = files.digest_of([settings.title, settings.author, settings.cover])
        before, _, written = self.library.setting(COVER).partition(" ")
        try:
            there = files.sha256(path) if path.is_file() else ""
        except OSError as error:
            raise storage_error(error, f"could not read {path}") from error
        if not (again or settings.cover or not there):
            if written and (before == made_from or there != written):
                return False
            if not written and not files.stands(path, cover_of(self.show)):
                return False
        changed = files.write(path, cover_of(self.show))
        if (drawn := f"{made_from} {files.sha256(path)}") != self.library.setting(COVER):
            self.library.set(COVER, drawn)
        return changed

    def _whole(self) -> Iterator[tuple[Episode, str]]:
        """Every episode whose files are in place, with its record; the others are in `left_out` afterwards."""
        self.left_out, self.languages = [], set()
        count, blocked = 0, self.library.blocked()
        for episode, record in self.library.oldest_first():
            # One whose file has gone is not promised to anybody; the next run makes it again.
            if self.files_of(episode).is_published():
                count += 1
                self.languages.add(primary(episode.language or self.show.settings.language))
                if episode.guid in blocked:
                    yield replace(episode, blocked=True), f"{record} blocked"
                else:
                    yield episode, record
            else:
                self.left_out.append(episode.title)
        # The only episode of a show may have been deleted on purpose. All of several, or the folder, are lost.
        lost = len(self.left_out) > 1 or not any(self.show.episodes.glob("*"))
        if self.left_out and not count and lost:
            raise StorageError(
                f"none of the {len(self.left_out)} episodes of the show has its files in {self.show.episodes}",
                hint="is the disk mounted? Put the files back, or make the episodes again: podcaster batch FOLDER",
            )

    def _podcast_guid(self) -> str:
        known = self.library.setting("podcast_guid")
        if known:
            return known
        base = self.show.settings.base_url.rstrip("/") or f"http://localhost/{uuid.uuid4()}"
        return self.library.set_once("podcast_guid", feed.podcast_guid(f"{base}/feed.xml"))


def cover_of(show: Show) -> bytes:
    """The cover of the show: its own picture, else drawn. Raises UsageError for a picture that cannot serve."""
    settings = show.settings
    if not settings.cover:
        return cover.draw(Sleeve(settings.title, author=settings.author, language=settings.language))
    path, reasons = show.folder / settings.cover, list[str]()
    picture = cover.from_image(Image(path=path), title=settings.title, refused=reasons.append)
    if picture is None:
        why = reasons[-1] if reasons else "no reason is known"
        raise UsageError(f"the cover {path} cannot be used: {why}", hint="a JPEG, PNG or WebP of 1400 pixels or more")
    return picture
