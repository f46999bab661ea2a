"""What `--help` shows: the commands in groups, an example of each, and options without the names of types."""

from __future__ import annotations

from typing import Any

# Group -> its commands, in the order in which they are shown.
GROUPS = {
    "Make episodes": ("convert", "batch", "watch", "studio", "explain", "report", "mix"),
    "Where articles come from": ("follow", "pull", "sources", "unfollow"),
    "Listen and publish": ("serve", "publish", "opml", "export"),
    "Tend the show": (
        *(
            "show",
            "status",
            "list",
            "remove",
            "restore",
            "failures",
            "retry",
            "dismiss",
            "feed",
            "tag",
            "check",
            "doctor",
        ),
        "cache",
    ),
    "Voices and words": ("voices", "say", "words", "lexicon", "proof"),
    "Many machines": ("merge",),
}
EXAMPLES = {
    "convert": "convert post.html",
    "batch": "batch saved/ --until 07:00",
    "watch": "watch ~/Downloads/articles",
    "studio": "studio",
    "explain": "explain post.html",
    "report": "report --json",
    "mix": "mix --minutes 35",
    "follow": "follow https://example.org/blog",
    "pull": "pull",
    "sources": "sources",
    "unfollow": "unfollow example.org",
    "serve": "serve --host 0.0.0.0",
    "publish": "publish /srv/www/podcast",
    "opml": "opml > feeds.opml",
    "export": "export epub --last 10",
    "show": "show init",
    "status": "status",
    "list": "list harbor",
    "remove": "remove 12",
    "restore": "restore 12",
    "failures": "failures",
    "retry": "retry post.html",
    "dismiss": "dismiss post.html",
    "feed": "feed",
    "tag": "tag episode.mp3",
    "check": "check",
    "doctor": "doctor theirs.xml",
    "cache": "cache list",
    "voices": "voices list",
    "say": "say 'Nguyen came' --as Nguyen=win",
    "words": "words saved/ --top 20",
    "lexicon": "lexicon add Nguyen win",
    "proof": "proof episode.mp3",
    "merge": "merge part-1 part-2 --show podcast",
}


def group(command: str) -> str:
    """The group of a command."""
    return next((name for name, commands in GROUPS.items() if command in commands), "More")


def place(command: str) -> int:
    """Where a command stands in the overview."""
    order = [name for commands in GROUPS.values() for name in commands]
    return order.index(command) if command in order else len(order)


def without_types(command: Any) -> Any:
    """*command*, whose help shows no `<bool>` behind an option that is only there or not. Its own commands too."""
    for parameter in command.params:
        without_type(parameter)
    original = command.get_help_option

    def help_option(context: Any) -> Any:
        return without_type(original(context))

    command.get_help_option = help_option
    for below in getattr(command, "commands", {}).values():
        without_types(below)
    return command


def without_type(parameter: Any) -> Any:
    """*parameter*, without the name of its type if it is only there or not."""
    if getattr(parameter, "is_flag", False) and parameter.metavar is None:
        parameter.metavar = ""
    return parameter
