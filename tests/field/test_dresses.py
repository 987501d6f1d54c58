"""The same figures in another dress: layouts, places, headings, units and notes in any combination give the same, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.intake.lexicon import make_lexicon
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import Cell, ListedSheet, Row, a1
from auditor.intake.sheets import read_sheet
from tests.field.said import rulebook

STORES = {"恒达": "国际站", "蓝峰": "亚马逊"}
WEEKS = {
    "2026-11-08": ("2026-W45", "11.2-11.8", "Nov 2 - Nov 8, 2026", "2026/11/2-2026/11/8"),
    "2026-11-15": ("2026-W46", "11.9-11.15", "Nov 9 - Nov 15, 2026", "2026/11/9-2026/11/15"),
}
HEADINGS = {  # of each platform; the units in which figures may stand, and the figure of the first store's first week in each
    "国际站": {
        "rfq_response_rate": ("RFQ响应率", "%"),
        "p4p_exposure": ("推广曝光", "万"),
        "first_response_hours": ("平均首次响应时间", "分钟"),
    },
    "亚马逊": {"late_shipment_rate": ("迟发率", "%"), "orders_60d": ("订单数(60天)", "万")},
}
DRESSES = {
    "layout": ("across", "down", "tidy", "levels", "stores"),
    "place": ("one", "below", "beside"),
    "pairs": ("cell", "cells"),
    "week": (0, 1, 2, 3),
    "heading": ("plain", "bracket", "line", "slash", "broken"),
    "unit": ("shown", "stated"),
    "serial": (False, True),
    "remark": (False, True),
    "total": (False, True),
    "filled": (False, True),
    "gap": (False, True),
}


class Fact(NamedTuple):
    store: str
    week: str
    metric: str

    @property
    def value(self) -> float:
        """Different for each of them, and possible for each metric."""
        tenths = 10 * list(STORES).index(self.store) + 5 * list(WEEKS).index(self.week)
        by_unit = {"%": (80 + tenths / 5) / 100, "万": 12000.0 + tenths, "分钟": 1.5 + tenths}
        return by_unit[HEADINGS[STORES[self.store]][self.metric][1]]


class Dress:
    """The figures as the choices of a dress write them: ``rows`` hold texts, numbers and facts."""

    def __init__(self, chosen: dict[str, Any]) -> None:
        self.chosen = chosen
        place = chosen["place"]
        if place == "one":
            self.rows = [*self.above(None), *self.table(list(STORES))]
        elif place == "below":
            self.rows = [row for store in STORES for row in (*self.above(store), *self.table([store]), [])]
        else:
            left, right = ([*self.above(store), *self.table([store])] for store in STORES)
            width = max(map(len, left)) + 1
            rows = range(max(len(left), len(right)))
            self.rows = [[*_padded(left, row, width), *_padded(right, row, 0)] for row in rows]

    def above(self, store: str | None) -> Iterator[list[Any]]:
        yield ["2026年运营周报"]
        pairs = [("店铺", store), ("平台", STORES[store])] if store else []
        for label, text in pairs:
            yield [f"{label}：{text}"] if self.chosen["pairs"] == "cell" else [label, text]
        if self.chosen["filled"]:
            yield ["制表日期：2026-11-17"]
        if self.chosen["gap"]:
            yield []

    def table(self, stores: list[str]) -> list[list[Any]]:
        weeks, one = list(WEEKS), len(stores) == 1
        metrics = [(store, metric) for store in stores for metric in HEADINGS[STORES[store]]]
        named = [] if one else ["店铺", "平台"]
        whose = {store: [] if one else [store, STORES[store]] for store in stores}
        layout = self.chosen["layout"]
        if layout == "across":
            head = [[*named, "统计周期", *(self.heading(*each) for each in metrics)]]
            body = [
                [*whose[s], self.week(w), *(Fact(s, w, m) if of == s else None for of, m in metrics)]
                for s in stores
                for w in weeks
            ]
            if self.chosen["total"] and not one:
                body.append(["合计", *(None for _ in head[0][1:])])
        elif layout == "tidy":
            head = [[*named, "统计周期", "指标", "数值"]]
            body = [[*whose[s], self.week(w), self.heading(s, m), Fact(s, w, m)] for s, m in metrics for w in weeks]
        elif layout == "levels" and not one:
            head = [
                [*named, *(cell for w in weeks for cell in (self.week(w), *(None for _ in metrics[1:])))],
                [*(None for _ in named), *(self.heading(*each) for _ in weeks for each in metrics)],
            ]
            body = [
                [*whose[s], *(Fact(s, w, m) if of == s else None for w in weeks for of, m in metrics)] for s in stores
            ]
        elif layout == "stores" and not one:
            head = [
                ["店铺", *(cell for s in stores for cell in (s, None))],
                ["平台", *(STORES[s] for s in stores for _ in weeks)],
                ["指标", *(self.week(w) for _ in stores for w in weeks)],
            ]
            body = [
                [self.heading(of, m), *(Fact(s, w, m) if of == s else None for s in stores for w in weeks)]
                for of, m in metrics
            ]
        else:
            head = [[*named, "指标", *map(self.week, weeks)]]
            body = [[*whose[s], self.heading(s, m), *(Fact(s, w, m) for w in weeks)] for s, m in metrics]
        if self.chosen["remark"]:
            head[-1].append("备注")
            body[0].append("大促")
        if self.chosen["serial"]:
            head = [["序号" if number == 0 else None, *row] for number, row in enumerate(head)]
            body = [[number, *row] for number, row in enumerate(body, 1)]
        return [*head, *body]

    def week(self, end: str) -> str:
        return WEEKS[end][self.chosen["week"]]

    def heading(self, store: str, metric: str) -> str:
        name, unit = HEADINGS[STORES[store]][metric]
        half = len(name.partition("(")[0]) // 2
        name = f"{name[:half]}\n{name[half:]}" if self.chosen["heading"] == "broken" else name
        if self.chosen["unit"] == "shown":
            return name
        return name + {"line": f"\n{unit}", "slash": f"/{unit}"}.get(self.chosen["heading"], f"({unit})")

    def shown(self, fact: Fact) -> float | str:
        unit = HEADINGS[STORES[fact.store]][fact.metric][1]
        number = {"%": fact.value * 100, "万": fact.value / 10000, "分钟": fact.value * 60}[unit]
        return f"{number:g}{unit}" if self.chosen["unit"] == "shown" else float(f"{number:.6g}")


def _padded(rows: list[list[Any]], row: int, width: int) -> list[Any]:
    cells = rows[row] if row < len(rows) else []
    return [*cells, *(None for _ in range(width - len(cells)))]


@settings(max_examples=100, deadline=None, derandomize=True)
@example(
    dict.fromkeys(DRESSES, 0)
    | {"layout": "down", "place": "beside", "pairs": "cell", "heading": "plain", "unit": "shown", "serial": True}
)
@example(
    dict.fromkeys(DRESSES, 0)
    | {"layout": "stores", "place": "one", "pairs": "cell", "heading": "line", "unit": "stated", "serial": True}
)
@given(st.fixed_dictionaries({name: st.sampled_from(choices) for name, choices in DRESSES.items()}))
def test_the_same_figures_in_another_dress(chosen: dict[str, Any]) -> None:
    dress = Dress(chosen)
    rows, expected = [], {}
    for number, row in enumerate(dress.rows, 1):
        cells = []
        for column, value in enumerate(row, 1):
            written = value
            if isinstance(value, Fact):
                expected[value] = (a1(number, column), value.value)
                written = dress.shown(value)
            if written is not None:
                cells.append(Cell(column, written, kind="text" if isinstance(written, str) else "number"))
        if cells:
            rows.append(Row(number, cells))
    read = read_sheet(
        ListedSheet(None, listed=rows), Origin("周报.xlsx", None, "周报", year=None), make_lexicon(rulebook())
    )
    found = {
        Fact(item.store.store, str(item.period.end), item.metric): (item.evidence[0].cell, round(float(item.value), 9))
        for item in read.observations
        if isinstance(item.value, float)
    }
    assert found == {fact: (cell, round(value, 9)) for fact, (cell, value) in expected.items()}
    assert read.sheet.error is None
    assert not [item for item in read.sheet.ignored if item.incomplete]
