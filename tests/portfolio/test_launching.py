"""A store with a launch day ahead has its pre-launch review in its client's package, and is no store without data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.portfolio.test_settings import portfolio

WEEK = "店铺,平台,周期,迟发率,订单缺陷率\n美国站,亚马逊,2026-11-09..2026-11-15,1%,0.1%\n"
TEXT = """history: h.sqlite
languages: [zh, en]
clients:
  one:
    inputs: [all.csv]
    stores:
      美国站: {platform: amazon}
      德国站: {platform: amazon, market: DE, launched: %s}
"""
QUIET = ("--least-coverage", "1%", "--format", "html,json", "--quiet")


def run(folder: Path, launched: str, text: str = TEXT) -> tuple[int, dict]:
    (folder / "all.csv").write_text(WEEK, "utf-8")
    done = portfolio(folder, text % launched, *QUIET)
    made: dict = json.loads((folder / "out" / "overview.json").read_text("utf-8"))
    return done.exit_code, made


def test_until_its_launch_a_store_is_reviewed_and_from_that_day_on_audited(tmp_path: Path) -> None:
    code, made = run(tmp_path, "2026-11-16")  # tomorrow
    assert (code, made["no_data"], made["thin"], made["warnings"]) == (0, [], [], [])
    german = next(row for row in made["stores"] if row["store"] == "德国站")
    assert (german["launch"], german["days"]) == (["2026-11-16", "Needs evidence"], 1)
    assert german["report"] == "readiness/en/德国站-amazon.html"
    assert [row["store"] for table in made["heat"] for row in table["rows"]] == ["美国站"]
    package = tmp_path / "out" / "one"
    assert (package / german["report"]).is_file()
    reviewed = json.loads((package / "readiness" / "zh" / "audit.json").read_text("utf-8"))
    assert (reviewed["purpose"], [store["store"] for store in reviewed["stores"]]) == ("readiness", ["德国站"])
    weekly = (package / "zh" / "audit.json").read_text("utf-8")
    assert "德国站" not in weekly
    assert "Launch planned for 2026-11-16" in (tmp_path / "out" / "overview.html").read_text("utf-8")
    rows = list(load_workbook(tmp_path / "out" / "overview.xlsx").worksheets[0].values)
    assert dict(zip([row[1] for row in rows], [row[-1] for row in rows], strict=True)) == {
        "Store": "Pre-launch review",
        "美国站": None,
        "德国站": "2026-11-16: Needs evidence",
    }

    code, made = run(tmp_path, "2026-11-15")  # open, and nobody saved its file
    assert (code, [row["store"] for row in made["no_data"]]) == (3, ["德国站"])
    assert [row["launch"] for row in made["stores"]] == [None, None]
    assert not (package / "readiness").exists() or not list((package / "readiness").rglob("*.html"))


@pytest.mark.parametrize("launched", ["2027-01-15"])
def test_a_client_may_have_no_other_store(tmp_path: Path, launched: str) -> None:
    code, made = run(
        tmp_path,
        launched,
        TEXT.replace("    inputs: [all.csv]\n", "").replace("      美国站: {platform: amazon}\n", ""),
    )
    assert (code, [row["days"] for row in made["stores"]], made["counts"]["no_verdict"]) == (4, [61], 1)
    assert not (tmp_path / "out" / "one" / "zh").exists()
    assert '<section id="heat">' not in (tmp_path / "out" / "overview.html").read_text("utf-8")
