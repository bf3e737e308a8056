"""Tags no parser can bear: libxml2 compares every attribute of an HTML tag with all others."""

from __future__ import annotations

import re

_MOST_ATTRIBUTES = 200  # 300,000 take an hour; nobody writes more than some dozens
_SHORT = 500  # characters
# As parsers read it: only after "=" does a quote begin a value. Nothing is looked at twice.
_TAG = re.compile(
    r"<([a-zA-Z][^\s<>/]*+)(?=[\s/])"
    r"""(?:[^<>=]++|<(?![a-zA-Z])|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+"""
)
_ATTRIBUTE = re.compile(r"""[^\s"'=<>]+(?:\s{0,9}=\s{0,9}(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?""")


def bearable(markup: str) -> str:
    """Return *markup* with tags bare that have more attributes than anybody would write.

    >>> bearable("<p " + " ".join(f"a{n}=1" for n in range(300)) + ">text <b class='c'>x</b>")
    "<p >text <b class='c'>x</b>"
    """
    return _TAG.sub(_bare, markup)


def _bare(tag: re.Match[str]) -> str:
    if tag.end() - tag.start() < _SHORT:
        return tag[0]
    return f"<{tag[1]} " if len(_ATTRIBUTE.findall(tag[0])) > _MOST_ATTRIBUTES else tag[0]
