"""What headings say beside, above or below their period: 2026年10月考核, 2026-10 over 考核 | 实际, 恒达 | 华美 over the same weeks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from auditor.intake.columns import Column
from auditor.intake.dating.date_forms import cleaned
from auditor.intake.dating.periods import without_period
from auditor.intake.dating.relative import is_relative, only_announces
from auditor.intake.headings import compares, normal, parse_heading, structural
from auditor.intake.row_labels import is_comparison, is_line, is_summary, is_total
from auditor.intake.span_names import TO_DATE, span_of
from auditor.intake.words import BESIDE
from auditor.model import Period, Text
from auditor.rulebook.model import Span

_AROUND = " \n()（）[]【】:：-–—_*·、，,"
_AS_OF = re.compile(
    r"(?:截[至止](?:日期)?|更新[至于]|\b(?:as of|up to|until|through)\b)(?P<day>.*?)(?=[)）\]】]|$)", re.IGNORECASE
)
_DAYS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "year": (365, 366)}  # that each lasts
_DAY = re.compile(r"[\d一二三四五六七八九十]+[日号月]?")  # below a heading of its month or year
_FIGURES = re.compile(r"\s*[\d/.-]+$")  # of Week of 11/2
_MOST_SHOWN = 5
_BRACKETS = re.compile(r"[()（）\[\]【】]")


def leave_doubtful(columns: Sequence[Column]) -> None:
    """Leave out what is of one period under several names: all of it, or what stands beside a figure without such a name."""
    dated = [column for column in columns if column.kind == "dated" and column.period is not None]
    said = {column.index: frozenset(unknown_words(column, dated, several=True)) for column in dated}
    periods: dict[Period | None, list[Column]] = {}
    for column in dated:
        periods.setdefault(column.period, []).append(column)
    several: Text | None = None
    for named in (own for own in periods.values() if len({said[column.index] for column in own}) > 1):
        plain = next((column for column in named if not said[column.index]), None)
        several = several or (_of_several(named) if plain is None else None)
        for column in named:
            if plain is None or said[column.index]:
                column.kind, column.undated = "beside", plain is None
                column.why = _beside(plain) if plain is not None else several


def more_than_periods(columns: Sequence[Column]) -> list[Text]:
    """That headings say more than their period (2026年10月考核) and nobody knows what: it may be another figure of it."""
    return told(word for column in columns for word in unknown_words(column, columns))


def told(words: Iterable[str]) -> list[Text]:
    """That nobody knows what stands beside periods, and that it is passed over; nothing where nothing does."""
    said = [word for word in dict.fromkeys(words) if word]
    shown, more = said[:_MOST_SHOWN], len(said) > _MOST_SHOWN
    zh, en = "”“".join(shown), "', '".join(shown)
    note = Text(
        f"看不懂周期旁边的“{zh}”{'等' * more}，这些数值按整个周期的实际数值读取；如果不是，请去掉这些数值或改写周期",
        f"what '{en}'{', …' * more} beside a period means is not known, and the values are read as the actual ones of the whole "
        "period; if they are not, leave them out or reword it",
    )
    return [note] if said else []


def unknown_words(column: Column, columns: Iterable[Column], *, several: bool = False) -> list[str]:
    """What the levels of a dated heading say beside its period and nobody knows. What stands above all ``columns`` is a title.

    ``several``: what tells figures of one period apart is not known for being a unit as well, as PC beside 无线 is.
    """
    if column.period is None:
        return []
    *upper, own = column.text.split(" / ")
    titles = {part for part in upper if all(part in each.text.split(" / ")[:-1] for each in columns)}
    stated = {part: _rest(part) != part.strip(_AROUND) for part in (*upper, own)}
    words = []
    for part in (part for part in stated if part not in titles):
        if stated[part]:
            words.append(beyond_its_period(part, column.period, units=not several))
        elif any(stated.values()) and _DAY.fullmatch(part) is None:
            words.append(_unknown(part, part, column.period, units=not several))
    return [word for word in words if word]


def _beside(plain: Column) -> Text:
    return Text(
        f"看不懂它是该周期的什么数值，旁边 {plain.cell} 是该周期的实际数值，因此没有读取",
        f"what figure of its period it is is not known, and {plain.cell} beside it is the actual one; not read",
    )


def _of_several(named: Sequence[Column]) -> Text:
    cells = [f"{column.cell} {column.text}" for column in named]
    return Text(
        f"同一周期在不同的名称下都有（{'、'.join(cells)}），看不出哪一列是整个店铺的实际数值，没有读取：如果是店铺，请在名称左边写“店铺”；"
        "否则只保留整个店铺的一列，或把它的标题写成“实际”",
        f"one period stands under several names ({', '.join(cells)}), and nothing tells which is the whole store's actual figure; not "
        "read: if the names are stores, write 'Store' on their left; else keep the whole store's column only, or head it 'Actual'",
    )


@lru_cache(maxsize=65536)
def beyond_its_period(text: str, period: Period, *, units: bool = True) -> str:
    """What a text says but for its period, empty where that changes nothing or there is nothing: 考核 of 2026年10月考核.

    What it is up to changes nothing where that is its last day, nor does its length: 截至10.31, 7天.
    """
    rest = _rest(text)
    return "" if rest == text.strip(_AROUND) else _unknown(rest, text, period, units=units)


def _rest(text: str) -> str:
    return without_period(text).strip(_AROUND)


def _unknown(rest: str, text: str, period: Period, *, units: bool) -> str:
    """``rest``, which stands in ``text`` beside a period, where nobody knows what it changes."""
    if rest and (up_to := _AS_OF.search(text)) is not None:
        day, end = tuple(map(int, re.findall(r"\d+", up_to["day"])))[-3:], period.end
        whole = day and day >= (end.year, end.month, end.day)[-len(day) :]
        return "" if whole else up_to[0].strip(_AROUND)
    return rest if not all(_tells_nothing(word, period, units=units) for word in _BRACKETS.split(rest)) else ""


@lru_cache(maxsize=65536)
def none_of_it(rest: str) -> Text | None:
    """Why what goes with a period is no actual value of it, also where only labels of rows say it so: 目标, 计划, 预算, 日均."""
    if (why := compares(rest)) is not None:
        return why
    if is_line(rest):
        return BESIDE["target"][0]
    if is_summary(rest):
        return BESIDE["total"][0]
    return BESIDE["change"][0] if is_comparison(rest) else None


def _tells_nothing(word: str, period: Period, *, units: bool) -> bool:
    """Whether a word beside a period changes nothing: 数据, 周一, 截至, (USD)."""
    plain = cleaned(f"{word} 1").removesuffix("1").strip(_AROUND)  # without days of the week
    if (
        structural(plain) is not None
        or structural(_FIGURES.sub("", plain)) is not None
        or is_relative(plain)
        or is_total(plain)
        or only_announces(plain)
    ):
        return True
    if (span := span_of(normal(plain))) is not None:
        return _lasts(span, period)
    if normal(plain) in TO_DATE or none_of_it(plain) is not None:
        return False
    words = any(map(str.isalpha, plain.replace("至", "")))
    return not words or (units and not parse_heading(f"·({plain})").qualifiers)


def _lasts(span: Span, period: Period) -> bool:
    """Whether a period has the length that stands beside it: 7天 of a week, 近30天 of 30 days, 1个月."""
    least, most = _DAYS[span.unit]
    return least * span.count <= period.days <= most * span.count
