"""Reading from the web: one URL in, one value out, whatever the server does."""

from ingest.adapters.fetch.gate import HostGate, MemoryGate, RobotsFile

__all__ = ["HostGate", "MemoryGate", "RobotsFile"]
