"""Cases generated from the lines of a check. What they expect is worked out in exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from auditor.assess.spans import shift_date
from auditor.rulebook.model import Attest, Check, Line, Metric, Place, RuleBook, Unit
from auditor.rulebook.quantities import decimal
from auditor.rulebook.requirements import accepted
from auditor.selftest.cases import Case, Given, Value, default_currency, default_day, in_force

_WHOLE = (Unit.COUNT, Unit.DATE)
_NEVER_NEGATIVE = (Unit.COUNT, Unit.DAYS, Unit.HOURS, Unit.DATE)
_LONGEST_PATTERN = 4  # periods whose every pattern is tried
_LARGE_SAMPLE = 1000
_OTHER_TEXT = "something else"


def generated_cases(check: Check, book: RuleBook) -> Iterator[Case]:
    """Every case that the lines, the sample, the age and the dates of a check imply."""
    place = check.place or Place("", 1, 1)
    if check.attest is not None:
        yield from _attested(check, check.attest, place)
        return
    metric = book.metrics[check.platform, check.metric or ""]
    for line in check.lines:
        for day in _days_of(check, line):
            yield from _Lines(check, metric, line, day, place, book).cases()
    yield from _out_of_force(check, metric, place)


def _days_of(check: Check, line: Line) -> Iterator[date]:
    """A usual day, or the first and the last day on which a dated line is in force."""
    usual = default_day(check)
    days = [day for day in (line.start, line.end) if day] or [usual]
    for day in dict.fromkeys(days):
        if in_force(check, day):
            yield day


@dataclass(frozen=True, slots=True)
class _Lines:
    """The cases of one line on one day."""

    check: Check
    metric: Metric
    line: Line
    day: date
    place: Place
    book: RuleBook

    def cases(self) -> Iterator[Case]:
        """Around every figure, missing, zero; then by counts, by age and by pattern, where the check has those."""
        if self.check.sustained is not None:
            yield from self._patterns(self.check.sustained.count)
            return
        yield self._case("missing", "unknown", None)
        if self.metric.unit is Unit.TEXT:
            for option in self.line.expect.options:
                yield self._case(f"'{option}'", self._status(option), option)
            if self.line.expect.options:
                yield self._case("another text", "fail", _OTHER_TEXT)
            return
        for name, value in self._points().items():
            yield self._case(name, self._status(value), value)
        yield from self._counts()
        yield from self._ages()

    def _case(self, name: str, then: str, *values: Value) -> Case:
        """A case with the values of consecutive periods, oldest first."""
        currency = default_currency(self.check) if self.metric.unit is Unit.MONEY else None
        given = tuple(
            Given(self.metric.id, value, currency if value is not None else None, len(values) - 1 - number)
            for number, value in enumerate(values)
        )
        return Case(name, then, self.day, self.day, self.place, given)

    def _status(self, value: Fraction | str) -> str:
        if not accepted(self.line.expect).holds(value):
            return "fail"
        watch = self.line.watch
        return "watch" if watch is not None and not accepted(watch).holds(value) else "pass"

    def _points(self) -> dict[str, Fraction]:
        """Name → value: just below, at and just above every figure of expect and watch, and zero."""
        if self.metric.unit is Unit.FLAG:
            return {"yes": Fraction(1), "no": Fraction(0)}
        points: dict[str, Fraction] = {}
        for requirement in (self.line.expect, self.line.watch):
            for figure in requirement.quantities if requirement else ():
                step = Fraction(1) if self.metric.unit in _WHOLE else _fine_step(figure.exact)
                for word, value in (
                    ("just below", figure.exact - step),
                    ("at", figure.exact),
                    ("just above", figure.exact + step),
                ):
                    if self._possible(value, figure.exact):
                        points.setdefault(f"{word} {figure.text}", value)
        if self.metric.unit is not Unit.DATE and self._possible(Fraction(0), Fraction(0)):
            points.setdefault("zero", Fraction(0))
        return points

    def _possible(self, value: Fraction, figure: Fraction) -> bool:
        """Whether the metric can have a value beside a figure."""
        if self.metric.range is not None:
            return self.metric.range.holds(float(value))
        return value >= 0 or figure < 0 or self.metric.unit not in _NEVER_NEGATIVE

    def _counts(self) -> Iterator[Case]:
        """The same figures as a ratio of whole counts, where binary fractions could go astray."""
        if self.metric.ratio is None or self.metric.unit is not Unit.SHARE:
            return
        parts = [self.book.metrics[self.check.platform, name] for name in self.metric.ratio]
        if any(part.unit is not Unit.COUNT for part in parts):
            return

        def case(name: str, then: str, numerator: int, denominator: int) -> Case:
            counts = zip(parts, (numerator, denominator), strict=True)
            given = tuple(Given(part.id, Fraction(count)) for part, count in counts)
            return Case(f"{name}: {numerator} of {denominator}", then, self.day, self.day, self.place, given)

        yield case("nothing to divide by", "unknown", 0, 0)
        for requirement in (self.line.expect, self.line.watch):
            for figure in requirement.quantities if requirement else ():
                if not 0 <= figure.exact <= 1:
                    continue
                base = figure.exact.denominator
                whole = base * -(-max(_LARGE_SAMPLE, self.check.min_sample or 0) // base)
                at = int(figure.exact * whole)
                for word, count in (("just below", at - 1), ("at", at), ("just above", at + 1)):
                    if 0 <= count <= whole:
                        yield case(f"{word} {figure.text}", self._status(Fraction(count, whole)), count, whole)
        least = self.check.min_sample
        if least is not None and self.check.min_sample_by_platform:
            yield case("sample too small", "unknown", 0, least - 1)
            yield case("least sample", self._status(Fraction(0)), 0, least)

    def _ages(self) -> Iterator[Case]:
        """A value of the greatest age that still counts, and one that is a day older."""
        if self.check.max_age is None or self.metric.unit is Unit.FLAG:
            return
        value = next(iter(self._points().values()))
        oldest = shift_date(self.day, self.check.max_age)
        for name, as_of, then in (
            ("as old as allowed", oldest, self._status(value)),
            ("a day too old", oldest + timedelta(days=1), "unknown"),
        ):
            if in_force(self.line, as_of) and in_force(self.check, as_of):
                yield replace(self._case(name, then, value), as_of=as_of)

    def _patterns(self, count: int) -> Iterator[Case]:
        """Every pattern of kept, violated and missing periods; a gap that could complete the breach is unknown."""
        kept, violated = self._kept_and_violated()
        if violated is None or kept is None:
            return
        letters: dict[str, Value] = {"k": kept, "v": violated, "_": None}
        if count <= _LONGEST_PATTERN:
            patterns = ["".join(letter) for letter in product("kv_", repeat=count)]
        else:
            edges = ["v" * place + other + "v" * (count - 1 - place) for other in "k_" for place in range(count)]
            patterns = ["k" * count, "v" * count, "_" * count, *edges]
        for pattern in patterns:
            if set(pattern) == {"v"}:
                then = "fail"
            elif "k" not in pattern:
                then = "unknown"
            else:
                then = "watch" if set(pattern) != {"k"} else "pass"
            yield self._case(f"pattern {pattern}", then, *(letters[letter] for letter in pattern))

    def _kept_and_violated(self) -> tuple[Value, Value]:
        """A value well on the safe side, and one that is just not accepted."""
        good, safe = accepted(self.line.expect), accepted(self.line.watch or self.line.expect)
        if self.metric.unit is Unit.TEXT:
            return (self.line.watch or self.line.expect).options[0], _OTHER_TEXT
        around = [*self._points().values()]
        kept = next((value for value in around if safe.holds(value)), None)
        return kept, next((value for value in around if not good.holds(value)), None)


def _fine_step(figure: Fraction) -> Fraction:
    """A hundredth of the last digit that the figure has."""
    digits = len(decimal(figure).partition(".")[2])
    return Fraction(1, 10 ** (digits + 2))


def _out_of_force(check: Check, metric: Metric, place: Place) -> Iterator[Case]:
    value: Value = _OTHER_TEXT if metric.unit is Unit.TEXT else Fraction(0)
    currency = default_currency(check) if metric.unit is Unit.MONEY else None
    for name, day in (
        ("the day before it begins", check.start - timedelta(days=1) if check.start else None),
        ("the day after it ends", check.end + timedelta(days=1) if check.end else None),
    ):
        if day is not None:
            yield Case(name, "not_applicable", day, day, place, (Given(metric.id, value, currency),))


def _attested(check: Check, item: Attest, place: Place) -> Iterator[Case]:
    day = default_day(check)

    def case(name: str, then: str, **answers: str) -> Case:
        return Case(name, then, day, day, place, answers=answers)

    proof = {"answer": "yes", "evidence": "A-1", "signed_by": "王敏"}
    yield case("not answered", "unknown")
    yield case("yes with evidence", "pass", **proof, date=day.isoformat())
    yield case("no", "watch" if item.no_is_watch else "fail", answer="no", date=day.isoformat())
    yield case("signed after the audit", "unknown", **proof, date=(day + timedelta(days=1)).isoformat())
    without = "unknown" if item.evidence_required else "pass"
    yield case("yes without evidence", without, answer="yes", signed_by="王敏", date=day.isoformat())
    if item.valid_for is not None:
        signed = shift_date(day, item.valid_for, -1) - timedelta(days=1)
        yield case("expired", "unknown", **proof, date=signed.isoformat())
    for name, other in (
        ("the day before it begins", check.start - timedelta(days=1) if check.start else None),
        ("the day after it ends", check.end + timedelta(days=1) if check.end else None),
    ):
        if other is not None:
            answers = {**proof, "date": other.isoformat()}
            yield Case(name, "not_applicable", other, other, place, answers=answers)


def figures_of(check: Check) -> int:
    """How many figures the lines of a check have: each is tested just below, at and just above."""
    requirements = [requirement for line in check.lines for requirement in (line.expect, line.watch) if requirement]
    return sum(len(requirement.quantities) + len(requirement.options) for requirement in requirements)
