"""Templates made from the rule book read back without a loss, and their example row is no data."""

from __future__ import annotations

import io
import math
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditor.intake import Options, read
from auditor.model import Intake, Text, ValueState
from auditor.rulebook import load_rulebook
from auditor.rulebook.model import Metric, RuleBook, Unit
from auditor.template import attested_checks, metrics_workbook, needed_metrics, readiness_workbook

PLATFORMS = ("alibaba", "amazon", "independent")


@cache
def book() -> RuleBook:
    return load_rulebook()


def reread(path: Path, **options: Any) -> Intake:
    return read([str(path)], book(), Options(isolated=False, **options))


def sample(metric: Metric, number: int) -> tuple[Any, Any]:
    """What a person types, and the value it stands for."""
    if metric.unit is Unit.SHARE:
        return (number % 90 + 1) / 100, (number % 90 + 1) / 100
    if metric.unit is Unit.FLAG:
        return ("是", 1.0) if number % 2 else ("no", 0.0)
    if metric.unit is Unit.TEXT:
        return "NORMAL", "NORMAL"
    if metric.unit is Unit.DATE:
        return date(2026, 11, 1), float(date(2026, 11, 1).toordinal())
    most = metric.range.high if metric.range else math.inf
    value = number + 1 if number < most else int(most)
    return value, float(value)


def rows_by_label(sheet: Any) -> dict[str, int]:
    return {str(row[0].value): row[0].row for row in sheet.iter_rows() if row[0].value}


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_metrics_template_reads_back_every_value(tmp_path: Path, platform: str, lang: str) -> None:
    metrics = needed_metrics(book(), platform)
    assert metrics
    workbook = openpyxl.load_workbook(io.BytesIO(metrics_workbook(book(), platform, lang)))
    sheet = workbook.worksheets[0]
    labels = rows_by_label(sheet)
    sheet.cell(labels[Text("店铺", "Store").of(lang)], 2).value = "恒达旗舰店"
    sheet.cell(labels[Text("统计周期", "Period").of(lang)], 2).value = "2026-11-09~2026-11-15"
    sheet.cell(labels[Text("币种", "Currency").of(lang)], 2).value = "USD"
    first = (
        next(row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value in ("指标", "Metric", "指标 / Metric"))
        + 2
    )
    expected = {}
    for number, metric in enumerate(metrics):
        typed, value = sample(metric, number)
        sheet.cell(first + number, 2).value = typed
        expected[metric.id] = value
    path = tmp_path / "filled.xlsx"
    workbook.save(path)
    intake = reread(path)
    assert {item.metric: item.value for item in intake.observations} == expected
    assert {(item.store.platform, item.store.store) for item in intake.observations} == {(platform, "恒达旗舰店")}
    assert {str(item.period.end) for item in intake.observations} == {"2026-11-15"}
    money = {
        item.currency for item in intake.observations if item.metric in {m.id for m in metrics if m.unit is Unit.MONEY}
    }
    assert money <= {"USD"}
    ignored = intake.inputs[0].sheets[0].ignored
    assert not [item for item in ignored if item.incomplete]
    assert any("example" in item.why.en for item in ignored)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_empty_template_is_no_data(tmp_path: Path, platform: str) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(metrics_workbook(book(), platform, "zh"))
    intake = reread(path)
    assert not intake.observations


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_readiness_template_reads_back_every_answer(tmp_path: Path, platform: str, lang: str) -> None:
    checks = attested_checks(book(), platform, ())
    assert checks
    workbook = openpyxl.load_workbook(io.BytesIO(readiness_workbook(book(), platform, lang)))
    sheet = workbook.worksheets[0]
    labels = rows_by_label(sheet)
    sheet.cell(labels[Text("店铺", "Store").of(lang)], 2).value = "新店"
    sheet.cell(labels[Text("上线日期", "Launch date").of(lang)], 2).value = "2026-12-20"
    for check in checks:
        for column, value in ((3, "是"), (4, f"文件 {check.id}"), (5, "王敏"), (6, date(2026, 11, 1))):
            sheet.cell(labels[check.id], column).value = value
    path = tmp_path / "filled.xlsx"
    workbook.save(path)
    read_back = reread(path)
    assert [store.launched for store in read_back.stores] == [date(2026, 12, 20)]
    answered = read_back.attestations
    assert [item.check for item in answered] == [check.id for check in checks]
    assert {(item.store.store, item.answer, item.signed_by, item.signed_on) for item in answered} == {
        ("新店", "是", "王敏", date(2026, 11, 1))
    }
    assert [item.evidence for item in answered] == [f"文件 {check.id}" for check in checks]


def test_markets_leave_out_what_does_not_apply() -> None:
    everywhere = {check.id for check in attested_checks(book(), "amazon", ())}
    germany = {check.id for check in attested_checks(book(), "amazon", ("DE",))}
    states = {check.id for check in attested_checks(book(), "amazon", ("US",))}
    assert germany < everywhere
    assert any("epr" in check for check in germany)
    assert not any("epr" in check for check in states)


def test_the_market_is_filled_in_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "新店.xlsx"
    path.write_bytes(readiness_workbook(book(), "amazon", "zh", ("DE", "FR")))
    intake = reread(path)
    assert intake.stores[0].attributes["market"] == "DE,FR"
    assert all(item.answer is None for item in intake.attestations)


def test_the_same_bytes_each_time() -> None:
    assert metrics_workbook(book(), "amazon", "zh") == metrics_workbook(book(), "amazon", "zh")


