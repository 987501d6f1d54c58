"""What the console of Amazon Ads exports, under the headings that public programs read such files by; the figures are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Rows, Said, text_file
from tests.field.test_raw_exports import taken, values

UNIFIED = ["Budget currency", "Date range", "Campaign ID", "Campaign name", "Impressions", "Clicks", "Total cost", "Purchases",
           "Sales"]  # fmt: skip
DAYS = "Oct 01, 2026 - Oct 31, 2026"
CHINESE = ["日期", "广告产品", "预算货币", "广告活动编号", "广告活动名称", "展示量", "点击量", "总点击量", "总成本",
           "购买量（所有浏览次数）", "销售额", "归因于点击的销售额"]  # fmt: skip
MANAGER = ["State", "Campaigns", "Country", "Status", "Type", "Targeting", "Portfolio", "Campaign start date", "Cost type",
           "Top-of-search IS", "Impressions", "Clicks", "CTR", "Spend(USD)", "CPC(USD)", "Orders", "Sales(USD)", "ACOS",
           "ROAS"]  # fmt: skip
CAMPAIGNS = ["Campaign name", "Campaign ID", "State", "Type", "Portfolio name", "Impressions", "Clicks", "Total cost",
             "Purchases", "Sales"]  # fmt: skip
SEARCH = ["Start Date", "End Date", "Currency", "Campaign Name", "Country", "Targeting", "Match Type",
          "Customer Search Term", "Impressions", "Clicks", "Spend", "7 Day Total Sales ", "7 Day Total Orders (#)"]  # fmt: skip


def spent(*paths: Path, metric: str = "ad_spend") -> dict[str | None, object]:
    """What a metric is in each marketplace."""
    found = taken(*paths).observations
    return {
        item.segment: item.state.value if item.value is None else item.value for item in found if item.metric == metric
    }


def test_a_report_of_the_console_by_day_and_with_chinese_headings(tmp_path: Path) -> None:
    rows = [CHINESE] + [
        [f"2026-10-{day:02}", "商品推广", "USD", 11, "A", 900, 10, 10, 2.5, 1, 10, 10] for day in range(1, 32)
    ]
    found = values(taken(text_file(tmp_path / "报表.csv", rows)))
    assert (found["ad_spend", "2026-10-31"], found["ad_sales", "2026-10-31"]) == (77.5, 310)
    assert found["ad_clicks", "2026-10-31"] == 310


def test_the_search_terms_of_the_console_tell_what_brought_no_order(tmp_path: Path) -> None:
    heading = [*UNIFIED[:4], "Search term", *UNIFIED[4:]]
    rows = [["USD", DAYS, 11, "A", term, 100, clicks, cost, orders, orders * 30]
            for term, clicks, cost, orders in (("dog bed", 12, 8.5, 1), ("cat bed", 9, 6, 0), ("bed", 0, 0.25, 0))]  # fmt: skip
    terms = text_file(tmp_path / "terms.csv", [heading, *rows])
    assert values(taken(terms))["wasted_ad_spend", "2026-10-31"] == 6
    whole = text_file(tmp_path / "all.csv", [UNIFIED, ["USD", DAYS, 11, "A", 900, 30, 20, 1, 30]])
    found = values(
        taken(terms, whole, store="Harbour")
    )  # the report by campaign has all spend, that by term the terms' part of it
    assert (found["ad_spend", "2026-10-31"], found["wasted_ad_spend", "2026-10-31"]) == (20, 6)


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        (CAMPAIGNS, [["A", 11, "ENABLED", "Sponsored Products", "P", 1000, 50, "$120.50", 4, "$480.00"],
                     ["B", 12, "PAUSED", "Sponsored Brands", "", 400, 10, "$30.00", 1, "$90.00"]]),
        (MANAGER, [["ENABLED", "A", "United States", "Delivering", "SP", "AUTO", "P", "2025-01-02", "CPC", "12%", 1000, 50,
                    "5%", 120.5, 2.41, 4, 480, "25.1%", 3.98],
                   ["PAUSED", "B", "United States", "Paused", "SB", "MANUAL", "", "2025-03-02", "CPC", "<5%", 400, 10,
                    "2.5%", 30, 3, 1, 90, "33.3%", 3]]),
    ],
)  # fmt: skip
def test_the_list_of_campaigns_is_all_ads_of_the_days_in_its_name(
    tmp_path: Path, heading: list[object], rows: Rows
) -> None:
    intake = taken(text_file(tmp_path / "Harbour Oct 1 - Oct 31, 2026.csv", [heading, *rows]))
    assert intake.inputs[0].sheets[0].source_map == "amazon.ads-campaigns"
    (spend,) = (item for item in intake.observations if item.metric == "ad_spend")
    assert (spend.value, spend.currency, str(spend.period.start)) == (150.5, "USD", "2026-10-01")
    assert values(intake)["ad_sales", "2026-10-31"] == 570


@pytest.mark.parametrize("name", ["Campaigns_Nov_15_2026.csv", "Campaigns_2026-11-15.csv"])
def test_the_day_of_a_download_is_not_that_of_its_rows(tmp_path: Path, name: str) -> None:
    row = ["A", 11, "ENABLED", "Sponsored Products", "P", 1000, 50, 120.5, 4, 480]
    (error,) = Said(text_file(tmp_path / name, [CAMPAIGNS, row])).errors
    assert "may be that of the download" in error
    said = Said(text_file(tmp_path / f"Of {name}", [["Period: 2026-11-15"], CAMPAIGNS, row]))
    assert said.errors == []


@pytest.mark.parametrize(
    "heading",
    [
        "Matched product |Product targets|Added as|Impressions|Clicks|CTR|Spend(USD)|CPC(USD)|Orders|Sales(USD)|ACOS|ROAS",
        "State|Keyword|Match type|Status|Impressions|Clicks|CTR|Spend (INR)|CPC (INR)|Orders|Sales (INR)|ACOS|ROAS",
        "State|Ad group name|Status|Default bid (USD)|Impressions|Clicks|CTR|Total cost (USD)|Purchases|Sales (USD)|ACOS|ROAS",
    ],
)
def test_the_list_of_one_campaign_is_neither_the_store_s_nor_another_platform_s(tmp_path: Path, heading: str) -> None:
    names = heading.split("|")
    said = Said(text_file(tmp_path / "list 2026-10.csv", [names, ["7"] * len(names)]))
    assert said.sheets[0]["source_map"] == "amazon.ads-lists"
    assert said.stores == {}


def test_ads_of_several_marketplaces_are_those_of_each(tmp_path: Path) -> None:
    rows = [["2026-10-01", "2026-10-31", "EUR", "A", country, "*", "-", "x", 100, 5, 2.5, sales, orders]
            for country, sales, orders in (("Germany", 10, 1), ("France", 0, 0), ("Germany", 0, 0))]  # fmt: skip
    terms = text_file(tmp_path / "terms.csv", [SEARCH, *rows])
    assert spent(terms) == {"DE": 5, "FR": 2.5}
    assert spent(terms, metric="wasted_ad_spend") == {"DE": 2.5, "FR": 2.5}
    assert spent(text_file(tmp_path / "one.csv", [SEARCH, rows[0], rows[2]])) == {None: 5}
    unified = [
        [*UNIFIED, "Country"],
        ["USD", DAYS, 11, "A", 9, 3, 8, 1, 30, "US"],
        ["MXN", DAYS, 12, "B", 9, 3, 40, 1, 450, "MX"],
    ]
    assert spent(text_file(tmp_path / "unified.csv", unified)) == {"US": 8, "MX": 40}


@pytest.mark.parametrize("own", ["Viewable impressions", '"Cost per 1,000 viewable impressions (VCPM)"',
                                 "14 Day Detail Page Views (DPV)", "14 Day Total Sales - (Click)"])  # fmt: skip
@pytest.mark.parametrize("kind", ["Customer Search Term", "Targeting", "Advertised ASIN", "Status"])
def test_reports_of_brands_and_display_are_not_taken_for_those_of_products(tmp_path: Path, own: str, kind: str) -> None:
    heading = ["Start Date", "End Date", "Currency", "Campaign Name", kind, "Match Type", "Impressions", "Clicks", "Spend",
               own.strip('"'), "14 Day Total Sales ", "14 Day Total Orders (#)"]  # fmt: skip
    row = ["2026-10-01", "2026-10-31", "USD", "A", "x", "EXACT", 100, 5, 2.5, 9, 10, 1]
    said = Said(text_file(tmp_path / "r.csv", [heading, row]))
    assert said.sheets[0]["source_map"] == "amazon.sponsored-brands"
    assert said.stores == {}


@pytest.mark.parametrize(
    "heading",
    [
        "Startdatum|Enddatum|Währung|Kampagnenname|Impressionen|Klicks|Ausgaben|14 Tage, Umsatz gesamt",
        "Startdatum|Enddatum|Währung|Kampagnen-Name|Impressionen|Klicks|Ausgaben|14 Tage, Umsatz gesamt (€)",
        "開始日|終了日|通貨|キャンペーン名|インプレッション|クリック|広告費|広告がクリックされてから14日間の総売上高",
    ],
)
def test_ads_with_sales_of_14_days_are_no_sponsored_products_of_a_seller(tmp_path: Path, heading: str) -> None:
    names, row = heading.split("|"), ["2026-10-01", "2026-10-31", "EUR", "A", 100, 5, 2.5, 10]
    said = Said(text_file(tmp_path / "brands.csv", [names, row]))
    assert said.sheets[0]["source_map"] == "amazon.ads-of-14-days"
    assert said.stores == {}
    both = [name.replace("14", "7") for name in names[-1:]]
    assert spent(text_file(tmp_path / "products.csv", [[*names, *both], [*row, 8]]), metric="ad_sales") == {None: 8}


@pytest.mark.parametrize(
    "heading",
    [
        "Campaign Name|Impressions|Clicks|CTR|CPC|Spend",  # Reddit
        "Time period|Campaign name|Impressions|Clicks|Spend|CPM",  # X
        "Campaign Name|Placement|Impressions|Clicks|Spend|CPM",  # both, by placement
        "Campaign name|Spend|Impressions|Clicks|Purchases|Conversion value|ROAS",
    ],
)
def test_the_campaigns_of_another_network_are_not_amazon_s(tmp_path: Path, heading: str) -> None:
    names = heading.split("|")
    assert not taken(text_file(tmp_path / "ads 2026-10.csv", [names, ["7"] * len(names)])).observations


@pytest.mark.parametrize(("more", "platform"), [([], None), (["ACOS"], "amazon")])
def test_a_price_per_click_tells_no_platform(tmp_path: Path, more: list[str], platform: str | None) -> None:
    rows = [["Store", "Impressions", "Clicks", "CTR", "Spend", "CPC", "Orders", "Sales", *more],
            ["Harbour", 1000, 50, "5%", 20.5, 0.41, 4, 80, *(["25.6%"] * len(more))]]  # fmt: skip
    found = taken(text_file(tmp_path / "ads 2026-10.csv", rows)).observations
    assert {item.store.platform for item in found} == ({platform} if platform else set())


@pytest.mark.parametrize(
    ("headings", "platform"),
    [
        (
            "曝光量|点击量|点击率|花费|CPC|订单量|销售额|ACOS",
            "amazon",
        ),  # the words of Amazon's own reports, and one that is Amazon's alone
        ("曝光量|点击量|点击率|花费|CPC|订单量|销售额", None),
        ("曝光量|点击量|点击率|花费|询盘", "alibaba"),
        ("展示量|点击量|花费|广告销售额", "amazon"),
    ],
)
def test_whose_ads_chinese_headings_are(tmp_path: Path, headings: str, platform: str | None) -> None:
    names = headings.split("|")
    rows = [["店铺", *names], ["恒达", *("5%" if name in ("点击率", "ACOS") else 50 for name in names)]]
    found = taken(text_file(tmp_path / "周报 2026-10.csv", rows)).observations
    assert {item.store.platform for item in found} == ({platform} if platform else set())


@pytest.mark.parametrize(
    "heading",
    [
        ["日期", "货币", "广告活动名称", "展示量", "点击量", "花费", "7天总销售额"],
        ["Datum", "Währung", "Kampagnenname", "Impressionen", "Klicks", "Ausgaben", "7 Tage, Umsatz gesamt"],
        [
            "日付",
            "通貨",
            "キャンペーン名",
            "インプレッション",
            "クリック",
            "広告費",
            "広告がクリックされてから7日間の総売上高",
        ],
    ],
)
@pytest.mark.parametrize("placement", [[], ["Platzierung"]])
def test_campaigns_and_placements_in_other_languages(tmp_path: Path, heading: list[str], placement: list[str]) -> None:
    """The name of a campaign is the one heading that only Amazon has there."""
    rows = [[f"2026-11-{day:02}", "EUR", "A", 900, 10, 2, 40, *("Detail" for _ in placement)] for day in range(9, 16)]
    assert spent(text_file(tmp_path / "2026-W46.csv", [[*heading, *placement], *rows])) == {None: 14}
