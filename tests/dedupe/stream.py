"""A labelled stream of invented news: originals, what houses make of them, and look-alikes.

Every item says which earlier texts it must be related to (``of``) and to which it may be; anything
else that the detector relates is an error. Stories are put together from the banks of ``words.py``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.dedupe.words import BANKS, Bank

START = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)
HOUSES = ("harbour-post", "delta-times", "coast-wire", "inland", "north-star", "eastern-desk")
LATIN_TWIN = str.maketrans("аеорсух", "aeopcyx")
CYRILLIC_TWIN = str.maketrans("aeopcyx", "аеорсух")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text of the stream."""

    ref: str
    kind: str  # what was done to make it: the label errors are counted under
    text: str
    published: datetime | None
    publisher: str
    language: str
    story: str  # texts of one story may be related to each other beyond ``of``
    of: frozenset[str] = field(default_factory=frozenset)
    apart: bool = False  # never a duplicate of anything, its own story and series included


class Stream:
    """Makes the items; one random generator, so a seed is a stream."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.numbered = 0

    # ── stories ──────────────────────────────────────────────────────────────────────────────

    def sentence(self, bank: Bank) -> str:
        pick = self.random.choice
        number = f"{self.random.randint(2, 980)}"
        forms = (
            (bank.who, bank.did, bank.what, bank.where, bank.when),
            (bank.when, bank.who, bank.did, bank.what, bank.why),
            (bank.where, bank.who, bank.did, (number,), bank.unit, bank.why),
            (bank.who, bank.where, bank.did, bank.what, bank.why),
            (bank.when, bank.where, bank.who, bank.did, (number,), bank.unit),
        )
        said = bank.glue.join(pick(part) for part in pick(forms))
        if self.random.random() < 0.15:
            quoted = f"“{pick(bank.said)}”"
            said = bank.glue.join((said, "—" if bank.glue else "，", quoted))
        return said[0].upper() + said[1:] + bank.end

    def paragraphs(self, bank: Bank, count: int) -> list[str]:
        gap = bank.glue
        return [
            gap.join(self.sentence(bank) for _ in range(self.random.randint(2, 4)))
            for _ in range(count)
        ]

    def original(self, bank: Bank, day: int, count: int | None = None) -> Item:
        count = count or self.random.randint(5, 11)
        ref = self.ref("original")
        return Item(
            ref=ref,
            kind="original",
            text="\n\n".join(self.paragraphs(bank, count)),
            published=START + timedelta(days=day, minutes=self.random.randint(0, 600)),
            publisher=self.random.choice(HOUSES),
            language=bank.language,
            story=ref,
        )

    def ref(self, kind: str) -> str:
        self.numbered += 1
        return f"{kind}-{self.numbered:04d}"

    # ── what houses make of them ─────────────────────────────────────────────────────────────

    def made_from(self, base: Item, kind: str, paragraphs: Sequence[str], **more: object) -> Item:
        others = [house for house in HOUSES if house != base.publisher]
        later = timedelta(minutes=self.random.randint(5, 2_000))
        made = replace(
            base,
            ref=self.ref(kind),
            kind=kind,
            text="\n\n".join(paragraphs),
            publisher=self.random.choice(others),
            published=base.published + later if base.published else None,
            of=frozenset({base.ref}),
        )
        return replace(made, **more)

    def dressed(self, bank: Bank, house: str, paragraphs: Sequence[str]) -> list[str]:
        """Put a house's furniture around and between the paragraphs."""
        own = [f"{line} [{house}]" for line in bank.furniture]
        middle = [p for pair in zip(paragraphs, ["Advertisement"] * 99, strict=False) for p in pair]
        return [own[0], *(middle if self.random.random() < 0.5 else paragraphs), *own[1:]]

    def exact(self, base: Item, _: Bank) -> Item:
        text = self.random.choice(
            (
                lambda t: t.replace("\n\n", "\n"),
                lambda t: t.replace("“", '"').replace("”", '"').upper(),
                lambda t: "".join(c + "\u00ad" if i % 7 == 0 else c for i, c in enumerate(t)),
                lambda t: t.replace(" ", "\u00a0 "),
            )
        )(base.text)
        return self.made_from(base, "exact", [text])

    def homoglyphs(self, base: Item, _: Bank) -> Item:
        twin = CYRILLIC_TWIN if base.language == "en" else LATIN_TWIN
        changed = "".join(c.translate(twin) if self.random.random() < 0.3 else c for c in base.text)
        return self.made_from(base, "homoglyphs", [changed])

    def extraction(self, base: Item, bank: Bank) -> Item:
        """The same page read by another tool: captions in, a paragraph lost, furniture left."""
        paragraphs = base.text.split("\n\n")
        del paragraphs[self.random.randrange(len(paragraphs))]
        caption = f"{self.random.choice(bank.who)} {self.random.choice(bank.where)}. Photo"
        paragraphs.insert(self.random.randrange(len(paragraphs)), caption)
        house = self.random.choice([house for house in HOUSES if house != base.publisher])
        dressed = self.dressed(bank, house, paragraphs)
        return self.made_from(base, "extraction", dressed, publisher=house)

    def noise(self, base: Item, _: Bank) -> Item:
        """Two characters in a hundred damaged."""
        damaged = "".join(
            self.random.choice("abcжшщ的") if c.isalnum() and self.random.random() < 0.01 else c
            for c in base.text
        )
        return self.made_from(base, "noise", [damaged])

    def syndicated(self, base: Item, bank: Bank) -> Item:
        """A house's own dateline, a fifth of the sentences rewritten, a paragraph of its own."""
        stop = bank.end
        sentences = [s + stop for s in base.text.replace("\n\n", " ").split(stop) if s.strip()]
        kept = [
            self.sentence(bank) if self.random.random() < 0.2 else sentence.strip()
            for sentence in sentences
            if self.random.random() > 0.1
        ]
        dateline = self.random.choice(
            ("KYIV, Feb 3 (Coast Wire) —", "Киев. 3 февраля. —", "基辅2月3日电")
        )
        return self.made_from(
            base, "syndicated", [f"{dateline} {bank.glue.join(kept)}", *self.paragraphs(bank, 1)]
        )

    def excerpt(self, base: Item, bank: Bank) -> Item:
        length = max(260, len(base.text) // 4)
        start = self.random.randrange(max(1, len(base.text) - length))
        piece = base.text[start : start + length]
        return self.made_from(base, "excerpt", [piece, self.random.choice(bank.furniture)])

    def late_excerpt(self, base: Item, bank: Bank) -> Item:
        later = base.published + timedelta(days=40) if base.published else None
        return replace(self.excerpt(base, bank), kind="late-excerpt", published=later)

    def update(self, base: Item, bank: Bank) -> Item:
        """The same house again, hours later: one paragraph rewritten, two new ones, other figures."""
        paragraphs = base.text.split("\n\n")
        paragraphs[0] = self.paragraphs(bank, 1)[0]
        paragraphs += self.paragraphs(bank, 2)
        return self.made_from(base, "update", paragraphs, publisher=base.publisher)

    def round_up(self, bases: Sequence[Item], bank: Bank) -> Item:
        parts = [self.paragraphs(bank, 1)[0], *(base.text for base in bases)]
        made = self.made_from(bases[0], "round-up", parts, of=frozenset(b.ref for b in bases))
        latest = max(base.published for base in bases if base.published)
        return replace(made, story=made.ref, published=latest + timedelta(hours=3))

    # ── look-alikes ──────────────────────────────────────────────────────────────────────────

    def bulletins(self, bank: Bank, first_day: int, issues: int) -> Iterator[Item]:
        """One template, other numbers and dates every day."""
        story, house = self.ref("series"), self.random.choice(HOUSES)
        places = self.random.sample(bank.where, 6)
        shape = [
            (
                self.random.choice(bank.who),
                self.random.choice(bank.did),
                place,
                self.random.choice(bank.unit),
            )
            for place in places
        ]
        head, tail = self.random.choice(bank.furniture), self.paragraphs(bank, 1)[0]
        for issue in range(issues):
            when = START + timedelta(days=first_day + issue)
            numbers = (str(self.random.randint(10, 9_999)) for _ in shape)
            lines = [
                bank.glue.join((who, did, number, unit, place)) + bank.end
                for (who, did, place, unit), number in zip(shape, numbers, strict=True)
            ]
            dated = f"{when:%d.%m.%Y}, {self.random.randint(5, 9)}:00"
            yield Item(
                ref=self.ref("bulletin"), kind="bulletin", text="\n\n".join([dated, head, *lines, tail]),
                published=when, publisher=house, language=bank.language, story=story, apart=True,
            )  # fmt: skip

    def retold(self, base: Item, bank: Bank) -> Item:
        """The same event by another reporter: the same names, figures and one quotation, else new."""
        sentences = base.text.replace("\n\n", bank.glue).split(bank.end)
        quoted = next((s[s.index("“") :] for s in sentences if "“" in s and "”" in s), "")
        names = [who for who in bank.who if who in base.text][:6]
        places = [place for place in bank.where if place in base.text][:6]
        told = [
            bank.glue.join(
                (place, who, self.random.choice(bank.did), self.random.choice(bank.what))
            )
            + bank.end
            for who, place in zip(names, places, strict=False)
        ]
        text = "\n\n".join([*told, quoted, *self.paragraphs(bank, 3)])
        return replace(
            self.made_from(base, "retold", [text]), of=frozenset(), story=self.ref("told")
        )

    def neighbour(self, bank: Bank, day: int, house: str) -> Item:
        """A short item that wears the furniture of its house."""
        made = self.original(bank, day, count=2)
        text = "\n\n".join(self.dressed(bank, house, made.text.split("\n\n")))
        return replace(made, kind="neighbour", publisher=house, text=text)


TRANSFORMS = (
    Stream.exact, Stream.homoglyphs, Stream.extraction, Stream.noise, Stream.syndicated,
    Stream.excerpt, Stream.late_excerpt, Stream.update,
)  # fmt: skip


def mixed_stream(seed: int, stories: int = 40, *, dated: bool = True) -> list[Item]:
    """Return a stream in order of publication: per language some stories, variants, look-alikes."""
    stream = Stream(seed)
    items: list[Item] = []
    for bank in BANKS:
        if bank.language == "zh":  # Chinese has no twins of Latin letters
            transforms = [t for t in TRANSFORMS if t is not Stream.homoglyphs]
        else:
            transforms = list(TRANSFORMS)
        originals = [stream.original(bank, day=number % 20) for number in range(stories)]
        items += originals
        for number, base in enumerate(originals):
            if number % 2 == 0:
                for make in stream.random.sample(transforms, 3):
                    items.append(make(stream, base, bank))
            if number % 4 == 1:
                items.append(stream.retold(base, bank))
            if number % 10 == 3:
                items.append(stream.round_up(originals[number - 3 : number], bank))
        for series in range(2):
            items += stream.bulletins(bank, first_day=series * 3, issues=8)
        items += [stream.neighbour(bank, day, HOUSES[0]) for day in range(6)]
    items.sort(key=lambda item: (item.published or START, item.ref))
    return items if dated else [replace(item, published=None) for item in items]
