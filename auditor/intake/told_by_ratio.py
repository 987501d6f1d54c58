"""A figure that a rate beside it tells to be the ads' and not the store's: 花费 800 | 销售额 4,000 | ACoS 20%.

销售额 is what both are called. Where the ads' own stands nowhere in the sheet, and this one makes with the spend the rate that is printed,
in every row, it is the ads'; where it makes another one, it is the store's. Without the spend that is told.
"""

from __future__ import annotations

from dataclasses import replace

from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal
from auditor.intake.scopes import scope_in
from auditor.intake.sheeted import Sheeted
from auditor.intake.windows import asks_span
from auditor.model import Observation, Period, StoreKey, Text, ValueState
from auditor.rulebook.model import Metric, Unit

_Where = tuple[StoreKey, str | None, int]


def with_ads_told(read: Sheeted, gatherer: Gatherer) -> Sheeted:
    """What a sheet gave, with the figures for the ads' that a rate of the ads says to be theirs."""
    lexicon = gatherer.lexicon
    present = {(item.store.platform, item.metric) for item in read.observations}
    for platform, name in sorted(present):
        rate = lexicon.metric(platform, name)
        for at, part in enumerate(rate.ratio or () if rate is not None else ()):
            theirs = lexicon.metric(platform, part)
            if rate is None or theirs is None or (platform, part) in present:
                continue
            others = {name for of, name in present if of == platform}
            for own in _namesakes(platform, theirs, gatherer):
                if (rate.ratio or ())[1 - at] in others:
                    read = _told(read, platform, rate, at, theirs, own)
                elif all(_of_ads(lexicon.metric(platform, name)) for name in others - {own.id}):
                    notes = (*read.sheet.notes, _maybe_theirs(own, rate, theirs))
                    read = replace(read, sheet=replace(read.sheet, notes=notes))
    return read


def _of_ads(metric: Metric | None) -> bool:
    """Whether a metric is of ads by one of its names: ACoS is 广告销售成本比."""
    ads = scope_in("广告")
    names = (normal(name) for name in metric.names) if metric is not None else ()
    return ads is not None and any(normal(prefix) in name for name in names for prefix in ads.prefixes)


def _maybe_theirs(own: Metric, rate: Metric, theirs: Metric) -> Text:
    """What is said where nothing but figures of ads stands beside one that may be theirs or the store's."""
    return Text(
        f"旁边只有广告的数值（{rate.name.zh}等），“{own.name.zh}”按整个店铺的读取；如果是广告的，请把标题写成“{theirs.name.zh}”",
        f"'{own.name.en}' stands beside figures of ads alone ({rate.name.en}) and is read as the whole store's; if it is the ads', head "
        f"it '{theirs.name.en}'",
    )


def _namesakes(platform: str, theirs: Metric, gatherer: Gatherer) -> list[Metric]:
    """The metrics all of whose headings would with a word for ads be those of ``theirs``: 销售额, and not 店铺销售额."""
    ads, found = scope_in("广告"), dict[str, tuple[Metric, bool]]()
    for (heading, of, metric, *_), measure in gatherer.measures.items():
        if of == platform and ads is not None:
            names = ads.spelt(heading.rpartition(" / ")[2]) if any(ads.spelt(heading)) else ()
            same = any(gatherer.lexicon.take(name, platform).metric is theirs for name in names)
            found[metric] = measure.metric, same and found.get(metric, (None, True))[1]
    return [own for own, same in found.values() if same and own.id != theirs.id]


def _told(read: Sheeted, platform: str, rate: Metric, at: int, theirs: Metric, own: Metric) -> Sheeted:
    """The sheet with ``own`` as ``theirs``, which is the part of the rate at ``at``, where the figures say so."""
    other = (rate.ratio or ())[1 - at]
    found: dict[str, dict[_Where, Observation]] = {rate.id: {}, other: {}, own.id: {}}
    for item in read.observations:
        if item.store.platform == platform and item.metric in found:
            found[item.metric][_where(item)] = item
    fits = []
    for where, item in found[own.id].items():
        number, beside, printed = map(_number, (item, found[other].get(where), found[rate.id].get(where)))
        if number and beside and printed:
            above, below = (number, beside) if at == 0 else (beside, number)
            fits.append(abs(above / below - printed) <= _rounding(printed, rate))
    if not fits or not all(fits):
        return read
    note = Text(
        f"“{own.name.zh}”与旁边的“{rate.name.zh}”相符，按“{theirs.name.zh}”读取；如果是整个店铺的，请把标题写成“店铺{own.name.zh}”",
        f"'{own.name.en}' makes the {rate.name.en} that stands beside it and is read as {theirs.name.en}; if it is the whole "
        f"store's, head it '{own.name.en} (store)'",
    )
    columns = tuple((cell, text, theirs.id if kind == own.id else kind) for cell, text, kind in read.sheet.columns)
    taken = (
        _as(item, theirs, found[other][_where(item)].period if _where(item) in found[other] else item.period)
        if item.metric == own.id and item.store.platform == platform
        else item
        for item in read.observations
    )
    sheet = replace(read.sheet, columns=columns, notes=(*read.sheet.notes, note))
    return replace(read, observations=tuple(taken), sheet=sheet)


def _where(item: Observation) -> _Where:
    return item.store, item.segment, item.period.end.toordinal()


def _as(item: Observation, metric: Metric, period: Period) -> Observation:
    return item._replace(metric=metric.id, period=period, open_span=item.open_span and asks_span(metric))


def _number(item: Observation | None) -> float | None:
    """The value of a figure, where it has one that tells something: 0 makes any rate, or none."""
    return item.value if item is not None and item.state is ValueState.OK and isinstance(item.value, float) else None


def _rounding(printed: float, rate: Metric) -> float:
    """By how much a rate may be off as it is printed."""
    decimals = len(repr(printed).partition(".")[2])
    return 0.5001 * 10.0 ** -max(decimals, 2 if rate.unit is Unit.SHARE else 1)
