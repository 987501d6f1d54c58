"""The day on which a paper ends, by the words in which a checklist tells of it: 执照 9133，有效期至 2025-10-31."""

from __future__ import annotations

import re
from datetime import date

from auditor.intake.dating.date_forms import ENGLISH_MONTH
from auditor.intake.dating.dates import parse_period
from auditor.text import folded

_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = (
    r"(?:20\d\d ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}(?: ?日)?|20\d{6}|20\d\d ?年 ?\d{1,2} ?月|20\d\d[-/.]\d{1,2}(?![-/.]\d)|20\d\d年"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}[-/.]20\d\d|{_NTH} (?:{ENGLISH_MONTH})\.?,? 20\d\d"
    rf"|(?:{ENGLISH_MONTH})\.? (?:{_NTH},? )?20\d\d)(?!\d)"
)
_TO = r" ?(?:起|日)? ?(?:~|-+|–|—+|至|到|to|until|till?|through) ?"
_UNTIL = (  # before the last day
    r"有效(?:期|日期)?(?:期|限)?(?:截?[至止到])?|(?:到期|过期|失效|期满|届满)(?:日期?|时间)?|[续延展][期展签证长]*[至到]"
    r"|expir(?:es?|ed|y|ing|ation)(?: date)?|\bexp\.?(?: date)?|valid (?:until|till?|to|thru|through)"
    r"|(?:renewed|extended) (?:until|till?|to|through)"
)
_TERM = r"有效(?:期|日期)?(?:期|限)?|(?:保险|合同|授权|租赁)期(?:限|间)?|valid(?:ity)?(?: period)?"  # before both days
_START = "(?! ?(?:日|~|-|–|—|至|到|起|开始|生效|签发|颁发|发证|to |until |,? ?\\d+ ?(?:年|个月|years?|months?)))"
_ENDS = re.compile(
    rf"(?:{_TERM}) ?:? ?(?:自|从|from)? ?{_DAY}{_TO}(?P<term>{_DAY})"
    rf"|(?:{_UNTIL}) ?(?:为|是|on)? ?:? ?(?P<until>{_DAY}){_START}"
    rf"|{_DAY}{_TO}(?P<good>{_DAY}) ?有效|(?P<before>{_DAY}) ?(?:之?前有效|到期|过期|失效|期满|届满|expir)"
)
_FORMER = re.compile(r"旧|原证|\b(?:previous|former|old)\b")
_RENEWED = re.compile(
    r"[续延展][期展签证长]|已续|新[证版的]|换[证发新]|renew|extend|replace|\bnew (?:one|paper|licen|certif|polic|contract)"
)


def ends_on(text: str | None) -> date | None:
    """The last day that all papers of a text are good for, as it says itself; None where it names none.

    What was renewed ends when the new one does: 有效期至 2025-10-31，已续期至 2030-10-31.
    """
    plain = folded(text or "")
    ends: list[date] = []
    told = 0
    for match in _ENDS.finditer(plain):
        before, told = plain[told : match.end()], match.end()
        period = parse_period(next(filter(None, match.groups())))
        if period is None or _FORMER.search(before):
            continue
        if ends and _RENEWED.search(before):
            ends.pop()
        ends.append(period.end)
    return min(ends, default=None)
