"""``python -m tests.fuzz.texts -atheris_runs=N -seed=S``: coverage-guided fuzzing of CSV, values and dates (needs atheris).

Nothing but UnreadableFile may escape, and whatever is read as a number is finite.
"""

from __future__ import annotations

import io
import math
import sys

import atheris

with atheris.instrument_imports(include=["auditor.intake"]):
    from auditor.intake.dating.dates import parse_date, parse_period
    from auditor.intake.readers.cells import UnreadableFile
    from auditor.intake.readers.delimited import read_delimited
    from auditor.intake.values.figures import parse_flag, parse_number


def one(data: bytes) -> None:
    """One input, as bytes of a file and as the text of a cell."""
    try:
        for row in read_delimited(lambda: io.BytesIO(data), None).rows():
            assert all(cell.column >= 1 for cell in row.cells)
    except UnreadableFile:
        pass
    text = data.decode("utf-8", "replace")
    number = parse_number(text).value
    assert number is None or math.isfinite(float(number))
    parse_flag(text)
    parse_date(text)
    period = parse_period(text)
    assert period is None or period.start <= period.end


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
