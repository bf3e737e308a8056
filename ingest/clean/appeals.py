"""Lines in which the house speaks to its reader, told by their build and place, and their headings.

One sign proves nothing: reports mention newsletters, too, and people in them say *we* and *you*.
So several are needed, in a sentence that quotes nobody; beside other furniture, and at the end of
the text, fewer are enough.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from ingest.clean.bylines import is_person
from ingest.clean.draft import Draft, Verdict, Verdicts
from ingest.clean.lines import Line, match_form
from ingest.clean.voice import Signs, follows, mail_hosts

MAX_LABEL = 120
MAX_APPEAL = 260  # longer lines are judged by their neighbours only
MIN_SITE = 4
MAX_HEADING = 90
NEAR_END = 5  # kept lines from the end in which fewer signs are enough
ASKING = frozenset(
    ("promo", "newsletter", "donation", "comment-rules", "share", "login", "tip-line", "affiliate")
)

HEADING = Verdict(rule="appeal-heading", rule_class="promo")


def drop_appeals(draft: Draft) -> Verdicts:
    """Drop the lines of the house to its reader."""
    found: dict[int, Verdict] = {}
    for index, line in enumerate(draft.lines):
        signs = _signs(draft, line)
        if signs is None:
            continue
        is_last = index >= max(2, len(draft.lines) - NEAR_END)
        is_beside = _beside(draft, line.position)
        own_mail = signs.contact and _is_own_mail(draft, line)
        if (
            _is_appeal(signs, own_mail, line)
            or ((is_last or is_beside) and _is_likely(signs, own_mail))
            or (is_beside and _is_talk(signs))
        ):
            found[line.position] = Verdict(rule="house-voice", rule_class=_class_of(signs))
    return found


def _signs(draft: Draft, line: Line) -> Signs | None:
    """Return the signs of a line that may be an appeal; the name of the site is one, too."""
    signs = draft.case.signs.get(line.position)
    if signs is None or line.kind in ("heading", "table", "item"):
        return None
    site = match_form(draft.case.extraction.site_name)
    at = line.form.find(site) if len(site) >= MIN_SITE else -1
    if at < 0:
        return signs
    ours = signs.ours or follows(signs.things, at + len(site))
    return replace(signs, ours=ours)


def _is_appeal(signs: Signs, own_mail: bool, line: Line) -> bool:
    """Whether the line is an appeal wherever it stands."""
    if len(line.text) > MAX_APPEAL:
        return False
    somebody = signs.ours or signs.house + signs.reader > 0
    is_short = len(line.text) <= MAX_LABEL
    label = line.is_label and is_short
    return (
        (signs.asked > 0 and signs.goods > 0 and (somebody or is_short))
        or (signs.ask > 0 and label and (signs.goods > 0 or signs.ours))
        or (signs.requests > 0 and signs.ours and (signs.reader + signs.asked + signs.goods > 0))
        or (signs.requests > 0 and signs.ours and is_short)
        or (signs.requests > 0 and signs.goods > 0 and len(signs.things) > 1)
        or (signs.requests > 0 and signs.contact and (signs.ours or signs.goods > 0))
        or (own_mail and (somebody or signs.requests > 0))
        or (signs.ours and signs.goods > 0 and signs.reader > 0)
        or (signs.trade > 1 and signs.fee > 0 and somebody)
    )


def _is_likely(signs: Signs, own_mail: bool) -> bool:
    """Whether the line is an appeal beside other furniture or at the end."""
    return (
        own_mail
        or (signs.goods > 0 and (signs.ours or signs.asked > 0))
        or (signs.requests > 0 and (signs.ours or signs.cause > 1))
        or (signs.requests > 0 and signs.house > 0 and signs.reader > 0 and len(signs.things) > 0)
    )


def _is_talk(signs: Signs) -> bool:
    """Whether the house talks on, right beside an appeal, about what it has or collects for."""
    has_topic = len(signs.things) + signs.cause > 0
    return has_topic and (signs.house > 0 or signs.requests > 0)


def _beside(draft: Draft, position: int) -> bool:
    """Whether a line that asks for something was removed right before or after."""
    near = (draft.verdicts.get(position - 1), draft.verdicts.get(position + 1))
    return any(verdict is not None and verdict.rule_class in ASKING for verdict in near)


def _is_own_mail(draft: Draft, line: Line) -> bool:
    """Whether the line holds a mail address of the house that owns the page."""
    extraction = draft.case.extraction
    host = (urlsplit(extraction.canonical_url or extraction.url).hostname or "").removeprefix(
        "www."
    )
    return any(
        f".{host}".endswith(f".{mail}") or f".{mail}".endswith(f".{host}")
        for mail in mail_hosts(line.form)
        if host
    )


def _class_of(signs: Signs) -> str:
    if signs.trade > 1:
        return "affiliate"
    if signs.cause:
        return "donation"
    return "tip-line" if signs.contact else "promo"


def drop_appeal_headings(draft: Draft) -> Verdicts:
    """Drop an open line right above an appeal, when it is worded like one or stands at the end."""
    found: dict[int, Verdict] = {}
    for index, line in enumerate(draft.lines):
        below = draft.verdicts.get(line.position + 1)
        if below is None or below.rule_class not in ASKING or not _may_head(line):
            continue
        signs = draft.case.signs.get(line.position)
        following = draft.lines[index + 1] if index + 1 < len(draft.lines) else None
        is_empty = following is None or following.kind == "heading"
        asks = signs is not None and signs.requests + signs.goods + signs.cause > 0
        speaks = signs is not None and signs.house + signs.reader > 0
        signed = following is None and is_person(line.text.partition(",")[0])
        if asks or signed or (is_empty and (speaks or line.kind == "heading")):
            found[line.position] = Verdict(rule=HEADING.rule, rule_class=below.rule_class)
    return found


def _may_head(line: Line) -> bool:
    return len(line.text) <= MAX_HEADING and (
        line.is_label or line.is_question or line.text.endswith((",", "!"))
    )
