"""The tables of wording for mail: what belongs to a mailing, and how a forwarded letter is announced."""

from __future__ import annotations

import re

from podcaster.reading.rules import Table

_FORWARDS = {
    "banner": r"^[\W_]*%s(?!\w)(?!.*[.;]\s)",
    "end": r"^[\W_]*%s[\W_]*$",
    "wrote": r"^[\W_]*(on|am|le|el|il|em|op|den|\w{2,4}\.?,)\s.{6,200}\b%s\b.{0,120}:?\W*$",
}
FORWARDS = Table(
    "forwards", lambda rule: _FORWARDS.get(rule.kind, r"^[\W_]{0,12}%s[*_ \u00a0]{0,3}[:：]"), re.Pattern.search
)
LETTERS = Table(
    "letters",
    lambda rule: r"^%s([\s|·•,/]+{button})*\W*$" if rule.kind == "button" else "%s",
    re.Pattern.search,
)
