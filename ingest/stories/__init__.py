"""Stories: the distinct articles of one event, with their copies folded below them."""

from ingest.stories.grouping import group

__all__ = ["group"]
