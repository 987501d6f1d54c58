"""Recovery in words: what brings a finding back to its line, or what is left before it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor, isclose
from typing import NamedTuple

from auditor.assess.display import display
from auditor.assess.recovery import (
    LOWER,
    STRICT,
    UPPER,
    bad_left,
    good_needed,
    hits_needed,
    least,
    least_hits,
    marks_needed,
    misses_left,
    most,
    most_bad,
)
from auditor.assess.requirement import Judgement
from auditor.assess.spans import day
from auditor.currency import places
from auditor.model import Recovery, Status, Text
from auditor.rulebook.model import Better, Metric, Quantity, Unit, Verb
from auditor.text import numbered


class Case(NamedTuple):
    """What a recovery is computed from: the value as judged, and the counts behind it where they are known."""

    value: float
    end: date
    currency: str | None
    part: int | None = None  # numerator of a ratio of counts
    whole: int | None = None  # its denominator, or the number of cases behind a mean


class Words(NamedTuple):
    """The names of a ratio's parts."""

    part: Text
    whole: Text


def recovery(judgement: Judgement, words: Words | None, status: Status, case: Case) -> Recovery | None:
    """The recovery of a finding that fails; of one that holds, how much is left, where counts say it."""
    metric, expect = judgement.metric, judgement.line.expect
    failing = status is Status.FAIL
    if not judgement.is_interval or metric.unit in (Unit.FLAG, Unit.DATE):
        plain = judgement.plain
        return Recovery(Text(f"需达到：{plain.zh}", f"to be reached: {plain.en}")) if failing else None
    line = expect.quantities[0]
    if words and case.part is not None and case.whole:
        if metric.window.unit == "moment":
            return _of_stock(judgement, words, line, failing, case)
        if expect.verb in UPPER and metric.better is Better.LOWER:
            return _of_bad(judgement, words, line, failing, case)
        if expect.verb in LOWER and metric.better is Better.HIGHER:
            return _of_hits(judgement, words, line, failing, case)
    if failing and metric.best is not None and case.whole and expect.verb in (*LOWER, *UPPER):
        return _of_marks(judgement, words, line, case)
    if metric.unit is Unit.COUNT and expect.verb is not Verb.BETWEEN:
        return _of_count(judgement, line, failing, case)
    return _of_value(judgement, case) if failing else None


def _of_bad(judgement: Judgement, words: Words, line: Quantity, failing: bool, case: Case) -> Recovery:
    metric, verb = judgement.metric, judgement.line.expect.verb
    part, whole = case.part or 0, case.whole or 1
    name = judgement.figure
    if not failing:
        left = bad_left(part, whole, line.exact, verb)
        return Recovery(_filled(metric.left, left, name) or _left_words(words.part, left, name), left)
    needed = good_needed(part, whole, line.exact, verb)
    if needed is None:
        text = Text(f"{words.part.zh}须为 0", f"{words.part.en} must be 0")
    else:
        text = _filled(metric.regain, needed, name) or Text(
            f"“{words.whole.zh}”再增加 {needed:,}，且“{words.part.zh}”不再增加",
            f"{needed:,} more of {words.whole.en} without one more of {words.part.en}",
        )
    return Recovery(_with_window(text, metric, case.end), needed)


def _of_hits(judgement: Judgement, words: Words, line: Quantity, failing: bool, case: Case) -> Recovery:
    metric, verb = judgement.metric, judgement.line.expect.verb
    part, whole = case.part or 0, case.whole or 1
    name = judgement.figure
    if not failing:
        left = misses_left(part, whole, line.exact, verb)
        if left is None:
            return Recovery(Text("不会跌破", "can't fall below it"))
        text = Text(
            f"在低于 {name.zh} 之前，还可错过 {left:,} 个（{words.whole.zh}）",
            f"room for {left:,} more missed of “{words.whole.en}” before {name.en}",
        )
        return Recovery(_filled(metric.left, left, name) or text, left)
    needed = hits_needed(part, whole, line.exact, verb)
    if needed is None:
        text = Text("已错过的无法补回", "what was missed can't be made up for")
    else:
        text = _filled(metric.regain, needed, name) or Text(
            f"接下来的 {needed:,} 个“{words.whole.zh}”全部做到（{words.part.zh}）",
            f"meet the next {needed:,} of {words.whole.en} in full ({words.part.en})",
        )
    return Recovery(_with_window(text, metric, case.end), needed)


def _of_stock(judgement: Judgement, words: Words, line: Quantity, failing: bool, case: Case) -> Recovery | None:
    """A share of what is there now: no event passes by, so some of it has to change."""
    verb, part, whole = judgement.line.expect.verb, case.part or 0, case.whole or 1
    if verb in UPPER:
        bound = most_bad(whole, line.exact, verb)
        room = bound - part
        reachable = bound >= 0
    elif verb in LOWER:
        bound = least_hits(whole, line.exact, verb)
        room = part - bound
        reachable = bound <= whole
    else:
        return _of_value(judgement, case) if failing else None
    name = judgement.figure
    if not failing:
        text = Text(
            f"距 {name.zh} 还有余量 {room:,}（{words.part.zh}）",
            f"{room:,} of {words.part.en} to spare before {name.en}",
        )
        return Recovery(_filled(judgement.metric.left, room, name) or text, room)
    if not reachable:
        return _of_value(judgement, case)
    upper = verb in UPPER
    text = Text(
        f"“{words.part.zh}”{'减少' if upper else '增加'} {-room:,}，{'至多' if upper else '至少'} {bound:,}",
        f"{'reduce' if upper else 'raise'} {words.part.en} by {-room:,}, to at {'most' if upper else 'least'} {bound:,}",
    )
    return Recovery(_filled(judgement.metric.regain, -room, name) or text, -room)


