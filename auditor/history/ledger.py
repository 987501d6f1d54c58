"""Reading the remediation tracker (整改台账) that a client filled in. What can't be read is said, with its cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from auditor.history.model import Told
from auditor.intake.dating.dates import parse_date
from auditor.intake.readers.cells import CellValue, Row, Sheet, UnreadableFile, a1
from auditor.intake.readers.files import open_sheets
from auditor.intake.worker import run_isolated
from auditor.model import StoreKey, Text
from auditor.text import listed
from auditor.tracker import TRACKER_HEADINGS, TRACKER_ID, TRACKER_STATUS, parse_tracker_id

_LANGUAGES = ("zh", "en", "both")
_STATUS = {text.of(lang).casefold(): status for status, text in TRACKER_STATUS.items() for lang in _LANGUAGES}
_FIELD = {text.of(lang): field for field, text in TRACKER_HEADINGS.items() for lang in _LANGUAGES}
_WANTED = ("person", "due", "status", "done_on", "link", "notes")


class ActionKey(NamedTuple):
    """Which action of which audit a row is about."""

    store: StoreKey
    remedy: str
    as_of: str


class LedgerRow(NamedTuple):
    """One action as the sheet has it; ``place`` is ``file!row``."""

    place: str
    store: StoreKey
    remedy: str
    told: Told

    @property
    def key(self) -> ActionKey:
        """Which action this is."""
        return ActionKey(self.store, self.remedy, self.told.as_of)


class Ledger(NamedTuple):
    """What one file holds; ``problems`` say what could not be read and where, ``unread`` of which actions."""

    rows: tuple[LedgerRow, ...]
    problems: tuple[Text, ...]
    unread: tuple[ActionKey, ...] = ()


def read_ledgers(paths: Sequence[str]) -> list[Ledger]:
    """Read each file in a process of its own: they come from outside. A file that fails is a problem of its own."""
    results = run_isolated(_read, paths)
    return [
        Ledger((), (result.message.headed(path),)) if isinstance(result, UnreadableFile) else result
        for path, result in zip(paths, results, strict=True)
    ]


def _read(path: str) -> Ledger:
    rows: list[LedgerRow] = []
    problems: list[Text] = []
    unread: list[ActionKey] = []
    found = False
    with open_sheets(path) as sheets:
        for sheet in sheets:
            table = _table(sheet, path)
            if table:
                found = True
                _read_table(path, table, rows, problems, unread)
    if not found:
        nothing = Text(
            "没有找到整改台账：需要 A 列为 ID 的标题行（该列默认隐藏，请勿删除）",
            "no action tracker here: its heading row has ID in column A, which is hidden and must stay",
        )
        problems.append(nothing.headed(path))
    return Ledger(tuple(rows), tuple(problems), tuple(unread))


class _Table(NamedTuple):
    name: str  # of the file and the sheet
    as_of: date | None
    fields: dict[int, str]  # column → field
    rows: list[Row]


def _table(sheet: Sheet, path: str) -> _Table | None:
    """The tracker of a sheet: below the row with ID in column A, and the audit's date above it."""
    as_of = None
    rows = iter(sheet.rows())
    for row in rows:
        first = row.cells[0] if row.cells else None
        if first and first.column == 1 and first.value == TRACKER_ID:
            # A heading in both languages has them one below the other.
            heads = {cell.column: " / ".join(str(cell.value).split("\n")) for cell in row.cells}
            fields = {column: _FIELD[head] for column, head in heads.items() if head in _FIELD}
            return _Table(f"{path}!{sheet.name}" if sheet.name else path, as_of, fields, list(rows))
        as_of = next((parse_date(cell.value) for cell in row.cells if isinstance(cell.value, date)), as_of)
    return None


