"""The pre-launch verdict: may a store go live, and what stands in the way.

It is made from findings alone, by the rule of the house: **no-go** if a critical check fails, **needs
evidence** if a critical or major one is unknown or no check reviews its platform, **conditional** if anything else
fails or is watched, else **go**. A finding accepted by a waiver is a condition, whatever stands underneath.

A store with a launch day ahead is planned back from it: what is open has to be begun early enough for the time that
the rule book allows for its longest remedy. These are the plan's own days, not a promise of an authority.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from auditor.assess.score import BLOCKING
from auditor.days import moved
from auditor.intake.attributes import MARKET, canonical
from auditor.model import Evidence, Finding, InputFile, Intake, Severity, Status, Store, Text
from auditor.rulebook.model import Attribute, RuleBook
from auditor.text import BilingualError

_SEVERITIES = list(Severity)


class Verdict(StrEnum):
    """May the store go live? The worst last."""

    GO = "go"
    CONDITIONAL = "conditional"
    NEEDS_EVIDENCE = "needs evidence"
    NO_GO = "no-go"


READINESS_WORDS = {
    Verdict.GO: Text("可以上线", "Go"),
    Verdict.CONDITIONAL: Text("有条件上线", "Go with conditions"),
    Verdict.NEEDS_EVIDENCE: Text("待补证据", "Needs evidence"),
    Verdict.NO_GO: Text("不可上线", "No-go"),
}


@dataclass(frozen=True, slots=True)
class Readiness:
    """The verdict of one store. ``blocking`` and ``conditions`` are check ids, the worst first.

    Blocking are the critical checks that fail, then the critical and major ones that are unknown; with a launch day
    ahead, of one severity those first that have to be begun first.
    """

    verdict: Verdict
    blocking: tuple[str, ...]
    conditions: tuple[str, ...]


class Deadline(NamedTuple):
    """An open item planned back from the launch day. ``done_by``: begun on the audit's day, it is done then."""

    begin_by: date
    done_by: date
    late: bool
    text: Text


def back_plan(findings: Sequence[Finding], launch: date | None, book: RuleBook, as_of: date) -> dict[str, Deadline]:
    """By check, when what is open has to be begun to be done by ``launch``; empty without a launch day ahead."""
    if launch is None or launch <= as_of:
        return {}
    plan = {}
    for finding in findings:
        spans = [book.remedies[remedy].due for remedy in book.checks[finding.check].remedies]
        if spans and finding.status in (Status.FAIL, Status.WATCH, Status.UNKNOWN):
            done_by = max(moved(as_of, span.count, span.unit) for span in spans)
            begin_by = launch - (done_by - as_of)
            late = done_by > launch
            unproven = finding.status is Status.UNKNOWN
            plan[finding.check] = Deadline(
                begin_by, done_by, late, _deadline_words(launch, begin_by, done_by, late, unproven)
            )
    return plan


def _deadline_words(launch: date, begin_by: date, done_by: date, late: bool, unproven: bool) -> Text:
    days = (launch - begin_by).days
    zh = f"计划 {launch} 上线，" + ("如尚未办理，" if unproven else "")
    en = f"Launch planned for {launch}" + (", and if this is still to be done: " if unproven else ": ")
    if late:
        return Text(
            f"{zh}按整改计划需 {days} 天，现在开始到 {done_by} 完成，赶不上上线",
            f"{en}the plan allows {days} days for it, so begun now it is done by {done_by}, after the launch",
        )
    return Text(
        f"{zh}按整改计划需 {days} 天，最迟 {begin_by} 开始",
        f"{en}the plan allows {days} days for it, so it has to be begun by {begin_by}",
    )


def with_deadlines(
    findings: Sequence[Finding], launch: date | None, book: RuleBook, as_of: date
) -> tuple[Finding, ...]:
    """The findings, noted on those that are open when they have to be begun, and on answers that lapse before the launch."""
    plan = back_plan(findings, launch, book, as_of)

    def noted(finding: Finding) -> Finding:
        if finding.check in plan:
            return finding._replace(notes=(*finding.notes, plan[finding.check].text))
        until = finding.attested.until if finding.attested else None
        if finding.status is Status.PASS and launch is not None and until is not None and as_of <= until < launch:
            lapses = Text(
                f"有效至 {until}，早于计划上线日 {launch}：上线前须更新",
                f"holds until {until}, before the launch planned for {launch}: renew it first",
            )
            return finding._replace(notes=(*finding.notes, lapses))
        return finding

    return tuple(map(noted, findings))


