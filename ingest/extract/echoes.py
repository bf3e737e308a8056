"""Pull quotes: a sentence of the article set once more in large letters."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.extract.leaves import extent, key_of
from ingest.model import Block

_SHORTEST, _LONGEST = 20, 300  # characters
_MOST = 60  # lines looked at
_MARKS = "\"'“”„«»‹›‘’‚「」『』《》"
_DASHES = " -–—…."


def without_echoes(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return *blocks* without quotations that another paragraph contains word for word.

    >>> lines = ("“We rather explain a detour,” Holt said.", "“We rather explain a detour”")
    >>> [block.text for block in without_echoes([Block(text=line) for line in lines])]
    ['“We rather explain a detour,” Holt said.']
    """
    quotes = [i for i, block in enumerate(blocks) if _may_echo(block)][:_MOST]
    if not quotes:
        return tuple(blocks)
    keys = [key_of(block.text).translate(_BARE) for block in blocks]
    echoes = {
        i
        for i in quotes
        if any(keys[i] in key and len(key) > len(keys[i]) for j, key in enumerate(keys) if j != i)
    }
    return tuple(block for i, block in enumerate(blocks) if i not in echoes)


_BARE = str.maketrans("", "", _MARKS + _DASHES + ",!?")


def _may_echo(block: Block) -> bool:
    is_set = block.kind == "paragraph" and block.text[0] in _MARKS
    return (is_set or block.kind == "quote") and _SHORTEST <= extent(block.text) <= _LONGEST
