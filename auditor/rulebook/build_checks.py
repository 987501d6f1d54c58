"""Checks: a requirement on a metric with its lines, or an item that a person attests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from auditor.model import Kind, Severity, Text
from auditor.rulebook.build_tests import check_tests
from auditor.rulebook.errors import Problems
from auditor.rulebook.fields import Fields
from auditor.rulebook.model import Attest, Better, Check, Line, Metric, Place, Requirement, Source, Span, Unit, Verb
from auditor.rulebook.nodes import Scalar
from auditor.rulebook.requirements import check_watch, idle, read_band, read_requirement
from auditor.rulebook.words import requirement_words, span_words

_CALENDAR = ("day", "week", "month", "year")
_TOWARDS = {Better.HIGHER: (Verb.AT_LEAST, Verb.MORE_THAN), Better.LOWER: (Verb.AT_MOST, Verb.LESS_THAN)}
_ONE_SIDED = (Verb.AT_LEAST, Verb.MORE_THAN, Verb.AT_MOST, Verb.LESS_THAN)
_METRIC_ONLY = ("expect", "watch", "lines", "typical", "sustained", "min_sample", "min_sample_by", "max_age")


def build_check(ident: Scalar, fields: Fields) -> Check | None:
    """One check; None when something essential is missing (which has been reported)."""
    _exclusive_keys(fields)
    metric = _metric(fields)
    source = build_source(fields.part("source"))
    lines = _lines(fields, metric, source)
    severity, kind = fields.string("severity"), fields.string("kind")
    _severity_fits_kind(fields, severity, kind)
    if source is None and "source" not in fields.node.entries:
        source = next((line.source for line in reversed(lines)), None)
        if source is None:
            fields.problems.add(fields.place, "检查项缺少“source”", "a check needs 'source'")
    start, end = _days(fields)
    title, risk = fields.text("title"), fields.text("risk")
    applies = tuple(fields.scope_key(scope) for scope in fields.ids("applies", "scopes", fields.origin.platform))
    remedies, tests = fields.ids("remedies", "remedies"), check_tests(fields)
    needs = fields.ids("needs", "checks")
    attest, typical = _attest(fields), _typical(fields, metric, lines)
    sustained, max_age, min_sample = fields.span("sustained"), fields.span("max_age"), fields.whole("min_sample")
    _periods_fit(fields, metric, sustained)
    sample_fits(fields, metric)
    if title is None or source is None or severity not in set(Severity) or kind not in set(Kind):
        return None
    return Check(
        id=ident.text,
        pack=fields.origin.pack,
        platform=fields.origin.platform,
        purpose=fields.origin.purpose or "weekly",
        title=title,
        severity=Severity(severity),
        kind=Kind(kind),
        source=source,
        metric=metric.id if metric else None,
        lines=lines,
        attest=attest,
        typical=typical,
        sustained=sustained,
        dimension=fields.string("dimension"),
        min_sample=min_sample,
        min_sample_by_platform=fields.string("min_sample_by") == "platform",
        max_age=max_age,
        applies=applies,
        needs=needs,
        risk=risk,
        remedies=remedies,
        start=start,
        end=end,
        tests=tests,
        place=ident.place,
    )


def _exclusive_keys(fields: Fields) -> None:
    """What may not stand together in one check."""
    keys, problems = fields.node.keys, fields.problems

    def refuse(key: str, zh: str, en: str) -> None:
        problems.add(keys[key], zh, en)

    if "attest" in keys:
        for key in ("metric", *_METRIC_ONLY):
            if key in keys:
                refuse(key, f"确认项（attest）不能有 {key}", f"an attested item takes no '{key}'")
    elif "metric" not in keys:
        problems.add(fields.place, "检查项缺少“metric”或“attest”", "a check needs 'metric' or 'attest'")
    elif "expect" not in keys and "lines" not in keys:
        problems.add(fields.place, "检查项缺少“expect”或“lines”", "a check needs 'expect' or 'lines'")
    if "lines" in keys:
        for key in ("expect", "watch"):
            if key in keys:
                refuse(key, f"{key} 应写在 lines 的每一项里", f"'{key}' belongs into each entry of lines")
    if "sustained" in keys and "max_age" in keys:
        refuse(
            "max_age",
            "sustained 与 max_age 不能同时使用：缺少的周期已说明数据过旧",
            "max_age can't stand together with sustained: a stale value is a missing period there",
        )
    if "min_sample_by" in keys and "min_sample" not in keys:
        refuse("min_sample_by", "min_sample_by 需要 min_sample", "min_sample_by needs min_sample")


def _periods_fit(fields: Fields, metric: Metric | None, sustained: Span | None) -> None:
    """A metric that has one value a month has none in most weeks: the requirement could never fail."""
    if metric is None or sustained is None or not {sustained.unit, metric.window.unit} <= set(_CALENDAR):
        return
    if metric.window.count == 1 and _CALENDAR.index(sustained.unit) < _CALENDAR.index(metric.window.unit):
        span, window = span_words(sustained), span_words(metric.window)
        fields.problems.add(
            fields.node.keys["sustained"],
            f"sustained 的周期短于指标的周期：“{metric.id}”的一个值覆盖{window.zh}，{span.zh}中多数没有值，永远不会判为未达标",
            f"sustained counts shorter periods than the metric's: a value of '{metric.id}' covers {window.en}, so most of "
            f"{span.en} have none and the check could never fail",
        )


def sample_fits(fields: Fields, metric: Metric | None) -> None:
    """A least sample of a metric behind which nothing is counted would never have an effect."""
    place = fields.node.keys.get("min_sample")
    if metric is None or place is None:
        return
    counted = fields.names.metrics.get((metric.platform, metric.counted_by or ""))
    if metric.counted_by is None or (counted is not None and counted.unit is not Unit.COUNT):
        fields.problems.add(
            place,
            f"“{metric.id}”没有样本数，min_sample 不起作用：请给指标写 ratio（分母为计数）或 sample（计数指标）",
            f"'min_sample' has no effect: nothing is counted behind '{metric.id}'; give the metric a ratio of counts, or a sample",
        )


def severity_fault(severity: str | None, kind: str | None) -> tuple[str, str] | None:
    """Why a severity does not fit who imposes the line, None when it does."""
    if severity == Severity.CRITICAL and kind == Kind.BENCHMARK:
        return "基准（benchmark）不能是 critical", "a benchmark can't be critical"
    if severity == Severity.ADVISORY and kind == Kind.PLATFORM:
        return (
            "advisory 只用于基准：平台规则不能是 advisory",
            "advisory is for benchmarks: a platform rule can't be advisory",
        )
    return None


def _severity_fits_kind(fields: Fields, severity: str | None, kind: str | None) -> None:
    node, fault = fields.scalar("severity"), severity_fault(severity, kind)
    if node is not None and fault is not None:
        fields.problems.add(node.place, *fault)


def _metric(fields: Fields) -> Metric | None:
    node = fields.scalar("metric")
    if node is None or not fields.require(node, "metrics", fields.origin.platform):
        return None
    return fields.names.metrics.get((fields.origin.platform, node.text))


def _lines(fields: Fields, metric: Metric | None, source: Source | None) -> tuple[Line, ...]:
    parts = fields.parts("lines") if "lines" in fields.node.entries else [fields]
    lines: list[Line] = []
    dated = "lines" in fields.node.entries
    for part in parts:
        expect = requirement(part, "expect", metric)
        watch = requirement(part, "watch", metric)
        own = build_source(part.part("source")) if dated else source
        start, end = _days(part) if dated else (None, None)
        if expect is not None and watch is not None and not check_watch(part, expect, watch):
            watch = None
        if dated and "source" not in part.node.entries and "source" not in fields.node.entries:
            fields.problems.add(part.place, "分期标准缺少“source”", "a dated line needs 'source'")
        if dated:
            _no_overlap(part, start, end, lines)
        if expect is not None and (own or source) is not None:
            lines.append(Line(expect, watch, own or source, start, end))  # type: ignore[arg-type]
    return tuple(lines)


def _no_overlap(fields: Fields, start: date | None, end: date | None, lines: list[Line]) -> None:
    for other in lines:
        after = start is not None and other.end is not None and start > other.end
        before = end is not None and other.start is not None and end < other.start
        if not after and not before:
            fields.problems.add(
                fields.place,
                "与前面一项的日期重叠，同一天只能有一条标准：请给前面一项写明 until（最后一天）",
                "its days overlap those of an earlier line, and a day has one line: end that one with 'until' (its last day)",
            )
            return


def requirement(fields: Fields, key: str, metric: Metric | None) -> Requirement | None:
    """What ``key`` asks of a metric; None where it asks nothing, or what can't be (which has been reported)."""
    part = fields.part(key)
    if part is None or metric is None:
        return None
    found = read_requirement(part, metric.unit, metric.range)
    if found and found.verb in _ONE_SIDED and found.verb not in (towards := _TOWARDS[metric.better]):
        fields.problems.add(
            part.place,
            f"“{metric.id}”写明 better: {metric.better}，用 {found.verb} 则越差越达标："
            f"请用 {' 或 '.join(towards)}，两端都要限定时用 between",
            f"'{found.verb}' lets the worse values pass: '{metric.id}' says better: {metric.better}; "
            f"use {' or '.join(towards)}, or between where both ends count",
        )
        return None
    if found and (why := idle(found, metric.range)):
        fields.problems.add(
            part.place,
            f"{key}（{requirement_words(found).zh}）不起作用：{why.zh}",
            f"{key} ({requirement_words(found).en}) has no effect: {why.en}",
        )
        return None
    for option in found.options if found and metric.values else ():
        if option not in metric.spellings:
            fields.problems.unknown(part.place, Text("取值", "value"), option, tuple(metric.values))
    # a value is one however it is written: 正常 is no other line than NORMAL
    return found and found._replace(options=tuple(dict.fromkeys(metric.spellings.get(o, o) for o in found.options)))


