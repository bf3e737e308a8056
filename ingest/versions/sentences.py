"""Cuts a paragraph into sentences, and never inside a quotation."""

from __future__ import annotations

import re

from ingest.versions.words import SAYS

_BORDER = re.compile(r"[.!?…؟]+[\"”»’)\]]*\s+|[。！？]+[”」』’]*\s*")
LONGEST_SPEAKER = 80  # characters: "said X, who …" and no more
_OPENING, _CLOSING = "“„«「『", "”»」』"
_ABBREVIATION = re.compile(
    r"(?:\b\w|\b(?:mr|mrs|ms|dr|st|gen|lt|col|sgt|capt|prof|no|vs|jr|sr|mio|mrd|bzw|ca|nr|тыс|млн|"
    r"млрд|долл|руб|гг|ул|им|обл|тис|р|art|ul|tzw|m\.in|sra?|dra?|ee\. ?uu|mme|mlle))\.$",
    re.IGNORECASE,
)


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of *paragraph*.

    >>> sentences("He said: “Go. Now.” Mr. Bilyk went. 他走了。她也走了。")
    ['He said: “Go. Now.”', 'Mr. Bilyk went.', '他走了。', '她也走了。']
    """
    found, start = [], 0
    for border in _BORDER.finditer(paragraph):
        end = border.end()
        so_far = paragraph[start:end]
        if _is_open(so_far) or _ABBREVIATION.search(so_far.rstrip()):
            continue
        if paragraph[end : end + 1].islower() or _says_who(so_far, paragraph[end:]):
            continue
        found.append(so_far.strip())
        start = end
    return [*found, paragraph[start:].strip()] if paragraph[start:].strip() else found


def _says_who(quotation: str, rest: str) -> bool:
    """Return whether *rest* begins with who said what was just quoted."""
    if quotation.rstrip()[-1] not in '”»」』"’“':
        return False
    ends = re.search(r"[.!?。！？]", rest)
    speaker = rest[: ends.start() if ends else len(rest)]
    return len(speaker) <= LONGEST_SPEAKER and SAYS.search(speaker) is not None


def _is_open(text: str) -> bool:
    """Return whether a quotation begins in *text* and does not end there."""
    opened = sum(map(text.count, _OPENING))
    closed = sum(map(text.count, _CLOSING))
    german = text.count("„") - text.count("”") > 0 and text.count("“") >= text.count("„")
    if german:  # „…“: what opens elsewhere closes here
        opened, closed = text.count("„"), text.count("“")
    return opened > closed or text.count('"') % 2 == 1
