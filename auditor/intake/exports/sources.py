"""Source maps: what a platform's export looks like, declared in YAML and loaded strictly.

A map says how to recognise the export by its headings, which columns it has in which languages, and
which metrics are printed in it or derived from its rows. A new export is a new file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

from auditor.intake.attributes import MARKET
from auditor.intake.exports.build_source import SourceBuilder
from auditor.intake.exports.source_map import SourceMap
from auditor.resources import resource_dir
from auditor.rulebook.documents import RuleFile, rule_files_in
from auditor.rulebook.errors import Problems, shown
from auditor.rulebook.fields import Fields, Names, Origin
from auditor.rulebook.model import MetricKey, Place, RuleBook, Unit
from auditor.rulebook.nodes import Scalar, read_nodes
from auditor.rulebook.schema import FILES, KINDS
from auditor.rulebook.shape import check_shape

__all__ = ["SourceMap", "load_sources"]

_SCHEMA = KINDS["source"]


def load_sources(book: RuleBook, extra: Sequence[Path | str] = (), *, shipped: bool = True) -> tuple[SourceMap, ...]:
    """The shipped source maps and those among ``extra`` (files or folders; other rule files are passed over).

    A shipped map of a platform that ``book`` does not know is left out. Raises RuleErrors with every
    mistake of every file.
    """
    return _loaded(*_of_book(book), tuple(Path(path) for path in extra), shipped)


@lru_cache(maxsize=4)
def _of_book(book: RuleBook) -> tuple[frozenset[tuple[MetricKey, Unit]], frozenset[tuple[str, str]], frozenset[str]]:
    """What maps may name of a rule book, which a portfolio asks for once a client: metrics, markets, platforms."""
    units = frozenset((key, metric.unit) for key, metric in book.metrics.items())
    markets = frozenset(
        (platform, market)
        for (platform, name), attribute in book.attributes.items()
        if name == MARKET
        for market in attribute.values
    )
    return units, markets, shipped_platforms(book)


@cache
def _loaded(
    units: frozenset[tuple[MetricKey, Unit]],
    markets: frozenset[tuple[str, str]],
    platforms: frozenset[str],
    extra: tuple[Path, ...],
    shipped: bool,
) -> tuple[SourceMap, ...]:
    """Read once a process: rule files don't change while it runs."""
    problems, names = Problems(), Names()
    names.declared["metrics"] = {f"{platform}/{name}": Place("", 1, 1) for (platform, name), _ in units}
    maps: dict[str, SourceMap] = {}
    places: dict[str, Place] = {}
    for file in _files(extra, shipped=shipped):
        for node in read_nodes(file.content, file.name, problems):
            stated, platform = node.get("schema"), node.get("platform")
            if not isinstance(stated, Scalar) or stated.text != _SCHEMA:
                continue
            of = platform.text if isinstance(platform, Scalar) else ""
            if file.shipped and of not in platforms:
                continue
            check_shape(node, FILES["source"], problems)
            origin = Origin(file.name, "", of, None, file.shipped)
            built = SourceBuilder(Fields(node, origin, names, problems), dict(units), markets).build()
            first = places.setdefault(built.id, node.place)
            if built.id in maps:
                problems.add(
                    node.place,
                    f"源映射“{shown(built.id)}”重复：已在 {first.file}:{first.line} 声明",
                    f"duplicate source map '{shown(built.id)}': already declared at {first.file}:{first.line}",
                )
            maps.setdefault(built.id, built)
    problems.raise_any()
    return tuple(maps.values())


def _files(extra: Sequence[Path], *, shipped: bool) -> Iterator[RuleFile]:
    """The files that may hold source maps; the loader of the rule book reports those that can't be read."""
    ours = sorted((resource_dir("rules") / "sources").glob("*.yaml")) if shipped else []
    given = [path for place in extra for path in (rule_files_in(place) if place.is_dir() else [place])]
    seen: set[Path] = set()
    for path in (*ours, *given):
        if (actual := path.resolve()) in seen:
            continue
        seen.add(actual)
        with suppress(OSError):
            content = path.read_bytes()
            if _SCHEMA.encode() in content:
                own = path in ours
                yield RuleFile(f"rules/sources/{path.name}" if own else path.as_posix(), content, own)


def shipped_platforms(book: RuleBook) -> frozenset[str]:
    """The platforms whose shipped metrics are in a rule book: those that have places in ``rules/``."""
    places = {(metric.platform, metric.place.file) for metric in book.metrics.values() if metric.place is not None}
    return frozenset(platform for platform, file in places if file.startswith(f"rules/{platform}/"))
