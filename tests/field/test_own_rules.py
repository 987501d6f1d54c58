"""Rules of an agency's own platform: their scopes are theirs, whatever other packs call theirs."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from auditor.handbook import render_handbook
from auditor.rulebook import RuleErrors, load_rulebook
from auditor.template import metrics_workbook
from tests.field.said import Said, rulebook, xlsx

RULES = """\
schema: store-auditor/rules/1
pack: shop.weekly
platform: shop
purpose: weekly
title: {zh: 店, en: Shop}
metrics:
  visits: {name: {zh: 浏览, en: Visits}, unit: count, better: higher, window: week}
attributes:
  region: {name: {zh: 地区, en: Region}, values: {EU: [欧洲], US: [USA]}}
scopes:
  eu: {when: {any: [{region: EU}]}}
  eu-electronics: {when: {all: [{scope: eu}]}}
checks:
  shop.visits:
    title: {zh: 浏览, en: Visits}
    metric: visits
    expect: {at_least: 10}
    applies: [eu-electronics]
    severity: major
    kind: platform
    source: {title: t, read_on: 2026-11-21, standing: house}
"""


TIKTOK = RULES.replace("shop.", "tiktok-shop.").replace(": shop\n", ": tiktok-shop\nnames: [抖店]\n")


@pytest.mark.parametrize(
    ("region", "status"), [("欧洲", "pass"), ("EU", "pass"), ("USA", "not_applicable"), (None, "unknown")]
)
def test_a_scope_named_like_another_platform_s(tmp_path: Path, region: str | None, status: str) -> None:
    rules = tmp_path / "shop.yaml"
    rules.write_text(RULES, encoding="utf-8")
    rows = [["店铺", "平台", "周期", "Visits", "Region"], ["a", "shop", "2026-W46", 50, region]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), rules=[rules])
    assert said.status("shop.visits") == status


def test_a_scope_named_twice_on_one_platform_is_an_error(tmp_path: Path) -> None:
    one, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_text(RULES, encoding="utf-8")
    head = RULES[: RULES.index("metrics:")]
    other.write_text(head + "scopes:\n  eu: {when: {any: [{region: US}]}}\n", encoding="utf-8")
    with pytest.raises(RuleErrors) as caught:
        load_rulebook([one, other])
    (error,) = caught.value.errors
    assert "duplicate scope 'eu'" in error.message.en
    assert error.place.line == 7


def test_a_platform_of_one_s_own_is_among_those_that_a_sheet_may_name(tmp_path: Path) -> None:
    rules = tmp_path / "shop.yaml"
    rules.write_text(RULES, encoding="utf-8")
    rows = [["Store", "Platform", "Period", "Visits"], ["Hengda", "Bazaar", "2026-11-09~2026-11-15", 12]]
    said = Said(xlsx(tmp_path / "a.xlsx", rows), rules=[rules])
    (told,) = said.ignored
    platforms = [*(platform for platform in rulebook().platforms if platform != "client"), "shop"]
    assert (told["cell"], told["remedy"]) == ("B2", f"accepted: {', '.join(platforms)}")
    said = Said(xlsx(tmp_path / "b.xlsx", [["Store", "Period"], ["Hengda", "2026-11-09~2026-11-15"]]), rules=[rules])
    assert f"--platform {'|'.join(platforms)}" in said.errors[0]


@pytest.mark.parametrize(
    ("above", "heads", "named"),
    [
        ([], ["平台"], ["TikTok Shop"]),
        ([], ["Platform"], ["tiktok-shop"]),
        ([["TikTok Shop 店铺周报"]], [], []),
        ([["Week 46 TikTokShop"]], [], []),
        ([], ["平台"], ["抖店"]),
        ([], ["平台"], ["抖店（TikTok Shop）"]),
        ([["抖店周报"]], [], []),
    ],
)
def test_a_platform_of_several_words_is_known_by_its_name_as_by_its_id(
    tmp_path: Path, above: list[list[str]], heads: list[str], named: list[str]
) -> None:
    rules = tmp_path / "shop.yaml"
    rules.write_text(TIKTOK, encoding="utf-8")
    rows = [*above, ["店铺", "周期", "Visits", *heads], ["曼谷", "2026-W46", 50, *named]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), rules=[rules])
    assert [store["platform"] for store in said.document["stores"]] == ["tiktok-shop"]


@pytest.mark.parametrize(
    ("names", "zh", "en"),
    [
        ("names: [抖店, TikTok Shop, 抖音小店]\n", "抖店", "TikTok Shop"),
        ("names: [抖店]\n", "抖店", "抖店"),
        ("", "tiktok-shop", "tiktok-shop"),
    ],
)
def test_reports_and_sheets_to_fill_in_call_a_platform_as_its_rules_do(
    tmp_path: Path, names: str, zh: str, en: str
) -> None:
    rules = tmp_path / "shop.yaml"
    rules.write_text(TIKTOK.replace("names: [抖店]\n", names), encoding="utf-8")
    rows = [["店铺", "平台", "周期", "Visits"], ["曼谷", "tiktok-shop", "2026-W46", 50]]
    book = load_rulebook([rules])
    for lang, name in (("zh", zh), ("en", en)):
        said = Said(xlsx(tmp_path / "s.xlsx", rows), rules=[rules], lang=lang)
        assert said.document["stores"][0]["platform_name"] == name
        sheet = openpyxl.load_workbook(io.BytesIO(metrics_workbook(book, "tiktok-shop", lang))).worksheets[0]
        assert name in [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert f"{zh}：指标" in render_handbook(book)["metrics-tiktok-shop.html"].decode()


def test_one_name_for_two_platforms_is_an_error(tmp_path: Path) -> None:
    one, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_text(TIKTOK, encoding="utf-8")
    other.write_text(TIKTOK.replace("tiktok-shop", "temu").replace("抖店]", "Temu, 抖 店]"), encoding="utf-8")
    with pytest.raises(RuleErrors) as caught:
        load_rulebook([one, other])
    assert [error.message.en for error in caught.value.errors] == [
        "'抖 店' is a name of the platform tiktok-shop already"
    ]


@pytest.mark.parametrize(
    ("count", "formula"),
    [(600, "{} - 1 + 1"), (60, "{0} + {0} - {0}")],
    ids=["a formula on a formula, and so on", "each names the next three times"],
)
def test_formulas_build_on_formulas_to_any_depth(tmp_path: Path, count: int, formula: str) -> None:
    more = [
        f"  visits: {{name: {{zh: 浏览, en: Visits}}, unit: count, better: higher, window: week, formula: {formula.format('m0')}}}"
    ]
    for number in range(count):
        last = number == count - 1
        computed = "" if last else f", formula: {formula.format(f'm{number + 1}')}"
        name = f"{{zh: 数{number}, en: Figure {number}}}"
        more.append(f"  m{number}: {{name: {name}, unit: count, better: higher, window: week{computed}}}")
    head, rest = RULES.split("metrics:\n")
    rules = tmp_path / "shop.yaml"
    rules.write_text(head + "metrics:\n" + "\n".join((*more, *rest.splitlines()[1:])) + "\n", encoding="utf-8")
    rows = [["店铺", "平台", "周期", f"Figure {count - 1}", "Region"], ["a", "shop", "2026-W46", 12, "EU"]]
    found = Said(xlsx(tmp_path / "s.xlsx", rows), rules=[rules]).finding("shop.visits")
    assert (found["status"], found["value"]) == ("pass", 12)
    assert [cell["cell"] for cell in found["evidence"]] == ["D2"]
