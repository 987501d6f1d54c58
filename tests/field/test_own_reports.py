"""A run whose reports lie below the folder that it reads finds its own reports there, and leaves them alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import run
from tests.field.said import text_file

ROWS = [["店铺", "平台", "日期", "迟发率"], ["A", "亚马逊", "2026-11-15", "1%"]]


def test_an_audit_that_writes_below_its_input_can_be_run_again(tmp_path: Path) -> None:
    text_file(tmp_path / "a.csv", ROWS)
    for out in (tmp_path / "reports", tmp_path):
        for _ in range(3):
            ran = run("audit", str(tmp_path), "--out", str(out), "--as-of", "2026-11-15", "--least-coverage", "1%")
            assert ran.code == 0, ran.err
            document = json.loads((out / "audit.json").read_text(encoding="utf-8"))
            assert [store["store"] for store in document["stores"]] == ["A"]
        (told,) = [
            file for file in document["inputs"] if file["sheets"] and "no input" in str(file["sheets"][0]["notes"])
        ][:1]
        assert told["sha256"] is None


def test_data_beside_reports_is_read(tmp_path: Path) -> None:
    text_file(tmp_path / "a.csv", ROWS)
    run("audit", str(tmp_path), "--out", str(tmp_path / "reports"), "--as-of", "2026-11-15")
    text_file(tmp_path / "reports" / "b.csv", [ROWS[0], ["B", *ROWS[1][1:]]])
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "manifest.json").write_text('{"schema": "other", "outputs": [{"file": "c.csv"}]}')
    text_file(tmp_path / "data" / "c.csv", [ROWS[0], ["C", *ROWS[1][1:]]])
    ran = run("audit", str(tmp_path), "--json", "--as-of", "2026-11-15", "--least-coverage", "1%")
    assert sorted(store["store"] for store in ran.document["stores"]) == ["A", "B", "C"]


def test_a_portfolio_that_writes_into_the_clients_folder(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    text_file(tmp_path / "甲" / "a.csv", ROWS)
    text_file(tmp_path / "stray.csv", ROWS)
    (tmp_path / "乙.lnk").write_bytes(b"L\0\0\0")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "$RECYCLE.BIN").mkdir()
    text_file(tmp_path / "$RECYCLE.BIN" / "deleted.csv", ROWS)
    (tmp_path / "lost+found").mkdir(0)  # at the root of a disk
    out = tmp_path / "out"
    for _ in range(2):
        ran = run("portfolio", str(tmp_path), "--out", str(out), "--as-of", "2026-11-15", "--lang", "en", "--jobs", "1")
        overview = json.loads((out / "overview.json").read_text(encoding="utf-8"))
        assert [store["client"] for store in overview["stores"]] == ["甲"]
        assert overview["refused"] == []
        assert not (out / "out").exists()
        assert "lie in no client's folder: gone, stray.csv, 乙.lnk" in ran.out + ran.err


def test_packages_in_two_languages_and_their_zips_are_no_input_either(tmp_path: Path) -> None:
    (tmp_path / "data" / "one").mkdir(parents=True)
    text_file(tmp_path / "data" / "one" / "a.csv", ROWS)
    agency = tmp_path / "agency.yaml"
    agency.write_text("schema: store-auditor/agency/1\nlanguages: [zh, en]\nclients:\n  one: {inputs: data}\n")
    words = ("portfolio", str(agency), "--zip", "--as-of", "2026-11-15", "--lang", "en", "--jobs", "1")
    for said in ("[1/1] one: done", "1 client has not changed"):
        ran = run(*words, "--out", str(tmp_path / "data" / "out"))
        assert said in ran.err
        assert (tmp_path / "data" / "out" / "one.zip").is_file()
        assert (tmp_path / "data" / "out" / "one" / "zh" / "A-amazon.xlsx").is_file()
    ran = run("audit", str(tmp_path / "data"), "--json", "--as-of", "2026-11-15", "--least-coverage", "1%")
    assert [store["store"] for store in ran.document["stores"]] == ["A"]
    assert ran.code == 0, ran.err
