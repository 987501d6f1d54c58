"""Findings and diagnoses → the actions that are due for one store, in the order in which to take them.

    priority = Σ over the checks it would mend of (severity × closeness × consequence) ÷ effort

| factor | value |
|---|---|
| severity | critical 10, major 5, minor 2, advisory 1 |
| closeness, fail | 1 + the breach as a share of the line, at most 2; without a number 1 |
| closeness, watch | 1 − the distance left as a share of the line, at least 0.1; without a number 0.5; missed in the newest period 1 |
| consequence | a platform's own line 2, a benchmark 1; times 1.5 where it has failed three periods in a row |
| effort | hours 1, days 2, weeks 4 |

The weights are the house's; the four factors are those that practitioners ask a ranking to show. What mends a
failing check comes before what only mends a watched one; every failing critical check gets its first action before any
check gets its second, and the first that it names itself next: the account hangs on each of them. Where a cause is
diagnosed, its remedies come before those of the symptom, root causes first, and the order in which a rule file lists
remedies is kept: a remedy that has to come first inherits the priority of what waits for it. Unknown findings ask for
data and tentative causes for confirmation, not for a remedy; a waived finding asks for nothing, and so does what a
cause might have rested on and does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, pairwise
from typing import NamedTuple

from auditor.days import moved
from auditor.infer.conditions import symbol_of
from auditor.model import Action, Diagnosis, DiagnosisState, Finding, Kind, Severity, Status, StoreKey, Text
from auditor.rulebook import requirement_words
from auditor.rulebook.model import Check, CheckIs, DiagnosisHolds, RuleBook
from auditor.text import counted, listed

SEVERITY = {Severity.CRITICAL: 10.0, Severity.MAJOR: 5.0, Severity.MINOR: 2.0, Severity.ADVISORY: 1.0}
EFFORT = {"hours": 1.0, "days": 2.0, "weeks": 4.0}
LASTING = 3
"""So many failing periods in a row make a breach a lasting one."""

_SEVERITY_WORDS = {
    Severity.CRITICAL: Text("严重", "critical"),
    Severity.MAJOR: Text("重要", "major"),
    Severity.MINOR: Text("一般", "minor"),
    Severity.ADVISORY: Text("建议", "advisory"),
}
_KIND_WORDS = {
    Kind.PLATFORM: Text("平台规则", "a platform rule"),
    Kind.BENCHMARK: Text("行业基准", "a benchmark"),
}
_EFFORT_WORDS = {
    "hours": Text("工作量以小时计", "a matter of hours"),
    "days": Text("工作量以天计", "a matter of days"),
    "weeks": Text("工作量以周计", "a matter of weeks"),
}


def plan_actions(
    book: RuleBook, findings: Sequence[Finding], diagnoses: Sequence[Diagnosis], as_of: date
) -> tuple[Action, ...]:
    """The actions of one store, the first thing to do first; ``due`` is ``as_of`` plus the remedy's span.

    ``findings`` are those that ``attach`` gave. The order depends on nothing but the arguments.
    """
    acted_on = (Status.FAIL, Status.WATCH)  # what is watched for missing periods alone is to be supplied, not mended
    breached = [finding for finding in findings if finding.status in acted_on and finding.known in acted_on]
    if not breached:
        return ()
    plan = _Plan(book, breached[0].store)
    for finding in breached:
        plan.add(finding, diagnoses)
    return plan.actions(as_of)


def done_when(book: RuleBook, action: Action) -> Text | None:
    """When an action is done: as its remedy says, and where a client set a line of its own, by that one as well.

    The words of a remedy carry the figure of the shipped line: 93% is not done where the client asks for 95%.
    """
    done = book.remedies[action.remedy].done_when
    checks = [book.checks[check] for check in action.checks]
    lines = [
        (book.metrics[check.platform, check.metric].name, requirement_words(check.newest.expect))
        for check in checks
        if check.metric and check.newest is not None and check.newest.own
    ]
    if len({line for _, line in lines}) > 1:  # which of them is of what
        own = listed(Text(f"{name.zh}{line.zh}", f"{name.en} {line.en}") for name, line in lines)
    else:
        own = listed(dict.fromkeys(line for _, line in lines))
    if done is None or not own.zh:
        return done
    return Text(f"{done.zh}；且达到本客户要求（{own.zh}）", f"{done.en}; and this client's line is met ({own.en})")


class Gain(NamedTuple):
    """What mending one finding is worth, before effort, and the words for each factor."""

    check: str
    worth: float
    fails: bool
    words: Text


def gain(finding: Finding, check: Check) -> Gain:
    """The product of the factors for one finding (see the table above)."""
    fails = finding.status is Status.FAIL
    closeness, near = _closeness(finding, check, fails)
    consequence = 2.0 if check.kind is Kind.PLATFORM else 1.0
    words = [_SEVERITY_WORDS[check.severity], near, _KIND_WORDS[check.kind]]
    if finding.failing_periods >= LASTING:
        consequence *= 1.5
        count = finding.failing_periods
        words.append(Text(f"已连续 {count} 期未达到", f"missed {counted(count, 'period')} in a row"))
    worth = SEVERITY[check.severity] * closeness * consequence
    return Gain(check.id, worth, fails, _joined(words))


def _closeness(finding: Finding, check: Check, fails: bool) -> tuple[float, Text]:
    """How far over the line, or how near to it, as a share of the line that is nearest to the value."""
    share = _share_of_line(finding, check)
    if fails:
        if not share:  # 12 of "less than 12" are nothing beyond the line
            return 1.0, Text("未达到要求", "not met")
        return 1.0 + min(1.0, share), Text(f"偏离要求 {_percent(share)}", f"{_percent(share)} beyond the line")
    if share is None:
        return 0.5, Text("接近要求线", "close to the line")
    if finding.headroom is not None and finding.headroom < 0:
        return 1.0, Text("最近一期已不达要求", "missed in the newest period")
    return max(0.1, 1.0 - share), Text(f"距要求线 {_percent(share)}", f"{_percent(share)} from the line")


def _share_of_line(finding: Finding, check: Check) -> float | None:
    value = finding.value
    if finding.headroom is None or finding.line is None or not isinstance(value, float | int):
        return None
    quantities = check.lines[finding.line].expect.quantities
    line = min((abs(quantity.number) for quantity in quantities), key=lambda one: abs(one - abs(value)), default=0)
    return abs(finding.headroom) / line if line else None


def _percent(share: float) -> str:
    """A rough share; below one percent it is not rounded to nothing."""
    return f"{share:.0%}" if share >= 0.01 else "<1%"


@dataclass
class _Plan:
    """Remedies that are due and what stands between them, gathered finding by finding."""

    book: RuleBook
    store: StoreKey
    gains: dict[str, dict[str, Gain]] = field(default_factory=dict)  # remedy → check → the most it would mend
    after: dict[str, dict[str, None]] = field(default_factory=dict)  # remedy → those that have to wait for it

    def add(self, finding: Finding, diagnoses: Sequence[Diagnosis]) -> None:
        """Take up the remedies of a finding: those of its concluded causes, then its own."""
        check = self.book.checks[finding.check]
        causes = list(self._of_causes(finding, diagnoses))
        remedies = dict.fromkeys((*chain.from_iterable(causes), *check.remedies))
        found = gain(finding, check)
        for remedy in remedies:
            # Of several segments of one check the worst counts.
            known = self.gains.setdefault(remedy, {}).get(check.id, found)
            self.gains[remedy][check.id] = max(known, found, key=lambda one: one.worth)
        for of_cause in causes or [[]]:  # one cause does not have to be mended before another
            for first, then in pairwise(dict.fromkeys((*of_cause, *check.remedies))):
                self._before(first, then)

    def _of_causes(self, finding: Finding, diagnoses: Sequence[Diagnosis]) -> Iterable[list[str]]:
        """The remedies of each concluded cause of a finding, preceded by those of the causes behind it.

        Where some of the causes behind explain the finding themselves, only those: too few people at the desk rests on
        slow replies and on requests that nobody quoted, and quoting more does not answer an inquiry sooner.
        """
        concluded = {
            symbol_of(DiagnosisHolds(one.diagnosis)): one for one in diagnoses if one.state is DiagnosisState.CONCLUDED
        }
        for name in finding.explained_by:
            cause = concluded[symbol_of(DiagnosisHolds(name))]
            behind = [concluded[symbol] for symbol in reversed(cause.because) if symbol in concluded]
            behind = [one for one in behind if finding.check in one.explains] or behind
            yield [remedy for one in (*behind, cause) for remedy in self._called_for(one)]

    def _called_for(self, cause: Diagnosis) -> Iterable[str]:
        """The remedies of a cause, without those of its alternatives that do not hold here.

        Points that late orders cost are no reason to settle complaints, where there are none.
        """
        rule = self.book.diagnoses[cause.diagnosis]
        grounds = {symbol.rpartition(":")[0] for symbol in cause.because}
        holds: set[str] = set()
        idle: set[str] = set()
        for premise in (*rule.when.all, *rule.when.any):
            if isinstance(premise, CheckIs):
                named = self.book.checks[premise.check].remedies
                (holds if premise.check in grounds else idle).update(named)
        return (remedy for remedy in rule.remedies if remedy in holds or remedy not in idle)

    def _before(self, first: str, then: str) -> None:
        """``first`` comes before ``then``, unless an earlier finding has already asked for the reverse."""
        if first not in self._waiting(then):
            self.after.setdefault(first, {})[then] = None

    def _waiting(self, remedy: str) -> set[str]:
        """Everything that waits for ``remedy``, itself included."""
        reached, layer = {remedy}, [remedy]
        while layer:
            layer = [one for name in layer for one in self.after.get(name, ()) if one not in reached]
            reached.update(layer)
        return reached

    def actions(self, as_of: date) -> tuple[Action, ...]:
        """The remedies in their order, as actions."""
        waiting = {remedy: self._waiting(remedy) for remedy in self.gains}
        own = {remedy: self._own(remedy) for remedy in self.gains}
        inherited = {remedy: max(own[one] for one in waiting[remedy]) for remedy in own}
        # What has to come first has at least the priority of what waits for it, and more that waits.
        order = sorted(own, key=lambda one: (inherited[one], len(waiting[one])), reverse=True)
        first, named = self._for_critical(order)
        order.sort(key=lambda one: (first.isdisjoint(waiting[one]), named.isdisjoint(waiting[one])))
        return tuple(
            Action(
                store=self.store,
                remedy=remedy,
                rank=rank,
                priority=round(inherited[remedy][1], 2),
                owner=self.book.remedies[remedy].owner,
                due=moved(as_of, self.book.remedies[remedy].due.count, self.book.remedies[remedy].due.unit),
                checks=tuple(self.gains[remedy]),
                because=self._because(remedy, leads=inherited[remedy] > own[remedy]),
            )
            for rank, remedy in enumerate(order, start=1)
        )

    def _for_critical(self, order: Sequence[str]) -> tuple[set[str], set[str]]:
        """For each failing critical check the first remedy of ``order`` that mends it, and the first that it names itself."""
        first: dict[str, str] = {}
        for remedy in order:
            for check, found in self.gains[remedy].items():
                if found.fails and self.book.checks[check].severity is Severity.CRITICAL:
                    first.setdefault(check, remedy)
        return set(first.values()), {remedy for check in first for remedy in self.book.checks[check].remedies[:1]}

    def _own(self, remedy: str) -> tuple[bool, float]:
        """Whether it mends a failing check, and its priority by itself."""
        gains = self.gains[remedy].values()
        return any(one.fails for one in gains), sum(one.worth for one in gains) / EFFORT[
            self.book.remedies[remedy].effort
        ]

    def _because(self, remedy: str, *, leads: bool) -> Text:
        """The factors of the finding that weighs most (of those that fail, if any), the effort, and what else counted."""
        gains = self.gains[remedy].values()
        words = [
            max(gains, key=lambda one: (one.fails, one.worth)).words,
            _EFFORT_WORDS[self.book.remedies[remedy].effort],
        ]
        if len(gains) > 1:
            words.append(Text(f"共改善 {len(gains)} 项检查", f"improves {counted(len(gains), 'check')}"))
        if leads:
            words.append(Text("须先于后续措施完成", "comes before what depends on it"))
        return _joined(words)


def _joined(words: Sequence[Text]) -> Text:
    return Text("，".join(word.zh for word in words), ", ".join(word.en for word in words))
