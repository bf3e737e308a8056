"""Page → Extraction: the article body as blocks, and what the page says about it.

``extract`` is the one entrance. It never raises on any input and never touches the network.
"""

from ingest.extract.extraction import extract

__all__ = ["extract"]
