"""Source maps: what a platform's export looks like, declared in YAML and loaded strictly.

A map says how to recognise the export by its headings, which columns it has in which languages, and
which metrics are printed in it or derived from its rows. A new export is a new file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from auditor.intake.exports.build_source import SourceBuilder
from auditor.intake.exports.source_map import SourceMap
from auditor.resources import resource_dir
from auditor.rulebook.documents import rule_files_in
from auditor.rulebook.errors import Problems
from auditor.rulebook.model import MetricKey, RuleBook
from auditor.rulebook.nodes import Scalar, read_nodes

__all__ = ["SourceMap", "load_sources"]

SCHEMA = "store-auditor/source/1"


def load_sources(book: RuleBook, extra: Sequence[Path | str] = (), *, shipped: bool = True) -> tuple[SourceMap, ...]:
    """The shipped source maps and those among ``extra`` (files or folders; other rule files are passed over).

    A shipped map of a platform that ``book`` does not know is left out. Raises RuleErrors with every
    mistake of every file.
    """
    metrics = frozenset(book.metrics)
    return _loaded(metrics, shipped_platforms(book), tuple(Path(path) for path in extra), shipped)


@cache
def _loaded(
    metrics: frozenset[MetricKey], platforms: frozenset[str], extra: tuple[Path, ...], shipped: bool
) -> tuple[SourceMap, ...]:
    """Read once a process: rule files don't change while it runs."""
    problems = Problems()
    maps: dict[str, SourceMap] = {}
    files = sorted((resource_dir("rules") / "sources").glob("*.yaml")) if shipped else []
    for path in files:
        _load(path, f"rules/sources/{path.name}", metrics, platforms, problems, maps)
    for given in extra:
        for path in rule_files_in(given) if given.is_dir() else [given]:
            _load(path, path.as_posix(), metrics, None, problems, maps)
    problems.raise_any()
    return tuple(maps.values())


def _load(
    path: Path,
    name: str,
    metrics: frozenset[MetricKey],
    platforms: frozenset[str] | None,
    problems: Problems,
    maps: dict[str, SourceMap],
) -> None:
    try:
        content = path.read_bytes()
    except OSError:
        return  # the loader of the rule book reports files that can't be read
    if SCHEMA.encode() not in content:
        return
    for node in read_nodes(content, name, problems):
        stated = node.get("schema")
        if isinstance(stated, Scalar) and stated.text == SCHEMA:
            platform = node.get("platform")
            if platforms is not None and isinstance(platform, Scalar) and platform.text not in platforms:
                continue
            built = SourceBuilder(metrics, problems).build(node)
            if built.id in maps:
                problems.add(node.place, f"源映射“{built.id}”重复", f"the source map '{built.id}' is declared twice")
            maps.setdefault(built.id, built)


def shipped_platforms(book: RuleBook) -> frozenset[str]:
    """The platforms whose shipped metrics are in a rule book: those that have places in ``rules/``."""
    places = {(metric.platform, metric.place.file) for metric in book.metrics.values() if metric.place is not None}
    return frozenset(platform for platform, file in places if file.startswith(f"rules/{platform}/"))
