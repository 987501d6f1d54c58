"""Exports: every shipped source map reads a file made like the real one."""

# ruff: noqa: E501 - the headings of real exports are long

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from auditor.intake import Options, read
from auditor.intake.exports.sources import load_sources
from auditor.model import Intake, Observation, ValueState
from auditor.resources import resource_dir
from auditor.rulebook import RuleErrors, load_rulebook
from auditor.rulebook.model import RuleBook
from auditor.rulebook.overlay import Overlay
from tests.intake.shapes_book import write_csv


@cache
def book() -> RuleBook:
    """The shipped metrics; no checks are needed to read files."""
    folder = resource_dir("rules")
    return load_rulebook(
        [folder / platform / "metrics.yaml" for platform in ("alibaba", "amazon", "independent", "client")],
        shipped=False,
    )


def import_file(path: Path, **options: Any) -> Intake:
    return read([str(path)], book(), Options(isolated=False, **options))


def found(intake: Intake) -> dict[str, Any]:
    """metric → value (or state) of its newest period."""
    newest: dict[str, Observation] = {}
    for item in intake.observations:
        if item.metric not in newest or item.period.end >= newest[item.metric].period.end:
            newest[item.metric] = item
    return {metric: item.value if item.value is not None else item.state.value for metric, item in newest.items()}


def source_of(intake: Intake) -> str | None:
    return intake.inputs[0].sheets[0].source_map


def notes(intake: Intake) -> str:
    return "\n".join(note.en for note in intake.inputs[0].sheets[0].notes)


def test_every_shipped_map_loads_and_has_both_languages() -> None:
    maps = load_sources(book())
    assert len({item.id for item in maps}) == len(maps) >= 18
    assert all(item.title.zh and item.title.en for item in maps)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("derive: {sesions: {sum: n}}", "unknown metric 'sesions'; did you mean 'sessions'?"),
        ("derive: {sessions: {sum: m}}", "unknown column 'm'"),
        ("derive: {sessions: {summ: n}}", "unknown key 'summ'; did you mean 'sum'?"),
        ("derive: {sessions: {sum: n, count: n}}", "exactly one of"),
        ("percnt: share", "unknown key 'percnt'; did you mean 'percent'?"),
        ("derive: {sessions: {ratio: [n]}}", "the list must have 2 entries, it has 1"),
        ("derive: {sessions: {ratio: [m, n]}}", "unknown column 'm'"),
        ("derive: {sessions: {share: {n: {is: a, isnt: b}}}}", "unknown key 'isnt'"),
        ("derive: sessions", "keys with values is expected here, not a text"),
        ("marks: {¥: yen}", "write a currency as three capitals"),
        ("percent: sharp", "did you mean 'share'?"),
        ("precedence: high", "a whole number is expected"),
        ("precedence: nan", "a whole number is expected"),
        ("precedence: 1e400", "a whole number is expected"),
        ("precedence: 1.5", "a whole number is expected"),
        ("derive: {sessions: {distinct: n, at_least: nan}}", "a whole number is expected"),
        ("derive: {sessions: {distinct: n, at_least: 2.5}}", "a whole number is expected"),
        ("derive: {sessions: {ratio: [n, n], times: inf}}", "a number is expected"),
        ("derive: {sessions: {count: n, where: {n: {more_than: nan}}}}", "a number is expected"),
        # what would be no number, never hold or have no effect when a file is read
        ("derive: {sessions: {sum: [n, t]}}", "the column 't' is of kind text; here it has to be number or count"),
        ("derive: {sessions: {ratio: [n, t]}}", "the column 't' is of kind text; here it has to be number or count"),
        ("derive: {sessions: {weighted: [t, n]}}", "the column 't' is of kind text"),
        ("derive: {sessions: {sum: d}}", "the column 'd' is of kind date"),
        ("derive: {sessions: {days: [d, n]}}", "the column 'n' is of kind number; here it has to be date"),
        ("derive: {sessions: {count: t, date: t}}", "the column 't' is of kind text; here it has to be date"),
        ("derive: {sessions: {count: t, where: {n: 10}}}", "the column 'n' is of kind number; here it has to be text"),
        ("derive: {sessions: {share: {d: {not: x}}}}", "the column 'd' is of kind date; here it has to be text"),
        ("derive: {sessions: {share: {t: {less_than: 3}}}}", "the column 't' is of kind text"),
        ("derive: {sessions: {share: {d: {by: n}}}}", "the column 'n' is of kind number; here it has to be date"),
        ("derive: {sessions: {share: {t: {by: d}}}}", "the column 't' is of kind text; here it has to be date"),
        ("date: t", "the column 't' is of kind text; here it has to be date"),
        ("start: t", "the column 't' is of kind text"),
        ("end: n", "the column 'n' is of kind number"),
        ("range: d", "the column 'd' is of kind date; here it has to be text"),
        ("currency: n", "the column 'n' is of kind number"),
        ("key: n", "the column 'n' is of kind number; here it has to be text or key"),
        ("store: n", "the column 'n' is of kind number"),
        ("segment: n", "the column 'n' is of kind number"),
        ("segment: market", "unknown column 'market'"),
        ("always: {n: x}", "the column 'n' is of kind number"),
        ("derive: {sessions: {sum: n, times: 0.01}}", "'times' needs 'ratio'"),
        ("derive: {sessions: {count: n, at_least: 2}}", "'at_least' needs 'distinct'"),
        ("derive: {sessions: {distinct: n, of: t}}", "'of' needs 'at_least'"),
        ("document: [{each: ., values: {sessions: {at: a, sum: b}}}]", "exactly one of at, sum, count"),
        ("document: [{each: ., values: {sessions: {times: 2}}}]", "exactly one of at, sum, count"),
        ("document: [{each: ., values: {sessions: {sum: a, times: 2}}}]", "'times' needs 'at'"),
        ("document: [{each: ., values: {sessions: {at: a, status: x}}}]", "'status' needs 'count'"),
        ("document: [{each: ., values: {sessions: {count: a}}}]", "'count' needs 'status'"),
        # what would make another figure of it than the metric has, or nothing at all
        ("derive: {in_stock_rate: {count: t}}", "'in_stock_rate' is in share, but 'count' gives count"),
        ("derive: {in_stock_rate: {distinct: t}}", "'in_stock_rate' is in share, but 'distinct' gives count"),
        ("derive: {in_stock_rate: {sum: n}}", "is in share, but 'sum' gives count, money, days, hours"),
        ("derive: {sessions: {share: {t: x}}}", "'sessions' is in count, but 'share' gives share"),
        ("derive: {sessions: {days: [d, d]}}", "'sessions' is in count, but 'days' gives days"),
        ("derive: {account_status: {ratio: [n, n]}}", "'account_status' is in text, but 'ratio' gives"),
        ("document: [{each: ., values: {in_stock_rate: {count: a, status: b}}}]", "is in share, but 'count' gives"),
        ("derive: {late_orders: {sum: n}}", "'late_orders' stands under derive and under print"),
        ("instead: none", "'instead' says that no metric is made: leave out 'print' or 'instead'"),
        (
            "personal: [T]",
            "'T' is personal and never read, but heads the column 't'; one that only tells records apart",
        ),
        ("marks: {¥: RMB}", "unknown currency 'RMB'; did you mean 'CNY'?"),
        ("segments: {a: DE}", "'segments' needs 'segment'"),
        ("segment: t\nsegments: {a: Mars}", "unknown market 'Mars'"),
    ],
)
def test_a_wrong_map_names_its_place(tmp_path: Path, line: str, message: str) -> None:
    head = (
        "schema: store-auditor/source/1\nsource: x.y\nplatform: amazon\ntitle: {zh: 甲, en: A}\nrecognise: [[a], [b]]\n"
        "print: {late_orders: [p]}\n"
    )
    file = tmp_path / "map.yaml"
    columns = "columns: {n: {headings: [n], kind: number}, t: [t], d: {headings: [d], kind: date}}\n"
    file.write_text(head + columns + line + "\n", encoding="utf-8")
    with pytest.raises(RuleErrors) as raised:
        load_sources(book(), [file], shipped=False)
    lines = [error.line("en") for error in raised.value.errors]
    spot = 6 if "print" in message else 8  # the line, or what does not go with it
    assert all(line.startswith((f"{file.as_posix()}:{spot}:", f"{file.as_posix()}:9:")) for line in lines)
    assert any(message in line for line in lines)


