"""Which text is which: fingerprints, and how a new text relates to those met before.

Pure: what is stored comes in as values, what to store goes out as a :class:`Decision`.
"""

from ingest.dedupe.decide import (
    CHANCE,
    CONTAINED,
    SEED_PREFIX,
    Decision,
    StoredText,
    decide,
)
from ingest.dedupe.evidence import Passage, shared_passages
from ingest.dedupe.frequency import WINDOW, Window, frequencies
from ingest.dedupe.lineage import Lineage, Member, lineage, out_since
from ingest.dedupe.shape import (
    DETECTOR,
    SEED_STRIDE,
    Fingerprint,
    Shape,
    content_hash,
    fingerprint,
    restored,
    sketch,
)
from ingest.dedupe.verify import overlap

__all__ = [
    "CHANCE",
    "CONTAINED",
    "DETECTOR",
    "SEED_PREFIX",
    "SEED_STRIDE",
    "WINDOW",
    "Decision",
    "Fingerprint",
    "Lineage",
    "Member",
    "Passage",
    "Shape",
    "StoredText",
    "Window",
    "content_hash",
    "decide",
    "fingerprint",
    "frequencies",
    "lineage",
    "out_since",
    "overlap",
    "restored",
    "shared_passages",
    "sketch",
]