def _read_table(path: str, table: _Table, rows: list[LedgerRow], problems: list[Text], unread: list[ActionKey]) -> None:
    missing = [TRACKER_HEADINGS[field] for field in _WANTED if field not in table.fields.values()]
    if missing or table.as_of is None:
        lacking = listed(missing or [Text("审核日期", "the audit's date")])
        problems.append(lacking.headed(Text("台账缺少", "the tracker lacks")).headed(path))
        return
    for row in table.rows:
        by_column = {cell.column: cell.value for cell in row.cells}
        key = by_column.get(1)
        place = f"{table.name}!{a1(row.number, 1)}"
        if _text(key) is None:
            texts = {field: text for column, field in table.fields.items() if (text := _text(by_column.get(column)))}
            if texts:
                problems.append(_no_id(texts.get("action") or next(iter(texts.values()))).headed(place))
            continue
        parsed = parse_tracker_id(str(key))
        if parsed is None:
            problems.append(Text(f"编号“{key}”无法识别", f'the ID "{key}" is not one of ours').headed(place))
            continue
        values = {field: by_column.get(column) for column, field in table.fields.items()}
        failed = {
            table.fields[cell.column] for cell in row.cells if cell.kind == "error" and cell.column in table.fields
        }
        store, remedy = StoreKey(parsed[0], parsed[1]), parsed[2]
        places = {field: f"{table.name}!{a1(row.number, column)}" for column, field in table.fields.items()}
        broken = [field for field in _WANTED if field in failed]
        problems += [_no_value(field, values[field]).headed(places[field]) for field in broken]
        told = None if broken else _told(table.as_of, values, places, problems)
        if told:
            rows.append(LedgerRow(place, store, remedy, told))
        else:
            unread.append(ActionKey(store, remedy, table.as_of.isoformat()))


def _no_id(written: str) -> Text:
    return Text(
        f"该行（“{written}”）没有编号，未导入：自行新增的事项请写在已有事项的备注中",
        f'the row ("{written}") has no ID and is not taken over: what you add yourself belongs into the notes of an action',
    )


def _no_value(field: str, value: CellValue) -> Text:
    name = TRACKER_HEADINGS[field]
    return Text(
        f"{name.zh}为公式错误 {value}：以 = 开头的文字请在前面加 '；该行未导入",
        f"{name.en} is the error of a formula, {value}: a text that begins with = needs a ' before it. The row is not taken over",
    )


def _told(as_of: date, values: dict[str, CellValue], places: dict[str, str], problems: list[Text]) -> Told | None:
    """A row as told; None, with the reason in ``problems``, where its status or a date can't be read."""
    word = _text(values["status"]) or TRACKER_STATUS["open"].en
    status = _STATUS.get(word.casefold())
    if status is None:
        known = [text.of("both") for text in TRACKER_STATUS.values()]
        wrong = Text(
            f"状态“{word}”无效，可用：{'、'.join(known)}；该行未导入",
            f'no such status: "{word}"; there is {", ".join(known)}. The row is not taken over',
        )
        problems.append(wrong.headed(places["status"]))
    days = {}
    for field in ("due", "done_on"):
        value = values[field]
        days[field] = parse_date(value)
        if _text(value) and days[field] is None:
            name = TRACKER_HEADINGS[field]
            wrong = Text(
                f"{name.zh}“{value}”不是日期，请写成 2026-11-15；该行未导入",
                f'{name.en}: "{value}" is no date; write it like 2026-11-15. The row is not taken over',
            )
            problems.append(wrong.headed(places[field]))
            status = None
    if status is None:
        return None
    return Told(
        as_of=as_of.isoformat(),
        status=status,
        person=_text(values["person"]),
        due=days["due"].isoformat() if days["due"] else None,
        done_on=days["done_on"].isoformat() if days["done_on"] else None,
        link=_text(values["link"]),
        notes=_text(values["notes"]),
    )


def _text(value: CellValue) -> str | None:
    return (str(value).strip() or None) if value is not None else None


def problems_of(ledgers: Iterable[Ledger]) -> list[Text]:
    """Everything that could not be read, in the order of the files."""
    return [problem for ledger in ledgers for problem in ledger.problems]
