"""An export that comes in several files is one list of records; windows of dated rows end on the audit's date."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.intake import Options, read
from auditor.intake.readers.cells import UnreadableFile
from auditor.model import Observation, Text, ValueState
from tests.field.said import Said, rulebook, text_file, xlsx

HEAD = ["订单编号", "订单创建时间", "状态", "订单总价", "订单币种", "约定发货时间", "实际发货时间", "邮箱"]
FIRST = date(2026, 7, 1)
Record = dict[str, Any]


def record(number: int, created: int, shipped: int | None = 5, amount: int = 100, buyer: int = 0) -> Record:
    """An order: ``created`` days after the first of July, due 10 days later."""
    day = FIRST + timedelta(days=created)
    due = day + timedelta(days=10)
    sent = day + timedelta(days=shipped) if shipped is not None else ""
    cells = [f"O{number}", day, "交易成功", amount, "USD", due, sent, f"b{buyer}@x.com"]
    return {"day": day, "cells": [str(cell) for cell in cells]}


def files(folder: Path, records: list[Record], *names: tuple[str, date, date]) -> list[Path]:
    """The export of each span of days; a file is named with the days that it covers."""
    made = []
    for name, start, end in names:
        rows = [each["cells"] for each in records if start <= each["day"] <= end]
        made.append(text_file(folder / f"orders_{name}.csv", [HEAD, *rows]))
    return made


def said(paths: list[Path], as_of: str = "2026-10-31", **options: Any) -> Said:
    return Said(*paths, as_of=as_of, store="恒达", **options)


MONTHS = [
    (f"2026-{month:02d}", date(2026, month, 1), date(2026, month, last))
    for month, last in ((7, 31), (8, 31), (9, 30), (10, 31))
]
WHOLE = ("2026-07-01~2026-10-31", date(2026, 7, 1), date(2026, 10, 31))
EVERY_WEEK = [record(n, 7 * n, shipped=5 + n) for n in range(17)]


def test_monthly_files_fill_windows_together(tmp_path: Path) -> None:
    apart = said(files(tmp_path, EVERY_WEEK, *MONTHS))
    (tmp_path / "whole").mkdir()
    whole = said(files(tmp_path / "whole", EVERY_WEEK, WHOLE))
    for check in (
        "alibaba.trust-orders",
        "alibaba.trust-orders-60d",
        "alibaba.trust-fulfilment",
        "alibaba.on-time-shipment",
    ):
        assert apart.finding(check)["status"] == whole.finding(check)["status"] != "unknown"
        assert apart.value(check) == whole.value(check)
    cells = {cell["file"].rsplit("/", 1)[-1] for cell in apart.finding("alibaba.trust-orders-60d")["evidence"]}
    assert cells == {"orders_2026-09.csv", "orders_2026-10.csv"}
    notes = " ".join(note for sheet in apart.sheets for note in sheet["notes"])
    assert "counted as one list with orders_2026-10.csv, orders_2026-09.csv, orders_2026-08.csv" in notes


def test_a_month_that_is_not_there_is_no_month_without_orders(tmp_path: Path) -> None:
    found = said(files(tmp_path, EVERY_WEEK, *MONTHS[:2], MONTHS[3])).finding("alibaba.trust-orders-60d")
    assert found["status"] == "unknown"
    assert "covers 31 of 60 days" in found["reason"]


def test_an_order_in_two_files_counts_once_as_the_newest_has_it(tmp_path: Path) -> None:
    records = [record(n, 80 + n, amount=10) for n in range(20)]
    text_file(tmp_path / "a.csv", [HEAD, record(99, 0)["cells"], *(each["cells"] for each in records)])
    for each in records[5:]:
        each["cells"][2] = "已取消"
    text_file(tmp_path / "b.csv", [HEAD, *(each["cells"] for each in records[5:]), record(100, 122)["cells"]])
    both = said([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert both.value("alibaba.trust-orders-60d") == 5 + 1
    notes = " ".join(note for sheet in both.sheets for note in sheet["notes"])
    assert "15 rows stand in a newer file too and are counted once" in notes


def test_sheets_of_one_workbook_are_parts_as_well(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = xlsx(
        tmp_path / "恒达.xlsx",
        [HEAD, *(r["cells"] for r in EVERY_WEEK if r["day"].month <= 8)],
        "2026-07-01~2026-08-31",
    )
    book = load_workbook(path)
    sheet = book.create_sheet("2026-09-01~2026-10-31")
    for row in [HEAD, *(r["cells"] for r in EVERY_WEEK if r["day"].month > 8)]:
        sheet.append(row)
    book.save(path)
    whole = said(files(tmp_path, EVERY_WEEK, WHOLE))
    assert said([path]).value("alibaba.trust-fulfilment") == whole.value("alibaba.trust-fulfilment") == 14


def test_orders_of_two_stores_stay_apart(tmp_path: Path) -> None:
    for name, span in (("甲", MONTHS[2]), ("乙", MONTHS[3])):
        (tmp_path / name).mkdir()
        files(tmp_path / name, EVERY_WEEK, span)
    both = Said(tmp_path, as_of="2026-10-31")
    assert both.status("alibaba.trust-orders-60d", "甲") == both.status("alibaba.trust-orders-60d", "乙") == "unknown"


@pytest.mark.parametrize("as_of", ["2026-10-31", "2026-10-30", "2026-09-29", "2026-09-30"])
def test_windows_end_on_the_date_of_the_audit(tmp_path: Path, as_of: str) -> None:
    day = date.fromisoformat(as_of)
    found = said(files(tmp_path, EVERY_WEEK, WHOLE), as_of=as_of).finding("alibaba.trust-orders-60d")
    assert found["period"] == {"start": str(day - timedelta(days=59)), "end": as_of}
    assert found["value"] == sum(day - timedelta(days=59) <= each["day"] <= day for each in EVERY_WEEK)


def test_what_the_file_does_not_reach_back_to_is_unknown(tmp_path: Path) -> None:
    found = said(files(tmp_path, EVERY_WEEK, WHOLE), as_of="2026-08-15").finding("alibaba.trust-orders-60d")
    assert found["status"] == "unknown"
    assert "covers 46 of 60 days" in found["reason"]


records = st.lists(
    st.builds(
        record,
        st.integers(0, 12),
        st.integers(0, 122),
        st.none() | st.integers(0, 20),
        st.integers(0, 50),
        st.integers(0, 2),
    ),
    max_size=12,
    unique_by=lambda each: each["cells"][0],
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records, st.sets(st.integers(1, 122), max_size=3))
def test_however_a_list_is_cut_it_comes_to_the_same(tmp_path: Path, orders: list[Record], cuts: set[int]) -> None:
    days = [FIRST + timedelta(days=cut) for cut in sorted(cuts)]
    spans = list(zip([FIRST, *days], [*(day - timedelta(days=1) for day in days), WHOLE[2]], strict=True))
    names = [(f"{start}~{end}", start, end) for start, end in spans]

    def values(paths: list[Path]) -> dict[Any, Any]:
        options = Options(store="恒达", isolated=False)
        seen: tuple[Observation, ...] = read([str(path) for path in paths], rulebook(), options).observations
        return {(item.metric, item.period): (item.value, item.rows) for item in seen if item.state is ValueState.OK}

    for old in tmp_path.iterdir():
        old.unlink()
    whole = values(files(tmp_path, orders, WHOLE))
    parts = values(files(tmp_path, orders, *names))
    assert whole.items() <= parts.items()


@pytest.mark.parametrize("label", ["合计", ""])
def test_a_total_may_be_that_of_the_lines_or_of_the_orders(tmp_path: Path, label: str) -> None:
    lines = [each["cells"] for each in EVERY_WEEK for _ in range(2)]  # an order's total stands on each of its lines
    for total in (17 * 100, 34 * 100):
        rows = [HEAD, *lines, [label, "", "", total, "", "", "", ""]]
        found = said([text_file(tmp_path / "orders_2026-07-01~2026-10-31.csv", rows)])
        assert found.value("alibaba.trust-orders-60d") == 8
        assert "does not add up" not in " ".join(found.sheets[0]["notes"])


def test_a_list_of_records_says_where_its_days_come_from(tmp_path: Path) -> None:
    unstated = text_file(tmp_path / "orders.csv", [HEAD, *(each["cells"] for each in EVERY_WEEK)])
    assert "first and last row" in " ".join(said([unstated]).sheets[0]["notes"])
    assert "first and last row" not in " ".join(said(files(tmp_path, EVERY_WEEK, WHOLE)).sheets[0]["notes"])


@pytest.mark.parametrize(("as_of", "end"), [(None, "2026-10-21"), ("2026-10-23", "2026-10-23")])
def test_a_month_that_is_not_over_is_covered_so_far(tmp_path: Path, as_of: str | None, end: str) -> None:
    """orders_2026-10.csv of the 25th: its last order is of the 21st."""
    so_far = [each for each in EVERY_WEEK if each["day"] <= date(2026, 10, 21)]
    paths = files(tmp_path, so_far, *MONTHS)
    found = Said(*paths, as_of=as_of, today=date(2026, 10, 25), store="恒达")
    assert found.document["as_of"] == end
    assert found.finding("alibaba.trust-orders-60d")["period"]["end"] == end
    assert not any("set aside" in warning for warning in found.document["warnings"])


def test_parts_that_cannot_be_read_together_stand_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise UnreadableFile(Text("超时", "out of time"))

    monkeypatch.setattr("auditor.intake.joined.read_export", refuse)
    found = said(files(tmp_path, EVERY_WEEK, *MONTHS), isolated=False)
    assert "covers 31 of 60 days" in found.finding("alibaba.trust-orders-60d")["reason"]
    notes = [note for sheet in found.sheets for note in sheet["notes"] if "out of time" in note]
    assert len(notes) == 4
    assert "could not be counted together with orders_2026-10.csv" in notes[0]


@pytest.mark.parametrize("form", ["%B %d, %Y", "%d %B %Y", "%b %d, %Y %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%SZ"])
def test_days_are_read_however_they_are_written(tmp_path: Path, form: str) -> None:
    lines = [each["cells"] for each in EVERY_WEEK]
    rows = [[*cells[:1], date.fromisoformat(cells[1]).strftime(form), *cells[2:]] for cells in lines]
    found = said([text_file(tmp_path / "orders_2026-07-01~2026-10-31.csv", [HEAD, *rows])])
    assert found.value("alibaba.trust-orders-60d") == 8


def test_a_row_without_its_day_is_of_the_days_of_its_own_file(tmp_path: Path) -> None:
    records = [record(n, 7 * n) for n in range(17)]
    records[9]["cells"][1] = "someday"  # in the file of September
    apart = said(files(tmp_path, records, *MONTHS))
    assert apart.status("alibaba.trust-orders-60d") == "unknown"
    assert "orders_2026-09.csv!B2" in apart.finding("alibaba.trust-orders-60d")["reason"]
    assert apart.finding("alibaba.trust-orders")["period"]["end"] == "2026-10-31"
    assert apart.value("alibaba.trust-orders") == 3


def test_a_month_in_another_currency_leaves_the_others_theirs(tmp_path: Path) -> None:
    records = [record(n, 7 * n) for n in range(17)]
    for each in records[:5]:
        each["cells"][4] = "CNY"
    options = Options(store="恒达", isolated=False)
    seen = read([str(path) for path in files(tmp_path, records, *MONTHS)], rulebook(), options).observations
    revenue = {item.period.end.month: (item.value, item.currency) for item in seen if item.metric == "store_revenue"}
    assert revenue == {7: (500, "CNY"), 8: (400, "USD"), 9: (500, "USD"), 10: (300, "USD")}


def notes_of(found: Said) -> str:
    return " ".join(note for sheet in found.sheets for note in sheet["notes"])


def test_two_lists_of_the_same_days_that_differ_are_no_parts(tmp_path: Path) -> None:
    """Which of them is the newer can't be told: their figures contradict each other, as before."""
    records = [record(n, 7 * n) for n in range(17)]
    (one,) = files(tmp_path, records, WHOLE)
    same = tmp_path / "copy_2026-07-01~2026-10-31.csv"
    same.write_bytes(one.read_bytes())
    assert said([one, same]).value("alibaba.trust-orders-60d") == 8
    other = text_file(tmp_path / "other_2026-07-01~2026-10-31.csv", [HEAD, *(each["cells"] for each in records[:16])])
    found = said([one, other])
    assert found.status("alibaba.trust-orders-60d") == "unknown"
    assert "which is the newer can't be told" in notes_of(found)
    assert found.incomplete