@pytest.mark.parametrize("making", ["", "derive: {}\n"])
def test_a_map_that_makes_nothing_would_hide_its_export(tmp_path: Path, making: str) -> None:
    head = "schema: store-auditor/source/1\nsource: x.y\nplatform: amazon\ntitle: A\nrecognise: [[a], [b]]\n"
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(head + making, encoding="utf-8")
    with pytest.raises(RuleErrors) as raised:
        load_sources(book(), [tmp_path], shipped=False)
    needs, twice = ([e.line("en") for e in raised.value.errors if word in e.message.en] for word in ("needs", "dupl"))
    assert all("one.yaml:1:1" in needs[0] and "two.yaml:1:1" in line for line in needs[1:]), needs
    assert len(needs) == 2, needs
    assert twice == [f"{tmp_path}/two.yaml:1:1: duplicate source map 'x.y': already declared at {tmp_path}/one.yaml:1"]


def test_the_shipped_maps_given_once_more_are_the_same_maps() -> None:
    assert load_sources(book(), [resource_dir("rules")]) == load_sources(book())


def test_maps_are_found_as_rule_files_are(tmp_path: Path) -> None:
    shipped = (resource_dir("rules") / "sources" / "alibaba-trust-orders.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "TRUST.YAML").write_text(shipped, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "copy.yaml").write_text(
        shipped.replace("alibaba.trust-orders", "alibaba.hidden"), encoding="utf-8"
    )
    assert [source.id for source in load_sources(book(), [tmp_path], shipped=False)] == ["alibaba.trust-orders"]


def test_a_new_export_is_a_new_file(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "erp.yaml").write_text(
        "schema: store-auditor/source/1\nsource: erp.orders\nplatform: independent\ntitle: {zh: 订单, en: Orders}\n"
        "recognise: [[单据号], [下单日]]\ncolumns:\n  id: [单据号]\n  day: {headings: [下单日], kind: date}\n"
        "date: day\nderive: {store_orders: {count: id, once: id}}\n",
        encoding="utf-8",
    )
    rows = [["单据号", "下单日"], ["a", "2026-10-01"], ["a", "2026-10-01"], ["b", "2026-10-31"]]
    intake = import_file(write_csv(tmp_path / "orders.csv", rows), rules=(str(tmp_path / "rules"),))
    assert found(intake) == {"store_orders": 2.0}


@pytest.mark.parametrize(
    ("overlay", "value"),
    [({}, 0.009), ({"all": "share"}, 0.009), ({"rfq_response_rate": "share"}, 0.9)],
)
def test_a_map_says_what_bare_rates_are_unless_the_overlay_names_the_metric(
    tmp_path: Path, overlay: dict[str, str], value: float
) -> None:
    (tmp_path / "erp.yaml").write_text(
        "schema: store-auditor/source/1\nsource: erp.rates\nplatform: alibaba\ntitle: {zh: 比率, en: Rates}\n"
        "recognise: [[报价达成], [周期]]\n"
        "print: {rfq_response_rate: [报价达成]}\npercent: percent\n",
        encoding="utf-8",
    )
    file = write_csv(tmp_path / "rates.csv", [["周期", "报价达成"], ["2026-W46", "0.9"]])
    options = Options(isolated=False, rules=(str(tmp_path / "erp.yaml"),))
    intake = read([str(file)], book(), options, Overlay(percent=overlay))
    assert found(intake) == {"rfq_response_rate": value}


# --- Amazon ---


def health() -> dict[str, Any]:
    def days(first: str, last: str) -> dict[str, str]:
        return {"reportingDateFrom": f"{first}T00:00Z", "reportingDateTo": f"{last}T23:59Z"}

    def late(first: str, rate: float, late_orders: int, orders: int) -> dict[str, Any]:
        return {
            "reportingDateRange": days(first, "2026-11-14"),
            "rate": rate,
            "lateShipmentCount": late_orders,
            "orderCount": orders,
        }

    sixty = {
        "reportingDateRange": days("2026-09-01", "2026-10-30"),
        "status": "GOOD",
        "targetValue": 0.01,
        "targetCondition": "LESS_THAN",
    }
    return {
        "accountStatuses": [{"marketplaceId": "A1PA6795UKMFR9", "status": "AT_RISK"}],
        "performanceMetrics": [
            {
                "marketplaceId": "A1PA6795UKMFR9",
                "orderDefectRate": {
                    "mfn": {**sixty, "rate": 0.0089, "orderCount": 1124, "orderWithDefects": {"count": 10}},
                    "afn": {**sixty, "rate": 0.002, "orderCount": 500, "orderWithDefects": {"count": 1}},
                },
                "lateShipmentRateList": [late("2026-11-05", 0.05, 5, 100), late("2026-10-16", 0.03, 9, 300)],
                "prefulfillmentCancelRate": {
                    "reportingDateRange": days("2026-11-08", "2026-11-14"),
                    "rate": 0.005,
                    "cancellationCount": 1,
                    "orderCount": 200,
                },
                "accountHealthRating": {"ahrScore": 428, "reportingDateRange": days("2026-05-19", "2026-11-14")},
                "documentRequest": {"reportingDateRange": days("2026-05-19", "2026-11-14"), "defectsCount": 2},
            }
        ],
    }


def test_account_health_json(tmp_path: Path) -> None:
    file = tmp_path / "health.json"
    file.write_text(json.dumps(health()), encoding="utf-8")
    intake = import_file(file)
    assert source_of(intake) == "amazon.account-health"
    values = found(intake)
    assert values["order_defect_rate"] == 0.0089
    assert values["order_defect_rate_fba"] == 0.002
    assert values["late_shipment_rate"] == 0.03
    assert values["late_shipment_rate_10d"] == 0.05
    assert values["cancellation_rate"] == 0.005
    assert values["account_health_rating"] == 428
    assert values["document_requests"] == 2
    assert values["account_status"] == "AT_RISK"
    defects = next(item for item in intake.observations if item.metric == "order_defect_rate")
    assert str(defects.period.end) == "2026-10-30"
    assert defects.evidence[0].cell == "performanceMetrics[0].orderDefectRate.mfn.rate"
    assert defects.segment is None
    assert intake.stores[0].attributes["market"] == "DE"
    (own,) = {item.note.en for item in intake.observations if item.metric == "order_defect_rate" and item.note}
    assert own == "the platform's own target is LESS_THAN 0.01, its own status GOOD"


def test_account_health_as_one_object_and_with_the_schema_s_names(tmp_path: Path) -> None:
    report = health()
    entry = report["performanceMetrics"][0]
    entry["preFulfillmentCancellationRate"] = entry.pop("prefulfillmentCancelRate")
    entry["documentRequests"] = entry.pop("documentRequest")
    file = tmp_path / "health.json"
    file.write_text(json.dumps({"performanceMetrics": entry}), encoding="utf-8")
    values = found(import_file(file))
    assert (values["cancellation_rate"], values["document_requests"]) == (0.005, 2)


COUNTERS = (
    *("listingPolicyViolations", "productAuthenticityCustomerComplaints", "productConditionCustomerComplaints"),
    *("productSafetyCustomerComplaints", "foodAndProductSafetyIssues", "receivedIntellectualPropertyComplaints"),
    *("suspectedIntellectualPropertyViolations", "restrictedProductPolicyViolations", "otherPolicyViolations"),
)


@pytest.mark.parametrize(("lacking", "total"), [((), 45.0), (COUNTERS[:1], None)])
def test_policy_violations_are_the_sum_of_all_counters_or_nothing(
    tmp_path: Path, lacking: tuple[str, ...], total: float | None
) -> None:
    report = health()
    entry = report["performanceMetrics"][0]
    dates = entry["documentRequest"]["reportingDateRange"]
    entry.update(
        {
            name: {"defectsCount": n, "reportingDateRange": dates}
            for n, name in enumerate(COUNTERS, 1)
            if name not in lacking
        }
    )
    file = tmp_path / "health.json"
    file.write_text(json.dumps(report), encoding="utf-8")
    intake = import_file(file)
    assert found(intake).get("policy_violations") == total
    assert found(intake)["ip_complaints"] == 6
    assert all(len(item.evidence) == 9 for item in intake.observations if item.metric == "policy_violations")


def test_two_marketplaces_are_segments(tmp_path: Path) -> None:
    report = health()
    report["performanceMetrics"].append({**report["performanceMetrics"][0], "marketplaceId": "A13V1IB3VIYZZH"})
    file = tmp_path / "health.json"
    file.write_text(json.dumps(report), encoding="utf-8")
    intake = import_file(file)
    assert {item.segment for item in intake.observations if item.metric == "order_defect_rate"} == {"DE", "FR"}


ENGLISH = ["(Parent) ASIN", "(Child) ASIN", "Title", "Sessions - Total", "Sessions - Total - B2B", "Session Percentage - Total", "Units Ordered", "Unit Session Percentage", "Ordered Product Sales"]  # fmt: skip
DASHED = [heading.replace(" - ", " – ") for heading in ENGLISH]
CHINESE = [
    "（父）ASIN",
    "（子）ASIN",
    "标题",
    "会话数 - 总计",
    "会话 - 总计 - B2B",
    "转化率 - 总计",
    "已订购商品数量",
    "商品会话百分比",
    "已订购商品销售额",
]


