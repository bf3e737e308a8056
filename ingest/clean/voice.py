"""The words of a house that speaks to its reader, heard in one pass over a line.

Appeals, tip lines, comment rules and promotion are worded anew by every house, but built alike: a
request (*subscribe*, *call*), what the house has to offer (*newsletter*, *newsroom*), the house
itself (*we*, *our*) and the reader (*you*). ``ingest.clean.appeals`` says how many make a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import ahocorasick

from ingest.clean.lines import Line, match_form
from ingest.config import Block

REACH = 25  # characters between "our" and what is ours
_PHONE = re.compile(r"(?<![\d,.])\+?\(?\d[\d ()-]{5,16}\d(?![\d,.]\d)")
_MAIL = re.compile(r"[\w.+-]{1,40}@([\w-]{1,40}(?:\.[\w-]{1,30}){1,3})")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SCRIPTS = re.compile(  # where scripts meet: "下载app"
    r"(?<=[\u3040-\u30ff\u3400-\u9fff])(?=[a-z])|(?<=[a-z])(?=[\u3400-\u9fff])"
)
_ELISION = re.compile(r"\b([a-z])'(?=\w)")  # "l'app"
_OPENING = '"/[¿¡-'
_STARTS = ".!?:;,-|/()。!?,،؟"


class VoiceWords(Block):
    """One ``[voice.LANGUAGE]`` block; a word that ends with ``*`` is the beginning of words."""

    ask: tuple[str, ...] = ()  # requests hardly anybody but a house makes: subscribe
    act: tuple[str, ...] = ()  # requests when they begin a sentence: call, send
    lead: tuple[str, ...] = ()  # may stand before a request: please
    goods: tuple[str, ...] = ()  # what only a house has: newsletter, newsroom
    stuff: tuple[str, ...] = ()  # what a house has, and others too: story, app
    cause: tuple[str, ...] = ()  # what money is collected for
    trade: tuple[str, ...] = ()  # buying through a page
    fee: tuple[str, ...] = ()  # what the house gets for it
    house: tuple[str, ...] = ()
    reader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """How many different words of each group a line holds."""

    ask: int = 0
    requests: int = 0  # sentences that begin with ``ask`` or ``act``
    asked: int = 0  # ... with ``ask``
    goods: int = 0
    stuff: int = 0
    cause: int = 0
    trade: int = 0
    fee: int = 0
    house: int = 0
    reader: int = 0
    ours: bool = False  # what the house has, called its own: "our app"
    things: tuple[int, ...] = ()  # where ``goods`` and ``stuff`` stand
    contact: bool = False  # a telephone number or mail address

    @property
    def is_telling(self) -> bool:
        """Whether there is more than a *we*, a *you*, or one thing that many speak of."""
        return (
            self.requests + self.ask + self.goods + self.trade + self.cause + self.contact > 0
            or (self.house > 0 and self.reader > 0)
            or (self.house + self.reader > 0 and self.stuff > 0)
        )


class Voices:
    """The words of all languages in one automaton."""

    def __init__(self, words: Mapping[str, VoiceWords]) -> None:
        """Compile the ``[voice]`` blocks; the words of ``any`` count in every language."""
        uses: dict[str, list[tuple[str, str, bool]]] = {}
        self._leads: dict[str, tuple[str, ...]] = {}
        for language, block in words.items():
            self._leads[language] = tuple(f" {word}" for word in block.lead)
            for group in VoiceWords.model_fields.keys() - {"lead"}:
                for word in getattr(block, group):
                    needle = _spaced(match_form(word.removesuffix("*"))).rstrip()
                    needle = needle.lstrip() if _UNSPACED.match(needle.lstrip()) else needle
                    uses.setdefault(needle, []).append((language, group, word.endswith("*")))
        self._words = ahocorasick.Automaton()
        for needle, found in uses.items():
            self._words.add_word(needle, (len(needle), tuple(found)))
        self._words.make_automaton()

    def hear(self, line: Line) -> Signs | None:
        """Return the signs of the language that has most of them; None for a line without any."""
        by_language: dict[str, dict[str, set[int]]] = {}
        for language, group, start in self._found(line.form):
            by_language.setdefault(language, {}).setdefault(group, set()).add(start)
        if not by_language and "@" not in line.form:
            return None
        common = by_language.pop("any", {})
        tallies = [_merged(own, common) for own in by_language.values() or ({},)]
        best = max(tallies, key=lambda tally: sum(map(len, tally.values())))
        things = sorted(best.get("goods", set()) | best.get("stuff", set()))
        return Signs(
            **{group: len(starts) for group, starts in best.items()},
            ours=any(follows(things, start) for start in best.get("house", ())),
            things=tuple(things),
            contact=_PHONE.search(line.form) is not None or any(mail_hosts(line.form)),
        )

    def _found(self, form: str) -> Iterator[tuple[str, str, int]]:
        """Yield language, group and place of the words in a form; places count a space before it."""
        if not len(self._words):
            return
        spaced = _spaced(form)
        for end, (length, uses) in self._words.iter(spaced):
            start = end - length + 1
            goes_on = spaced[end + 1 : end + 2].isalnum() and spaced[start] == " "
            for language, group, is_stem in uses:
                if goes_on and not is_stem:
                    continue
                if group != "act":
                    yield language, group, start
                if group in ("ask", "act") and self._begins(spaced, start, language):
                    yield language, "requests", start
                    if group == "ask":
                        yield language, "asked", start

    def _begins(self, form: str, start: int, language: str) -> bool:
        """Whether a sentence, or a clause, begins at *start*."""
        before = form[:start].rstrip(" '\"")
        return not before or before[-1] in _STARTS or before.endswith(self._leads[language])


def follows(things: Iterable[int], start: int) -> bool:
    """Whether one of *things* stands shortly after *start*."""
    return any(0 <= thing - start <= REACH for thing in things)


def _merged(own: Mapping[str, set[int]], common: Mapping[str, set[int]]) -> dict[str, set[int]]:
    return {
        group: own.get(group, set()) | common.get(group, set())
        for group in own.keys() | common.keys()
    }


def mail_hosts(form: str) -> Iterator[str]:
    """Yield the hosts of the mail addresses in a match form.

    >>> list(mail_hosts("write to desk@news.example or to ann@example.org."))
    ['news.example', 'example.org']
    """
    if "@" in form:
        yield from (match[1].rstrip(".") for match in _MAIL.finditer(form))


def _spaced(form: str) -> str:
    """Return *form* with a space before every word, those in compounds and after elisions, too."""
    spaced = form.replace(" - ", " . ")
    for sign in _OPENING:
        spaced = spaced.replace(sign, " ")
    if "'" in spaced:
        spaced = _ELISION.sub(r"\1 ", spaced)
    if not spaced.isascii():
        spaced = _SCRIPTS.sub(" ", spaced)
    return f" {spaced} "
