"""Ten broken or hostile files beside twenty good ones: the twenty reports equal those of a clean run, byte for byte."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import run
from tests.intake import broken
from tests.portfolio.clients import make_clients

BAD = 10


@pytest.mark.skipif(sys.platform != "linux", reason="address space limits")
def test_twenty_reports_are_the_same_beside_ten_bad_files(tmp_path: Path):
    folder = tmp_path / "week"
    make_clients(folder, 20)
    common = ("audit", folder, "--as-of", "2026-11-15", "--format", "html,xlsx", "--lang", "zh")
    assert run(*common, "--out", tmp_path / "clean").code in (1, 3)
    for number, (name, content) in enumerate(sorted(broken.corpus())):
        if number % 11 == 0 and number // 11 < BAD:
            target = folder / f"zz-bad{number:03d}" / Path(name).name
            target.parent.mkdir()
            target.write_bytes(content)
    ran = run(*common, "--out", tmp_path / "company")
    assert ran.code == 3
    assert "Traceback" not in ran.err
    clean = {path.name: path.read_bytes() for path in sorted((tmp_path / "clean").glob("shop-*.[hx]*"))}
    assert len(clean) == 40
    assert {name: (tmp_path / "company" / name).read_bytes() for name in clean} == clean
    shutil.rmtree(tmp_path / "company")
