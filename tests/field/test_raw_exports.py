"""Exports byte by byte as platforms and spreadsheets write them: quotation marks, encodings, languages, dates."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from auditor.intake import Options, read
from auditor.intake.exports.convert import is_shortened
from auditor.intake.readers.delimited import read_delimited
from auditor.model import Intake
from tests.field.said import TODAY, Rows, Said, rulebook, text_file, xlsx

RETURNS: list[object] = [
    "return-date",
    "order-id",
    "sku",
    "product-name",
    "quantity",
    "detailed-disposition",
    "customer-comments",
]


def taken(*paths: Path, as_of: str | None = "2026-11-15", **options: object) -> Intake:
    """The files as an audit reads them."""
    day = date.fromisoformat(as_of) if as_of else None
    chosen = Options(as_of=day, today=TODAY, isolated=False, **options)  # type: ignore[arg-type]
    return read([str(path) for path in paths], rulebook(), chosen)


def values(intake: Intake) -> dict[tuple[str, str], object]:
    """(metric, last day) → value, or the state where there is none."""
    return {
        (item.metric, str(item.period.end)): item.state.value if item.value is None else item.value
        for item in intake.observations
    }


def flat_file(path: Path, rows: Rows) -> Path:
    """Tab-separated as platforms write it: whatever a field holds stands there as it is."""
    path.write_bytes("".join("\t".join(map(str, row)) + "\r\n" for row in rows).encode())
    return path


def returns(*names: str) -> list[list[object]]:
    days = [date(2026, 10, 1) + timedelta(days=number) for number in range(31)]
    texts = dict(enumerate(names, start=3))
    rows = [[f"{day}T10:00:00+00:00", f"305-{n}", "S", texts.get(n, "x"), 1, "OK", ""] for n, day in enumerate(days)]
    return [RETURNS, *rows]


@pytest.mark.parametrize(
    "names",
    [
        ('"The lamp', "x", 'a "lamp"', '"The shade'),  # two marks that open nothing: rows between them were one field
        ('"Best" lamp', '5" pipe'),
        ('"Lamp, big"', '""'),
        ('"The lamp',),
    ],
)
def test_a_quotation_mark_in_a_flat_file_swallows_no_rows(tmp_path: Path, names: tuple[str, ...]) -> None:
    intake = taken(flat_file(tmp_path / "returns.txt", returns(*names)))
    assert intake.inputs[0].error is None
    assert values(intake) == {("returned_units", "2026-10-31"): 31}


@pytest.mark.parametrize("comment", ["it broke\nat once", 'the "lid",\nand then', "a\tb", "\n"])
def test_a_tab_separated_file_of_a_spreadsheet_keeps_its_quoted_lines(tmp_path: Path, comment: str) -> None:
    rows = returns('a "lamp"')
    rows[7][3] = rows[9][6] = comment
    intake = taken(text_file(tmp_path / "returns.txt", rows, delimiter="\t"))
    assert values(intake) == {("returned_units", "2026-10-31"): 31}


SETTLEMENT = ["settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount",
              "currency", "transaction-type", "order-id", "marketplace-name", "amount-type", "amount-description",
              "amount", "posted-date", "sku", "quantity-purchased"]  # fmt: skip
NOT_READ = {
    "amazon.settlement": SETTLEMENT,
    "amazon.date-range-transactions": [
        "日期/时间",
        "结算编号",
        "类型",
        "订单编号",
        "SKU",
        "数量",
        "商品销售额",
        "总计",
    ],
    "alibaba.rfq-list": ["RFQ编号", "RFQ标题", "类目", "采购数量", "买家国家", "发布时间", "报价状态"],
    "alibaba.inquiry-list": ["询盘编号", "询盘时间", "买家国家", "产品名称", "业务员", "首次回复时间"],
    "amazon.vat-transactions": ["UNIQUE_ACCOUNT_IDENTIFIER", "ACTIVITY_PERIOD", "MARKETPLACE", "TRANSACTION_TYPE"],
    "amazon.fba-storage-fees": ["asin", "month_of_charge", "currency", "estimated_monthly_storage_fee"],
    "amazon.seller-fulfilled-returns": ["Order ID", "Order date", "Return request date", "Amazon RMA ID"],
    "amazon.restock": ["Country", "Product Name", "FNSKU", "Merchant SKU", "ASIN", "Recommended replenishment qty"],
    "amazon.business-report-by-parent": ["（父）ASIN", "标题", "会话数 - 总计", "已订购商品数量", "已订购商品销售额"],
    "amazon.ads-bulk": [
        "Product",
        "Entity",
        "Operation",
        "Campaign ID",
        "Campaign Name",
        "Placement",
        "Impressions",
        "Clicks",
        "Spend",
        "Sales",
    ],
    "amazon.shipments": ["amazon-order-id", "purchase-date", "payments-date", "shipment-date", "sku"],
    "amazon.listings": ["item-name", "listing-id", "seller-sku", "price", "open-date"],
    "amazon.fba-stock": ["sku", "fnsku", "afn-fulfillable-quantity", "afn-total-quantity"],
    "amazon.search-query-performance": ["Search Query", "Search Query Score", "Impressions: Total Count"],
    "independent.woocommerce-orders": ["Date", "Order #", "N. Revenue (formatted)", "Status", "Items sold"],
    "independent.shopify-customers": ["Customer ID", "Accepts Email Marketing", "Total Spent", "Total Orders"],
    "independent.shopify-products": ["Handle", "Title", "Vendor", "Variant Inventory Qty", "Variant Price"],
    "independent.paypal": ["Date", "TimeZone", "Type", "Gross", "Fee", "Net"],
    "independent.google-ads": ["Campaign", "Currency code", "Cost", "Impr.", "Clicks", "Conversions"],
    "independent.meta-ads": [
        "Campaign name",
        "Reporting starts",
        "Reporting ends",
        "Amount spent (USD)",
        "Impressions",
    ],
    "independent.merchant-center": ["id", "title", "price", "availability", "condition", "link"],
    "amazon.sponsored-brands": [
        "Date",
        "Currency",
        "Campaign Name",
        "Impressions",
        "Clicks",
        "Spend",
        "14 Day Total Sales",
        "14 Day New-to-brand Orders (#)",
    ],
    "independent.search-console": ["Date", "Clicks", "Impressions", "CTR", "Position"],
    "independent.search-console-index": ["Reason", "Source", "Validation", "Trend", "Pages"],
    "independent.shopify-payouts": ["Payout Date", "Status", "Charges", "Refunds", "Reserved Funds", "Fees", "Total"],
    "independent.shopify-inventory": ["Handle", "Title", "SKU", "Location", "Committed", "Available", "On hand"],
    "independent.stripe-payouts": ["id", "Amount", "Created (UTC)", "Currency", "Arrival Date (UTC)", "Method", "Status"],
    "independent.stripe-payments-in-part": ["id", "Created date (UTC)", "Amount", "Amount Refunded", "Fee", "Status"],
    "independent.stripe-balance": ["created_utc", "currency", "gross", "fee", "net", "reporting_category"],
    "independent.lighthouse": ["URL", "Device", "Performance", "LCP", "CLS", "TBT", "FCP"],
    "independent.uptime": ["Event", "Monitor", "Date-Time", "Reason", "Duration", "Duration (in mins.)"],
    "independent.tiktok-ads": ["Campaign name", "Cost", "CPC (destination)", "Impressions", "Conversions"],
    "independent.mailings": ["Campaign Name", "Total Recipients", "Open Rate", "Click Rate", "Unsubscribes", "Revenue"],
    "independent.merchant-center-issues": ["Item issue", "Issue code", "Attribute", "Country", "Number of affected items"],
    "independent.shopify-sales-in-chinese": ["天", "订单", "毛销售额", "折扣", "退货", "净销售额", "总销售额"],
    "amazon.epr": ["国家/地区", "EPR类别", "注册号", "状态", "商品数", "截止日期"],
    "independent.mail-flows": ["Day", "Flow ID", "Flow Name", "Status", "Delivered", "Unique Opens", "Revenue"],
    "independent.paypal-disputes": ["Case ID", "Case type", "Disputed amount", "Transaction ID", "Date opened"],
    "amazon.voice-of-customer": ["商品名称", "ASIN", "买家体验健康度", "买家不满意率", "订单总数", "退货率"],
    "amazon.suppressed-listings": ["Status", "Reason", "SKU", "ASIN", "Status Change Date", "Issue Description"],
    "amazon.inventory-ledger": ["Date", "FNSKU", "ASIN", "MSKU", "Disposition", "Ending Warehouse Balance"],
    "amazon.fba-reserved": ["sku", "fnsku", "asin", "reserved_qty", "reserved_customerorders"],
    "amazon.fba-removals": ["request-date", "order-id", "order-type", "sku", "disposed-quantity", "removal-fee"],
    "amazon.fba-reimbursements": ["approval-date", "reimbursement-id", "sku", "amount-per-unit", "amount-total"],
    "amazon.fee-preview": ["sku", "asin", "estimated-fee-total", "estimated-referral-fee-per-unit"],
    "amazon.sp-performance-over-time": ["Start Date", "End Date", "Portfolio name", "Clicks",
                                        "Cost Per Click (CPC)", "Spend"],
    "amazon.sp-purchased-product": ["Start Date", "Campaign Name", "Advertised ASIN", "Purchased ASIN",
                                    "7 Day Other SKU Sales"],
    "alibaba.violation-list": ["处罚编号", "违规类型", "违规小类", "扣分", "处罚时间", "处罚状态"],
    "alibaba.dispute-list": ["纠纷编号", "订单编号", "纠纷类型", "纠纷金额", "纠纷状态", "发起时间"],
    "alibaba.logistics-list": ["物流订单号", "信保订单号", "创建时间", "物流方式", "状态", "运费(USD)"],
    "alibaba.keyword-list": ["词", "曝光量", "点击量", "点击率", "外贸直通车曝光", "Top10平均曝光", "关键词指数", "卖家规模指数"],
    "alibaba.p4p-plans": ["计划名称", "计划类型", "曝光量", "点击量", "点击率", "平均点击成本", "花费", "意向商机量"],
    "amazon.sp-audience": ["Start Date", "Campaign Name", "Audience Name", "Impressions", "Clicks", "Spend",
                           "7 Day Total Sales"],
    "amazon.vendor-sales": ["ASIN", "Product Title", "Ordered Revenue", "Ordered Units", "Shipped COGS", "Shipped Units"],
    "amazon.transaction-view": ["Date", "Transaction type", "Order ID", "Product Details", "Total product charges",
                                "Amazon fees", "Total (USD)"],
    "amazon.sellerboard": ["Date", "Marketplace", "ASIN", "SalesOrganic", "SalesPPC", "UnitsOrganic", "NetProfit", "Sessions"],
    "independent.bigcommerce-orders": ["Order ID", "Order Date", "Order Status", "Order Total (inc tax)", "Date Shipped"],
    "amazon.brand-analytics": ["ASIN", "ASIN Title", "Category", "Impressions: Impressions", "Clicks: Clicks",
                               "Purchases: Search Traffic Sales"],
}  # fmt: skip


@pytest.mark.parametrize("source", sorted(NOT_READ))
def test_an_export_of_which_nothing_can_be_made_says_what_to_hand_in(tmp_path: Path, source: str) -> None:
    heading = NOT_READ[source]
    row = ["2026-11-01" if "ate" in name or "时间" in name else "7" for name in heading]
    said = Said(text_file(tmp_path / "export.csv", [["Definitions:"], heading, row, row]))
    (error,) = said.errors
    assert error.startswith("this is the ")
    assert any(word in error for word in ("nter '", "xport '", "Export the "))
    assert said.sheets[0]["source_map"] == source
    assert said.incomplete
    assert said.ignored == []


def test_the_json_of_the_business_reports_says_what_to_export(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text('{"salesAndTrafficByDate": [{"date": "2026-11-01"}]}', encoding="utf-8")
    said = Said(tmp_path / "report.json")
    assert said.sheets[0]["source_map"] == "amazon.sales-and-traffic"
    assert "Export the business report by date" in said.errors[0]


@pytest.mark.parametrize(
    ("platform", "heading", "row", "read"),
    [
        ("independent", "Week|Sessions|Orders|LCP|TBT|Performance", "{}|1200|33|2.3|150|78", True),
        ("independent", "Month|Sessions|Orders|Emails sent|Open rate|Unsubscribes", "2026-10|1200|33|9|20%|3", True),
        ("alibaba", "周期|违规扣分|违规类型|处罚状态|侵权产品数|及时回复率", "{}|6|侵权|生效|2|92%", True),
        ("independent", "Year|Week|Sessions|Orders|LCP|TBT|Performance", "2026|46|1200|33|2.3|150|78", True),
        ("independent", "Month|Campaign|Cost|Impr.|Conversions|Conversion rate", "2026-10|All|500|1000|30|3%", False),
        ("independent", "Date|LCP|FCP|TBT|CLS", "2026-11-09|2.3|1.2|150|0.08", False),
        ("independent", "Week|Flow ID|Flow Name|Orders|Revenue", "{}|XyZ1|Welcome|31|2410.50", False),
        ("amazon", "Date|Campaign Name|Impressions|Clicks|Spend|14 Day New-to-brand Sales|ACOS|Click-Thru Rate (CTR)",
         "2026-11-09|A|1000|10|5.00|20.00|25%|1%", False),
    ],
)  # fmt: skip
def test_figures_of_the_store_beside_headings_of_an_export_are_read(
    tmp_path: Path, platform: str, heading: str, row: str, read: bool
) -> None:
    rows = [heading.split("|"), row.format("2026-11-09~2026-11-15").split("|")]
    said = Said(text_file(tmp_path / "s.csv", rows), platform=platform)
    assert (said.errors == []) == read


@pytest.mark.parametrize("headings", ["Date|Not indexed|Indexed|Impressions", "Date|Poor|Need improvement|Good"])
def test_the_charts_of_search_console_are_no_store_s_figures(tmp_path: Path, headings: str) -> None:
    rows = [headings.split("|"), ["2026-11-01", 3, 10, 100], ["2026-11-08", 3, 10, 120]]
    said = Said(text_file(tmp_path / "Chart.csv", rows))
    assert said.sheets[0]["source_map"] == "independent.search-console-index"
    assert said.stores == {}


def test_an_export_that_is_not_read_is_a_note_beside_sheets_that_are(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (
        ("周检", [["指标", "2026-W46"], ["RFQ响应率", "95%"]]),
        ("明细", [NOT_READ["alibaba.rfq-list"], ["7"] * 7]),
    ):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "s.xlsx")
    said = Said(tmp_path / "s.xlsx")
    assert said.errors == []
    assert any("list of single RFQs" in note for note in said.sheets[1]["notes"])


GERMAN = [
    ["(Untergeordnete) ASIN", "Titel", "Sitzungen – Summe", "Seitenaufrufe – Summe", "Bestellte Einheiten",
     "Durch bestellte Produkte erzielter Umsatz"],
    ["B0B", "Lampe, groß", "1.000", "2.345", "56", "1.234,56 €"],
    ["B0C", "Lampe", "1.500", "1.000", "69", "2.000,44 €"],
]  # fmt: skip
JAPANESE = [
    ["（子）ASIN", "商品名", "セッション数 - 合計", "ページビュー - 合計", "注文された商品点数", "注文商品の売上額"],
    ["B0B", "バッグ", "1,000", "2,345", "56", "￥123,456"],
    ["B0C", "バッグ", "1,500", "1,345", "69", "￥76,544"],
]
SPANISH = [
    ["SKU", "Título", "ASIN (parent)", "ASIN (child)", "Sesiones: total", "Porcentaje de ofertas destacadas (Buy Box)",
     "Unidades encargadas", "Ventas de productos encargados", "Ventas de productos encargados: B2B"],
    ["S1", "Lámpara", "B0A", "B0B", "1,000", "97.80%", "56", "1.234,56 €", "99,00 €"],
    ["S2", "Lámpara", "B0A", "B0C", "1,500", "97.80%", "69", "2.000,44 €", "0,00 €"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "encoding"),
    [
        (GERMAN, "utf-8-sig"),
        (JAPANESE, "utf-8-sig"),
        (JAPANESE, "shift_jis"),
        (GERMAN, "utf-16"),
        (SPANISH, "utf-8-sig"),
    ],
)
def test_a_business_report_in_other_languages(tmp_path: Path, table: Rows, encoding: str) -> None:
    file = text_file(tmp_path / "store_2026-11-08..2026-11-14.csv", table, encoding=encoding)
    stated = encoding if encoding == "shift_jis" else None
    found = values(taken(file, encoding=stated))
    assert found["sessions", "2026-11-14"] == 2500
    assert found["units_ordered", "2026-11-14"] == 125
    assert found["unit_session_rate", "2026-11-14"] == 0.05


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        ("Fecha|Ventas de productos|Unidades pedidas|Sesiones|Páginas vistas", True),
        ("Date de début|Nom de la campagne|Impressions|Clics|Dépense", True),
        ("日付|注文商品|注文された商品|セッション", True),
        ("order-id|item-name|wombats", False),
        ("序号|袋熊|备注一", False),
    ],
)
def test_headings_of_another_language_say_how_to_export_it_again(tmp_path: Path, headings: str, told: bool) -> None:
    names = headings.split("|")
    (error,) = Said(text_file(tmp_path / "a.csv", [names, ["7"] * len(names)])).errors
    assert ("switch the platform's pages to English or Chinese" in error) == told


@pytest.mark.parametrize("rows", [[["Bestellmängel", "0,45 %"], ["Rate der Lieferverzögerungen", "1,35 %"]],
                                  [["Taux d’annulations avant expédition"], ["0,45 %"], ["Objectif : moins de 1 %"]]])  # fmt: skip
def test_a_page_in_another_language_says_how_to_copy_it_again(tmp_path: Path, rows: Rows) -> None:
    (error,) = Said(xlsx(tmp_path / "a.xlsx", rows)).errors
    assert "switch the platform's pages to English or Chinese" in error


@pytest.mark.parametrize(("mark", "told"), [(",", True), (";", True), ("\t", True), ("、", False)])
def test_the_lines_of_an_export_in_one_column_are_to_be_split(tmp_path: Path, mark: str, told: bool) -> None:
    rows = [
        ["店铺", "平台", "日期", "ODR"],
        ["S1", "亚马逊", "2026-11-15", "0.5%"],
        ["S2", "亚马逊", "2026-11-15", "1.5%"],
    ]
    said = Said(xlsx(tmp_path / "a.xlsx", [[mark.join(row)] for row in rows]))
    assert [("split it (Data > Text to Columns)" in error) for error in said.errors] == [told]
    (other,) = Said(xlsx(tmp_path / "a.xlsx", [[mark.join(rows[0])], ["见下周"]])).errors
    assert "split it" not in other


def test_a_report_of_which_two_headings_are_english_as_well_is_in_another_language(tmp_path: Path) -> None:
    names = ["Date", "Ventes de produits commandés", "Unités commandées", "Sessions – Total"]
    rows = [[f"2026-10-{day:02}", "1.234,56 €", "45", "1 204"] for day in range(1, 31)]
    said = Said(text_file(tmp_path / "a.csv", [names, *rows]))
    told = {item["cell"]: item["remedy"] or "" for item in said.ignored}
    assert told["B1"].startswith("its headings look like those of another language")
    known = Said(text_file(tmp_path / "b.csv", [["Date", "Sessions", "Orders", "Unités commandées"], *rows]))
    assert not any("another language" in (item["remedy"] or "") for item in known.ignored)


def test_the_month_of_a_spanish_business_report(tmp_path: Path) -> None:
    found = values(taken(text_file(tmp_path / "store_2026-10-01..2026-10-31.csv", SPANISH)))
    assert found["store_revenue", "2026-10-31"] == 3235
    assert found["featured_offer_rate", "2026-10-31"] == 0.978


def test_what_is_read_as_gb18030_and_may_be_japanese_says_how_to_name_it(tmp_path: Path) -> None:
    said = Said(text_file(tmp_path / "store_2026-11-08..2026-11-14.csv", JAPANESE, encoding="shift_jis"))
    assert any("say --encoding shift_jis" in note for note in said.sheets[0]["notes"])
    assert "say --encoding shift_jis" in said.errors[0]  # nothing was read of it, and notes are printed by import only
    chinese = text_file(tmp_path / "恒达.csv", trust("100", "USD"), encoding="gb18030")
    assert not any("shift_jis" in note for note in Said(chinese, as_of="2026-11-15").sheets[0]["notes"])


SEARCH_TERMS = {
    "de": ["Startdatum", "Enddatum", "Währung", "Kampagnen-Name", "Übereinstimmungstyp", "Suchbegriff eines Kunden",
           "Impressionen", "Klicks", "Ausgaben", "7 Tage, Umsatz gesamt (€)", "7 Tage, Aufträge gesamt (#)"],
    "ja": ["開始日", "終了日", "通貨", "キャンペーン名", "マッチタイプ", "カスタマーの検索キーワード", "インプレッション", "クリック",
           "費用", "広告がクリックされてから7日間の総売上高", "広告がクリックされてから7日間の合計注文数"],
    "es": ["Fecha de inicio", "Fecha de finalización", "Divisa", "Nombre de campaña", "Tipo de coincidencia",
           "Término de búsqueda de cliente", "Impresiones", "Clics", "Gasto", "Ventas totales de 7 días (€)",
           "Pedidos totales de 7 días (#)"],
    "it": ["Data di inizio", "Data di fine", "Valuta", "Nome campagna", "Tipo di corrispondenza",
           "Termine ricerca cliente", "Impressioni", "Clic", "Spesa", "Vendite totali (€) 7 giorni",
           "Totale ordini (#) 7 giorni"],
}  # fmt: skip
DAYS = {"de": ("01.11.2026", "14.11.2026"), "ja": ("2026/11/01", "2026/11/14"), "es": ("nov 01, 2026", "nov 14, 2026")}


@pytest.mark.parametrize("language", sorted(SEARCH_TERMS))
def test_a_search_term_report_in_other_languages(tmp_path: Path, language: str) -> None:
    days = DAYS.get(language, DAYS["de"])
    rows = [
        [*days, "EUR", "A", "EXACT", "lampe", "1.000", "20", "10,00 €", "50,00 €", "2"],
        [*days, "EUR", "A", "BROAD", "lampen", "2.000", "30", "15,00 €", "", ""],
    ]
    found = values(taken(text_file(tmp_path / "st.csv", [SEARCH_TERMS[language], *rows], delimiter=";")))
    assert found["acos", "2026-11-14"] == 0.5
    assert found["wasted_ad_spend", "2026-11-14"] == 15
    assert found["ad_ctr", "2026-11-14"] == 50 / 3000
    assert found["ad_spend", "2026-11-14"] == 25


@pytest.mark.parametrize(("first", "last", "end"), [("ene 01, 2026", "ene 31, 2026", "2026-01-31"),
                                                    ("abr 01, 2026", "ago 31, 2026", "2026-08-31"),
                                                    ("dic 01, 2025", "dic 31, 2025", "2025-12-31")])  # fmt: skip
def test_the_days_of_a_spanish_report(tmp_path: Path, first: str, last: str, end: str) -> None:
    row = [first, last, "EUR", "A", "-", "lámpara", "600", "12", "€1.234,56", "€2.000,00", "1"]
    found = values(taken(text_file(tmp_path / "st.csv", [SEARCH_TERMS["es"], row], delimiter=";")))
    assert found["ad_spend", end] == 1234.56


@pytest.mark.parametrize(
    "written",
    ["%Y%m%d%H%M%S", "%Y-%m-%dT%H:%M:%SZ", "%d/%m/%Y %H:%M", "seconds", "milliseconds", "cell of milliseconds"],
)
def test_the_stamps_of_a_program_are_days(tmp_path: Path, written: str) -> None:
    def stamp(day: date) -> object:
        moment = datetime(day.year, day.month, day.day, 9, 5, tzinfo=UTC)
        seconds = int(moment.timestamp())
        stamps = {"seconds": str(seconds), "milliseconds": f"{seconds}000", "cell of milliseconds": seconds * 1000}
        return stamps[written] if written in stamps else moment.strftime(written)

    rows: list[list[object]] = [RETURNS]
    for number in range(31):
        rows.append([stamp(date(2026, 10, 1) + timedelta(days=number)), f"305-{number}", "S", "x", 1, "OK", ""])
    file = tmp_path / ("returns.xlsx" if written.startswith("cell") else "returns.csv")
    intake = taken((xlsx if file.suffix == ".xlsx" else text_file)(file, rows))
    assert values(intake) == {("returned_units", "2026-10-31"): 31}


@pytest.mark.parametrize("written", ["20261308090500", "20261001250500", "99999999999", "4102444800999"])
def test_what_is_no_stamp_is_told(tmp_path: Path, written: str) -> None:
    rows = [*returns(), [written, "305-99", "S", "x", 1, "OK", ""]]
    said = Said(text_file(tmp_path / "returns.csv", rows), as_of="2026-11-15", platform="amazon")
    assert said.why("A33") == "not a date"


TRUST = ["订单编号(Order Number)", "订单创建时间(Order Create Time)", "状态(Status)", "订单总价(Order Amount)",
         "税费,仅美国卖家适用(Tax Fee)", "订单币种(Order Currency)", "约定发货时间(Appointed Delivery Time)",
         "实际发货时间(Actual Delivery Time)"]  # fmt: skip


def trust(amount: str, currency: str, missing: str = "-") -> list[list[object]]:
    """Two lines for each of the 31 orders of October; every fourth is not shipped yet."""
    rows: list[list[object]] = [TRUST]
    for number in range(31):
        day = date(2026, 10, 1) + timedelta(days=number)
        shipped = missing if number % 4 == 0 else f"{day + timedelta(days=5)} 10:00:00"
        line = [
            f"T{number}",
            f"{day} 09:05:00",
            "交易成功",
            amount,
            missing,
            currency,
            f"{day + timedelta(days=9)}",
            shipped,
        ]
        rows += [line, line]
    return rows


@pytest.mark.parametrize("missing", ["-", "--", "—", "", "N/A", "暂无", "/"])
def test_a_mark_of_a_missing_date_is_no_unreadable_one(tmp_path: Path, missing: str) -> None:
    said = Said(text_file(tmp_path / "恒达.csv", trust("100.00", "USD", missing)), as_of="2026-11-15")
    assert not any("not a date" in item["why"] for item in said.ignored)
    found = values(taken(tmp_path / "恒达.csv", store="恒达"))
    assert found["trust_orders", "2026-10-31"] == 31
    assert found["store_revenue", "2026-10-31"] == 3100


@pytest.mark.parametrize(
    ("amount", "stated", "currency"),
    [
        ("US $1,234.50", "USD", "USD"),
        ("$1,234.50", "CAD", "CAD"),
        ("¥1,234.50", "JPY", "JPY"),
        ("¥1,234.50", "CNY", "CNY"),
        ("1,234.50", "EUR", "EUR"),
        ("€1,234.50", "USD", None),
        ("€1,234.50", "", "EUR"),
        ("$1,234.50", "", "USD"),
    ],
)
def test_a_mark_that_currencies_share_is_the_one_that_the_rows_name(
    tmp_path: Path, amount: str, stated: str, currency: str | None
) -> None:
    intake = taken(text_file(tmp_path / "恒达.csv", trust(amount, stated)))
    found = {item.metric: item for item in intake.observations if str(item.period.end) == "2026-10-31"}
    assert found["store_revenue"].currency == currency
    assert found["store_revenue"].value == (1234.5 * 31 if currency else None)


def test_the_yen_of_a_japanese_business_report_is_no_yuan(tmp_path: Path) -> None:
    intake = taken(text_file(tmp_path / "store_2026-10.csv", JAPANESE))
    (revenue,) = (item for item in intake.observations if item.metric == "store_revenue")
    assert (revenue.value, revenue.currency) == (200_000, "JPY")


def test_order_numbers_that_a_spreadsheet_shortened_are_the_reason_given(tmp_path: Path) -> None:
    rows = trust("100", "USD")
    for row in rows[1:]:
        row[0] = "2.54928E+17"
    (error,) = Said(text_file(tmp_path / "恒达.csv", rows), as_of="2026-11-15").errors
    assert error.startswith("no row can be used: A2 a spreadsheet wrote the number with an exponent")


@pytest.mark.parametrize(
    ("number", "shortened"),
    [
        ("2.54928E+17", True),
        ("2,54928E+17 ", True),
        ("1234567890123456.0", True),
        ("123456789012345.0", False),  # no more than 15 digits: all of them are there
        ("PO+17", False),
        ("12.0", False),
    ],
)
def test_a_number_has_lost_digits(number: str, shortened: bool) -> None:
    assert is_shortened(number) is shortened


@pytest.mark.parametrize(
    ("apart", "raw", "orders"),
    [(10**6, None, 31), (1, "2.100000000000012e+17", "unreadable"), (0, "2.100000000000012e+17", "unreadable")],
)
def test_order_numbers_that_a_workbook_keeps_15_digits_of_may_be_two_orders(
    tmp_path: Path, apart: int, raw: str | None, orders: object
) -> None:
    table = trust("100", "USD")
    rows = [table[0], *(list(row) for row in table[1::2])]
    for number, row in enumerate(rows[1:]):
        row[0] = 210_000_000_000_001_234 + number * max(apart, 1000)
    rows[2][0] = 210_000_000_000_001_234 + apart
    intake = taken(xlsx(tmp_path / "恒达.xlsx", rows))
    assert values(intake)["trust_orders", "2026-10-31"] == orders
    told = [(item.cell, item.raw) for item in intake.inputs[0].sheets[0].ignored if item.incomplete]
    assert told == ([("A3", raw)] if raw else [])


def accounts(*names: str) -> list[list[object]]:
    """A fortnight of P4P, each day with a row an account; 全部账号 is their total."""
    rows: list[list[object]] = [["日期", "账号", "曝光量", "点击量", "花费", "平均点击花费"]]
    for day in range(2, 16):
        for name in names:
            times = {"甲": 1, "乙": 2}.get(name, 3)
            rows.append([f"2026-11-{day:02d}", name, 1000 * times, 10 * times, 5 * times, 0.5])
    return rows


@pytest.mark.parametrize("names", [("甲", "乙", "全部账号"), ("全部账号", "甲", "乙"), ("甲", "乙"), ("全部账号",)])
def test_the_total_of_all_accounts_is_not_added_to_them(tmp_path: Path, names: tuple[str, ...]) -> None:
    file = text_file(tmp_path / "p4p.csv", [*accounts(*names), ["合计", "", 42000, 420, 210, 0.5]])
    found = values(taken(file))
    assert found["p4p_spend", "2026-11-15"] == 105
    assert found["p4p_exposure", "2026-11-15"] == 21000
    notes = " ".join(Said(file, platform="alibaba").sheets[0]["notes"])
    assert "does not add up" not in notes


NO_ORDERS = ["已取消", "已关闭", "待付款", "Canceled", "ORDER CLOSED", "Awaiting payment", "已取消(客户原因)", "已取消 缺货",
             "交易关闭：超时未付", "待付款（催款中）", "客户取消"]  # fmt: skip


@pytest.mark.parametrize("status", NO_ORDERS)
def test_an_order_that_came_to_nothing_is_none(tmp_path: Path, status: str) -> None:
    rows = trust("100", "USD")
    rows[1][2] = rows[2][2] = status  # one line list stands twice
    found = values(taken(text_file(tmp_path / "恒达.csv", rows)))
    assert found["trust_orders", "2026-10-31"] == 30
    assert found["store_revenue", "2026-10-31"] == 3000


cells = st.text(alphabet='ab", 5', max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8))
def test_every_line_of_a_flat_file_is_a_record(rows: list[list[str]]) -> None:
    """Whatever quotation marks and commas its fields hold; a field that is quoted as in a CSV loses its marks."""
    table = [["heading", "of", "columns"], *rows]
    data = "".join("\t".join(row) + "\r\n" for row in table).encode()
    quoted = re.compile(r'"(?:[^"]|"")*"')
    plain = [[text[1:-1].replace('""', '"') if quoted.fullmatch(text) else text for text in row] for row in table]
    kept = [[text for text in row if text.strip()] for row in plain]
    read_back = [[cell.value for cell in row.cells] for row in read_delimited(lambda: io.BytesIO(data), None).rows()]
    assert read_back == [row for row in kept if row]


def test_a_sheet_of_a_platform_that_somebody_named_is_no_other_platform_s_export(tmp_path: Path) -> None:
    file = text_file(tmp_path / "s.csv", [["日期", "点击次数", "展示次数", "排名"], ["2026-11-15", 10, 100, 1]])
    assert values(taken(file, platform="alibaba"))["clicks", "2026-11-15"] == 10
    assert "Search Console" in Said(file).errors[0]


def test_a_date_that_may_be_day_or_month_first_says_so(tmp_path: Path) -> None:
    rows = returns()[:1] + [[f"{day}/11/26", f"305-{day}", "S", "x", 1, "OK", ""] for day in range(1, 6)]
    said = Said(text_file(tmp_path / "returns.csv", rows), as_of="2026-11-15", platform="amazon")
    assert "may be day or month first (2026-01-11 / 2026-11-01)" in said.why("A2")


def test_a_title_above_headings_that_are_known_is_no_other_language(tmp_path: Path) -> None:
    rows = [["Müller GmbH", "Report", "Amazon DE"], ["Store", "Order defect rate", "IPI"], ["Müller", "0.5%", "500"]]
    (error,) = Said(text_file(tmp_path / "a.csv", rows), platform="amazon").errors
    assert "no period is stated" in error
    assert "another language" not in error


@pytest.mark.parametrize("mark", [".", "/"])
def test_nobody_who_writes_decimal_commas_puts_the_month_first(tmp_path: Path, mark: str) -> None:
    days = [f"{day:02d}{mark}11{mark}2026" for day in range(2, 9)]
    heading = ["Datum", "Durch bestellte Produkte erzielter Umsatz", "Bestellte Einheiten", "Sitzungen – Summe"]
    export = text_file(tmp_path / "report.csv", [heading, *([day, "1.059,47 €", "53", "1.204"] for day in days)])
    assert values(taken(export, platform="amazon"))["sessions", "2026-11-08"] == 7 * 1204
    kept = text_file(tmp_path / "kept.csv", [["Week ending", "Sessions", "ACoS"], [days[-1], 1204, "12,5 %"]])
    assert values(taken(kept, platform="amazon"))["sessions", "2026-11-08"] == 1204


@pytest.mark.parametrize("title", [["店铺：恒达"], ["店铺", "恒达"], ["Store: 恒达  Period: 2026-10"]])
def test_what_is_written_above_an_export_names_its_store(tmp_path: Path, title: list[object]) -> None:
    """The note of a store that is named after its file asks for it."""
    rows = [["信保订单明细"], title, ["站点", "德国"], *trust("100", "USD")]
    said = Said(text_file(tmp_path / "download (3).csv", rows), as_of="2026-11-15")
    assert list(said.stores) == ["恒达"]
    assert said.errors == []
    other, same = (Said(tmp_path / "download (3).csv", as_of="2026-11-15", store=name) for name in ("蓝峰", "恒达"))
    assert (list(other.stores), list(same.stores)) == (["蓝峰"], ["恒达"])
    whys = [[item["why"] for item in said.ignored if item["incomplete"]] for said in (other, same)]
    assert len(whys[0]) == 1
    assert "here stands the store '恒达', and the sheet is read as '蓝峰' as --store says" in whys[0][0]
    assert whys[1] == []


def test_files_of_two_stores_that_are_named_above_are_two_lists(tmp_path: Path) -> None:
    one = text_file(tmp_path / "a.csv", [["店铺：恒达"], *trust("100", "USD")])
    other = text_file(tmp_path / "b.csv", [["店铺：蓝峰"], *trust("200", "USD")])
    found = {item.store.store: item.value for item in taken(one, other).observations if item.metric == "store_revenue"}
    assert found == {"恒达": 3100, "蓝峰": 6200}


def test_the_currency_that_is_written_above_an_export_is_that_of_its_amounts(tmp_path: Path) -> None:
    file = text_file(tmp_path / "p4p.csv", [["币种：美元"], *accounts("甲")])
    assert {item.currency for item in taken(file).observations if item.metric == "p4p_spend"} == {"USD"}


@pytest.mark.parametrize(
    "heading",
    [
        ["Datum", "Bewertung", "Kommentare", "Antwort", "Bestellnummer", "E-Mail des Bewerters"],
        ["Date", "Évaluation", "Commentaire", "Response", "Order ID", "E-mail de l'évaluateur"],
        ["Date", "Rating", "Comentarios", "Response", "Número de pedido", "E-mail del cliente"],
    ],
)
def test_the_feedback_report_of_europe_s_languages(tmp_path: Path, heading: list[str]) -> None:
    rows = [["14.11.26", "5", "gut", "", "305-1", "a@b.c"], ["13.11.26", "1", "schlecht", "", "305-2", "d@e.f"]]
    name = "Feedback 2026-09-17~2026-11-15.txt"
    intake = taken(text_file(tmp_path / name, [heading, *rows], delimiter="\t", encoding="utf-16"))
    assert values(intake) == {("negative_feedback_orders", "2026-11-15"): 1}


@pytest.mark.parametrize(("whole", "orders", "revenue"), [(True, 2, 30), (False, 3, 40)])
def test_orders_shipped_for_other_shops_and_cancelled_items_are_not_sold_on_amazon(
    tmp_path: Path, whole: bool, orders: int, revenue: int
) -> None:
    heading = [
        "amazon-order-id",
        "purchase-date",
        "order-status",
        "currency",
        "item-price",
        "sales-channel",
        "item-status",
    ]
    rows = [
        ["111-1", "2026-10-03T04:21:00+00:00", "Shipped", "USD", "10.00", "Amazon.com", "Shipped"],
        ["111-1", "2026-10-03T04:21:00+00:00", "Shipped", "USD", "10.00", "Amazon.com", "Cancelled"],
        ["111-2", "2026-10-04T04:21:00+00:00", "Shipped", "USD", "20.00", "Amazon.com", "Shipped"],
        ["S01-3", "2026-10-05T04:21:00+00:00", "Shipped", "", "", "Non-Amazon US", "Shipped"],
    ]
    taken_in = [row if whole else row[:5] for row in [heading, *rows]]
    found = values(taken(text_file(tmp_path / "orders 2026-10-01~2026-10-31.txt", taken_in, delimiter="\t")))
    assert (found["store_orders", "2026-10-31"], found["store_revenue", "2026-10-31"]) == (orders, revenue)


def test_the_overview_of_the_data_advisor_is_read_in_either_language(tmp_path: Path) -> None:
    wide = [["日", "店铺访问人数", "店铺曝光次数", "店铺点击次数", "询盘人数", "询盘个数"],
            ["2026-11-09~2026-11-15", "1,204", "29,190", "680", "11", "12"]]  # fmt: skip
    long = [["Metric", "Your store", "vs. last week"], ["Store visitors", "1,204", "+12%"], ["Impressions", "29,190"],
            ["Clicks", "680"], ["Inquiries", "12"]]  # fmt: skip
    replies = [["指标", "当前", "环比"], ["平均首次回复时长", "2.13h", "-5%"]]
    week = "2026-11-15"
    expected = {("visitors", week): 1204, ("exposure", week): 29190, ("clicks", week): 680, ("inquiries", week): 12}
    assert values(taken(text_file(tmp_path / "恒达.csv", wide), platform="alibaba")) == expected
    assert values(taken(text_file(tmp_path / "hengda_2026-W46.csv", long), platform="alibaba")) == expected
    found = values(taken(text_file(tmp_path / "恒达_2026-11-15.csv", replies)))
    assert found == {("first_response_hours", week): 2.13}


@pytest.mark.parametrize(("beside", "expected"), [({}, 11), ({"询盘个数": 12}, 12), ({"询盘数": 12}, 12)])
@pytest.mark.parametrize("down", [True, False])
def test_buyers_who_inquired_stand_for_inquiries_only_where_nothing_counts_these(
    tmp_path: Path, beside: dict[str, int], expected: int, down: bool
) -> None:
    figures = {"访客数": 1204, "询盘人数": 11, **beside}
    rows = [["指标", "数值"], *figures.items()] if down else [list(figures), list(figures.values())]
    intake = taken(text_file(tmp_path / "恒达_2026-W46.csv", rows), platform="alibaba")
    assert values(intake)["inquiries", "2026-11-15"] == expected
    (sheet,) = intake.inputs[0].sheets
    assert not any(item.incomplete for item in sheet.ignored)
    assert any("counts people" in note.en for note in sheet.notes)


def test_a_row_for_each_grade_of_products_is_no_store(tmp_path: Path) -> None:
    rows = [["商品分层", "商品数", "曝光次数"], ["爆品", 3, 10], ["低质品", 100, 20], ["合计", 103, 30]]
    said = Said(text_file(tmp_path / "恒达_2026-W46.csv", rows), platform="alibaba")
    assert "a row for each '商品分层'" in said.why("A1")
