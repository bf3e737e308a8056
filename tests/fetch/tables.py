"""All misbehaviours of single answers, from every table."""

from __future__ import annotations

from behaviours import BEHAVIOURS
from curiosities import CURIOSITIES
from oddities import ODDITIES
from trickery import TRICKERY

CASES = BEHAVIOURS + ODDITIES + CURIOSITIES + TRICKERY

BOMBS = [  # what is meant to fill our memory, and ends by itself
    case
    for case in CASES
    if not case.is_slow
    and (
        case.code == "too-large"
        or any(word in case.name for word in ("endless", "flood", "bomb", "4-gib"))
    )
]
