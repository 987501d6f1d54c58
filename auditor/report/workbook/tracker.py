"""The remediation tracker: the yellow cells are for those in charge, and are read back by ``actions import``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from auditor.report import view
from auditor.report.workbook.cells import LONGEST_LIST
from auditor.report.workbook.columns import (
    Cells,
    Column,
    Report,
    date_column,
    severity_colours,
    table,
    text_column,
    word_column,
)
from auditor.report.workbook.sheets import Sheet
from auditor.report.workbook.styles import STATUS_COLOURS
from auditor.text import join
from auditor.tracker import (
    TRACKER_AS_OF,
    TRACKER_HEADINGS,
    TRACKER_ID,
    TRACKER_SHEET,
    TRACKER_STATUS,
    tracker_id,
)


def tracker_sheet(report: Report) -> None:
    """The remediation tracker: the yellow cells are for the client, and are read back by ``actions import``."""
    store, words = report.shown.store, report.shown.words
    lang = words.lang
    severities = {finding["check"]: finding["severity"] for finding in reversed(view.by_urgency(store["findings"]))}
    statuses = {status: text.of(lang) for status, text in TRACKER_STATUS.items()}
    heads = {key: text.of(lang) for key, text in TRACKER_HEADINGS.items()}

    def worst(action: view.Entry) -> str | None:
        found = [severities[check] for check in action["for"] if check in severities]
        return words[f"severity.{min(found, key=view.severity_rank)}"] if found else None

    writers: dict[str, tuple[float, Cells]] = {
        "number": (
            5,
            lambda sheet, _top, _column, rows: sheet.number_cells([a["priority"] for a in rows], ["0"] * len(rows)),
        ),
        "store": (14, text_column(lambda _: store["store"])),
        "platform": (10, text_column(lambda _: store["platform_name"])),
        "action": (24, text_column(lambda a: a["title"], "bold")),
        "steps": (38, text_column(lambda a: join("\n", (f"{at}. " + step for at, step in enumerate(a["steps"], 1))))),
        "mends": (24, text_column(lambda a: join("\n", a["for_titles"]))),
        "severity": (8, word_column(worst, "text", severity_colours(words))),
        "role": (10, word_column(lambda a: a["owner_name"], "fill")),
        "person": (10, text_column(lambda a: a.get("person"), "fill")),
        "due": (11, date_column(lambda a: a["due"], "fill_date")),
        "status": (10, word_column(lambda a: statuses.get(a["status"], a["status"]), "fill")),
        "done_on": (11, date_column(lambda a: a.get("done_on"), "fill_date")),
        "link": (16, text_column(lambda a: a.get("link"), "fill")),
        "notes": (20, text_column(lambda a: a.get("notes"), "fill")),
    }
    columns = [
        Column(TRACKER_ID, 4, text_column(lambda a: tracker_id(store["platform"], store["store"], a["action"]), "line"))
    ]
    columns += [Column(heads[key], *writers[key]) for key in heads]
    sheet = report.named_sheet(TRACKER_SHEET.of(lang), [column.width for column in columns])
    sheet.sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.sheet.set_row(0, 30)
    sheet.text(0, 1, TRACKER_SHEET.of(lang), "title")
    sheet.text(1, 1, words["tracker_lead"], "lead")
    sheet.text(2, 1, words["report_date"], "label")
    sheet.date(2, 3, report.shown.document["as_of"])
    report.workbook.book.define_name(TRACKER_AS_OF, f"='{sheet.name}'!$D$3")
    last = table(sheet, 3, columns, store["actions"])
    sheet.sheet.freeze_panes(4, 5)
    at = {key: place for place, key in enumerate(heads, 1)}
    done = {statuses[status]: STATUS_COLOURS["pass"] for status in ("done", "verified")}
    sheet.colour_words((4, last), at["status"], {**done, statuses["in_progress"]: STATUS_COLOURS["watch"]})
    if store["actions"]:
        _drop_down(sheet, (4, last), at["status"], list(statuses.values()), strict=True)
        roles = [*(action["owner_name"] for action in store["actions"]), *words.group("owner").values()]
        _drop_down(sheet, (4, last), at["role"], roles, strict=False)
        for column in (at["due"], at["done_on"]):
            sheet.sheet.data_validation(4, column, last, column, {
                "validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "error_message": str(words["date_wanted"]),
            })  # fmt: skip


def _drop_down(sheet: Sheet, rows: tuple[int, int], column: int, choices: Sequence[str], *, strict: bool) -> None:
    """A list of choices; where not ``strict`` other texts are taken too. Choices past what a list can hold are left out."""
    kept: list[str] = []
    for choice in dict.fromkeys(choices):
        if len(",".join([*kept, choice])) <= LONGEST_LIST:
            kept.append(choice)
    rule: dict[str, Any] = {"validate": "list", "source": kept}
    if not strict:
        rule["show_error"] = False
    sheet.sheet.data_validation(rows[0], column, rows[1], column, rule)
