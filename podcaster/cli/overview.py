"""What all commands have: groups and examples in `--help`, no names of types there, and no value that is empty."""

from __future__ import annotations

from typing import Any

from podcaster.errors import UsageError

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

# Options and arguments for which an empty value means something, or that have their own words for it.
MAY_BE_EMPTY = frozenset({"--title", "--author", "--base-url", "text", "word", "value"})


def group(command: str) -> str:
    """The group of a command."""
    return next((name for name, commands in GROUPS.items() if command in commands), "More")


def place(command: str) -> int:
    """Where a command stands in the overview."""
    order = [name for commands in GROUPS.values() for name in commands]
    return order.index(command) if command in order else len(order)


def tidied(command: Any) -> Any:
    """*command* without `<bool>` behind an option that is only there or not; it takes no empty value. Its own too."""
    for parameter in command.params:
        without_type(parameter)
        refuse_empty(parameter)
    original = command.get_help_option

    def help_option(context: Any) -> Any:
        return without_type(original(context))

    command.get_help_option = help_option
    for below in getattr(command, "commands", {}).values():
        tidied(below)
    return command


def without_type(parameter: Any) -> Any:
    """*parameter*, without the name of its type if it is only there or not."""
    if getattr(parameter, "is_flag", False) and parameter.metavar is None:
        parameter.metavar = ""
    return parameter


def refuse_empty(parameter: Any) -> None:
    """Make *parameter* raise UsageError for an empty value.

    It is mostly that of a variable that was not set. As a path it would be the working folder, as an option no option.
    """
    name = parameter.opts[0]
    if name in MAY_BE_EMPTY:
        return
    process = parameter.process_value

    def checked(context: Any, value: Any) -> Any:
        given = context.get_parameter_source(parameter.name)
        is_empty = value == "" or (isinstance(value, list | tuple) and "" in value)
        if is_empty and given is not None and given.name == "COMMANDLINE" and not context.resilient_parsing:
            what = name if name.startswith("-") else (parameter.metavar or name.upper()).removesuffix("...")
            one_of = "one of " if isinstance(value, list | tuple) and len(value) > 1 else ""
            raise UsageError(f"{one_of}{what} is empty", hint="check the command: is a variable in it empty?")
        return process(context, value)

    parameter.process_value = checked
