"""Words that stand in a checklist where evidence should: there is none ("暂无", "N/A"), or it is still to come ("办理中").

Whole phrases only: "无" is no evidence, "无锡工厂合同.pdf" is. A promise may carry a remark ("办理中（预计 12 月）",
"pending with TÜV"), and either may follow a label ("LUCID: TBD").
"""

from __future__ import annotations

import re

from auditor.intake.values.figure_words import MISSING, NO, ZERO_OR_MISSING
from auditor.text import folded

_NONE = MISSING | ZERO_OR_MISSING | NO
_LONGEST = 80  # characters that are looked at; no such phrase is longer

_THING = "(?:证据|凭证|凭据|证明|材料|资料|附件|文件|截图|证书|报告|记录|编号|号码)*"
_DO = (
    "(?:补充|补交|补齐|补上|补|提供|上传|提交|办理|办|定|更新|确认|审核|审批|审查|完善|完成|出具|下发|下证|获取|申请|注册|备案|"
    "认证|检测|整改|评审|续期|续签|发|给|做|准备|整理|制作|处理|进行|受理)"
)
_SOON = "(?:稍后|稍候|随后|之后|以后|后续|晚点|回头|尽快|即将|马上|正在|近期|近日)"
_DAY = "(?:(?:今|明|后)天|(?:本|下)(?:个?月|周)|[0-9]{1,2}月|[月年]底)[内前底]{0,2}"
_THINGS = "(?:evidence|proofs?|documents?|certificates?|files?|reports?|records?|numbers?|application)"
_NONE_PHRASE = re.compile(
    rf"{_THING}(?:暂时?|目前|还|尚)?(?:无|没有|没|缺少|缺|未有|(?:未|没有?){_DO}){_THING}"
    rf"|(?:no|none|nothing|missing|without)(?: {_THINGS})*(?: (?:yet|so far|available))*"
    r"|not (?:yet )?(?:available|uploaded|provided|supplied|submitted|there|ready|received|issued)(?: yet)?"
)
_LATER_PHRASE = re.compile(
    rf"{_THING}(?:(?:还|尚|有|仍)?待{_THING}{_DO}*{_THING}|{_SOON}[再会将]?{_DO}*{_THING}|(?:{_DAY}[再会将]?|后){_DO}{_THING}|{_DO}+(?=中))中?"
    r"(?:[\s0-9,;:(、。-].*)?"
    r"|预计.*"
    rf"|(?:(?:{_THINGS}|still|is|are|currently) )*"
    r"(?:pending|tb[acd]|wip|to be \w+|to follow|in (?:progress|process|preparation)|under (?:review|preparation|way)|underway|ongoing"
    r"|processing|applying|applied(?: for)?|coming(?: soon)?|soon|later|on (?:its|the) way"
    r"|(?:awaiting|waiting|not yet|will (?:be|follow|come|send|provide|upload|supply|submit|add))\b.*)"
    r"(?:(?:\s?[,;:(]|\.\s|\s-|\s[0-9]|\s(?:with|from|by|until|at|for|since|on|in|as)\b).*)?"
)
_LABEL = re.compile(r"[^:]{1,40}:\s*(?!/)")
_AROUND = "()[]【】「」《》<>\"'“”* "


def says_none(text: str | None) -> bool:
    """Whether a cell is empty or says that there is nothing."""
    return any(phrase in _NONE or _NONE_PHRASE.fullmatch(phrase) for phrase in _phrases(text))


def says_later(text: str | None) -> bool:
    """Whether a cell only promises: what it stands for is applied for, in progress or to be supplied."""
    return any(_LATER_PHRASE.fullmatch(phrase) for phrase in _phrases(text))


def _phrases(text: str | None) -> tuple[str, ...]:
    """The text as it is compared, and what follows its label."""
    whole = folded(text or "")[:_LONGEST].rstrip("。.!")
    return whole, whole.strip(_AROUND), _LABEL.sub("", whole, count=1).strip(_AROUND)
