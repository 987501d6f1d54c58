"""What is asked about values that a single day dates: of which days they are, and how to say it."""

from __future__ import annotations

from auditor.model import Text
from auditor.rulebook.model import Metric
from auditor.rulebook.words import span_words


def taken_for_printed(metric: Metric) -> Text:
    """That a day's count of a metric is taken for that of its window."""
    window = span_words(metric.window)
    return Text(
        f"“{metric.name.zh}”每天的数值按截至当日的{window.zh}读取，与平台页面的口径一致；如果是当日数值，请在调整文件（overlay）中写："
        f"daily: {{{metric.id}: sum}}",
        f"'{metric.name.en}' on a day is taken for that of the {window.en} up to it, as the platform's page prints it; if it is of "
        f"its day, write in the overlay: daily: {{{metric.id}: sum}}",
    )


def of_a_day(metric: Metric) -> tuple[Text, Text]:
    """What is not said of the days of a metric, and the ways to say it."""
    window = span_words(metric.window)
    spelled = window.en.removeprefix("1 ")
    whole = f"加满{window.zh}" if metric.window.unit == "day" else f"按整{window.zh[-1]}相加"
    again = Text("整周（月）", "whole week or month") if metric.window.unit != "day" else Text(window.zh, window.en)
    why = Text(
        f"“{metric.name.zh}”每天一个数值，看不出是当日数值，还是截至当日的{window.zh}数值",
        f"'{metric.name.en}' has a value a day: of that day, or of the {spelled} up to it?",
    )
    up_to = Text(
        f"daily: {{{metric.id}: window}}（都是截至当日的{window.zh}数值；也可在标题写明，如 访客数(近7天)、销售额(月)）",
        f"daily: {{{metric.id}: window}} (each is of the {spelled} up to its day; a heading may say so as well: "
        "Visitors (7 days), Sales (monthly))",
    )
    if metric.unit.additive:
        up_to = Text(
            f"daily: {{{metric.id}: sum}}（都是当日数值，{whole}）或 {up_to.zh}",
            f"daily: {{{metric.id}: sum}} (each is of its day: they are added up) or {up_to.en}",
        )
    return why, Text(
        f"请改填{again.zh}的数值，或在调整文件（overlay）中写：{up_to.zh}",
        f"give the value of the {again.en}, or write in the overlay: {up_to.en}",
    )


def of_a_week(metric: Metric) -> tuple[Text, Text]:
    """The same of values of a month's metric at days that stand a week apart."""
    window = span_words(metric.window)
    why = Text(
        f"“{metric.name.zh}”的日期相隔一两周，看不出是当周数值，还是截至当日的{window.zh}数值",
        f"'{metric.name.en}' has days a week or two apart: is each value of its week, or of the {window.en} up to its day?",
    )
    return why, Text(
        f"是当周的，请把日期写成 2026-W46 或 2026-11-09~2026-11-15（或把日期列的标题写成“周结束日期”）；是截至当日的{window.zh}数值，"
        f"请在调整文件（overlay）中写：daily: {{{metric.id}: window}}",
        f"if it is of the week, write 2026-W46 or 2026-11-09..2026-11-15 (or head the column of days 'Week ending'); if it is of the "
        f"{window.en} up to its day, write in the overlay: daily: {{{metric.id}: window}}",
    )
