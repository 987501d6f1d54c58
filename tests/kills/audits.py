"""One small audit with reports and a history, for the scripts that disturb a whole run; in the current folder."""

from __future__ import annotations

import contextlib
import io
import shutil
from pathlib import Path

import click

from auditor.cli.root import app
from auditor.history import open_history

ROWS = "店铺,平台,周期,指标,数值\n北店,amazon,2026-11-15,订单缺陷率,{}%\n北店,amazon,2026-11-15,有效追踪率,97%\n"


def audit(rate: float, formats: str = "html,json,md") -> tuple[int, str]:
    """The exit code and what was said on stderr."""
    Path("week.csv").write_text(ROWS.format(rate), "utf-8")
    words = [
        "audit",
        "week.csv",
        "--as-of",
        "2026-11-15",
        "--out",
        "out",
        "--history",
        "history.sqlite",
        "--lang",
        "en",
    ]
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        try:
            code = app([*words, "--format", formats], standalone_mode=False) or 0
        except click.exceptions.Exit as ended:
            code = ended.exit_code
    return int(code), said.getvalue()


def outputs() -> dict[str, bytes]:
    """Every file of the reports' folder but those that a killed run was still writing."""
    return {path.name: path.read_bytes() for path in sorted(Path("out").iterdir()) if path.name[0] != "."}


def kept() -> float:
    """The value of the one check in the history, whose chain holds."""
    with open_history("history.sqlite") as history:
        assert history.broken_links() == ()
        (one,) = history.audits()
        document = history.document(one)
    return float(next(f["value"] for f in document["stores"][0]["findings"] if f["metric"] == "order_defect_rate"))


def copy(to: str, *, back: bool = False) -> None:
    """Put reports and history aside under ``to``, or take them back."""
    for name in ("out", "history.sqlite"):
        source, target = (Path(to, name), Path(name)) if back else (Path(name), Path(to, name))
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
        target.parent.mkdir(exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    Path("history.sqlite-journal").unlink(missing_ok=True)
