"""Broken and hostile files: each is read or refused with a reason, in bounded time and memory, and harms no other."""

from __future__ import annotations

import hashlib
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from auditor.intake.inputs import Source, find_sources
from auditor.intake.limits import Limits
from auditor.intake.readers.cells import UnreadableFile
from auditor.intake.readers.files import open_sheets
from auditor.intake.worker import run_isolated
from tests.intake import broken, made

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="address space limits")

TIGHT = Limits(seconds=15.0, memory=384 << 20, inflated=64 << 20)


def digest(source: Source) -> tuple[int, str]:
    """Number of cells and a hash of all that a file gives."""
    found = hashlib.sha256()
    cells = 0
    with open_sheets(source, TIGHT) as sheets:
        for sheet in sheets:
            found.update(repr((sheet.name, sheet.hidden, sheet.merged, sheet.document)).encode("utf-8", "replace"))
            for row in sheet.rows():
                cells += len(row.cells)
                found.update(repr(row).encode("utf-8", "replace"))
    return cells, found.hexdigest()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("corpus")
    return {name: made.written(folder, name, content) for name, content in broken.corpus()}


class Read(NamedTuple):
    """What each file of the corpus gave, and by how much this process grew meanwhile."""

    outcomes: dict[str, list[object]]
    grown: int  # MiB at the peak


def peak() -> int:
    """The most memory that this process held since it was last asked to forget, in MiB."""
    (kib,) = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(kib) >> 10


@pytest.fixture(scope="module")
def all_read(corpus: dict[str, Path]) -> Read:
    with suppress(OSError):  # forget the peak of making the corpus, and of other tests
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    results: dict[str, list[object]] = {}
    before = peak()
    for name, path in corpus.items():
        found = find_sources([path], TIGHT)
        results[name] = [*(item.error for item in found.refused), *run_isolated(digest, found.sources, TIGHT, 2)]
    return Read(results, peak() - before)


@pytest.fixture(scope="module")
def outcomes(all_read: Read) -> dict[str, list[object]]:
    return all_read.outcomes


def test_the_corpus_is_wide(corpus: dict[str, Path]) -> None:
    assert len(corpus) >= 60


def test_every_file_is_read_or_refused_with_a_reason(outcomes: dict[str, list[object]]) -> None:
    wrong = {}
    for name, results in outcomes.items():
        assert results, name
        for result in results:
            if not isinstance(result, UnreadableFile):
                if not name.startswith("ok-"):
                    wrong[name] = "was read"
            elif name.startswith("ok-"):
                wrong[name] = f"was refused: {result}"
            elif result.bug or not all(result.message) or len(result.message.en) > 400:
                wrong[name] = f"{result} {result.detail}"
            elif result.remedy is None or not all(result.remedy):
                wrong[name] = f"{result}: does not say how to mend it"
    assert wrong == {}


def test_reasons_are_the_right_ones(outcomes: dict[str, list[object]]) -> None:
    for name, part in {
        "encrypted.xlsx": "password", "locked.zip": "password", "ods-locked.ods": "password", "bomb.xlsx": "zip bomb",
        "string-bomb.xlsx": "zip bomb",
        "members-3000.xlsx": "members", "directory-of-millions.xlsx": "members", "sheets-10000.xlsx": "sheets",
        "columns-16384.xlsx": "columns", "columns-16384.csv": "columns",
        "entities-in-sheet.xlsx": "DOCTYPE", "entities-in-strings.xlsx": "DOCTYPE", "external-entity.xlsx": "DOCTYPE",
        "row-beyond.xlsx": "row number",
        "empty.xlsx": "empty", "only-blanks.csv": "empty", "latin.csv": "cannot be decoded", "noise.csv": "",
        "quote-never-closed.csv": "quotation mark",
        "page.pdf": "PDF", "word.docx": "Word", "zip-in-zip.zip": "within an archive", "empty.zip": "archive is empty",
        "traversal.zip": "outside",
        "html-no-table.xls": "without a table",
        "broken.json": "JSON", "nul-bytes.csv": "control characters", "no-sheet-part.xlsx": "missing", "program.xls": "a program",
    }.items():  # fmt: skip
        for result in outcomes[name]:
            assert part in str(result), name


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("page.pdf", ".csv"), ("archive.rar", "unpack"), ("seven.7z", "unpack"), ("packed.csv.gz", "unpack"),
     ("online.gsheet", "download"), ("online.url", "download"), ("shortcut.lnk", "copy the file itself")],
)  # fmt: skip
def test_what_is_no_table_says_how_to_make_it_one(outcomes: dict[str, list[object]], name: str, remedy: str) -> None:
    for result in outcomes[name]:
        assert "not a spreadsheet" in str(result)
        assert remedy in str(result.remedy)


def test_ten_bad_files_beside_twenty_good_ones(tmp_path: Path, corpus: dict[str, Path]) -> None:
    good = {f"good-{number:02}.xlsx": broken.readable() for number in range(20)}
    for name, content in good.items():
        made.written(tmp_path / "clean", name, content)
        made.written(tmp_path / "mixed", name, content)
    bad = ["xlsb-noise.xlsb", "bomb.xlsx", "ole-loop.xls", "entities-in-sheet.xlsx", "truncated-0.5.xlsx",
    "members-3000.xlsx", "noise.xls", "encrypted.xlsx",
           "quote-never-closed.csv", "columns-16384.xlsx"]  # fmt: skip
    for name in bad:
        made.written(tmp_path / "mixed", f"bad-{name}", corpus[name].read_bytes())

    def read(folder: Path, jobs: int) -> dict[str, object]:
        sources = find_sources([folder], TIGHT).sources
        return {
            source.path.name: result
            for source, result in zip(sources, run_isolated(digest, sources, TIGHT, jobs), strict=True)
        }

    clean, mixed = read(tmp_path / "clean", 2), read(tmp_path / "mixed", 3)
    assert {name: mixed[name] for name in good} == clean
    assert all(isinstance(mixed[f"bad-{name}"], UnreadableFile) for name in bad)
    assert len(mixed) == 30


def test_this_process_stays_small(all_read: Read) -> None:
    """The files are handled elsewhere: a corpus that inflates to hundreds of MiB leaves no trace here."""
    assert all_read.grown < 100
