"""The line cleaner: one for HTML blocks and plain text."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.clean.appeals import drop_appeal_headings, drop_appeals
from ingest.clean.bylines import authors_in, drop_authors, drop_name_lines
from ingest.clean.captions import (
    drop_above_credits,
    drop_below_counters,
    drop_counters,
    drop_credit_lines,
    drop_galleries,
    drop_head_labels,
    drop_head_words,
    drop_house_credits,
    drop_marked_captions,
    drop_repeated_captions,
    drop_standfirst,
)
from ingest.clean.draft import Case, Draft, Step, Verdict, Verdicts, in_place
from ingest.clean.learned import drop_learned
from ingest.clean.lines import Line, make_lines
from ingest.clean.links import (
    drop_continuations,
    drop_dangling_headings,
    drop_followers,
    drop_shouted_links,
    drop_trailing_tags,
)
from ingest.clean.memory import EMPTY, SiteMemory
from ingest.clean.rules import CleaningRules
from ingest.clean.stamps import Stamp, read_stamp
from ingest.clean.titles import (
    drop_above_title,
    drop_kicker,
    drop_title,
    guess_headline,
    title_forms,
)
from ingest.clean.voice import Signs
from ingest.model import CleanText, Extraction, Moment, RemovedLine


def clean(extraction: Extraction, rules: CleaningRules, *, memory: SiteMemory = EMPTY) -> CleanText:
    """Return the article's own lines, and every other line with the rule that took it out.

    Kept and removed lines together are the extracted lines, in order. Cleaning what was kept
    changes nothing any more: the steps run until none of them objects.
    """
    draft = Draft.start(_case(extraction, rules, memory))
    while True:
        before = len(draft.lines)
        for step in STEPS:
            draft = draft.without(step(draft))
        if len(draft.lines) == before:
            return _outcome(draft)


def _case(extraction: Extraction, rules: CleaningRules, memory: SiteMemory) -> Case:
    lines = make_lines(extraction.blocks)
    return Case(
        extraction=extraction,
        rules=rules,
        memory=memory,
        lines=lines,
        matches={line.position: found for line in lines if (found := rules.matching(line))},
        signs={line.position: heard for line in lines if (heard := _heard(line, rules))},
        titles=title_forms(extraction),
        has_structure=any(line.kind in ("heading", "item") for line in lines),
    )


def _heard(line: Line, rules: CleaningRules) -> Signs | None:
    """Return the words of the house in *line*; of what somebody says or is quoted with, none."""
    signs = rules.voices.hear(line) if line.is_judged else None
    if (
        signs is None
        or not signs.is_telling
        or line.is_speech
        or rules.reported.occurs_in(line.form)
    ):
        return None
    return signs


def drop_by_rule(draft: Draft) -> Verdicts:
    """Drop the lines that a rule of the file names, where the rule applies."""
    found: dict[int, Verdict] = {}
    count, first, last = len(draft.lines), draft.first_prose, draft.last_prose
    for index, line in enumerate(draft.lines):
        for rule in draft.case.matches.get(line.position, ()):
            if in_place(rule.place, index, count, first, last):
                found[line.position] = Verdict(rule=rule.id, rule_class=rule.rule_class)
                break
    return found


def drop_stamps(draft: Draft) -> Verdicts:
    """Drop lines that only say when; a bare date between paragraphs is a heading and stays."""
    found: dict[int, Verdict] = {}
    count, first, last = len(draft.lines), draft.first_prose, draft.last_prose
    for index, line in enumerate(draft.lines):
        stamp = _stamp(line, draft.case.rules)
        if stamp and (stamp.labelled or in_place("edges", index, count, first, last)):
            found[line.position] = Verdict(rule="stamp", rule_class="stamp")
    return found


STEPS: tuple[Step, ...] = (
    drop_title,
    drop_marked_captions,
    drop_by_rule,
    drop_stamps,
    drop_appeals,
    drop_appeal_headings,
    drop_authors,
    drop_learned,
    drop_followers,
    drop_continuations,
    drop_above_title,
    guess_headline,
    drop_credit_lines,
    drop_repeated_captions,
    drop_above_credits,
    drop_counters,
    drop_below_counters,
    drop_galleries,
    drop_house_credits,
    drop_kicker,
    drop_name_lines,
    drop_standfirst,
    drop_head_labels,
    drop_head_words,
    drop_trailing_tags,
    drop_shouted_links,
    drop_dangling_headings,
)


def _stamp(line: Line, rules: CleaningRules) -> Stamp | None:
    return read_stamp(line.form, rules.stamps) if line.form and not line.is_prose else None


def _outcome(draft: Draft) -> CleanText:
    removed = [line for line in draft.case.lines if line.position in draft.verdicts]

    def texts(rule_class: str) -> Iterator[str]:
        return (x.text for x in removed if draft.verdicts[x.position].rule_class == rule_class)

    bylines = [x for x in removed if draft.verdicts[x.position].rule_class == "byline"]
    stamps = [s for x in removed if (s := _stamp(x, draft.case.rules))]
    headline = (x.text for x in removed if draft.verdicts[x.position].rule == "headline")
    return CleanText(
        kept=tuple(draft.case.extraction.blocks[line.position] for line in draft.lines),
        removed=tuple(_removed(line, draft.verdicts[line.position]) for line in removed),
        headline=next(headline, ""),
        standfirst=next(texts("standfirst"), ""),
        kicker=next(texts("kicker"), ""),
        captions=tuple(dict.fromkeys(texts("caption"))),
        modified=_first(stamp.updated for stamp in stamps),
        published=_first(stamp.published for stamp in stamps),
        authors=tuple(dict.fromkeys(authors_in(bylines))),
    )


def _removed(line: Line, verdict: Verdict) -> RemovedLine:
    return RemovedLine(
        position=line.position,
        line=line.text,
        stage=verdict.stage,
        rule=verdict.rule,
        rule_class=verdict.rule_class,
    )


def _first(moments: Iterator[Moment | None]) -> Moment | None:
    return next((moment for moment in moments if moment), None)
