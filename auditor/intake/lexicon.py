"""The lexicon: every heading that the rule book (and a client's overlay) knows, ready to look up.

It is made once from the rule book, is small, and travels to the worker processes in its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from auditor.intake.dating.weeks import is_month
from auditor.intake.exports.source_map import Exports, SourceMap
from auditor.intake.headings import (
    Heading,
    halves,
    is_figure,
    named_parts,
    nearest,
    normal,
    parse_heading,
    spellings,
    states_window,
    with_brackets,
    without_span,
    without_window,
)
from auditor.intake.platform_names import Known, platform_of
from auditor.intake.spelt import add_spellings
from auditor.intake.taken import SUMS, Taken, contradicts, of_own_unit, of_window, other_window, respelt, several
from auditor.intake.units import with_unit_in_bracket
from auditor.intake.words import STRUCTURE
from auditor.model import CLIENT, Period, Text
from auditor.rulebook.model import Attribute, Metric, RuleBook, Span

if TYPE_CHECKING:
    from auditor.rulebook.overlay import Overlay

# The number or bullet of a list before a name: 1、曝光量, 2.1) DSR, 三、询盘数, ④访客, • Clicks. 3 月销售额 is March's.
LISTED = re.compile(
    r"^\s*(?:(?:\d{1,2}(?:\.\d{1,2})*|[一二三四五六七八九十]{1,3})\s*[、.．,，)）:：]|[①-⑳⑴-⒛❶-❿]|[•·●○■□◆◇▪►▶➢>–—\u2600-\u27bf\U0001f300-\U0001faff-]\ufe0f?)+\s*(?=\D)"
)
_REMEMBERED = 20_000  # texts
_KEPT = 4  # lexicons
_NOTHING = Taken()
_COMPARING = Text("标题写的是目标或对比，不是本期数值", "the heading names a target or comparison, not a value")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Headings of metrics, attributes and checklist items by platform (the client's count too)."""

    platforms: Known
    metrics: Mapping[str, Mapping[str, Metric]]  # platform → normalised heading → metric
    bases: Mapping[str, Mapping[str, tuple[Metric, ...]]]  # the same without brackets: differ by window
    attributes: Mapping[str, Mapping[str, Attribute]]
    items: Mapping[str, tuple[tuple[str, str], ...]]  # check id or normalised title → check ids with their platforms
    item_names: Mapping[str, str]  # normalised → as written, for the nearest name
    percent: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sources: tuple[SourceMap, ...] = ()
    exports: Exports = field(default_factory=Exports, compare=False, repr=False)
    figures: frozenset[str] = frozenset()  # names that are figures, should a rule file have any
    taken: dict[tuple[str, str | None], Taken] = field(default_factory=dict, compare=False, repr=False)
    likened: dict[tuple[str, str | None], str | None] = field(default_factory=dict, compare=False, repr=False)

    def candidates(self, platform: str | None) -> tuple[str, ...]:
        """The platforms whose headings count for a store: its own, then the client's; all while it is unknown."""
        if platform is None:
            return tuple(dict.fromkeys((*(name for name in self.platforms if name != CLIENT), CLIENT)))
        if platform == CLIENT:
            return (CLIENT,)
        return (platform, CLIENT)

    def take(self, text: str, platform: str | None) -> Taken:
        """What ``text`` stands for in a sheet of ``platform`` (remembered: the same headings are asked for again)."""
        known = self.taken.get((text, platform))
        if known is None:
            if is_figure(text) and text not in self.figures:
                return _NOTHING
            known = self._looked_up(text, platform)
            if len(self.taken) < _REMEMBERED:
                self.taken[text, platform] = known
        return known

    def _looked_up(self, text: str, platform: str | None) -> Taken:
        problem = None
        for candidate in self.candidates(platform):
            taken = self._take(text, candidate)
            if taken.known:
                return taken
            problem = problem or taken.problem
        if "_" in text:  # late_dispatch_rate: a name as programs write it
            return self._looked_up(text.replace("_", " "), platform)
        if problem is None and (rest := LISTED.sub("", text)) != text:
            return self._looked_up(rest, platform)
        for mark, of_sum in SUMS if problem is None else ():
            if (rest := mark.sub("", text)) != text:  # a site's Total sales are no platform's Sales
                named = any(self._take(text, other).known for other in self.platforms)
                return Taken() if named else of_sum(self._looked_up(rest, platform))
        if problem is None and (rest := with_unit_in_bracket(text) or text) != text:
            return self._looked_up(rest, platform)
        for names in respelt(text) if problem is None else ():
            same, *others = (self._looked_up(name, platform) for name in names)
            if same.metric is not None and all(other.metric is same.metric for other in others):
                return same
        return Taken(problem=problem)

    def own(self, text: str, platform: str | None, sheet: Period | None) -> str:
        """A heading as it is looked up in a sheet of a week or month: 曝光量 for 曝光量(本月) in that of October."""
        if sheet is None or self.take(text, platform).known:
            return text
        rest = without_span(text, Span(1, "month") if is_month(sheet) else Span(sheet.days, "day"))
        return rest if rest is not None and self.take(rest, platform).known else text

    def metric(self, platform: str, metric_id: str) -> Metric | None:
        """A metric by its id, the platform's own first."""
        for candidate in self.candidates(platform):
            found = self.metrics.get(candidate, {}).get(normal(metric_id))
            if found is not None and found.id == metric_id:
                return found
        return None

    def attribute(self, platform: str, attribute_id: str) -> Attribute | None:
        """An attribute by its id, the platform's own first."""
        for candidate in self.candidates(platform):
            for attribute in self.attributes.get(candidate, {}).values():
                if attribute.id == attribute_id:
                    return attribute
        return None

    def item(self, text: str, platform: str | None) -> tuple[str, str] | None:
        """The check id (and its platform) that a number or title of a checklist names, that of ``platform`` first."""
        found = self.items.get(normal(text), ())
        return next((item for item in found if item[1] == platform), found[0] if found else None)

    def platform(self, text: str) -> str | None:
        """The platform that a cell names."""
        return platform_of(text, self.platforms)

    def nearest(self, text: str, platform: str | None) -> str | None:
        """The known heading most like ``text`` (remembered: to compare it with all headings takes milliseconds)."""
        key = (text, platform)
        if key not in self.likened:
            found = self._likened(text, platform)
            if len(self.likened) >= _REMEMBERED:
                return found
            self.likened[key] = found
        return self.likened[key]

    def _likened(self, text: str, platform: str | None) -> str | None:
        for candidate in self.candidates(platform):
            found = nearest(text, self.names.get(candidate, {}))
            metric = self.metrics.get(candidate, {}).get(normal(found)) if found is not None else None
            if metric is not None and contradicts(text, metric):
                return None
            if found is not None:
                return found
        return nearest(text, {normal(word): word for words in STRUCTURE.values() for word in words}, 0.7)

    def _take(self, text: str, platform: str) -> Taken:
        heading = parse_heading(text)
        metrics = self.metrics.get(platform, {})
        attributes = self.attributes.get(platform, {})
        for name in spellings(text):
            metric, attribute = metrics.get(name), attributes.get(name)
            if metric is not None or attribute is not None:
                taken = Taken(metric, attribute, heading)
                return taken if name == heading.whole else of_own_unit(taken)
        direct = self._by_qualifier(heading, platform) or self._by_window(heading, platform)
        direct = Taken(problem=_COMPARING) if heading.compares else of_own_unit(direct)
        if not direct.known and (heading.compares or direct.problem is None):
            return self._by_halves(text, heading, platform) or direct
        return direct

    def _by_halves(self, text: str, heading: Heading, platform: str) -> Taken | None:
        """Of lines or halves the known one, the others as its brackets: 曝光量⏎环比, 响应时间⏎分钟. Not of 询盘数/访客数."""
        parts = halves(text) if "\n" in text or "/" in heading.base else []
        names = named_parts(parts, lambda name: self._take(name, platform).known)
        taken = {name: self._take(name, platform) for name in names}
        metrics = {found.metric.id: found.metric for found in taken.values() if found.metric is not None}
        if len(metrics) > 1:
            name, *rest = text.split("\n")
            if rest and len(halves(name)) == 1 < min(len(halves(line)) for line in rest):  # 点击率⏎点击量/曝光量
                return self._take(name, platform)
            own = (found for name, found in taken.items() if found.metric is not None and states_window(name))
            return next(own, Taken(problem=several(tuple(metrics.values()))))
        others = [part for part in parts if not any(part in name for name in taken)]
        found = next((found for found in taken.values() if found.metric or not metrics), None)
        if found is None or found.metric is None or not others:
            return found and of_own_unit(replace(found, heading=heading))
        name = next(name for name, each in taken.items() if each.metric is not None)
        bracketed = with_brackets(name, others)
        if bracketed.compares and not with_brackets("", [name]).compares:
            return Taken(problem=_COMPARING)
        return of_own_unit(self._by_qualifier(bracketed, platform) or self._by_window(bracketed, platform))

    def _by_qualifier(self, heading: Heading, platform: str) -> Taken | None:
        """The metric that what a bracket says tells from its namesakes: ``订单缺陷率(FBA)(%)``, ``订单缺陷率(ODR)``.

        Where namesakes differ by it, a bracket that nobody knows is not dropped: it may mean either.
        """
        metrics, base = self.metrics.get(platform, {}), heading.base
        found = self.bases.get(platform, {}).get(base, ())
        for said in heading.qualifiers:
            metric = metrics.get(f"{base}({said})") or metrics.get(said + base) or metrics.get(said)
            if metric in found:
                if of_window(metric, heading):
                    return Taken(metric, None, heading)
                return Taken(problem=other_window((metric,)))
        namesakes = [parse_heading(name) for metric in found for name in metric.names]
        if heading.qualifiers and len(found) > 1 and any(name.base == base and name.qualifiers for name in namesakes):
            return Taken(problem=several(found))
        return None

    def _by_window(self, heading: Heading, platform: str) -> Taken:
        """Without the bracket: the metric whose window the bracket states."""
        bases = self.bases.get(platform, {})
        if not heading.windows and not heading.current and heading.base not in bases:  # 年销售额 is a name
            heading = without_window(heading) or heading
        found = bases.get(heading.base, ())
        whole = self.metrics.get(platform, {}).get(heading.base)
        attribute = self.attributes.get(platform, {}).get(heading.base)
        if heading.windows or heading.current:
            fitting = [metric for metric in found if of_window(metric, heading)]
            if len(fitting) == 1 or whole in fitting:
                return Taken(whole if whole in fitting else fitting[0], None, heading)
            if fitting:
                return Taken(problem=several(tuple(fitting)))
            if found:
                return Taken(problem=other_window(found))
            return Taken(attribute=attribute, heading=heading) if attribute else Taken()
        if whole is not None or attribute is not None:
            return Taken(whole, attribute, heading)
        return Taken(problem=several(found)) if len(found) > 1 else Taken()


