"""Test cases of checks: what is given, on which day it is judged, and what must come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from auditor.assess.spans import shift_date
from auditor.days import end_of_last
from auditor.rulebook.build_tests import ANSWERS
from auditor.rulebook.formula import parts_of
from auditor.rulebook.model import (
    Binary,
    Call,
    Check,
    Formula,
    Line,
    Metric,
    MetricKey,
    Negate,
    Place,
    Quantity,
    Ref,
    RuleBook,
    RuleTest,
    Span,
    Unit,
)
from auditor.rulebook.quantities import parse_quantity
from auditor.rulebook.series import parse_series

USUAL_DAY = date(2027, 1, 31)  # a Sunday and the last day of a month: every kind of period ends on it
_WEEK = Span(1, "week")

Value = Fraction | str | None  # exact number in the base unit, a text, or a mark of a missing value


@dataclass(frozen=True, slots=True)
class Given:
    """One value of a metric, ``back`` periods before the newest."""

    metric: str
    value: Value
    currency: str | None = None
    back: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One test of one check. ``newest`` is the last day of the newest period; ``answers`` belong to attested items."""

    name: str
    then: str
    as_of: date
    newest: date
    place: Place
    given: tuple[Given, ...] = ()
    attributes: Mapping[str, str] | None = None
    answers: Mapping[str, str] | None = None
    generated: bool = True


def default_day(check: Check) -> date:
    """The day on which a test without ``as_of`` is judged: the newest line is in force on it."""
    line = check.newest
    starts = [day for day in (check.start, line.start if line else None) if day]
    ends = [day for day in (check.end, line.end if line else None) if day]
    return min([max([USUAL_DAY, *starts]), *ends])


def default_currency(check: Check) -> str:
    """The currency of the check's own figures, for tests that leave it out."""
    figures = [quantity for line in check.lines for quantity in line.expect.quantities]
    return next((figure.currency for figure in figures if figure.currency), "USD")


def written_cases(check: Check, book: RuleBook) -> Iterator[Case]:
    """The cases that stand beside the check in its rule file."""
    for number, test in enumerate(check.tests, 1):
        day = test.as_of or default_day(check)
        attributes = {key: value for key, value in test.given.items() if (check.platform, key) in book.attributes}
        answers = {key: value for key, value in test.given.items() if key in ANSWERS} if check.attest else None
        yield Case(
            name=f"test {number}",
            then=test.then,
            as_of=day,
            newest=day,
            place=test.place,
            given=tuple(_given(check, test, book, {*attributes, *(answers or ())})),
            attributes=attributes or None,
            answers=answers,
            generated=False,
        )


def _given(check: Check, test: RuleTest, book: RuleBook, others: set[str]) -> Iterator[Given]:
    for name, text in test.given.items():
        if name not in others:
            unit = book.metrics[check.platform, name].unit
            figure = text if unit is Unit.TEXT else parse_quantity(text, unit, bare_money=True)
            yield _one(check, name, figure, unit, 0)
    for name, text in test.series.items():
        unit = book.metrics[check.platform, name].unit
        values = parse_series(text, unit)
        for number, value in enumerate(values):
            yield _one(check, name, value, unit, len(values) - 1 - number)


def _one(check: Check, name: str, figure: Quantity | str | None, unit: Unit, back: int) -> Given:
    if figure is None or isinstance(figure, str):
        return Given(name, figure, back=back)
    currency = (figure.currency or default_currency(check)) if unit is Unit.MONEY else None
    return Given(name, figure.exact, currency, back)


def needed_metrics(check: Check, book: RuleBook, cases: list[Case]) -> set[MetricKey]:
    """The metrics that judging the cases of a check can touch, those behind formulas included."""
    platform = check.platform
    waiting = [(platform, given.metric) for case in cases for given in case.given]
    waiting += [(platform, book.checks[name].metric or "") for name in (check.id, *check.needs)]
    waiting += [(owner, item.source_metric or "") for (owner, _), item in book.attributes.items() if owner == platform]
    found: set[MetricKey] = set()
    while waiting:
        key = waiting.pop()
        metric = book.metrics.get(key)
        if metric is None or key in found:
            continue
        found.add(key)
        parts = [*parts_of(metric), *([metric.sample] if metric.sample else ())]
        waiting += [(metric.platform, name) for name in parts]
        waiting += [(metric.across.platform, metric.across.metric)] if metric.across else []
    return found


def step_between(metric: str, check: Check, book: RuleBook, keys: set[MetricKey]) -> Span:
    """How far apart the values of a series lie: the sustained period, the formula's, else the metric's window."""
    if check.sustained is not None:
        return Span(1, check.sustained.unit)
    compared = [
        call.span
        for key in sorted(keys)
        for call in _calls(book.metrics[key].formula if key[0] == check.platform else None)
        if call.span and call.function in ("change", "delta") and call.arguments == (Ref(metric),)
    ]
    if compared:
        return compared[0]
    window = book.metrics[check.platform, metric].window
    return window if window.unit not in ("moment", "period") else _WEEK


def _calls(formula: Formula | None) -> Iterator[Call]:
    match formula:
        case Call():
            yield formula
            for argument in formula.arguments:
                yield from _calls(argument)
        case Negate(operand):
            yield from _calls(operand)
        case Binary(_, left, right):
            yield from _calls(left)
            yield from _calls(right)
        case _:
            return


def days_covered(metric: Metric, step: Span, newest: date, back: int) -> tuple[date, date]:
    """First and last day of the value that lies ``back`` steps before the newest.

    Months and years are whole ones of the calendar, the newest being the last that is complete on ``newest``.
    """
    window = Span(1, step.unit) if metric.window.unit == "period" else metric.window
    calendar = step.unit in ("month", "year")
    end = shift_date(end_of_last(newest, step.unit) if calendar else newest, step, -back)
    if window.unit == "moment":
        return end, end
    return shift_date(end, window, -1) + timedelta(days=1), end


def in_force(dated: Line | Check, day: date) -> bool:
    """Whether a line or a check is in force on the day."""
    return (dated.start is None or dated.start <= day) and (dated.end is None or day <= dated.end)
