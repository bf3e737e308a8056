"""News as a wire editor would write and pass them on: invented by hand, labelled before anything ran.

``natural/LANGUAGE.txt`` holds the texts, one block each::

    ### ref house=publisher at=time of=other:kind,kind;other:kind

``of`` names the texts it must be related to, and as what (told from the later text); ``loose``: it may
but need not; ``apart``: it may be a duplicate of nothing at all, however alike. Further items are
made from the texts here, as houses, extractors and scanners do.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

FOLDER = Path(__file__).parent / "natural"
LANGUAGES = ("en", "ru", "uk", "zh", "ja", "de", "fr", "es", "ar")
REPRINTERS = tuple(f"{town}-gazette" for town in (
    "alder", "birch", "cedar", "dogwood", "elder", "fir", "gorse", "hazel", "ivy", "juniper", "kelp"
))  # fmt: skip
SAME = frozenset({"exact", "copy"})
PART = frozenset({"copy", "excerpt-of"})
WHOLE = frozenset({"copy", "contains"})
GATHERED = frozenset({"contains", "excerpt-of", "copy"})
DUPLICATE = frozenset({"exact", "copy", "update-of"})
SERIES = frozenset({"same-series"})


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One labelled text."""

    ref: str
    kind: str  # what was done to make it
    text: str
    house: str
    at: datetime
    language: str
    of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    loose: bool = False
    apart: bool = False

    @property
    def story(self) -> str:
        """What all that was made from one text has in common."""
        return self.ref.split(".")[0]

    @property
    def paragraphs(self) -> list[str]:
        """Its paragraphs."""
        return self.text.split("\n\n")


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def _blocks(file: Path) -> Iterator[tuple[list[str], str]]:
    for block in file.read_text("utf-8").split("### ")[1:]:
        head, _, body = block.partition("\n")
        yield head.split(), body.strip()


def written(language: str, folder: Path = FOLDER) -> list[News]:
    """Return the texts written by hand in one language; a set need not have all."""
    file = folder / f"{language}.txt"
    return labelled(file, language) if file.exists() else []


def labelled(file: Path, language: str = "") -> list[News]:
    """Return the texts of one file with their labels."""
    found = []
    for (ref, *marks), body in _blocks(file):
        said = dict(mark.split("=") for mark in marks if "=" in mark)
        links = [link.split(":") for link in said.get("of", "").split(";") if link]
        found.append(
            News(
                ref=ref,
                kind="written" if "." in ref else "base",
                text=body,
                house=said["house"],
                at=datetime.fromisoformat(said["at"]).replace(tzinfo=UTC),
                language=language,
                of={ref: frozenset(kinds.split(",")) for ref, kinds in links},
                loose="loose" in marks,
                apart="apart" in marks,
            )
        )
    return found


def series(folder: Path = FOLDER) -> list[News]:
    """Return the bulletins: one template, other values every day."""
    found = []
    file = folder / "series.txt"
    for (name, *marks), body in _blocks(file) if file.exists() else ():
        said = dict(mark.split("=") for mark in marks)
        template, *issues = re.split(r"\n@ ", body)
        for day, values in enumerate(issues):
            found.append(
                News(
                    ref=f"{name}.{day}",
                    kind="bulletin",
                    text=template.format(*values.strip().split("|")),
                    house=said["house"],
                    at=datetime.fromisoformat(said["at"]).replace(tzinfo=UTC) + timedelta(days=day),
                    language=said["lang"],
                    apart=True,
                )
            )
    return found


def furniture(name: str) -> list[str]:
    """Return the lines that houses of one language put around a text."""
    blocks = {head[0]: body for head, body in _blocks(FOLDER / "furniture.txt")}
    return [
        part.strip() for part in re.split(r"\n| \| (?=\S)" if "-" in name else "\n", blocks[name])
    ]


# ── what is made of them ─────────────────────────────────────────────────────────────────────

