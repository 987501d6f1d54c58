"""A store that sends a week at a time: with its history the audit says what one file of all weeks would say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from auditor.cli.root import app
from auditor.rulebook import documents

RULES = """\
schema: store-auditor/rules/1
pack: demo.weekly
platform: demo
purpose: weekly
title: {zh: 演示, en: Demo}
metrics:
  rate: {name: {zh: 良好率, en: Good rate}, unit: share, better: higher, window: week}
  faults: {name: {zh: 故障数, en: Faults}, unit: count, better: lower, window: week}
  answered: {name: {zh: 已答复, en: Answered}, unit: flag, better: higher, window: week}
checks:
  demo.rate:
    title: {zh: 良好率, en: Good rate}
    metric: rate
    severity: major
    kind: platform
    lines:
      - {until: 2026-11-08, expect: {at_least: 80%}, source: {title: t, read_on: 2026-11-21, standing: house}}
      - {from: 2026-11-09, expect: {at_least: 90%}, source: {title: t, read_on: 2026-11-21, standing: house}}
    remedies: [polish]
  demo.faults:
    title: {zh: 故障, en: Faults}
    metric: faults
    expect: {at_most: 4}
    severity: major
    kind: platform
    source: {title: t, read_on: 2026-11-21, standing: house}
    remedies: [repair]
  demo.answered:
    title: {zh: 已答复, en: Answered}
    metric: answered
    expect: {equals: yes}
    severity: minor
    kind: benchmark
    source: {title: t, read_on: 2026-11-21, standing: house}
remedies:
  polish: {title: {zh: 提升, en: Polish}, steps: {zh: [做], en: [Do it]}, owner: operations, effort: days, due: 3 days}
  repair: {title: {zh: 修复, en: Repair}, steps: {zh: [做], en: [Do it]}, owner: operations, effort: days, due: 3 days}
"""
ENDS = ("2026-10-11", "2026-10-18", "2026-10-25", "2026-11-01", "2026-11-08", "2026-11-15")


@pytest.fixture
def weekly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Weekly:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "demo.yaml").write_text(RULES, "utf-8")
    monkeypatch.setattr(documents, "resource_dir", lambda name: rules)
    monkeypatch.chdir(tmp_path)
    return Weekly()


class Weekly:
    """Audits of one store, a week a file."""

    def audit(self, rows: list[str], *more: str) -> dict[str, Any]:
        """The store's entry in the audit of the rows."""
        lines = ["store,platform,period,good rate,faults,answered", *(f"north,demo,{row}" for row in rows)]
        Path("week.csv").write_text("\n".join(lines) + "\n", "utf-8")
        done = CliRunner().invoke(app, ["audit", "week.csv", "--json", "--lang", "en", *more])
        assert done.exit_code in (0, 1, 3), done.output
        return json.loads(done.stdout)["stores"][0]

    def by_weeks(self, weeks: dict[str, str], *more: str) -> dict[str, Any]:
        """The entry of the last of one audit a week."""
        for end, values in weeks.items():
            entry = self.audit([f"{end},{values}"], "--history", "h.sqlite", *more)
        return entry


def told(entry: dict[str, Any]) -> dict[str, Any]:
    """What follows from the earlier periods."""
    fields = ("trend", "previous_value", "failing_periods", "projected_breach")
    return {
        **{finding["check"]: {name: finding[name] for name in fields} for finding in entry["findings"]},
        "actions": [(action["action"], action["weight"], action["because"]) for action in entry["actions"]],
    }


def streaks(entry: dict[str, Any]) -> dict[str, int]:
    return {finding["check"].removeprefix("demo."): finding["failing_periods"] for finding in entry["findings"]}


