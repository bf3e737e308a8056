"""What turns the box of a task red: an alarm is an error that names whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.errors import SourceError, SourceUnreachable
from ingest.records import READ, HealthChange, Poll
from ingest.steps.drift import DriftReport
from ingest.steps.fetch import FetchReport
from ingest.steps.health import HealthReport

ENOUGH_POLLS = 4  # of fewer, a majority says nothing about the network


def fail_unreadable(report: FetchReport) -> None:
    """Raise when a source could not be read, so that its box turns red.

    ``SourceUnreachable`` when another try in a minute may help, else ``SourceError``.
    """
    bad = report.unreadable
    if not bad:
        return
    said = "; ".join(f"{key} ({trouble.reason})" for key, trouble in sorted(bad.items()))
    error = SourceUnreachable if any(t.passing for t in bad.values()) else SourceError
    raise error(", ".join(sorted(bad)), f"could not be read: {said}")


def fail_turned_bad(report: HealthReport) -> None:
    """Raise ``SourceError`` that names every source that turned bad or strange since it was last judged.

    Those that are back are named with them: it is one mail.
    """
    alarming = {change.source_key for change in (*report.turned_bad, *report.warned)}
    if alarming:
        sections = (
            ("turned bad", health_words(report.turned_bad)),
            ("deliver, but look strange", "\n".join(map(_warning, report.warned))),
            ("are back", health_words(report.back)),
        )
        said = "\n".join(f"{title}:\n{lines}" for title, lines in sections if lines)
        raise SourceError(", ".join(sorted(alarming)), said)


def health_words(changes: Iterable[HealthChange]) -> str:
    """Return one line per source: what it was, what it is, and why."""
    return "\n".join(
        f"  {c.source_key}: {c.before} → {c.after.state}, {c.after.reason}" for c in changes
    )


def _warning(change: HealthChange) -> str:
    return f"  {change.source_key}: {change.warning}"


def fail_drifted(report: DriftReport) -> None:
    """Raise ``SourceError`` that names every new alarm: a template has changed."""
    if report.new:
        said = "\n".join(f"  {alarm.drift}" for alarm in report.new)
        publishers = sorted({alarm.drift.publisher for alarm in report.new})
        raise SourceError(", ".join(publishers), f"pages no longer give what they did:\n{said}")


def fail_mostly_unreadable(polls: Sequence[Poll]) -> None:
    """Raise ``SourceError`` when more than half of the polls of a run failed."""
    bad = [poll for poll in polls if poll.outcome not in READ]
    if len(polls) >= ENOUGH_POLLS and len(bad) * 2 > len(polls):
        raise SourceError(
            f"{len(bad)} of {len(polls)} channels",
            "could not be read: is the network down? What was read is stored; "
            f"the first failure: {bad[0].source_key}, {bad[0].reason}",
        )
