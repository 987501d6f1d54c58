"""Which days an export covers: as a title or its name states them, else from its first to its last row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from auditor.intake.dating.dates import parse_period
from auditor.intake.exports.convert import Array
from auditor.model import Period


class Covered:
    """The days of the rows of an export, over all blocks. ``dated``: each row is of one day."""

    def __init__(self, *, dated: bool) -> None:
        self._dated = dated
        self._ends: list[int] = []  # the first and the last day of each block

    def add(self, days: Array) -> None:
        """Take in the days of some rows, as ordinals."""
        if len(days):
            self._ends += int(days.min()), int(days.max())

    def add_printed(self, texts: Array) -> None:
        """Take in the days that printed ranges cover (“Nov 01, 2026 - Nov 14, 2026”)."""
        for text in set(texts) - {""}:
            if (period := parse_period(text)) is not None:
                self._ends += period.start.toordinal(), period.end.toordinal()

    @property
    def rows(self) -> Period | None:
        """The days from the first to the last row; None of rows without days."""
        return Period(date.fromordinal(min(self._ends)), date.fromordinal(max(self._ends))) if self._ends else None

    def beyond(self, stated: Period | None) -> bool:
        """Whether rows are of other days than those that are stated: a file named by the week in which it was saved.

        The platform's time zone may make the next one of a row's day.
        """
        rows, leeway = self.rows, timedelta(days=1 if self._dated else 0)
        if rows is None or stated is None or stated.days == 1:
            return False
        return rows.start < stated.start - leeway or stated.end + leeway < rows.end

    def period(self, stated: Period | None, as_of: date | None, today: date | None) -> Period | None:
        """The days that the export covers, None where nothing tells.

        Of a month that is not over on the audit's date (or today) it covers what is over: up to that date, or up to
        its last row where nobody said the date. Rows of other days than those stated make no statement good: what
        both say counts, and where that is nothing (or the rows have no days to be chosen by) what the rows say.
        """
        rows = self.rows
        if rows is None or stated is None or stated.days == 1:
            return rows or stated
        if self.beyond(stated):
            return (
                rows
                if rows.apart(stated) or not self._dated
                else Period(max(rows.start, stated.start), min(rows.end, stated.end))
            )
        limit = as_of or today
        if limit is not None and max(stated.start, rows.end) <= limit < stated.end:
            return Period(stated.start, max(stated.start, as_of or rows.end))
        return stated


def of_one_list(stores: Sequence[str], days: Sequence[int]) -> Period | None:
    """The days of a list in which the rows of several stores stand in order of their day, among each other.

    Whoever keeps one writes down every store's orders as they come: a store's last row is not the last day on which it
    was looked after. Of stores one below the other each may have been left off on another day.
    """
    dated = [(store, day) for store, day in zip(stores, days, strict=True) if store and day]
    turns = sum(before[0] != after[0] for before, after in pairwise(dated))
    rising = all(before[1] <= after[1] for before, after in pairwise(dated))
    falling = all(before[1] >= after[1] for before, after in pairwise(dated))
    if not dated or turns < len({store for store, _ in dated}) or not (rising or falling):
        return None
    ordered = sorted(day for _, day in dated)
    return Period(date.fromordinal(ordered[0]), date.fromordinal(ordered[-1]))