@pytest.mark.parametrize("heading", [ENGLISH, DASHED, CHINESE])
def test_business_report_computes_conversion_from_sums(tmp_path: Path, heading: list[str]) -> None:
    rows = [
        heading,
        ["P1", "C1", "a, b", "12,131", "261", "92.00%", "683", "5.63%", "$12,905.25"],
        ["P1", "C2", "c", "1,000", "5", "8.00%", "10", "1.00%", "$94.50"],
    ]
    intake = import_file(write_csv(tmp_path / "BusinessReport_2026-11-09~2026-11-15.csv", rows, encoding="utf-8-sig"))
    assert source_of(intake) == "amazon.business-report"
    values = found(intake)
    assert values["sessions"] == 13131
    assert values["unit_session_rate"] == pytest.approx(693 / 13131, abs=1e-15)
    revenue = next(item for item in intake.observations if item.metric == "store_revenue")
    assert revenue.state is ValueState.INCOMPLETE  # a week is no month
    assert revenue.note is not None
    assert revenue.note.en == "covers 7 of 31 days"


def test_business_report_without_a_period_is_refused_with_the_way_out(tmp_path: Path) -> None:
    intake = import_file(
        write_csv(tmp_path / "BusinessReport.csv", [ENGLISH, ["P", "C", "t", "10", "", "", "1", "", "$5"]])
    )
    assert not intake.observations
    error = intake.inputs[0].sheets[0].error
    assert error is not None
    assert "in the name of the file or its folder" in error.en


SEARCH = ["Start Date", "End Date", "Portfolio name", "Currency", "Campaign Name", "Ad Group Name", "Targeting", "Match Type", "Customer Search Term", "Impressions", "Clicks", "Click-Thru Rate (CTR)", "Spend", "7 Day Total Sales ", "Total Advertising Cost of Sales (ACOS) ", "7 Day Total Orders (#)"]  # fmt: skip


def test_search_term_report(tmp_path: Path) -> None:
    def row(campaign: str, match: str, clicks: int, spend: float, sales: object, orders: int) -> list[object]:
        return [
            "Oct 01, 2026",
            "Oct 31, 2026",
            "",
            "USD",
            campaign,
            "g",
            "t",
            match,
            "x",
            1000,
            clicks,
            "1%",
            spend,
            sales,
            "",
            orders,
        ]

    rows = [SEARCH, row("A", "EXACT", 10, 5.1, 50, 2), row("A", "BROAD", 5, 2.2, "", 0), row("B", "EXACT", 0, 0, "", 0)]
    intake = import_file(write_csv(tmp_path / "st.csv", rows))
    assert source_of(intake) == "amazon.sp-search-term"
    values = found(intake)
    assert values["ad_spend"] == 7.3
    assert values["ad_sales"] == 50
    assert values["acos"] == pytest.approx(0.146, abs=1e-15)
    assert values["wasted_ad_spend"] == 2.2
    assert values["mixed_match_campaigns"] == 1
    spend = next(item for item in intake.observations if item.metric == "ad_spend")
    assert (spend.currency, str(spend.period.start), str(spend.period.end)) == ("USD", "2026-10-01", "2026-10-31")


def test_spend_without_any_sale_is_no_acos_and_full_waste(tmp_path: Path) -> None:
    rows = [SEARCH, ["2026-10-01", "2026-10-31", "", "USD", "A", "g", "t", "EXACT", "x", 900, 9, "1%", 4.5, "", "", 0]]
    values = found(import_file(write_csv(tmp_path / "st.csv", rows)))
    assert values["acos"] == "missing"
    assert values["wasted_ad_spend"] == 4.5


@pytest.mark.parametrize(
    ("extra", "source"),
    [
        (["Match Type", "Targeting"], "sp-targeting"),
        (["Advertised ASIN"], "sp-advertised-product"),
        (["Placement"], "sp-placement"),
        ([], "sp-campaign"),
    ],
)
def test_other_sponsored_products_reports(tmp_path: Path, extra: list[str], source: str) -> None:
    rows = [
        ["Date", "Campaign Name", *extra, "Impressions", "Clicks", "Spend", "14 Day Total Sales (₹)"],
        ["Feb 1, 2026", "A", *("x" for _ in extra), "1,000", 10, "Rs.100.5", "₹400"],
        ["Feb 28, 2026", "B", *("x" for _ in extra), "1,000", 10, "Rs.99.5", ""],
    ]
    intake = import_file(write_csv(tmp_path / "r.csv", rows))
    assert source_of(intake) == f"amazon.{source}"
    values = found(intake)
    assert (values["ad_spend"], values["acos"], values["ad_ctr"]) == (200.0, 0.5, 0.01)
    assert {item.currency for item in intake.observations if item.metric == "ad_spend"} == {"INR"}


def test_what_is_missing_for_want_of_a_column_is_named_as_people_call_it(tmp_path: Path) -> None:
    heading = ["Date", "Portfolio name", "Campaign Name", "Impressions", "Clicks", "Spend"]
    rows = [heading, ["2026-11-01", "P", "A", 100, 10, 4.5]]
    told = notes(import_file(write_csv(tmp_path / "r.csv", rows)))
    assert "Ad sales: the column 7 Day Total Sales / 7天总销售额 is not there" in told
    assert "ad_sales" not in told


def test_campaign_report_goes_before_search_terms(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "shop" / "c.csv",
        [
            ["Start Date", "End Date", "Campaign Name", "Impressions", "Clicks", "Spend", "7 Day Total Sales"],
            ["2026-10-01", "2026-10-31", "A", 9, 9, 12, 40],
        ],
    )
    write_csv(
        tmp_path / "shop" / "s.csv",
        [SEARCH, ["2026-10-01", "2026-10-31", "", "USD", "A", "g", "t", "EXACT", "x", 9, 9, "", 10, 40, "", 1]],
    )
    intake = import_file(tmp_path / "shop")
    assert [(item.value, item.state) for item in intake.observations if item.metric == "ad_spend"] == [
        (12.0, ValueState.OK)
    ]
    aside = [item for sheet in intake.inputs[1].sheets for item in sheet.ignored]
    assert any("takes precedence" in item.why.en for item in aside)
    assert not any(item.incomplete for item in aside)


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_fba_inventory_uses_the_newest_snapshot(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["snapshot-date", "sku", "fnsku", "asin", "available", "inv-age-0-to-90-days", "inv-age-181-to-270-days", "inv-age-271-to-365-days", "inv-age-365-plus-days", "units-shipped-t30", "estimated-excess-quantity"],
        ["2026-11-01", "A", "F", "B", 5, 5, 0, 0, 0, 1, 0],
        ["2026-11-14", "A", "F", "B", 100, 60, 20, 15, 5, 30, 10],
        ["2026-11-14", "B", "G", "C", 50, 50, 0, 0, 0, 20, ""],
    ]  # fmt: skip
    intake = import_file(write_csv(tmp_path / "inv.txt", rows, delimiter=delimiter))
    assert found(intake) == {"inventory_units": 150.0, "aged_units": 40.0, "excess_units": 10.0, "days_of_supply": 90.0}
    assert {str(item.period.end) for item in intake.observations} == {"2026-11-14"}


def test_fba_inventory_of_several_marketplaces_is_that_of_each(tmp_path: Path) -> None:
    head = [
        "snapshot-date",
        "sku",
        "fnsku",
        "asin",
        "available",
        "inv-age-0-to-90-days",
        "inv-age-181-to-270-days",
        "inv-age-271-to-365-days",
        "marketplace",
    ]
    rows = [["A", "US", 100, 5], ["A", "CA", 50, 40], ["C", "", 7, 7]]
    listed = [["2026-11-14", sku, "F", "B", units, units - old, old, 0, market] for sku, market, units, old in rows]
    intake = import_file(write_csv(tmp_path / "inv.csv", [head, *listed]))
    aged = {(item.segment, item.value) for item in intake.observations if item.metric == "aged_units"}
    assert aged == {("US", 5), ("CA", 40)}
    assert [item.cell for item in intake.inputs[0].sheets[0].ignored if item.incomplete] == ["I4"]  # nobody's
    assert intake.stores[0].attributes["market"] == "US,CA"
    one = import_file(write_csv(tmp_path / "one.csv", [head, listed[0], head]))  # pasted below itself: headed again
    assert one.inputs[0].sheets[0].error is None  # the heading is no second marketplace
    assert {item.segment for item in one.observations} == {None}


def orders(*rows: tuple[str, str, str, str, float]) -> list[list[object]]:
    head = [
        "amazon-order-id",
        "purchase-date",
        "order-status",
        "fulfillment-channel",
        "sku",
        "quantity",
        "currency",
        "item-price",
        "ship-city",
    ]
    return [
        head,
        *([order, day, status, channel, "S", 1, "USD", price, "Berlin"] for order, day, status, channel, price in rows),
    ]


