"""The built wheel in a bare environment: from any directory, with its rule files and templates."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel; its dependencies are borrowed from the running one."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("store_auditor-*.whl")
    bare = folder / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    (site,) = bare.glob("lib/python*/site-packages")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(pip, check=True, capture_output=True)
    borrowed = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "borrowed.pth").write_text(borrowed)
    return bare / "bin" / "python"


def test_the_wheel_audits_from_any_directory(installed: Path, tmp_path: Path):
    where = [str(installed), "-c", "import auditor; print(auditor.__file__)"]
    assert str(ROOT) not in subprocess.run(where, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    command = [str(installed), "-m", "auditor", "audit", str(EXAMPLES), "--as-of", "2026-11-15", "--out", "reports"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode in (1, 3), done.stderr
    assert {path.suffix for path in (tmp_path / "reports").iterdir()} >= {".html", ".xlsx", ".json"}


def test_the_wheel_carries_rules_and_templates(installed: Path, tmp_path: Path):
    done = subprocess.run(
        [str(installed), "-m", "auditor", "rules", "check"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