CJK = ("zh", "ja")
_LATIN = ("aeopcyx", "аеорсух")
_CYRILLIC = _LATIN[::-1]
TWINS = {"en": _LATIN, "de": _LATIN, "fr": _LATIN, "es": _LATIN, "ru": _CYRILLIC, "uk": _CYRILLIC}
SPELLINGS = {
    "en": {"Kyiv": "Kiev", "Odesa": "Odessa", "ODESA": "ODESSA", "Kharkiv": "Kharkov", "KHARKIV": "KHARKOV",
           "harmonize": "harmonise", "percent": "per cent", "defence": "defense", "armoured": "armored",
           "metres": "meters", "neighbour": "neighbor", "centre": "center", "programme": "program",
           "Feb.": "February", " said": " has said", "-year": " year", "Zaporizhzhia": "Zaporozhye"},
    "ru": {"ё": "е", "процента": "%", "«": '"', "»": '"', "в Украину": "на Украину", " — ": " - "},
    "uk": {"«": "“", "»": "”", "'": "’", "повідомила": "повідомляє"},
    "zh": {"“": "「", "”": "」", "表示": "称", "，": ","},
    "ja": {"「": "『", "」": "』", "、": "，"},
    "de": {"„": "»", "“": "«", "ß": "ss", "Rzeszów": "Rzeszow"},
    "fr": {"« ": "“", " »": "”", "’": "'", "œ": "oe"},
    "es": {"«": "“", "»": "”", "este lunes": "hoy", "euros": "€"},
    "ar": {"«": '"', "»": '"', "دولارا": "دولاراً", "أ": "أ"},
}  # fmt: skip
SCANNED = [  # what is read as what
    tuple(pair.split(">"))
    for pair in "rn>m l>1 O>0 e>c и>н о>0 ш>щ і>ї 未>末 人>入 ー>一 は>ほ ة>ه ي>ى ä>a é>è".split()
]


def typography(news: News, chance: random.Random) -> list[str]:
    """Invisible characters and other forms of the same letters."""
    text = re.sub(r"[“”„«»]", '"', news.text).replace("...", "…").replace("'", "’")
    full = str.maketrans("0123456789", "０１２３４５６７８９")
    if chance.random() < 0.5:
        text = text.translate(full)
    text = "".join(
        c + chance.choice("\u00ad\u200b\u2060\ufeff")
        if c.isalpha() and chance.random() < 0.08
        else c
        for c in text
    )
    return [text.replace(" ", "\u00a0")]