def test_all_orders_count_each_order_once_and_months_without_rows_are_zero(tmp_path: Path) -> None:
    rows = orders(
        ("1", "2026-08-01T10:00:00+00:00", "Shipped", "Merchant", 10),
        ("1", "2026-08-01T10:00:00+00:00", "Shipped", "Merchant", 5),
        ("2", "2026-08-02T10:00:00+00:00", "Cancelled", "Merchant", 99),
        ("3", "2026-10-15T10:00:00+00:00", "Shipped", "Amazon", 20),
        ("4", "2026-10-31T10:00:00+00:00", "Shipped", "Amazon", 7),
    )
    intake = import_file(write_csv(tmp_path / "orders.txt", rows, delimiter="\t"))
    monthly = {str(item.period.end): item.value for item in intake.observations if item.metric == "store_orders"}
    assert monthly == {"2026-08-31": 1.0, "2026-09-30": 0.0, "2026-10-31": 2.0}
    september = next(item for item in intake.observations if item.metric == "store_orders" and item.value == 0)
    assert september.rows == 0
    assert found(intake)["fba_orders_60d"] == 2
    assert "Berlin" not in repr(intake)
    assert "personal data is not read: 1 column\n" in notes(intake)


def test_an_order_list_that_covers_less_than_the_window_says_so(tmp_path: Path) -> None:
    rows = orders(("1", "2026-11-01", "Shipped", "Merchant", 10), ("2", "2026-11-14", "Shipped", "Merchant", 10))
    intake = import_file(write_csv(tmp_path / "orders.txt", rows, delimiter="\t"))
    sixty = next(item for item in intake.observations if item.metric == "orders_60d")
    assert sixty.state is ValueState.INCOMPLETE
    assert sixty.note is not None
    assert sixty.note.en == "covers 14 of 60 days"


def test_returns_and_feedback(tmp_path: Path) -> None:
    returns = [["return-date", "order-id", "sku", "quantity", "detailed-disposition", "customer-comments"], ["2026-10-01T15:31:40+00:00", "1", "S", 1, "SELLABLE", "too small"], ["2026-10-31T15:31:40+00:00", "2", "S", 2, "SELLABLE", ""]]  # fmt: skip
    intake = import_file(write_csv(tmp_path / "returns.txt", returns, delimiter="\t"))
    assert found(intake) == {"returned_units": 3.0}
    assert "too small" not in repr(intake)
    feedback = [["Date", "Rating", "Comments", "Your Response", "Order ID", "Rater Email"], ["9/1/2026", 1, "bad", "", "1", "x@y.z"], ["10/30/2026", 5, "ok", "", "2", "q@y.z"], ["10/13/2026", 2, "meh", "", "3", "r@y.z"]]  # fmt: skip
    intake = import_file(write_csv(tmp_path / "feedback.csv", feedback))
    assert found(intake) == {"negative_feedback_orders": 2.0}
    assert "y.z" not in repr(intake)


# --- Alibaba.com ---

TRUST = ["订单编号(Order Number)", "订单创建时间(Order Create Time)", "状态(Status)", "买家名称(Buyer Name)", "邮箱(Email)", "SKU规格(Sku Specification)", "订单总价(Order Amount)", "税费,仅美国卖家适用(Tax Fee)", "订单币种(Order Currency)", "约定发货时间(Appointed Delivery Time)", "实际发货时间(Actual Delivery Time)"]  # fmt: skip


def test_trust_orders_bilingual_and_repeated_totals(tmp_path: Path) -> None:
    def row(
        order: str,
        created: str,
        due: str,
        shipped: str,
        total: float = 1000,
        status: str = "交易成功",
        mail: str = "a@b.c",
    ) -> list[object]:
        return [order, created, status, "Bob", mail, "red", total, "", "USD", due, shipped]

    rows = [
        TRUST,
        row("T1", "2026-08-01", "2026-08-20", "2026-08-11"),
        row("T1", "2026-08-01", "2026-08-20", "2026-08-11"),
        row("T2", "2026-10-05", "2026-10-20", "2026-10-25", 500.5),
        row("T3", "2026-10-31", "2026-11-20", "", 10, "待卖家发货", "z@b.c"),
        row("T4", "2026-10-31", "2026-11-20", "", 10, "已取消"),
    ]
    intake = import_file(write_csv(tmp_path / "trust.csv", rows))
    assert source_of(intake) == "alibaba.trust-orders"
    monthly = {str(item.period.end): item.value for item in intake.observations if item.metric == "trust_orders"}
    assert monthly == {"2026-08-31": 1.0, "2026-09-30": 0.0, "2026-10-31": 2.0}
    values = found(intake)
    assert values["store_revenue"] == 510.5
    assert values["fulfilment_days"] == 15.0
    assert values["on_time_shipment_rate"] == 0.5
    late = next(item for item in intake.observations if item.metric == "on_time_shipment_rate")
    assert [cell.cell for cell in late.evidence] == ["K4"]
    for personal in ("Bob", "a@b.c"):
        assert personal not in repr(intake)


def test_product_export_with_the_heading_in_row_six(tmp_path: Path) -> None:
    heading = [
        "产品ID",
        "产品名称",
        "是否橱窗",
        "是否顶展",
        "是否P4P",
        "搜索曝光次数",
        "搜索点击次数",
        "搜索点击率",
        "访问人数",
        "询盘个数",
        "商品等级",
    ]
    rows = [
        ["产品分析"], ["统计周期：2026-11-09~2026-11-15"], ["说明"], ["导出时间 2026-11-17"], [],
        heading,
        ["1601562216792", "a", "Y", "N", "y", "1,000", "10", "1.00%", "9", "2", "爆品"],
        ["1601562216793", "b", "N", "N", "Y", "500", "-", "-", "-", "-", "低质品"],
    ]  # fmt: skip
    intake = import_file(write_csv(tmp_path / "Products.csv", rows))
    assert source_of(intake) == "alibaba.products"
    assert intake.inputs[0].sheets[0].heading_row == 6
    values = found(intake)
    assert (values["search_exposure"], values["inquiries"], values["showcase_used"]) == (1500.0, 2.0, 1.0)
    low = next(item for item in intake.observations if item.metric == "low_quality_products")
    assert (low.value, low.rows, low.evidence[0].cell) == (1.0, 1, "A8")


@pytest.mark.parametrize(
    "names",
    [
        ["营销曝光次数", "标准推广曝光次数", "全站推广曝光次数"],
        ["全站推广曝光次数", "标准推广曝光次数", "营销曝光次数"],
    ],
)
def test_what_the_ads_showed_is_that_of_all_of_them(tmp_path: Path, names: list[str]) -> None:
    shown = {"营销曝光次数": "80", "标准推广曝光次数": "30", "全站推广曝光次数": "50"}
    heading = ["产品ID", "产品名称", "搜索曝光次数", "全店曝光次数", *names]
    rows = [
        ["时间周期2026-11-09~2026-11-15"],
        heading,
        ["1601562216792", "a", "100", "180", *map(shown.__getitem__, names)],
    ]
    assert found(import_file(write_csv(tmp_path / "Products.csv", rows)))["p4p_exposure"] == 80.0


def test_a_product_export_of_one_day_is_no_week(tmp_path: Path) -> None:
    rows = [["产品ID", "产品名称", "是否橱窗", "搜索曝光次数"], ["1601562216792", "a", "Y", "1,000"]]
    values = found(import_file(write_csv(tmp_path / "Products-2026-11-14.csv", rows)))
    assert values == {"search_exposure": "incomplete", "showcase_used": 1.0}


def test_shop_weeks_and_months_as_printed(tmp_path: Path) -> None:
    rows = [
        ["时间", "总产品", "访客数", "总点击", "点击率", "询盘", "P4P总花费"],
        ["2026-11-02~2026-11-08", 120, 300, 900, "1.15%", 8, "¥700"],
        ["2026-11-09~2026-11-15", 121, 280, 800, "1.10%", "-", "¥650.5"],
    ]
    intake = import_file(write_csv(tmp_path / "shop.csv", rows))
    assert source_of(intake) == "alibaba.shop-data"
    values = found(intake)
    assert values == {
        "products_total": 121.0,
        "visitors": 280.0,
        "clicks": 800.0,
        "click_rate": 0.011,
        "inquiries": "missing",
        "p4p_spend": 650.5,
    }
    assert {str(item.period.start) for item in intake.observations} == {"2026-11-02", "2026-11-09"}


