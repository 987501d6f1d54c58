"""Why a finding is unknown and what would settle it, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from auditor.assess.gap import over_a_gap, period_words
from auditor.assess.reading import Reading
from auditor.assess.series import State, sources
from auditor.assess.spans import day
from auditor.assess.supply import gaps_of, supply_again, supply_itself, supply_parts, supply_words
from auditor.model import Observation, Period, Text, ValueState
from auditor.rulebook.model import Metric, Unit
from auditor.text import listed


class Why(NamedTuple):
    """The reason, and what to supply."""

    reason: Text
    supply: Text


def no_data(metric: Metric, reading: Reading, subject: int) -> Why:
    """Nothing was seen; or the counts of a ratio were, and not for one period."""
    reason = Text(f"没有“{metric.name.zh}”的数据", f"no data on {metric.name.en}")
    parts = {name: _newest(reading, name, subject) for name in metric.ratio or () if name in reading.metrics}
    seen = [part for part in parts.values() if part is not None]
    supply = supply_words(metric, reading)
    if metric.formula is not None and (gaps := gaps_of(metric, reading, subject)) not in ([], [metric]):
        named = listed(Text(f"“{gap.name.zh}”", gap.name.en) for gap in gaps)
        reason = Text(f"{reason.zh}：缺{named.zh}", f"{reason.en}: it lacks {named.en}")
        supply = supply_parts(metric, gaps, reading)
    elif seen:
        zh, en = "，".join(part.zh for part in seen), ", ".join(part.en for part in seen)
        apart = (
            Text("周期不同，不能相除", "not of the same period")
            if len(seen) > 1
            else Text("缺另一项", "the other one is missing")
        )
        reason = Text(f"{reason.zh}：{zh}；{apart.zh}", f"{reason.en}: {en}; {apart.en}")
        lacking = [reading.metrics[name] for name, part in parts.items() if part is None]
        supply = _of_one_period(metric, reading) if len(seen) > 1 else supply_words((*lacking, metric)[0], reading)
    return Why(reason, supply)


def _of_one_period(metric: Metric, reading: Reading) -> Text:
    names = [reading.metrics[name].name for name in metric.ratio or () if name in reading.metrics]
    zh, en = "与".join(f"“{name.zh}”" for name in names), " and ".join(f"“{name.en}”" for name in names)
    return Text(f"请提供同一周期的{zh}", f"Supply {en} of the same period")


def _newest(reading: Reading, name: str, subject: int) -> Text | None:
    """The newest figure of one part of a ratio: its name, its period and its cell."""
    series, label = reading.grid.of(name), reading.metrics[name].name
    point = int(series.latest(np.array([subject]), reading.panel.today)[0])
    if point < 0:
        return None
    period = period_words(Period(day(int(series.start[point])), day(int(series.end[point]))))
    cell = next((_quoted(reading.panel.observations[row]) for row in sources(series, point)), None)
    where = Text(f"（{cell}）", f" ({cell})") if cell else Text("", "")
    return Text(f"“{label.zh}”有 {period.zh} 的数值{where.zh}", f"{label.en} for {period.en}{where.en}")


def unusable(metric: Metric, reading: Reading, point: int, state: State) -> Why:
    """The latest point can't be used."""
    series = reading.series
    period = period_words(reading.period(point))
    rows = [reading.panel.observations[index] for index in sources(series, point)]
    bad = next((row for row in rows if row.state is not ValueState.OK), None)
    asked = reading.metrics.get(bad.metric, metric) if bad else metric
    supply = supply_words(asked, reading)
    note = reading.note(int(series.subject[point]))
    match state:
        case State.MISSING if bad and bad.note and bad.rows is not None:  # derived from rows: no cell marks it
            return Why(bad.note.headed(period), supply)
        case State.MISSING:
            where = f"（{_quoted(bad)}）" if bad else ""
            where_en = f" ({_quoted(bad)})" if bad else ""
            if bad and bad.evidence and not bad.evidence[0].raw.strip():
                return Why(
                    Text(f"{period.zh} 的单元格未填写{where}", f"not filled in for {period.en}{where_en}"), supply
                )
            return Why(Text(f"{period.zh} 标为缺失{where}", f"marked as missing for {period.en}{where_en}"), supply)
        case State.CONFLICT:
            return _conflict(asked, rows, period)
        case State.UNREADABLE | State.UNDECIDED | State.INCOMPLETE:
            return _from_note(asked, bad, state, period, supply)
        case State.ZERO_DIVISION:
            if metric.ratio and metric.ratio[1] in reading.metrics:
                name = reading.metrics[metric.ratio[1]].name
                return Why(
                    Text(
                        f"{period.zh} 的“{name.zh}”为 0，比率无法计算",
                        f"{name.en} is 0 for {period.en}: there is no rate",
                    ),
                    Text(f"“{name.zh}”大于 0 时即可评判", f"It can be judged once “{name.en}” is above 0"),
                )
            own = supply_itself(metric) if metric.columns else supply
            return Why(_without_result(metric, reading, rows, period), own)
        case State.IMPLAUSIBLE:
            return _impossible(metric, reading, rows)
        case State.CURRENCY:
            return _no_common_currency(reading, rows)
    if note:
        return Why(note, supply)
    reason, needed = over_a_gap(metric, reading, reading.period(point), rows)
    return Why(reason, needed or supply)


