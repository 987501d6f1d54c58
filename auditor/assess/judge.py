"""Judgement: every check of a platform and purpose × every store → one finding each, in columns.

Values of all plain checks form one matrix that is compared at once (``compare.verdicts``); checks over several
periods are compared period by period (``compare.sustained_verdicts``). Only then are the rows written out as findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from auditor.assess.attest import judge_answer
from auditor.assess.column import Column
from auditor.assess.compare import Bounds, verdicts
from auditor.assess.gates import APPLIES, UNKNOWN, Gates, Scopes, SegmentScopes, closed, in_force
from auditor.assess.panel import Grid, Panel
from auditor.assess.periods import write_sustained
from auditor.assess.plain import write_plain
from auditor.assess.reading import Reading
from auditor.assess.reasons import Why, unusable
from auditor.assess.requirement import Judgement
from auditor.assess.series import Codes, Indices, State
from auditor.model import Finding, Status, StoreKey, Text
from auditor.rulebook.model import Attest, Attribute, Check, RuleBook


def judge(
    panel: Panel,
    book: RuleBook,
    purpose: str,
    scopes: Scopes,
    skip: Mapping[str, str],
    of_segments: SegmentScopes | None = None,
) -> dict[StoreKey, tuple[Finding, ...]]:
    """The findings of every store of the panel, in the order of the rule book's checks, then of segments.

    Of one check the segments that it does not concern come before the others.
    ``scopes``: what inference says of each store; a scope that is not mentioned is unknown. ``skip``: check →
    the reason why this client leaves it out. ``of_segments``: the scopes of the segments that differ from their
    store's, such as the US rows of a store that sells in Germany too.
    """
    found: dict[StoreKey, list[Finding]] = {store.key: [] for store in panel.stores}
    for grid in panel.grids.values():
        checks = [
            check for check in book.checks.values() if (check.platform, check.purpose) == (grid.platform, purpose)
        ]
        of_subjects = [
            (segment and (of_segments or {}).get((grid.stores[store].key, segment)))
            or scopes.get(grid.stores[store].key, {})
            for store, segment in zip(grid.store.tolist(), grid.segment, strict=True)
        ]
        _Bench(panel, book, grid, Gates(book, grid.platform, of_subjects), found).judge(checks, skip)
    return {key: _resting(book, findings) for key, findings in found.items()}


class _Bench:
    """The judgement of one platform."""

    def __init__(
        self, panel: Panel, book: RuleBook, grid: Grid, gates: Gates, found: dict[StoreKey, list[Finding]]
    ) -> None:
        self.panel, self.book, self.grid, self.gates, self.found = panel, book, grid, gates, found
        self.keys = [store.key for store in grid.stores]
        # the subject that is the store as a whole, for each store in their order
        self.whole: Indices = np.flatnonzero(np.array([segment is None for segment in grid.segment], bool))
        self.readings: dict[str, Reading] = {}

    def judge(self, checks: Sequence[Check], skip: Mapping[str, str]) -> None:
        as_of = self.panel.as_of
        shut: dict[str, Text] = {}
        columns: dict[str, Column] = {}
        for check in checks:
            reason = closed(check, as_of, skip)
            line = in_force(check, self.book, as_of) if check.metric and reason is None else reason
            if isinstance(line, Judgement):
                columns[check.id] = Column(line, self.reading(check.metric or ""))
            elif line is not None:
                shut[check.id] = line
        plain = [column for name, column in columns.items() if not column.check.sustained]
        codes = self._matrix(plain)
        for check in checks:
            if check.id in shut:
                for key in self.keys:
                    self.found[key].append(Finding(key, check.id, Status.NOT_APPLICABLE, reason=shut[check.id]))
                continue
            applies = self.gates.codes(check)
            of_store = applies[self.whole]
            for subject in self.whole[of_store != APPLIES].tolist():
                self._gated(check, subject, int(applies[subject]))
            if check.attest is not None:
                for store in np.flatnonzero(of_store == APPLIES).tolist():
                    self.found[self.keys[store]].append(self._attested(check, check.attest, store))
                continue
            column = columns[check.id]
            judged = column.reading.judged[of_store[self.grid.store[column.reading.judged]] == APPLIES]
            subjects = self._concerned(check, judged, applies)
            if check.sustained:
                write_sustained(column, check.sustained, subjects, self.found)
            else:
                write_plain(column, subjects, codes[check.id][subjects], self.found)

    def reading(self, metric: str) -> Reading:
        """The reading of a metric, made once."""
        if metric not in self.readings:
            self.readings[metric] = Reading(self.panel, self.grid, self.book, metric)
        return self.readings[metric]

    def _matrix(self, columns: Sequence[Column]) -> dict[str, np.ndarray[tuple[int], np.dtype[np.int8]]]:
        """The verdict of every plain check for every subject: one comparison of one matrix."""
        if not columns:
            return {}
        values = np.stack([column.latest_values for column in columns], axis=1)
        limits = [column.judgement.limits for column in columns]
        codes = verdicts(values, Bounds(*(np.concatenate(parts) for parts in zip(*limits, strict=True))))
        return {column.check.id: codes[:, number] for number, column in enumerate(columns)}

    def _concerned(self, check: Check, judged: Indices, applies: Codes) -> Indices:
        """The subjects of ``judged`` that a check concerns; a segment that it does not gets its finding here.

        A store with figures of such segments only has none where the check applies: it is judged as a whole.
        """
        outside = judged[applies[judged] != APPLIES]
        if not len(outside):
            return judged
        for subject in outside.tolist():
            self._gated(check, subject, int(applies[subject]))
        inside = judged[applies[judged] == APPLIES]
        left = np.setdiff1d(self.grid.store[outside], self.grid.store[inside])
        return np.sort(np.concatenate([inside, self.whole[left]]))

    def _gated(self, check: Check, subject: int, code: int) -> None:
        """Put down that a check does not apply to a subject, or that this can't be said."""
        store = int(self.grid.store[subject])
        finding = self._outside(check, subject, store, code)
        self.found[self.keys[store]].append(finding._replace(segment=self.grid.segment[subject]))

    def _outside(self, check: Check, subject: int, store: int, code: int) -> Finding:
        """The finding of a check that does not apply; an item that is attested well holds whether or not it does."""
        reason = self.gates.reason(check, subject)
        if code != UNKNOWN:
            return Finding(self.keys[store], check.id, Status.NOT_APPLICABLE, reason=reason)
        if check.attest is not None:
            answered = self._attested(check, check.attest, store)
            if answered.status is Status.PASS:
                note = Text(f"{reason.zh}：无论是否适用均已满足", f"{reason.en}: it holds whether or not it applies")
                return answered._replace(notes=(*answered.notes, note))
        supply = self.gates.supply(check, subject)
        for attribute in self.gates.unstated(check, subject):
            if (why := self._why_unstated(attribute, store)) is not None:
                reason, supply = why.reason.headed(reason), why.supply
                break
        return Finding(self.keys[store], check.id, Status.UNKNOWN, reason=reason, supply=supply)

    def _why_unstated(self, attribute: Attribute, store: int) -> Why | None:
        """What is wrong with the figure that an attribute is made from, where there is one."""
        if attribute.source_metric is None:
            return None
        reading = self.reading(attribute.source_metric)
        whole = (
            subject for subject in np.flatnonzero(self.grid.store == store).tolist() if not self.grid.segment[subject]
        )
        point = next((int(reading.latest[subject]) for subject in whole), -1)
        if point < 0 or reading.series.state[point] == State.OK:
            return None
        return unusable(reading.metric, reading, point, State(int(reading.series.state[point])))

    def _attested(self, check: Check, item: Attest, store: int) -> Finding:
        key = self.keys[store]
        answer = judge_answer(item, self.panel.attestations.get((key, check.id), ()), self.panel.as_of)
        return Finding(
            key,
            check.id,
            answer.status,
            reason=answer.reason,
            display=answer.said,
            require=item.ask,
            notes=answer.notes,
            evidence=answer.evidence,
            supply=answer.supply,
            attested=answer.attested,
        )


def _resting(book: RuleBook, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings that rest on a check that fails are unknown; their values and cells stay."""
    failing = {finding.check for finding in findings if finding.status is Status.FAIL}
    return tuple(_rest(book, finding, failing) for finding in findings)


def _rest(book: RuleBook, finding: Finding, failing: set[str]) -> Finding:
    broken = [name for name in book.checks[finding.check].needs if name in failing]
    if not broken or finding.status not in (Status.PASS, Status.WATCH, Status.FAIL):
        return finding
    title = book.checks[broken[0]].title
    return finding._replace(
        status=Status.UNKNOWN,
        reason=Text(
            f"以“{title.zh}”为前提，而它未达标：请先解决它", f"rests on “{title.en}”, which failed: fix that first"
        ),
        supply=Text(f"请先解决：{title.zh}", f"Fix first: {title.en}"),
        recovery=None,
        projected_breach=None,
    )
