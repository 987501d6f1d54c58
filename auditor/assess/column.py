"""One check in columns: for each subject the value that is judged, or why there is none."""

from __future__ import annotations

from functools import cached_property
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from auditor.assess.reading import Reading
from auditor.assess.requirement import Judgement
from auditor.assess.series import Floats, State
from auditor.assess.spans import shift
from auditor.model import Text
from auditor.rulebook.model import Check, Unit, Verb


class Column:
    """A check on the audit's date beside the reading of its metric. Arrays have an entry a subject unless said."""

    def __init__(self, judgement: Judgement, reading: Reading) -> None:
        self.judgement, self.reading = judgement, reading
        self.check: Check = judgement.check
        self.values, self.states = reading.amounts(judgement.currency)

    @cached_property
    def points(self) -> Floats:
        """What is compared, for each point of the series; NaN where it can't be used."""
        usable = np.where(self.states == State.OK, self.values, np.nan)
        if self.check.min_sample_by_platform:
            usable = np.where(self.too_few, np.nan, usable)
        return self.judgement.comparable(usable, self.reading.texts())

    @cached_property
    def stale(self) -> NDArray[np.bool_]:
        """Whether the latest point is older than the check allows."""
        reading, limit = self.reading, self.check.max_age
        if limit is None or not len(reading.series):
            return np.zeros(len(reading.latest), bool)
        ends = reading.series.end[reading.latest]
        return reading.found & (shift(ends, limit, 1) < reading.panel.today)

    @cached_property
    def sample(self) -> Floats:
        """The number of cases behind the latest value, NaN where it is not known."""
        return self.reading.beside(self.reading.metric.counted_by, self.reading.latest)

    @cached_property
    def part(self) -> Floats:
        """The numerator of the latest value where it is a ratio of counts."""
        ratio = self.judgement.metric.ratio
        return self.reading.beside(ratio[0] if ratio else None, self.reading.latest)

    @cached_property
    def samples(self) -> Floats:
        """For each point the number of cases behind it; NaN where it is not known, or not asked for."""
        size = len(self.reading.series)
        if self.check.min_sample is None:
            return np.full(size, np.nan)
        return self.reading.beside(self.reading.metric.counted_by, np.arange(size, dtype=np.int64))

    @cached_property
    def too_few(self) -> NDArray[np.bool_]:
        """For each point whether its sample is known and smaller than the check's least one."""
        return self.samples < (self.check.min_sample or 0)

    @cached_property
    def latest_values(self) -> Floats:
        """What is compared with the line; NaN makes the finding unknown."""
        reading = self.reading
        if not len(reading.series):
            return np.full(len(reading.latest), np.nan)
        return np.where(reading.found & ~self.stale, self.points[reading.latest], np.nan)

    def headroom(self, values: Floats) -> Floats:
        """The distance to the line on the safe side, negative beyond it, in the metric's unit; NaN without a line."""
        if not self.judgement.is_interval or self.judgement.metric.unit in (Unit.FLAG, Unit.TEXT):
            return np.full(len(values), np.nan)
        expect = self.judgement.line.expect
        line = [quantity.number for quantity in expect.quantities]
        match expect.verb:
            case Verb.AT_LEAST | Verb.MORE_THAN:
                room = values - line[0]
            case Verb.AT_MOST | Verb.LESS_THAN:
                room = line[0] - values
            case Verb.BETWEEN:
                room = np.minimum(values - line[0], line[1] - values)
            case _:
                room = -np.abs(values - line[0])
        # 258,000.01 is 0.01 beyond 258,000: a difference has the binary noise of the greater figure
        digits = 12 - floor(log10(max(1.0, *map(abs, line))))
        return np.round(room, digits) + 0.0

    @cached_property
    def failure(self) -> Text:
        """The reason of a failure: a missed benchmark is no violation."""
        plain = self.judgement.plain
        if self.judgement.line.own:
            return Text(f"未达到本客户要求：{plain.zh}", f"misses this client's line: {plain.en}")
        if self.check.kind.value == "platform":
            return Text(f"未达到平台要求：{plain.zh}", f"misses the platform's line: {plain.en}")
        return Text(f"未达基准：{plain.zh}", f"below benchmark: {plain.en}")

    @cached_property
    def warning(self) -> Text:
        """The reason of a watch."""
        line = self.judgement.watch or self.judgement.plain
        return Text(f"达标，但已进入预警区（预警线：{line.zh}）", f"holds, but is past the warning line: {line.en}")
