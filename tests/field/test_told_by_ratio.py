"""销售额 beside ACoS may be the ads' or the store's: what the printed rate is made of tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import xlsx
from tests.field.test_raw_exports import taken

ADS, STORE = "ad_sales", "store_revenue"


@pytest.mark.parametrize(
    ("heading", "sales", "acos", "metric"),
    [
        ("销售额", [4000, 3553], ["20%", "19.7%"], ADS),
        ("销售额", [4000, 3553], ["20%", "19.8%"], STORE),  # another rate than it makes
        ("销售额", [4000, 9000], ["20%", "19.7%"], STORE),
        ("销售额", [4000, "-"], ["20%", "19.7%"], ADS),  # nothing to compare in the second week
        ("销售额", [4000, 0], ["20%", "-"], ADS),
        ("销售额", ["-", "-"], ["20%", "19.7%"], STORE),
        ("销售额", [4000, 3553], ["-", "-"], STORE),
        ("销售额($)", [4000, 3553], ["20%", "19.7%"], ADS),
        ("店铺销售额", [4000, 3553], ["20%", "19.7%"], STORE),  # says whose it is
    ],
)
def test_sales_that_make_the_acos_are_those_of_the_ads(
    tmp_path: Path, heading: str, sales: list[object], acos: list[str], metric: str
) -> None:
    spend, weeks = [800, 700], ["2026-W45", "2026-W46"]
    down = [["周期", "花费", heading, "ACoS"], *map(list, zip(weeks, spend, sales, acos, strict=True))]
    across = [["指标", *weeks], ["花费", *spend], [heading, *sales], ["ACoS", *acos]]
    for name, rows in (("down", down), ("across", across)):
        intake = taken(xlsx(tmp_path / f"{name}.xlsx", rows), platform="amazon")
        assert {item.metric for item in intake.observations} == {"ad_spend", "acos", metric}
        told = any("stands beside it and is read as Ad sales" in note.en for note in intake.inputs[0].sheets[0].notes)
        assert told is (metric == ADS)


def test_on_a_day_they_are_of_the_day_as_the_spend_is(tmp_path: Path) -> None:
    rows = [["日期", "花费", "销售额", "ACoS"], ["2026-11-15", 800, 4000, "20%"]]
    found = taken(xlsx(tmp_path / "h.xlsx", rows), platform="amazon").observations
    assert {(item.metric, item.period.days) for item in found} == {("ad_spend", 1), ("acos", 1), (ADS, 1)}


def test_beside_the_sales_of_the_ads_those_are_the_store_s(tmp_path: Path) -> None:
    rows = [["周期", "花费", "销售额", "广告销售额", "ACoS"], ["2026-W46", 800, 4000, 4000, "20%"]]
    found = taken(xlsx(tmp_path / "h.xlsx", rows), platform="amazon").observations
    assert {ADS, STORE} <= {item.metric for item in found}


@pytest.mark.parametrize(("clicks", "metric"), [(300, "p4p_clicks"), (900, "clicks")])
def test_clicks_that_make_the_price_of_one_are_those_of_p4p(tmp_path: Path, clicks: int, metric: str) -> None:
    rows = [["周期", "点击", "P4P花费", "P4P点击均价"], ["2026-W46", clicks, 800, 2.67]]
    found = taken(xlsx(tmp_path / "h.xlsx", rows), platform="alibaba").observations
    assert {item.metric for item in found} == {metric, "p4p_spend", "p4p_cpc"}


@pytest.mark.parametrize(
    ("heading", "beside", "told"),
    [
        ("销售额", [], True),
        ("销售额", [["CPC", "1.2"]], True),
        ("销售额", [["会话数", 900]], False),
        ("店铺销售额", [], False),
        ("销售额", [["广告销售额", 900]], False),
    ],
)
def test_sales_beside_nothing_but_rates_of_ads_may_be_theirs(
    tmp_path: Path, heading: str, beside: list[list[object]], told: bool
) -> None:
    rows = [["指标", "2026-W46"], [heading, 4000], ["ACoS", "20%"], *beside]
    found = taken(xlsx(tmp_path / "h.xlsx", rows), platform="amazon")
    assert STORE in {item.metric for item in found.observations}
    assert any("if it is the ads'" in note.en for note in found.inputs[0].sheets[0].notes) is told
