"""An agency's own .xlsx form: its named cells are filled in, everything else is left as it is.

Names start with ``auditor_``: store, platform, client, as_of, score, grade, verdict, verdict_text, coverage, the counts
(count_fail …), value_<metric>, status_<check> (dots and hyphens as underscores), action_1 … action_9 with _owner and
_due, problem_1 …, need_1 …, highlight_1 …. A name of that kind that means nothing for any
store of the document is an error: a typo must not leave a blank.
"""

from __future__ import annotations

import difflib
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.files import ReportError
from auditor.model import Text
from auditor.report.labels import Labels
from auditor.report.shown import Shown
from auditor.report.view import Entry, wanted_actions, who
from auditor.text import clean

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

PREFIX = "auditor_"
_NUMBERED = 9  # actions, problems, needs and highlights that a form may ask for
_PACKED, _UNPACKED = 20, 200  # MB of a form: as it is, and what its members say they hold, which zipfile keeps to

Value = str | float | date | None


def fill_form(form: Path, shown: Shown) -> bytes:
    """The filled-in form of one store. The same form and document give the same bytes.

    Raises ReportError where the form cannot be read, names no cell, or a name that means nothing.
    """
    document, book = shown.document, _workbook(form)
    values = form_values(shown)
    cells = list(_named_cells(book))
    if not cells:
        raise ReportError(
            Text(
                f"表单 {form} 中没有以 {PREFIX} 开头的单元格名称，如 {PREFIX}store",
                f"the form {form} names no cell {PREFIX}…, such as {PREFIX}store",
            )
        )
    elsewhere = {
        name for entry in (*document["stores"], *document["clients"]) for name in _of_findings(entry, shown.words)
    }
    for name, sheet, address in cells:
        if name not in values and name not in elsewhere:
            nearest = difflib.get_close_matches(name, values, 1)
            hint = Text(f"，是否指 {nearest[0]}", f"; did you mean {nearest[0]}") if nearest else Text("", "")
            raise ReportError(
                Text(
                    f"表单 {form} 的名称 {name} 不认识{hint.zh}", f"the form {form} has an unknown name {name}{hint.en}"
                )
            )
        cell = book[sheet][address]
        value = values.get(name)  # what another store of the client has and this one has not stays blank
        cell.value = clean(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # a text that starts with = stays a text
    return _settled(book, document["as_of"])


def _workbook(form: Path) -> Workbook:
    """The form as it is. Raises ReportError where it is no workbook, or too large."""
    import openpyxl

    try:
        if form.stat().st_size <= _PACKED << 20 and _unpacked(form) <= _UNPACKED << 20:
            return openpyxl.load_workbook(form)
        why = Text(
            f"超过 {_PACKED} MB，或解压后超过 {_UNPACKED} MB", f"over {_PACKED} MB, or over {_UNPACKED} MB unpacked"
        )
    except zipfile.BadZipFile:
        why = Text("不是完好的 .xlsx 工作簿，请另存为 .xlsx", "it is no sound .xlsx workbook; save it as .xlsx")
    except Exception as error:  # openpyxl raises whatever a broken package makes it trip over
        said = " ".join(str(error).split())
        why = Text(said, said)
    raise ReportError(Text(f"无法读取表单 {form}：{why.zh}", f"cannot read the form {form}: {why.en}"))


def _unpacked(form: Path) -> int:
    """How many bytes the members of a package say they hold."""
    with zipfile.ZipFile(form) as package:
        return sum(member.file_size for member in package.infolist())


def form_values(shown: Shown) -> dict[str, Value]:
    """Everything that a form may ask for, by its name."""
    store, words = shown.store, shown.words
    made: dict[str, Value] = {
        "store": store["store"],
        "platform": store["platform_name"],
        "client": store["client"],
        "as_of": date.fromisoformat(shown.document["as_of"]),
        "score": store["score"],
        "grade": store["grade"],
        "verdict": store["verdict"]["word"],
        "verdict_text": store["verdict"]["text"],
        "coverage": words.fill("coverage", **store["coverage"]),
    }
    made |= {f"count_{status}": count for status, count in store["counts"].items()}
    story, actions = shown.story, wanted_actions(store)
    for at in range(_NUMBERED):
        action = actions[at] if at < len(actions) else None
        made[f"action_{at + 1}"] = action["title"] if action else None
        made[f"action_{at + 1}_owner"] = who(action) if action else None
        made[f"action_{at + 1}_due"] = date.fromisoformat(action["due"]) if action else None
        for name, block in (("problem", "problems"), ("need", "needs"), ("highlight", "highlights")):
            made[f"{name}_{at + 1}"] = story[block][at] if at < len(story[block]) else None
    return _of_findings(store, words) | {PREFIX + name: value for name, value in made.items()}


def _of_findings(store: Entry, words: Labels) -> dict[str, Value]:
    """``auditor_status_<check>`` and ``auditor_value_<metric>`` of one store; what is only observed has a value alone."""
    made: dict[str, Value] = {f"{PREFIX}value_{item['metric']}": _value(item) for item in reversed(store["observed"])}
    for finding in reversed(store["findings"]):
        made[f"{PREFIX}status_{re.sub('[.-]', '_', finding['check'])}"] = words.status(
            finding["status"], finding["kind"]
        )
        if finding["metric"]:
            made[f"{PREFIX}value_{finding['metric']}"] = _value(finding)
    return made


def _value(item: Entry) -> Value:
    """A number as it is; what is none, and a flag (1 for yes), in words."""
    value: Value = item["display"] if item["value"] is None or item["unit"] == "flag" else item["value"]
    return value


def _named_cells(book: Workbook) -> Iterator[tuple[str, str, str]]:
    """(name, sheet, address) of every single cell that carries one of our names."""
    scopes = [book.defined_names, *(sheet.defined_names for sheet in book.worksheets)]
    for names in scopes:
        for name, defined in names.items():
            if name.lower().startswith(PREFIX):
                for sheet, address in defined.destinations:
                    if sheet in book.sheetnames and ":" not in address:
                        yield name.lower(), sheet, address.replace("$", "")


def _settled(book: Workbook, as_of: str) -> bytes:
    """The package with fixed times: openpyxl writes the clock into it."""
    written = BytesIO()
    book.save(written)
    settled = BytesIO()
    with zipfile.ZipFile(written) as package, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in package.namelist():
            data = package.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{as_of}T00:00:00Z".encode(), data)
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return settled.getvalue()