def dressed(news: News, chance: random.Random) -> list[str]:
    """The page as a careless extractor gives it: menu, related links, legal notice."""
    lines = furniture(news.language)
    place = chance.randrange(1, len(news.paragraphs) + 1)
    middle = lines[len(lines) // 2]
    return [
        lines[0],
        lines[1],
        *news.paragraphs[:place],
        middle,
        *news.paragraphs[place:],
        *lines[2:],
    ]


def house_style(news: News, chance: random.Random) -> list[str]:
    """Another house's spelling, dateline and order; sentences merged, a paragraph lost."""
    text = news.text
    for ours, theirs in SPELLINGS[news.language].items():
        text = text.replace(ours, theirs)
    first, *rest = text.split("\n\n")
    first = re.sub(r"^[^.–—-]{3,60} ?(\(.{3,25}\) ?)?(-{1,2}|–|—) ", "", first)
    if len(rest) > 2:
        del rest[chance.randrange(len(rest))]
        swap = chance.randrange(len(rest) - 1)
        rest[swap], rest[swap + 1] = rest[swap + 1], rest[swap]
    merged = [p.replace(". ", "; ", 1) if chance.random() < 0.4 else p for p in rest]
    return [first, *merged]


def cut(news: News, chance: random.Random) -> list[str]:
    """The last third to 60 % gone, in the middle of a sentence."""
    return [news.text[: int(len(news.text) * chance.uniform(0.4, 0.7))]]


def brief(news: News, chance: random.Random) -> list[str]:
    """Only the beginning, as a news in brief."""
    return [*news.paragraphs[:2], chance.choice(furniture(news.language))]


def scanned(news: News, chance: random.Random) -> list[str]:
    """Read from paper by a machine."""
    text = news.text
    for good, bad in SCANNED:
        text = "".join(
            bad + piece if n and chance.random() < 0.06 else (good if n else "") + piece
            for n, piece in enumerate(text.split(good))
        )
    return [text]


def twins(news: News, chance: random.Random) -> list[str]:
    """Letters of another script that look the same."""
    table = str.maketrans(*TWINS[news.language])
    return ["".join(c.translate(table) if chance.random() < 0.12 else c for c in news.text)]


def syndicated(news: News, chance: random.Random) -> list[str]:
    """Every third sentence shortened by some words, a paragraph of the house's own at the end."""
    ends = r"(?<=[。！？])" if news.language in CJK else r"(?<=[.!?؟]) "
    paragraphs = []
    for paragraph in news.paragraphs:
        sentences = re.split(ends, paragraph)
        paragraphs.append(
            ("" if news.language in CJK else " ").join(
                _shortened(s, chance, news.language) if chance.random() < 1 / 3 else s
                for s in sentences
            )
        )
    return [*paragraphs, *furniture(f"own-{news.language}")]


def _shortened(sentence: str, chance: random.Random, language: str) -> str:
    words = list(sentence) if language in CJK else sentence.split(" ")
    if len(words) < 8:
        return sentence
    start = chance.randrange(2, len(words) - 4)
    del words[start : start + 2]
    return ("" if language in CJK else " ").join(words)


def wrapped(news: News, _: random.Random) -> list[str]:
    """Lines of a teleprinter, words broken at their ends."""
    if news.language in CJK:
        return ["\n".join(textwrap.wrap(news.text.replace("\n\n", ""), 36))]
    lines = textwrap.wrap(news.text, 64)
    for n in range(0, len(lines) - 1, 3):
        word, _, rest = lines[n + 1].partition(" ")
        if len(word) > 6 and word.isalpha():
            lines[n], lines[n + 1] = f"{lines[n]} {word[:3]}-", f"{word[3:]} {rest}"
    return ["\n".join(lines)]


def passage(news: News, chance: random.Random) -> list[str]:
    """250 characters from anywhere, between lines of furniture."""
    size = 120 if news.language in CJK else 260
    start = chance.randrange(max(1, len(news.text) - size))
    before, after = chance.sample(furniture(news.language), 2)
    return [before, news.text[start : start + size], after]


def reprint(news: News, chance: random.Random) -> list[str]:
    """The whole text a month later."""
    return [news.text, chance.choice(furniture(news.language))]


MADE: Mapping[Callable[[News, random.Random], list[str]], frozenset[str]] = {
    typography: SAME, dressed: WHOLE, house_style: PART, cut: PART, brief: PART | WHOLE, scanned: SAME,
    twins: SAME, syndicated: frozenset({"copy", "contains"}), wrapped: SAME, passage: PART,
    reprint: SAME,
}  # fmt: skip


def made(bases: Sequence[News], chance: random.Random) -> Iterator[News]:
    """Yield what houses, extractors and scanners make of each base."""
    houses = count()
    for base in bases:
        for make, kinds in MADE.items():
            if make is twins and base.language not in TWINS:
                continue
            later = timedelta(days=30) if make is reprint else timedelta()
            yield replace(
                base,
                ref=f"{base.ref}.{make.__name__}",
                kind=make.__name__,
                text="\n\n".join(make(base, chance)),
                house=REPRINTERS[next(houses) % len(REPRINTERS)],
                at=base.at + later + timedelta(minutes=chance.randint(20, 1500)),
                of={base.ref: kinds},
            )


def gathered(bases: Sequence[News], chance: random.Random) -> Iterator[News]:
    """Yield round-ups of three texts each: whole, and in pieces of 250 characters and more."""
    for language in LANGUAGES:
        own = [base for base in bases if base.language == language]
        for number in range(0, len(own) - 1, 2):
            three = [own[(number + n) % len(own)] for n in range(min(3, len(own)))]
            for whole in (False, True):
                intro = furniture(f"intro-{language}")
                pieces = [base.text if whole else _piece(base, chance) for base in three]
                parts = [part for pair in zip(intro, pieces, strict=False) for part in pair]
                yield News(
                    ref=f"round-up-{language}-{number}{'-whole' if whole else ''}.x",
                    kind="round-up-whole" if whole else "round-up-pieces",
                    text="\n\n".join([*parts, intro[-1]]),
                    house=f"digest-{language}-{number}-{whole}",
                    at=max(base.at for base in three) + timedelta(hours=9),
                    language=language,
                    of={base.ref: GATHERED for base in three},
                )


def _piece(base: News, chance: random.Random) -> str:
    least = 110 if base.language in CJK else 260
    paragraphs = base.paragraphs
    start = chance.choice([0, 0, 1])
    piece = paragraphs[start]
    for more in paragraphs[start + 1 :]:
        if len(piece) >= least:
            break
        piece = f"{piece} {more}"
    return piece


def natural_stream(folder: Path = FOLDER) -> list[News]:
    """Return everything, in order of publication."""
    chance = random.Random(20260301)
    texts = [news for language in LANGUAGES for news in written(language, folder)]
    least = {language: 180 if language in CJK else 500 for language in LANGUAGES}
    bases = [
        n for n in texts if n.kind == "base" and not n.apart and len(n.text) > least[n.language]
    ]
    items = [*texts, *series(folder), *made(bases, chance), *gathered(bases, chance)]
    return sorted(items, key=lambda news: (news.at, news.ref))
