"""Which reading of the body to believe.

One fast reading of the pruned page is enough for most pages. Its size beside the prose the page
shows, and the body the publisher states, tell when it is not; then others are asked, and the one
that agrees most with all of them is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from statistics import fmean

from lxml.html import HtmlElement

from ingest.extract.agreement import agreement, covered, triples
from ingest.extract.candidates import Candidate, by_publisher, by_trafilatura
from ingest.extract.echoes import without_echoes
from ingest.extract.layout import Layout, layout_of
from ingest.extract.leaves import Leaf, extent, leaves_of
from ingest.extract.prune import prune
from ingest.extract.scriptdata import script_body
from ingest.model import Block

# Characters of text beside the page's prose. Below: much was left out (or the page carries many
# comments and teasers). Above: the text is made of tables, lists or machine data.
_FEW, _MANY = 0.6, 1.2
_SHORT = 500  # characters; texts of this size are asked about twice
_SCRIPTED = 300  # characters from which script data may stand for a page that shows nothing
_GLUED = 1500  # characters; longer paragraphs are rare enough to ask
_BROKEN = 0.5  # of the prose parted by <br> only, which trafilatura reads badly
_SAME = 0.9  # agreement from which two readings are one
_MOSTLY = 0.7  # of a run-together text: what the column leaves out of it is furniture
_SUBSET, _SUBSET_SIZE = 0.97, 0.6
_LARGE = 3000  # leaves; justext, a fallback of the slower readings, is quadratic in them
_SHRUNK = 0.25  # of the longest reading: what is smaller lost the body, or never found it
_WITNESS_TOKENS = 80
_LONG = 350  # characters; a paragraph so long is no furniture: the witness is incomplete
_WITNESSED = 0.8  # of a text must be known to the witness before it may take lines out


def read_body(tree: HtmlElement, stated: str) -> tuple[Candidate, list[Leaf]]:
    """Return the most credible reading of *tree*, which is left as it is, and the page's leaves.

    *stated* is the body as the page's structured data gives it, or ``""``.
    """
    pruned = copy(tree)
    leaves = leaves_of(pruned)
    prune(pruned, leaves)
    shown = [leaf for leaf in leaves if leaf.is_attached]
    first = by_trafilatura(pruned, shown, "pruned", "fast")
    layout = layout_of(shown)
    if layout.broken >= _BROKEN and _has_furniture(first, layout):
        first = Candidate(method="layout", blocks=layout.blocks)
    share = _share(first, shown)
    sure = _FEW <= share <= _MANY and extent(first.text) >= _SHORT and not _is_glued(first)
    is_final = sure or len(leaves) > _LARGE
    best = first if is_final else _second_opinion(first, share, layout, tree, pruned, shown)
    best = heard(_parted(best, layout), by_publisher(stated))
    best = _unless_scripted(best, tree)
    return replace(best, blocks=without_echoes(best.blocks)), leaves


def _share(candidate: Candidate, leaves: Sequence[Leaf]) -> float:
    prose = sum(leaf.prose for leaf in leaves)
    return extent(candidate.text) / prose if prose else 0.0


def _second_opinion(
    first: Candidate,
    share: float,
    layout: Layout,
    tree: HtmlElement,
    pruned: HtmlElement,
    leaves: Sequence[Leaf],
) -> Candidate:
    strict = by_trafilatura(pruned, leaves, "precision", "precision")
    if share > _MANY and _keeps_prose(strict, first):
        return strict
    second = by_trafilatura(pruned, leaves, "balanced")
    columns = Candidate(method="layout", blocks=layout.blocks)
    parted = max(second, columns, key=lambda candidate: len(candidate.blocks))
    if _is_glued(first) and len(parted.blocks) > 2 * len(first.blocks):
        first = parted
    is_body = bool(first.blocks) and share < _FEW and extent(first.text) >= _SHORT
    if is_body and agreement(first.triples, second.triples) >= _SAME:
        return first
    plain = by_trafilatura(tree, leaves_of(tree), "plain")
    return choose([first, second, strict, columns, plain])


def _unless_scripted(best: Candidate, tree: HtmlElement) -> Candidate:
    """Return *best*, or what the page's scripts would draw where *best* is next to nothing."""
    if extent(best.text) >= _SHORT:
        return best
    drawn = Candidate(method="script", blocks=script_body(tree), confidence=0.5)
    known = covered(best.triples, drawn.triples)
    is_longer = extent(drawn.text) > (1.2 if known > _WITNESSED else 3) * extent(best.text)
    return drawn if extent(drawn.text) >= _SCRIPTED and is_longer else best


