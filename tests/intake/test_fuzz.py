"""Fuzzing: texts as CSV in process, mutated parts and bytes of workbooks through the worker.

The lengths here keep the suite short; ``docs/robustness.md`` says how to run longer ones and how far
they were run. Mutations come from a seeded generator, so that a failure can be made again.
"""

from __future__ import annotations

import os
import random
import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from auditor.intake.limits import Limits
from auditor.intake.readers.cells import Row, UnreadableFile
from auditor.intake.readers.files import open_sheets
from auditor.intake.worker import run_isolated
from tests.intake import broken, made

ROUNDS = int(os.environ.get("AUDITOR_FUZZ_ROUNDS", "150"))
SEED = int(os.environ.get("AUDITOR_FUZZ_SEED", "20261122"))
TIGHT = Limits(seconds=10.0, memory=512 << 20, inflated=32 << 20)
TOKENS = (b"<", b">", b"&", b'"', b"\0", b"\xff", b"<row>", b"</row>", b"<c>", b'r="', b"<v>", b"</v>", b"1e309", b"-1",
b"99999999999", b"<f>", b't="s"', b's="7"', b"<!--", b"]]>", b"<?", b"&#x0;")  # fmt: skip


VALUES = (b"", b"0", b"-1", b"1", b"7", b"999999999999", b"1e309", b"NaN", b"A1", b"A0", b"XFD1048576", b"ZZZZ9", b"s", b"b",
b"e", b"d", b"n", b"str", b"inlineStr", b"true", b"r1", b"../x", b"2026-11-08", b"0.00%", b"[h]", "甲".encode(),
b"x" * 300)  # fmt: skip


def consume(path: Path) -> int:
    """Read everything a file gives."""
    with open_sheets(path, TIGHT) as sheets:
        return sum(len(sheet.merged) + sum(len(row.cells) for row in sheet.rows()) for sheet in sheets)


def read_rows(path: Path) -> list[Row]:
    with open_sheets(path, TIGHT) as sheets:
        return [row for sheet in sheets for row in sheet.rows()]


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text('a",;\t|\n\r店铺0123.% =-', max_size=200).map(str.encode))
@example("店铺 0；铺 1".encode())
def test_any_bytes_named_csv(tmp_path: Path, content: bytes) -> None:
    path = made.written(tmp_path, "a.csv", content)
    (rows,) = run_isolated(read_rows, [path], TIGHT, isolated=False)
    if isinstance(rows, UnreadableFile):
        assert not rows.bug
        assert all(rows.message)
    else:
        numbers = [row.number for row in rows]
        assert numbers == sorted(numbers)
        assert all(row.cells for row in rows)
        # several rows of one line are the names and figures that it holds (询盘 30；访客 200)
        shared = [row for row in rows if numbers.count(row.number) > 1]
        assert all([cell.column for cell in row.cells] == [1, 2] for row in shared)


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=8), min_size=2, max_size=4),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(";\t,"),
)
def test_quoted_tables_are_read_back(tmp_path: Path, table: list[list[str]], delimiter: str) -> None:
    lines = (delimiter.join('"' + text.replace('"', '""') + '"' for text in row) for row in [["店铺", "平台"], *table])
    path = made.written(tmp_path, "a.csv", "\r\n".join(lines).encode("utf-8-sig"))
    with open_sheets(path, TIGHT) as sheets:
        found = {
            (row.number, cell.column): cell.value for row in next(sheets).rows() for cell in row.cells if row.number > 1
        }
    expected = {
        (r, c): text for r, row in enumerate(table, start=2) for c, text in enumerate(row, start=1) if text.strip()
    }
    assert found == expected


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Some bytes flipped, dropped, doubled or replaced by what a parser stumbles over."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found) + 1)
        match chance.randrange(5):
            case 0 if found:
                found[at % len(found)] = chance.randrange(256)
            case 1:
                del found[at : at + chance.randint(1, 40)]
            case 2:
                found[at:at] = found[at : at + chance.randint(1, 40)]
            case 3:
                found[at:at] = chance.choice(TOKENS)
            case _:
                found[at : at + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\1\0\0\0"))
    return bytes(found)


def reworded(data: bytes, chance: random.Random) -> bytes:
    """Well-formed XML with one or two values replaced: what a parser of bytes can't stumble over, a reader of values may."""
    for _ in range(chance.randint(1, 2)):
        places = [match.span(match.lastindex or 0) for match in re.finditer(rb'"([^"<>]*)"|(?<=>)[^<>]+(?=<)', data)]
        if not places:
            return mutated(data, chance)
        start, end = chance.choice(places)
        data = data[:start] + chance.choice(VALUES) + data[end:]
    return data


def samples(count: int) -> list[tuple[str, bytes]]:
    """Mutants of each format: of the parts inside a container and of the file as a whole."""
    chance = random.Random(SEED)
    plain: list[tuple[str, bytes]] = [
        ("xls", broken.xls()),
        ("xlsb", broken.xlsb(far=False)),
        ("xls", broken.xml2003(broken.ROW_2003).encode()),
        ("xls", "<table><tr><td rowspan=2>店铺<td>1<tr><td>2</table>".encode()),
        ("xlsx", broken.readable()),
        ("json", b'{"a": [1, 2.5, "x", null, {"b": true}]}'),
    ]
    packages = [
        made.parts(),
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": broken.ODS_CONTENT},
    ]
    found = []
    for number in range(count):
        if number % 2:
            suffix, data = chance.choice(plain)
            found.append((f"{number}.{suffix}", mutated(data, chance)))
        else:
            members = dict(chance.choice(packages))
            name = chance.choice(sorted(members))
            content = members[name]
            change = chance.choice((mutated, reworded, reworded))
            members[name] = change(content.encode() if isinstance(content, str) else content, chance)
            found.append((f"{number}.xlsx", made.packed(members)))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="address space limits")
def test_mutants_are_read_or_refused(tmp_path: Path) -> None:
    paths = [made.written(tmp_path, name, content) for name, content in samples(3 * ROUNDS)]
    results = list(run_isolated(consume, paths, TIGHT, 2))
    bugs = {
        path.name: result.detail
        for path, result in zip(paths, results, strict=True)
        if isinstance(result, UnreadableFile) and result.bug
    }
    assert bugs == {}
    slow = [
        path.name
        for path, result in zip(paths, results, strict=True)
        if isinstance(result, UnreadableFile) and "seconds" in result.message.en
    ]
    assert slow == []
    assert any(isinstance(result, int) and result for result in results)
