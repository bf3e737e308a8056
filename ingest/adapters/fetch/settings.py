"""How the fetcher presents itself and where its limits are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest import __version__
from ingest.errors import ConfigError

Kind = Literal["page", "feed"]

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Limits and manners. The defaults fit a newsroom's polling of the public web."""

    user_agent: str = f"Wirewatch/{__version__}"  # add " (+address of a contact)"
    page_deadline: float = 20.0  # seconds for everything our own requests of one fetch take
    feed_deadline: float = 30.0
    max_bytes: int = 10 * MIB  # on the wire, and again after decompression
    min_delay: float = 5.0  # seconds between two requests to one host, robots.txt included
    max_crawl_delay: float = 30.0  # a longer Crawl-delay is cut to this
    patience: float = 60.0  # a longer wait for a host's turn is a failure "gate"
    hold: float = 30.0  # seconds a host is left alone after 429 or 503 without Retry-After
    allowed_private: tuple[str, ...] = ()  # "host:port" or "host", exactly as in the URL

    def __post_init__(self) -> None:
        if not (self.robot_name and self.user_agent.isascii() and self.user_agent.isprintable()):
            raise ConfigError("user_agent", f"must be plain ASCII text, not {self.user_agent!r}")

    def deadline(self, kind: Kind) -> float:
        """Return the seconds one fetch of *kind* may take."""
        return self.feed_deadline if kind == "feed" else self.page_deadline

    @property
    def robot_name(self) -> str:
        """The product token robots.txt files know us by.

        >>> FetchSettings(user_agent="Wirewatch/1.2 (+https://a.example)").robot_name
        'Wirewatch'
        """
        return self.user_agent.split("/")[0].strip()
