"""The two workbooks, from their title to their last note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.intake.attributes import MARKET
from auditor.intake.lexicon import Lexicon, make_lexicon
from auditor.model import Text
from auditor.report.labels import labels
from auditor.rulebook.model import Better, Metric, RuleBook, Unit
from auditor.template.asked import attested_checks, needed_metrics, stated_attributes
from auditor.template.page import UNITS, Field, Page, window

_PERIOD_HINT = Text("写法：2026-W46，或 2026-11-09~2026-11-15", "write 2026-W46, or 2026-11-09~2026-11-15")
_LAUNCH_HINT = Text(
    "计划上线日，如 2026-12-20；未完成的事项按它倒排",
    "the day planned, such as 2026-12-20; what is open is planned back from it",
)
_SEVERAL_HINT = Text("可填多个，用逗号隔开", "several may be typed, with commas between")
_FEW = 3  # yes or no, and both: a store is one of them
_CURRENCIES = ("USD", "CNY", "EUR", "GBP", "JPY", "HKD", "CAD", "AUD")


def metrics_workbook(book: RuleBook, platform: str, lang: str) -> bytes:
    """A scorecard of every metric that the checks of a platform need, as the bytes of an .xlsx."""
    lexicon = make_lexicon(book)
    page = Page(lang)
    page.title(
        Text(
            f"{labels('zh').platform(book, platform)}店铺数据表",
            f"Store figures: {labels('en').platform(book, platform)}",
        )
    )
    about_figures = (
        Field(Text("统计周期", "Period"), hint=_PERIOD_HINT),
        Field(Text("币种", "Currency"), choices=_CURRENCIES),
    )
    page.fields([*_store_fields(book, platform, lang), *about_figures, *_attribute_fields(book, platform, lang)])
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
        example, value = Text(f"示例：{rate.name.zh}", f"Example: {rate.name.en}"), Text("92.5%", "92.5%")
        page.example([example, value, UNITS[Unit.SHARE], window(rate)])
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
    page = Page(lang)
    page.title(
        Text(
            f"{labels('zh').platform(book, platform)}上线前检查表",
            f"Pre-launch checklist: {labels('en').platform(book, platform)}",
        )
    )
    given = {MARKET: ",".join(markets)}
    launch = Field(Text("上线日期", "Launch date"), hint=_LAUNCH_HINT)
    page.fields([*_store_fields(book, platform, lang), launch, *_attribute_fields(book, platform, lang, given)])
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


def _label(lexicon: Lexicon, metric: Metric, lang: str) -> str:
    """The name under which the metric is found again: its own if no other metric answers to it, else its id."""
    for name in (metric.name.of(lang), metric.name.zh, metric.name.en):
        taken = lexicon.take(name, metric.platform).metric
        if taken is not None and taken.id == metric.id:
            return name
    return metric.id


def _store_fields(book: RuleBook, platform: str, lang: str) -> list[Field]:
    """Whose sheet it is; the name of a platform is read back as it."""
    return [
        Field(Text("店铺", "Store")),
        Field(Text("平台", "Platform"), labels(lang).platform(book, platform)),
        Field(Text("客户", "Client")),
    ]


def _attribute_fields(book: RuleBook, platform: str, lang: str, given: Mapping[str, str] | None = None) -> list[Field]:
    """The attributes of a store with their choices; ``given``: what is known already, by attribute."""
    fields = []
    for attribute in stated_attributes(book, platform):
        choices = [value if lang == "en" else attribute.word(value).zh for value in attribute.values]
        hint = _SEVERAL_HINT if len(choices) > _FEW else None
        fields.append(Field(attribute.name, (given or {}).get(attribute.id, ""), choices, hint))
    return fields
