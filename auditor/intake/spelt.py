"""The names of metrics in the other ways in which everybody writes them: 曝光数 is 曝光量, 账号状态 is 账户状态."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.rulebook.model import Metric, Unit

_COUNTED = re.compile("(.{2,}?)(?:数量|数|量)")


def add_spellings(metrics: dict[str, dict[str, Metric]], bases: dict[str, dict[str, tuple[Metric, ...]]]) -> None:
    """Add to the names of each platform what else they are written as, where it is no name of anything and can't be of two."""
    for platform, named in bases.items():
        spelt: dict[str, dict[str, Metric]] = {}
        for name, (metric, *others) in named.items():
            for other in _spellings(name, metric) if not others else ():
                spelt.setdefault(other, {})[metric.id] = metric
        for other, (metric, *others) in ((other, (*found.values(),)) for other, found in spelt.items()):
            if not others and other not in named:
                named[other], metrics[platform][other] = (metric,), metric


def _spellings(name: str, metric: Metric) -> Iterator[str]:
    if metric.unit is Unit.COUNT and (counted := _COUNTED.fullmatch(name)) is not None:
        yield from (f"{counted[1]}{word}" for word in ("数", "量", "数量"))
    if "账户" in name:
        yield name.replace("账户", "账号")
