"""Whether sources are alive, judged by what they deliver and not by status codes. Pure."""

from ingest.health.channel import judge_channel
from ingest.health.proof import Proof, prove
from ingest.health.rhythm import appeared_at, usual_gap
from ingest.health.source import (
    ENOUGH_PAGES,
    ChannelHealth,
    SourceHealth,
    describe_channel,
    judge_source,
    leading,
)
from ingest.health.weighing import unmodified, weigh

__all__ = [
    "ENOUGH_PAGES",
    "ChannelHealth",
    "Proof",
    "SourceHealth",
    "appeared_at",
    "describe_channel",
    "judge_channel",
    "judge_source",
    "leading",
    "prove",
    "unmodified",
    "usual_gap",
    "weigh",
]
