"""Names on the command line with bytes that are no UTF-8: kept and found like those in the names of files."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import run

SHEET = "统计周期,RFQ响应率\n2026-W46,89.10%\n"
STORE, CLIENT = "店\udcff", "客户\udcfe\udcfd"  # as Python has the bytes of a command line
AUDIT = (
    "audit",
    "week.csv",
    "--platform",
    "alibaba",
    "--store",
    STORE,
    "--client",
    CLIENT,
    "--history",
    "history.sqlite",
)


def test_a_store_is_found_by_the_bytes_that_it_was_audited_by(tmp_path: Path) -> None:
    (tmp_path / "week.csv").write_text(SHEET, "utf-8")
    assert run(*AUDIT, "--out", "out", cwd=tmp_path).code == 3
    for words in ((), (STORE,), ("--client", CLIENT, "--platform", "alibaba")):
        listed = run("history", *words, cwd=tmp_path)
        assert (listed.code, listed.err) == (0, "")
        assert "店� (客户��, alibaba, weekly)" in listed.out
    assert run("diff", "out", "out", "--store", STORE, "--client", CLIENT, cwd=tmp_path).code == 0
    assert run("replay", "--client", CLIENT, cwd=tmp_path).code == 0
    for words in (("history", "x\udcfc"), ("history", "--platform", "x\udcfc"), ("history", "--client", "x\udcfc")):
        told = run(*words, cwd=tmp_path)
        assert (told.code, told.out) == (2, "")
        assert "The history has no" in told.err
        assert "x�; it has: " in told.err
    assert "Removed 1 audit of 店�" in run("history", "--purge", STORE, "--client", CLIENT, cwd=tmp_path).err
