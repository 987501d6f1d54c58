"""Metrics that are shown with their trend and without a verdict: the sources name them and no figure."""

from __future__ import annotations

import numpy as np

from auditor.assess.display import display
from auditor.assess.panel import Panel
from auditor.assess.reading import Reading
from auditor.assess.series import State
from auditor.model import Observed, StoreKey
from auditor.rulebook.model import RuleBook, Unit


def observed(panel: Panel, book: RuleBook) -> dict[StoreKey, tuple[Observed, ...]]:
    """For every store the metrics that its platform's packs ``observe`` and of which there is a value or a mark."""
    found: dict[StoreKey, list[Observed]] = {store.key: [] for store in panel.stores}
    for grid in panel.grids.values():
        for name in book.observe.get(grid.platform, ()):
            reading = Reading(panel, grid, book, name)
            trends = reading.trends_in(None)
            for subject in np.flatnonzero(reading.found).tolist():
                point = int(reading.latest[subject])
                value: float | str | None = None
                if reading.series.state[point] == State.OK:
                    value = float(reading.series.value[point])
                    if reading.metric.unit is Unit.TEXT:
                        value = reading.texts()[int(value)]
                found[grid.stores[int(grid.store[subject])].key].append(
                    Observed(
                        metric=name,
                        segment=grid.segment[subject],
                        value=value,
                        display=display(
                            value, reading.metric.unit, reading.currency(point), spellings=reading.metric.values
                        ),
                        period=reading.period(point),
                        trend=trends[subject],
                        evidence=reading.cells(point),
                    )
                )
    return {key: tuple(rows) for key, rows in found.items()}
