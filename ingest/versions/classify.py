"""Two wordings of one sentence: which edits lead from one to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.normalize.text import fold
from ingest.versions.edits import Edit, EditKind
from ingest.versions.names import names_in
from ingest.versions.tokens import Token, plain, tokenize
from ingest.versions.words import CASUALTIES, CONTENT_FOLLOWS, SAYS, SOURCE_FOLLOWS

NEAR = 45  # characters between a figure and the dead or wounded it counts
NEAR_UNSPACED = 12
NEXT_TO = 40  # characters between a verb of saying and who says so
SAME_QUOTE = 0.5  # share of common words from which a quotation was amended, not replaced

_QUOTES = re.compile(
    r"“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|»([^«]+)«|‘((?:[^’]|’(?=\w))+)’(?!\w)|\"([^\"]+)\""
    r"|「([^」]+)」|『([^』]+)』"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One wording of a sentence, taken apart."""

    text: str
    language: str
    tokens: tuple[Token, ...]
    quotes: tuple[tuple[int, int], ...]  # where quotations stand

    @classmethod
    def of(cls, text: str, language: str) -> Wording:
        """Return *text* taken apart."""
        quotes = tuple(found.span() for found in _QUOTES.finditer(text))
        return cls(text=text, language=language, tokens=tokenize(text, language), quotes=quotes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A replaced stretch of a wording: its tokens, and where it stands."""

    wording: Wording
    span: range

    @property
    def start(self) -> int:
        """Where it begins; where it would stand, if it has no tokens."""
        tokens = self.wording.tokens
        if self.span.start < len(tokens):
            return tokens[self.span.start].start
        return len(self.wording.text)

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.wording.tokens[self.span[-1]].end if self.span else self.start

    @property
    def said(self) -> str:
        """The stretch as it is written."""
        return self.wording.text[self.start : self.end]

    @property
    def quoted(self) -> bool:
        """Whether it stands in a quotation."""
        return bool(self.span) and any(
            start <= self.start and self.end <= end for start, end in self.wording.quotes
        )

    def figures(self) -> list[str]:
        """Return the values of its figures."""
        return [self.wording.tokens[at].key for at in self.span if self.wording.tokens[at].figure]

    def ones(self) -> list[str]:
        """Return its words for one."""
        return [self.wording.tokens[at].key for at in self.span if self.wording.tokens[at].soft]

    def names(self) -> list[str]:
        """Return its names."""
        wording = self.wording
        return names_in(wording.text, wording.tokens, self.span, wording.language)


def sentence_edits(old: str, new: str, language: str) -> Iterator[Edit]:
    """Yield the edits between two wordings of a sentence; none when only its form differs.

    One change can be two things: another figure inside a quotation is a changed quote and a changed
    number. What is neither figure, quote, attribution nor name is a change of wording.
    """
    one, two = Wording.of(old, language), Wording.of(new, language)
    kinds: dict[EditKind, tuple[str, str]] = {}
    replaced = False
    if changed := _quote_change(one, two):
        kinds[EditKind.QUOTE] = changed
        replaced = _likeness(*changed, language) < SAME_QUOTE
    for before, after in _changes(one, two):
        quoted = EditKind.QUOTE in kinds and (before.quoted or after.quoted)
        if quoted and replaced:
            continue
        found = list(_kinds(before, after, quoted=quoted))
        if quoted and not found:
            continue
        for kind in found or [EditKind.WORDING]:
            kinds[kind] = _both(kinds.get(kind), before.said, after.said)
    for kind in EditKind:
        if kind in kinds:
            said_before, said_after = kinds[kind]
            yield Edit(kind=kind, before=said_before, after=said_after, context=new)


def _both(known: tuple[str, str] | None, before: str, after: str) -> tuple[str, str]:
    if known is None:
        return before, after
    return (
        " … ".join(filter(None, (known[0], before))),
        " … ".join(filter(None, (known[1], after))),
    )


def _changes(one: Wording, two: Wording) -> Iterator[tuple[Stretch, Stretch]]:
    keys = ([token.key for token in one.tokens], [token.key for token in two.tokens])
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            yield (
                Stretch(wording=one, span=range(i, j)),
                Stretch(wording=two, span=range(k, m)),
            )


def _kinds(before: Stretch, after: Stretch, *, quoted: bool) -> Iterator[EditKind]:
    figures = before.figures(), after.figures()
    if all(figures) or any(figures):
        figures = figures[0] or before.ones(), figures[1] or after.ones()
    if figures[0] != figures[1] and (all(figures) or not quoted):
        counted = _counts_people(before) or _counts_people(after)
        yield EditKind.CASUALTIES if counted else EditKind.NUMBER
    if quoted or before.quoted or after.quoted:
        return
    if before.span and after.span and _changes_source(before, after):
        yield EditKind.ATTRIBUTION
    elif before.names() != after.names():
        yield EditKind.NAME


def _counts_people(stretch: Stretch) -> bool:
    """Return whether the dead, wounded or missing are named close to a stretch with a figure."""
    if not stretch.figures() and not stretch.ones():
        return False
    text = stretch.wording.text
    reach = NEAR_UNSPACED if stretch.wording.language in ("zh", "ja") else NEAR
    return bool(CASUALTIES.search(text[max(0, stretch.start - reach) : stretch.end + reach]))


def _changes_source(before: Stretch, after: Stretch) -> bool:
    if before.figures() or after.figures():
        return False
    said = [_says(stretch.said) for stretch in (before, after)]
    if said[0] != said[1]:
        return True
    return _is_source(before) and _is_source(after)


def _says(text: str) -> list[str]:
    return [fold(found[0]) for found in (*SOURCE_FOLLOWS.finditer(text), *SAYS.finditer(text))]


def _is_source(stretch: Stretch) -> bool:
    """Return whether the stretch stands where a sentence names who says so."""
    text, start, end = stretch.wording.text, stretch.start, stretch.end
    lead = text[max(0, start - NEXT_TO) : start]
    for cue in SOURCE_FOLLOWS.finditer(text[max(0, start - NEXT_TO) : end]):
        if not re.search(r"[,;:，。.]", lead[cue.end() :]):
            return True
    tail = text[end : end + NEXT_TO]
    verb = SAYS.search(tail)
    if verb and not re.search(r"[,;:，。.、\"”»]", tail[: verb.start()]):
        return True
    return _is_behind_verb(stretch.wording, lead)


def _is_behind_verb(wording: Wording, lead: str) -> bool:
    """Return whether *lead* ends with a verb of saying and nothing that begins what was said."""
    verbs = list(SAYS.finditer(lead))
    if not verbs:
        return False
    cue = verbs[-1]
    if CONTENT_FOLLOWS.search(lead[cue.end() :]):
        return False
    if wording.language in ("en", "zh", "ja", "tr", "ar", ""):  # turned round only behind a quote
        return lead[: cue.start()].rstrip()[-1:] in {",", "”", '"', "’", "»"}
    return True


def _quotes(wording: Wording) -> dict[str, str]:
    said = (wording.text[start + 1 : end - 1].strip() for start, end in wording.quotes)
    return {key: quote for quote in said if (key := plain(quote, wording.language))}


def _quote_change(one: Wording, two: Wording) -> tuple[str, str] | None:
    before, after = _quotes(one), _quotes(two)
    gone = [quote for key, quote in before.items() if key not in after]
    come = [quote for key, quote in after.items() if key not in before]
    return (" … ".join(gone), " … ".join(come)) if gone or come else None


def _likeness(old: str, new: str, language: str) -> float:
    one, two = (plain(text, language).split() for text in (old, new))
    return SequenceMatcher(None, one, two, autojunk=False).ratio()