def _of_marks(judgement: Judgement, words: Words | None, line: Quantity, case: Case) -> Recovery:
    metric = judgement.metric
    best = metric.best or Fraction(0)
    needed = marks_needed(exact(case.value), case.whole or 0, best, line.exact, judgement.line.expect.verb)
    mark = display(float(best), metric.unit) or Text("", "")
    name = judgement.figure
    if needed is None:
        return _of_value(judgement, case)
    who = words.whole if words else metric.name
    text = _filled(metric.regain, needed, name) or Text(
        f"再有 {needed:,} 个得 {mark.zh} 的“{who.zh}”", f"{needed:,} more of {who.en} at {mark.en}"
    )
    return Recovery(text, needed)


def _of_count(judgement: Judgement, line: Quantity, failing: bool, case: Case) -> Recovery | None:
    metric, verb = judgement.metric, judgement.line.expect.verb
    value, strict = exact(case.value), verb in STRICT
    upper = verb in UPPER or (verb is Verb.EQUALS and value > line.exact)
    if not failing:
        if verb not in UPPER:
            return None
        left = most(line.exact - value, verb)
        return Recovery(
            _filled(metric.left, left, judgement.figure) or _left_words(metric.name, left, judgement.figure),
            left,
        )
    count = least(value - line.exact if upper else line.exact - value, verb)
    if not upper:
        text = Text(f"还需 {count:,}（{judgement.plain.zh}）", f"{count:,} more ({judgement.plain.en})")
        return Recovery(_filled(metric.regain, count, judgement.figure) or text, count)
    text = Text(f"超出 {count:,}，须{judgement.plain.zh}", f"{count:,} too many: must be {judgement.plain.en}")
    if strict:  # 24 of "less than 12" are 12 beyond the line, and 13 too many
        allowed = f"{floor(value) - count:,}"
        text = Text(
            f"最多 {allowed}，超出 {count:,}（须{judgement.plain.zh}）",
            f"{count:,} too many: at most {allowed} ({judgement.plain.en})",
        )
    # What is there now can be mended. What happened only grows old: events of a window, points of a ladder ("less than").
    if metric.window.unit == "moment" and not strict:
        return Recovery(_filled(metric.regain, count, judgement.figure) or text, count)
    return Recovery(_with_window(text, metric, case.end))


def _of_value(judgement: Judgement, case: Case) -> Recovery:
    metric, expect = judgement.metric, judgement.line.expect
    nearest = min((quantity.number for quantity in expect.quantities), key=lambda line: abs(line - case.value))
    gap = round(nearest - case.value, 12)
    apart = abs(gap) * (100 if metric.unit is Unit.SHARE else 1)
    size = _enough(apart, metric.unit)
    if metric.unit is Unit.SHARE:
        shown = display(size, Unit.SCORE, lines=(0.0,)) or Text("", "")
        amount = Text(f"{shown.zh} 个百分点", f"{shown.en} percentage point{'' if shown.en == '1' else 's'}")
    else:
        amount = display(size, metric.unit, case.currency, (0.0,)) or Text("", "")
    # At a line that has to be passed a value still fails, unless rounding the distance up has passed it.
    over = Text("超过", "more than ") if expect.verb in STRICT and isclose(size, apart) else Text("", "")
    amount = Text(f"{over.zh} {amount.zh}", over.en + amount.en)
    plain = judgement.plain
    if gap == 0:
        text = Text(f"需达到：{plain.zh}", f"to be reached: {plain.en}")
    elif gap > 0:
        text = Text(f"需达到：{plain.zh}，还差{amount.zh}", f"to be reached: {plain.en}, up by {amount.en}")
    else:
        text = Text(f"需达到：{plain.zh}，须降低{amount.zh}", f"to be reached: {plain.en}, down by {amount.en}")
    return Recovery(_with_window(text, metric, case.end) if metric.ratio else text)


def _enough(size: float, unit: Unit) -> float:
    """A distance as it is shown, rounded up: rounded to the nearest it might not do."""
    scale = 10.0 ** (places(size) if unit is Unit.MONEY else 2)
    return ceil(round(size * scale, 6)) / scale


def _left_words(name: Text, left: int, line: Text) -> Text:
    return Text(
        f"在触及 {line.zh} 之前，“{name.zh}”还可增加 {left:,}",
        f"room for {left:,} more of “{name.en}” before {line.en}",
    )


def _filled(template: Text | None, count: int, line: Text) -> Text | None:
    if template is None:
        return None
    return Text(
        *(
            numbered(words, {"n": count}).replace("{n}", f"{count:,}").replace("{line}", line.of(lang))
            for words, lang in zip(template, ("zh", "en"), strict=True)
        )
    )


def _with_window(text: Text, metric: Metric, end: date) -> Text:
    """The text, and when what was counted leaves a window of days."""
    window = metric.window
    if window.unit != "day" or window.count < 2:
        return text
    first, last = day(end.toordinal() + 1), day(end.toordinal() + window.count)
    return Text(
        f"{text.zh}；旧记录自 {first} 起移出{window.count}天窗口，至 {last} 全部移出",
        f"{text.en}; old events leave the {window.count}-day window from {first}, all of them by {last}",
    )


def exact(value: float) -> Fraction:
    """The decimal fraction that a value was printed as."""
    return Fraction(repr(value))
