"""A month that a spreadsheet keeps as its first day: what is typed as 2026年10月 is stored as the 1st of October."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook

from auditor.intake import Options, read
from auditor.intake.dating.month_numbers import months_of_numbers
from auditor.model import ValueState
from tests.field.said import Said, rulebook, text_file, xlsx
from tests.field.test_raw_exports import taken

ORDERS = "alibaba.trust-orders"
MONTHS = [datetime(2026, month, 1) for month in (8, 9, 10)]


def book(path: Path, rows: list[list[object]], number_format: str) -> Path:
    """A workbook whose dates are shown through a format."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for row_of_cells in sheet.iter_rows():
        for cell in row_of_cells:
            if isinstance(cell.value, date):
                cell.number_format = number_format
    made.save(path)
    return path


def last_days(file: Path) -> list[str]:
    """The last day of each figure."""
    intake = read([str(file)], rulebook(), Options(platform="alibaba", isolated=False))
    return sorted(str(item.period.end) for item in intake.observations)


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize(
    ("number_format", "monthly"),
    [('yyyy"年"m"月"', True), ("mmm-yy", True), ("yyyy-mm", True), ('[$-804]yyyy"年"m"月";@', True), ('m"月"', True),
     ("yyyy-mm-dd", False), ("yyyy/m/d h:mm", False), ('m"月"d"日"', False)],
)  # fmt: skip
def test_a_date_that_is_shown_as_a_month_is_the_month(
    tmp_path: Path, number_format: str, monthly: bool, down: bool
) -> None:
    rows: list[list[object]] = [["指标", *MONTHS], ["信保订单数", 3, 2, 1]]
    if not down:
        rows = [list(turned) for turned in zip(*rows, strict=True)]
        rows[0][0] = "周期"
    file = book(tmp_path / "s.xlsx", rows, number_format)
    assert last_days(file) == [
        f"2026-{day}" for day in (("08-31", "09-30", "10-31") if monthly else ("08-01", "09-01", "10-01"))
    ]
    said = Said(file, platform="alibaba")
    assert (said.status(ORDERS) == "pass") is monthly  # three whole months in a row, or three that are none


@pytest.mark.parametrize("heading", ["月份", "月", "Month", "日期"])
@pytest.mark.parametrize("written", ["%Y-%m-01", "%Y/%m/01", "%Y-%m"])
def test_the_first_of_a_month_under_a_heading_of_months(tmp_path: Path, heading: str, written: str) -> None:
    rows = [[heading, "信保订单数"], *([month.strftime(written), 2] for month in MONTHS)]
    monthly = heading != "日期" or written == "%Y-%m"
    assert last_days(text_file(tmp_path / "s.csv", rows))[-1] == ("2026-10-31" if monthly else "2026-10-01")


def test_another_day_than_the_first_stays_a_day(tmp_path: Path) -> None:
    rows: list[list[object]] = [["月份", "信保订单数"], [datetime(2026, 10, 15), 2]]
    assert last_days(book(tmp_path / "s.xlsx", rows, 'yyyy"年"m"月"')) == ["2026-10-15"]


def old_book(path: Path, number_format: str | None) -> Path:
    """An .xls; without a format its dates are in one that is built into a Chinese Excel and stands in no file (57)."""
    made = xlwt.Workbook()
    sheet = made.add_sheet("S")
    style = xlwt.easyxf(num_format_str=number_format or 'yyyy"年"m"月"')
    for column, text in enumerate(("周期", "信保订单数")):
        sheet.write(0, column, text)
    for row, month in enumerate(MONTHS, start=1):
        sheet.write(row, 0, month, style)
        sheet.write(row, 1, 2)
    made.save(str(path))
    if number_format is None:  # the styles' own format, 164, becomes 57
        styles = re.compile(rb"(?<=\xe0\x00\x14\x00..)\xa4\x00", re.DOTALL)
        path.write_bytes(styles.sub(b"\x39\x00", path.read_bytes()))
    return path


@pytest.mark.parametrize("number_format", ['yyyy"年"m"月"', None])
def test_a_month_in_an_old_workbook(tmp_path: Path, number_format: str | None) -> None:
    assert last_days(old_book(tmp_path / "s.xls", number_format)) == ["2026-08-31", "2026-09-30", "2026-10-31"]


