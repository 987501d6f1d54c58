"""Workbooks (.xlsx, .xlsm): which sheets one has, and what they share: styles, strings, the epoch of its dates.

Styles that are not understood are skipped instead of refused; document types and entities are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from auditor.intake.limits import Limits
from auditor.intake.readers.archive import Container, inconsistent
from auditor.intake.readers.cells import AGAIN, LESS, Sheet, UnreadableFile
from auditor.intake.readers.formats import BUILTIN_FORMATS, Clock, clock
from auditor.intake.readers.xlsx_cells import Workbook, XlsxSheet
from auditor.intake.readers.xml_stream import Handlers, parse_xml, unescaped
from auditor.model import Text

_WITHOUT_CELLS = frozenset(("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"))


def read_workbook(container: Container, limits: Limits) -> Iterator[Sheet]:
    """The worksheets of an open workbook, in its order. Raises UnreadableFile."""
    book = Workbook(container, limits)
    sheets = _read_structure(book)
    notes: tuple[Text, ...] = ()
    if any("vbaproject" in name.casefold() for name in container.names):
        notes += (
            Text("文件带有宏：只读取单元格，不运行宏", "the file carries macros: its cells are read, nothing is run"),
        )
    if any("externallinks/" in name.casefold() for name in container.names):
        notes += (
            Text(
                "文件引用了其他工作簿：只用已保存的结果",
                "the file links to other workbooks: saved results are used, no link is followed",
            ),
        )
    if not sheets:
        raise UnreadableFile(Text("工作簿里没有工作表", "the workbook has no worksheet"), AGAIN)
    if len(sheets) > limits.entries:
        raise UnreadableFile(
            Text(f"工作表超过 {limits.entries} 个", f"the workbook has more than {limits.entries} sheets"), LESS
        )
    for name, path, hidden in sheets:
        yield XlsxSheet(book, path, name, hidden, notes)


def _elements(container: Container, path: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Start elements of a small part, each with the name of its parent."""
    path_of: list[str] = [""]
    found: list[tuple[str, dict[str, str], str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name, attributes, path_of[-1]))
        path_of.append(name)

    def end(_name: str) -> None:
        path_of.pop()

    for _ in parse_xml(container.chunks(path), Handlers(start, end, lambda _: None)):
        yield from found
        found.clear()


def relations(container: Container, path: str) -> dict[str, tuple[str, str]]:
    """Id → (kind, path of the target) of a part's relations. External targets are left out."""
    folder = dirname(path)
    found = {}
    part = join(folder, "_rels", path[len(folder) :].lstrip("/") + ".rels")
    if part in container:
        for name, attributes, _ in _elements(container, part):
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                resolved = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], resolved)
    return found


def _read_structure(book: Workbook) -> list[tuple[str, str, bool]]:
    """Fill in what the sheets share; the sheets as (name, path, hidden)."""
    container = book.container
    main = next(
        (path for kind, path in relations(container, "").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    related = relations(container, main)
    sheets = []
    for name, attributes, _ in _elements(container, main):
        if name == "sheet":
            identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, path = related.get(identity, ("", ""))
            if kind == "worksheet":
                sheets.append((attributes.get("name", ""), path, attributes.get("state", "visible") != "visible"))
            elif kind not in _WITHOUT_CELLS:
                gone = attributes.get("name", "")
                raise inconsistent(f"没有工作表“{gone}”的内容", f"the content of its sheet '{gone}' is missing")
        elif name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            book.epoch = 1904
        elif name == "calcPr":
            book.uncalculated = attributes.get("fullCalcOnLoad") in {"1", "true"}
            # Excel, whose number the first is, leaves out that it calculates by itself.
            book.errors_as_zero = attributes.get("calcId") in {"124519", "999999"} and "calcMode" in attributes
    paths = {kind: path for kind, path in related.values() if path in container}
    if "styles" in paths:
        book.formats = _read_formats(container, paths["styles"])
    if "sharedStrings" in paths:
        book.strings = _read_strings(container, paths["sharedStrings"])
    return sheets


def _read_formats(container: Container, path: str) -> dict[str, tuple[str, Clock]]:
    """The number format of each cell style. All else that a style may say is skipped."""
    codes = dict(BUILTIN_FORMATS)
    formats: dict[str, tuple[str, Clock]] = {}
    for name, attributes, parent in _elements(container, path):
        number = attributes.get("numFmtId", "0")
        if not number.isdecimal():
            continue
        if name == "numFmt" and parent == "numFmts":
            codes[int(number)] = attributes.get("formatCode", "")
        elif name == "xf" and parent == "cellXfs":
            code = codes.get(int(number), "")
            formats[str(len(formats))] = (code, clock(code))
    return formats


def _read_strings(container: Container, path: str) -> list[str]:
    """The shared strings, rich text joined, phonetic guides left out."""
    strings: list[str] = []
    pieces: list[str] = []
    catching = phonetic = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal catching, phonetic
        if name == "si":
            pieces.clear()
        elif name == "t":
            catching = not phonetic
        elif name == "rPh":
            phonetic = True

    def end(name: str) -> None:
        nonlocal catching, phonetic
        if name == "t":
            catching = False
        elif name == "rPh":
            phonetic = False
        elif name == "si":
            strings.append(unescaped("".join(pieces)))

    def text(data: str) -> None:
        if catching:
            pieces.append(data)

    for _ in parse_xml(container.chunks(path), Handlers(start, end, text)):
        pass
    return strings
