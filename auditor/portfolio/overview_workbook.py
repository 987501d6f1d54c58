"""The overview as a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from auditor.portfolio.overview import Overview
from auditor.report.labels import labels


def overview_workbook(made: Overview) -> bytes:
    """The overview as a workbook: ranking, heat map, what is new, overdue, not read. The same input, the same bytes."""
    import xlsxwriter

    words = labels(made["lang"])
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = date.fromisoformat(made["as_of"]) if made["as_of"] else date(2000, 1, 1)
    book.set_properties({"title": words["overview.title"], "created": datetime(day.year, day.month, day.day)})
    head = book.add_format({"bold": True, "bg_color": "#E9EDF1", "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]) -> Any:
        page = book.add_worksheet(words[f"overview.{name}"][:31])
        for index, (title, width) in enumerate(columns):
            page.write_string(0, index, title, head)
            page.set_column(index, index, width, wrap)
        for row, cells in enumerate(rows, 1):
            for index, cell in enumerate(cells):
                if isinstance(cell, int | float):
                    page.write_number(row, index, cell, wrap)
                elif cell is not None:
                    page.write_string(row, index, str(cell), wrap)
        page.freeze_panes(1, 1)
        if rows:
            page.autofilter(0, 0, len(rows), len(columns) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        return page

    word = words.__getitem__
    ranking = [
        (word("overview.client"), 18),
        (word("overview.store"), 24),
        (word("overview.platform"), 14),
        (word("overview.days"), 12),
        (word("score"), 9),
        (word("overview.before"), 9),
        (word("overview.assessed"), 12),
        *((words.get("status", key), 9) for key in ("fail", "watch", "unknown", "pass")),
        (word("overview.critical"), 40),
        (word("overview.first"), 34),
    ]
    sheet(
        "ranking",
        ranking,
        [
            (
                store["of"],
                store["store"],
                store["platform_name"],
                store["days"],
                store["score"],
                store["score_before"],
                f"{store['assessed']}/{store['applicable']}",
                *(store["counts"][key] for key in ("fail", "watch", "unknown", "pass")),
                "; ".join(item["title"] for item in store["critical"]),
                store["first_action"],
            )
            for store in made["stores"]
        ],
    )
    for number, table in enumerate(made["heat"]):
        columns = [(word("overview.store"), 24), (word("score"), 9), *((name, 12) for name in table["columns"])]
        rows = [(row["store"], row["score"], *row["scores"]) for row in table["rows"]]
        page = book.add_worksheet(f"{word('overview.heat')} {number + 1}"[:31])
        page.write_string(0, 0, table["platform_name"])
        for index, (title, width) in enumerate(columns):
            page.write_string(1, index, title, head)
            page.set_column(index, index, width)
        for row, cells in enumerate(rows, 2):
            for index, cell in enumerate(cells):
                if isinstance(cell, int):
                    page.write_number(row, index, cell)
                elif cell is not None:
                    page.write_string(row, index, str(cell))
        scale = {"type": "3_color_scale", "min_color": "#E9A49C", "mid_color": "#F6E3A8", "max_color": "#9CCFB0"}
        fixed = {
            "min_type": "num",
            "min_value": 0,
            "mid_type": "num",
            "mid_value": 70,
            "max_type": "num",
            "max_value": 100,
        }
        page.conditional_format(2, 1, len(rows) + 1, len(columns) - 1, {**scale, **fixed})
        page.freeze_panes(2, 1)
    client, store_head, what = word("overview.client"), word("overview.store"), word("overview.what")
    sheet(
        "newly",
        [(client, 18), (store_head, 24), (what, 60)],
        [(item["client"], item["store"], item["title"]) for item in made["newly_critical"]],
    )
    sheet(
        "overdue",
        [(word("overview.owner"), 16), (client, 18), (store_head, 24), (what, 50), (word("overview.days_over"), 12)],
        [
            (group["owner"], item["client"], item["store"], item["title"], item["days"])
            for group in made["overdue"]
            for item in group["actions"]
        ],
    )
    sheet(
        "not_read",
        [(client, 18), (word("overview.file"), 50), (word("overview.why"), 80)],
        [
            *((item["client"], "", item["why"]) for item in made["failed"]),
            *((item["client"], item["file"], item["why"]) for item in made["refused"]),
            *((item["client"], item["store"], word("overview.no_data")) for item in made["no_data"]),
        ],
    )
    book.close()
    return buffer.getvalue()
