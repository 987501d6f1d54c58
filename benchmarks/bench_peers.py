"""What a user would pick instead, on the checks of ``bench_assess``: validators of data, a rule engine, query engines.

Great Expectations, pandera and pointblank answer which rows fail a check; zen-engine, polars and DuckDB give the verdict
itself (unknown, pass, watch, fail). What each can say is compared with ours, cell by cell, before its time counts. Each runs
in a process of its own, with ours timed beside it, on values in the form that it wants: neither conversion nor compiling
is charged to anybody.

None is a dependency: install them into a folder and name it in BENCH_PEERS (several, separated as in PATH: Great
Expectations pins versions of its own). Those that cannot be imported are left out.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from auditor.assess.compare import FAIL
from auditor.rulebook.model import Requirement, Verb
from benchmarks.bench_assess import CHECKS, LONG, STORES, Matrix, Verdicts, lines, matrix, median_time, ours

SIGNS = {Verb.AT_LEAST: ">=", Verb.MORE_THAN: ">", Verb.AT_MOST: "<=", Verb.LESS_THAN: "<"}
METHODS = {Verb.AT_LEAST: "ge", Verb.MORE_THAN: "gt", Verb.AT_MOST: "le", Verb.LESS_THAN: "lt"}
Run = Callable[[], Verdicts]


def names(values: Matrix) -> list[str]:
    """Column names c0, c1, …: the newest values, then the two before of the checks over three periods."""
    return [f"c{place}" for place in range(values.shape[1])]


def periods(number: int) -> tuple[int, int, int]:
    """The columns of a check over three periods, the newest first."""
    return number, CHECKS + 2 * number, CHECKS + 2 * number + 1


def limit(requirement: Requirement) -> float:
    return requirement.quantities[0].number


def polars(values: Matrix, requirements: list[Requirement]) -> Run:
    """One ``select`` with 65 expressions over a frame; null is missing."""
    import polars as pl

    frame = pl.DataFrame(values, schema=names(values), orient="row").fill_nan(None)

    def code(place: int, number: int) -> Any:
        held = getattr(pl.col(f"c{place}"), METHODS[requirements[number].verb])(limit(requirements[number]))
        return (3 - 2 * held.cast(pl.Int8)).fill_null(0).cast(pl.Int8)

    expressions = [code(number, number).alias(f"r{number}") for number in range(CHECKS)]
    for number in range(LONG):
        parts = [code(place, number) for place in periods(number)]
        held = (parts[0] == 1) | (parts[1] == 1) | (parts[2] == 1)
        clean = (parts[0] == 1) & (parts[1] == 1) & (parts[2] == 1)
        broken = (parts[0] == 3) & (parts[1] == 3) & (parts[2] == 3)
        verdict = held.cast(pl.Int8) * (2 - clean.cast(pl.Int8)) + 3 * broken.cast(pl.Int8)
        expressions.append(verdict.cast(pl.Int8).alias(f"r{CHECKS + number}"))
    return lambda: frame.select(expressions).to_numpy()


def duckdb(values: Matrix, requirements: list[Requirement]) -> Run:
    """One SELECT with 65 CASE columns over a table; NULL is missing."""
    import duckdb as engine
    import pandas as pd

    connection = engine.connect()
    connection.register("frame", pd.DataFrame(values, columns=names(values)))
    cleaned = ", ".join(f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END AS {name}" for name in names(values))
    connection.execute(f"CREATE TABLE w AS SELECT {cleaned} FROM frame")

    def holds(place: int, number: int) -> str:
        return f"(c{place} {SIGNS[requirements[number].verb]} {limit(requirements[number])!r}::DOUBLE)"

    parts = [
        f"CASE WHEN c{number} IS NULL THEN 0 WHEN {holds(number, number)} THEN 1 ELSE 3 END::TINYINT AS r{number}"
        for number in range(CHECKS)
    ]
    for number in range(LONG):
        tests = [holds(place, number) for place in periods(number)]
        parts.append(
            f"CASE WHEN {' AND '.join(tests)} THEN 1 WHEN {' OR '.join(tests)} THEN 2 "
            f"WHEN {' AND '.join(f'NOT {test}' for test in tests)} THEN 3 ELSE 0 END::TINYINT AS r{CHECKS + number}"
        )
    query = f"SELECT {', '.join(parts)} FROM w"

    def run() -> Verdicts:
        columns = connection.execute(query).fetchnumpy()
        return np.column_stack([columns[f"r{number}"] for number in range(CHECKS + LONG)])

    return run


def zen(values: Matrix, requirements: list[Requirement]) -> Run:
    """One compiled expression that answers with the list of 65 verdicts, a record a store."""
    import zen as engine

    def holds(place: int, number: int) -> str:
        return f"(c{place} != null and c{place} {SIGNS[requirements[number].verb]} {limit(requirements[number])!r})"

    def breaks(place: int, number: int) -> str:
        return (
            f"(c{place} != null and not (c{place} {SIGNS[requirements[number].verb]} {limit(requirements[number])!r}))"
        )

    parts = [f"{holds(at, at)} ? 1 : {breaks(at, at)} ? 3 : 0" for at in range(CHECKS)]
    for number in range(LONG):
        held = [holds(place, number) for place in periods(number)]
        broken = [breaks(place, number) for place in periods(number)]
        parts.append(f"({' and '.join(held)}) ? 1 : ({' or '.join(held)}) ? 2 : ({' and '.join(broken)}) ? 3 : 0")
    expression = engine.compile_expression(f"[{', '.join(parts)}]")
    columns = names(values)
    records = [
        {name: None if np.isnan(value) else value for name, value in zip(columns, row, strict=True)}
        for row in values.tolist()
    ]
    return lambda: np.array([expression.evaluate(record) for record in records], np.int8)


def pandera(values: Matrix, requirements: list[Requirement]) -> Run:
    """A schema with 60 checks of columns and 5 of the frame, validated lazily; failure cases → cells."""
    import pandas as pd
    import pandera.pandas as pa

    frame = pd.DataFrame(values, columns=names(values))
    columns = {name: pa.Column(float, nullable=True) for name in names(values)}
    for at, requirement in enumerate(requirements):
        check = getattr(pa.Check, METHODS[requirement.verb])(limit(requirement))
        columns[f"c{at}"] = pa.Column(float, check, nullable=True)

    def long(number: int) -> Any:
        opposite = {"ge": "lt", "gt": "le", "le": "gt", "lt": "ge"}[METHODS[requirements[number].verb]]
        of = [f"c{place}" for place in periods(number)]
        return pa.Check(
            lambda data: ~getattr(data[of], opposite)(limit(requirements[number])).all(axis=1),
            name=str(CHECKS + number),
            ignore_na=False,
        )

    schema = pa.DataFrameSchema(columns, checks=[long(number) for number in range(LONG)])

    def run() -> Verdicts:
        out = np.zeros((len(values), CHECKS + LONG), np.int8)
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            cases = errors.failure_cases
            long = cases["schema_context"] == "DataFrameSchema"
            columns_of = cases["column"].where(~long, cases["check"]).str.removeprefix("c")
            out[cases["index"].to_numpy(int), columns_of.to_numpy().astype(int)] = FAIL
        return out

    return run


def pointblank(values: Matrix, requirements: list[Requirement]) -> Run:
    """65 steps over a polars frame; the extracts of failing rows → cells."""
    import pointblank as pb
    import polars as pl

    frame = pl.DataFrame(values, schema=names(values), orient="row").fill_nan(None).with_row_index("row")

    def run() -> Verdicts:
        plan = pb.Validate(frame)
        for at, requirement in enumerate(requirements):
            step = getattr(plan, f"col_vals_{METHODS[requirement.verb]}")
            plan = step(f"c{at}", limit(requirement), na_pass=True)
        for number in range(LONG):
            method, line = METHODS[requirements[number].verb], limit(requirements[number])
            held = [getattr(pl.col(f"c{place}"), method)(line).fill_null(True) for place in periods(number)]
            plan = plan.col_vals_expr(pl.any_horizontal(held))
        plan = plan.interrogate(extract_limit=len(values))
        out = np.zeros((len(values), CHECKS + LONG), np.int8)
        for at in range(CHECKS + LONG):
            failing = plan.get_data_extracts(i=at + 1, frame=True)
            if failing is not None and len(failing):
                out[failing["row"].to_numpy(), at] = FAIL
        return out

    return run


def great_expectations(values: Matrix, requirements: list[Requirement]) -> Run:
    """60 expectations of columns and 5 of a derived column (the best of three periods); unexpected rows → cells."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    import pandas as pd

    logging.disable(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("memory").add_dataframe_asset("stores")
    batch = asset.add_batch_definition_whole_dataframe("all")

    def expectation(column: str, requirement: Requirement) -> Any:
        line, strict = limit(requirement), requirement.verb in (Verb.MORE_THAN, Verb.LESS_THAN)
        upward = requirement.verb in (Verb.AT_LEAST, Verb.MORE_THAN)
        side = {"min_value": line, "strict_min": strict} if upward else {"max_value": line, "strict_max": strict}
        return gx.expectations.ExpectColumnValuesToBeBetween(column=column, **side)

    wanted = [expectation(f"c{at}", requirement) for at, requirement in enumerate(requirements)]
    wanted += [expectation(f"c{values.shape[1] + number}", requirements[number]) for number in range(LONG)]
    suite = context.suites.add(gx.ExpectationSuite(name="checks", expectations=wanted))
    definition = gx.ValidationDefinition(name="run", data=batch, suite=suite)
    definition = context.validation_definitions.add(definition)
    frame = pd.DataFrame(values, columns=names(values))
    place = {f"c{at}": at for at in range(CHECKS)}
    place |= {f"c{values.shape[1] + number}": CHECKS + number for number in range(LONG)}

    def run() -> Verdicts:
        data = frame.copy()
        for number in range(LONG):
            upward = requirements[number].verb in (Verb.AT_LEAST, Verb.MORE_THAN)
            three = data[[f"c{at}" for at in periods(number)]]
            data[f"c{values.shape[1] + number}"] = getattr(three, "max" if upward else "min")(axis=1, skipna=False)
        found = definition.run(batch_parameters={"dataframe": data}, result_format="COMPLETE")
        out = np.zeros((len(values), CHECKS + LONG), np.int8)
        for result in found.results:
            column = place[result.expectation_config.kwargs["column"]]
            out[result.result["unexpected_index_list"], column] = FAIL
        return out

    return run


# name → (how to make it, whether it gives every verdict or only the failing rows)
PEERS: dict[str, tuple[Callable[[Matrix, list[Requirement]], Run], bool]] = {
    "polars": (polars, True),
    "DuckDB": (duckdb, True),
    "zen-engine": (zen, True),
    "pandera": (pandera, False),
    "pointblank": (pointblank, False),
    "Great Expectations": (great_expectations, False),
}


def race(name: str) -> None:
    """In a process of its own: print our seconds and the peer's; nothing where it can't be imported."""
    make, whole = PEERS[name]
    requirements = lines()
    values = matrix(STORES, requirements)
    mine = ours(values, requirements)
    try:
        theirs = make(values, requirements)
    except ImportError:
        return
    expected, found = mine(), theirs()
    same = np.array_equal(found, expected) if whole else np.array_equal(found == FAIL, expected == FAIL)
    assert same, f"{name} disagrees"
    once = median_time(theirs, 1)
    print(json.dumps([median_time(mine), once if once > 2 else median_time(theirs, 5)]))


def rows() -> Iterator[tuple[str, float, float, float, str]]:
    """(label, our seconds, the peer's seconds, how many times ours the peer's are, goal)."""
    for name in PEERS:
        for folder in ("", *filter(None, os.environ.get("BENCH_PEERS", "").split(os.pathsep))):
            path = os.pathsep.join(filter(None, [folder, os.getcwd(), os.environ.get("PYTHONPATH")]))
            command = [sys.executable, "-c", f"from benchmarks.bench_peers import race; race({name!r})"]
            done = subprocess.run(
                command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}
            )
            if done.stdout.strip():
                mine, theirs = json.loads(done.stdout.splitlines()[-1])
                label = f"evaluation, {STORES:,} stores × {CHECKS + LONG} checks, faster than {name}"
                yield label, mine, theirs, theirs / mine, ""
                break