def test_p4p_days_make_weeks(tmp_path: Path) -> None:
    days = [[f"2026-11-{day:02d}", "1,000", 20, "10.5", "2%"] for day in range(2, 17)]
    intake = import_file(
        write_csv(
            tmp_path / "p4p.csv",
            [["日期", "曝光量", "点击量", "花费(USD)", "点击率"], *days, ["合计", "15,000", 300, "157.5", ""]],
        )
    )
    assert source_of(intake) == "alibaba.p4p"
    spend = [
        (str(item.period.start), item.value, item.currency)
        for item in intake.observations
        if item.metric == "p4p_spend"
    ]
    assert spend == [("2026-11-02", 73.5, "USD"), ("2026-11-09", 73.5, "USD")]
    assert found(intake)["p4p_cpc"] == 0.525
    assert "does not add up" not in notes(intake)


def test_a_total_that_does_not_add_up_is_reported(tmp_path: Path) -> None:
    days = [[f"2026-11-{day:02d}", "1,000", 20, "10.5", "2%"] for day in range(2, 9)]
    intake = import_file(
        write_csv(
            tmp_path / "p4p.csv",
            [["日期", "曝光量", "点击量", "花费(USD)", "点击率"], *days, ["合计", "7,000", 140, "80", ""]],
        )
    )
    assert "花费(USD) says 80, the rows make 73.5" in notes(intake)
    ignored = intake.inputs[0].sheets[0].ignored
    assert [(item.cell, item.raw) for item in ignored] == [("A9", "合计")]


# --- independent ---


@pytest.mark.parametrize(
    ("label", "sessions", "why"),
    [
        *((label, 300, "a total row, not counted") for label in ("Total: 2", "Totals (2)", "總計", "Summe", "Totale", "合计（2条）", "总计：2个", "本页合计")),
        *((label, 300, "a row of averages, not counted") for label in ("平均", "Average:")),
        *((label, 900, None) for label in ("B0TOTAL", "Totally", "B0SUMME2", "总计划")),
    ],
)  # fmt: skip
def test_a_row_that_sums_up_is_no_item_however_it_is_labelled(
    tmp_path: Path, label: str, sessions: int, why: str | None
) -> None:
    head = ["(Child) ASIN", "Title", "Sessions - Total", "Units Ordered", "Ordered Product Sales"]
    rows = [head, ["B0A", "Lamp", 100, 1, "$5.00"], ["B0B", "Bulb", 200, 2, "$7.00"], [label, "", 600, 3, "$12.00"]]
    intake = import_file(write_csv(tmp_path / "BusinessReport 2026-10.csv", rows))
    assert found(intake)["sessions"] == sessions
    assert [item.why.en for item in intake.inputs[0].sheets[0].ignored] == ([why] if why else [])
    told = "row 4 does not add up: Sessions - Total says 600, the rows make 300" in notes(intake)
    assert told is (why == "a total row, not counted")


def test_shopify_orders_take_an_order_from_its_first_line(tmp_path: Path) -> None:
    head = ["Name", "Email", "Financial Status", "Currency", "Total", "Created at", "Lineitem quantity", "Lineitem name", "Cancelled at", "Refunded Amount", "Billing Zip"]  # fmt: skip
    rows = [
        head,
        ["#1", "a@x.com", "paid", "ZAR", "100.10", "2026-10-01 15:15:21 +0200", 1, "A", "", "0.00", "'8001"],
        ["#1", "a@x.com", "", "", "", "2026-10-01 15:15:21 +0200", 2, "B", "", "", ""],
        ["#2", "A@x.com", "refunded", "ZAR", "49.90", "2026-10-20 10:00:00 +0200", 1, "A", "", "49.90", ""],
        ["#3", "b@x.com", "voided", "ZAR", "70", "2026-10-31 10:00:00 +0200", 1, "A", "", "", ""],
    ]
    intake = import_file(write_csv(tmp_path / "orders_export.csv", rows))
    assert source_of(intake) == "independent.shopify-orders"
    october = {
        item.metric: item
        for item in intake.observations
        if str(item.period.end) == "2026-10-31" and item.state is ValueState.OK
    }
    assert october["store_orders"].value == 2
    assert october["store_revenue"].value == 150.0
    assert october["store_revenue"].currency == "ZAR"
    assert october["refund_rate"].value == pytest.approx(49.9 / 150, abs=1e-15)
    assert "x.com" not in repr(intake)
    assert next(item for item in intake.observations if item.metric == "customers").state is ValueState.INCOMPLETE


def test_ga4_with_a_comment_block_and_two_tables(tmp_path: Path) -> None:
    text = (
        "# ----------------------------------------\r\n# Report CSV Export\r\n# Account: x\r\n# ----\r\n# \r\n# All Users\r\n"
        "# Start date: 20261001\r\n# End date: 20261031\r\nEvent name,Event count,Total users\r\npurchase,30,29\r\nadd_to_cart,200,150\r\nsession_start,1000,800\r\n"
        "\r\n# Start date: 20261001\r\n# End date: 20261031\r\n"
        "Session primary channel group (Default channel group),Sessions,Engaged sessions,Engagement rate\r\nOrganic,600,300,0.5\r\nPaid,400,60,0.15\r\n"
    )
    file = tmp_path / "data-export.csv"
    file.write_text(text, encoding="utf-8", newline="")
    values = found(import_file(file))
    assert values["ga4_purchases"] == 30
    assert values["engagement_rate"] == 0.36
    assert values["carts_created"] == 200
    assert values["sessions"] == 1000


@pytest.mark.parametrize(
    ("listed", "beside", "purchases"),
    [
        ("page_view,9000\r\nsession_start,1000", "", 0),  # every event of the month, and no purchase among them
        ("page_view,9000\r\nuser_engagement,800", "", None),  # GA4 collects session_start by itself
        ("page_view,9000\r\nsession_start,1000", "\r\nCountry,Active users\r\nJapan,900\r\n", None),  # a snapshot
    ],
)
def test_an_event_that_ga4_does_not_list_is_none_in_a_whole_list_only(
    tmp_path: Path, listed: str, beside: str, purchases: int | None
) -> None:
    head = "# ----\r\n# Events\r\n# Start date: 20261001\r\n# End date: 20261031\r\n"
    file = tmp_path / "data-export.csv"
    file.write_text(f"{head}Event name,Event count\r\n{listed}\r\n{beside}", encoding="utf-8", newline="")
    (observation,) = [item for item in import_file(file).observations if item.metric == "ga4_purchases"]
    assert (observation.value, observation.state) == (
        purchases,
        ValueState.MISSING if purchases is None else ValueState.OK,
    )


GA4_WEEK = "# Start date: 202611{:02d}\n# End date: 202611{:02d}\n"
GA4_TABLE = "Session primary channel group (Default channel group),Sessions,Engaged sessions\nDirect,{},30\n"


@pytest.mark.parametrize(
    ("tables", "sessions", "told"),
    [
        ([("All Users", 9, 60)], {"2026-11-15": 60}, False),
        ([("All Users", 9, 60), ("Mobile traffic", 9, 40)], {"2026-11-15": 60}, False),
        ([("Mobile traffic", 9, 40)], {}, True),
        ([("所有用户", 9, 60), ("所有用户", 2, 50)], {"2026-11-15": 60, "2026-11-08": 50}, False),
    ],
)
def test_a_comparison_of_ga4_is_no_store_and_each_table_has_its_own_days(
    tmp_path: Path, tables: list[tuple[str, int, int]], sessions: dict[str, int], told: bool
) -> None:
    pieces = [f"# \n# {who}\n{GA4_WEEK.format(day, day + 6)}{GA4_TABLE.format(n)}" for who, day, n in tables]
    path = tmp_path / "data-export.csv"
    path.write_text("# ----\n# Traffic acquisition\n" + "\n".join(pieces), encoding="utf-8")
    intake = import_file(path)
    found = {str(item.period.end): item.value for item in intake.observations if item.metric == "sessions"}
    assert found == sessions
    assert any(item.incomplete for item in intake.inputs[0].sheets[0].ignored) == told


@pytest.mark.parametrize(("who", "read"), [("All Users", True), ("Mobile traffic", False)])
def test_the_number_of_a_property_is_no_day(tmp_path: Path, who: str, read: bool) -> None:
    path = tmp_path / "data-export.csv"
    head = f"# ----\n# Shop 20250101 (312345678)\n# 312345678\n# ----\n#\n# {who}\n{GA4_WEEK.format(9, 15)}"
    path.write_text(head + GA4_TABLE.format(60), encoding="utf-8")
    assert ("sessions" in found(import_file(path))) == read


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [("Segment", "All Users", "Mobile"), ("Date range", "Nov 9 - Nov 15 2026", "Nov 2 - Nov 8 2026")],
)
def test_a_column_of_comparisons_is_not_added_up(tmp_path: Path, column: str, first: str, second: str) -> None:
    table = f"{column},{GA4_TABLE.format(40)}".replace("Direct", f"{first},Direct") + f"{second},Direct,20,10\n"
    path = tmp_path / "data-export.csv"
    path.write_text(f"# --------\n# Free form\n{GA4_WEEK.format(9, 15)}\n{table}", encoding="utf-8")
    (sheet,) = import_file(path).inputs[0].sheets
    assert sheet.error is not None
    assert "comparisons" in sheet.error.en