@pytest.mark.parametrize(
    "values",
    [
        ["85%,5,no"] * 6,  # by the line of today the rate was missed in each week
        ["95%,5,no", "85%,3,yes", "85%,5,no", "85%,6,no", "85%,7,yes", "85%,8,no"],
        ["85%,0,no", "85%,1,no", "85%,1,no", "85%,2,no", "85%,3,no", "85%,3,no"],  # faults near their line
        ["85%,5,no", "85%,5,no", "85%,,no", "85%,5,no", ",5,", "85%,5,no"],
    ],
)
def test_a_week_at_a_time_says_what_one_file_says(weekly: Weekly, values: list[str]) -> None:
    weeks = dict(zip(ENDS, values, strict=True))
    whole = weekly.audit([f"{end},{row}" for end, row in weeks.items()])
    assert told(weekly.by_weeks(weeks)) == told(whole)


def test_what_the_row_of_failures_goes_through(weekly: Weekly) -> None:
    weeks = dict.fromkeys(ENDS, "85%,5,no")
    del weeks[ENDS[1]]  # no audit in that week: as no column in a file, it ends a row
    assert streaks(weekly.by_weeks(weeks)) == {"rate": 4, "faults": 4, "answered": 4}
    again = weekly.audit([f"{ENDS[5]},85%,5,no"], "--history", "h.sqlite")
    assert streaks(again) == {"rate": 4, "faults": 4, "answered": 4}  # the same day replaces itself
    corrected = [f"{ENDS[4]},95%,4,no", f"{ENDS[5]},85%,5,no"]  # the file's own earlier week counts
    assert streaks(weekly.audit(corrected, "--history", "h.sqlite")) == {"rate": 1, "faults": 1, "answered": 4}


def test_a_month_is_not_compared_with_the_week_before(weekly: Weekly) -> None:
    """Nine faults of a month after five of a week are not four more, and no second failure in a row."""
    weekly.audit(["2026-10-26~2026-11-01,85%,5,no"], "--history", "h.sqlite")
    entry = weekly.audit(["2026-10-16~2026-11-15,85%,9,no"], "--history", "h.sqlite")
    faults = next(finding for finding in entry["findings"] if finding["check"] == "demo.faults")
    assert (faults["value"], faults["previous_value"], faults["delta"], faults["failing_periods"]) == (9, None, None, 1)
    assert faults["change"] == "continuing"
    assert [point["value"] for point in faults["trend"]] == [9]
    assert not any("5" in (action["moved"] or "") for action in entry["previous"]["actions"])


def test_a_waiver_does_not_end_the_row(weekly: Weekly) -> None:
    Path("waivers.yaml").write_text(
        "schema: store-auditor/waivers/1\nwaivers:\n"
        "  - {check: demo.faults, store: north, reason: r, approved_by: w, from: 2026-10-01, until: 2026-11-09}\n",
        "utf-8",
    )
    entry = weekly.by_weeks(dict.fromkeys(ENDS, "95%,5,yes"), "--waivers", "waivers.yaml")
    (faults,) = [finding for finding in entry["findings"] if finding["check"] == "demo.faults"]
    assert (faults["status"], faults["audits"], faults["failing_periods"]) == ("fail", 6, 6)
    assert entry["actions"][0]["because"].count("missed 6 periods in a row") == 1


def test_verify_needs_no_history_to_agree(weekly: Weekly, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the history the answer is no lasting breach, and repairing comes first; see also ``test_commands``."""
    from auditor.cli import verify

    weekly.by_weeks(dict.fromkeys(ENDS[:5], "80%,3,no"))
    last = [f"{ENDS[5]},80%,5,no"]
    alone, known = weekly.audit(last), weekly.audit(last, "--history", "h.sqlite", "--out", "out")
    assert [action["action"] for action in alone["actions"]] == ["repair", "polish"]
    assert [action["action"] for action in known["actions"]] == ["polish", "repair"]
    again = CliRunner()
    monkeypatch.setattr(verify, "_run_again", lambda words: json.loads(again.invoke(app, [*words, "--json"]).stdout))
    done = CliRunner().invoke(app, ["verify", "out", "--lang", "en"])
    assert (done.exit_code, done.stdout.startswith("the same")) == (0, True), done.stdout
