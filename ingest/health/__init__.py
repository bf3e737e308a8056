"""Whether sources are alive, judged by what they deliver and not by status codes. Pure."""

from ingest.health.channel import judge_channel
from ingest.health.rhythm import item_dates, longest_silence, usual_gap
from ingest.health.source import (
    ENOUGH_PAGES,
    ChannelHealth,
    SourceHealth,
    describe_channel,
    judge_source,
    leading,
)

__all__ = [
    "ENOUGH_PAGES",
    "ChannelHealth",
    "SourceHealth",
    "describe_channel",
    "item_dates",
    "judge_channel",
    "judge_source",
    "leading",
    "longest_silence",
    "usual_gap",
]