FODS = """<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet><table:table table:name="S">
{rows}</table:table></office:spreadsheet></office:body></office:document>"""


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("2026年10月", "2026-10-31"),
        ("2026-10", "2026-10-31"),
        ("Oct-26", "2026-10-31"),  # as mmm-yy shows it
        ("10月", "2026-10-31"),
        ("2026-10-01", "2026-10-01"),
        ("Oct-01", "2026-10-01"),
        ("10月1日", "2026-10-01"),
    ],
)
def test_a_month_in_an_open_document(tmp_path: Path, shown: str, day: str) -> None:
    heads = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("周期", "信保订单数")
    )
    cells = (
        f'<table:table-cell office:value-type="date" office:date-value="2026-10-01"><text:p>{shown}</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'
    )
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in (heads, cells))
    file = tmp_path / "s.fods"
    file.write_text(FODS.format(rows=rows), encoding="utf-8")
    assert last_days(file) == [day]


@pytest.mark.parametrize(
    "title",
    [["Month: Oct-26"], ["Month", "Oct-26"], ["Reporting month: Oct-26"], ["月份：Oct-26"], ["月份", "2026-10-01"]],
)
def test_what_is_labelled_as_a_month_above_a_table_is_one(tmp_path: Path, title: list[object]) -> None:
    assert last_days(text_file(tmp_path / "s.csv", [title, ["指标", "数值"], ["询盘数", 20]])) == ["2026-10-31"]


@pytest.mark.parametrize(
    ("heading", "day", "end"),
    [
        ("周次", "2026-11-09", "2026-11-15"),  # a Monday begins its week
        ("Week", "2026/11/9", "2026-11-15"),
        ("周", "2026-11-15", "2026-11-15"),  # a Sunday ends it
        ("Week", "2026-11-11", "2026-11-11"),
        ("日期", "2026-11-09", "2026-11-09"),
    ],
)
def test_a_monday_under_a_heading_of_weeks_is_its_week(tmp_path: Path, heading: str, day: str, end: str) -> None:
    assert last_days(text_file(tmp_path / "s.csv", [[heading, "询盘数"], [day, 20]])) == [end]


@pytest.mark.parametrize(("heading", "days"), [("Week", 7), ("周次", 7), ("Date", 31)])
def test_a_week_s_orders_are_no_month_s(tmp_path: Path, heading: str, days: int) -> None:
    rows = [[heading, "RFQ响应率", "订单数"], ["2026-11-01", "92%", 30], ["2026-11-08", "93%", 31]]
    intake = taken(text_file(tmp_path / "s.csv", rows), as_of="2026-11-15")
    assert {item.period.days for item in intake.observations if item.metric == "store_orders"} == {days}
    told = any("is the last day of its week" in note.en for note in intake.inputs[0].sheets[0].notes)
    assert told == (days == 7)


@pytest.mark.parametrize("heading", ["日期", "天"])
def test_equal_values_of_days_are_not_their_month_s(tmp_path: Path, heading: str) -> None:
    rows = [[heading, "会话数", "订单数"], *([f"2026-10-{day:02}", 300, 3] for day in range(1, 32))]
    found = taken(text_file(tmp_path / "独立站_2026-10.csv", rows)).observations
    assert {item.state for item in found} == {ValueState.UNDECIDED}


