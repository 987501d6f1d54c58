"""Periods that stand below the figures of a form: one that is of all of them, or one that closes each group."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TypeVar

from auditor.model import Text

Row = TypeVar("Row")
OF_WHICH = Text(
    "看不出该周期是上面还是下面各行的：请写在每组数值的上方",
    "it may be the period of the rows above it or of those below: write it above each group of figures",
)


def below_their_period(
    rows: Sequence[Row], periods: Sequence[int], figures: Sequence[int], *, dated: bool
) -> Sequence[Row] | None:
    """The rows of a form with each period above its figures; None where periods among them may be of either side.

    ``periods`` and ``figures`` say which rows are such. In a sheet that is ``dated`` otherwise, figures that none is below are
    of that date.
    """
    if not periods or not figures or periods[0] < figures[0]:
        return rows
    if len(periods) > 1 and figures[-1] < periods[-1]:
        ends = pairwise([-1, *periods])
        return [*chain.from_iterable([rows[at], *rows[last + 1 : at]] for last, at in ends), *rows[periods[-1] + 1 :]]
    if dated:
        return rows
    return [rows[periods[0]], *rows] if len(periods) == 1 else None
