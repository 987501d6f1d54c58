"""Formulas of metrics, and conditions of scopes and diagnoses, as trees.

The loader parses formulas, ``auditor.assess`` evaluates them in columns; conditions are for ``auditor.infer``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from auditor.rulebook.model.values import Span


class Number(NamedTuple):
    """A literal."""

    exact: Fraction


class Ref(NamedTuple):
    """Another metric of the same platform."""

    metric: str


class Negate(NamedTuple):
    """Unary minus."""

    operand: Formula


class Binary(NamedTuple):
    """``op`` is one of + - * /."""

    op: str
    left: Formula
    right: Formula


class Call(NamedTuple):
    """min, max, abs (of formulas); sum, mean, prior_mean, change, delta (of one metric over a span)."""

    function: str
    arguments: tuple[Formula, ...]
    span: Span | None = None


Formula = Number | Ref | Negate | Binary | Call


class AttributeIs(NamedTuple):
    """The store's attribute has one of these canonical values."""

    attribute: str
    values: tuple[str, ...]


class ScopeHolds(NamedTuple):
    """Another scope holds."""

    scope: str


class CheckIs(NamedTuple):
    """The finding of a check has one of these statuses."""

    check: str
    statuses: tuple[str, ...]


class DiagnosisHolds(NamedTuple):
    """Another diagnosis is concluded."""

    diagnosis: str


Premise = AttributeIs | ScopeHolds | CheckIs | DiagnosisHolds

MOST_PREMISES = 16
"""The most premises of one rule: durable_rules loads a longer one and then fails on facts."""


class Condition(NamedTuple):
    """All of ``all`` and, where ``any`` is not empty, at least one of ``any``."""

    all: tuple[Premise, ...]
    any: tuple[Premise, ...] = ()
