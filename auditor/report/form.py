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
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from xml.parsers import expat

from auditor.files import ReportError
from auditor.intake.readers.cells import UnreadableFile
from auditor.model import Text
from auditor.report.form_package import Package, Place, Value
from auditor.report.form_xml import Unfit
from auditor.report.labels import Labels
from auditor.report.shown import Shown
from auditor.report.view import Entry, wanted_actions, who
from auditor.text import clean

PREFIX = "auditor_"
_NUMBERED = 9  # actions, problems, needs and highlights that a form may ask for
_PACKED, _UNPACKED = 20, 200  # MB of a form: as it is, and what its members say they hold, which zipfile keeps to


def fill_form(form: Path, shown: Shown) -> bytes:
    """The filled-in form of one store. The same form and document give the same bytes.

    Raises ReportError where the form cannot be read, names no cell, or a name that means nothing.
    """
    document, package = shown.document, _package(form)
    values = form_values(shown)
    names = [(name.lower(), refers) for name, refers in package.names if name.lower().startswith(PREFIX)]
    if not names:
        raise ReportError(
            Text(
                f"表单 {form} 中没有以 {PREFIX} 开头的单元格名称，如 {PREFIX}store",
                f"the form {form} names no cell {PREFIX}…, such as {PREFIX}store",
            )
        )
    elsewhere = {
        name for entry in (*document["stores"], *document["clients"]) for name in _of_findings(entry, shown.words)
    }
    wanted: dict[tuple[str, Place], Value] = {}
    for name, refers in names:
        if name not in values and name not in elsewhere:
            nearest = difflib.get_close_matches(name, values, 1)
            hint = Text(f"，是否指 {nearest[0]}", f"; did you mean {nearest[0]}") if nearest else Text("", "")
            raise ReportError(
                Text(
                    f"表单 {form} 的名称 {name} 不认识{hint.zh}", f"the form {form} has an unknown name {name}{hint.en}"
                )
            )
        with _readable(form):
            places = package.places(refers)
        if places is None:
            raise ReportError(
                Text(
                    f"表单 {form} 的名称 {name} 应指向一个单元格，现为 {refers}；请在名称管理器中改正或删除它",
                    f"the name {name} of the form {form} has to be of one cell, and is {refers}; mend or delete it in the name manager",
                )
            )
        value = values.get(name)  # what another store of the client has and this one has not stays blank
        wanted |= dict.fromkeys(places, clean(value) if isinstance(value, str) else value)
    with _readable(form):
        return package.fill(wanted)


def _package(form: Path) -> Package:
    """The form as it is. Raises ReportError where it is no workbook, or too large."""
    with _readable(form):
        if form.stat().st_size <= _PACKED << 20 and _unpacked(form) <= _UNPACKED << 20:
            return Package(form.read_bytes())
    raise _unreadable(
        form,
        Text(f"超过 {_PACKED} MB，或解压后超过 {_UNPACKED} MB", f"over {_PACKED} MB, or over {_UNPACKED} MB unpacked"),
    )


@contextmanager
def _readable(form: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        raise _unreadable(form, Text(said, said)) from error
    except Unfit as error:
        raise _unreadable(form, error.message) from error
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        UnreadableFile,
        expat.ExpatError,
        ValueError,
        LookupError,
    ) as error:
        why = Text("不是完好的 .xlsx 工作簿，请另存为 .xlsx", "it is no sound .xlsx workbook; save it as .xlsx")
        raise _unreadable(form, why) from error


def _unreadable(form: Path, why: Text) -> ReportError:
    return ReportError(Text(f"无法读取表单 {form}：{why.zh}", f"cannot read the form {form}: {why.en}"))


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
