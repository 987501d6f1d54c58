"""An agency's two Mondays, end to end: thirty stores of three platforms from raw exports, both languages, ten bad files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run
from tests.portfolio.exports import export_week

PLATFORMS = ("amazon", "alibaba", "independent")
MONDAYS = (date(2026, 11, 8), date(2026, 11, 15))
BAD = {
    "nothing.xlsx": b"",
    "cut.xlsx": b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
    "legacy.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "picture.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "page.html": b"<html><body>Please log in</body></html>",
    "torn.json": b'{"performanceMetrics": [',
    "noise.csv": bytes(range(128, 256)) * 4,
    "binary.csv": b"\0\1\2\3" * 100,
    "letter.docx": b"PK\x05\x06" + b"\0" * 18,
    "scan.pdf": b"%PDF-1.7\n%%EOF",
}


def stores() -> list[tuple[str, str, str, int]]:
    """(client, store, platform, number): six clients with five stores each."""
    return [
        (f"client{number // 5}", f"Store-{number:02d}-q{number * 7919 % 997:03d}", PLATFORMS[number % 3], number // 3)
        for number in range(30)
    ]


class Monday:
    """What one run left: the overview and the documents of the clients."""

    def __init__(self, out: Path, ran: Any) -> None:
        self.out, self.ran = out, ran
        self.overview = json.loads((out / "overview.json").read_text("utf-8"))

    def document(self, client: str, lang: str = "en") -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.out / client / lang / "audit.json").read_text("utf-8"))
        return loaded

    def store(self, client: str, store: str, lang: str = "en") -> dict[str, Any]:
        (found,) = [entry for entry in self.document(client, lang)["stores"] if entry["store"] == store]
        return found


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Monday]]:
    """Two Mondays of an agency: the second brings new exports, and ten files that nobody can read."""
    folder = tmp_path_factory.mktemp("agency")
    text = ["schema: store-auditor/agency/1", "languages: [zh, en]", "history: history.sqlite", "clients:"]
    for client in sorted({client for client, *_ in stores()}):
        text += [f"  {client}:", "    roles: {operations: Wang Min}"]
        text += ["    waivers: waivers.yaml"] if client == "client0" else []
        text += ["    overlay: overlay.yaml"] if client == "client1" else []
        text += ["    stores:"]
        for _, store, platform, _ in [entry for entry in stores() if entry[0] == client]:
            text.append(f"      {store}: {{platform: {platform}, inputs: ['data/{store}/*']}}")
    (folder / "agency.yaml").write_text("\n".join(text) + "\n", encoding="utf-8")
    waived = next(store for _, store, platform, number in stores() if platform == "amazon" and number % 3 == 0)
    (folder / "waivers.yaml").write_text(
        "schema: store-auditor/waivers/1\nwaivers:\n"
        f"  - {{check: amazon.order-defect-rate, store: {waived}, reason: carrier strike, approved_by: Li Lei, "
        "from: 2026-11-01, until: 2026-12-31}\n",
        encoding="utf-8",
    )
    (folder / "overlay.yaml").write_text(
        "schema: store-auditor/overlay/1\nclient: client1\nskip: {amazon.order-defect-rate: sells by FBA only}\n",
        encoding="utf-8",
    )
    runs = []
    for week, monday in enumerate(MONDAYS):
        for _, store, platform, number in stores():
            export_week(folder / "data" / store, platform, number, monday)
        if week:
            for (_, store, *_), (name, content) in zip(stores()[5:25:2], BAD.items(), strict=True):
                (folder / "data" / store / name).write_bytes(content)
        out = folder / "monday"
        formats = "html,xlsx,json" if week else "json"
        command = ("portfolio", folder / "agency.yaml", "--out", out, "--as-of", monday, "--quiet", "--lang", "en")
        runs.append(Monday(out, run(*command, "--format", formats, "--jobs", "2")))
    return folder, runs


def test_every_store_is_assessed_and_the_exit_code_says_that_files_were_bad(agency):
    _, (first, second) = agency
    assert first.ran.code in (1, 3), first.ran.err
    assert second.ran.code == 3, second.ran.err
    rows = {row["store"]: row for row in second.overview["stores"] if row["platform"] in PLATFORMS}
    assert set(rows) == {store for _, store, *_ in stores()}
    assert all(row["assessed"] > 0 for row in rows.values())
    counts = second.overview["counts"]
    assert (
        counts["stores"] == 30 == sum(counts[key] for key in ("critical", "failing", "clear", "no_verdict", "no_data"))
    )


def test_of_the_ten_bad_files_those_that_may_be_sheets_are_named_with_their_client(agency):
    """The others are passed over: the inputs are a pattern, which means no photo."""
    _, (_, second) = agency
    passed_over = {"picture.png", "page.html", "letter.docx", "scan.pdf"}
    assert {Path(item["file"]).name for item in second.overview["refused"]} == set(BAD) - passed_over
    inputs = [item for number in range(6) for item in second.document(f"client{number}")["inputs"]]
    noted = {Path(item["file"]).name for item in inputs if "skipped" in str(item["sheets"])}
    assert noted == passed_over


def test_both_languages_say_the_same(agency):
    _, (_, second) = agency
    for client in sorted({client for client, *_ in stores()}):
        one, other = (second.document(client, lang)["stores"] for lang in ("zh", "en"))
        for chinese, english in zip(one, other, strict=True):
            assert chinese["counts"] == english["counts"]
            assert [(f["check"], f["status"], f["value"]) for f in chinese["findings"]] == [
                (f["check"], f["status"], f["value"]) for f in english["findings"]
            ]
        for lang in ("zh", "en"):
            kinds = sorted(path.suffix for path in (second.out / client / lang).glob("Store-*.[hx]*"))
            assert kinds == [".html"] * 5 + [".xlsx"] * 5


def test_waiver_overlay_and_the_week_before(agency):
    _, (_, second) = agency
    amazon = [(client, store, number) for client, store, platform, number in stores() if platform == "amazon"]
    found = {}
    for client, store, number in amazon:
        (finding,) = [f for f in second.store(client, store)["findings"] if f["check"] == "amazon.order-defect-rate"]
        found[client, number % 3 == 0] = finding
    assert found["client0", True]["status"] == "waived"
    assert found["client1", True]["status"] == found["client1", False]["status"] == "not_applicable"
    assert "sells by FBA only" in found["client1", False]["reason"]
    failing = [finding for finding in found.values() if finding["status"] == "fail"]
    assert failing
    assert {(finding["change"], finding["since"]) for finding in failing} == {("continuing", "2026-11-08")}


def test_no_client_reads_of_another_and_nobody_of_a_buyer(agency):
    _, (_, second) = agency
    for client in sorted({client for client, *_ in stores()}):
        foreign = [store.encode() for owner, store, *_ in stores() if owner != client]
        for path in (second.out / client).rglob("*"):
            if path.suffix in (".html", ".json", ".yaml"):
                content = path.read_bytes()
                assert not [store for store in foreign if store in content], path
                assert b"mail.example" not in content
                assert b"Ann Buyer" not in content


def test_the_same_command_again_does_nothing(agency):
    folder, (_, second) = agency
    command = ("portfolio", folder / "agency.yaml", "--out", second.out, "--as-of", MONDAYS[1], "--lang", "en")
    ran = run(*command, "--format", "html,xlsx,json")
    assert ran.code == 3
    assert "6 clients have not changed" in ran.err