def test_a_missing_mark_in_the_template_stays_missing(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(metrics_workbook(book(), "amazon", "zh")))
    sheet = workbook.worksheets[0]
    labels = rows_by_label(sheet)
    sheet.cell(labels["统计周期"], 2).value = "2026-W46"
    sheet.cell(labels["订单缺陷率"], 2).value = "暂无"
    path = tmp_path / "filled.xlsx"
    workbook.save(path)
    states = {item.metric: item.state for item in reread(path).observations}
    assert states["order_defect_rate"] is ValueState.MISSING


HOSTILE = """\
schema: store-auditor/rules/1
pack: own.readiness
platform: own
purpose: readiness
title: {zh: 自有, en: Own}
metrics:
  rate: {name: {zh: "<r><t>率</t></r>", en: "<r><t>rate</r>"}, unit: share, better: higher, window: week}
checks:
  own.rate:
    title: {zh: 率, en: Rate}
    metric: rate
    expect: {at_least: 90%}
    severity: minor
    kind: benchmark
    source: {title: t, read_on: 2026-11-21, standing: house}
  own.item:
    title: {zh: "<r><t>执照</t></r>", en: "<r></c></row><evil/></r>"}
    attest: {ask: {zh: "=1+1", en: "<r><t xml:space='preserve'> a&b</t></r>"}, evidence: optional}
    severity: minor
    kind: benchmark
    source: {title: t, read_on: 2026-11-21, standing: house}
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_of_a_rule_file_stays_a_text(tmp_path: Path, lang: str) -> None:
    """The library that writes workbooks takes a text from <r> to </r> for XML of its own."""
    (tmp_path / "own.yaml").write_text(HOSTILE, "utf-8")
    own = load_rulebook([tmp_path / "own.yaml"])
    (check,) = attested_checks(own, "own", ())
    (metric,) = needed_metrics(own, "own")
    for made, wanted in (
        (readiness_workbook(own, "own", lang), (check.title, check.attest.ask)),
        (metrics_workbook(own, "own", lang), (metric.name,)),
    ):
        sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
        cells = {str(cell.value).rstrip(): cell.data_type for row in sheet.iter_rows() for cell in row}
        for text in wanted:
            assert cells[text.of(lang)] == "s"


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_rate_that_lost_its_format_is_asked_about_never_taken_for_percent(
    tmp_path: Path, platform: str, lang: str
) -> None:
    """Pasting values, as WPS offers, leaves 0.94 behind in a cell of no format: 94%, not 0.94%."""
    workbook = openpyxl.load_workbook(io.BytesIO(metrics_workbook(book(), platform, lang)))
    sheet = workbook.worksheets[0]
    labels = rows_by_label(sheet)
    sheet.cell(labels[Text("统计周期", "Period").of(lang)], 2).value = "2026-W46"
    rate = next(metric for metric in needed_metrics(book(), platform) if metric.unit is Unit.SHARE)
    row = next(number for name, number in labels.items() if name.startswith((rate.name.of(lang), rate.id)))
    sheet.cell(row, 2).value, sheet.cell(row, 2).number_format = 0.94, "General"
    path = tmp_path / "shop.xlsx"
    workbook.save(path)
    (told,) = [item for item in reread(path).observations if item.metric == rate.id]
    assert told.state is ValueState.UNDECIDED


@pytest.mark.parametrize("lang", ["zh", "both"])
def test_the_choices_are_chinese_words_that_are_read(tmp_path: Path, lang: str) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(metrics_workbook(book(), "amazon", lang)))
    sheet = workbook.worksheets[0]
    labels = rows_by_label(sheet)
    cell = sheet.cell(labels[Text("配送方式", "Fulfilment").of(lang)], 2)
    (choices,) = [one.formula1 for one in sheet.data_validations.dataValidation if cell.coordinate in one.sqref]
    assert choices == '"亚马逊配送,自配送,两者都有"'
    cell.value = "自配送"
    path = tmp_path / "shop.xlsx"
    workbook.save(path)
    assert reread(path).stores[0].attributes["fulfilment"] == "fbm"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_last_choice_of_every_attribute_is_read_back(tmp_path: Path, lang: str) -> None:
    """It is "none" of some: elsewhere a mark of a missing value, here what the store's own keeper chose."""
    workbook = openpyxl.load_workbook(io.BytesIO(readiness_workbook(book(), "amazon", lang)))
    sheet = workbook.worksheets[0]
    labels = rows_by_label(sheet)
    sheet.cell(labels[Text("店铺", "Store").of(lang)], 2).value = "新店"
    asked = [
        one for (platform, _), one in book().attributes.items() if one.name.of(lang) in labels and platform == "amazon"
    ]
    for attribute in asked:
        cell = sheet.cell(labels[attribute.name.of(lang)], 2)
        (choices,) = [one.formula1 for one in sheet.data_validations.dataValidation if cell.coordinate in one.sqref]
        cell.value = choices.strip('"').split(",")[-1]
    path = tmp_path / "filled.xlsx"
    workbook.save(path)
    stated = reread(path).stores[0].attributes
    assert stated == {attribute.id: list(attribute.values)[-1] for attribute in asked}
    assert stated["stock_in"] == "none"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_example_is_a_figure_of_the_platform(platform: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(metrics_workbook(book(), platform, "zh"))).worksheets[0]
    (example,) = [label for label in rows_by_label(sheet) if label.startswith("示例：")]
    assert example.removeprefix("示例：") in {metric.name.zh for metric in needed_metrics(book(), platform)}


def test_the_cell_of_the_period_says_how_it_is_written() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(metrics_workbook(book(), "amazon", "en"))).worksheets[0]
    cell = sheet.cell(rows_by_label(sheet)["Period"], 2)
    (hint,) = [one for one in sheet.data_validations.dataValidation if cell.coordinate in one.sqref]
    assert hint.showInputMessage
    assert hint.prompt == "write 2026-W46, or 2026-11-09~2026-11-15"