def test_lists_that_overlap_without_a_common_record_are_of_two_stores(tmp_path: Path) -> None:
    one = text_file(tmp_path / "us.csv", [HEAD, *(record(n, n)["cells"] for n in range(100))])
    other = text_file(tmp_path / "de.csv", [HEAD, *(record(500 + n, 2 * n + 20)["cells"] for n in range(50))])
    found = said([one, other])
    assert found.status("alibaba.trust-orders") == "unknown"
    assert "have no record in common" in notes_of(found)
    assert found.incomplete


def test_a_day_that_is_cut_in_two_joins_its_files(tmp_path: Path) -> None:
    one = text_file(tmp_path / "a.csv", [HEAD, *(record(n, n)["cells"] for n in range(60))])
    other = text_file(tmp_path / "b.csv", [HEAD, *(record(500 + n, n + 59)["cells"] for n in range(64))])
    assert said([one, other]).value("alibaba.trust-orders-60d") == 60


def test_days_that_no_file_has_are_told(tmp_path: Path) -> None:
    found = said(files(tmp_path, EVERY_WEEK, *MONTHS[:2], MONTHS[3]))
    notes = [note for sheet in found.sheets for note in sheet["notes"] if "no file has" in note]
    assert notes == [
        "no file has 2026-09-01 to 2026-09-30, so that earlier files are counted apart: export those days too; "
        "if an export has them without any record, put the days that it covers into the file's name"
    ]
    assert "no file has" not in notes_of(said(files(tmp_path, EVERY_WEEK, *MONTHS)))


