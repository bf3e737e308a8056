"""Chinese in one script: what a text says does not depend on the side of the strait it is printed on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType


def _read() -> dict[str, str]:
    lines = Path(__file__).with_name("simplified.txt").read_text("utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


# One character each, whatever the word: 乾 and 幹 become 干 in all texts alike, so it is a key to
# compare by and no translation. Where a simplified text has the rarer form, it is folded as well.
SIMPLIFIED: Mapping[str, str] = MappingProxyType(_read())
