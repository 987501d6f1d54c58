"""Workbooks to fill in, made from the rule book. They read back without a loss.

One sheet each: label and value pairs for the store at the top, the table below. The example row is
marked as one and is never read as data.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from auditor.intake.lexicon import Lexicon, make_lexicon
from auditor.intake.words import PLATFORM_WORDS
from auditor.model import CLIENT, Store, StoreKey, Text, Truth
from auditor.report.workbook.cells import plain
from auditor.rulebook.formula import references
from auditor.rulebook.model import Attribute, Better, Check, Metric, RuleBook, Unit
from auditor.text import BOTH

_UNITS = {
    Unit.SHARE: Text("比率（请连同百分号填写）", "rate (type it with its per cent sign)"),
    Unit.COUNT: Text("个数", "count"),
    Unit.SCORE: Text("分值", "score"),
    Unit.DAYS: Text("天", "days"),
    Unit.HOURS: Text("小时", "hours"),
    Unit.MONEY: Text("金额（写明币种，如 $1.20）", "money (with its currency, such as $1.20)"),
    Unit.FLAG: Text("是/否", "yes/no"),
    Unit.TEXT: Text("文字", "text"),
    Unit.DATE: Text("日期，如 2026-11-15", "date, such as 2026-11-15"),
}
_FORMATS = {Unit.SHARE: "0.00%", Unit.DATE: "yyyy-mm-dd", Unit.COUNT: "#,##0", Unit.FLAG: "@", Unit.TEXT: "@"}
_PERIODS = {"day": "天", "week": "周", "month": "个月", "year": "年"}
_SHEET = {"zh": ("填写",), "en": ("Fill in",)}
_ANSWERS = {"zh": ("是", "否", "不适用"), "en": ("yes", "no", "n/a")}
_YES_NO = {lang: answers[:2] for lang, answers in _ANSWERS.items()}
_PERIOD_HINT = Text("写法：2026-W46，或 2026-11-09~2026-11-15", "write 2026-W46, or 2026-11-09~2026-11-15")
_SEVERAL_HINT = Text("可填多个，用逗号隔开", "several may be typed, with commas between")
_FEW = 3  # yes or no, and both: a store is one of them
_LONGEST_LIST = 255  # characters that a drop-down may hold
_CURRENCIES = "USD,CNY,EUR,GBP,JPY,HKD,CAD,AUD"


def metrics_workbook(book: RuleBook, platform: str, lang: str) -> bytes:
    """A scorecard of every metric that the checks of a platform need, as the bytes of an .xlsx."""
    lexicon = make_lexicon(book)
    page = _Page(lang)
    page.title(Text(f"{_platform(platform)}店铺数据表", f"Store figures: {_platform(platform, 'en')}"))
    page.pairs(_store_pairs(platform), _attributes(book, platform), {})
    heads = (
        Text("指标", "Metric"),
        Text("数值", "Value"),
        Text("单位", "Unit"),
        Text("统计窗口", "Window"),
        Text("取数位置", "Where to find it"),
    )
    page.heading([*heads, Text("备注", "Notes")])
    metrics = needed_metrics(book, platform)
    rate = next((metric for metric in metrics if metric.unit is Unit.SHARE and metric.better is Better.HIGHER), None)
    if rate is not None:
        name, value = Text(f"示例：{rate.name.zh}", f"Example: {rate.name.en}"), Text("92.5%", "92.5%")
        page.example([name, value, _UNITS[Unit.SHARE], _window(rate)])
    for metric in metrics:
        page.metric(_label(lexicon, metric, lang), metric)
    page.note(
        Text(
            "要填多期：在“数值”右侧加列，列标题写周期，如 2026-W46。没有数据请留空，不要填 0。",
            "Several periods: add columns headed with the period, such as 2026-W46. Leave unknown figures empty; 0 is a figure.",
        )
    )
    return page.close()


def readiness_workbook(book: RuleBook, platform: str, lang: str, markets: Sequence[str] = ()) -> bytes:
    """A checklist of the items to attest before launch. ``markets`` leaves out what certainly does not apply."""
    page = _Page(lang)
    page.title(Text(f"{_platform(platform)}上线前检查表", f"Pre-launch checklist: {_platform(platform, 'en')}"))
    page.pairs(_store_pairs(platform)[:-2], _attributes(book, platform), {"market": ",".join(markets)})
    heads = (
        Text("编号", "Number"),
        Text("检查项", "Item"),
        Text("答复", "Answer"),
        Text("证据", "Evidence"),
        Text("签字人", "Signed by"),
    )
    page.heading([*heads, Text("日期", "Date"), Text("说明", "Notes")])
    page.example(
        [
            Text("示例", "Example"),
            Text("营业执照", "Business licence"),
            Text("是", "yes"),
            Text("执照号 91330…", "licence 91330…"),
            Text("王敏", "Wang Min"),
        ]
    )
    for check in attested_checks(book, platform, markets):
        page.item(check)
    return page.close()


def needed_metrics(book: RuleBook, platform: str) -> list[Metric]:
    """The metrics that a person can fill in for the checks of a platform: no formulas, in the order of the files."""
    wanted: set[str] = {check.metric for check in book.checks.values() if check.platform == platform and check.metric}
    wanted |= set(book.observe.get(platform, ()))
    queue = sorted(wanted)
    while queue:
        metric = book.metrics.get((platform, queue.pop()))
        if metric is None:
            continue
        parts = {*(metric.ratio or ()), *(references(metric.formula) if metric.formula else ())}
        queue.extend(sorted(parts - wanted))
        wanted |= parts
    listed = [metric for (owner, _), metric in book.metrics.items() if owner == platform]
    return [metric for metric in listed if metric.id in wanted and metric.formula is None and metric.across is None]


def attested_checks(book: RuleBook, platform: str, markets: Sequence[str]) -> list[Check]:
    """The readiness items of a platform; those whose scope is false in every market asked for are left out."""
    checks = [
        check
        for check in book.checks.values()
        if check.platform == platform and check.attest and check.purpose == "readiness"
    ]
    if not markets:
        return checks
    from auditor.infer import infer_scopes

    store = Store(StoreKey(platform, "template"), attributes={"market": ",".join(markets)})
    scopes = infer_scopes(book, [store])[store.key]
    return [
        check
        for check in checks
        if all(name not in scopes or scopes[name].truth is not Truth.FALSE for name in check.applies)
    ]


def _label(lexicon: Lexicon, metric: Metric, lang: str) -> str:
    """The name under which the metric is found again: its own if no other metric answers to it, else its id."""
    for name in (metric.name.of(lang), metric.name.zh, metric.name.en):
        taken = lexicon.take(name, metric.platform).metric
        if taken is not None and taken.id == metric.id:
            return name
    return metric.id


def _window(metric: Metric) -> Text:
    """The days that a figure covers: 30 days, 1 month; empty for what holds at a moment."""
    count, unit = metric.window.count, metric.window.unit
    if unit not in _PERIODS:
        return Text("", "")
    return Text(f"{count}{_PERIODS[unit]}", f"{count} {unit}{'s' if count > 1 else ''}")


def _platform(platform: str, lang: str = "zh") -> str:
    known = {
        "alibaba": Text("国际站", "Alibaba.com"),
        "amazon": Text("亚马逊", "Amazon"),
        "independent": Text("独立站", "independent store"),
    }
    return known.get(platform, Text(*([PLATFORM_WORDS.get(platform, (platform,))[0]] * 2))).of(lang)


def _store_pairs(platform: str) -> list[tuple[Text, Text, str]]:
    """Label, value, list of choices."""
    own = (
        Text(_platform(platform), _platform(platform, "en"))
        if platform != "independent"
        else Text("独立站", "independent")
    )
    return [
        (Text("店铺", "Store"), Text("", ""), ""),
        (Text("平台", "Platform"), own, ""),
        (Text("客户", "Client"), Text("", ""), ""),
        (Text("统计周期", "Period"), Text("", ""), ""),
        (Text("币种", "Currency"), Text("", ""), _CURRENCIES),
    ]


def _attributes(book: RuleBook, platform: str) -> list[Attribute]:
    """What a person states about the store; bands are made from numbers."""
    listed = [attribute for (owner, _), attribute in book.attributes.items() if owner == platform]
    return [
        attribute
        for attribute in listed
        if not attribute.bands and attribute.source_metric is None and platform != CLIENT
    ]


def _in(lang: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    """The words of a language; of both, one after the other: a choice is one or the other."""
    return [word for each in ("zh", "en") if lang in (each, BOTH) for word in words[each]]


class _Page:
    """The sheet while it is written, top down."""

    def __init__(self, lang: str) -> None:
        import xlsxwriter

        self._lang = lang
        self._stream = io.BytesIO()
        self._book: Any = xlsxwriter.Workbook(
            self._stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        from datetime import datetime

        self._book.set_properties({"created": datetime(2026, 1, 1)})
        self._sheet: Any = self._book.add_worksheet(" ".join(_in(lang, _SHEET)))
        self._row = 0
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        for column, width in enumerate((34, 24, 26, 22, 40, 28, 40)):
            self._sheet.set_column(column, column, width)

    def _format(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", "text_wrap": True, **properties})
        return self._formats[key]

    def _write(self, row: int, column: int, text: str | Text, style: Any) -> None:
        self._sheet.write_string(row, column, plain(text if isinstance(text, str) else text.of(self._lang)), style)

    def title(self, text: Text) -> None:
        self._write(0, 0, text, self._format(bold=True, font_size=14, text_wrap=False))
        self._row = 1

    def pairs(
        self, pairs: Sequence[tuple[Text, Text, str]], attributes: Sequence[Attribute], given: dict[str, str]
    ) -> None:
        """Label and value pairs; attributes with their choices as a drop-down (several may be typed: DE, FR)."""
        for label, value, choices in pairs:
            hint = _PERIOD_HINT if label.en == "Period" else None
            self._pair(label.of(self._lang), value.of(self._lang), choices.split(",") if choices else [], hint)
        for attribute in attributes:
            words = [Text(attribute.word(value).zh, value) for value in attribute.values]
            listed = [word.en if self._lang == "en" else word.zh for word in words]
            self._pair(
                attribute.name.of(self._lang),
                given.get(attribute.id, ""),
                listed,
                _SEVERAL_HINT if len(listed) > _FEW else None,
            )
        self._row += 1

    def _pair(self, label: str, value: str, choices: Sequence[str], hint: Text | None) -> None:
        """A label and its cell to fill in; ``hint`` is shown while the cell is chosen."""
        self._write(self._row, 0, label, self._format(bold=True))
        cell = self._format(bg_color="#FFF8E1", border=1, num_format="@")
        if value:
            self._write(self._row, 1, value, cell)
        else:
            self._sheet.write_blank(self._row, 1, None, cell)
        options: dict[str, object] = {"input_message": hint.of(self._lang)} if hint else {}
        if choices and len(",".join(choices)) <= _LONGEST_LIST:
            options |= {"validate": "list", "source": list(choices), "error_type": "information"}
        if options:
            self._sheet.data_validation(self._row, 1, self._row, 1, {"validate": "any", **options})
        self._row += 1

    def heading(self, texts: Sequence[Text]) -> None:
        for column, text in enumerate(texts):
            self._write(self._row, column, text, self._format(bold=True, bg_color="#E3ECF7", border=1))
        self._row += 1
        self._sheet.freeze_panes(self._row, 1)

    def example(self, texts: Sequence[Text]) -> None:
        for column, text in enumerate(texts):
            self._write(self._row, column, text, self._format(italic=True, font_color="#888888"))
        self._row += 1

    def metric(self, label: str, metric: Metric) -> None:
        """A row of the scorecard: the value's cell has the format and the choices of its unit."""
        self._write(self._row, 0, label, self._format(border=1))
        number_format = _FORMATS.get(metric.unit, "General")
        self._sheet.write_blank(
            self._row, 1, None, self._format(bg_color="#FFF8E1", border=1, num_format=number_format)
        )
        for column, text in ((2, _UNITS[metric.unit]), (3, _window(metric)), (4, metric.where or "")):
            self._write(self._row, column, text, self._format(font_color="#555555"))
        if metric.unit is Unit.FLAG:
            options = {"validate": "list", "source": _in(self._lang, _YES_NO)}
            self._sheet.data_validation(self._row, 1, self._row, 1, options)
        self._row += 1

    def item(self, check: Check) -> None:
        """A row of the checklist."""
        for column, text in ((0, check.id), (1, check.title)):
            self._write(self._row, column, text, self._format(border=1))
        for column in (2, 3, 4):
            self._sheet.write_blank(self._row, column, None, self._format(bg_color="#FFF8E1", border=1, num_format="@"))
        self._sheet.write_blank(self._row, 5, None, self._format(bg_color="#FFF8E1", border=1, num_format="yyyy-mm-dd"))
        self._write(self._row, 6, check.attest.ask if check.attest else "", self._format(font_color="#555555"))
        options = {"validate": "list", "source": _in(self._lang, _ANSWERS), "error_type": "information"}
        self._sheet.data_validation(self._row, 2, self._row, 2, options)
        self._row += 1

    def note(self, text: Text) -> None:
        noted = Text(f"说明：{text.zh}", f"Note: {text.en}")
        self._write(self._row + 1, 0, noted, self._format(font_color="#555555", text_wrap=False))

    def close(self) -> bytes:
        """The bytes of the workbook; the same rule book gives the same bytes."""
        self._book.close()
        return self._stream.getvalue()
