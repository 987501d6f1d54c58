"""What the portfolio's benchmarks run on: one pack of rules, and store workbooks of 60 metrics by 13 weeks.

The lines are those of ``bench_assess``: 60 on the newest week, five of them also over three weeks in a row. About 5 % of the
values violate their line, 3 % are missing, 1 % lie exactly on it; every second share is typed as a text ("93.50%").
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

from auditor.rulebook.model import Requirement, Verb
from benchmarks.bench_assess import CHECKS, LONG, lines

WEEKS = 13
NEWEST = date(2026, 11, 15)
TOP = (1.0, 5.0, 1.0, 1000.0, 1.0, 1.0)  # the best value there is, by the six shapes of a line
SHARES = (True, False, True, False, True, True)
DIMENSIONS = ("responsiveness", "reputation", "fulfilment", "inventory", "fulfilment", "fulfilment")
PERIODS = [
    f"{monday.isoformat()}~{(monday + timedelta(days=6)).isoformat()}"
    for monday in (NEWEST - timedelta(days=6 + 7 * back) for back in reversed(range(WEEKS)))
]
UP = (Verb.AT_LEAST, Verb.MORE_THAN)

Table = list[list[float | None]]  # metric × week, the oldest first


def values(number: int, requirements: list[Requirement]) -> Table:
    """The figures of one store."""
    chance = Random(number)
    table: Table = []
    for place, requirement in enumerate(requirements):
        line, top, upward = requirement.quantities[0].number, TOP[place % 6], requirement.verb in UP
        chronic = chance.randrange(WEEKS) if chance.random() < 0.03 else WEEKS
        row: list[float | None] = []
        for week in range(WEEKS):
            lot = chance.random()
            if lot < 0.03:
                row.append(None)
            elif lot < 0.04:
                row.append(line)
            elif lot < 0.07 or week >= chronic:
                row.append(round(line * (chance.uniform(0.6, 0.98) if upward else chance.uniform(1.03, 3)), 5))
            else:
                good = line + (top - line) * chance.uniform(0.02, 0.98) if upward else line * chance.uniform(0.02, 0.98)
                row.append(round(good, 5))
        table.append(row)
    return table


def write_store(path: Path, table: Table) -> None:
    """The workbook that a client would send: metrics down, weeks across."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        percent, sheet = book.add_format({"num_format": "0.00%"}), book.add_worksheet("周报")
        sheet.write_row(0, 0, ["指标", *PERIODS])
        for place, row in enumerate(table):
            sheet.write_string(place + 1, 0, metric(place))
            for week, value in enumerate(row):
                if value is None:
                    continue
                if SHARES[place % 6] and (place + week) % 2:
                    sheet.write_string(place + 1, week + 1, f"{value * 100:.3f}%")
                else:
                    sheet.write_number(place + 1, week + 1, value, percent if SHARES[place % 6] else None)


def metric(place: int) -> str:
    return f"测试指标{place:02}"


def figure(place: int, requirement: Requirement) -> str:
    """The line as an author of rules writes it."""
    exact = requirement.quantities[0].exact
    return f"{float(exact * 100)}%" if SHARES[place % 6] else str(float(exact))


def pack(requirements: list[Requirement]) -> str:
    """The rules as a file of rules."""
    text = [
        "schema: store-auditor/rules/1\npack: bench.weekly\nplatform: bench\npurpose: weekly",
        "title: {zh: 基准, en: Benchmark}\nmetrics:",
    ]
    for place, requirement in enumerate(requirements):
        unit = "share" if SHARES[place % 6] else "score"
        better = "higher" if requirement.verb in UP else "lower"
        name = f"{{zh: {metric(place)}, en: Benchmark metric {place:02}}}"
        text.append(f"  bench_{place:02}: {{name: {name}, unit: {unit}, better: {better}, window: week}}")
    text.append("checks:")
    for check in range(CHECKS + LONG):
        place = check if check < CHECKS else check - CHECKS
        requirement = requirements[place]
        title = f"{metric(place)}达标" + ("（连续三周）" if check >= CHECKS else "")
        text.append(
            f"  bench.c{check:02}:\n    title: {{zh: {title}, en: Line of metric {check:02}}}\n"
            f"    metric: bench_{place:02}\n    expect: {{{requirement.verb.value}: {figure(place, requirement)}}}\n"
            f"    severity: {('major', 'minor', 'advisory')[check % 3]}\n    kind: benchmark\n"
            f"    dimension: {DIMENSIONS[place % 6]}\n    {'max_age: 1 day' if check < CHECKS else 'sustained: 3 weeks'}\n"
            f"    risk: {{zh: 排名与流量下降, en: Lower ranking and less traffic}}\n"
            f"    source: {{title: 基准, read_on: 2026-11-21, standing: secondary, says: made up for a benchmark}}\n"
            f"    remedies: [bench-mend-{place % 6}]"
        )
    text.append("remedies:")
    for number in range(6):
        text.append(
            f"  bench-mend-{number}:\n    title: {{zh: 核查并跟进第{number}组指标, en: Look into the metrics of group {number}}}\n"
            "    steps:\n      zh: [查看近三周明细]\n      en: [Look at the last three weeks]\n"
            "    owner: operations\n    due: 7 days\n    effort: hours"
        )
    return "\n".join(text) + "\n"


def make_agency(folder: Path, stores: int, files: int | None = None) -> Path:
    """An agency of ``stores`` clients with a store each; returns its configuration.

    With ``files``, so many workbooks are written and the stores share them.
    """
    requirements = lines()
    (folder / "data").mkdir(parents=True)
    (folder / "rules").mkdir()
    (folder / "rules" / "bench.yaml").write_text(pack(requirements), encoding="utf-8")
    text = ["schema: store-auditor/agency/1\nlanguages: [zh]\nrules: [rules]\nclients:"]
    files = files or stores
    for number in range(files):
        write_store(folder / "data" / f"{number:05}.xlsx", values(number, requirements))
    for number in range(stores):
        path = f"data/{number % files:05}.xlsx"
        text.append(f"  c{number:05}: {{stores: {{旗舰店{number:05}: {{platform: bench, inputs: [{path}]}}}}}}")
    path = folder / "agency.yaml"
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path
