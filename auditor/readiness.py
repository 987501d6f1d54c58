"""The pre-launch verdict: may a store go live, and what stands in the way.

It is made from findings alone, by the rule of the house: **no-go** if a critical check fails, **needs
evidence** if a critical or major one is unknown, **conditional** if anything else fails or is watched,
else **go**. A finding accepted by a waiver is a condition, whatever stands underneath.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from auditor.intake.attributes import MARKET, canonical
from auditor.model import Evidence, Finding, InputFile, Intake, Severity, Status, Store, Text
from auditor.rulebook.model import Attribute, RuleBook
from auditor.text import BilingualError

_SEVERITIES = list(Severity)
_BLOCKING_UNKNOWN = (Severity.CRITICAL, Severity.MAJOR)


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

    Blocking are the critical checks that fail, then the critical and major ones that are unknown.
    """

    verdict: Verdict
    blocking: tuple[str, ...]
    conditions: tuple[str, ...]


def assess_readiness(findings: Sequence[Finding], book: RuleBook) -> Readiness:
    """The verdict from a store's findings of the readiness packs."""

    def severity(finding: Finding) -> Severity:
        return book.checks[finding.check].severity

    def ids(chosen: Sequence[Finding]) -> tuple[str, ...]:
        ordered = sorted(chosen, key=lambda finding: _SEVERITIES.index(severity(finding)))
        return tuple(dict.fromkeys(finding.check for finding in ordered))

    failing = [each for each in findings if each.status is Status.FAIL]
    refused = [each for each in failing if severity(each) is Severity.CRITICAL]
    unproven = [each for each in findings if each.status is Status.UNKNOWN and severity(each) in _BLOCKING_UNKNOWN]
    open_points = [each for each in failing if each not in refused]
    open_points += [each for each in findings if each.status in (Status.WATCH, Status.WAIVED)]
    if refused:
        verdict = Verdict.NO_GO
    elif unproven:
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