def test_clicks_over_impressions_have_no_currency(tmp_path: Path) -> None:
    heading = ["Start Date", "End Date", "Currency", "Campaign Name", "Impressions", "Clicks", "Spend",
               "7 Day Total Sales"]  # fmt: skip
    rows = [["2026-11-09", "2026-11-15", code, code, 1000, 10, "5.00", "20.00"] for code in ("USD", "CAD")]
    values = found(import_file(write_csv(tmp_path / "campaigns.csv", [heading, *rows])))
    assert (values["ad_ctr"], values["acos"], values["ad_clicks"]) == (0.01, "unreadable", 20)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_stripe_fee_rate_is_over_the_converted_amount(tmp_path: Path, delimiter: str) -> None:
    rows = [
        [
            "id",
            "Created date (UTC)",
            "Amount",
            "Currency",
            "Converted Amount",
            "Converted Currency",
            "Fee",
            "Status",
            "Card Name",
            "Dispute Date (UTC)",
        ],
        ["p1", "2026-10-01 00:10:00", "15.00", "usd", "534.80", "thb", "35.40", "Paid", "Ann", ""],
        ["p2", "2026-10-31 00:10:00", "15.00", "usd", "534.80", "thb", "0.00", "Paid", "Ann", "2026-10-31 10:00:00"],
        ["p3", "2026-10-31 00:10:00", "15.00", "usd", "534.80", "thb", "9.00", "Failed", "Ann", ""],
    ]
    intake = import_file(write_csv(tmp_path / "payments.csv", rows, delimiter=delimiter))
    assert source_of(intake) == "independent.stripe-payments"
    values = found(intake)
    assert values["payment_fee_rate"] == pytest.approx(35.4 / 1069.6, abs=1e-15)
    assert values["payments"] == 2
    assert values["disputes_received"] == "incomplete"  # of what was paid for before October nothing is known
    assert values["dispute_rate"] == 0.5
    assert {item.currency for item in intake.observations if item.metric == "payment_fees"} == {"THB"}
    assert "Ann" not in repr(intake)


def test_amounts_in_several_currencies_are_not_added(tmp_path: Path) -> None:
    rows = orders(("1", "2026-10-01", "Shipped", "Merchant", 10), ("2", "2026-10-31", "Shipped", "Merchant", 10))
    rows[2][6] = "EUR"
    intake = import_file(write_csv(tmp_path / "orders.txt", rows, delimiter="\t"))
    revenue = next(item for item in intake.observations if item.metric == "store_revenue")
    assert revenue.state is ValueState.UNREADABLE
    assert revenue.note is not None
    assert "several currencies" in revenue.note.en


def test_evidence_keeps_the_first_twenty_cells_and_the_number_of_rows(tmp_path: Path) -> None:
    rows = orders(*((str(n), f"2026-10-{n % 31 + 1:02d}", "Shipped", "Merchant", 1) for n in range(62)))
    item = next(
        i
        for i in import_file(write_csv(tmp_path / "o.txt", rows, delimiter="\t")).observations
        if i.metric == "store_orders"
    )
    assert (item.value, item.rows, len(item.evidence)) == (62.0, 62, 20)


def test_a_hand_kept_sheet_is_no_export(tmp_path: Path) -> None:
    rows = [["店铺", "日期", "曝光量", "点击量", "花费", "点击率"], ["甲", "2026-11-14", 1, 2, 3, "1%"]]
    assert source_of(import_file(write_csv(tmp_path / "a.csv", rows), platform="alibaba")) == "store-rows"


def test_a_stated_range_makes_empty_months_zero(tmp_path: Path) -> None:
    rows = orders(("1", "2026-11-03", "Shipped", "Merchant", 10))
    intake = import_file(write_csv(tmp_path / "orders_2026-08-01~2026-11-14.txt", rows, delimiter="\t"))
    monthly = {str(item.period.end): item.value for item in intake.observations if item.metric == "store_orders"}
    assert monthly == {"2026-08-31": 0.0, "2026-09-30": 0.0, "2026-10-31": 0.0}
    assert all(item.evidence for item in intake.observations)


@pytest.mark.parametrize(
    ("days", "month", "told"),
    [
        (("2026-09-03", "2026-09-20"), ("2026-09-03..2026-09-20", None), True),  # named by the month of the download
        (("2026-09-29", "2026-10-20"), ("2026-10-01..2026-10-20", None), True),  # nobody knows of the days after it
        (("2026-10-02", "2026-11-02"), ("2026-10-02..2026-10-31", None), True),
        (("2026-09-30", "2026-11-01"), ("2026-10-01..2026-10-31", 0.0), False),  # midnight is elsewhere
        (("2026-10-03", "2026-10-20"), ("2026-10-01..2026-10-31", 2.0), False),
    ],
)
def test_rows_of_other_days_than_a_name_says_leave_no_day_without_orders(
    tmp_path: Path, days: tuple[str, str], month: tuple[str, float | None], told: bool
) -> None:
    rows = orders(*((str(n), day, "Shipped", "Merchant", 10) for n, day in enumerate(days)))
    intake = import_file(write_csv(tmp_path / "orders_2026-10.txt", rows, delimiter="\t"))
    assert [
        (f"{i.period.start}..{i.period.end}", i.value) for i in intake.observations if i.metric == "store_orders"
    ] == [month]
    assert ("2026-10-01..2026-10-31, its rows are of" in notes(intake)) is told


@pytest.mark.parametrize(
    ("days", "read"),
    [
        ([f"11/{day}/26" for day in range(2, 9)], "2026-11-02..2026-11-08"),  # or 11 February, 11 March, …
        ([f"{day:02d}/10/2026" for day in range(5, 12)], "2026-10-05..2026-10-11"),
        (["11/1/26", "11/8/26", "11/15/26"], "2026-11-01..2026-11-07"),
        (["04/10/2026", "11/10/2026"], "2026-10-04..2026-10-10"),  # weeks by their first day
        ([f"{month}/1/26" for month in range(2, 9)], None),  # 2 to 8 January, or the months from February
        ([f"11/{day}/26" for day in (2, 3, 5, 6, 7, 8)], None),  # a day is missing
    ],
)
def test_a_report_with_a_row_for_every_day_shows_which_number_is_the_day(
    tmp_path: Path, days: list[str], read: str | None
) -> None:
    head = ["Date", "Ordered Product Sales", "Units Ordered", "Sessions - Total"]
    intake = import_file(write_csv(tmp_path / "a.csv", [head, *([day, "$10.00", 1, 100] for day in days)]))
    periods = [f"{i.period.start}..{i.period.end}" for i in intake.observations if i.metric == "sessions"]
    assert periods[:1] == ([read] if read else [])
    error = intake.inputs[0].sheets[0].error
    assert ("may be day or month first" in str(error)) is (read is None)


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("ads_2026-W46", "2026-10-15..2026-11-14"),  # the last 30 days, saved in week 46
        ("ads_2026-12", "2026-10-15..2026-11-14"),
        ("ads_2026-10-15~2026-11-13", "2026-10-15..2026-11-14"),  # no time zone: the report prints its days
        ("ads_2026-10-01~2026-11-14", "2026-10-01..2026-11-14"),
    ],
)
def test_a_report_of_some_days_is_of_no_other_days_for_its_name(tmp_path: Path, name: str, period: str) -> None:
    head = ["Start Date", "End Date", "Campaign Name", "Customer Search Term", "Impressions", "Clicks", "Spend", "7 Day Total Sales"]  # fmt: skip
    rows = [head, ["2026-10-15", "2026-11-14", "A", "lamp", 1000, 10, "$20.00", "$100.00"]]
    intake = import_file(write_csv(tmp_path / f"{name}.csv", rows))
    assert [(f"{i.period.start}..{i.period.end}", i.value) for i in intake.observations if i.metric == "acos"] == [
        (period, 0.2)
    ]


def test_dates_as_serials_and_as_cells(tmp_path: Path) -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    for row in orders(("1", "2026-10-01", "Shipped", "Merchant", 10), ("2", "2026-10-31", "Shipped", "Merchant", 5)):
        workbook.active.append(row)
    workbook.active["B2"] = 46296.5  # 2026-10-01, as a spreadsheet counts days
    workbook.save(tmp_path / "orders.xlsx")
    assert found(import_file(tmp_path / "orders.xlsx"))["store_revenue"] == 15.0


