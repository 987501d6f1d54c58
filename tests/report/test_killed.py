"""A run that is killed at any moment leaves the old file or the new one, and nothing between."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from itertools import count
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from auditor.files import write_file
target = Path(sys.argv[2])
for number in count():
    print(number, flush=True)
    write_file(target, (f"{number:09d}".encode() * 60_000))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_writer_leaves_a_whole_file(tmp_path):
    chance = random.Random(7)
    target = tmp_path / "report.html"
    for _ in range(20):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(ROOT), str(target)], stdout=subprocess.PIPE)
        for number in range(chance.randrange(1, 8)):  # in the midst of the write that follows this line, or after it
            assert writer.stdout.readline() == f"{number}\n".encode()
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        if target.exists():
            data = target.read_bytes()
            assert data == data[:9] * 60_000
    assert target.exists()
