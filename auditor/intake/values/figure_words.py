"""The words of the value grammar: marks of a missing value, yes and no, currencies, magnitudes, units.

All are compared after NFKC and case folding.
"""

from __future__ import annotations

import re
from fractions import Fraction


def _words(text: str, separator: str | None = None) -> frozenset[str]:
    return frozenset(text.split(separator))


# What people write where they have no figure. Zero is never among them.
MISSING = _words(
    "- -- --- ---- / // \\ . .. ... ? ?? 暂无 暂无数据 无数据 没有数据 无记录 暂缺 缺失 缺 空 空白 (空白) 未统计 未提供 未知 不详"
)
MISSING |= _words(
    "待定 待补 待更新 不适用 n/a na n.a. n.a #n/a null (null) none nil nan empty (empty) blank (blank) unknown tbd tba"
) | {""}
MISSING |= _words("n / a|#n/a n/a|no data|not available|not set|(not set)|not applicable", "|")
# What is not known yet: 统计中, 数据未更新, 下周补. Not 审核中 and 处理中, which may be the state of an account.
NOT_YET = re.compile(
    r"(?:数据)?(?:正在|还在|尚在)?(?:统计|计算|核算|结算|更新|汇总|整理|收集|确认|核对)中"
    r"|(?:数据|结果)?(?:暂|还|尚|仍)?(?:未|没有?)(?:出|更新|统计|计算|结算|公布)(?:数据?|来|结果)?"
    r"|(?:等?待|下周|月底|次日|明[日天]|稍后|后续|周[一二三四五])再?(?:更新|统计|补充?|填|核算|结算|确认|计算|出|公布|提供)(?:数据?)?"
    r"|n/?a yet|not (?:yet|available yet)(?: (?:available|known|updated))?|pending|tbc|to be confirmed|calculating|updating"
)
DITTO = _words("同上 同左 同前 同右 如上 同上周 同上月 同上期 与上周相同 与上期相同 〃 ″ ′′ \" '' ditto same") | {
    "as above",
    "same as above",
}
ERRORS = _words("#div/0! #ref! #value! #name? #num! #null! #spill! #calc! #getting_data #####")
ZERO_OR_MISSING = _words("无 没有")

# Marks that one writer ticks with and another crosses out with (x ☒), and the box that nobody touched (☐), are neither.
YES = _words(
    "是 有 已完成 完成 已开通 已开启 已上传 已提交 已设置 已启用 已认证 已通过 已办理 已做 已有 已签 对 √ ✓ ✔ ☑ ✅ yes y true on done ok 1 "
    "已注册 已备案 已缴费 已缴纳 已绑定 已具备 已备齐 已齐全 已上线 已发布 已配置 上线 在线 开启 启用 具备 齐全 通过 合格 有效 "
    "complete completed passed registered valid"
)
NO = _words(
    "否 无 没有 未完成 未开通 未开启 未上传 未提交 未设置 未启用 未认证 未通过 未办理 未做 未签 不是 × ✗ ✘ ✕ ✖ ❌ no n false off 0 "
    "没 还没 还没有 未注册 未备案 未缴费 未缴纳 未绑定 未上线 未发布 未配置 关闭 已关闭 不具备 不齐全 不通过 不合格 无效 "
    "incomplete failed invalid"
) | {"not done"}

