"""What holds between the parts of a rule book: units of computed metrics, headings, and no circles."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model import Text
from auditor.rulebook.errors import Problems, shown
from auditor.rulebook.formula import parts_of, sums
from auditor.rulebook.model import (
    Attribute,
    Condition,
    DiagnosisHolds,
    DiagnosisRule,
    Metric,
    MetricKey,
    Place,
    Scope,
    ScopeHolds,
    Unit,
)
from auditor.text import heading_key

_PLAIN = {Unit.COUNT, Unit.SCORE, Unit.FLAG}  # numbers without a unit of measure
_MOST_CYCLES = 50  # more would be the same mistake told again


def metrics_fit(metrics: Mapping[MetricKey, Metric], problems: Problems) -> None:
    """What holds between metrics: units of ratios and sums, one heading for one metric."""
    headings: dict[tuple[str, str], Metric] = {}
    for metric in metrics.values():
        place = metric.place or Place("", 1, 1)
        if metric.across:
            summed = metrics.get((metric.across.platform, metric.across.metric))
            if summed is not None and summed.unit is not metric.unit:
                problems.add(
                    place,
                    f"“{metric.id}”的单位是 {metric.unit}，所汇总的 {summed.id} 是 {summed.unit}",
                    f"'{metric.id}' is in {metric.unit}, but {summed.id}, which it sums, is in {summed.unit}",
                )
        for name in parts_of(metric):
            part = metrics.get((metric.platform, name))
            if part is not None and part.unit in (Unit.TEXT, Unit.DATE):
                problems.add(
                    place,
                    f"“{metric.id}”不能由 {part.id} 计算：它的单位是 {part.unit}",
                    f"'{metric.id}' can't be computed from {part.id}, which is in {part.unit}",
                )
        _units_fit(metric, metrics, problems)
        sample = metrics.get((metric.platform, metric.sample or ""))
        if sample is not None and sample.unit is not Unit.COUNT:
            problems.add(
                place,
                f"“{metric.id}”的 sample 应是计数指标，{sample.id} 是 {sample.unit}",
                f"the sample of '{metric.id}' must be a count, {sample.id} is in {sample.unit}",
            )
        for name in metric.names:
            heading = heading_key(name)
            other = headings.setdefault((metric.platform, heading), metric)
            if other.id != metric.id and (other.window == metric.window or other.unit is not metric.unit):
                problems.add(
                    place,
                    f"“{metric.id}”与“{other.id}”用了同一个表头“{shown(name)}”",
                    f"'{metric.id}' and '{other.id}' are found under the same heading '{shown(name)}'",
                )


def headings_apart(
    metrics: Mapping[MetricKey, Metric], attributes: Mapping[MetricKey, Attribute], problems: Problems
) -> None:
    """A column is a metric or an attribute of its store, and of attributes one."""
    owners = {(metric.platform, heading_key(name)): metric.id for metric in metrics.values() for name in metric.names}
    for attribute in attributes.values():
        for name in (attribute.name.zh, attribute.name.en, *attribute.columns):
            owner = owners.setdefault((attribute.platform, heading_key(name)), attribute.id)
            if owner != attribute.id:
                problems.add(
                    attribute.place or Place("", 1, 1),
                    f"“{attribute.id}”与“{owner}”用了同一个表头“{shown(name)}”",
                    f"'{attribute.id}' and '{owner}' are found under the same heading '{shown(name)}'",
                )


def _units_fit(metric: Metric, metrics: Mapping[MetricKey, Metric], problems: Problems) -> None:
    """Only what is of one unit can be added and compared, and a sum is of the unit of its parts."""
    if metric.formula is None:
        return
    place = metric.place or Place("", 1, 1)
    for number, names in enumerate(sums(metric.formula)):
        parts = [part.unit for name in names if (part := metrics.get((metric.platform, name)))]
        other = next((unit for unit in parts if not _alike(parts[0], unit)), None)
        if other is not None:
            problems.add(
                place,
                f"“{metric.id}”的公式把 {parts[0]} 与 {other} 相加减或比较：单位不同",
                f"the formula of '{metric.id}' adds or compares {parts[0]} and {other}: their units differ",
            )
        elif number == 0 and parts and not _alike(parts[0], metric.unit):
            problems.add(
                place,
                f"“{metric.id}”的单位是 {metric.unit}，公式得出的是 {parts[0]}",
                f"'{metric.id}' is in {metric.unit}, but its formula gives {parts[0]}",
            )


def _alike(one: Unit, other: Unit) -> bool:
    """Whether figures of two units may be added: plain numbers with plain numbers, all else with its own."""
    return one is other or {one, other} <= _PLAIN


def no_circles(
    metrics: Mapping[MetricKey, Metric],
    scopes: Mapping[str, Scope],
    diagnoses: Mapping[str, DiagnosisRule],
    problems: Problems,
) -> None:
    """Formulas, scopes and diagnoses may build on each other, but never on themselves."""
    graph = {
        f"{platform}/{name}": tuple(f"{platform}/{used}" for used in parts_of(metric))
        for (platform, name), metric in metrics.items()
    }
    places = {f"{platform}/{name}": metric.place for (platform, name), metric in metrics.items()}
    _report_circles(problems, graph, places, Text("公式", "formulas"))
    _report_circles(
        problems,
        {name: premise_names(scope.when, ScopeHolds) for name, scope in scopes.items()},
        {name: scope.place for name, scope in scopes.items()},
        Text("范围", "scopes"),
    )
    _report_circles(
        problems,
        {name: premise_names(rule.when, DiagnosisHolds) for name, rule in diagnoses.items()},
        {name: rule.place for name, rule in diagnoses.items()},
        Text("诊断", "diagnoses"),
    )


def _report_circles(
    problems: Problems, graph: dict[str, tuple[str, ...]], places: Mapping[str, Place | None], noun: Text
) -> None:
    for cycle in find_cycle(graph):
        way = cycle_text(tuple(name.rpartition("/")[2] for name in cycle))
        place = places[cycle[0]] or Place("", 1, 1)
        problems.add(place, f"{noun.zh}互相引用成环：{way}", f"the {noun.en} refer to each other in a circle: {way}")


def find_cycle(edges: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Cycles of a graph of names, as the names along it (the first repeated at the end); the first fifty."""
    state: dict[str, int] = {}  # 1: on the way, 2: done
    cycles: list[tuple[str, ...]] = []
    for start in edges:
        if len(cycles) >= _MOST_CYCLES:
            break
        stack: list[tuple[str, int]] = [(start, 0)] if start not in state else []
        while stack and len(cycles) < _MOST_CYCLES:
            name, at = stack[-1]
            state[name] = 1
            following = edges.get(name, ())
            if at < len(following):
                stack[-1] = (name, at + 1)
                after = following[at]
                if state.get(after) == 1:
                    way = [entry for entry, _ in stack]
                    cycles.append((*way[way.index(after) :], after))
                elif after in edges and after not in state:
                    stack.append((after, 0))
            else:
                state[name] = 2
                stack.pop()
    return cycles


def premise_names(condition: Condition, kind: type[ScopeHolds] | type[DiagnosisHolds]) -> tuple[str, ...]:
    """The scopes or diagnoses that a condition names."""
    return tuple(premise[0] for premise in (*condition.all, *condition.any) if isinstance(premise, kind))


def cycle_text(cycle: tuple[str, ...]) -> str:
    """A cycle for a message: ``a → b → a``, shortened."""
    names = cycle if len(cycle) <= 8 else (*cycle[:6], "…", cycle[-1])
    return " → ".join(names)
