"""What to supply for a metric whose value is not known, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from auditor.assess.reading import Reading
from auditor.assess.series import sources
from auditor.model import Text
from auditor.rulebook.formula import parts_of, references
from auditor.rulebook.model import Metric
from auditor.rulebook.words import span_words

_HEADINGS = 3  # so many headings are quoted


def supply_words(metric: Metric, reading: Reading) -> Text:
    """What to supply for a metric: its headings or those of its counts, for which window, and where they stand."""
    if metric.id not in reading.supplies:
        reading.supplies[metric.id] = _supply_words(metric, reading.metrics)
    return reading.supplies[metric.id]


def _supply_words(metric: Metric, metrics: Mapping[str, Metric]) -> Text:
    zh, en = _headings(metric)
    if metric.ratio:
        parts = [_headings(metrics[name]) for name in metric.ratio if name in metrics]
        zh = f"{zh}，或{'与'.join(part[0] for part in parts)}"
        en = f"{en}, or {' and '.join(part[1] for part in parts)}"
    elif metric.formula is not None:
        parts = [_headings(metrics[name]) for name in dict.fromkeys(references(metric.formula)) if name in metrics]
        zh = f"{zh}，或用以计算的{'、'.join(part[0] for part in parts)}"
        en = f"{en}, or what it is computed from: {', '.join(part[1] for part in parts)}"
    elif metric.across:
        by_month = metric.window.unit in ("month", "year")
        zh = f"{zh}，或各店铺{'每月' if by_month else ''}的数据"
        en = f"{en}, or the {'monthly ' if by_month else ''}values of each store"
    return _supply(metric, zh, en)


def supply_itself(metric: Metric) -> Text:
    """Where what a metric is computed from is there and gives nothing: its own headings alone."""
    return _supply(metric, *_headings(metric))


def supply_again(metric: Metric, reading: Reading, point: int) -> Text:
    """What to supply where the metric was computed before: only what it was computed from."""
    rows = (reading.panel.observations[index] for index in sources(reading.series, point))
    behind = [reading.metrics[name] for name in dict.fromkeys(row.metric for row in rows) if name in reading.metrics]
    parts = [_headings(each) for each in behind or (metric,)]
    return _supply(metric, "与".join(zh for zh, _ in parts), " and ".join(en for _, en in parts))


def gaps_of(metric: Metric, reading: Reading, subject: int) -> list[Metric]:
    """What is not there of what a metric is computed from, down to what a sheet says; the metric, where nothing is."""
    if int(reading.grid.of(metric.id).latest(np.array([subject]), reading.panel.today)[0]) >= 0:
        return []
    parts = [reading.metrics[name] for name in dict.fromkeys(parts_of(metric)) if name in reading.metrics]
    absent = [(part, gaps_of(part, reading, subject)) for part in parts]
    if all(gaps == [part] for part, gaps in absent):
        return [metric]
    named = {gap.id: gap for _, gaps in absent for gap in gaps}
    return [*named.values()]


def supply_parts(metric: Metric, parts: Sequence[Metric], reading: Reading) -> Text:
    """What to supply where only these parts of a metric are not there."""
    if len(parts) == 1:
        return supply_words(parts[0], reading)
    names = [_headings(part) for part in parts]
    return _supply(metric, "与".join(zh for zh, _ in names), " and ".join(en for _, en in names))


def _supply(metric: Metric, zh: str, en: str) -> Text:
    zh, en = f"请提供{zh}", f"Supply {en}"
    if metric.window.unit != "moment":  # what stands at a moment covers no days
        window = span_words(metric.window)
        zh, en = f"{zh}（窗口：{window.zh}）", f"{en} (window: {window.en})"
    if metric.where:
        zh, en = f"{zh}；取数：{metric.where.zh}", f"{en}; source: {metric.where.en}"
    return Text(zh, en)


def _headings(metric: Metric) -> tuple[str, str]:
    rest = [name for name in metric.names if name not in (metric.id, metric.name.zh, metric.name.en)]
    zh = dict.fromkeys((metric.name.zh, metric.name.en, *rest))
    en = dict.fromkeys((metric.name.en, metric.name.zh, *rest))
    return " / ".join(f"“{name}”" for name in [*zh][:_HEADINGS]), " / ".join(f"“{name}”" for name in [*en][:_HEADINGS])
