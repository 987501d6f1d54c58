"""A client's metrics: one metric summed over the client's stores of a platform.

The same complete periods count for every store: the last ``window`` (three months, say) that ended on or
before the audit's date, and for the trend the same span before each earlier end. Spans of months end with a
month, any other (4 weeks) on the days on which the stores' own values end. A store that is there but
lacks a part makes the sum unknown. A store opened inside the span counts from the month of its launch. A
client without a store of the platform has 0 there, and a note says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from auditor.assess.formulas import Term, sum_between, tiles
from auditor.assess.money import Money
from auditor.assess.series import NONE, Codes, Floats, Indices, Link, Series, State, computed, empty
from auditor.assess.spans import Days, begin, is_definite, month_start, months_of, shift
from auditor.model import Store, Text
from auditor.rulebook.model import Metric, Span
from auditor.text import listed

_POINTS = 13  # of the trend


def sum_across(
    metric: Metric,
    clients: Sequence[tuple[int, str]],
    stores: Sequence[Store],
    subjects: tuple[Indices, Sequence[str | None]],
    child: Term,
    money: Money,
    as_of: date,
) -> tuple[Series, Mapping[int, Text]]:
    """The series of a client's metric, and for each client subject what is missing or counted as zero.

    ``clients``: (subject, client) pairs. ``stores`` are those of the platform that is summed; ``subjects`` are
    the store index and the segment of each of its subjects; ``child`` is the metric that is summed.
    """
    series = money.uniform(child.series)
    parts: list[Series] = []
    notes: dict[int, Text] = {}
    for subject, client in clients:
        members = [number for number, store in enumerate(stores) if store.client == client]
        ends = _anchors(metric.window, series, np.isin(subjects[0][series.subject], members), as_of)
        if not members:
            parts.append(_nothing(subject, ends, metric.window))
            notes[subject] = Text("该客户在此平台没有店铺，按 0 计", "the client has no store there: counted as 0")
            continue
        total, missing = _client(metric, subject, members, stores, subjects, Term(series, child.window), money, ends)
        parts.append(total)
        if missing:
            names = listed(missing)
            notes[subject] = Text(f"缺少：{names.zh}", f"missing: {names.en}")
    return _joined(parts), notes


def _anchors(window: Span, series: Series, own: NDArray[np.bool_], as_of: date) -> Days:
    """The last days that sums end with, ascending: ends of complete months, else the days that ``own`` values end on."""
    today = as_of.toordinal()
    if window.unit in ("month", "year"):
        following = months_of(np.array([today + 1]))  # the month after the last complete one
        return month_start(following - np.arange(_POINTS)[::-1]) - 1
    return np.unique(series.end[own & (series.end <= today)])[-_POINTS:]


def _client(
    metric: Metric,
    subject: int,
    members: Sequence[int],
    stores: Sequence[Store],
    subjects: tuple[Indices, Sequence[str | None]],
    child: Term,
    money: Money,
    ends: Days,
) -> tuple[Series, list[Text]]:
    series = child.series
    contributors = [each for member in members for each in _contributors(member, subjects, series)]
    span_start = shift(ends, metric.window, -1) + 1 if is_definite(metric.window) else ends
    total, currency = np.zeros(len(ends)), np.full(len(ends), NONE, np.int64)
    state: Codes = np.zeros(len(ends), np.int8)
    seen = np.zeros(len(ends), bool)
    missing: list[Text] = []
    first = begin(series.start, series.end, child.window)
    for member, contributor in contributors:
        store = stores[member]
        start, counts = _since_launch(store, span_start, ends)
        who = np.full(len(ends), contributor, np.int64)
        low, high, covered = tiles(series, first, who, start, ends)
        if not is_definite(metric.window):
            covered = high > low
        amount = sum_between(series.value, low, high)
        money_of_store = (
            np.where(high > low, series.currency[np.minimum(low, max(len(series) - 1, 0))], NONE)
            if len(series)
            else np.full(len(ends), NONE, np.int64)
        )
        total, amount, currency, apart = money.together(
            total, currency, np.where(covered & counts, amount, 0.0), np.where(counts, money_of_store, NONE)
        )
        total = total + amount
        state = np.where(counts & ~covered, State.GAP, np.where(apart & (state == 0), State.CURRENCY, state))
        state = state.astype(np.int8)
        seen |= high > low
        if len(ends) and counts[-1] and not covered[-1]:
            missing += _missing(store, series, contributor, first, int(start[-1]), int(ends[-1]))
    shown = seen.copy()
    shown[-1:] = True
    owner = np.full(len(ends), subject, np.int64)
    links = [_contributions(series, [each for _, each in contributors], span_start, ends)]
    result = computed(owner, span_start, ends, total, state, currency, links)
    return result.take(shown), missing


def _contributors(member: int, subjects: tuple[Indices, Sequence[str | None]], series: Series) -> list[tuple[int, int]]:
    """The subjects of a store that are summed: the store itself, or its segments where only they have values."""
    store, segment = subjects
    own = np.flatnonzero(store == member).tolist()
    seen = set(np.unique(series.subject).tolist())
    whole = [each for each in own if segment[each] is None]
    there = [each for each in own if each in seen]
    chosen = there if there and not seen.intersection(whole) else whole
    return [(member, each) for each in chosen]


def _since_launch(store: Store, start: Days, end: Days) -> tuple[Days, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """From which day the store counts in each span, and whether it counts at all."""
    if store.launched is None:
        return start, np.ones(len(end), bool)
    launched = np.array([store.launched.toordinal()])
    opened = int(month_start(months_of(launched))[0])
    return np.maximum(start, opened), end >= launched[0]


def _missing(store: Store, series: Series, subject: int, first: Days, start: int, end: int) -> list[Text]:
    """The months of the span in which the store has no usable value for some day, as ``store 2026-09``."""

    def covered(state: State) -> NDArray[np.bool_]:
        days = np.zeros(end - start + 1, bool)
        there = (series.subject == subject) & (series.state == state) & (series.end >= start) & (series.end <= end)
        for low, high in zip(first[there].tolist(), series.end[there].tolist(), strict=True):
            days[max(low - start, 0) : high - start + 1] = True
        return days

    foreign = covered(State.CURRENCY)
    months: dict[str, Text] = {}
    for gap in np.flatnonzero(~covered(State.OK)).tolist():
        name = f"{store.key.store} {date.fromordinal(start + gap):%Y-%m}"
        no_rate = Text(
            f"{name}（金额的币种没有汇率，请在调整文件（overlay）中写 rates）",
            f"{name} (no rate for the currency of its amount: write rates into the overlay)",
        )
        months.setdefault(name, no_rate if foreign[gap] else Text(name, name))
    return list(months.values()) or [Text(store.key.store, store.key.store)]


def _contributions(series: Series, contributors: Sequence[int], start: Days, end: Days) -> Link:
    """A link from each span to the stores' points in it, by day and then by store."""
    mine = np.flatnonzero(np.isin(series.subject, contributors))
    ordered = series.take(mine[np.lexsort((series.subject[mine], series.end[mine]))])
    low = np.searchsorted(ordered.end, start)
    return Link(ordered, low, np.searchsorted(ordered.end, end, side="right"))


def _nothing(subject: int, ends: Days, window: Span) -> Series:
    start = shift(ends, window, -1) + 1 if is_definite(window) else ends
    size = len(ends)
    none = np.full(size, NONE, np.int64)
    return computed(np.full(size, subject, np.int64), start, ends, np.zeros(size), np.zeros(size, np.int8), none, ())


def _joined(parts: Sequence[Series]) -> Series:
    """The parts one after another; each is of a later subject than the one before."""
    if not parts:
        return empty()
    links: list[Link] = []
    offset, size = 0, sum(len(part) for part in parts)
    for part in parts:
        for each in part.links:
            low, high = np.zeros(size, np.int64), np.zeros(size, np.int64)
            low[offset : offset + len(part)], high[offset : offset + len(part)] = each.low, each.high
            links.append(Link(each.series, low, high))
        offset += len(part)

    def column(name: str) -> Floats:
        return np.concatenate([getattr(part, name) for part in parts])

    return computed(
        column("subject").astype(np.int64), column("start").astype(np.int64), column("end").astype(np.int64),
        column("value"), column("state").astype(np.int8), column("currency").astype(np.int64), links,
    )  # fmt: skip
