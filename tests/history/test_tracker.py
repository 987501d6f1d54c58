"""The round trip of the remediation tracker: a real workbook, filled in as people do, read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.history import History, open_history, store_records
from auditor.history.ledger import ActionKey, LedgerRow, problems_of, read_ledgers
from auditor.history.model import Told
from auditor.history.tracker import merge
from auditor.model import StoreKey
from auditor.tracker import TRACKER_HEADINGS, TRACKER_SHEET, tracker_id
from tests.history.documents import action, audit, document, entry, finding

STORE = StoreKey("amazon", "north")
DAY, TODAY = "2026-11-15", date(2026, 11, 23)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.sqlite", create=True) as opened:
        actions = [action("mend", "a"), action("polish", "a", due="2026-11-22")]
        opened.save(store_records(audit(DAY, finding("a", "fail"), actions=actions)))
        yield opened


def sheet(
    path: Path,
    *rows: dict[str, object],
    lang: str = "zh",
    without: str | None = None,
    as_of: object = date(2026, 11, 15),
) -> str:
    """A tracker as the report writes it: title rows, a hidden ID column, headings in row 4."""
    book = Workbook()
    table = book.active
    table.title = TRACKER_SHEET.of(lang)
    table["B1"], table["D3"] = TRACKER_SHEET.of(lang), as_of
    heads = ["ID", *(text.of(lang) for field, text in TRACKER_HEADINGS.items() if field != without)]
    fields = ["id", *(field for field in TRACKER_HEADINGS if field != without)]
    for column, head in enumerate(heads, 1):
        table.cell(4, column, head)
    for number, row in enumerate(rows, 5):
        values = {"id": tracker_id(*STORE, "mend"), "due": date(2026, 11, 20), "status": "Open", **row}
        for column, field in enumerate(fields, 1):
            table.cell(number, column, values.get(field))
    book.save(path)
    return str(path)


def rows_of(path: str) -> list[LedgerRow]:
    (ledger,) = read_ledgers([path])
    assert ledger.problems == ()
    return list(ledger.rows)


def take(history: History, path: str, *, replace: bool = False) -> tuple[list[str], list[str]]:
    """Import a sheet; the changes and the conflicts as ``remedy.field: before → after``."""
    result = merge(history, rows_of(path), today=TODAY, replace=replace)
    assert not result.problems
    history.tell(result.told)
    return tuple(
        [f"{one.remedy}.{one.field}: {one.before} → {one.after}" for one in found]
        for found in (result.changes, result.conflicts)
    )  # type: ignore[return-value]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_filled_in_comes_back(history: History, tmp_path: Path, lang: str) -> None:
    filled = {
        "status": "已完成",
        "person": " 王敏 ",
        "done_on": "2026年11月18日",
        "link": "https://x/图.png",
        "notes": "a\nb",
    }
    path = sheet(
        tmp_path / "t.xlsx", filled, {"id": tracker_id(*STORE, "polish"), "due": date(2026, 11, 22)}, lang=lang
    )
    changes, conflicts = take(history, path)
    assert changes == [
        "mend.status: open → done",
        "mend.person: None → 王敏",
        "mend.done_on: None → 2026-11-18",
        "mend.link: None → https://x/图.png",
        "mend.notes: None → a\nb",
    ]
    assert conflicts == []
    assert history.told(STORE, "mend", DAY) == Told(
        DAY, "done", "王敏", "2026-11-20", "2026-11-18", "https://x/图.png", "a\nb"
    )
    assert history.told(STORE, "polish", DAY) is None  # untouched
    assert take(history, path) == ([], [])


def test_a_sheet_goes_on_where_it_was(history: History, tmp_path: Path) -> None:
    take(history, sheet(tmp_path / "1.xlsx", {"status": "In progress", "notes": "ordered"}))
    changes, conflicts = take(
        history, sheet(tmp_path / "2.xlsx", {"status": "Done", "notes": "ordered, arrived", "person": "王敏"})
    )
    assert changes == [
        "mend.status: in_progress → done",
        "mend.person: None → 王敏",
        "mend.notes: ordered → ordered, arrived",
    ]
    assert conflicts == []


def test_contradictions_are_shown_and_change_nothing(history: History, tmp_path: Path) -> None:
    take(history, sheet(tmp_path / "1.xlsx", {"status": "Done", "person": "王敏", "due": date(2026, 11, 25)}))
    other = sheet(tmp_path / "2.xlsx", {"status": "Declined", "person": "李", "due": date(2026, 12, 1), "notes": "n"})
    changes, conflicts = take(history, other)
    assert changes == ["mend.notes: None → n"]
    assert conflicts == [
        "mend.status: done → declined",
        "mend.person: 王敏 → 李",
        "mend.due: 2026-11-25 → 2026-12-01",
    ]
    assert history.told(STORE, "mend", DAY) == Told(DAY, "done", "王敏", "2026-11-25", notes="n")
    changes, conflicts = take(history, other, replace=True)
    assert (len(changes), conflicts) == (3, [])
    assert history.told(STORE, "mend", DAY) == Told(DAY, "declined", "李", "2026-12-01", notes="n")


def test_a_namesake_on_another_platform_is_another_store(history: History, tmp_path: Path) -> None:
    namesake = entry([finding("a", "fail")], [action("mend", "a")], platform="alibaba", client="other")
    history.save(store_records(document(DAY, namesake)))
    assert take(history, sheet(tmp_path / "t.xlsx", {"person": "王敏"})) == (["mend.person: None → 王敏"], [])


def test_only_notes_may_be_added_to(history: History, tmp_path: Path) -> None:
    take(history, sheet(tmp_path / "1.xlsx", {"person": "王", "notes": "ordered"}))
    changes, conflicts = take(history, sheet(tmp_path / "2.xlsx", {"person": "王敏", "notes": "cancelled"}))
    assert (changes, conflicts) == ([], ["mend.person: 王 → 王敏", "mend.notes: ordered → cancelled"])


def test_a_field_that_the_sheet_left_alone_does_not_undo(history: History, tmp_path: Path) -> None:
    take(history, sheet(tmp_path / "1.xlsx", {"status": "Done", "person": "王敏"}))
    assert take(history, sheet(tmp_path / "2.xlsx", {"notes": "seen"})) == (["mend.notes: None → seen"], [])
    assert history.told(STORE, "mend", DAY) == Told(DAY, "done", "王敏", "2026-11-20", notes="seen")


def test_two_rows_of_one_action_conflict_like_two_sheets(history: History, tmp_path: Path) -> None:
    path = sheet(tmp_path / "t.xlsx", {"person": "王敏"}, {"person": "李"})
    assert take(history, path) == (["mend.person: None → 王敏"], ["mend.person: 王敏 → 李"])


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        ({"status": "fertig"}, "L", 'no such status: "fertig"; there is 未启动 / Open, 进行中 / In progress'),
        (
            {"notes": "#NAME?"},
            "O",
            "Notes is the error of a formula, #NAME?: a text that begins with = needs a ' before it",
        ),
        ({"due": "soon"}, "K", 'Due: "soon" is no date; write it like 2026-11-15. The row is not taken over'),
        ({"done_on": "31.2.2026"}, "M", 'Done on: "31.2.2026" is no date'),
        ({"due": date(9999, 12, 31)}, "K", 'Due: "9999-12-31" is no date'),
        ({"id": "nonsense"}, "A", 'the ID "nonsense" is not one of ours'),
        ({"id": None, "action": "自加事项"}, "A", 'the row ("自加事项") has no ID and is not taken over'),
    ],
)
def test_a_row_that_cannot_be_read_is_said_with_its_cell(
    tmp_path: Path, row: dict[str, object], column: str, word: str
) -> None:
    path = sheet(tmp_path / "t.xlsx", row, {"person": "王敏"})
    (ledger,) = read_ledgers([path])
    (problem,) = ledger.problems
    assert re.match(rf"{re.escape(path)}!整改台账!{column}5: ", problem.en)
    assert word in problem.en
    assert [one.told.person for one in ledger.rows] == ["王敏"]
    known = str(row.get("id", "amazon")).startswith("amazon")
    assert ledger.unread == ((ActionKey(STORE, "mend", DAY),) if known else ())


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"without": "status"}, "the tracker lacks: Status"), ({"as_of": None}, "the tracker lacks: the audit's date")],
)
def test_a_sheet_that_lost_what_it_needs(tmp_path: Path, changes: dict[str, str], word: str) -> None:
    ledgers = read_ledgers([sheet(tmp_path / "t.xlsx", {}, **changes)])
    assert [problem.en.partition(": ")[2] for problem in problems_of(ledgers)] == [word]


def test_files_that_are_no_trackers(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 but no more")
    (tmp_path / "other.csv").write_text("ID,Store\n1,2\n")
    (tmp_path / "empty.csv").write_text("store,value\nnorth,1\n")
    paths = [str(tmp_path / name) for name in ("missing.xlsx", "broken.xlsx", "empty.csv", "other.csv")]
    ledgers = read_ledgers(paths)
    assert all(ledger.rows == () for ledger in ledgers)
    problems = problems_of(ledgers)
    assert [problem.en.startswith(path) for problem, path in zip(problems, paths, strict=True)] == [True] * 4
    assert "no action tracker here" in problems[2].en


def test_rows_that_the_history_does_not_know(history: History, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "t.xlsx",
        {"id": tracker_id("amazon", "south", "mend")},
        {"id": tracker_id("amazon", "south", "polish")},
        {"id": tracker_id(*STORE, "unheard-of")},
        {"person": "王敏"},
    )
    result = merge(history, rows_of(path), today=TODAY)
    assert [problem.en.partition(": ")[2] for problem in result.problems] == [
        "the history has no audit of south (amazon) on 2026-11-15; its rows are not taken over",
        "the audit of north (amazon) on 2026-11-15 has no action unheard-of; the row is not taken over",
    ]
    assert len(result.told) == 1


def test_rows_that_a_sheet_lost_are_named_and_stay(history: History, tmp_path: Path) -> None:
    result = merge(history, rows_of(sheet(tmp_path / "t.xlsx", {"person": "王敏"})), today=TODAY)
    assert [note.en for note in result.notes] == [
        "The tracker of north (amazon) of 2026-11-15 lacks 1 of 2 actions, which stays as it was: Do polish"
    ]
    both = sheet(tmp_path / "2.xlsx", {"id": tracker_id(*STORE, "polish"), "due": date(2026, 11, 22)}, {"notes": "n"})
    lost = merge(history, rows_of(str(tmp_path / "t.xlsx")), today=TODAY, unread=[ActionKey(STORE, "polish", DAY)])
    assert lost.notes == []  # its row is there, with something that is no date
    result = merge(history, rows_of(both), today=TODAY)  # sorted the other way round
    assert (result.notes, len(result.changes)) == ([], 1)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"status": "Done", "done_on": date(2026, 11, 24)}, "done on 2026-11-24, which is still to come"),
        (
            {"status": "Done", "done_on": date(2026, 5, 14)},
            "done on 2026-05-14, more than half a year before it was asked",
        ),
        ({"due": date(2025, 11, 25)}, "due on 2025-11-25, before the audit of 2026-11-15: check its year"),
    ],
)
def test_a_day_that_cannot_be_is_told_and_its_row_left_out(
    history: History, tmp_path: Path, row: dict[str, object], word: str
) -> None:
    result = merge(history, rows_of(sheet(tmp_path / "t.xlsx", row)), today=TODAY, replace=True)
    assert (word in result.problems[0].en, result.problems[0].en.endswith("The row is not taken over")) == (True, True)
    assert (result.told, result.changes) == ([], [])


def test_days_on_the_line_are_taken_and_one_that_the_report_wrote_is_no_mistake(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.sqlite", create=True) as history:
        late = action("mend", "a", due="2026-11-08")  # promised in an earlier audit
        history.save(store_records(audit(DAY, finding("a", "fail"), actions=[late, action("polish", "a")])))
        done = {"due": date(2026, 11, 8), "status": "Done", "done_on": TODAY}
        today = {
            "id": tracker_id(*STORE, "polish"),
            "due": date.fromisoformat(DAY),
            "done_on": date(2026, 5, 15),
            "status": "Done",
        }
        result = merge(history, rows_of(sheet(tmp_path / "t.xlsx", done, today)), today=TODAY)
    assert (result.problems, result.notes, len(result.told)) == ([], [], 2)


def test_what_is_done_on_a_day_and_still_open_is_told(history: History, tmp_path: Path) -> None:
    row = {"status": "In progress", "done_on": date(2026, 11, 18)}
    result = merge(history, rows_of(sheet(tmp_path / "t.xlsx", row)), today=TODAY)
    assert 'done on 2026-11-18, yet its status is "In progress": it counts as open' in result.notes[0].en
    assert [one.field for one in result.changes] == ["status", "done_on"]