_kept: list[tuple[RuleBook, Overlay | None, tuple[SourceMap, ...], Lexicon]] = []


def make_lexicon(book: RuleBook, overlay: Overlay | None = None, sources: tuple[SourceMap, ...] = ()) -> Lexicon:
    """The lexicon of a rule book; an overlay adds its client's headings and percent styles.

    The last few are kept, and with them what their headings were taken for: a portfolio asks for the same one a client.
    """
    for of_book, of_overlay, of_sources, kept in _kept:
        if of_book is book and of_overlay is overlay and of_sources is sources:
            return kept
    made = _made(book, overlay, sources)
    del _kept[_KEPT - 1 :]
    _kept.insert(0, (book, overlay, sources, made))
    return made


def _made(book: RuleBook, overlay: Overlay | None, sources: tuple[SourceMap, ...]) -> Lexicon:
    extra = {metric: tuple(headings) for metric, headings in overlay.columns.items()} if overlay else {}
    metrics: dict[str, dict[str, Metric]] = {}
    bases: dict[str, dict[str, tuple[Metric, ...]]] = {}
    attributes: dict[str, dict[str, Attribute]] = {}
    names: dict[str, dict[str, str]] = {}
    for (platform, metric_id), declared in book.metrics.items():
        # Formulas and places are of no use here and would be pickled for every worker.
        metric = replace(declared, formula=None, place=None, where=None)
        for name in (*metric.names, *extra.get(metric_id, ())):
            heading = parse_heading(name)
            metrics.setdefault(platform, {}).setdefault(heading.whole, metric)
            names.setdefault(platform, {}).setdefault(heading.whole, name)
            known = bases.setdefault(platform, {}).setdefault(heading.base, ())
            if metric not in known:
                bases[platform][heading.base] = (*known, metric)
    add_spellings(metrics, bases)
    for (platform, _), declared_attribute in book.attributes.items():
        attribute = replace(declared_attribute, place=None)
        for name in (attribute.name.zh, attribute.name.en, attribute.id, *attribute.columns):
            attributes.setdefault(platform, {}).setdefault(normal(name), attribute)
            names.setdefault(platform, {}).setdefault(normal(name), name)
    items: dict[str, tuple[tuple[str, str], ...]] = {}
    item_names: dict[str, str] = {}
    for check in book.checks.values():
        if check.attest is not None:
            for name in (check.id, check.title.zh, check.title.en):
                items[normal(name)] = tuple(dict.fromkeys((*items.get(normal(name), ()), (check.id, check.platform))))
                item_names.setdefault(normal(name), name)
    percent = dict(overlay.percent) if overlay else {}
    figures = frozenset(name for by_name in names.values() for name in (*by_name, *by_name.values()) if is_figure(name))
    return Lexicon(
        book.platform_names,
        metrics,
        bases,
        attributes,
        items,
        item_names,
        percent,
        names,
        sources,
        Exports(sources),
        figures,
    )
