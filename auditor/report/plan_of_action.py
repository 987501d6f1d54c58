"""Material for a plan of action: the facts of an incident filled in, the reasons left as questions.

Platforms refuse plans that read as generated, so no sentence of a plan is written here. What an appeal
needs and an audit knows are the facts: which findings, which values, since when, from which cells, what
is being done by whom and until when. The rest is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from auditor.model import Text
from auditor.report.labels import Labels
from auditor.report.markdown import escape
from auditor.report.shown import Shown
from auditor.report.view import Entry, who
from auditor.text import join, side

PLANS: Final = frozenset({"write-poa", "reactivate-account"})
"""The remedies that end in a plan of action handed in to the platform."""

_CELLS = 20  # of evidence that one fact lists
_QUESTIONS: Final[Mapping[str, tuple[Text, ...]]] = {
    "cause": (
        Text(
            "通知的编号、日期、期限，以及它点名的政策或权利人？",
            "Case number, date and deadline of the notice, and the policy or rights owner that it names?",
        ),
        Text("涉及哪些ASIN、订单或批次？", "Which ASINs, orders or batches are concerned?"),
        Text("具体哪一步出了错，当时是怎么做的？", "Which step exactly went wrong, and how was it done at the time?"),
        Text("为什么会发生，为什么没有更早发现？", "Why did it happen, and why was it not noticed earlier?"),
        Text("何时、由谁、怎样发现的？", "When, by whom and how was it discovered?"),
    ),
    "done": (
        Text("受影响的买家得到了什么处理？", "What was done for the buyers who were affected?"),
        Text(
            "涉事库存和Listing现在是什么状态？",
            "What is the state of the stock and the listings concerned?",
        ),
        Text("同类产品是否全部排查，结果如何？", "Have all similar products been checked, and with what result?"),
    ),
    "prevention": (
        Text("流程、岗位或系统的哪一处被永久改变？", "Which process, role or system has been changed permanently?"),
        Text("由谁、多久检查一次它是否有效？", "Who checks that it works, and how often?"),
        Text("再次出现时谁会在多长时间内知道？", "If it happens again, who will know, and how soon?"),
    ),
    "submit": (
        Text("每一项陈述都有附件证明，且与事实一致", "Every statement is true and backed by an attachment"),
        Text(
            "在通知的期限内，通过通知指定的入口提交一次",
            "Submitted once, within the deadline and at the place that the notice names",
        ),
        Text(
            "提交内容、时间与案件号已存入证据夹",
            "What was submitted, when, and the case number are in the evidence folder",
        ),
    ),
}


def render_plan_of_action(shown: Shown) -> str | None:
    """The material in Markdown; None where no action asks for a plan."""
    store, words, lang = shown.store, shown.words, shown.words.lang
    due = [action for action in store["actions"] if action["action"] in PLANS]
    if not due:
        return None
    from markupsafe import Markup

    from auditor.report.templates import template

    causes = [
        cause for cause in store["diagnoses"] if cause["state"] == "concluded" and PLANS.intersection(cause["remedies"])
    ]
    concerned = {check for action in due for check in action["for"]}
    concerned |= {check for cause in causes for check in cause["explains"]}
    findings = [finding for finding in store["findings"] if finding["check"] in concerned]
    mending = {check for check in concerned if any(each["check"] == check for each in findings)}

    def marked(text: object) -> Markup:
        return Markup(escape(str(text)))  # noqa: S704  (escaped for Markdown, nothing else reads it)

    return template("plan_of_action.md.j2").render(
        t=lambda zh, en: Markup(str(Text(zh, en).of(lang))),  # noqa: S704  (the template's own words)
        colon=side(words["colon"], "zh"),
        as_of=shown.document["as_of"],
        store={
            "store": marked(store["store"]),
            "platform_name": marked(store["platform_name"]),
            "markets": marked(store["attributes"].get("market", "")),
        },
        facts=[
            {name: marked(text) for name, text in _fact(finding, words).items()}
            for finding in findings
            if finding["status"] in ("fail", "watch", "waived")
        ],
        causes=[
            {
                "title": marked(cause["title"]),
                "because": marked(join(words["semicolon"], cause["because_text"])),
                "confirm": marked(cause["confirm"] or ""),
            }
            for cause in causes
        ],
        questions={group: [marked(question.of(lang)) for question in asked] for group, asked in _QUESTIONS.items()},
        actions=[
            {"title": marked(action["title"]), "owner": marked(who(action)), "due": action["due"]}
            for action in store["actions"]
            if mending.intersection(action["for"])
        ],
        missing=[
            marked(finding["title"] + words["colon"] + (finding["supply"] or finding["reason"] or ""))
            for finding in store["findings"]
            if finding["status"] == "unknown" and (finding["check"] in concerned or finding["dimension"] == "process")
        ],
    )


def _fact(finding: Entry, words: Labels) -> dict[str, str]:
    """One row of the table of facts."""
    period = finding["period"]
    cells = [_cell(evidence) for evidence in finding["evidence"][:_CELLS]]
    rows = finding["evidence_rows"]
    if rows and rows > len(cells):
        cells.append(f"… ({rows})")
    return {
        "title": finding["title"],
        "display": finding["display"] or "",
        "require": finding["require"] or "",
        "period": f"{period['start']} – {period['end']}" if period else "",
        "since": finding["since"] or "",
        "evidence": side(words["list_mark"], "zh").join(cells),
    }


def _cell(evidence: Mapping[str, str | None]) -> str:
    place: Sequence[str | None] = (evidence["file"], evidence["sheet"], evidence["cell"])
    return " ".join(part for part in place if part)