def _typical(fields: Fields, metric: Metric | None, lines: tuple[Line, ...]) -> Requirement | None:
    node = fields.node.get("typical")
    if node is None or metric is None:
        return None
    if any(line.expect.verb not in _ONE_SIDED for line in lines):
        fields.problems.add(
            node.place,
            "typical 只用于单侧要求：at_least、more_than、at_most、less_than",
            "typical goes with a one-sided requirement: at_least, more_than, at_most or less_than",
        )
        return None
    band = read_band(fields, node, metric)
    figures = [*(band.quantities if band else ()), *(figure for line in lines for figure in line.expect.quantities)]
    currencies = sorted({figure.currency for figure in figures if figure.currency})
    if len(currencies) > 1:
        fields.problems.add(
            node.place,
            f"typical 与要求的币种不一致：{'、'.join(currencies)}",
            f"typical is not in the currency of the line: {', '.join(currencies)}",
        )
    return band


def _attest(fields: Fields) -> Attest | None:
    part = fields.part("attest")
    ask = part.text("ask") if part else None
    if part is None or ask is None:
        return None
    return Attest(
        ask=ask,
        evidence_required=part.string("evidence") == "required",
        valid_for=part.span("valid_for"),
        no_is_watch=part.string("no") == "watch",
    )


def _days(fields: Fields) -> tuple[date | None, date | None]:
    start, end = fields.date("from"), fields.date("until")
    if start is not None and end is not None and start > end:
        node = fields.scalar("until")
        fields.problems.add(
            node.place if node else fields.place,
            f"until {end} 早于 from {start}",
            f"until {end} is before from {start}",
        )
    return start, end


