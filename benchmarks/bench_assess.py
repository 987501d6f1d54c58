"""Evaluation of 10,000 stores × 65 checks: 60 thresholds on the newest value, 5 over three periods in a row.

A matrix of values goes in, a matrix of verdicts comes out; making the matrix and compiling the rules is charged to
nobody. About 5 % of the values violate their line, 3 % are missing and 1 % lie exactly on it. Every peer's verdicts
are compared with ours, cell by cell, before its time counts. Other people's tools run in ``bench_peers``.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from auditor.assess.compare import FAIL, PASS, Bounds, bounds, interval, sustained_verdicts, verdicts
from auditor.rulebook.model import Quantity, Requirement, Verb

STORES, CHECKS, LONG, PERIODS = 10_000, 60, 5, 3
DURABLE_STORES = 300  # fact by fact takes its time: measured on these and scaled
_SHAPES = (
    (Verb.AT_LEAST, "0.9", 1.0),
    (Verb.MORE_THAN, "4.5", 5.0),
    (Verb.LESS_THAN, "0.01", 1.0),
    (Verb.AT_LEAST, "400", 1000.0),
    (Verb.AT_MOST, "0.04", 1.0),
    (Verb.LESS_THAN, "0.025", 1.0),
)

Matrix = NDArray[np.float64]
Verdicts = NDArray[np.int8]


def lines() -> list[Requirement]:
    """Sixty requirements: ten variants of six lines as platforms draw them."""
    result = []
    for number in range(CHECKS):
        verb, figure, _ = _SHAPES[number % len(_SHAPES)]
        step = Fraction(figure) / 100 * (number // len(_SHAPES))
        exact = Fraction(figure) - step if verb in (Verb.AT_LEAST, Verb.MORE_THAN) else Fraction(figure) + step
        result.append(Requirement(verb, (Quantity(exact, str(float(exact))),)))
    return result


def matrix(stores: int, requirements: list[Requirement]) -> Matrix:
    """Stores × 70: the newest value of each metric, then the two before it of the first five."""
    rng = np.random.default_rng(20261115)
    columns = [*range(CHECKS), *(number for number in range(LONG) for _ in range(PERIODS - 1))]
    values = np.empty((stores, len(columns)))
    chronic = rng.random((stores, LONG)) < 0.02  # stores that have been bad for long
    for place, number in enumerate(columns):
        requirement, top = requirements[number], _SHAPES[number % len(_SHAPES)][2]
        line = requirement.quantities[0].number
        upward = requirement.verb in (Verb.AT_LEAST, Verb.MORE_THAN)
        good = line + (top - line) * rng.uniform(0.01, 1, stores) if upward else line * rng.uniform(0, 0.99, stores)
        bad = line * rng.uniform(0.5, 0.99, stores) if upward else line * rng.uniform(1.01, 3, stores)
        violates = rng.random(stores) < 0.05
        if number < LONG:
            violates |= chronic[:, number]
        values[:, place] = np.where(violates, bad, good)
        values[rng.random(stores) < 0.01, place] = line
        values[rng.random(stores) < 0.03, place] = np.nan
    return values


def ours(values: Matrix, requirements: list[Requirement]) -> Callable[[], Verdicts]:
    """The functions that ``judge`` calls, on the same matrix."""
    limits = bounds([(interval(requirement), None) for requirement in requirements])
    repeated = np.repeat(np.arange(LONG), PERIODS - 1)
    wide = Bounds(*(np.concatenate([each, each[repeated]]) for each in limits))

    def run() -> Verdicts:
        codes = verdicts(values, wide)
        long = np.concatenate([codes[:, :LONG, None], codes[:, CHECKS:].reshape(-1, LONG, PERIODS - 1)], axis=2)
        return np.concatenate([codes[:, :CHECKS], sustained_verdicts(long == PASS, long == FAIL)], axis=1)

    return run


def plain_numpy(values: Matrix, requirements: list[Requirement]) -> Callable[[], Verdicts]:
    """The shortest road in numpy: one broadcast comparison by sign, no tolerance, no warning lines."""
    upward = np.array([requirement.verb in (Verb.AT_LEAST, Verb.MORE_THAN) for requirement in requirements])
    strict = np.array([requirement.verb in (Verb.MORE_THAN, Verb.LESS_THAN) for requirement in requirements])
    sign = np.where(upward, 1.0, -1.0)
    line = np.array([requirement.quantities[0].number for requirement in requirements]) * sign
    line = np.where(strict, np.nextafter(line, np.inf), line)
    repeated = np.repeat(np.arange(LONG), PERIODS - 1)
    sign, line = np.concatenate([sign, sign[repeated]]), np.concatenate([line, line[repeated]])

    def run() -> Verdicts:
        out = np.empty((len(values), CHECKS + LONG), np.int8)
        for start in range(0, len(values), 512):
            block = values[start : start + 512]
            code = 3 - ((block * sign >= line).view(np.int8) << 1)
            code *= ~np.isnan(block)
            part = out[start : start + 512]
            part[:, :CHECKS] = code[:, :CHECKS]
            periods = [code[:, :LONG], code[:, CHECKS::2], code[:, CHECKS + 1 :: 2]]
            part[:, CHECKS:] = _three(*periods)
        return out

    return run


def _three(first: Verdicts, second: Verdicts, third: Verdicts) -> Verdicts:
    """Three verdicts (0 missing, 1 holds, 3 violated) → one, as the format of the rules says."""
    held = (first == 1) | (second == 1) | (third == 1)
    clean = (first == 1) & (second == 1) & (third == 1)
    broken = (first == 3) & (second == 3) & (third == 3)
    return (held * (2 - clean) + broken * np.int8(3)).astype(np.int8)


def durable_peer(values: Matrix, requirements: list[Requirement]) -> Callable[[], Verdicts]:
    """durable_rules, one fact a store and check, in the one shape that loses nothing: assert, collect, retract.

    Rules fire on violations only; a fact that no rule handles holds. The three values of a long check travel in one
    fact, so that the engine compares and does not join.
    """
    from durable import engine

    codes: dict[tuple[int, int], int] = {}
    opposite = {Verb.AT_LEAST: "lt", Verb.MORE_THAN: "lte", Verb.AT_MOST: "gt", Verb.LESS_THAN: "gte"}
    direct = {Verb.AT_LEAST: "gte", Verb.MORE_THAN: "gt", Verb.AT_MOST: "lte", Verb.LESS_THAN: "lt"}

    def noted(check: int, code: int) -> Callable[[object], None]:
        def note(context: object) -> None:
            codes[context.m.store, check] = code  # type: ignore[attr-defined]

        return note

    def compared(field: str, requirement: Requirement, verbs: dict[Verb, str]) -> dict[str, object]:
        return {"$" + verbs[requirement.verb]: {field: requirement.quantities[0].number}}

    rules: dict[str, object] = {}
    for number, requirement in enumerate(requirements):
        match = {"$and": [{"check": f"c{number}"}, compared("v0", requirement, opposite)]}
        rules[str(number)] = {"all": [{"m": match}], "run": noted(number, 3)}
    for number in range(LONG):
        held = [compared(f"v{period}", requirements[number], direct) for period in range(PERIODS)]
        broken = [compared(f"v{period}", requirements[number], opposite) for period in range(PERIODS)]
        mixed = [{"$or": held}, {"$or": [{"gap": 1}, *broken]}]
        for code, match in ((3, broken), (2, mixed)):
            whole = {"$and": [{"check": f"c{CHECKS + number}"}, *match]}
            rules[f"long{number}:{code}"] = {"all": [{"m": whole}], "run": noted(CHECKS + number, code)}

    class QuietHost(engine.Host):  # type: ignore[misc]
        def _run(self) -> None:
            """No timers: nothing here waits for a time."""

    fields_of = [_fields(check) for check in range(CHECKS + LONG)]
    host = QuietHost()
    host.set_rulesets({"bench": rules})

    def run() -> Verdicts:
        codes.clear()
        for store, row in enumerate(values.tolist()):
            for check in range(CHECKS + LONG):
                known = {name: row[place] for name, place in fields_of[check] if row[place] == row[place]}
                if not known:
                    continue
                whole = len(known) == len(fields_of[check])
                fact = {"id": 1, "store": store, "check": f"c{check}", **known}
                if not whole:
                    fact["gap"] = 1
                try:
                    host.assert_fact("bench", fact)
                except engine.MessageNotHandledException:
                    codes[store, check] = PASS if whole else 0
                    continue
                host.retract_fact("bench", fact)
        out = np.zeros((len(values), CHECKS + LONG), np.int8)
        for (store, check), code in codes.items():
            out[store, check] = code
        return out

    return run


def _fields(check: int) -> list[tuple[str, int]]:
    """The fields of a check's fact, and the columns of the matrix they are filled from."""
    if check < CHECKS:
        return [("v0", check)]
    number = check - CHECKS
    places = (number, CHECKS + 2 * number, CHECKS + 2 * number + 1)
    return [(f"v{period}", place) for period, place in enumerate(places)]


def median_time(run: Callable[[], Verdicts], repeats: int = 7) -> float:
    """Seconds of the median run."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def rows() -> Iterator[tuple[str, float, float, float, str]]:
    """(label, our seconds, the peer's, ratio, goal): below 1 we are faster; for durable_rules, how much faster."""
    requirements = lines()
    values = matrix(STORES, requirements)
    run = ours(values, requirements)
    expected = run()
    name = f"evaluation, {STORES:,} stores × {CHECKS + LONG} checks"
    peer = plain_numpy(values, requirements)
    assert np.array_equal(peer(), expected), "plain numpy disagrees"
    mine, theirs = median_time(run), median_time(peer)
    yield f"{name}, against plain numpy", mine, theirs, mine / theirs, "≤ 15×, aim 4×"
    if importlib.util.find_spec("durable"):
        few = values[:DURABLE_STORES]
        peer = durable_peer(few, requirements)
        assert np.array_equal(peer(), expected[:DURABLE_STORES]), "durable_rules disagrees"
        mine, theirs = median_time(run), median_time(peer, 1) * STORES / DURABLE_STORES
        label = f"{name}, faster than durable_rules (scaled from {DURABLE_STORES})"
        yield label, mine, theirs, theirs / mine, "≥ 100×"
