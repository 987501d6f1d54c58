"""One way through the house: a module imports only what stands before it on the road, and the vocabulary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "auditor"
ROAD = (
    ("text", "currency", "days", "model", "resources", "files", "processes", "tracker"),
    ("rulebook",),
    ("intake",),
    ("assess",),
    ("infer",),
    ("remedy", "readiness"),
    ("history",),
    ("report",),
    ("cutoff", "audit", "handbook", "template", "selftest"),
    ("portfolio",),
    ("notify",),
    ("cli",),
)
PLACE = {name: number for number, names in enumerate(ROAD) for name in names}


def imported(path: Path) -> set[str]:
    """The parts of the package that a module names, wherever in it."""
    return set(re.findall(r"^\s*(?:from|import) auditor\.(\w+)", path.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_arrow_points_backwards(path: Path):
    where = path.relative_to(PACKAGE)
    part = where.parts[0].removesuffix(".py")
    if part in ("__init__", "__main__"):
        return
    assert not {name for name in imported(path) if PLACE[name] > PLACE[part]}


@pytest.mark.parametrize("name", ["rulebook", "intake", "assess", "report", "history", "portfolio"])
def test_contributing_tells_where_each_file_of_a_large_package_belongs(name: str):
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition(f"| files of `auditor/{name}/`")[2].partition("\n\n")[0]
    told = {word.rstrip("/") for word in re.findall(r"`([a-z_]+/?)`", table)}
    entries = [path for path in (PACKAGE / name).iterdir() if not path.name.startswith("__")]
    inner = [
        path
        for part in ("dating", "exports", "layouts", "readers", "values")
        for path in (PACKAGE / name / part).glob("*.py")
    ]
    files = {path.stem for path in (*entries, *inner)} - {"__init__"}
    assert told - files == set()
    assert files - told <= {"model"}  # the vocabulary of a package
