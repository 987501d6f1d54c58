"""An audit in this process, and the few things that a reader asks of it."""

from __future__ import annotations

import csv
import json
import pickle
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from auditor.audit import Request, incomplete, judge_intake
from auditor.intake import Options, read
from auditor.report import document
from auditor.rulebook import apply_overlay, load_overlays, load_rulebook
from auditor.rulebook.model import RuleBook

TODAY = date(2026, 11, 22)
Rows = Sequence[Sequence[object]]


@lru_cache(maxsize=4)  # books that tests lay under a folder of their own are asked for once
def rulebook(*rules: str) -> RuleBook:
    return load_rulebook([Path(path) for path in rules])


class Said:
    """The audit document of some files, with short ways into it.

    They are read in this process, and what was found passes through a pickle as it would from a reader's process:
    to fork from a process as large as that of the tests costs more than the reading.
    """

    def __init__(
        self,
        *paths: Path,
        as_of: str | None = None,
        rules: Sequence[Path] = (),
        overlay: str | None = None,
        lang: str = "en",
        purpose: str = "weekly",
        today: date = TODAY,
        **options: Any,
    ) -> None:
        book, laid = rulebook(*map(str, rules)), None
        if overlay is not None:
            file = paths[0].parent / "overlay.yaml"
            file.write_text("schema: store-auditor/overlay/1\n" + overlay, encoding="utf-8")
            laid = load_overlays([file], book)
            book = apply_overlay(book, laid)
        names = [str(path) for path in paths]
        day = date.fromisoformat(as_of) if as_of else None
        chosen = Options(rules=tuple(map(str, rules)), as_of=day, today=today, **{"isolated": False} | options)
        request = Request(paths=names, today=today, options=chosen, as_of=day, overlay=laid, purpose=purpose)
        found = pickle.loads(pickle.dumps(read(names, book, chosen, laid)))
        audit = judge_intake(found, request, book)
        self.incomplete = incomplete(audit)
        self.document: dict[str, Any] = json.loads(json.dumps(document(audit, book, lang)))

    @property
    def stores(self) -> dict[str, dict[str, Any]]:
        return {store["store"]: store for store in self.document["stores"]}

    def finding(self, check: str, store: str | None = None) -> dict[str, Any]:
        chosen = self.stores[store] if store else self.document["stores"][0]
        return next(item for item in chosen["findings"] if item["check"] == check)

    def status(self, check: str, store: str | None = None) -> str:
        return str(self.finding(check, store)["status"])

    def value(self, check: str, store: str | None = None) -> Any:
        return self.finding(check, store)["value"]

    @property
    def sheets(self) -> list[dict[str, Any]]:
        return [sheet for item in self.document["inputs"] for sheet in item["sheets"]]

    @property
    def ignored(self) -> list[dict[str, Any]]:
        """What was not used, cell by cell."""
        return [item for sheet in self.sheets for item in sheet["ignored"]]

    @property
    def errors(self) -> list[str]:
        files = [item["error"] for item in self.document["inputs"]]
        return [text for text in [*files, *(sheet.get("error") for sheet in self.sheets)] if text]

    def why(self, cell: str) -> str:
        return next(str(item["why"]) for item in self.ignored if item["cell"] == cell)


def xlsx(path: Path, rows: Rows, title: str = "Sheet1") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def text_file(path: Path, rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path
