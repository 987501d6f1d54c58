"""What brings a value back to its line, and how much is left before it: exact integers where counts say it.

With d bad events of n and the line ``less than t``: good events needed = floor(d/t) - n + 1, bad ones left =
ceil(t·n) - 1 - d. With r of q and ``at least p``: needed in full = ceil((p·q - r)/(1 - p)), misses left =
floor(r/p) - q. For a mean m of n marks, best mark b, ``more than t``: floor((t - m)·n/(b - t)) + 1. Thresholds are
exact fractions, so that no count is off by one.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from auditor.rulebook.model import Verb

STRICT = (Verb.MORE_THAN, Verb.LESS_THAN)
LOWER = (Verb.AT_LEAST, Verb.MORE_THAN)  # verbs that set a lowest value
UPPER = (Verb.AT_MOST, Verb.LESS_THAN)  # verbs that set a highest value


def least(bound: Fraction, verb: Verb) -> int:
    """The least whole number that reaches a bound; of a strict verb, that passes it."""
    return floor(bound) + 1 if verb in STRICT else ceil(bound)


def most(bound: Fraction, verb: Verb) -> int:
    """The greatest whole number that does not pass a bound; of a strict verb, that does not reach it."""
    return ceil(bound) - 1 if verb in STRICT else floor(bound)


def good_needed(bad: int, total: int, line: Fraction, verb: Verb) -> int | None:
    """How many events without a bad one bring bad/total below (or to) the line; 0: it holds; None: never."""
    if line <= 0:
        return 0 if _holds(Fraction(bad, total), line, verb) else None
    return max(least(bad / line, verb) - total, 0)


def bad_left(bad: int, total: int, line: Fraction, verb: Verb) -> int:
    """How many of the events so far may yet turn bad before the line is missed; negative: it is missed."""
    return most_bad(total, line, verb) - bad


def hits_needed(hits: int, total: int, line: Fraction, verb: Verb) -> int | None:
    """How many further events must all be hits to bring hits/total to the line; 0: it holds; None: never."""
    if _holds(Fraction(hits, total), line, verb):
        return 0
    if line >= 1:
        return None
    return least((line * total - hits) / (1 - line), verb)


def misses_left(hits: int, total: int, line: Fraction, verb: Verb) -> int | None:
    """How many further events may all be missed before the line is; negative: it is missed; None: any number."""
    if line < 0 or (line == 0 and (hits or verb not in STRICT)):
        return None
    if line == 0:
        return -1
    return most(hits / line, verb) - total


def most_bad(total: int, line: Fraction, verb: Verb) -> int:
    """The most of ``total`` that may be bad; negative: not even none."""
    return min(most(line * total, verb), total)


def least_hits(total: int, line: Fraction, verb: Verb) -> int:
    """The least of ``total`` that must be hits; above ``total``: not even all suffice."""
    return max(least(line * total, verb), 0)


def marks_needed(mean: Fraction, count: int, best: Fraction, line: Fraction, verb: Verb) -> int | None:
    """How many best marks bring the mean of ``count`` marks to the line; 0: it holds; None: never."""
    if _holds(mean, line, verb):
        return 0
    room = (best - line) if verb in LOWER else (line - best)
    if room <= 0:
        return None
    return least((line - mean if verb in LOWER else mean - line) * count / room, verb)


def _holds(value: Fraction, line: Fraction, verb: Verb) -> bool:
    match verb:
        case Verb.AT_LEAST:
            return value >= line
        case Verb.MORE_THAN:
            return value > line
        case Verb.AT_MOST:
            return value <= line
        case _:
            return value < line