_CODES = "cny usd eur gbp inr jpy hkd cad aud sgd mxn brl twd pln krw try thb chf sek nok dkk czk aed sar nzd zar vnd idr myr php rub"
CURRENCY = {code: code.upper() for code in _CODES.split()} | {
    **dict.fromkeys(("¥", "rmb", "rmb¥", "cn¥", "人民币", "元", "块", "圆", "yuan"), "CNY"),
    **dict.fromkeys(("$", "us$", "us $", "usd $", "u.s.$", "u$s", "usd$", "美元", "美金", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("€", "欧元", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "英镑"), "GBP"),
    **dict.fromkeys(("₹", "rs", "rs.", "卢比"), "INR"),
    **dict.fromkeys(("jp¥", "日元", "円"), "JPY"),
    **dict.fromkeys(("hk$", "港币", "港元"), "HKD"),
    **dict.fromkeys(("c$", "ca$", "加元"), "CAD"),
    **dict.fromkeys(("a$", "au$", "澳元"), "AUD"),
    **dict.fromkeys(("s$", "新加坡元"), "SGD"),
    "mx$": "MXN", "r$": "BRL", "nt$": "TWD", "新台币": "TWD", "zł": "PLN", "₩": "KRW", "韩元": "KRW", "₺": "TRY", "฿": "THB", "泰铢": "THB",
}  # fmt: skip
MAGNITUDES = {
    "千": 3, "k": 3, "万": 4, "w": 4, "十万": 5, "百万": 6, "m": 6, "mn": 6, "million": 6, "千万": 7,
    "亿": 8, "b": 9, "bn": 9, "billion": 9, "万亿": 12, "thousand": 3,
}  # fmt: skip
SECONDS = {
    "milliseconds": Fraction(1, 1000), "seconds": Fraction(1), "minutes": Fraction(60),
    "hours": Fraction(3600), "days": Fraction(86400), "weeks": Fraction(604800),
}  # fmt: skip
UNITS = {
    **dict.fromkeys(("毫秒", "ms", "msec", "milliseconds", "millisecond"), "milliseconds"),
    **dict.fromkeys(("秒", "秒钟", "s", "sec", "secs", "second", "seconds"), "seconds"),
    **dict.fromkeys(("分钟", "min", "min.", "mins", "minute", "minutes"), "minutes"),
    **dict.fromkeys(("小时", "个小时", "时", "h", "hr", "hrs", "hour", "hours"), "hours"),
    **dict.fromkeys(("天", "日", "自然日", "d", "day", "days"), "days"),
    **dict.fromkeys(("周", "星期", "个星期", "wk", "wks", "week", "weeks"), "weeks"),
    **dict.fromkeys(("个月", "月", "month", "months"), "months"),
    **dict.fromkeys(("年", "yr", "yrs", "year", "years"), "years"),
    # counted things and marks: the word says nothing about the scale
    **dict.fromkeys(_words("个 件 单 次 人 条 款 家 笔 份 台 位 名 篇 张 套 只 项 封 起 例 宗 处 批 户 星 分 星级"), "count"),
    **dict.fromkeys(_words("orders order units unit items item pcs pc times clicks views"), "count"),
    **dict.fromkeys(_words("points pts stars star people products product inquiries inquiry reviews review"), "count"),
}  # fmt: skip

# What may stand behind a figure and is none of it: how it has changed or what it is set against (91%(↑3%), 18（-7%）,
# 498(目标450), 640（上月700）, 93%(持平)), and a tick or a light (0.62% 🟢). (上月) alone may say of when the figure is.
_TREND, _OF = "↑↓↗↘→▲▼△▽⬆⬇", r"(?:%|％|pp|pts?|bps|(?:个?百分点))?[万kw]?[个条单件次元分天]?"
_AGAINST = (
    r"(?:[较比]?(?:上[周月期]|去年同期|昨[日天])|[周月日]?(?:环比|同比)|目标值?|标准|wow|mom|yoy"
    r"|(?:vs\.? ?)?(?:last|prev\.?) ?(?:week|month)|target|goal)[:： ]*[<>≤≥=]*"
)
BEHIND_FIGURE = re.compile(
    rf"(?<=\S)\s*(?:[(（]\s*(?:持平|flat|unchanged|[{_TREND}]|(?:[{_TREND}+-]|{_AGAINST})\s*[{_TREND}+-]*\s*\d[\d.,]*\s*{_OF})\s*[)）]"
    r"|[√✓✔☑✅✗✘✕✖❌🟢🟡🟠🔴⚠\ufe0f]+|[,，、;；(（]\s*(?:已|未|不)?(?:达标|合格|正常|超标)[)）]?)$",
    re.IGNORECASE,
)
