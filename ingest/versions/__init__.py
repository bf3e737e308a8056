"""What changed between two versions of one article: nothing that matters, or typed edits."""

from ingest.versions.compare import Edit, EditKind, VersionChange, compare
from ingest.versions.deletion import deletion

__all__ = ["Edit", "EditKind", "VersionChange", "compare", "deletion"]