def _without_result(metric: Metric, reading: Reading, rows: Sequence[Observation], period: Text) -> Text:
    """A formula divides by 0: what it was to be computed from, where the figure itself may be supplied as well."""
    zh, en = f"{period.zh}：分母或基期为 0，无法计算", f"{period.en}: a division by 0, or a change from 0"
    if not metric.columns:
        return Text(zh, en)
    behind = [(reading.metrics[row.metric].name, _quoted(row)) for row in rows if row.metric in reading.metrics]
    given = Text(
        "、".join(f"“{name.zh}”（{where}）" for name, where in behind),
        ", ".join(f"{name.en} ({where})" for name, where in behind),
    )
    # Repeated violations follow from a total of 0 only: of 3 there is no part, and nothing that anybody sees is 0.
    if any(row.value == 0 for row in rows):
        given = Text(f"{given.zh}算出：分母或基期为 0", f"{given.en}: a division by 0, or a change from 0")
    else:
        given = Text(f"{given.zh}推出", given.en)
    return Text(
        f"没有“{metric.name.zh}”的数据，也无法由{given.zh}",
        f"no data on {metric.name.en}, and it does not follow from {given.en}",
    )


def _impossible(metric: Metric, reading: Reading, rows: Sequence[Observation]) -> Why:
    """A value, or a figure that it is computed from, lies outside what its metric can be."""
    culprit = metric
    for row in rows:
        own = reading.metrics.get(row.metric)
        if (
            own is not None
            and own.range is not None
            and isinstance(row.value, float)
            and not own.range.holds(row.value)
        ):
            culprit, rows = own, [row]
            break
    name, cells = culprit.name, list(_cells(rows))
    if culprit.range is None:  # it is made from a metric that is computed itself, and can't be what the cells make it
        reason = Text(
            f"无法计算“{name.zh}”：由这些数值得出不可能的结果", f"{name.en}: an impossible figure follows from these"
        )
    else:
        words = culprit.range.words
        reason = Text(
            f"“{name.zh}”不可能是这个数值（应{words.zh}）", f"{name.en} can't have this value (possible: {words.en})"
        )
    return Why(
        Text(f"{reason.zh}：{'；'.join(cells)}", f"{reason.en}: {'; '.join(cells)}"),
        Text(
            f"请核对并更正“{name.zh}”的单元格", f"Check the cells of “{name.en}” against the platform and correct them"
        ),
    )


def _no_common_currency(reading: Reading, rows: Sequence[Observation]) -> Why:
    """An amount, or one of those that were to be joined, has no stated currency or no rate."""
    unstated = next((row for row in rows if row.currency is None and reading.is_money(row)), None)
    if unstated is not None:
        where, name = _quoted(unstated), reading.metrics.get(unstated.metric, reading.metric).name
        return Why(
            Text(f"金额未注明币种（{where}）", f"the currency of the amount is not stated ({where})"),
            Text(
                f"请在“{name.zh}”的表头或单元格注明币种，如“{name.zh}(USD)”",
                f"State the currency of “{name.en}” in the heading or the cell: “{name.en} (USD)”",
            ),
        )
    money = reading.panel.money
    stated = sorted({row.currency for row in rows if row.currency})
    lacking = [name for name in stated if not money.has_rate(name)] or stated
    pasted = ", ".join(f"{name}: …" for name in lacking)
    return Why(
        Text(f"金额为 {'、'.join(stated)}，没有折算汇率", f"amounts in {' and '.join(stated)} and no rate between them")
        if len(stated) > 1
        else Text(f"金额为 {stated[0]}，没有折算汇率", f"the amount is in {stated[0]} and there is no rate"),
        Text(f"请在调整文件（overlay）中写：rates: {{{pasted}}}", f"Write into the overlay: rates: {{{pasted}}}"),
    )


