"""``python -m ingest`` is the command ``wirewatch``."""

from ingest.cli import main

main()
