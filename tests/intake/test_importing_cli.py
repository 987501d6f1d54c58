"""``auditor import`` and ``auditor template`` as commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from auditor.cli.root import app
from tests.intake.shapes_book import write_csv

GOOD = [["店铺", "平台", "统计周期", "RFQ响应率", "DSR评分"], ["恒达", "国际站", "2026-W46", "89.10%", "4.62"]]


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words])
    return result.exit_code, result.stdout


def test_explain_tells_each_column_and_value(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [[*GOOD[0], "RFQ回应率"], [*GOOD[1], "1%"]])
    code, out = run("import", str(path), "--explain", "--lang", "en")
    assert code == 0
    assert "store-rows: heading row 1, 1 row, 2 values" in out
    assert "D1 RFQ响应率 → rfq_response_rate" in out
    assert "not used F1 “RFQ回应率”: unknown heading; not read (nearest:" in out
    assert "恒达 rfq_response_rate 2026-11-09..2026-11-15 = 0.891 ← D2 “89.10%”" in out
    code, out = run("import", str(path), "--explain", "--lang", "zh")
    assert "店铺行表: 标题行 1, 1 行, 2 个数值" in out
    assert "A1 店铺 → 店铺" in out
    assert "F1 RFQ回应率 → 未识别" in out
    assert "最接近" in out


def test_json_is_the_whole_intake(tmp_path: Path) -> None:
    code, out = run("import", str(write_csv(tmp_path / "a.csv", GOOD)), "--json", "--lang", "en")
    document = json.loads(out)
    assert code == 0
    assert document["stores"][0]["store"] == "恒达"
    assert document["observations"][0]["value"] == 0.891
    assert document["observations"][0]["evidence"][0]["cell"] == "D2"
    assert document["inputs"][0]["sheets"][0]["columns"][3] == {
        "cell": "D1",
        "heading": "RFQ响应率",
        "taken_for": "rfq_response_rate",
    }


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (GOOD, 0),
        ([GOOD[0], [*GOOD[1][:3], "0.9", "4.6"]], 3),  # undecided
        ([GOOD[0], [*GOOD[1][:3], "?!", "4.6"]], 3),  # unreadable
        ([GOOD[0], [*GOOD[1][:3], "-", "4.6"]], 0),  # a mark of a missing value is not incomplete
        ([["甲", "乙"], ["丙", "丁"]], 4),
    ],
)
def test_exit_codes(tmp_path: Path, rows: list[list[str]], code: int) -> None:
    assert run("import", str(write_csv(tmp_path / "a.csv", rows)), "--lang", "en")[0] == code


def test_a_missing_file_beside_a_good_one(tmp_path: Path) -> None:
    code, out = run("import", str(write_csv(tmp_path / "a.csv", GOOD)), str(tmp_path / "none.csv"), "--lang", "en")
    assert code == 3
    assert "not read: the file does not exist" in out
    assert "恒达 (alibaba) 2 values" in out


@pytest.mark.parametrize("of", ["rfq_response_rate", "all"])
def test_the_overlay_settles_a_percent(tmp_path: Path, of: str) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(f"schema: store-auditor/overlay/1\nclient: x\npercent: {{{of}: share}}\n", encoding="utf-8")
    path = write_csv(tmp_path / "a.csv", [GOOD[0], [*GOOD[1][:3], "0.9", "4.6"]])
    code, out = run("import", str(path), "--overlay", str(overlay), "--json")
    assert code == 0
    assert json.loads(out)["observations"][0]["value"] == 0.9


@pytest.mark.parametrize("kind", ["metrics", "readiness"])
def test_templates_are_written_whole(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "模板.xlsx"
    assert run("template", kind, "--platform", "amazon", "--out", str(out))[0] == 0
    assert out.read_bytes().startswith(b"PK")
    assert [item.name for item in tmp_path.iterdir()] == ["模板.xlsx"]


@pytest.mark.parametrize(
    "words",
    [
        ("metrics", "--platform", "bazaar", "--out", "x.xlsx"),
        ("metrics", "--platform", "amazon", "--out", "x.csv"),
        ("readiness", "--platform", "amazon", "--market", "XX", "--out", "x.xlsx"),
    ],
)
def test_wrong_use_is_exit_2(words: tuple[str, ...]) -> None:
    assert run("template", *words)[0] == 2
