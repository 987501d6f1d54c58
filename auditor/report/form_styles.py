"""The style sheet of a form: a look that shows a date."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.intake.readers.formats import BUILTIN_FORMATS, clock
from auditor.report.form_xml import Edit, Element, appended, counted, edited, elements, encoded, with_attributes

_DATE = "yyyy-mm-dd"
_OWN_FORMATS = 164  # the first number of a format that is not built in


def dated(part: bytes, style: str | None) -> tuple[bytes, str | None]:
    """The style sheet, and its style that shows a date and else looks like ``style``: that itself where it does.

    Raises LookupError or ValueError where there is no such style.
    """
    found = elements(part, "styleSheet", "numFmts", "numFmt", "cellXfs", "xf")
    tables = {one.name: one for one in found}
    table, formats = tables["cellXfs"], tables.get("numFmts")
    looks = [one for one in found if table.start < one.start < table.stop]
    look = looks[int(style or 0)]
    own = {
        int(one.attributes["numFmtId"]): one.attributes.get("formatCode", "")
        for one in found  # those of conditional formats stand elsewhere, and no style knows them
        if formats and formats.start < one.start < formats.stop
    }
    codes: dict[int, str] = {**BUILTIN_FORMATS, **own}
    if clock(codes.get(int(look.attributes.get("numFmtId", "0")), "")) == "date":
        return part, style
    number = next((key for key, code in own.items() if code == _DATE), max([_OWN_FORMATS - 1, *own]) + 1)
    new = with_attributes(part[look.start : look.inner], numFmtId=number, applyNumberFormat=1)
    edits = [appended(part, table, new + part[look.inner : look.stop]), counted(part, table, len(looks) + 1)]
    if number not in own:
        edits += _with_format(part, tables["styleSheet"], formats, number, len(own) + 1)
    return edited(part, edits), str(len(looks))


def _with_format(part: bytes, root: Element, table: Element | None, number: int, count: int) -> Iterator[Edit]:
    """A format for dates among those of the workbook's own."""
    new = f'<{root.prefix}numFmt numFmtId="{number}" formatCode="{_DATE}"/>'
    if table and not table.empty:
        yield appended(part, table, encoded(new))
        yield counted(part, table, count)
    else:
        start, stop = (table.start, table.stop) if table else (root.inner, root.inner)
        tag = f"{root.prefix}numFmts"
        yield start, stop, encoded(f'<{tag} count="1">{new}</{tag}>')