P4P = ["日期", "花费", "点击量", "曝光量", "平均点击花费", "币种"]


def p4p(folder: Path, name: str, first: int, last: int, **changed: object) -> Path:
    """A row a day of November, without any key. ``changed``: what is spent on a day (d12)."""
    rows = [[f"2026-11-{day:02d}", changed.get(f"d{day}", 50), 100, 5000, 0.5, "USD"] for day in range(first, last + 1)]
    return text_file(folder / f"{name}.csv", [P4P, *rows])


@pytest.mark.parametrize(
    "changed",
    [{}, {"d11": 20}],  # the last day of the older file may not have been over
)
def test_days_that_stand_in_two_files_count_once(tmp_path: Path, changed: dict[str, object]) -> None:
    older = p4p(tmp_path, "older", 2, 11, **changed)
    found = Said(older, p4p(tmp_path, "newer", 9, 14), p4p(tmp_path, "newest", 13, 15), as_of="2026-11-15", store="s")
    intake = read([str(path) for path in sorted(tmp_path.iterdir())], rulebook(), Options(store="s", isolated=False))
    spend = {str(item.period.end): item.value for item in intake.observations if item.metric == "p4p_spend"}
    assert spend == {"2026-11-08": 350, "2026-11-15": 350}
    assert "3 rows stand in a newer file too" in notes_of(found)