def test_the_day_of_a_row_goes_before_the_campaigns_own_start(tmp_path: Path) -> None:
    rows = [
        ["Date", "Start Date", "End Date", "Campaign Name", "Impressions", "Clicks", "Spend", "14 Day Total Sales (₹)"],
        ["Nov 1, 2026", "Jan 1, 2026", "", "A", 1000, 10, "Rs.100", "Rs.400"],
        ["Nov 14, 2026", "Jan 1, 2026", "", "A", 1000, 10, "Rs.100", ""],
    ]
    intake = import_file(write_csv(tmp_path / "c.csv", rows))
    acos = next(item for item in intake.observations if item.metric == "acos")
    assert (str(acos.period.start), str(acos.period.end), acos.value) == ("2026-11-01", "2026-11-14", 0.5)


def test_match_types_mixed_on_different_days_are_mixed(tmp_path: Path) -> None:
    rows = [
        ["Date", "Campaign Name", "Customer Search Term", "Match Type", "Impressions", "Clicks", "Spend"],
        ["2026-11-01", "A", "x", "EXACT", 10, 1, 1],
        ["2026-11-02", "A", "y", "BROAD", 10, 1, 1],
    ]
    assert found(import_file(write_csv(tmp_path / "s.csv", rows)))["mixed_match_campaigns"] == 1


def test_unified_ads_report(tmp_path: Path) -> None:
    days = "Nov 01, 2026 - Nov 14, 2026"
    rows = [
        ["Budget currency", "Date range", "Campaign ID", "Campaign name", "Impressions", "Clicks", "CTR", "Total cost", "Purchases", "Sales"],
        ["USD", days, '="254927681919372"', "A", 1000, 10, "1%", "10.00", 2, "40.00"],
        ["USD", days, '="254927681919373"', "B", 1000, 10, "1%", "10.00", 0, "0.00"],
    ]  # fmt: skip
    intake = import_file(write_csv(tmp_path / "report.csv", rows))
    assert source_of(intake) == "amazon.ads-unified"
    values = found(intake)
    assert (values["ad_spend"], values["acos"], values["ad_ctr"]) == (20.0, 0.5, 0.01)
    spend = next(item for item in intake.observations if item.metric == "ad_spend")
    assert (spend.currency, str(spend.period.start), str(spend.period.end)) == ("USD", "2026-11-01", "2026-11-14")


def test_featured_offer_is_weighted_by_sessions(tmp_path: Path) -> None:
    rows = [
        ["(Parent) ASIN", "(Child) ASIN", "Sessions - Total", "Featured Offer (Buy Box) Percentage", "Units Ordered"],
        ["P", "A", "3,000", "100.00%", 10],
        ["P", "B", "1,000", "50.00%", 10],
        ["P", "P", "1", "-", 0],
    ]
    path = write_csv(tmp_path / "BusinessReport-2026-11-01_2026-11-07.csv", rows)
    assert found(import_file(path))["featured_offer_rate"] == 0.875


def test_featured_offer_without_a_percent_sign_is_not_guessed(tmp_path: Path) -> None:
    rows = [
        ["(Child) ASIN", "Sessions - Total", "Featured Offer (Buy Box) Percentage", "Units Ordered"],
        ["A", 10, 98.5, 1],
    ]
    path = write_csv(tmp_path / "BusinessReport-2026-11-01_2026-11-07.csv", rows)
    assert found(import_file(path))["featured_offer_rate"] == "missing"


def test_evidence_of_a_dispute_rate_is_the_disputed_payment(tmp_path: Path) -> None:
    head = ["id", "Created date (UTC)", "Converted Amount", "Converted Currency", "Fee", "Status", "Dispute Date (UTC)"]
    rows = [head, *([f"c{day}", f"2026-10-{day:02d} 10:00:00", 10, "usd", 0.3, "Paid", ""] for day in range(1, 32))]
    rows[20][6] = "2026-10-25 08:00:00"
    intake = import_file(write_csv(tmp_path / "payments.csv", rows))
    rate = next(item for item in intake.observations if item.metric == "dispute_rate")
    assert rate.value == pytest.approx(1 / 31)
    assert [cell.cell for cell in rate.evidence] == ["G21"]


def test_inventory_in_chinese_without_fnsku(tmp_path: Path) -> None:
    rows = [
        [
            "产品名称",
            "SKU",
            "可售",
            "库存龄 0-90 天",
            "库存龄 181-270 天",
            "库存龄 271-365 天",
            "库存龄 365 天以上",
            "快照日期",
        ],
        ["灯", "S1", 100, 60, 10, "", 5, "2026-11-14"],
    ]
    intake = import_file(write_csv(tmp_path / "库存.csv", rows))
    assert source_of(intake) == "amazon.fba-inventory"
    assert found(intake)["aged_units"] == 15


def test_account_health_ranges_may_be_a_day_longer(tmp_path: Path) -> None:
    def late(first: str, count: int, orders: int) -> dict[str, Any]:
        dates = {"reportingDateFrom": first, "reportingDateTo": "2026-11-14"}
        return {"reportingDateRange": dates, "lateShipmentCount": count, "orderCount": orders, "rate": count / orders}

    reviews = {**late("2026-05-18", 0, 1), "defectsCount": 2}
    entry = {
        "marketplaceId": "ATVPDKIKX0DER",
        "lateShipmentRateList": [late("2026-11-04", 1, 50), late("2026-10-15", 9, 300)],
        "customerProductReviewsPolicyViolations": reviews,
    }
    path = tmp_path / "health.json"
    path.write_text(json.dumps({"performanceMetrics": [entry]}), encoding="utf-8")
    values = found(import_file(path))
    assert (values["late_orders"], values["late_orders_10d"], values["fake_review_warnings"]) == (9, 1, 2)


def test_a_table_that_no_map_knows_is_put_on_record(tmp_path: Path) -> None:
    path = tmp_path / "data-export.csv"
    path.write_text(
        "# Start date: 20261101\n# End date: 20261107\n"
        "Session primary channel group (Default channel group),Users,Sessions,Engaged sessions,Engagement rate\n"
        "Direct,50,60,30,0.5\n\n# Start date: 20261101\nCountry,Wombats\nUS,10\n",
        encoding="utf-8",
    )
    (sheet,) = import_file(path).inputs[0].sheets
    assert [(item.cell, item.raw) for item in sheet.ignored if item.raw == "Country"] == [("A7", "Country")]


@pytest.mark.parametrize(
    "completed", ["Sessions that completed checkout", "Sessions that reached and completed checkout"]
)
def test_shopify_sessions_by_day_make_weeks_and_thirty_days(tmp_path: Path, completed: str) -> None:
    heading = ["Day", "Sessions", "Sessions with cart additions", "Sessions that reached checkout", completed,
               "Conversion rate"]  # fmt: skip
    days = [date(2026, 10, 12) + timedelta(days=number) for number in range(35)]
    rows = [
        [str(day), "1,000" if number else "1000", 80, 40, 20 + number % 2, "0.02"] for number, day in enumerate(days)
    ]
    intake = import_file(write_csv(tmp_path / "Conversion rate over time.csv", [heading, *rows]))
    assert source_of(intake) == "independent.shopify-sessions"
    assert found(intake) == {
        "sessions": 7000,
        "conversion_rate": 143 / 7000,  # the last week begins with a day of 20
        "carts_created": 2400,
        "checkouts_started": 1200,
        "checkouts_completed": 615,
    }


@pytest.mark.parametrize(
    ("heading", "days", "last"),
    [
        ("Week", ["2026-10-25", "2026-11-01", "2026-11-08"], "2026-11-08..2026-11-14"),  # by its first day, a Sunday
        ("Month", ["2026-08-01", "2026-09-01", "2026-10-01"], "2026-10-01..2026-10-31"),
        ("Week", ["2026-11-08"], "2026-11-08..2026-11-14"),  # a single row is what its heading says
        ("Month", ["2026-10-01"], "2026-10-01..2026-10-31"),
        ("Day", ["2026-10-01"], "2026-10-01..2026-10-01"),
    ],
)
def test_shopify_reports_by_week_and_month_begin_on_their_day(
    tmp_path: Path, heading: str, days: list[str], last: str
) -> None:
    sales = [heading, "Orders", "Gross sales", "Discounts", "Returns", "Net sales", "Taxes", "Total sales"]
    sessions = [heading, "Sessions", "Sessions with cart additions", "Sessions that completed checkout"]
    for source, names, metric in (("sales", sales, "store_orders"), ("sessions", sessions, "sessions")):
        rows = [[day, *(["100"] * (len(names) - 1))] for day in days]
        intake = import_file(write_csv(tmp_path / f"{source}.csv", [names, *rows]))
        assert source_of(intake) == f"independent.shopify-{source}"
        periods = [f"{item.period.start}..{item.period.end}" for item in intake.observations if item.metric == metric]
        assert periods[-1] == last
        assert len(periods) == len(days)


