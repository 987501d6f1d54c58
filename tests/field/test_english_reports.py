"""Weekly reports as agencies write them in English, and what the pages of other marketplaces are headed by; the figures are made up."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.field.said import Rows, Said, text_file, xlsx
from tests.field.test_raw_exports import taken, values

WEEK = "2026-11-02..2026-11-08"
SCORES: Rows = [["Metric", "Value"], ["Order defect rate", "0.5%"], ["Sessions", 100]]


def periods(file: Path) -> set[str]:
    found = taken(file, as_of=None, platform="amazon").observations
    return {f"{item.period.start}..{item.period.end}" for item in found}


@pytest.mark.parametrize(
    "title",
    [
        "Weekly Report: 2nd November – 8th November 2026",
        "Weekly Report 2nd - 8th November 2026",
        "Amazon weekly report, Nov 2nd - Nov 8th, 2026",
        "Week of November 2nd to 8th, 2026",
        "Report for week ending 8th November 2026",
        "KPI report for the week ending Sunday 8 Nov 2026",
        "Monday 2nd November 2026 – Sunday 8th November 2026",
        "Mon 2 Nov – Sun 8 Nov 2026",
        "KPI w/c 2nd of November 2026",
        "Nov 2, 2026 through Nov 8, 2026",
        "Weekly report 2.–8. November 2026",
        "Week 2nd - 8th November 2026",
        "Week 2 - 8 November 2026",
        "Wk 2-8 Nov 2026",
        "KPIs, week of 2 - 8 November 2026",
        "KPIs from 2 to 8 November 2026",
        "Week 45, 2 - 8 November 2026",
        "Week 45 - 2 - 8 November 2026",
        "Weekly report 11/02/2026 - 11/08/2026",
        "Weekly report 02/11/2026 – 08/11/2026",
    ],
)
def test_a_week_in_words_above_the_table(tmp_path: Path, title: str) -> None:
    """None of them is the month or the day that stands at its end."""
    assert periods(xlsx(tmp_path / "s.xlsx", [[title], *SCORES])) == {WEEK}
    name = title.replace("/", "-") if "w/c" not in title else "w c 2 Nov 2026 - 8 Nov 2026"
    assert periods(xlsx(tmp_path / f"{name}.xlsx", SCORES)) <= {WEEK}


def test_a_week_in_words_is_not_dated_by_the_day_of_writing_below_it(tmp_path: Path) -> None:
    """The word Week before the days made them unread, and the figures were those of the week up to the date below."""
    rows: Rows = [["Week 2nd - 8th November 2026"], ["Date: 9th November 2026"], *SCORES]
    assert periods(xlsx(tmp_path / "s.xlsx", rows)) == {WEEK}


@pytest.mark.parametrize(
    ("title", "days"),
    [
        ("Week 46 - 9 November 2026", {"2026-11-09..2026-11-15"}),
        ("Week 1-3 November 2026", set()),
        ("Week 2 - 8", set()),
    ],
)
def test_a_week_by_its_number_is_not_the_first_of_some_days(tmp_path: Path, title: str, days: set[str]) -> None:
    assert periods(xlsx(tmp_path / "s.xlsx", [[title], *SCORES])) == days


@pytest.mark.parametrize(
    ("title", "store"),
    [
        ("2nd Street 2026-W45", "2nd Street"),
        ("Sun House 2026-W45", "Sun House"),
        ("Store 2 - 8 November 2026", "Store 2"),
    ],
)
def test_what_is_no_day_stays_in_the_name_of_a_store(tmp_path: Path, title: str, store: str) -> None:
    (found,) = taken(xlsx(tmp_path / f"{title}.xlsx", SCORES), as_of=None, platform="amazon").stores
    assert found.key.store == store


@pytest.mark.parametrize(
    ("written", "week"),
    [("9th November 2026", WEEK), ("22 Nov 2026", WEEK), ("2026-11-05", None), ("2026-12-10", None)],
)
def test_the_day_on_which_a_report_was_written_is_none_of_its_week(
    tmp_path: Path, written: str, week: str | None
) -> None:
    """Within the week it may be that of the figures, and long after it the title may be left from another."""
    rows = [["Weekly Report: 2 - 8 Nov, 2026".replace(" - ", "-")], ["Date:", written], ["KPI", "This Week", "Change"]]
    rows += [["Sessions", 100, "2%"]]
    found = taken(xlsx(tmp_path / "s.xlsx", rows), as_of="2026-12-31", platform="amazon").observations
    read = {f"{item.period.start}..{item.period.end}" for item in found}
    assert (read == {WEEK}) == (week is not None)


def test_marketplaces_above_the_heading_of_the_metrics(tmp_path: Path) -> None:
    rows = [
        ["Amazon weekly report, week ending Nov 14, 2026"],
        [None, "US", None, None, "UK", None, None],
        ["KPI", *["This week", "Last week", "WoW"] * 2],
        ["Order defect rate", "0.3%", "0.4%", "-25%", "0.9%", "1.1%", "-18%"],
        ["Ordered product sales", "$41,220", "$39,870", "3%", "£8,450", "£7,545", "12%"],
    ]
    found = taken(xlsx(tmp_path / "s.xlsx", rows)).observations
    assert {(item.segment, item.metric, item.period.end.day): (item.value, item.currency) for item in found} == {
        ("US", "order_defect_rate", 14): (0.003, None),
        ("US", "order_defect_rate", 7): (0.004, None),
        ("UK", "order_defect_rate", 14): (0.009, None),
        ("UK", "order_defect_rate", 7): (0.011, None),
        ("US", "store_revenue", 14): (41220, "USD"),
        ("US", "store_revenue", 7): (39870, "USD"),
        ("UK", "store_revenue", 14): (8450, "GBP"),
        ("UK", "store_revenue", 7): (7545, "GBP"),
    }


@pytest.mark.parametrize(
    ("said", "market"), [("Amazon US", "US"), ("Amazon Germany", "DE"), ("Amazon.co.uk", "UK"), ("Amazon", None)]
)
def test_a_marketplace_that_is_called_after_its_platform(tmp_path: Path, said: str, market: str | None) -> None:
    rows = [[f"Marketplace: {said}"], ["Metric", "2026-W45"], ["Order defect rate", "0.5%"]]
    (store,) = taken(xlsx(tmp_path / "s.xlsx", rows), platform="amazon").stores
    assert store.attributes.get("market") == market


@pytest.mark.parametrize(
    ("heading", "metric"),
    [
        ("Total sessions", "sessions"),
        ("Total Ad Spend", "ad_spend"),
        ("总会话数", "sessions"),
        ("Total ODR", None),
        ("TACoS", None),
        ("Total Advertising Cost of Sales (TACoS)", None),
        ("Total Advertising Cost of Sales", None),
        ("Total Advertising Cost of Sales (ACOS) ", "acos"),
    ],
)
def test_totals_of_what_can_be_added_up(tmp_path: Path, heading: str, metric: str | None) -> None:
    rows = [["Metric", "2026-W45"], ["Units ordered", 5], [heading, "$20" if "pend" in heading else "20%"]]
    rows[-1][1] = 20 if metric == "sessions" else rows[-1][1]
    read = {name for name, _ in values(taken(xlsx(tmp_path / "s.xlsx", rows), platform="amazon"))}
    assert read - {"units_ordered"} == ({metric} if metric else set())


@pytest.mark.parametrize(
    ("head", "labels"),
    [
        ("Kennzahl|Wert|Ziel", "Rate an Bestellmängeln|Rate verspäteter Lieferungen|Stornorate|Rate gültiger Sendungsverfolgungsnummern"),
        ("Metrica|Valore|Obiettivo", "Percentuale ordini difettosi|Percentuale spedizioni in ritardo|"
         "Percentuale annullamenti precedenti la spedizione|Percentuale di spedizioni tracciabili"),
        ("指標|値|目標", "注文不良率|出荷遅延率|出荷前キャンセル率|追跡可能率"),
        ("Indicateur|Valeur|Objectif", "Taux de commandes défectueuses|||Taux de suivi valide"),
        ("Indicador|Valor|Objetivo", "Ratio de pedidos defectuosos|||"),
    ],
)  # fmt: skip
def test_account_health_under_the_names_of_amazons_help(tmp_path: Path, head: str, labels: str) -> None:
    figures = dict(zip(labels.split("|"), ("0,45 %", "1,35 %", "0,8 %", "98,2 %"), strict=True))
    rows = [head.split("|"), *([label, figure, "< 99 %"] for label, figure in figures.items() if label)]
    found = values(taken(text_file(tmp_path / "Konto_2026-11-08.csv", rows, delimiter=";")))
    wanted = {"order_defect_rate": 0.0045, "late_shipment_rate": 0.0135, "cancellation_rate": 0.008,
              "valid_tracking_rate": 0.982}  # fmt: skip
    assert {name: value for (name, _), value in found.items()} == {
        name: wanted[name] for name, label in zip(wanted, labels.split("|"), strict=True) if label
    }


@pytest.mark.parametrize("labels", [["Tickets Opened", "Tickets Closed", "Avg Response Time", "CSAT Score"]])
def test_one_heading_of_a_help_desk_is_no_platform(tmp_path: Path, labels: list[str]) -> None:
    rows = [["Metric", "2026-W45"], *([label, 2] for label in labels)]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert said.stores == {}
    assert "platform" in said.errors[0]


@pytest.mark.parametrize(
    ("source", "heading"),
    [
        ("amazon.search-query-performance", "Suchabfrage|Volumen der Suchabfrage|Eindrücke: Gesamtanzahl"),
        ("amazon.sp-audience", "Startdatum|Kampagnen-Name|Name der Zielgruppe|Impressionen|Klicks|Ausgaben"),
        ("independent.search-console", "Häufigste Suchanfragen|Klicks|Impressionen|CTR|Position"),
        ("independent.search-console", "Requêtes les plus fréquentes|Clics|Impressions|CTR|Position"),
        ("independent.meta-ads", "Berichtsstart|Berichtsende|Kampagnenname|Impressionen|Ausgegebener Betrag (EUR)"),
    ],
)
def test_an_export_that_is_not_read_in_another_language(tmp_path: Path, source: str, heading: str) -> None:
    names = heading.split("|")
    said = Said(text_file(tmp_path / "export.csv", [names, ["7"] * len(names)]))
    assert said.sheets[0]["source_map"] == source
    assert said.errors[0].startswith("this is the ")


@pytest.mark.parametrize("written", ["{0:%Y-%m-%d}", "{0.year}- {0.month}- {0.day}", "{0.year}. {0.month}. {0.day}"])
@pytest.mark.parametrize("step", [1, 7])
def test_a_business_report_by_product_with_its_days_beside_it(tmp_path: Path, written: str, step: int) -> None:
    """Pasted one below the other, a day or a week each; a week has its first day."""
    heading = ["Date", "(Parent) ASIN", "(Child) ASIN", "Sessions - Total", "Units Ordered", "Ordered Product Sales"]
    days = [date(2026, 10, 19) + timedelta(days=number) for number in range(0, 21, step)]
    rows = [[written.format(day), "B0", child, 70 * step, 7 * step, "$10.00"] for day in days for child in ("B1", "B2")]
    found = values(taken(xlsx(tmp_path / "daily.xlsx", [["Sales & Traffic"], heading, *rows])))
    assert found["sessions", "2026-10-25"] == found["sessions", "2026-11-08"] == 980
    assert found["unit_session_rate", "2026-11-08"] == 0.1


def test_a_table_below_those_of_two_platforms_is_of_no_third(tmp_path: Path) -> None:
    rows: Rows = [
        ["Weekly Report: 2nd November – 8th November 2026"],
        ["Date:", "9th November 2026"],
        [],
        ["Amazon Performance"],
        ["Metric", "This Week", "Last Week", "Target"],
        ["Order Defect Rate", "0.12%", "0.2%", "<1%"],
        [],
        ["Website Performance"],
        ["Metric", "This Week", "Last Week", "Target"],
        ["Conversion Rate", "2.8%", "2.9%", "3.0%"],
        ["Revenue", "£3,280", "£3,450", "£3,500"],
        [],
        ["Traffic"],
        ["Source", "Sessions", "Revenue", "Conv. Rate"],
        ["Organic Search", "3,420", "£1,640", "2.7%"],
        ["Direct", "1,650", "£520", "1.9%"],
        [],
        ["Customer Service"],
        ["Metric", "This Week", "Last Week", "Target"],
        ["Tickets Opened", 47, 52, ""],
        ["Tickets Closed", 51, 48, ""],
        ["Resolution Rate", "94%", "92%", ">90%"],
        ["Avg Response Time", "2.4 hrs", "3.1 hrs", "<4 hrs"],
    ]
    intake = taken(xlsx(tmp_path / "Weekly Report W45.xlsx", rows))
    read = {(item.store.platform, item.metric): item.value for item in intake.observations if item.period.end.day == 8}
    assert read == {
        ("amazon", "order_defect_rate"): 0.0012,
        ("independent", "conversion_rate"): 0.028,
        ("independent", "store_revenue"): 3280,
    }
    assert {store.key.platform for store in intake.stores} == {"amazon", "independent"}


@pytest.mark.parametrize(
    ("heading", "like"), [("TACoS", None), ("CVR", None), ("CVR (%)", None), ("Sesions", "Sessions")]
)
def test_an_acronym_is_not_likened_to_another(tmp_path: Path, heading: str, like: str | None) -> None:
    said = Said(
        xlsx(tmp_path / "s.xlsx", [["Week", "Ad spend", heading], ["2026-W45", "$5", "12%"]]), platform="amazon"
    )
    assert next(item["nearest"] for item in said.ignored if item["raw"] == heading) == like


@pytest.mark.parametrize(
    ("titles", "period"),
    [
        (["恒达 2026年10月", "统计日期：2026-11-09"], "2026-11-03..2026-11-09"),  # the title is left from last time
        (["恒达 2026年10月", "制表：2026-11-09"], "2026-10-01..2026-10-31"),
        (["月报 2026-10-31"], "2026-10-01..2026-10-31"),
        (["Monthly Report 31st October 2026"], "2026-10-01..2026-10-31"),
        (["Monthly Report 15th October 2026"], None),  # of which month?
    ],
)
def test_a_day_above_a_table(tmp_path: Path, titles: list[str], period: str | None) -> None:
    rows = [*([title] for title in titles), ["指标", "数值"], ["访客数", 300]]
    found = taken(xlsx(tmp_path / "恒达.xlsx", rows), as_of="2026-12-31", platform="alibaba").observations
    read = {f"{item.period.start}..{item.period.end}" for item in found if item.period and item.value is not None}
    assert read == ({period} if period else set())
