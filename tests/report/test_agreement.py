"""One document, five views: counts agree in all of them, and the bytes never depend on the machine."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from auditor.cli.options import Formats
from auditor.model import Status
from auditor.report import ReportError, dump, print_table, write_reports
from auditor.report.html import render_html
from auditor.report.labels import labels
from auditor.report.markdown import render_markdown
from auditor.report.package import FORMATS, Look
from auditor.report.shown import Shown
from auditor.report.workbook import write_workbook
from auditor.text import side
from tests.report.hostile import Page

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("index", [0, 1, 2])
def test_counts_agree_in_every_format(doc, index):
    words = labels(doc["lang"])
    expected = json.loads(dump(doc))["stores"][index]["counts"]
    page = Page(render_html(Shown(doc, index)))
    html = Counter(attributes["data-status"] for attributes in page.all("tr") if "data-finding" in attributes)
    book = openpyxl.load_workbook(BytesIO(write_workbook(Shown(doc, index))))
    overview = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows()}
    rows = Counter(row[0].value for row in book.worksheets[2].iter_rows(min_row=5))
    markdown = render_markdown(Shown(doc, index))
    stream = StringIO()
    print_table(doc | {"stores": [doc["stores"][index]]}, Console(file=stream, width=200))
    for status in Status:
        count, word = expected[status.value], words.status(status.value)
        assert html[status.value] == count
        assert overview[word] == count
        spelled = {word, words.status(status.value, "benchmark")}
        assert sum(rows[each] for each in spelled) == count
        assert re.search(rf"{word} {count}(?!\d)", markdown)
        assert re.search(rf"{word} {count}(?!\d)", stream.getvalue())


def test_dimensions_agree_in_page_and_workbook(doc):
    store = doc["stores"][0]
    without = {"responsiveness": {"score": None}, "trust": {"applicable": 0}}
    parts = [part | without.get(part["dimension"], {}) for part in store["dimensions"]]
    shown = Shown(doc | {"stores": [store | {"dimensions": parts}]})
    words, page = shown.words, render_html(shown)
    section = page[page.index('<section id="dimensions">') : page.index('<section id="findings">')]
    (book,) = openpyxl.load_workbook(BytesIO(write_workbook(shown))).worksheets[:1]
    rows = {str(row[0].value).partition("\n")[0]: row[4].value or "" for row in book.iter_rows()}
    for part in parts:
        name = side(part["name"], "zh")
        assert (name in rows) == (f'scope="row">{name}' in section) == (part["dimension"] != "trust")
    said = words.join("comma", (words.status("fail") + " 1", words.status("watch") + " 1"))
    (name,) = (part["name"] for part in parts if part["dimension"] == "responsiveness")
    assert side(said, "zh") in section
    assert rows[side(name, "zh")].startswith(side(said, "zh"))
    none = Shown(doc | {"stores": [store | {"dimensions": [part | {"applicable": 0} for part in parts]}]})
    assert '<section id="dimensions">' not in render_html(none)


def test_the_help_of_the_option_names_every_format():
    (option,) = Formats.__metadata__
    assert re.findall(r"[a-z]+", option.help.partition(": ")[2] or option.help.partition("：")[2]) == list(FORMATS)


def test_the_same_document_gives_the_same_bytes_under_any_hash_seed_and_locale():
    script = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from tests.report import samples\n"
        "from auditor.report import document, dump\n"
        "from auditor.report.html import render_html\n"
        "from auditor.report.markdown import render_markdown\n"
        "from auditor.report.shown import Shown\n"
        "from auditor.report.workbook import write_workbook\n"
        "for lang in ('zh', 'both'):\n"
        "    d = samples.with_past(document(samples.audit(), samples.book(), lang))\n"
        "    parts = [dump(d), render_html(Shown(d)).encode(), write_workbook(Shown(d)), render_markdown(Shown(d)).encode()]\n"
        "    print([hashlib.sha256(part).hexdigest() for part in parts])\n"
    )
    found = set()
    for seed, locale, zone in (
        ("0", "C", "UTC"),
        ("1", "de_DE.UTF-8", "Asia/Shanghai"),
        ("77", "C.UTF-8", "America/New_York"),
    ):
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "LANG": locale, "TZ": zone}
        run = subprocess.run(
            [sys.executable, "-c", script, str(ROOT)], env=environment, cwd=ROOT, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr
        found.add(run.stdout)
    assert len(found) == 1


def test_write_reports_gives_each_store_its_files_and_the_run_one_document(english, tmp_path):
    written = write_reports(english, str(tmp_path), ("html", "xlsx", "json", "md"))
    names = sorted(Path(file).name for file in written)
    stems = ["Nova Tools US-alibaba", "恒达五金旗舰店-alibaba", "顺风灯饰-alibaba"]
    assert names == sorted(
        ["audit.json", *(stem + tail for stem in stems for tail in (".html", ".xlsx", ".md", ".notes.yaml"))]
    )
    assert json.loads((tmp_path / "audit.json").read_bytes()) == json.loads(dump(english))
    before = {file: hashlib.sha256(Path(file).read_bytes()).digest() for file in written}
    again = write_reports(english, str(tmp_path), ("html", "xlsx", "json", "md"))
    assert {file: hashlib.sha256(Path(file).read_bytes()).digest() for file in again}.items() <= before.items()


def test_a_report_that_another_program_holds_open_gets_a_new_name_and_the_rest_is_written(
    english, tmp_path, monkeypatch
):
    first = write_reports(english, str(tmp_path), ("html", "xlsx", "json", "md"))
    held = tmp_path / "恒达五金旗舰店-alibaba.xlsx"
    replace = os.replace

    def refuse(source: Path, goal: Path) -> None:
        if Path(goal) == held:
            raise PermissionError(errno.EACCES, "in use")
        replace(source, goal)

    monkeypatch.setattr(os, "replace", refuse)
    held.write_bytes(b"open in Excel")
    written = write_reports(english, str(tmp_path), ("html", "xlsx", "json", "md"))
    beside = (tmp_path / "恒达五金旗舰店-alibaba (2).xlsx").as_posix()
    kept = {file for file in first if not file.endswith(".notes.yaml")}
    assert set(written) == kept - {held.as_posix()} | {beside}
    assert held.read_bytes() == b"open in Excel"
    assert openpyxl.load_workbook(beside).worksheets


def test_a_persons_notes_are_kept_and_printed_when_the_report_is_made_again(english, tmp_path):
    write_reports(english, str(tmp_path), ("html",))
    notes = tmp_path / "恒达五金旗舰店-alibaba.notes.yaml"
    assert "#   - " in notes.read_text("utf-8")
    notes.write_text("highlights:\n  - The new video is online\n", "utf-8")
    written = write_reports(english, str(tmp_path), ("html", "md"))
    assert not [file for file in written if file.endswith(notes.name)]
    assert notes.read_text("utf-8") == "highlights:\n  - The new video is online\n"
    assert "The new video is online" in (tmp_path / "恒达五金旗舰店-alibaba.html").read_text("utf-8")
    assert "The new video is online" in (tmp_path / "恒达五金旗舰店-alibaba.md").read_text("utf-8")


def test_stores_of_one_name_on_two_platforms_and_names_that_clash_get_files_of_their_own(english, tmp_path):
    first = english["stores"][1]
    clashing = [
        first | {"store": name, "platform": platform}
        for name, platform in (("A/B", "x"), ("A_B", "x"), ("a_b", "x"), ("A/B", "y"))
    ]
    written = write_reports(english | {"stores": clashing}, str(tmp_path), ("md",))
    assert len({Path(file).name.casefold() for file in written if file.endswith(".md")}) == 4
    assert all(Path(file).parent == tmp_path for file in written)


def test_the_internal_edition_has_a_name_of_its_own(english, tmp_path):
    written = write_reports(english, str(tmp_path), ("html",), Look("internal"))
    assert any(file.endswith("恒达五金旗舰店-alibaba-internal.html") for file in written)


def test_a_client_judged_across_channels_gets_a_report_of_its_own(english, tmp_path):
    client = english["stores"][0] | {
        "store": "恒达五金",
        "platform": "client",
        "platform_name": "Across channels",
        "files": [],
    }
    written = write_reports(english | {"clients": [client]}, str(tmp_path), ("html", "xlsx", "md"))
    names = {Path(file).name for file in written}
    assert {"恒达五金-client.html", "恒达五金-client.xlsx", "恒达五金-client.md"} <= names
    page = Page((tmp_path / "恒达五金-client.html").read_text("utf-8")).text
    assert "Across channels" in page
    stream = StringIO()
    print_table(english | {"clients": [client]}, Console(file=stream, width=200))
    assert "恒达五金 · Across channels" in stream.getvalue()


def test_without_a_browser_everything_but_the_pdf_is_written(english, tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITOR_BROWSER", str(tmp_path / "none"))
    with pytest.raises(ReportError, match="PDF needs Chromium"):
        write_reports(english, str(tmp_path / "out"), ("pdf", "html", "json"))
    names = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert names == {".html", ".json", ".yaml"}
