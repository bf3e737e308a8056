"""Two wordings of one paragraph: which edits lead from one to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.normalize.text import fold
from ingest.versions.edits import Edit, EditKind
from ingest.versions.words import CASUALTIES, CJK_NUMERAL, NUMBER_WORDS, SAYING

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"\d+(?:[.,:/ \u00a0]\d+)*|[{_CJK}]|[^\W\d_{_CJK}]+(?:[’'ʼ-][^\W\d_{_CJK}]+)*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\s\"”»’)]+|(?<=[。！？])")
_QUOTES = re.compile(
    r"“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|‘((?:[^’]|’(?=\w))+)’(?!\w)|\"([^\"]+)\"|「([^」]+)」|『([^』]+)』"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A replaced stretch of tokens: character offsets in both paragraphs."""

    start: int
    end: int
    new_start: int
    new_end: int


def paragraph_edits(old: str, new: str) -> Iterator[Edit]:
    """Yield the edits between two wordings of a paragraph; none when only punctuation differs.

    One change can be two things: another figure inside a quotation is a changed quote and a changed
    number. What is neither figure, quote, attribution nor name is a change of wording.
    """
    kinds: dict[EditKind, tuple[str, str]] = dict(_quote_changes(old, new))
    for span in _changes(old, new):
        before, after = old[span.start : span.end], new[span.new_start : span.new_end]
        found = list(_kinds(old, new, span))
        if not found and EditKind.QUOTE in kinds and _in_quote(new, span.new_start, span.new_end):
            continue
        for kind in found or [EditKind.WORDING]:
            kinds[kind] = _joined(kinds.get(kind), before, after)
    for kind in EditKind:
        if kind in kinds:
            before, after = kinds[kind]
            yield Edit(kind=kind, before=before, after=after, context=new)


def _joined(known: tuple[str, str] | None, before: str, after: str) -> tuple[str, str]:
    if known is None:
        return before, after
    return (
        " … ".join(filter(None, (known[0], before))),
        " … ".join(filter(None, (known[1], after))),
    )


def _changes(old: str, new: str) -> Iterator[_Span]:
    one, two = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    matcher = SequenceMatcher(
        None, [_plain(t) for t in one], [_plain(t) for t in two], autojunk=False
    )
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            start, end = _place(one, i, j, old)
            new_start, new_end = _place(two, k, m, new)
            yield _Span(start=start, end=end, new_start=new_start, new_end=new_end)


def _plain(token: re.Match[str]) -> str:
    word = token[0]
    return re.sub(r"[,. \u00a0](?=\d{3}(?!\d))", "", word) if word[0].isdigit() else fold(word)


def _place(tokens: Sequence[re.Match[str]], low: int, high: int, text: str) -> tuple[int, int]:
    if low < high:
        return tokens[low].start(), tokens[high - 1].end()
    place = tokens[low].start() if low < len(tokens) else len(text)
    return place, place


def _kinds(old: str, new: str, span: _Span) -> Iterator[EditKind]:
    before, after = old[span.start : span.end], new[span.new_start : span.new_end]
    if _figures(before) != _figures(after):
        around = _sentence(old, span.start) + " " + _sentence(new, span.new_start)
        yield EditKind.CASUALTIES if CASUALTIES.search(around) else EditKind.NUMBER
    if _in_quote(old, span.start, span.end) or _in_quote(new, span.new_start, span.new_end):
        return
    names = _names(old, span.start, span.end), _names(new, span.new_start, span.new_end)
    said_before, said_after = SAYING.findall(before), SAYING.findall(after)
    if said_before != said_after and (before and after):
        yield EditKind.ATTRIBUTION
    elif names[0] != names[1]:
        saying = _clause_says(old, span.start) or _clause_says(new, span.new_start)
        yield EditKind.ATTRIBUTION if saying else EditKind.NAME


def _figures(text: str) -> list[str]:
    digits = [_plain(m) for m in _TOKEN.finditer(text) if m[0][0].isdigit()]
    words = [word for word in fold(text).split() if word in NUMBER_WORDS]
    return digits + words + CJK_NUMERAL.findall(text)


def _names(text: str, start: int, end: int) -> list[str]:
    """Return the capitalised words of a stretch that do not merely begin a sentence."""
    return [
        fold(m[0])
        for m in _TOKEN.finditer(text, start, end)
        if m[0][0].isupper() and not _begins_sentence(text, m.start(), m[0])
    ]


def _begins_sentence(text: str, place: int, word: str) -> bool:
    if word.isupper() and len(word) > 1:  # an abbreviation is a name wherever it stands
        return False
    lead = text[:place].rstrip(' "“”„«»‘’(—–-')
    return not lead or lead[-1] in ".!?…:"


def _clause_says(text: str, place: int) -> bool:
    """Return whether the change stands within a few words of a verb of saying, outside quotes."""
    low, high = max(0, place - 60), place + 60
    near = _sentence(text, place)
    window = text[low:high]
    return bool(SAYING.search(_QUOTES.sub(" ", near)) and SAYING.search(window))


def _sentence(text: str, place: int) -> str:
    start = 0
    for border in _SENTENCE.finditer(text):
        if border.end() > place:
            return text[start : border.start()]
        start = border.end()
    return text[start:]


def _in_quote(text: str, start: int, end: int) -> bool:
    return start < end and any(
        m.start() <= start and end <= m.end() for m in _QUOTES.finditer(text)
    )


def _quotes(text: str) -> dict[str, str]:
    found = (next(filter(None, m.groups())) for m in _QUOTES.finditer(text))
    return {fold(quote): quote for quote in found if fold(quote)}


def _quote_changes(old: str, new: str) -> Iterator[tuple[EditKind, tuple[str, str]]]:
    one, two = _quotes(old), _quotes(new)
    gone = [quote for key, quote in one.items() if key not in two]
    come = [quote for key, quote in two.items() if key not in one]
    if gone or come:
        yield EditKind.QUOTE, (" … ".join(gone), " … ".join(come))
