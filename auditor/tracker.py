"""The remediation tracker's fixed points, which ``auditor actions import`` finds again in the filled-in sheet."""

from __future__ import annotations

from auditor.model import Text

TRACKER_SHEET = Text("整改台账", "Action tracker")
TRACKER_ID = "ID"  # heading of the hidden first column
TRACKER_AS_OF = "audit_as_of"  # the name of the cell that holds the audit's date

TRACKER_HEADINGS: dict[str, Text] = {
    "number": Text("序号", "No."),
    "store": Text("店铺", "Store"),
    "platform": Text("平台", "Platform"),
    "action": Text("整改事项", "Action"),
    "steps": Text("措施", "Steps"),
    "mends": Text("涉及检查项", "Checks it fixes"),
    "severity": Text("严重程度", "Severity"),
    "role": Text("责任角色", "Role"),
    "person": Text("责任人", "Person"),
    "due": Text("截止日期", "Due"),
    "status": Text("状态", "Status"),
    "done_on": Text("完成日期", "Done on"),
    "link": Text("证据链接", "Evidence link"),
    "notes": Text("备注", "Notes"),
}

TRACKER_STATUS: dict[str, Text] = {
    "open": Text("未启动", "Open"),
    "in_progress": Text("进行中", "In progress"),
    "done": Text("已完成", "Done"),
    "verified": Text("已验收", "Verified"),
    "declined": Text("不处理", "Declined"),
}


def tracker_id(platform: str, store: str, remedy: str) -> str:
    """The key of a tracker row: three parts between bars, with bars inside a part written %7C."""
    return "|".join(part.replace("%", "%25").replace("|", "%7C") for part in (platform, store, remedy))


def parse_tracker_id(text: str) -> tuple[str, str, str] | None:
    """(platform, store, remedy) of a key, None where ``text`` is none."""
    parts = [part.replace("%7C", "|").replace("%25", "%") for part in text.strip().split("|")]
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and all(parts) else None
