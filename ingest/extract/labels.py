"""Facts set as label and value: "Author | Ann Example", "Datum 28.04.2026"."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from ingest.normalize.text import fold

AUTHOR = frozenset(
    """author authors autor autorin autoren autorinnen auteur auteurs autore autori autores yazar автор авторы
    автори авторка текст tekst text writer writers reporter journalist author(s) autorin/autor 作者 记者 記者
    撰文 الكاتب بقلم نویسنده लेखक""".split()
)
DATE = frozenset(
    """date published datum data дата fecha tarih erstellt veröffentlicht publié опубликовано опубліковано
    publicado pubblicato opublikowano posted 发布时间 时间 日期 發布時間 التاريخ""".split()
) | {
    "date published", "publication date", "published on", "posted on", "дата публикации",
    "дата публікації", "data publikacji", "veröffentlicht am", "erstellt am", "fecha de publicación",
    "publié le", "تاريخ النشر",
}  # fmt: skip
_LABEL = 30  # characters


def labelled(texts: Sequence[str], labels: frozenset[str]) -> Iterator[str]:
    """Yield what follows each text that is one of *labels* and nothing else.

    >>> list(labelled(["Datum", "28.04.2026", "Autorin/Autor", "Ann Example"], DATE))
    ['28.04.2026']
    """
    folded = {fold(label) for label in labels}
    for label, value in itertools.pairwise(texts):
        if len(label) <= _LABEL and fold(label) in folded:
            yield value
