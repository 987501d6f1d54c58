"""The two counts of a rate, where they do not belong together."""

from __future__ import annotations

from pathlib import Path

from tests.field.said import Said, xlsx

HEAD = ["店铺", "平台", "周期", "已报价RFQ数", "收到RFQ数"]


def test_counts_of_different_periods_are_named(tmp_path: Path) -> None:
    one = xlsx(tmp_path / "a.xlsx", [HEAD[:4], ["恒达", "国际站", "2026-W45", 27]])
    other = xlsx(tmp_path / "b.xlsx", [[*HEAD[:3], HEAD[4]], ["恒达", "国际站", "2026-W46", 30]])
    found = Said(one, other).finding("alibaba.rfq-response")
    assert found["status"] == "unknown"
    assert "RFQs answered for 2026-11-02 to 2026-11-08" in found["reason"]
    assert "RFQs received for 2026-11-09 to 2026-11-15" in found["reason"]
    assert "not of the same period" in found["reason"]
    assert found["supply"] == "Supply “RFQs answered” and “RFQs received” of the same period"
    chinese = Said(one, other, lang="zh").finding("alibaba.rfq-response")["reason"]
    assert "周期不同" in chinese


def test_one_count_alone_says_which_is_not_there(tmp_path: Path) -> None:
    sheet = xlsx(tmp_path / "a.xlsx", [HEAD[:4], ["恒达", "国际站", "2026-W46", 27]])
    found = Said(sheet).finding("alibaba.rfq-response")
    assert found["status"] == "unknown"
    assert "a.xlsx!Sheet1!D2: 27" in found["reason"]
    assert "the other one is missing" in found["reason"]
    assert found["supply"].startswith("Supply “RFQs received” / “收到RFQ数” / ")
    assert "RFQs answered" not in found["supply"]


def test_nothing_at_all_is_no_data(tmp_path: Path) -> None:
    sheet = xlsx(tmp_path / "a.xlsx", [[*HEAD[:3], "DSR"], ["恒达", "国际站", "2026-W46", 4.8]])
    assert Said(sheet).finding("alibaba.rfq-response")["reason"] == "no data on RFQ response rate"


def test_the_cell_of_a_count_is_all_that_is_asked_for(tmp_path: Path) -> None:
    sheet = xlsx(tmp_path / "a.xlsx", [HEAD, ["恒达", "国际站", "2026-W46", 27, "--"]])
    found = Said(sheet).finding("alibaba.rfq-response")
    assert "a.xlsx!Sheet1!E2: --" in found["reason"]
    assert "RFQs answered" not in found["supply"]
    sheet = xlsx(tmp_path / "a.xlsx", [HEAD, ["恒达", "国际站", "2026-W46", 27, "many"]])
    assert Said(sheet).finding("alibaba.rfq-response")["supply"].endswith("a.xlsx!Sheet1!E2")


def test_a_change_asks_for_the_period_before(tmp_path: Path) -> None:
    sheet = xlsx(tmp_path / "a.xlsx", [[*HEAD[:3], "曝光"], ["恒达", "国际站", "2026-W46", 1000]])
    asked = {lang: Said(sheet, lang=lang).finding("alibaba.exposure")["supply"] for lang in ("zh", "en")}
    assert asked == {  # last week's figures mostly lie in last week's folder
        "zh": "请补充 2026-11-09 之前 1周的“曝光”，或将当时的文件与本期的一起审核",
        "en": "Supply “Exposure” of the week before 2026-11-09 as well, or audit the file of that time together with this one",
    }


def test_four_days_of_a_week_that_goes_on_are_not_compared_with_the_whole_week_before(tmp_path: Path) -> None:
    rows = [["恒达", "国际站", "2026-11-02~2026-11-08", 1000], ["恒达", "国际站", "2026-11-09~2026-11-12", 550]]
    found = Said(xlsx(tmp_path / "a.xlsx", [[*HEAD[:3], "曝光"], *rows])).finding("alibaba.exposure")
    assert found["reason"] == "2026-11-09 to 2026-11-12 is too short to be compared over 1 week"
    assert found["supply"] == "Supply “Exposure” for a full week"


def test_a_month_has_no_week_before_it(tmp_path: Path) -> None:
    sheet = xlsx(
        tmp_path / "a.xlsx", [[*HEAD[:3], "曝光"], *(["恒达", "国际站", f"2026-{m}", 1000] for m in ("09", "10"))]
    )
    found = Said(sheet).finding("alibaba.exposure")
    assert found["reason"] == "2026-10 is too long to be compared over 1 week"
    assert found["supply"] == "Supply “Exposure” in shorter periods: of 1 week at most"