def _has_furniture(candidate: Candidate, layout: Layout) -> bool:
    """Lines that are no headings and stand outside the column of the prose."""
    column = frozenset(block.text for block in layout.blocks)
    return any(b.text not in column and b.kind != "heading" for b in candidate.blocks)


def _parted(candidate: Candidate, layout: Layout) -> Candidate:
    """Return *candidate* in the lines of the page where it has run them together."""
    longest = max((extent(block.text) for block in candidate.blocks), default=0)
    if longest < _SHORT or longest < 0.5 * extent(candidate.text):
        return candidate
    columns = Candidate(method="layout", blocks=layout.blocks)
    is_finer = len(columns.blocks) > 2 * len(candidate.blocks)
    same = is_finer and covered(columns.triples, candidate.triples) >= _SAME
    same = same and len(columns.triples) >= _MOSTLY * len(candidate.triples)
    return replace(candidate, blocks=columns.blocks) if same else candidate


def _is_glued(candidate: Candidate) -> bool:
    """Most of the text is one line: the page parts its paragraphs in a way the reading missed."""
    longest = max((len(block.text) for block in candidate.blocks), default=0)
    return longest > _GLUED and longest > 0.5 * len(candidate.text)


def _keeps_prose(strict: Candidate, first: Candidate) -> bool:
    """The stricter reading has the paragraphs and lost only tables, lists and machine data."""
    prose = "\n".join(b.text for b in first.blocks if b.kind == "paragraph" and len(b.text) > 80)
    return bool(strict.blocks) and covered(triples(prose), strict.triples) > _SAME


def choose(jury: Sequence[Candidate]) -> Candidate:
    """Return the candidate of *jury* that agrees most with the others.

    An earlier one is preferred when it is the winner with something left out: *jury* goes from the
    most pruned reading to the least.
    """
    longest = max(len(candidate.text) for candidate in jury if candidate.method != "layout")
    present = [c for c in jury if c.blocks and len(c.text) > _SHRUNK * longest]
    if len(present) < 2:
        return present[0] if present else jury[0]
    sets = [candidate.triples for candidate in present]
    scores = [fmean(agreement(mine, other) for other in sets if other is not mine) for mine in sets]
    winner = max(range(len(present)), key=lambda i: scores[i])
    for i in range(winner):
        if covered(sets[i], sets[winner]) > _SUBSET and len(sets[i]) > _SUBSET_SIZE * len(
            sets[winner]
        ):
            winner = i
            break
    return replace(present[winner], confidence=round(scores[winner], 3))


def heard(candidate: Candidate, witness: Candidate) -> Candidate:
    """Return *candidate* corrected by *witness*, the publisher's own but often shortened body.

    A text that contains the whole witness loses the lines the witness knows nothing of; one that
    has only a part of it is replaced; a witness that tells something else is ignored.
    """
    theirs = witness.triples
    if len(theirs) < _WITNESS_TOKENS:
        return candidate
    ours = candidate.triples
    if len(ours) < _WITNESS_TOKENS / 2 or (
        len(theirs) > 1.3 * len(ours) and covered(ours, theirs) > 0.8
    ):
        return replace(witness, confidence=round(covered(ours, theirs), 3))
    if agreement(ours, theirs) > _SAME and len(witness.blocks) > 2 * len(candidate.blocks):
        return witness  # the same text, in its paragraphs
    if covered(theirs, ours) > 0.9 and covered(ours, theirs) > _WITNESSED:
        blocks = _supported(candidate.blocks, theirs)
        return replace(candidate, blocks=blocks, confidence=round(covered(theirs, ours), 3))
    return candidate


def _supported(blocks: Sequence[Block], theirs: frozenset[tuple[str, ...]]) -> tuple[Block, ...]:
    """Drop lines the witness does not know; lines too short to tell stay between known ones."""
    known = [_is_supported(block, theirs) for block in blocks]
    sure = [i for i, verdict in enumerate(known) if verdict]
    return tuple(
        block
        for i, block in enumerate(blocks)
        if known[i] or (known[i] is None and sure[0] < i < sure[-1])
    )


def _is_supported(block: Block, theirs: frozenset[tuple[str, ...]]) -> bool | None:
    mine = triples(block.text)
    if len(mine) < 2 or block.kind == "heading":  # structured bodies often come without headings
        return None
    return covered(mine, theirs) > 0.3 or len(block.text) > _LONG
