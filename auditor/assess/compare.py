"""Requirements as intervals, and the comparison of a whole matrix with them at once.

Every numeric requirement accepts the values of one closed interval of doubles; strict verbs end one step
before their threshold. A computed value that lies within ``TOLERANCE`` of a threshold *is* the threshold:
0.1 + 0.2 is 30 %. That is far finer than any printed figure and far coarser than binary noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.assess.series import Codes, Floats
from auditor.rulebook.model import Requirement, Verb

TOLERANCE = 1e-12  # relative to the threshold, absolute below 1

UNKNOWN, PASS, WATCH, FAIL = 0, 1, 2, 3  # the codes of a verdict matrix
_BLOCK = 512  # rows that are compared at a time, so that they stay in the cache


class Bounds(NamedTuple):
    """The closed intervals of ``expect`` and ``watch``, one entry a check. ``watch`` may be as wide as ``expect``."""

    low: Floats
    high: Floats
    watch_low: Floats
    watch_high: Floats


def interval(requirement: Requirement) -> tuple[float, float]:
    """The lowest and the highest value that a numeric requirement other than one_of, for which it raises ValueError, accepts."""
    values = [quantity.number for quantity in requirement.quantities]
    slack = [TOLERANCE * max(1.0, abs(value)) for value in values]
    match requirement.verb:
        case Verb.AT_LEAST:
            return values[0] - slack[0], np.inf
        case Verb.MORE_THAN:
            return float(np.nextafter(values[0] + slack[0], np.inf)), np.inf
        case Verb.AT_MOST:
            return -np.inf, values[0] + slack[0]
        case Verb.LESS_THAN:
            return -np.inf, float(np.nextafter(values[0] - slack[0], -np.inf))
        case Verb.BETWEEN:
            return values[0] - slack[0], values[1] + slack[1]
        case Verb.EQUALS if values:
            return values[0] - slack[0], values[0] + slack[0]
    raise ValueError(f"{requirement.verb} is no interval")


def bounds(lines: Sequence[tuple[tuple[float, float], tuple[float, float] | None]]) -> Bounds:
    """The intervals of several checks as columns; a check without a watch line watches nothing."""
    expects = np.array([expect for expect, _ in lines], np.float64).reshape(len(lines), 2)
    watches = np.array([watch or expect for expect, watch in lines], np.float64).reshape(len(lines), 2)
    columns = np.ascontiguousarray(np.concatenate([expects, watches], axis=1).T)
    return Bounds(columns[0], columns[1], columns[2], columns[3])


def verdicts(values: Floats, limits: Bounds) -> Codes:
    """The verdict of each value, rows × checks; NaN is UNKNOWN.

    ``values`` has a column for each check. WATCH holds ``expect`` and misses ``watch``.
    """
    rows, checks = values.shape
    out = np.empty((rows, checks), np.int8)
    watching = np.flatnonzero((limits.watch_low > limits.low) | (limits.watch_high < limits.high))
    capped = bool(np.isfinite(limits.high).any())
    for at in range(0, rows, _BLOCK):
        block = values[at : at + _BLOCK]
        held = block >= limits.low
        if capped:
            held &= block <= limits.high
        code = out[at : at + _BLOCK]
        np.subtract(FAIL, held.view(np.int8) << 1, out=code)
        if len(watching):
            part = block[:, watching]
            inside = (part >= limits.watch_low[watching]) & (part <= limits.watch_high[watching])
            code[:, watching] += held[:, watching] & ~inside
        code *= ~np.isnan(block)
    return out


def sustained_verdicts(held: NDArray[np.bool_], violated: NDArray[np.bool_]) -> Codes:
    """The verdict of a requirement over several periods: rows × checks from rows × checks × periods.

    FAIL when every period violates it. With a gap: UNKNOWN when filling it could still make it fail, else
    WATCH. Without: WATCH when any period violates it, PASS when none does. What is neither held nor violated
    is missing.
    """
    none_held = ~held.any(axis=2)
    all_violated = violated.all(axis=2)
    all_held = held.all(axis=2)
    code = np.full(none_held.shape, WATCH, np.int8)
    code[all_held] = PASS
    code[none_held] = UNKNOWN
    code[all_violated] = FAIL
    return code
