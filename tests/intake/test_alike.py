"""What was not used is told by cause: each once, with all of its cells, the weightiest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.intake.alike import alike, ranges
from auditor.intake.readers.cells import a1
from auditor.model import Ignored, Text


def _told(ignored: list[Ignored]) -> list[tuple[str, str]]:
    return [(told.cells, told.why.en) for told in alike(ignored)]


def _no_date(cell: str, raw: str) -> Ignored:
    return Ignored(cell, raw, Text(f"“{raw}”不是日期", f"'{raw}' is no date"), None, True)


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        (["D2"], ["D2"]),
        (["D2", "D3", "D4"], ["D2:D4"]),
        (["B3", "C3", "D3"], ["B3:D3"]),
        (["B3", "C3", "B4", "C4"], ["B3:C4"]),
        (["D2", "D4"], ["D2", "D4"]),
        (["D4", "D2", "D3", "D2"], ["D2:D4"]),
        (["Z1", "AA1"], ["Z1:AA1"]),
        (["A9", "A10"], ["A9:A10"]),
        (["B2", "C2", "B3"], ["B2:C2", "B3"]),
        (["record.key", "A1", "A2"], ["A1:A2", "record.key"]),  # of a JSON document
        ([""], [""]),
    ],
)
def test_cells_are_named_as_a_spreadsheet_names_them(cells: list[str], named: list[str]) -> None:
    assert ranges(cells) == named


@given(st.sets(st.tuples(st.integers(1, 9), st.integers(24, 30)), max_size=40))
def test_no_cell_is_lost_and_none_is_added(at: set[tuple[int, int]]) -> None:
    names = {a1(row, column): (row, column) for row in range(1, 10) for column in range(24, 31)}
    held = []
    for named in ranges([a1(*place) for place in at]):
        first, _, last = named.partition(":")
        (top, left), (low, right) = names[first], names[last or first]
        held += [(row, column) for row in range(top, low + 1) for column in range(left, right + 1)]
    assert sorted(held) == sorted(at)


def test_what_cells_say_in_quotes_is_their_own_and_the_cause_is_told_once() -> None:
    ignored = [_no_date("C4", "下周"), _no_date("C6", "待定"), _no_date("C5", "下周")]
    assert _told(ignored) == [("C4:C6", "'下周' / '待定' is no date")]
    assert alike(ignored)[0].why.zh == "“下周”、“待定”不是日期"
    assert _told([*ignored, _no_date("C7", "双11"), _no_date("C9", "未知")]) == [
        ("C4:C7, C9", "'下周' / '待定' / '双11' … is no date")
    ]
    assert _told(ignored[::2]) == [("C4:C5", "'下周' is no date")]


def test_a_cause_stands_in_for_reasons_that_tell_more_of_the_cell() -> None:
    cause = Text("“…”没有 %", "'…' without %")
    asked = [
        Ignored(f"B{row}", raw, Text(raw, f"{raw}%?"), None, True, None, cause) for row, raw in ((2, "1"), (3, "2"))
    ]
    assert _told(asked[:1]) == [("B2", "1%?")]
    assert _told(asked) == [("B2:B3", "'1' / '2' without %")]


@pytest.mark.parametrize("other", [{"nearest": "点击"}, {"incomplete": True}, {"remedy": Text("改", "mend it")}])
def test_what_is_mended_otherwise_is_another_cause(other: dict[str, object]) -> None:
    one = Ignored("A1", "x", Text("未知", "unknown"))
    assert len(alike([one, one._replace(cell="A2", **other)])) == 2  # type: ignore[arg-type]


def test_what_the_audit_lacks_comes_first_then_what_can_be_settled() -> None:
    note = Ignored("A1", "总结", Text("说明", "a note"))
    heading = Ignored("A2", "曝光人数", Text("未知", "unknown"), "曝光次数")
    lacking = Ignored("A3", "abc", Text("不是数字", "no number"), None, True)
    assert [told.cells for told in alike([note, heading, lacking])] == ["A3", "A2", "A1"]