@pytest.mark.parametrize("end", [11, 15])
def test_days_on_which_two_files_differ_are_not_joined(tmp_path: Path, end: int) -> None:
    found = Said(p4p(tmp_path, "a", 2, end, d10=90), p4p(tmp_path, "b", 9, 15), as_of="2026-11-15", store="s")
    assert "differ on that day" in notes_of(found)
    assert "2026-11-10" in notes_of(found)
    assert found.status("alibaba.p4p-cpc") == ("unknown" if end == 15 else "pass")  # two figures of one week contradict


def test_a_day_without_rows_in_one_of_two_files_is_a_difference(tmp_path: Path) -> None:
    one = p4p(tmp_path, "2026-11-02~2026-11-11", 2, 11)
    other = text_file(tmp_path / "2026-11-09~2026-11-15.csv", [P4P, ["2026-11-12", 50, 100, 5000, 0.5, "USD"]])
    assert "differ on that day" in notes_of(Said(one, other, as_of="2026-11-15", store="s"))


@pytest.mark.parametrize("moved", [False, True])
def test_one_file_may_have_another_currency_from_a_month_on(tmp_path: Path, moved: bool) -> None:
    records = [record(n, 7 * n) for n in range(17)]
    for each in records[: 6 if moved else 5]:  # of July; the sixth is of August
        each["cells"][4] = "CNY"
    (path,) = files(tmp_path, records, WHOLE)
    seen = read([str(path)], rulebook(), Options(store="恒达", isolated=False)).observations
    revenue = {item.period.end.month: (item.value, item.currency) for item in seen if item.metric == "store_revenue"}
    august = (None, None) if moved else (400, "USD")
    assert revenue == {7: (500, "CNY"), 8: august, 9: (500, "USD"), 10: (300, "USD")}
