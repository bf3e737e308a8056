"""Stories: the distinct articles of one event, with their copies folded below them."""

from ingest.stories.grouping import WINDOW, group

__all__ = ["WINDOW", "group"]