def stale(metric: Metric, reading: Reading, point: int, age: int, allowed: Text) -> Why:
    """The latest point is older than the check allows."""
    end = reading.period(point).end.isoformat()
    return Why(
        Text(
            f"数据过期：止于 {end}，距审核日 {age} 天，超过 {allowed.zh}",
            f"stale: the data end {end}, {age} days before the audit, more than {allowed.en}",
        ),
        supply_again(metric, reading, point),
    )


def too_few(reading: Reading, have: float, need: int) -> Why:
    """The platform itself does not judge so small a sample."""
    who = reading.metrics[reading.metric.counted_by or ""].name
    return Why(
        Text(
            f"“{who.zh}”为 {have:,.0f}，少于平台的最低数 {need:,}",
            f"{who.en}: {have:,.0f}, fewer than the platform's minimum of {need:,}",
        ),
        Text(f"“{who.zh}”达到 {need:,} 后即可评判", f"It can be judged from {need:,} of “{who.en}” on"),
    )


def _quoted(row: Observation) -> str:
    if not row.evidence:
        return row.metric
    cell = row.evidence[0]
    return f"{cell.place}: {cell.raw}" if cell.raw else cell.place


def _cells(rows: Sequence[Observation]) -> Iterator[str]:
    seen = dict.fromkeys(cell for row in rows for cell in row.evidence)
    return (f"{cell.place} = {cell.raw}" for cell in seen)


def _conflict(metric: Metric, rows: Sequence[Observation], period: Text) -> Why:
    cells = list(_cells([row for row in rows if row.state is ValueState.CONFLICT] or rows))
    name = metric.name
    supply = Text(
        f"“{name.zh}”有不同的数值，请只保留正确的一个", f"Keep the right one of the different values of “{name.en}”"
    )
    places = {(cell.file, cell.sheet) for row in rows for cell in row.evidence}
    if len(places) > 1 and len({file for file, _ in places}) == 1:
        supply = Text(
            f"{supply.zh}；如果各工作表是不同的店铺，请在每张表上方写“店铺”和店铺名",
            f"{supply.en}; if the sheets are stores, write 'Store' and its name above each table",
        )
    return Why(
        Text(
            f"{period.zh} 的数值相互矛盾：{'；'.join(cells)}", f"different values for {period.en}: {'; '.join(cells)}"
        ),
        supply,
    )


def _from_note(metric: Metric, bad: Observation | None, state: State, period: Text, supply: Text) -> Why:
    said = bad.note if bad else None
    quoted = Text(_quoted(bad), _quoted(bad)) if bad else period
    match state:
        case State.UNDECIDED:
            reason = said or Text(f"{quoted.zh}：是百分数还是比值？", f"{quoted.en}: a percentage or a share?")
            if metric.unit is not Unit.SHARE:  # the note says what is open, and how to settle it
                return Why(reason, supply)
            return Why(
                reason,
                Text(
                    f"“{metric.name.zh}”请写成带 % 的数，或在调整文件（overlay）中写：percent: {{{metric.id}: percent}}（或 share）",
                    f"Write “{metric.name.en}” with its %, or in the overlay: percent: {{{metric.id}: percent}} (or share)",
                ),
            )
        case State.INCOMPLETE:
            return Why(
                said or Text(f"{period.zh}：未覆盖整个窗口", f"{period.en}: does not cover the whole window"), supply
            )
    reason = said or Text(f"无法读取：{quoted.zh}", f"can't be read: {quoted.en}")
    if bad and bad.evidence and not bad.rows:  # else every cell was read, and they do not go together
        place = bad.evidence[0].place
        name = metric.name
        return Why(reason, Text(f"请更正“{name.zh}”的单元格 {place}", f"Correct the cell of “{name.en}”: {place}"))
    return Why(reason, supply)
