"""Which checks concern which stores and segments on the audit's date, before any value is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from auditor.assess.requirement import Judgement
from auditor.model import ScopeResult, StoreKey, Text, Truth
from auditor.rulebook.model import Attribute, Check, RuleBook
from auditor.text import listed

Scopes = Mapping[StoreKey, Mapping[str, ScopeResult]]
SegmentScopes = Mapping[tuple[StoreKey, str], Mapping[str, ScopeResult]]

APPLIES, UNKNOWN, EXCLUDED = 0, 1, 2  # the higher wins where several scopes are asked for
_CODE = {Truth.TRUE: APPLIES, Truth.UNKNOWN: UNKNOWN, Truth.FALSE: EXCLUDED}
_UNSTATED = ScopeResult(Truth.UNKNOWN)
_FEW = 3  # so many values of an attribute are named where it has to be stated


def closed(check: Check, as_of: date, skip: Mapping[str, str]) -> Text | None:
    """Why a check concerns no store on this day: left out by the overlay, or not in force; None: it is open."""
    if check.id in skip:
        return Text(f"客户约定不检查：{skip[check.id]}", f"left out for this client: {skip[check.id]}")
    if check.start and as_of < check.start:
        return _not_before(check.start)
    if check.end and as_of > check.end:
        return Text(f"{check.end} 之后不再执行", f"no longer in force after {check.end}")
    return None


def in_force(check: Check, book: RuleBook, as_of: date) -> Judgement | Text:
    """The line that is in force on a day, or why there is none; that there is one at most is the loader's to see."""
    for number, line in enumerate(check.lines):
        if (line.start is None or line.start <= as_of) and (line.end is None or as_of <= line.end):
            return Judgement(check, book.metrics[check.platform, check.metric or ""], line, number)
    later = [line.start for line in check.lines if line.start and line.start > as_of]
    return _not_before(min(later)) if later else Text(f"{as_of} 没有生效的标准", f"no line is in force on {as_of}")


def _not_before(day: date) -> Text:
    return Text(f"{day} 起才执行", f"not in force before {day}")


class Gates:
    """The scopes of the subjects of one platform, in columns."""

    def __init__(self, book: RuleBook, platform: str, scopes: Sequence[Mapping[str, ScopeResult]]) -> None:
        self.book, self.platform = book, platform
        self._scopes = scopes
        self._columns: dict[str, NDArray[np.int8]] = {}

    def codes(self, check: Check) -> NDArray[np.int8]:
        """APPLIES, UNKNOWN or EXCLUDED for each subject: any false scope excludes, else any unknown one is unknown."""
        codes = np.zeros(len(self._scopes), np.int8)
        for scope in check.applies:
            codes = np.maximum(codes, self._column(scope))
        return codes

    def _column(self, scope: str) -> NDArray[np.int8]:
        if scope not in self._columns:
            truths = [_CODE[results.get(scope, _UNSTATED).truth] for results in self._scopes]
            self._columns[scope] = np.array(truths, np.int8)
        return self._columns[scope]

    def reason(self, check: Check, subject: int) -> Text:
        """Why the check does not apply to a subject, or can't be said to."""
        results = {scope: self._scopes[subject].get(scope, _UNSTATED) for scope in check.applies}
        false = [scope for scope, result in results.items() if result.truth is Truth.FALSE]
        if false:
            zh, en = self._against(dict.fromkeys(pair for scope in false for pair in results[scope].against))
            return Text(f"不属于适用范围：{'、'.join(zh)}", f"outside its scope: {', '.join(en)}")
        zh, en = self._names(results)
        return Text(f"未注明{'、'.join(f'“{one}”' for one in zh)}", f"{', '.join(f'“{one}”' for one in en)} not stated")

    def _against(self, stated: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
        """What is stated that keeps a subject out of a scope, in words."""
        known = [(self.book.attributes[self.platform, name], value) for name, value in stated]
        zh = [f"“{attribute.name.zh}”为 {attribute.word(value).zh}" for attribute, value in known]
        return zh, [f"{_inside(attribute.name.en)} is {attribute.word(value).en}" for attribute, value in known]

    def supply(self, check: Check, subject: int) -> Text:
        """Which attributes would settle whether the check applies, what each can be, and the figure that tells it."""
        known = self.unstated(check, subject)
        if not known:
            results = {scope: self._scopes[subject].get(scope, _UNSTATED) for scope in check.applies}
            names = [Text(f"“{zh}”", f"“{en}”") for zh, en in zip(*self._names(results), strict=True)]
        else:
            names = [self._wanted(attribute) for attribute in known]
        wanted = listed(names)
        return Text(f"请注明店铺的{wanted.zh}", f"State for the store: {wanted.en}")

    def _wanted(self, attribute: Attribute) -> Text:
        said: list[Text] = []
        if 0 < len(attribute.values) <= _FEW:
            words = [attribute.word(value) for value in attribute.values]
            said.append(Text(" / ".join(word.zh for word in words), " / ".join(word.en for word in words)))
        if metric := self.book.metrics.get((self.platform, attribute.source_metric or "")):
            said.append(Text(f"或提供“{metric.name.zh}”", f"or supply “{metric.name.en}”"))
        zh = f"（{'；'.join(each.zh for each in said)}）" if said else ""
        en = f" ({'; '.join(each.en for each in said)})" if said else ""
        return Text(f"“{attribute.name.zh}”{zh}", f"“{_inside(attribute.name.en)}”{en}")

    def unstated(self, check: Check, subject: int) -> list[Attribute]:
        """The attributes that would settle whether the check applies."""
        results = (self._scopes[subject].get(scope, _UNSTATED) for scope in check.applies)
        names = dict.fromkeys(name for each in results if each.truth is Truth.UNKNOWN for name in each.missing)
        known = (self.book.attributes.get((self.platform, name)) for name in names)
        return [attribute for attribute in known if attribute is not None]

    def _names(self, results: Mapping[str, ScopeResult]) -> tuple[list[str], list[str]]:
        unknown = {scope: result for scope, result in results.items() if result.truth is Truth.UNKNOWN}
        missing = dict.fromkeys(name for result in unknown.values() for name in result.missing)
        if not missing:
            return list(unknown), list(unknown)
        known = [self.book.attributes.get((self.platform, name)) for name in missing]
        zh = [attribute.name.zh if attribute else name for name, attribute in zip(missing, known, strict=True)]
        en = [_inside(attribute.name.en) if attribute else name for name, attribute in zip(missing, known, strict=True)]
        return zh, en


def _inside(name: str) -> str:
    """An English name inside a sentence: "Main category" is "main category", "VAMP volume" stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
