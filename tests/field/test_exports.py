"""Exports as the platforms hand them out, and files of theirs that are not read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.intake import Options, read
from auditor.model import Observation
from auditor.rulebook import load_overlays
from tests.field.said import TODAY, Said, rulebook, text_file, xlsx

GA4 = """# ----------------------------------------
# {title}
# Account: Hengda
# Property: hengda.com
# ----------------------------------------
#
# All Users
# Start date: 20261109
# End date: 20261115
{table}
"""
CHANNELS = """Session primary channel group (Default channel group),Sessions,Engaged sessions,Engagement rate
Organic Search,1200,700,0.5833
Direct,800,400,0.5"""


def ga4(tmp_path: Path, title: str, table: str) -> Said:
    file = tmp_path / "ga4.csv"
    file.write_text(GA4.format(title=title, table=table), encoding="utf-8")
    return Said(file, store="web", platform="independent")


def test_the_traffic_report_is_read(tmp_path: Path) -> None:
    said = ga4(tmp_path, "Traffic acquisition: Session primary channel group", CHANNELS)
    assert said.errors == []
    assert said.sheets[0]["source_map"] == "independent.ga4-channels"


def test_the_traffic_report_of_a_german_account_is_read(tmp_path: Path) -> None:
    german = GA4.replace("All Users", "Alle Nutzer").replace("Start date", "Startdatum").replace("End date", "Enddatum")
    heading = "Sitzung – primäre Channelgruppe (Standard-Channelgruppe);Sitzungen;Sitzungen mit Interaktionen"
    file = tmp_path / "ga4.csv"
    file.write_text(german.format(title="Neu", table=f"{heading}\nDirect;1500;800\nReferral;500;300"), encoding="utf-8")
    (sessions, engaged) = read([str(file)], rulebook(), Options(today=TODAY, isolated=False)).observations
    assert (sessions.value, str(sessions.period.start), str(sessions.period.end)) == (2000, "2026-11-09", "2026-11-15")
    assert (engaged.metric, engaged.rows) == ("engagement_rate", 2)


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("Reports snapshot", "Nth day,Active users\n0000,120\n0001,130"),
        (
            "Free form 1",
            "Session default channel group,Sessions,Ecommerce purchases\n,2000,40,Grand total\nDirect,800,10",
        ),
    ],
)
def test_other_reports_of_ga4_say_which_are_read(tmp_path: Path, title: str, table: str) -> None:
    said = ga4(tmp_path, title, table)
    assert said.incomplete
    (error,) = said.errors
    assert title in error
    assert "GA4 traffic acquisition export" in error


@pytest.mark.parametrize(
    ("table", "sessions"),
    [  # a total stands behind the headings, or below one that the map does not know
        ("Device category,Sessions,Engaged sessions\n,2000,1100,Grand total\nmobile,1200,700\ndesktop,800,400", 2000),
        ("Device category,Sessions,Engaged sessions\nmobile,1200,700\ndesktop,800,400\nTotal,2000,1100", 2000),
        ("Device category,Sessions,Engaged sessions\nmobile,1200,700\nall of it,800,400", 2000),
        ("Device category,Sessions,Engaged sessions\nTotal,2000,1100", 2000),  # asked for the total alone
    ],
)
def test_a_total_that_no_column_of_the_map_labels_is_not_counted(tmp_path: Path, table: str, sessions: int) -> None:
    file = tmp_path / "ga4.csv"
    file.write_text(GA4.format(title="Free form 1", table=table), encoding="utf-8")
    found = read([str(file)], rulebook(), Options(platform="independent", today=date(2026, 11, 22), isolated=False))
    assert [item.value for item in found.observations if item.metric == "sessions"] == [sessions]


def states(file: Path, platform: str) -> dict[str, set[str]]:
    """Metric → the states of its values."""
    found: dict[str, set[str]] = {}
    for item in read([str(file)], rulebook(), Options(platform=platform, today=date(2026, 11, 22))).observations:
        found.setdefault(item.metric, set()).add(str(item.state))
    return found


ASKED = "has a value a day: of that day, or of the week up to it?"


@pytest.mark.parametrize(("step", "asked"), [(1, True), (2, True), (4, True), (5, False), (7, False)])
def test_a_row_a_day_of_what_a_rule_wants_by_the_week_is_asked_about_and_not_judged(
    tmp_path: Path, step: int, asked: bool
) -> None:
    days = [[f"2026-11-{day:02d}", "120", "98%", "3", "5.5%", "$99", 24] for day in range(1, 16, step)]
    head = ["统计时间", "店铺访问人数", "按时发货率", "商家星等级", "点击率", "P4P花费", "P4P在线时长"]
    said = Said(xlsx(tmp_path / "s.xlsx", [head, *days]), platform="alibaba")
    open_ = [entry for entry in said.sheets[0]["ignored"] if ASKED in entry["why"] and entry["incomplete"]]
    assert [entry["cell"] for entry in open_] == ["B2", "E2", "F2", "G2"] * asked
    added = [entry["cell"] for entry in open_ if ": sum}" in entry["remedy"]]
    assert added == ["B2", "F2"] * asked  # no rate and no mean is added up
    weekly = ("visitors", "click_rate", "p4p_spend", "p4p_online_hours")
    rolling = ("on_time_shipment_rate", "star_level")  # of 90 days, and of a month's standing
    expected = {name: {"undecided" if asked and name in weekly else "ok"} for name in (*weekly, *rolling)}
    assert states(tmp_path / "s.xlsx", "alibaba") == expected


def test_days_side_by_side_and_a_months_amounts_by_day_are_asked_about_too(tmp_path: Path) -> None:
    across = [["指标", "2026-11-14", "2026-11-15"], ["店铺访问人数", 120, 130]]
    assert states(xlsx(tmp_path / "a.xlsx", across), "alibaba") == {"visitors": {"undecided"}}
    amounts = [["日期", "销售额(USD)"], ["2026-11-14", 900], ["2026-11-15", 800]]
    assert states(xlsx(tmp_path / "b.xlsx", amounts), "amazon") == {"store_revenue": {"undecided"}}


NOVEMBER = [f"2026-11-{day:02d}" for day in range(2, 18)]  # two weeks from Monday on, and two days more


def added_up(*files: Path, daily: str, platform: str = "alibaba") -> list[Observation]:
    """What the files hold of one metric, where the overlay says what its values of single days are."""
    overlay = files[0].parent / "overlay.yaml"
    overlay.write_text(f"schema: store-auditor/overlay/1\ndaily: {{{daily}}}\n", encoding="utf-8")
    options = Options(platform=platform, store="恒达", today=date(2026, 11, 22))
    intake = read(list(map(str, files)), rulebook(), options, load_overlays([overlay], rulebook()))
    assert not any(ASKED in each.why.en for file in intake.inputs for sheet in file.sheets for each in sheet.ignored)
    return [item for item in intake.observations if item.metric == daily.partition(":")[0]]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (NOVEMBER[:7], [(7, "added up from 7 days")]),
        (["2026-11-15"], ["6 of 7 days have no value"]),  # each is of its day, this one too
        (["2026-11-09", "2026-11-15"], ["5 of 7 days have no value"]),
        (["2026-11-08", "2026-11-15"], [(1, None), (1, None)]),  # the ends of weeks
    ],
)
def test_what_days_were_added_up_from(tmp_path: Path, days: list[str], found: list[object]) -> None:
    rows = [["日期", "访客数"], *([day, 1] for day in days)]
    made = added_up(xlsx(tmp_path / "s.xlsx", rows), daily="visitors: sum")
    notes = [item.note.en if item.note else None for item in made]
    assert [note if item.value is None else (item.value, note) for item, note in zip(made, notes, strict=True)] == found


@pytest.mark.parametrize(
    ("at", "written", "first", "second"),
    [
        (2, 102, 721, 770),
        (2, 0, 619, 770),
        (0, None, "incomplete", 770),  # the first Monday
        (13, "-", 721, "incomplete"),  # the second Sunday
        (13, "n. a. (?)", 721, "unreadable"),
        (15, None, 721, 770),  # of a week that goes on
    ],
)
def test_days_that_the_client_says_may_be_added_up_are_weeks(
    tmp_path: Path, at: int, written: object, first: object, second: object
) -> None:
    rows = [[day, written if number == at else 100 + number] for number, day in enumerate(NOVEMBER)]
    found = added_up(xlsx(tmp_path / "s.xlsx", [["日期", "访客数"], *rows]), daily="visitors: sum")
    assert [(item.period.end, item.value or str(item.state)) for item in found] == [
        (date(2026, 11, 8), first),
        (date(2026, 11, 15), second),
    ]
    assert [cell.cell for cell in found[1].evidence][:2] == ["B9", "B10"]
    assert all(item.rows == len(item.evidence) for item in found)


@pytest.mark.parametrize(("last", "expected"), [("$31", ("ok", 496.0)), ("€31", ("unreadable", None))])
def test_amounts_of_days_are_added_up_to_months_in_one_currency(
    tmp_path: Path, last: str, expected: tuple[str, float | None]
) -> None:
    rows = [[f"2026-10-{day:02d}", f"${day}" if day < 31 else last] for day in range(1, 32)]
    file = xlsx(tmp_path / "s.xlsx", [["日期", "销售额"], *rows])
    (found,) = added_up(file, daily="store_revenue: sum", platform="amazon")
    assert (str(found.state), found.value) == expected
    assert (len(found.evidence), found.rows) == (20, 31)


def test_two_values_of_one_day_are_a_conflict_of_its_week(tmp_path: Path) -> None:
    rows = [["日期", "访客数"], *([day, 100] for day in NOVEMBER)]
    first, second = xlsx(tmp_path / "a.xlsx", rows), xlsx(tmp_path / "b.xlsx", [*rows[:8], [NOVEMBER[7], 90]])
    found = added_up(first, second, daily="visitors: sum")
    assert [(item.period.end.day, str(item.state)) for item in found] == [(8, "ok"), (15, "conflict")]


@pytest.mark.parametrize(("tab", "expected"), [([16], [8, 15]), ([9, 16], [8, 9, 15, 16]), ([17], [8, 15])])
def test_the_first_row_in_the_tab_of_a_new_month_is_of_its_day(
    tmp_path: Path, tab: list[int], expected: list[int]
) -> None:
    old = [["日期", "访客数"], *([day, 100] for day in NOVEMBER[:14])]
    new = [["日期", "访客数"], *([f"2026-11-{day:02d}", 100] for day in tab)]
    found = added_up(xlsx(tmp_path / "a.xlsx", old), xlsx(tmp_path / "b.xlsx", new), daily="visitors: sum")
    assert sorted({item.period.end.day for item in found}) == expected


def test_days_that_the_client_says_are_of_their_week_are_taken_as_printed(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "s.xlsx", [["日期", "访客数"], *([day, 100] for day in NOVEMBER)])
    found = added_up(file, daily="visitors: window")
    assert [(str(item.state), item.value) for item in found] == [("ok", 100)] * len(NOVEMBER)


@pytest.mark.parametrize(
    ("when", "what", "metric", "platform"),
    [
        ("日期", "近7天访客数", "visitors", "alibaba"),
        ("日期", "Visitors (weekly)", "visitors", "alibaba"),
        ("截至日期", "访客数", "visitors", "alibaba"),
        ("Week ending", "Visitors", "visitors", "alibaba"),
        ("日期", "月订单数", "store_orders", "amazon"),
        ("日期", "Ordered product sales (MTD, USD)", "store_revenue", "amazon"),
    ],
)
def test_a_row_a_day_whose_heading_says_of_which_span_is_read(
    tmp_path: Path, when: str, what: str, metric: str, platform: str
) -> None:
    rows = [[when, what], *([f"2026-11-{day:02d}", 800 + day] for day in range(1, 16))]
    assert states(xlsx(tmp_path / "s.xlsx", rows), platform) == {metric: {"ok"}}
    down = [["日期", "指标", "数值"], *([day, what, value] for day, value in rows[1:])]
    if when == "日期":
        assert states(xlsx(tmp_path / "d.xlsx", down), platform) == {metric: {"ok"}}


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        ([7, 14, 15], 0),  # the ends of weeks, once a day late, or corrected
        ([14, 15], 2),
        ([1, 2, 4, 5, 7, 8], 6),  # by day, with holes
        ([1, 2, 4, 11, 18], 0),  # a day between is no row
        ([1, 8, 15, 16, 17], 3),  # the last days after a row a week
    ],
)
def test_two_ends_of_weeks_a_day_apart_are_not_a_row_a_day(tmp_path: Path, days: list[int], asked: int) -> None:
    rows = [
        ["日期", "访客数", "按时发货率"],
        *([f"2026-11-{day:02d}", 800 if day in days else "-", 0.98] for day in range(1, 19)),
    ]
    read_ = read(
        [str(xlsx(tmp_path / "s.xlsx", rows))], rulebook(), Options(platform="alibaba", today=date(2026, 11, 22))
    )
    found = [str(item.state) for item in read_.observations if item.metric == "visitors"]
    assert (found.count("undecided"), found.count("ok")) == (asked, len(days) - asked)


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        ([9, 10, 11, 12, 13, 16, 17], 7),  # working days
        ([14, 15], 0),  # once more, a day later
        ([1, 2, 8, 9, 15, 16], 0),  # the ends of weeks, and when they were noted
    ],
)
@pytest.mark.parametrize("as_", ["tabs", "files"])
def test_a_tab_or_a_file_a_day_is_asked_about_as_a_row_is(
    tmp_path: Path, as_: str, days: list[int], asked: int
) -> None:
    rows = {f"11月{day}日": [[f"2026年11月{day}日"], ["指标", "数值"], ["店铺访问人数", 100 + day]] for day in days}
    (tmp_path / "恒达").mkdir()
    if as_ == "files":
        for name, table in rows.items():
            xlsx(tmp_path / "恒达" / f"{name}.xlsx", table)
    else:
        book = Workbook()
        book.remove(book.active)
        for name, table in rows.items():
            sheet = book.create_sheet(name)
            for row in table:
                sheet.append(row)
        book.save(tmp_path / "恒达" / "日报.xlsx")
    read_ = read([str(tmp_path / "恒达")], rulebook(), Options(platform="alibaba", today=date(2026, 11, 22)))
    found = [str(item.state) for item in read_.observations]
    assert (found.count("undecided"), found.count("ok")) == (asked, len(days) - asked)
    told = [item for file in read_.inputs for sheet in file.sheets for item in sheet.ignored if ASKED in item.why.en]
    assert len(told) == (0 if not asked else 1 if as_ == "tabs" else asked)


def test_a_daily_tab_asks_nothing_of_the_weekly_one_beside_it(tmp_path: Path) -> None:
    book = Workbook()
    daily, weekly = book.active, book.create_sheet("周报")
    daily.title = "日报"
    for row in [["日期", "店铺访问人数"], *([date(2026, 11, day), 110] for day in range(2, 16))]:
        daily.append(row)
    for row in [["日期", "店铺访问人数"], [date(2026, 11, 8), 770], [date(2026, 11, 15), 775]]:
        weekly.append(row)
    book.save(tmp_path / "恒达.xlsx")
    read_ = read([str(tmp_path / "恒达.xlsx")], rulebook(), Options(platform="alibaba", today=date(2026, 11, 22)))
    assert [item.value for item in read_.observations if str(item.state) == "ok"] == [770, 775]


def test_periods_of_a_week_that_end_a_day_apart_are_what_they_say(tmp_path: Path) -> None:
    rows = [["统计时间", "店铺访问人数"], ["2026-11-08~2026-11-14", 820], ["2026-11-09~2026-11-15", 830]]
    assert states(xlsx(tmp_path / "s.xlsx", rows), "alibaba") == {"visitors": {"ok"}}


def test_a_store_a_sheet_is_a_conflict_that_says_how_to_name_them(tmp_path: Path) -> None:
    book = Workbook()
    for title, rate in (("恒达US", "0.5%"), ("恒达DE", "1.5%")):
        sheet = book.create_sheet(title)
        for row in (["亚马逊 2026-W46"], ["指标", "数值"], ["ODR", rate]):
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "s.xlsx")
    found = Said(tmp_path / "s.xlsx").finding("amazon.order-defect-rate")
    assert found["status"] == "unknown"
    assert "恒达US!B3 = 0.5%" in found["reason"]
    assert "write 'Store' and its name above each table" in found["supply"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("stray", [datetime(1900, 1, 5), datetime(1970, 1, 1), datetime(9999, 12, 31)])
def test_a_stray_date_of_another_century_does_not_stretch_an_export(tmp_path: Path, kind: str, stray: datetime) -> None:
    heading = ["订单编号(Order Number)", "订单创建时间(Order Create Time)", "状态(Status)", "邮箱(Email)",
               "订单总价(Order Amount)", "订单币种(Order Currency)", "约定发货时间(Appointed Delivery Time)"]  # fmt: skip
    days = [datetime(2026, 10, 7) + timedelta(days=day) for day in range(40)]
    rows: list[list[object]] = [heading]
    for number, day in enumerate([*days, stray]):
        rows.append([f"T{number}", day, "交易成功", "a@b.c", 100, "USD", day])
    write = xlsx if kind == "xlsx" else text_file
    said = Said(write(tmp_path / f"trust.{kind}", rows), as_of="2026-11-15", platform="alibaba")
    assert "covers 2026-10-07 to 2026-11-15" in said.sheets[0]["notes"]
    found = said.finding("alibaba.trust-orders-60d")
    assert found["status"] == "unknown"
    assert "40 of 60 days" in found["reason"]
    assert said.why("B42") == "not a date"


def test_a_column_that_is_not_there_is_named_in_both_languages_its_own_first(tmp_path: Path) -> None:
    rows = [
        ["订单编号", "订单创建时间", "订单总价", "约定发货时间", "订单币种"],
        ["1", "2026-11-10", "20", "2026-11-12", "USD"],
    ]
    for lang, metric, column in (
        ("en", "Fulfilment days", "Actual Delivery Time / 实际发货时间"),
        ("zh", "信保订单履约时长", "实际发货时间 / Actual Delivery Time"),
    ):
        (sheet,) = Said(xlsx(tmp_path / "o.xlsx", rows), lang=lang).document["inputs"][0]["sheets"]
        assert any(note.startswith(metric) and column in note for note in sheet["notes"])


BY_DATE = ["Date", "Ordered Product Sales", "Units Ordered", "Total Order Items", "Page Views - Total",
           "Sessions - Total"]  # fmt: skip


def sessions(path: Path, dates: list[str], as_of: str = "2026-11-22") -> dict[str, object]:
    """The sessions that a business report by date gives, by period; of a period without a value why there is none."""
    rows = [
        [day, f"${number},000.00", number, number, 10 * number, f"1,00{number}"] for number, day in enumerate(dates, 1)
    ]
    options = Options(as_of=date.fromisoformat(as_of), today=date.fromisoformat(as_of), isolated=False)
    intake = read([str(text_file(path / "BusinessReport.csv", [BY_DATE, *rows]))], rulebook(), options)
    found = [item for item in intake.observations if item.metric == "sessions"]
    return {f"{item.period.start}..{item.period.end}": item.note.en if item.note else item.value for item in found}


@pytest.mark.parametrize(
    ("dates", "given"),
    [
        (  # Japan, by month; November is not over
            ["2026/09/01", "2026/10/01", "2026/11/01"],
            {
                "2026-09-01..2026-09-30": 1001,
                "2026-10-01..2026-10-31": 1002,
                "2026-11-01..2026-11-22": "covers 22 of 30 days",
            },
        ),
        (  # the United States, by week: from Sunday to Saturday
            ["11/1/26", "11/8/26", "11/15/26"],
            {
                "2026-11-01..2026-11-07": 1001,
                "2026-11-08..2026-11-14": 1002,
                "2026-11-15..2026-11-21": 1003,
            },
        ),
        (  # by day, and somebody took a day out
            [f"2026-11-{day:02d}" for day in range(2, 16) if day != 11],
            {"2026-11-02..2026-11-08": 7028, "2026-11-09..2026-11-15": "1 of 7 days have no row"},
        ),
    ],
)
def test_a_report_by_date_may_be_by_week_or_month(tmp_path: Path, dates: list[str], given: dict[str, object]) -> None:
    assert sessions(tmp_path, dates) == given


def test_a_week_is_no_day_of_an_export_by_day(tmp_path: Path) -> None:
    heading = ["日期", "账号", "花费", "点击量", "曝光量", "平均点击花费"]
    rows = [[f"2026-11-{day:02d}~2026-11-{day + 6:02d}", "a", "10", "5", "500", "2"] for day in (2, 9)]
    said = Said(text_file(tmp_path / "p4p.csv", [heading, *rows]), as_of="2026-11-22", platform="alibaba", store="A")
    assert "several days, not one" in said.why("A2")
    assert said.errors == ["no row can be used: A2 several days, not one: export it by day"]


@pytest.mark.parametrize("weeks", [("2026-11-02~2026-11-08", "2026-11-09~2026-11-15"), ("2026-W45", "2026-W46")])
def test_weeks_under_the_headings_of_a_report_by_day_are_a_sheet_kept_by_hand(
    tmp_path: Path, weeks: tuple[str, ...]
) -> None:
    heading = ["日期", "会话数 - 总计", "已订购商品数量", "已订购商品销售额", "订单缺陷率"]
    file = xlsx(tmp_path / "s.xlsx", [heading, *([week, 7000, 143, "US$900.00", "0.4%"] for week in weeks)])
    found = read([str(file)], rulebook(), Options(platform="amazon", today=date(2026, 11, 22))).observations
    given = {(item.period.start.day, item.period.end.day): item.value for item in found if item.metric == "sessions"}
    assert given == {(2, 8): 7000, (9, 15): 7000}
    assert {item.value for item in found if item.metric == "order_defect_rate"} == {0.004}


@pytest.mark.parametrize("fill", [False, True])
def test_the_revenue_report_of_woocommerce_by_day_makes_months(tmp_path: Path, fill: bool) -> None:
    heading = ["Date", "Orders", "Gross sales", "Returns", "Coupons", "Net sales", "Taxes", "Shipping", "Total sales"]
    days = [date(2026, 10, 31) - timedelta(days=number) for number in range(31)]
    rows = [[f"{day} 00:00:00", 2, 100, -5, 0, 95, 10, 5, "1,110.50"] for day in days if fill or day.day != 9]
    path = text_file(tmp_path / "wc-revenue-report-export.csv", [heading, *rows])
    options = Options(as_of=date(2026, 11, 1), today=date(2026, 11, 1), isolated=False)
    found = {item.metric: item for item in read([str(path)], rulebook(), options).observations}
    given = {metric: item.note.en if item.note else item.value for metric, item in found.items()}
    missing = "1 of 31 days have no row"
    assert given == (
        {"store_orders": 62, "store_revenue": 34425.5} if fill else {"store_orders": missing, "store_revenue": missing}
    )


@pytest.mark.parametrize(
    ("heading", "rows", "told"),
    [
        (
            "Order referrer source",
            [(9, "search"), (9, "direct"), (10, "search")],
            "split by 'Order referrer source' (direct, search)",
        ),
        ("Loyalty tier", [(9, "Gold"), (10, "Gold")], "each row says 'Gold' below 'Loyalty tier'"),
        ("Weekday", [(9, "Monday"), (10, "Tuesday")], None),  # of each day one
        ("Gross sales", [(9, "$1,300.00"), (10, "$1,200.00")], None),
        ("Currency", [(9, "USD"), (10, "USD")], None),
    ],
)
def test_what_splits_a_report_by_day_is_told(
    tmp_path: Path, heading: str, rows: list[tuple[int, str]], told: str | None
) -> None:
    head = ["Day", heading, "Orders", "Gross sales ", "Total sales"]
    days = [[f"2026-11-{day:02d}", name, 3, 300, 300] for day, name in rows]
    said = Said(text_file(tmp_path / "sales.csv", [head, *days]), store="web", platform="independent")
    notes = [note for note in said.sheets[0]["notes"] if "split by" in note or "each row says" in note]
    assert len(notes) == (told is not None)
    assert all(told in note for note in notes if told)


@pytest.mark.parametrize(
    ("dimension", "told"), [("Session source / medium", True), ("Session primary channel group", False)]
)
def test_traffic_by_another_dimension_than_channels_is_told(tmp_path: Path, dimension: str, told: bool) -> None:
    table = f"{dimension},Sessions,Engaged sessions\ngoogle / organic,1200,700\n(direct) / (none),800,400"
    said = ga4(tmp_path, "Traffic acquisition", table)
    assert any("split by" in note for note in said.sheets[0]["notes"]) is told
