"""Reading from the web: one URL in, one value out, whatever the server does."""

from ingest.adapters.fetch.fetcher import Fetcher
from ingest.adapters.fetch.gate import HostGate, MemoryGate, RobotsFile
from ingest.adapters.fetch.settings import FetchSettings

__all__ = ["FetchSettings", "Fetcher", "HostGate", "MemoryGate", "RobotsFile"]
