"""Stories: the distinct articles of one event, with their copies folded below them."""

from ingest.stories.folding import place, since
from ingest.stories.grouping import WINDOW, group

__all__ = ["WINDOW", "group", "place", "since"]
