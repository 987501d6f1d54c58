"""What rule files declare (metrics, attributes, checks, scopes, diagnoses, remedies), and the rule book of all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from auditor.model import Kind, Severity, Text
from auditor.rulebook.model.expressions import Condition, Formula
from auditor.rulebook.model.values import Better, Place, Range, Requirement, Source, Span, Unit


class Across(NamedTuple):
    """A client's metric: ``metric`` summed over the client's stores of ``platform``."""

    platform: str
    metric: str


def _spellings(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: value for value, others in values.items() for word in (value, *others)}


@dataclass(frozen=True, slots=True)
class Metric:
    """A named quantity. ``names``: every heading it is found under (names first, then columns)."""

    id: str
    platform: str
    name: Text
    unit: Unit
    better: Better
    window: Span
    columns: tuple[str, ...] = ()
    ratio: tuple[str, str] | None = None
    formula: Formula | None = None
    formula_text: str | None = None
    across: Across | None = None
    where: Text | None = None  # where an operator finds the number
    sample: str | None = None  # of a mean or a formula: the count metric that says over how many cases
    best: Fraction | None = None  # of a mean: the best possible mark
    range: Range | None = None  # the possible values; None where any is
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of a text: word → how else it is written
    # Wordings of an exact recovery, and of what is left before the line: {n} is the count, {n:order|orders} its noun,
    # {line} the line.
    regain: Text | None = None
    left: Text | None = None
    place: Place | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All headings of this metric, without repetition."""
        return tuple(dict.fromkeys((self.name.zh, self.name.en, self.id, *self.columns)))

    @property
    def spellings(self) -> dict[str, str]:
        """Of a text: every way to write a value, itself the first → the value; empty where any text is one."""
        return _spellings(self.values)

    @property
    def counted_by(self) -> str | None:
        """The metric that says over how many cases a value is: the sample, or the denominator of the ratio."""
        return self.sample or (self.ratio[1] if self.ratio else None)


@dataclass(frozen=True, slots=True)
class Band:
    """One band of an attribute that is made from a number."""

    value: str
    require: Requirement


@dataclass(frozen=True, slots=True)
class Attribute:
    """What scopes ask for. ``values``: canonical value → its other spellings. It may be made from a metric by bands."""

    id: str
    platform: str
    name: Text
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    source_metric: str | None = None
    bands: tuple[Band, ...] = ()
    unless_stated: str | None = None  # what holds where nobody states it, nor the metric that would make it
    place: Place | None = None

    @property
    def spellings(self) -> dict[str, str]:
        """Every way to write a value, itself the first → the value."""
        return _spellings(self.values)

    def word(self, value: str) -> Text:
        """A canonical value as it is written in each language: its first spelling there, itself where there is none.

        In English a spelling no longer than the value abbreviates it: "n" for "no", "AFN" for "fba".
        """
        others = self.values.get(value, ())
        zh = next((each for each in others if not each.isascii()), value)
        en = next(filter(str.isascii, others), value)
        return Text(zh, en if len(en) > len(value) or en.lower() == value.lower() else value)


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold and the days on which it is in force (inclusive, None: open). ``own``: a client's, by its overlay."""

    expect: Requirement
    watch: Requirement | None
    source: Source
    start: date | None = None
    end: date | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Attest:
    """An item that a person answers."""

    ask: Text
    evidence_required: bool
    valid_for: Span | None
    no_is_watch: bool = False


class RuleTest(NamedTuple):
    """A test that lives with its rule. ``given`` and ``series`` keep the text of the rule file."""

    given: Mapping[str, str]
    series: Mapping[str, str]
    then: str
    as_of: date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Check:
    """A requirement on a metric, or an item to be attested. Exactly one of metric and attest."""

    id: str
    pack: str
    platform: str
    purpose: str
    title: Text
    severity: Severity
    kind: Kind
    source: Source
    metric: str | None = None
    lines: tuple[Line, ...] = ()
    attest: Attest | None = None
    typical: Requirement | None = None
    sustained: Span | None = None
    dimension: str | None = None
    min_sample: int | None = None
    min_sample_by_platform: bool = False
    max_age: Span | None = None
    applies: tuple[str, ...] = ()
    risk: Text | None = None
    remedies: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # checks that this one rests on: while one of them fails, it is unknown
    start: date | None = None
    end: date | None = None
    tests: tuple[RuleTest, ...] = ()
    place: Place | None = None

    @property
    def newest(self) -> Line | None:
        """The line that comes into force last; None for attested items."""
        return max(self.lines, key=lambda line: line.start or date.min, default=None)


@dataclass(frozen=True, slots=True)
class Scope:
    """A named condition on a store's attributes; checks name it in ``applies``."""

    id: str
    platform: str
    when: Condition
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class DiagnosisRule:
    """A cause, what it is inferred from and what it explains."""

    id: str
    pack: str
    platform: str
    purpose: str
    title: Text
    when: Condition
    explains: tuple[str, ...]
    likelihood: str  # certain | likely | possible
    confirm: Text | None = None
    remedies: tuple[str, ...] = ()
    tests: tuple[RuleTest, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """Steps that mend something."""

    id: str
    title: Text
    steps_zh: tuple[str, ...]
    steps_en: tuple[str, ...]
    owner: str
    effort: str  # hours | days | weeks
    due: Span
    done_when: Text | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A directory or file of checks, diagnoses and remedies for one platform and purpose."""

    id: str
    platform: str
    purpose: str | None
    title: Text
    version: str | None
    sha256: str  # of the pack's files, in the order of their names
    names: tuple[str, ...] = ()  # what people call its platform


MetricKey = tuple[str, str]  # platform, id


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything that was loaded, cross-checked. Dictionaries keep the order of the files."""

    packs: Mapping[str, Pack]
    metrics: Mapping[MetricKey, Metric]
    attributes: Mapping[MetricKey, Attribute]
    checks: Mapping[str, Check]
    scopes: Mapping[str, Scope]
    diagnoses: Mapping[str, DiagnosisRule]
    remedies: Mapping[str, Remedy]
    observe: Mapping[str, tuple[str, ...]]  # platform → metric ids shown without a verdict

    def __hash__(self) -> int:
        """By the files, so that what is worked out of a book can be kept by it."""
        return hash(tuple(pack.sha256 for pack in self.packs.values()))

    @property
    def platforms(self) -> tuple[str, ...]:
        """Every platform that a pack names, in order."""
        return tuple(self.platform_names)

    @property
    def platform_names(self) -> Mapping[str, tuple[str, ...]]:
        """Every platform with the names that its packs give it."""
        found: dict[str, tuple[str, ...]] = {}
        for pack in self.packs.values():
            found[pack.platform] = tuple(dict.fromkeys((*found.get(pack.platform, ()), *pack.names)))
        return found
