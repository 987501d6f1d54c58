"""The notes that a person writes beside a report: every line a text, and no file that costs more than it should."""

from __future__ import annotations

import pytest

from auditor.report import ReportError
from auditor.report.narrative import read_notes


def test_what_a_person_wrote_into_the_notes_is_printed_to_the_letter(tmp_path):
    path = tmp_path / "n.yaml"
    path.write_text(
        "highlights: [2026-02-30, 2026-11-15, yes, 1_000, '=1+1']\nplan:\nneeds: ~\nproblems: []\n", "utf-8"
    )
    assert read_notes(path) == {"highlights": ["2026-02-30", "2026-11-15", "yes", "1_000", "=1+1"], "problems": []}


_TEN = "[" + ", ".join(["*a{}"] * 10) + "]"
HOSTILE_NOTES = {
    "nested": ("highlights: " + "[" * 5000 + "]" * 5000, "nested deeper than 16 levels"),
    "aliases": (
        "highlights:\n- &a0 [x]\n"
        + "".join(f"- &a{n + 1} {_TEN.format(*[n] * 10)}\n" for n in range(9)),  # a thousand million letters
        "n.yaml:2:3: a text is expected here, not a list",
    ),
    "a key": ("? [a, b]\n: [x]", "n.yaml:1:3: a key must be a text"),
    "a colon": (
        "plan:\n- Prices: as before",
        "n.yaml:2:3: a text is expected here, not a set of keys with values; a text with a colon and a space in it must be in quotes",
    ),
    "a typo": ("highlight: [x]", "unknown key 'highlight'; did you mean 'highlights'?"),
    "no UTF-8": ("plan: [\udcff]", "not UTF-8"),
    "large": ("plan: [" + "x" * 2**20 + "]", "larger than 1 MiB"),
}


@pytest.mark.parametrize("name", HOSTILE_NOTES)
def test_notes_that_cannot_be_meant_are_refused_at_once(tmp_path, name):
    text, said = HOSTILE_NOTES[name]
    path = tmp_path / "n.yaml"
    path.write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(ReportError) as error:
        read_notes(path)
    assert said in error.value.message.en
