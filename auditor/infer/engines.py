"""Which engine runs: durable_rules where it is installed, else the plain closure, with the same answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

from auditor.infer.closure import ClosureEngine
from auditor.infer.interface import Engine, Rule


@cache
def best_engine() -> type[Engine]:
    """The kind of engine that this installation runs."""
    try:
        from auditor.infer.durable import DurableEngine
    except ImportError:  # no wheel on Windows, and no compiler
        return ClosureEngine
    return DurableEngine


def engine_name() -> str:
    """The engine and its version, for ``auditor doctor``."""
    kind = best_engine()
    return kind.name if kind is ClosureEngine else f"{kind.name} {version('durable-rules')}"


def compiled(rules: Sequence[Rule], kind: type[Engine] | None = None) -> Engine:
    """An engine for ``rules``. The same rules are compiled once: durable_rules never gives a rule set back."""
    return _compiled(tuple(rules), kind or best_engine())


@cache
def _compiled(rules: tuple[Rule, ...], kind: type[Engine]) -> Engine:
    return kind(rules) if kind.takes(rules) else ClosureEngine(rules)
