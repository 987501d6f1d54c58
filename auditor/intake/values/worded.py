"""A cell as the value of a metric that is a text: one of the metric's own words, also with a note that takes nothing back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.intake.values.reading import Reading
from auditor.model import Text, ValueState
from auditor.rulebook.model import Metric
from auditor.text import folded

_GOOD_MARKS = "🟢✅✔✓√☑ \ufe0f"
_BETWEEN = re.compile(r"[,，、;；。/|()（）\[\]【】:：\n]+|\s[-–—]\s|——")
# 正常（无警告）, Healthy - no violations: of what is not there, nothing else is said. Not 未恢复, and not 无法销售.
_NO_TROUBLE = re.compile(
    r"(?:目前|当前|暂时)?(?:无|没有|暂无|未发现|未收到|0个?|no|without|zero)\s*(?:任何|其他|any|open|active|policy)?\s*"
    r"(?:账户|账号|政策|停用|待处理|account)?\s*(?:的)?\s*"
    r"(?:警告|预警|违规|风险|异常|问题|处罚|通知|warnings?|violations?|risks?|issues?|problems?|alerts?)"
)


def worded(text: str, metric: Metric) -> Reading:
    """A text as it stands where any is one; where the metric has words of its own, the one that it says, else none."""
    known = {folded(word): word for word in metric.spellings}
    if not known or folded(text) in known:
        return Reading(ValueState.OK, text)
    whole = known.get(folded(text.strip(_GOOD_MARKS)))
    said = [whole] if whole is not None else list(_said(text, known))
    meant = {metric.spellings[word] if word is not None else None for word in said}
    if len(meant) == 1 and said[0] is not None:
        return Reading(ValueState.OK, said[0])
    zh = "、".join(
        next((word for word in words if not word.isascii()), value) for value, words in metric.values.items()
    )
    return Reading(
        ValueState.UNREADABLE,
        note=Text(
            f"“{text}”不是已知的取值（{zh}）", f"'{text}' is none of the known words ({', '.join(metric.values)})"
        ),
        remedy=Text(
            "与其中之一同义的，请改写成它；还没有结果的，请写“-”",
            "write the one that it means, or '-' while nothing is settled",
        ),
    )


def _said(text: str, known: dict[str, str]) -> Iterator[str | None]:
    """The known words that a text is made of, None for whatever is neither one nor says that nothing is wrong."""
    for part in filter(None, (folded(part.strip(_GOOD_MARKS)) for part in _BETWEEN.split(text))):
        if part in known:
            yield known[part]
        elif _NO_TROUBLE.fullmatch(part) is None:
            yield from (known.get(word) for word in part.split())
