"""A client's overlay and waivers: in words that do not contradict its lines, and in every command that judges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from auditor.cli.root import app

DEFECTS = "amazon.order-defect-rate"
OVERLAY = f"""\
schema: store-auditor/overlay/1
client: Acme
checks:
  {DEFECTS}: {{expect: {{less_than: 0.5%}}}}
  amazon.acos: {{expect: {{between: [10%, 20%]}}}}
"""
WAIVERS = f"""\
schema: store-auditor/waivers/1
waivers:
  - {{check: {DEFECTS}, store: A, reason: r, approved_by: b, from: 2026-11-10, until: 2026-11-30}}
"""
SETTINGS = ("--overlay", "o.yaml", "--least-coverage", "1%")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.csv").write_text("店铺,平台,日期,ODR,ACoS\nA,亚马逊,2026-11-15,0.5%,22%\n", "utf-8")
    (tmp_path / "o.yaml").write_text(OVERLAY, "utf-8")
    (tmp_path / "w.yaml").write_text(WAIVERS, "utf-8")
    return tmp_path


def auditor(*words: str, lang: str = "en") -> Result:
    return CliRunner().invoke(app, [*words, "--lang", lang])


@pytest.mark.parametrize(
    ("lang", "check", "title", "reason", "done"),
    [
        (
            "en",
            DEFECTS,
            "Order defect rate below 1% (this client's line: less than 0.5%)",
            "misses this client's line: less than 0.5%",
            "The order defect rate is below 0.8%; and this client's line is met (less than 0.5%)",
        ),
        (
            "zh",
            DEFECTS,
            "订单缺陷率低于1%（本客户要求：小于0.5%）",
            "未达到本客户要求：小于0.5%",
            "订单缺陷率低于0.8%；且达到本客户要求（小于0.5%）",
        ),
        (
            "en",
            "amazon.acos",
            "ACoS between 15% and 25% (this client's line: between 10% and 20%)",
            "misses this client's line: between 10% and 20%",
            "ACoS is below the margin before ads and between 15% and 25%; and this client's line is met (between 10% and 20%)",
        ),
    ],
)
def test_the_words_of_a_check_tell_whose_line_it_is(
    folder: Path, lang: str, check: str, title: str, reason: str, done: str
) -> None:
    made = json.loads(auditor("audit", "week.csv", *SETTINGS, "--json", lang=lang).stdout)
    (finding,) = (one for one in made["stores"][0]["findings"] if one["check"] == check)
    assert (finding["status"], finding["title"], finding["reason"]) == ("fail", title, reason)
    # The shipped words carry the shipped figure: by themselves they would close what still fails.
    action = next(one for one in made["stores"][0]["actions"] if one["for"] == [check])
    assert action["done_when"] == done


def test_of_several_lines_of_a_client_an_action_says_which_is_of_what(folder: Path) -> None:
    (folder / "o.yaml").write_text(OVERLAY + "  amazon.late-shipment: {expect: {less_than: 2%}}\n", "utf-8")
    (folder / "week.csv").write_text("店铺,平台,日期,ODR,迟发率\nA,亚马逊,2026-11-15,1.6%,5%\n", "utf-8")
    (store,) = json.loads(auditor("audit", "week.csv", *SETTINGS, "--json").stdout)["stores"]
    done = [action["done_when"] for action in store["actions"] if len(action["for"]) == 2]
    said = "this client's line is met (Order defect rate less than 0.5%, Late shipment rate less than 2%)"
    assert done
    assert all(words.endswith(said) for words in done)


def test_without_an_overlay_the_words_are_the_rule_files(folder: Path) -> None:
    (folder / "week.csv").write_text("店铺,平台,日期,ODR\nA,亚马逊,2026-11-15,1%\n", "utf-8")
    made = json.loads(auditor("audit", "week.csv", "--json").stdout)
    (finding,) = (one for one in made["stores"][0]["findings"] if one["check"] == DEFECTS)
    assert finding["title"] == "Order defect rate below 1%"
    assert finding["reason"] == "misses the platform's line: less than 1%"


def test_a_replay_with_the_clients_settings_finds_no_difference(folder: Path) -> None:
    settings = (*SETTINGS, "--waivers", "w.yaml")
    auditor("audit", "week.csv", *settings, "--client", "Acme", "--history", "h.db")
    same = auditor("replay", "--history", "h.db", *settings, "--json")
    (found,) = json.loads(same.stdout)
    assert (found["changes"], found["from"], same.stderr) == ([], found["to"], "")
    assert found["from"]["score"] is not None
    bare = auditor("replay", "--history", "h.db")
    assert "with a client's overlay: add --overlay" in bare.stderr
    assert "have waivers: add --waivers" in bare.stderr
    assert auditor("replay", "--history", "h.db", *settings, "--client", "Acme").exit_code == 0
    assert auditor("replay", "--history", "h.db", *settings, "--client", "Other").exit_code == 4


def test_what_if_by_the_clients_lines(folder: Path) -> None:
    done = auditor("what-if", "week.csv", "--set", "acos=18%", *SETTINGS, "--waivers", "w.yaml", "--json")
    (found,) = json.loads(done.stdout)
    assert [(one["check"], one["before"]["status"], one["after"]["status"]) for one in found["changes"]] == [
        ("amazon.acos", "fail", "pass")
    ]
    assert (found["to"]["score"] is not None, done.exit_code) == (True, 0)


def test_what_if_of_a_status_in_words(folder: Path) -> None:
    status = ("what-if", "week.csv", "--least-coverage", "1%", "--json", "--set")
    (found,) = json.loads(auditor(*status, "account_status=有风险").stdout)
    assert [(one["check"], one["after"]["status"]) for one in found["changes"]] == [("amazon.account-status", "fail")]
    wrong = auditor(*status, "account_status=NORMALL")
    assert (wrong.exit_code, "unknown value of account_status 'NORMALL'; did you mean 'NORMAL'?" in wrong.stderr) == (
        2,
        True,
    )