@pytest.mark.parametrize("back", ["Returns", "Sales reversals"])
def test_shopify_sales_by_day_make_months(tmp_path: Path, back: str) -> None:
    heading = ["Day", "Orders", "Gross sales", "Discounts", back, "Net sales", "Shipping charges", "Duties",
               "Additional fees", "Taxes", "Total sales"]  # fmt: skip
    days = [date(2026, 9, 1) + timedelta(days=number) for number in range(61)]
    rows = [[str(day), day.day, "1,200.00", "-5.00", "-10.00", "85", "5", "0", "0", "0", "1,090.50"] for day in days]
    intake = import_file(write_csv(tmp_path / "Total sales over time - 2026-09-01 - 2026-10-31.csv", [heading, *rows]))
    assert source_of(intake) == "independent.shopify-sales"
    monthly = {(item.metric, str(item.period.end)): item.value for item in intake.observations}
    assert monthly["store_orders", "2026-09-30"] == 465
    assert monthly["store_orders", "2026-10-31"] == 496
    assert monthly["store_revenue", "2026-10-31"] == 31 * 1090.5


def test_transactions_of_shopify_payments_count_charges_and_chargebacks(tmp_path: Path) -> None:
    heading = ["Transaction Date", "Type", "Order", "Payout Status", "Payout Date", "Amount", "Fee", "Net", "Currency"]
    rows = [
        ["2026-10-01 07:33:09 +0200", "charge", "#1", "paid", "2026-10-05", "100.00", "3.20", "96.80", "EUR"],
        ["2026-10-02 07:33:09 +0200", "refund", "#1", "paid", "2026-10-05", "-100.00", "0.00", "-100.00", "EUR"],
        ["2026-10-20 07:33:09 +0200", "chargeback", "#0", "paid", "2026-10-25", "-50.00", "15.00", "-65.00", "EUR"],
        ["2026-10-31 07:33:09 +0200", "charge", "#2", "pending", "", "300.00", "8.80", "291.20", "EUR"],
    ]
    intake = import_file(write_csv(tmp_path / "payment_transactions_export_1.csv", [heading, *rows]))
    assert source_of(intake) == "independent.shopify-transactions"
    assert found(intake) == {
        "payments": 2,
        "payments_amount": 400,
        "payment_fees": 12,
        "payment_fee_rate": 0.03,
        "disputes_received": 1,
    }


def test_a_payment_of_stripe_is_one_whatever_became_of_it(tmp_path: Path) -> None:
    heading = ["id", "Created date (UTC)", "Captured", "Converted Amount", "Converted Currency", "Fee", "Status",
               "Dispute Date (UTC)"]  # fmt: skip
    rows = [
        ["p1", "2026-10-01 10:00", "True", "10.00", "usd", "0.50", "Paid", ""],
        ["p2", "2026-10-02 10:00", "TRUE", "10.00", "usd", "0.50", "Partial refund", ""],
        ["p3", "2026-10-03 10:00", "true", "10.00", "usd", "0.50", "Dispute lost", "2026-10-20 10:00"],
        ["p4", "2026-10-04 10:00", "", "10.00", "usd", "0.50", "Refunded", ""],  # not said: what failed has its status
        ["p4b", "2026-10-04 11:00", "", "10.00", "usd", "0.50", "Requires payment method", ""],
        ["p5", "2026-10-05 10:00", "false", "10.00", "usd", "0.00", "Authorized", ""],
        ["p6", "2026-10-31 10:00", "false", "10.00", "usd", "0.00", "Failed", ""],
    ]
    assert found(import_file(write_csv(tmp_path / "payments_2026-10.csv", [heading, *rows]))) == {
        "payments": 4,
        "payments_amount": 40,
        "payment_fees": 2,
        "payment_fee_rate": 0.05,
        "disputes_received": "incomplete",
        "dispute_rate": 0.25,
    }


@pytest.mark.parametrize(("first", "october"), [("2026-06-03", 2.0), ("2026-06-04", None)])
def test_disputes_of_a_month_are_known_where_the_payments_of_120_days_before_are(
    tmp_path: Path, first: str, october: float | None
) -> None:
    heading = ["id", "Created date (UTC)", "Converted Amount", "Converted Currency", "Fee", "Status", "Dispute Date (UTC)", "Dispute Status"]  # fmt: skip
    rows = [
        ["p1", first, "10.00", "usd", "0.50", "Paid", "2026-10-01 10:00", "lost"],
        ["p2", "2026-10-01", "10.00", "usd", "0.50", "Paid", "2026-10-31 10:00", "needs_response"],
        ["p3", "2026-10-02", "10.00", "usd", "0.50", "Paid", "2026-10-30 10:00", "warning_closed"],  # an inquiry
        ["p4", "2026-10-31", "10.00", "usd", "0.50", "Paid", "", ""],
    ]
    intake = import_file(write_csv(tmp_path / "payments.csv", [heading, *rows]))
    (received,) = (i for i in intake.observations if i.metric == "disputes_received" and i.period.start.month == 10)
    assert received.value == october
    assert ("the 120 days before are needed" in str(received.note)) is (october is None)
    assert found(intake)["dispute_rate"] == pytest.approx(1 / 3)


def test_an_inquiry_of_stripe_is_no_dispute(tmp_path: Path) -> None:
    heading = ["id", "Dispute Created (UTC)", "Dispute Amount", "Charge ID", "Customer Email", "Reason", "Status"]
    rows = [
        ["dp_1", "2026-10-01 10:00", "50.00", "ch_1", "a@x.com", "fraudulent", "needs_response"],
        ["dp_2", "2026-10-09 10:00", "50.00", "ch_2", "b@x.com", "product_not_received", "won"],
        ["dp_3", "2026-10-31 10:00", "50.00", "ch_3", "c@x.com", "general", "warning_needs_response"],
    ]
    intake = import_file(write_csv(tmp_path / "Disputes_2026-10.csv", [heading, *rows]))
    assert source_of(intake) == "independent.stripe-disputes"
    assert found(intake) == {"disputes_received": 2}
    assert "x.com" not in repr(intake)


def test_stranded_stock_is_added_up(tmp_path: Path) -> None:
    heading = ["primary-action", "date-stranded", "status-primary", "stranded-reason", "asin", "sku", "fulfillable-qty"]
    rows = [
        ["Relist", "2026-10-03", "Inactive", "Listing closed", "B0A", "S1", "12"],
        ["Edit listing", "2026-11-01", "Inactive", "Listing blocked", "B0B", "S2", "5"],
    ]
    intake = import_file(write_csv(tmp_path / "stranded_2026-11-15.txt", [heading, *rows], delimiter="\t"))
    assert source_of(intake) == "amazon.stranded-inventory"
    assert found(intake) == {"stranded_units": 17}
    assert {str(item.period.end) for item in intake.observations} == {"2026-11-15"}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"lighthouseVersion": "12.2.1", "audits": {}}, "as PageSpeed Insights shows them for real users"),
        ({"kind": "x", "loadingExperience": {}, "lighthouseResult": {}}, "this is the JSON of PageSpeed Insights"),
        ({"record": {"metrics": {}}}, "is not recognised (read is: Amazon account health report, JSON of"),
    ],
)
def test_a_json_document_that_is_not_read_says_what_to_hand_in(tmp_path: Path, document: object, said: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    (sheet,) = import_file(path).inputs[0].sheets
    assert sheet.error is not None
    assert said in sheet.error.en


def test_an_export_whose_thousands_commas_shift_its_columns_is_not_read(tmp_path: Path) -> None:
    """Read as it stands, the click rate would be what was spent."""
    rows = "日期,曝光量,点击量,点击率,花费,平均点击花费\n2026-11-16,900,10,1%,50.5,5\n2026-11-17,1,000,10,1%,50.5,5\n"
    path = tmp_path / "p4p.csv"
    path.write_text(rows, encoding="utf-8")
    intake = import_file(path)
    assert not intake.observations
    assert "the row of B3 (“1”) is longer than the headings" in str(intake.inputs[0].sheets[0].error)
    path.write_text(rows.replace("1,000", "1000") + "2026-11-18,1,10,1%,5,5,好\n", encoding="utf-8")
    noted = import_file(path)
    assert noted.inputs[0].sheets[0].error is None


def test_a_percentage_in_a_column_of_amounts_is_not_its_hundredth(tmp_path: Path) -> None:
    """Of a row whose last cell is empty nothing stands beyond the headings: only the rate in the wrong place tells of the shift."""
    path = tmp_path / "p4p.csv"
    rows = "日期,曝光量,点击量,点击率,花费,平均点击花费\n2026-11-16,900,10,1%,50.5,5\n2026-11-17,1,000,10,1%,50.5\n"
    path.write_text(rows, encoding="utf-8")
    intake = import_file(path)
    assert [item.value for item in intake.observations if item.metric == "p4p_spend"] == [None]
    assert "a percentage in a column of counts or amounts" in str(intake.inputs)
