"""A small hostile news world on loopback, for the demo and for end-to-end tests.

Everything in it is invented: houses, people, events and every sentence. It imports nothing of the
pipeline it is there to test.
"""

from newsroom.newsroom import Newsroom
from newsroom.truth import Change, Link, SourceTruth, Truth, World

__all__ = ["Change", "Link", "Newsroom", "SourceTruth", "Truth", "World"]
