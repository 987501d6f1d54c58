"""Totals of a week below the days of two: they are no totals of all rows, and not called wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.intake import Options, read
from auditor.model import ValueState
from auditor.rulebook import load_overlays
from tests.field.said import rulebook, xlsx
from tests.field.test_raw_exports import taken
from tests.field.test_sheets_and_levels import workbook


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("上周合计", False),
        ("本周小计", False),
        ("11月合计", False),
        ("第46周合计", False),
        ("Weekly total", False),
        ("合计", True),
        ("华东合计", True),
        ("总计：", True),
    ],
)
def test_a_total_of_some_days(tmp_path: Path, label: str, told: bool) -> None:
    rows = [["周期", "RFQ响应率", "曝光量"], ["2026-W45", "90%", 10], ["2026-W46", "91%", 20], [label, "", 12]]
    notes = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba").inputs[0].sheets[0].notes
    assert any("does not add up" in note.en for note in notes) is told


@pytest.mark.parametrize(("total", "told"), [(30.02, True), (30.01, False), (30, False), (29.99, False), (29.98, True)])
def test_a_total_may_be_rounded_by_a_cent(tmp_path: Path, total: float, told: bool) -> None:
    rows = [["店铺", "P4P花费(元)"], ["甲店", 10], ["乙店", 20], ["合计", total]]
    notes = taken(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba").inputs[0].sheets[0].notes
    assert any("does not add up" in note.en for note in notes) is told


def test_a_total_of_the_month_below_stores_is_that_of_all_rows(tmp_path: Path) -> None:
    rows = [["店铺", "曝光量"], ["甲店", 10], ["乙店", 20], ["本月合计", 25]]
    notes = taken(xlsx(tmp_path / "2026-10.xlsx", rows), platform="alibaba").inputs[0].sheets[0].notes
    assert any("does not add up" in note.en for note in notes)


@pytest.mark.parametrize(
    ("heading", "read"),
    [
        ("RFQ响应率(近一个月)", True),
        ("RFQ响应率(近1个月)", True),
        ("近一个月RFQ响应率", True),
        ("RFQ响应率(最近一月)", True),
        ("RFQ响应率(last month)", False),  # the calendar's
        ("RFQ响应率(近两个月)", False),
        ("RFQ响应率(月)", False),
        ("询盘数(近一个月)", False),  # a count of 31 days is another
    ],
)
def test_a_rate_of_the_last_month_is_that_of_its_thirty_days(tmp_path: Path, heading: str, read: bool) -> None:
    rows = [["店铺", "周期", heading], ["恒达", "2026-W46", "90%" if "率" in heading else 9]]
    assert bool(taken(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").observations) is read


DAYS = [[f"2026-11-{day:02}", day, 2 * day, "90%"] for day in range(9, 16)]  # Monday to Sunday: 84, 168
SUMMED, ASKED = ["2026-11-09..2026-11-15"], []


@pytest.mark.parametrize(
    ("totals", "exposure", "clicks"),
    [
        ([["合计", 84, 168]], SUMMED, SUMMED),
        ([["本周合计", 84, 168]], SUMMED, SUMMED),
        ([["Total", "84", "168"]], SUMMED, SUMMED),
        ([["合计", 84, 168], ["2026-11-16", 9, 9]], SUMMED, SUMMED),  # the week to come has begun
        ([["合计", 84, 169]], SUMMED, ASKED),
        ([["合计", 84]], SUMMED, ASKED),
        ([["合计", 83.98, 168.02]], ASKED, ASKED),
        ([["日均", 12, 24]], ASKED, ASKED),
        ([], ASKED, ASKED),
        # of two totals one is not
        ([["合计", 84, 168], ["2026-11-16", 9, 9], ["2026-11-17", 9, 9], ["合计", 18, 7]], SUMMED, ASKED),
    ],
)
def test_days_that_their_total_adds_up_are_added_up(
    tmp_path: Path, totals: list[list[object]], exposure: list[str], clicks: list[str]
) -> None:
    rows = [["日期", "曝光量", "点击量", "RFQ响应率"], *DAYS, *totals]
    intake = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    for metric, weeks, total in (("exposure", exposure, 84), ("clicks", clicks, 168)):
        found = [item for item in intake.observations if item.metric == metric and item.value is not None]
        assert [f"{item.period.start}..{item.period.end}" for item in found] == weeks
        assert [item.value for item in found] == [total for _ in weeks]
    told = [note.en for note in intake.inputs[0].sheets[0].notes if "sum of the days" in note.en]
    named = [name for name, weeks in (("曝光量", exposure), ("点击量", clicks)) if weeks]
    assert told == (
        [f"the total is the sum of the days, so that they are added up: {', '.join(named)}"] if named else []
    )


@pytest.mark.parametrize(
    ("above", "below", "exposure", "clicks"),
    [
        ([["合计", 84, 168]], [], SUMMED, SUMMED),
        ([["Total", 84, 168], ["日均", 12, 24]], [], SUMMED, SUMMED),
        ([["本周合计", 84, 169]], [], SUMMED, ASKED),
        ([["日均", 12, 24]], [], ASKED, ASKED),
        # of which days each of two is, nothing tells
        ([["合计", 84, 168]], [["合计", 17, 9], ["2026-11-16", 9, 9], ["2026-11-17", 8, 0]], ASKED, ASKED),
    ],
)
def test_days_that_the_total_above_them_adds_up_are_added_up(
    tmp_path: Path, above: list[list[object]], below: list[list[object]], exposure: list[str], clicks: list[str]
) -> None:
    rows = [["日期", "曝光量", "点击量"], *above, *(row[:3] for row in DAYS), *below]
    intake = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    for metric, weeks in (("exposure", exposure), ("clicks", clicks)):
        found = [item for item in intake.observations if item.metric == metric and item.value is not None]
        assert [f"{item.period.start}..{item.period.end}" for item in found] == weeks


@pytest.mark.parametrize(
    ("heading", "totals", "weeks"),
    [
        ("合计", (84, 168, 6.3), (1, 1)),
        ("Total", ("84", "168", ""), (1, 1)),
        ("合计", (84, 169, ""), (1, 0)),
        ("合计", ("", 168, ""), (0, 1)),
        ("日均", (84, 168, ""), (0, 0)),
    ],
)
def test_days_across_that_their_total_adds_up_are_added_up(
    tmp_path: Path, heading: str, totals: tuple[object, ...], weeks: tuple[int, int]
) -> None:
    figures = zip(*(row[1:] for row in DAYS), strict=True)
    metrics = [
        [name, *days, total]
        for name, days, total in zip(("曝光量", "点击量", "RFQ响应率"), figures, totals, strict=True)
    ]
    rows = [["指标", *(f"11.{day}" for day in range(9, 16)), heading], *metrics]
    intake = taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba")
    values = [item.value for item in intake.observations if item.metric in ("exposure", "clicks") and item.value]
    assert values == [total for total, added in zip((84, 168), weeks, strict=True) if added]
    rates = [item.value for item in intake.observations if item.metric == "rfq_response_rate"]
    assert rates == [0.9] * 7


STORES = ("恒达", "华美")
BY_STORE = [[store, day, 5] for store in STORES for day in ("2026-11-09", "2026-11-10", "2026-11-11")]
BY_DAY = [
    row
    for day in ("2026-11-09", "2026-11-10", "2026-11-11")
    for row in (*([store, day, 5] for store in STORES), ["小计", None, 10])
]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["恒达", "2026-11-09", 5], ["合计", None, 5]], False),  # it is that day's value, whatever that is
        ([*([store, "2026-11-15", 5] for store in STORES), ["合计", None, 10]], False),
        ([*(["恒达", day, 5] for day in ("2026-11-01", "2026-11-08", "2026-11-15")), ["合计", None, 15]], False),
        (BY_DAY, False),  # each is of the stores on one day
        ([*BY_DAY, ["合计", None, 30]], True),
        ([*BY_STORE, ["合计", None, 30]], True),
        ([*BY_STORE[:3], ["小计", None, 15], *BY_STORE[3:], ["小计", None, 15]], True),
    ],
)
def test_a_total_of_stores_or_of_weeks_says_nothing_of_days(
    tmp_path: Path, rows: list[list[object]], told: bool
) -> None:
    intake = taken(xlsx(tmp_path / "报表.xlsx", [["店铺", "日期", "曝光量"], *rows]), platform="alibaba")
    notes = [note.en for sheet in intake.inputs[0].sheets for note in sheet.notes]
    assert any("sum of the days" in note for note in notes) is told
    assert any(item.state is ValueState.UNDECIDED for item in intake.observations) is (rows is BY_DAY)


@pytest.mark.parametrize("blank", [None, "-"])
@pytest.mark.parametrize("across", [False, True])
def test_a_day_between_blanks_is_one_of_those_that_the_total_adds_up(
    tmp_path: Path, blank: object, across: bool
) -> None:
    """It was the value of a whole week."""
    rows = [["日期", "曝光量"], *(row[:2] for row in DAYS), ["合计", 84 - 10 - 12]]
    rows[2][1] = rows[4][1] = blank
    if across:
        rows = [["指标", *(row[0] for row in rows[1:])], ["曝光量", *(row[1] for row in rows[1:])]]
    intake = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    (week,) = (item for item in intake.observations if item.state is not ValueState.MISSING)
    assert (week.state, week.note and week.note.en) == (ValueState.INCOMPLETE, "2 of 7 days have no value")


def test_the_overlay_goes_before_a_total(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "恒达.xlsx", [["日期", "曝光量"], *(row[:2] for row in DAYS), ["合计", 84]])
    (tmp_path / "overlay.yaml").write_text("schema: store-auditor/overlay/1\ndaily: {exposure: window}\n")
    overlay = load_overlays([tmp_path / "overlay.yaml"], rulebook())
    intake = read([str(file)], rulebook(), Options(platform="alibaba", isolated=False), overlay)
    assert [item.value for item in intake.observations] == list(range(9, 16))


def test_a_weeks_total_that_its_title_dates_is_the_weeks_value(tmp_path: Path) -> None:
    rows = [["2026-W46"], ["周期", "曝光量"], ["本周合计", 84]]
    intake = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    assert [(str(item.period.end), item.value) for item in intake.observations] == [("2026-11-15", 84)]


@pytest.mark.parametrize(("overlay", "known"), [(None, 80), ("daily: {exposure: sum}\n", None)])
def test_a_weeks_own_value_goes_before_the_sum_of_days_that_only_a_total_vouches_for(
    tmp_path: Path, overlay: str | None, known: int | None
) -> None:
    """A buyer of two days is one of the week."""
    sheets = {
        "周": [["周期", "曝光量"], ["2026-W46", 80]],
        "日": [["日期", "曝光量"], *(row[:2] for row in DAYS), ["合计", 84]],
    }
    laid = None
    if overlay is not None:
        (tmp_path / "overlay.yaml").write_text("schema: store-auditor/overlay/1\n" + overlay)
        laid = load_overlays([tmp_path / "overlay.yaml"], rulebook())
    file = workbook(tmp_path / "恒达.xlsx", sheets)
    (found,) = read([str(file)], rulebook(), Options(platform="alibaba", isolated=False), laid).observations
    assert found.value == known


@pytest.mark.parametrize(
    ("title", "heads", "total", "value"),
    [
        ("各店询盘数（2026-11-09~2026-11-15）", [f"11/{day}" for day in range(9, 16)], 28, 28),
        ("2026年 各店询盘数", [f"11/{day}" for day in range(9, 16)], 28, 28),
        ("询盘数 2026-W46", [11.9, 11.1, 11.11, 11.12, 11.13, 11.14, 11.15], 28, 28),
        ("询盘数 2026年", [f"11月{day}日" for day in range(9, 16)], 28, 28),
        ("询盘数 2026年", [f"11月{day}日" for day in range(9, 16)], 30, None),  # no sum: of which days are they?
    ],
)
def test_stores_below_each_other_and_days_beside_with_their_total(
    tmp_path: Path, title: str, heads: list[object], total: int, value: float | None
) -> None:
    rows = [[title], ["店铺", *heads, "合计"], ["甲店", *range(1, 8), total], ["乙店", *range(1, 8), total]]
    found = taken(xlsx(tmp_path / "国际站.xlsx", rows), platform="alibaba").observations
    assert {item.store.store for item in found} == {"甲店", "乙店"}
    assert {item.value for item in found} == {value}


A_WEEK = [f"2026-11-{day:02}" for day in range(9, 16)]


@pytest.mark.parametrize(
    ("platform", "heading", "counts", "state"),
    [
        ("independent", "加购次数", [31, 28, 35, 29, 30, 41, 22], "undecided"),
        ("independent", "Checkouts started", [12, 11, 14, 10, 9, 16, 8], "undecided"),
        ("alibaba", "收到RFQ数", [3, 0, 5, 2, 0, 4, 1], "undecided"),
        ("amazon", "迟发订单数", [0, 1, 0, 2, 0, 0, 1], "undecided"),  # of thirty days it would not fall to 0 again
        ("amazon", "取消订单数", [3, 3, 3, 3, 3, 3, 3], "undecided"),  # of seven days the page's is as lively as a day's
        ("independent", "加购次数", [930, 938, 925, 931, 940, 936, 929], "told"),
        ("amazon", "缺陷订单数", [3, 3, 3, 4, 4, 4, 3], "told"),
        ("amazon", "缺陷订单数", [0, 0, 0, 0, 0, 0, 0], "told"),
        ("amazon", "政策违规", [5, 5, 3, 3, 2, 1, 1], "read"),  # what stands open on the page
        ("independent", "加购次数(近30天)", [31, 28, 35, 29, 30, 41, 22], "read"),
        ("alibaba", "RFQ响应率", ["90%", "50%", "80%", "60%", "90%", "70%", "80%"], "read"),
    ],
)  # fmt: skip
def test_a_count_a_day_is_of_its_thirty_days_where_it_moves_as_little(
    tmp_path: Path, platform: str, heading: str, counts: list[object], state: str
) -> None:
    down, across = ([["日期", heading], *zip(A_WEEK, counts, strict=True)], [["指标", *A_WEEK], [heading, *counts]])
    for name, rows in (("down", down), ("across", across)):
        intake = taken(xlsx(tmp_path / f"{name}.xlsx", [list(row) for row in rows]), platform=platform)
        states = {item.state for item in intake.observations}
        assert states == {ValueState.UNDECIDED if state == "undecided" else ValueState.OK}
        (sheet,) = intake.inputs[0].sheets
        assert any("days up to it?" in item.why.en for item in sheet.ignored) is (state == "undecided")
        assert any("as the platform's page prints it" in note.en for note in sheet.notes) is (state == "told")


@pytest.mark.parametrize("total", [True, False])
def test_thirty_days_of_a_daily_count_are_added_up(tmp_path: Path, total: bool) -> None:
    days = [f"2026-10-{day:02}" for day in range(2, 32)]
    rows: list[list[object]] = [["日期", "加购次数"], *([day, 20 + at % 7] for at, day in enumerate(days))]
    rows += [["合计", sum(20 + at % 7 for at in range(30))]] if total else []
    (tmp_path / "overlay.yaml").write_text("schema: store-auditor/overlay/1\ndaily: {carts_created: sum}\n")
    laid = load_overlays([tmp_path / "overlay.yaml"], rulebook())
    options = Options(platform="independent", isolated=False)
    path = xlsx(tmp_path / "h.xlsx", rows)
    (found,) = read([str(path)], rulebook(), options, None if total else laid).observations
    assert (str(found.period.start), str(found.period.end), found.value) == ("2026-10-02", "2026-10-31", 685)


@pytest.mark.parametrize(
    ("heading", "days", "asked"),
    [
        ("销售额", ["2026-11-01", "2026-11-08", "2026-11-15"], True),
        ("订单数", ["2026-11-01", "2026-11-15"], True),
        ("订单数", ["2026-10-30", "2026-11-15"], False),  # nothing that one does every week
        ("订单数", ["2026-09-30", "2026-10-31"], False),
        ("订单数", ["2026-11-15"], False),
        ("订单数(月)", ["2026-11-08", "2026-11-15"], False),
        ("Revenue MTD", ["2026-11-08", "2026-11-15"], False),
        ("会话数", ["2026-11-08", "2026-11-15"], False),  # wanted by the week
        ("退款率", ["2026-11-08", "2026-11-15"], False),  # a rate is one of both
    ],
)
def test_a_month_s_amount_at_days_a_week_apart_may_be_the_week_s(
    tmp_path: Path, heading: str, days: list[str], asked: bool
) -> None:
    value: object = "1%" if heading == "退款率" else 40
    down, across = (
        [["日期", heading], *([day, value] for day in days)],
        [["指标", *days], [heading, *[value] * len(days)]],
    )
    for name, rows in (("down", down), ("across", across)):
        intake = taken(xlsx(tmp_path / f"{name}.xlsx", rows), platform="independent")
        assert {item.state for item in intake.observations} == {ValueState.UNDECIDED if asked else ValueState.OK}
        assert any("days a week or two apart" in item.why.en for item in intake.inputs[0].sheets[0].ignored) is asked
    weeks = [["Week ending", heading], *([day, value] for day in days)]
    assert ValueState.UNDECIDED not in {
        item.state for item in taken(xlsx(tmp_path / "w.xlsx", weeks), platform="independent").observations
    }
