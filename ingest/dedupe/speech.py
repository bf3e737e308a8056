"""Which words of a text somebody else said: passages in quotation marks, and lines of dialogue.

Two reporters in one room write down the same sentences; that makes no copy of either report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

OPEN, CLOSE = "\ufdd0", "\ufdd1"  # noncharacters: no text means anything by them

# What closes a passage, by the mark that opened it. A mark of another style inside belongs to it.
_CLOSERS = {
    "«": "»", "»": "«»", "„": "“”\"", "‟": "”", "“": "”\"", "”": "”\"", '"': '"”', "＂": "＂",
    "「": "」", "『": "』", "｢": "｣", "‹": "›", "›": "‹›", "〝": "〞〟", "‘": "’'", "'": "'’",
}  # fmt: skip
_OPENING = frozenset("«„「『｢‹〝“")
_NESTING = frozenset("«「『")
_APOSTROPHES = frozenset("'‘’")
_MARK = re.compile("[«»„‟“”\"＂「」『』｢｣‹›〝〞〟'‘’]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n|(?<=[.!?…。！？؟»”“\"」』])\n")
_DIALOGUE = re.compile(r"\s*(?:[—–―]\s*(?=\w|[«„“\"…])|-\s+(?=\w.*[,.!?…] [—–-] ))")


def with_speech_marked(text: str) -> str:
    """Return *text* with a sign of ours wherever direct speech begins and ends.

    Quotation marks of all styles count, and paragraphs that begin with a dash. What is opened and
    never closed ends with its paragraph: a lost mark costs a paragraph, not the rest of the text.

    >>> said = with_speech_marked('He said: “Go, ‘friend’, go” and went.\\n\\n— Where to?')
    >>> said.replace(OPEN, "<").replace(CLOSE, ">")
    'He said: <“Go, ‘friend’, go”> and went.\\n\\n<— Where to?>'
    """
    pieces: list[str] = []
    done = 0
    for start, end in _passages(text):
        pieces += (text[done:start], OPEN, text[start:end], CLOSE)
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _passages(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in [*_PARAGRAPH.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if _DIALOGUE.match(text, start, end):
            yield start, end
        else:
            yield from _quotations(text, start, end)
        start = gap.end() if gap else end


def _quotations(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the outermost quotations of one paragraph."""
    opened, mark, depth = start, "", 0
    for found in _MARK.finditer(text, start, end):
        here, place = found[0], found.start()
        if not mark:
            if here in _CLOSERS and _opens(text, place, start, end):
                opened, mark, depth = place, here, 1
        elif here == mark and here in _NESTING:
            depth += 1
        elif here in _CLOSERS[mark] and _closes(text, place, start, end):
            depth -= 1
            if not depth:
                yield opened, place + 1
                mark = ""
    if mark and (mark not in _APOSTROPHES or opened == start):
        yield opened, end


def _opens(text: str, place: int, start: int, end: int) -> bool:
    """Return whether the mark at *place* has a word close behind it and none close before it.

    Marks that can only open do so also in a script without spaces.
    """
    if text[place] in _OPENING:
        return True
    before = text[place - 1] if place > start else " "
    after = text[place + 1] if place + 1 < end else " "
    if text[place] in _APOSTROPHES:
        return not before.isalnum() and after.isalnum()
    return not before.isalnum() and not after.isspace() and before not in ".,!?"


def _closes(text: str, place: int, start: int, end: int) -> bool:
    """Return whether the mark at *place* may close; an apostrophe only between a stop and a space.

    Else "the workers' rights" would end every British quotation.
    """
    if text[place] not in _APOSTROPHES:
        return True
    after = text[place + 1] if place + 1 < end else " "
    return place > start and text[place - 1] in ".,!?…" and not after.isalnum()
