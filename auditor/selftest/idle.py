"""What stands in rule files and never has an effect: no mistake, and hardly meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator

from auditor.model import Status, Text
from auditor.rulebook.errors import RuleError, nearest
from auditor.rulebook.model import Check, CheckIs, Place, RuleBook, ScopeHolds

_NEAR = Text("维度", "dimension"), Text("负责角色", "owner")


def idle_rules(book: RuleBook, files: Container[str] | None = None) -> list[RuleError]:
    """A remark for each, of the given files or of all, in their order."""
    found = (*_never_asked(book), *_never_so(book), *_near_others(book))
    remarks = [
        RuleError(place, said) for place, said in found if place is not None and (files is None or place.file in files)
    ]
    return sorted(remarks, key=lambda remark: remark.place)


def _never_asked(book: RuleBook) -> Iterator[tuple[Place | None, Text]]:
    checks, diagnoses = book.checks.values(), book.diagnoses.values()
    conditions = [*(scope.when for scope in book.scopes.values()), *(rule.when for rule in diagnoses)]
    scopes = {scope for check in checks for scope in check.applies}
    scopes |= {part.scope for when in conditions for part in (*when.all, *when.any) if isinstance(part, ScopeHolds)}
    for name, scope in book.scopes.items():
        if name not in scopes:
            yield (
                scope.place,
                Text(f"范围“{name}”没有检查项或诊断使用", f"no check and no diagnosis asks for the scope '{name}'"),
            )
    remedies = {
        *(name for check in checks for name in check.remedies),
        *(name for rule in diagnoses for name in rule.remedies),
    }
    for name, remedy in book.remedies.items():
        if name not in remedies:
            yield (
                remedy.place,
                Text(f"措施“{name}”没有检查项或诊断使用", f"no check and no diagnosis names the remedy '{name}'"),
            )
    for check in checks:
        if not check.remedies:
            yield (
                check.place,
                Text(
                    f"“{check.id}”没有措施，未达标时没有行动",
                    f"'{check.id}' has no remedy: failing, it gives no action",
                ),
            )


def _never_so(book: RuleBook) -> Iterator[tuple[Place | None, Text]]:
    for rule in book.diagnoses.values():
        for part in (*rule.when.all, *rule.when.any):
            if isinstance(part, CheckIs) and not set(part.statuses) & _possible(book.checks[part.check]):
                said = ", ".join(part.statuses)
                yield (
                    rule.place,
                    Text(
                        f"“{part.check}”不会是 {said}，该条件永远不成立",
                        f"'{part.check}' is never {said}: the premise can't hold",
                    ),
                )


def _possible(check: Check) -> set[str]:
    """The statuses that a check can end in; an overlay may add a warning line, which is its own matter."""
    always = {Status.PASS, Status.UNKNOWN, Status.NOT_APPLICABLE}
    if check.attest:
        return {*always, Status.WATCH if check.attest.no_is_watch else Status.FAIL}
    warned = check.sustained is not None or any(line.watch for line in check.lines)
    return {*always, Status.FAIL} | ({Status.WATCH} if warned else set())


def _near_others(book: RuleBook) -> Iterator[tuple[Place | None, Text]]:
    """A dimension or owner that nobody else has and that is written almost as another is: both sets are open."""
    dimensions = [(check.dimension, check.place) for check in book.checks.values() if check.dimension]
    owners = [(remedy.owner, remedy.place) for remedy in book.remedies.values()]
    for noun, used in zip(_NEAR, (dimensions, owners), strict=True):
        times = Counter(name for name, _ in used)
        for name, place in used:
            near = nearest(name, [other for other in times if times[other] > times[name]]) if times[name] == 1 else None
            if near is not None:
                yield (
                    place,
                    Text(
                        f"{noun.zh}“{name}”只在此出现；您是否指“{near}”？",
                        f"the {noun.en} '{name}' stands only here; did you mean '{near}'?",
                    ),
                )