@pytest.mark.parametrize(
    ("months", "ends"),
    [
        ([2026.8, 2026.9, 2026.1], ["08-31", "09-30", "10-31"]),
        ([2026.08, 2026.1], ["08-31", "10-31"]),  # with two digits January were 2026.01
        ([2026.1, 2026.2], ["01-31", "02-28"]),
        ([2026.11, 2026.1], ["10-31", "11-30"]),
        ([2026.9, 2026.9, 2026.1, 2026.1], ["09-30", "09-30", "10-31", "10-31"]),  # two stores each
        (["2026.9", "2026.1"], ["09-30", "10-31"]),  # as a .csv has them
        (["2026.1"], ["01-31"]),
        ([2026.1], None),
        ([2026.7, 2026.1], None),
    ],
)
def test_october_as_a_number_is_no_january(tmp_path: Path, months: list[object], ends: list[str] | None) -> None:
    rows = [["月份", "店铺", "RFQ响应率"], *([month, f"店{at % 2}", "90%"] for at, month in enumerate(months))]
    found = taken(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    read_as = sorted(str(item.period.end)[5:] for item in found.observations)
    whys = [item.why.en for item in found.inputs[0].sheets[0].ignored if item.incomplete]
    assert read_as == (["07-31"] if ends is None and len(months) > 1 else ends or [])
    assert [why for why in whys if "may be January or October 2026" in why] == (whys if ends is None else [])
    assert bool(whys) is (ends is None)


@pytest.mark.parametrize(
    ("headings", "ends"),
    [
        ([2026.8, 2026.9, 2026.1], ["08-31", "09-30", "10-31"]),
        ([2026.11, 2026.1], ["10-31", "11-30"]),
        (["2026.9", "2026.1"], ["09-30", "10-31"]),  # as a .csv has them
        ([2026.8, 2026.1], []),
        ([2026.8, 9.5], []),
    ],
)
def test_numbers_that_go_on_as_months_do_head_columns(tmp_path: Path, headings: list[object], ends: list[str]) -> None:
    rows = [["指标", *headings], ["RFQ响应率", *("90%" for _ in headings)]]
    found = taken(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").observations
    assert sorted(str(item.period.end)[5:] for item in found) == ends


def test_between_september_and_february_a_number_may_be_either() -> None:
    assert months_of_numbers(["2026.9", "2026.1", "2026.2"])[1] is None


@pytest.mark.parametrize(
    ("title", "end"),
    [
        ("2026年10月份", "2026-10-31"),
        ("恒达2026年10月份汇总", "2026-10-31"),
        ("26年10月份国际站月报", "2026-10-31"),
        ("二〇二六年十月份数据", "2026-10-31"),
        ("2026年10月度运营汇总", "2026-10-31"),
        ("2026年国际站10月经营月报", "2026-10-31"),
        ("2026年度国际站10月份数据汇总", "2026-10-31"),
        ("国际站10月店铺数据（2026年）", "2026-10-31"),
        ("2026年国际站近3月数据", None),
        ("2026年新品8月上架计划", None),
        ("2026年国际站10月上旬数据", None),
        ("2026年国际站1-10月数据", None),
    ],
)
def test_a_month_in_a_title_in_the_words_of_operators(tmp_path: Path, title: str, end: str | None) -> None:
    rows = [[title], ["指标", "本月"], ["信保订单数", 2]]
    found = taken(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").observations
    assert [str(item.period.end) for item in found] == ([end] if end else [])


@pytest.mark.parametrize("month", ["2026年10月份", "2026-10", "10月份"])
def test_the_word_behind_a_month_says_nothing(tmp_path: Path, month: str) -> None:
    rows = [["指标", month], ["信保订单数", 2]]
    assert last_days(xlsx(tmp_path / "恒达2026.xlsx", rows)) == ["2026-10-31"]
    assert last_days(xlsx(tmp_path / "恒达2026.xlsx", [*zip(*rows, strict=True)])) == ["2026-10-31"]


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize(
    ("days", "told"),
    [
        (["2026-11-02", "2026-11-09"], "Mondays a week apart"),
        (["2026-11-01", "2026-11-08"], None),  # Sundays end their weeks
        (["2026-11-09"], None),
        (["2026-11-02", "2026-11-03", "2026-11-09"], None),
        (["2026-10-01", "2026-11-01"], "firsts of months"),
        (["2026-09-01", "2026-10-01", "2026-10-31"], None),
        (["2026-11-01"], None),
    ],
)
def test_days_that_weeks_or_months_may_begin_with_are_told(
    tmp_path: Path, down: bool, days: list[str], told: str | None
) -> None:
    rows = [["日期", "RFQ响应率"], *([day, "90%"] for day in days)]
    if not down:
        rows = [["指标", *days], ["RFQ响应率", *("90%" for _ in days)]]
    found = taken(text_file(tmp_path / "s.csv", rows), platform="alibaba")
    assert [str(item.period.end) for item in found.observations] == days
    said = [note.en for note in found.inputs[0].sheets[0].notes if note.en.startswith("the dates are ")]
    assert [told in note for note in said] == ([True] if told else [])