def assess_readiness(
    findings: Sequence[Finding], book: RuleBook, plan: Mapping[str, Deadline] | None = None
) -> Readiness:
    """The verdict from a store's findings of the readiness packs. ``plan``: what ``back_plan`` gave."""
    deadlines = plan or {}

    def severity(finding: Finding) -> Severity:
        return book.checks[finding.check].severity

    def begin_by(finding: Finding) -> date:
        return deadlines[finding.check].begin_by if finding.check in deadlines else date.max

    def ids(chosen: Sequence[Finding]) -> tuple[str, ...]:
        ordered = sorted(chosen, key=lambda finding: (_SEVERITIES.index(severity(finding)), begin_by(finding)))
        return tuple(dict.fromkeys(finding.check for finding in ordered))

    failing = [each for each in findings if each.status is Status.FAIL]
    refused = [each for each in failing if severity(each) is Severity.CRITICAL]
    unproven = [each for each in findings if each.status is Status.UNKNOWN and severity(each) in BLOCKING]
    open_points = [each for each in failing if each not in refused]
    open_points += [each for each in findings if each.status in (Status.WATCH, Status.WAIVED)]
    if refused:
        verdict = Verdict.NO_GO
    elif unproven or not findings:
        verdict = Verdict.NEEDS_EVIDENCE
    else:
        verdict = Verdict.CONDITIONAL if open_points else Verdict.GO
    return Readiness(verdict, (*ids(refused), *ids(unproven)), ids(open_points))


class UnknownMarketError(BilingualError, ValueError):
    """A market that a store's platform does not know. ``message`` tells which are known."""


def with_markets(intake: Intake, book: RuleBook, markets: str) -> Intake:
    """The same intake with every store judged for ``markets`` (such as ``DE,FR``), whatever its sheet states.

    What a sheet states otherwise is noted beside it. Platforms whose packs ask for no market are left as they are.
    Raises UnknownMarketError.
    """
    stores, overruled = [], []
    for store in intake.stores:
        attribute = book.attributes.get((store.key.platform, MARKET))
        if attribute is not None:
            stated = {**store.attributes, MARKET: _market(attribute, markets)}
            kept = dict(store.attribute_evidence)
            cell = kept.pop(MARKET, None)
            if cell is not None and store.attributes[MARKET] != stated[MARKET]:
                overruled.append((cell, _overruled(store, cell, stated[MARKET])))
            store = replace(store, attributes=stated, attribute_evidence=kept)  # noqa: PLW2901  (the loop's own copy)
        stores.append(store)
    return replace(intake, stores=tuple(stores), inputs=_with_notes(intake.inputs, overruled))


def _overruled(store: Store, cell: Evidence, asked: str) -> Text:
    name, said = store.key.store, store.attributes[MARKET]
    return Text(
        f"{name}：{cell.cell} 写的站点是 {said}，--market 指定 {asked}；以 --market 为准",
        f"{name}: the market in {cell.cell} is {said}, --market says {asked}; --market counts",
    )


def _with_notes(inputs: tuple[InputFile, ...], notes: Sequence[tuple[Evidence, Text]]) -> tuple[InputFile, ...]:
    """The inputs, each note on the sheet of its cell."""
    return tuple(
        replace(
            file,
            sheets=tuple(
                replace(
                    sheet,
                    notes=(
                        *sheet.notes,
                        *(note for cell, note in notes if (cell.file, cell.sheet) == (file.file, sheet.sheet)),
                    ),
                )
                for sheet in file.sheets
            ),
        )
        for file in inputs
    )


def _market(attribute: Attribute, markets: str) -> str:
    values, unknown = canonical(attribute, markets)
    if unknown is not None or not values:
        known = ", ".join(attribute.values)
        said = unknown or markets
        raise UnknownMarketError(
            Text(
                f"{attribute.platform} 的规则不认识站点“{said}”，可用：{known}",
                f'the packs of {attribute.platform} do not know the market "{said}"; available: {known}',
            )
        )
    return values