def build_source(fields: Fields | None) -> Source | None:
    """Where a line comes from."""
    if fields is None:
        return None
    title, says = fields.text("title", plain=True), fields.text("says", plain=True)
    standing, read_on = fields.string("standing"), fields.date("read_on")
    also = tuple(source for part in fields.parts("also") if (source := build_source(part)) is not None)
    if title is None or standing is None or read_on is None:
        return None
    return Source(title, standing, read_on, fields.string("url"), says, also)


def check_needs(check: Check, checks: Mapping[str, Check], problems: Problems) -> None:
    """A check rests on checks of its own platform and purpose that rest on nothing themselves."""
    place = check.place or Place("", 1, 1)
    for name in check.needs:
        needed = checks.get(name)
        if needed is None:
            continue
        if (needed.platform, needed.purpose) != (check.platform, check.purpose):
            problems.add(
                place,
                f"needs：“{name}”属于 {needed.platform}/{needed.purpose}，不属于 {check.platform}/{check.purpose}",
                f"needs: '{name}' belongs to {needed.platform}/{needed.purpose}, not to {check.platform}/{check.purpose}",
            )
        if needed.needs or needed is check:
            problems.add(
                place,
                f"needs：“{name}”自己也有 needs，不能作为依据",
                f"needs: '{name}' rests on another check itself and can't be rested on",
            )
