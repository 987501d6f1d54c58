"""Values beside the one that counts: a printed rate that disagrees with its counts, a period that fits less well."""

from __future__ import annotations

import re
import unicodedata

from auditor.assess.display import display
from auditor.assess.gap import period_words
from auditor.assess.reading import Reading
from auditor.assess.series import State
from auditor.model import Observation, Text

_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_NOISE = 1e-9


def disagreement(reading: Reading, point: int) -> Text | None:
    """A note where the printed rate of a computed point differs from the counts by more than its rounding."""
    row = reading.panel.observations[reading.series.printed[point]]
    start, end = int(reading.series.start[point]), int(reading.series.end[point])
    same = row.period.start.toordinal() == start or row.period.start == row.period.end or start == end
    if not same or reading.series.state[point] != State.OK or not isinstance(row.value, float | int):
        return None
    counted = float(reading.series.value[point])
    if abs(row.value - counted) <= rounding(row) + _NOISE:
        return None
    unit = reading.metric.unit
    shown, said = display(counted, unit, lines=(row.value,)), display(float(row.value), unit)
    where = row.evidence[0].place if row.evidence else row.metric
    if shown is None or said is None:
        return None
    return Text(
        f"表中印为 {said.zh}（{where}），按计数应为 {shown.zh}；以计数为准",
        f"printed as {said.en} ({where}), but the counts give {shown.en}: the counts were used",
    )


def set_aside(reading: Reading, point: int) -> Text:
    """A note on a value that ends on the same day and was not used."""
    row = reading.panel.observations[reading.series.printed[point]]
    said = row.evidence[0].raw if row.evidence else str(row.value)
    period, place = period_words(row.period), row.evidence[0].place if row.evidence else None
    zh, en = (f"{period.zh}，{place}", f"{period.en}, {place}") if place else period
    return Text(
        f"同日截止的另一数值 {said}（{zh}）未采用：所用数值的周期更贴合窗口，或其来源优先",
        f"another value that ends on the same day, {said} ({en}), was set aside: "
        "the one used fits the window better, or its source takes precedence",
    )


def rounding(row: Observation) -> float:
    """Half a unit of the last digit that the cell prints, in the metric's base unit; 0 where that can't be seen."""
    raw = unicodedata.normalize("NFKC", row.evidence[0].raw) if row.evidence else ""
    found = _NUMBER.search(raw)
    if not found or not isinstance(row.value, float | int):
        return 0.0
    number = float(found[0].replace(",", ""))
    percent = abs(number / 100 - abs(row.value)) < abs(number - abs(row.value))
    return 0.5 * 10.0 ** -len(found[1] or "") * (0.01 if percent else 1.0)
