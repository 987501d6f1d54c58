"""Which store a file without a store column is of: what stands above its table, its folder, its own name."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from auditor.intake import DeclaredStore
from auditor.intake.dating.periods import without_period
from tests.field.said import Rows, Said, text_file, xlsx

DSR, RFQ, LATE = "alibaba.dsr", "alibaba.rfq-response", "amazon.late-shipment"
FIRST: Rows = [["日期", "DSR", "RFQ响应率"], ["2026-11-15", "4.4", "95%"]]
SECOND: Rows = [["日期", "DSR", "及时回复率"], ["2026-11-15", "4.8", "50%"]]


def made(path: Path, rows: Rows) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return text_file(path, rows)


@pytest.mark.parametrize(
    ("titles", "store", "platform"),
    [
        ([["店铺：丙店"], ["统计周期：2026-11-15"]], "丙店", "amazon"),
        ([["店铺: 丙店  平台：亚马逊  统计周期：2026-11-09~2026-11-15"]], "丙店", "amazon"),
        ([["Store: Nord Haus; Period: 2026-11-15"]], "Nord Haus", "amazon"),
        ([["周报", "店铺名称：丙店 2026-W46"], ["数据来源：后台"]], "丙店", "amazon"),
        ([["平台：独立站，店铺：丙店"], ["统计周期", "2026-11-15"]], "丙店", "independent"),
        ([["店铺", "丙店"], ["统计周期", "2026-11-15"]], "丙店", "amazon"),
    ],
)
def test_a_store_that_one_cell_above_the_table_names(tmp_path: Path, titles: Rows, store: str, platform: str) -> None:
    said = Said(xlsx(tmp_path / "x.xlsx", [*titles, [], ["迟发率", "ODR", "净利润率"], ["1%", "0%", "20%"]]))
    assert [(item["store"], item["platform"]) for item in said.document["stores"]] == [(store, platform)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Glow™ ①号店", "Glow™ ①号店"),
        ("Ω² ㈱", "Ω² ㈱"),
        ("ＡＢＣ店（深圳）", "ABC店(深圳)"),  # typed in full width
        ("ﾔﾏﾀﾞ店", "ヤマダ店"),
        ("甲\u200b店\ufeff", "甲店"),
        ("❤\ufe0f 店", "❤\ufe0f 店"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_a_store_is_called_as_its_owner_writes_it(tmp_path: Path, written: str, name: str) -> None:
    said = Said(
        xlsx(tmp_path / "x.xlsx", [["店铺", "平台", "日期", "迟发率"], [written, "亚马逊", "2026-11-15", "1%"]])
    )
    assert list(said.stores) == [name]


@pytest.mark.parametrize(
    ("known", "written"), [("恒达（深圳）", "恒达(深圳)"), ("Harbour US", "HARBOUR  us"), ("Glow™", "GlowTM")]
)
@pytest.mark.parametrize("declared", [False, True])
def test_a_store_that_is_known_in_another_spelling_is_that_one(
    tmp_path: Path, known: str, written: str, declared: bool
) -> None:
    rows: Rows = [["店铺", "客户", "平台", "日期", "迟发率"], [written, "华美(深圳)", "亚马逊", "2026-11-15", "1%"]]
    named, titled, unnamed = (
        str(xlsx(tmp_path / f"{name}.xlsx", table))
        for name, table in (
            ("a", rows),
            ("b", [[f"店铺：{written}"], ["日期", "ODR"], ["2026-11-15", "0.1%"]]),
            ("c", [["日期", "取消率"], ["2026-11-15", "1%"]]),
        )
    )
    shop = DeclaredStore(known, "amazon", files=(unnamed,))
    asked: dict[str, object] = {"declared": (shop,)} if declared else {"platform": "amazon", "store": known}
    said = Said(named, titled, unnamed, client="华美（深圳）", **asked)
    assert list(said.stores) == [known]
    assert said.document["stores"][0]["client"] == "华美（深圳）"
    assert {said.value(check) for check in (LATE, "amazon.order-defect-rate")} == {0.01, 0.001}


def test_two_known_stores_that_case_alone_tells_apart_stay_two(tmp_path: Path) -> None:
    rows: Rows = [["ACME", "2026-11-15", "1%"], ["Acme", "2026-11-15", "2%"]]
    text_file(tmp_path / "Acme.csv", [["日期", "ODR"], ["2026-11-15", "0.1%"]])
    shops = tuple(DeclaredStore(name, "amazon", files=()) for name in ("Acme", "ACME"))
    said = Said(xlsx(tmp_path / "x.xlsx", [["店铺", "日期", "迟发率"], *rows]), tmp_path / "Acme.csv", declared=shops)
    found = {
        store["store"]: {one["check"]: one["value"] for one in store["findings"]} for store in said.document["stores"]
    }
    assert {name: (checks[LATE], checks["amazon.order-defect-rate"]) for name, checks in found.items()} == {
        "ACME": (0.01, None),
        "Acme": (0.02, 0.001),
    }


def test_names_that_differ_in_spelling_alone_are_told(tmp_path: Path) -> None:
    rows: Rows = [["ACME", "亚马逊", "2026-11-15", "1%"], ["Acme", "亚马逊", "2026-11-15", "2%"]]
    rows += [["acme", "独立站", "2026-11-15", ""], ["Acme 2", "亚马逊", "2026-11-15", "2%"]]
    said = Said(xlsx(tmp_path / "x.xlsx", [["店铺", "平台", "日期", "迟发率"], *rows]))
    told = [text for text in said.document["warnings"] if "spelling" in text]
    assert [text.partition(" differ")[0] for text in told] == ["The stores “ACME”, “Acme” of amazon"]


@pytest.mark.parametrize("name", ["1688", "11.11", "2026"])
def test_a_number_that_is_a_store_may_stand_above_a_table(tmp_path: Path, name: str) -> None:
    rows: Rows = [["店铺", name], ["指标", "数值"], ["RFQ响应率", "95%"]]
    assert list(Said(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba").stores) == [name]


def test_a_period_where_a_store_belongs_names_none(tmp_path: Path) -> None:
    rows: Rows = [["店铺", "2026-W46"], ["指标", "数值"], ["RFQ响应率", "95%"]]
    said = Said(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    assert list(said.stores) == ["恒达"]
    assert "a period and no store's name" in said.why("B1")


@pytest.mark.parametrize(("asked", "told"), [("乙店", False), ("乙", False), ("乙店铺", False), ("甲店", True)])
def test_a_form_of_another_store_than_the_one_asked_for_is_told(tmp_path: Path, asked: str, told: bool) -> None:
    rows: Rows = [["统计周期", "2026-W46"], ["店铺", "乙店"], ["RFQ响应率", "95%"]]
    said = Said(xlsx(tmp_path / "x.xlsx", rows), platform="alibaba", store=asked)
    assert list(said.stores) == [asked]
    whys = [(item["cell"], item["why"][:28]) for item in said.ignored if item["incomplete"]]
    assert whys == [("B2", "here stands the store '乙店', ")] * told


@pytest.mark.parametrize(
    ("tab", "rows", "told"),
    [
        ("华美店 2026-W46", [], "A1"),
        ("Sheet1", [["华美店 国际站周报"]], "A1"),
        ("Blue Store", [["2026-W46"]], "A1"),
        ("恒达", [["周报"], ["华美店 国际站周报"]], "A2"),
        ("华美店", [["恒达店 国际站周报"]], None),  # the title is nearer
        ("华美店", [["店铺：恒达"]], None),
        ("周报", [], None),
        ("店铺", [["国际站周报"]], None),
        ("恒达店", [], None),
        ("恒达旗舰店", [["恒达亚马逊店"]], None),
        ("美国店", [], None),
        ("我的店铺", [], None),
    ],
)
@pytest.mark.parametrize("declared", [False, True])
def test_a_title_or_tab_of_another_store_than_the_one_asked_for_is_told(
    tmp_path: Path, tab: str, rows: Rows, told: str | None, declared: bool
) -> None:
    file = xlsx(tmp_path / "x.xlsx", [*rows, ["日期", "迟发率"], ["2026-11-15", "1%"]], tab)
    shop = DeclaredStore("恒达", "amazon", files=(str(file),))
    said = Said(file, declared=(shop,)) if declared else Said(file, platform="amazon", store="恒达")
    assert list(said.stores) == ["恒达"]
    whys = [
        (item["cell"], "is read as '恒达' as --store" in item["why"]) for item in said.ignored if item["incomplete"]
    ]
    assert whys == ([(told, True)] if told else [])


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("恒达 一店", "恒达 二店"), "{} 运营周报"),
        (("Harbour", "Harbour Tools US"), "Weekly KPI: {} (2026-W46)"),
        (("Harbour (US)", "Harbour-DE"), "{} - weekly KPI"),
    ],
)
@pytest.mark.parametrize("declared", [False, True])
def test_a_store_of_several_words_is_found_among_those_of_a_title(
    tmp_path: Path, names: tuple[str, str], title: str, declared: bool
) -> None:
    tables: list[Rows] = [
        [[title.format(name)], ["日期", "迟发率"], ["2026-11-15", f"{1 + at}%"]] for at, name in enumerate(names)
    ]
    if declared:
        shops = tuple(DeclaredStore(name, "amazon") for name in names)
        said = Said(xlsx(tmp_path / "x.xlsx", [*tables[0], [], *tables[1]]), declared=shops)
        rates = {
            store["store"]: one["value"]
            for store in said.document["stores"]
            for one in store["findings"]
            if one["check"] == LATE
        }
        assert rates == dict(zip(names, (0.01, 0.02), strict=True))
        return
    for name, table in zip(names, tables, strict=True):
        said = Said(xlsx(tmp_path / "x.xlsx", table), platform="amazon", store=name)
        assert (list(said.stores), [item for item in said.ignored if item["incomplete"]]) == ([name], [])


@pytest.mark.parametrize(
    ("head", "cells", "given", "told"),
    [
        (["日期"], ["2026-11-15"], "de/x.csv", True),
        (["日期"], ["2026-11-15"], "de", True),  # a folder within that of the other
        (["日期"], ["2026-11-15"], "us", False),
        (["店铺", "日期"], ["DE", "2026-11-15"], "de", False),
    ],
)
def test_a_file_that_the_configuration_gives_to_several_stores_is_told_where_it_names_none(
    tmp_path: Path, head: list[str], cells: list[str], given: str, told: bool
) -> None:
    (tmp_path / "de").mkdir()
    text_file(tmp_path / "de" / "x.csv", [[*head, "迟发率"], [*cells, "1%"]])
    shops = [
        DeclaredStore("US", "amazon", files=(str(tmp_path),)),
        DeclaredStore("DE", "amazon", files=(str(tmp_path / given),)),
    ]
    said = Said(tmp_path, declared=tuple(shops))
    lacking = [(item["cell"], item["why"]) for item in said.ignored if item["incomplete"]]
    why = "the agency's configuration gives this file to several stores: US, DE; it names none itself, and is read as 'US'"
    assert lacking == ([("A1", why)] if told else [])


@pytest.mark.parametrize(
    "rows",
    [
        [["店铺", "日期", "RFQ响应率"], ["恒达", "2026-11-15", "95%"]],
        [["统计周期：2026-W46"], ["店铺", "恒达", "蓝峰"], ["及时回复率", "80%", "70%"], ["RFQ响应率", "80%", "70%"]],
    ],
)
def test_a_tab_says_nothing_where_the_table_names_its_stores(tmp_path: Path, rows: Rows) -> None:
    said = Said(xlsx(tmp_path / "x.xlsx", rows, "华美店"), platform="alibaba", store="恒达")
    assert list(said.stores) == ["恒达"]
    assert [item["why"] for item in said.ignored if item["incomplete"]] == []


def test_an_attribute_and_a_market_in_one_cell(tmp_path: Path) -> None:
    said = Said(xlsx(tmp_path / "x.xlsx", [["店铺：丙店 站点：德国"], ["日期", "迟发率"], ["2026-11-15", "1%"]]))
    assert said.stores["丙店"]["attributes"]["market"] == "DE"


@pytest.mark.parametrize(
    ("heading", "said", "read"),
    [
        ("站点", "德国(DE)", "DE"),
        ("站点", "United States (US), 加拿大（CA）", "US,CA"),
        ("站点", "DE FR", "DE,FR"),
        ("站点", "DE & FR（法国）", "DE,FR"),
        ("站点", "德国（法国）", None),
        ("站点", "德国 欧洲", None),
        ("站点", "(DE)", None),
        ("含电池", "没有", "no"),
        ("含电池", "✓", "yes"),
        ("含电池", "是/否", None),  # what a form offers
        ("通知类型", "知识产权投诉", "ip-complaint"),
        ("通知类型", "政策违规", "policy-warning"),
        ("目标市场", "欧洲、美国", "US,EU"),
    ],
)
def test_how_people_write_the_values_of_an_attribute(tmp_path: Path, heading: str, said: str, read: str | None) -> None:
    attribute = {"含电池": "has_battery", "通知类型": "notice"}.get(heading, "market")
    platform, rate = ("国际站", "及时回复率") if heading == "目标市场" else ("亚马逊", "迟发率")
    rows = [["店铺", "平台", heading, "日期", rate], ["丙店", platform, said, "2026-11-15", "1%"]]
    audit = Said(xlsx(tmp_path / "x.xlsx", rows))
    assert audit.stores["丙店"]["attributes"].get(attribute) == read
    assert [item["cell"] for item in audit.ignored] == ([] if read else ["C2"])


def test_a_folder_of_a_platform_names_no_store(tmp_path: Path) -> None:
    made(tmp_path / "恒达" / "国际站" / "a.csv", FIRST)
    made(tmp_path / "蓝峰" / "国际站" / "b.csv", SECOND)
    said = Said(tmp_path)
    assert sorted(said.stores) == ["恒达", "蓝峰"]
    assert (said.value(DSR, "恒达"), said.value(DSR, "蓝峰")) == (4.4, 4.8)
    assert said.status("alibaba.timely-response", "恒达") == "unknown"
    assert list(Said(tmp_path / "恒达" / "国际站").stores) == ["恒达"]


def test_folders_and_files_of_weeks_are_of_one_store(tmp_path: Path) -> None:
    for week, day, share in (("2026-W45", "2026-11-08", "1%"), ("2026-W46", "2026-11-15", "9%")):
        rows = [["平台", "日期", "迟发率"], ["亚马逊", day, share]]
        made(tmp_path / "folders" / "恒达" / week / "a.csv", rows)
        made(tmp_path / "files" / f"nord_{week}.csv", [["迟发率"], [share]])
        made(tmp_path / "bare" / f"{week}.csv", [["迟发率"], [share]])
    files = sorted((tmp_path / "files").iterdir())
    bare = sorted((tmp_path / "bare").iterdir())
    for paths, name in (([tmp_path / "folders"], "恒达"), (files, "nord"), (files[:1], "nord"), (bare, "bare")):
        assert list(Said(*paths).stores) == [name]
    assert Said(tmp_path / "folders").value(LATE) == 0.09


def test_folders_of_one_name_in_different_folders_are_not_mixed(tmp_path: Path) -> None:
    made(tmp_path / "恒达" / "一店" / "a.csv", FIRST)
    made(tmp_path / "蓝峰" / "一店" / "2026-W46" / "b.csv", SECOND)
    said = Said(tmp_path)
    assert sorted(said.stores) == ["恒达/一店", "蓝峰/一店"]
    assert all("folder above it" in " ".join(sheet["notes"]) for sheet in said.sheets)
    assert list(Said(tmp_path / "恒达").stores) == ["一店"]
    weeks = [made(tmp_path / week / "店" / "a.csv", FIRST).parent for week in ("2026-W45", "2026-W46")]
    assert list(Said(*weeks).stores) == ["店"]


def test_folders_of_english_months_and_weeks_are_of_one_store(tmp_path: Path) -> None:
    for folder, day in (("January", "2026-01-15"), ("Sept", "2026-09-15"), ("Week 46", "2026-11-15")):
        made(tmp_path / "恒达" / folder / "a.csv", [["日期", "DSR"], [day, "4.4"]])
    assert list(Said(tmp_path).stores) == ["恒达"]


def test_files_of_one_name_in_different_folders_are_not_mixed(tmp_path: Path) -> None:
    first, second = made(tmp_path / "a" / "店一.csv", FIRST), made(tmp_path / "b" / "店一_2026-W46.csv", SECOND)
    said = Said(first, second)
    assert sorted(said.stores) == ["a/店一", "b/店一"]
    assert (said.value(DSR, "a/店一"), said.value(DSR, "b/店一")) == (4.4, 4.8)
    assert all("folder above it" in sheet["notes"][-1] for sheet in said.sheets)
    weeks = [made(tmp_path / week / "店一.csv", FIRST) for week in ("2026-W45", "2026-W46")]
    assert list(Said(*weeks).stores) == ["店一"]


@pytest.mark.parametrize(
    ("name", "store"),
    [
        ("amazon", "恒达"),
        ("国际站", "恒达"),
        ("W46", "恒达"),
        ("RFQ数据", "RFQ数据"),
        ("周报(1)", "周报"),
        ("weekly report_2026-W46", "weekly report"),
    ],
)
def test_a_file_that_is_named_after_what_it_holds(tmp_path: Path, name: str, store: str) -> None:
    said = Said(made(tmp_path / "恒达" / "国际站" / f"{name}.csv", FIRST))
    assert list(said.stores) == [store]
    assert f"it is called '{store}' after its folder or file; say --store NAME" in said.sheets[0]["notes"][-1]
    stated = Said(made(tmp_path / "恒达" / f"{name}.csv", [["店铺", *FIRST[0]], ["恒达", *FIRST[1]]]))
    assert not any("no store is named" in note for note in stated.sheets[0]["notes"])
    above = Said(xlsx(tmp_path / "恒达" / f"{name}.xlsx", [["店铺：恒达"], [], *FIRST]))
    assert not any("no store is named" in note for note in above.sheets[0]["notes"])


def test_folders_of_reports_are_of_the_store_above_them(tmp_path: Path) -> None:
    made(tmp_path / "恒达" / "周报" / "a.csv", FIRST)
    made(tmp_path / "恒达" / "RFQ数据" / "2026-W46" / "b.csv", [["日期", "及时回复率"], ["2026-11-15", "50%"]])
    assert list(Said(tmp_path).stores) == ["恒达"]
    assert list(Said(tmp_path / "恒达" / "周报").stores) == ["周报"]  # the folder that was asked for


@pytest.mark.parametrize(
    "copy", ["恒达(1)", "恒达 (2)", "恒达 - 副本", "恒达的副本", "恒达 - Copy", "恒达 copy 2", "恒达_2026-W46 (1)"]
)
def test_a_copy_of_a_file_is_of_the_same_store(tmp_path: Path, copy: str) -> None:
    paths = [made(tmp_path / f"{name}.csv", FIRST) for name in ("恒达", copy)]
    assert list(Said(*paths).stores) == ["恒达"]
    newer = made(tmp_path / f"{copy}.csv", SECOND)
    assert Said(paths[0], newer).value(DSR) is None  # told as a conflict, with both cells


@pytest.mark.parametrize("name", ["恒达(0)", "恒达(123)", "photocopy", "店2"])
def test_what_only_looks_like_a_copy(tmp_path: Path, name: str) -> None:
    assert list(Said(made(tmp_path / f"{name}.csv", FIRST)).stores) == [name]


def test_a_zipped_folder(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "恒达_2026-W46.zip", "w") as packed:
        packed.write(made(tmp_path / "a.csv", FIRST), "国际站/a.csv")
    assert list(Said(tmp_path / "恒达_2026-W46.zip").stores) == ["恒达"]


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("恒达_2026-W46", "恒达"),
        ("恒达(2026-W46)_美国", "恒达_美国"),
        ("恒达 2026-11-09~2026-11-15", "恒达"),
        ("恒达20261115", "恒达"),
        ("恒达11.8-11.14", "恒达"),
        ("恒达2026年11月第2周", "恒达"),
        ("恒达第46周", "恒达"),
        ("BusinessReport-11-22-26", "BusinessReport"),
        ("恒达(美国)", "恒达(美国)"),
        ("2026-W46【恒达】", "恒达"),
        ("W46", ""),
        ("2026", ""),
        ("2026-11-09_2026-11-15", ""),
        ("恒达3店", "恒达3店"),
        ("shop-2", "shop-2"),
        ("v1.2", "v1.2"),
        ("week", "week"),
        ("January", ""),
        ("Jan 2026", ""),
        ("2026-Jan", ""),
        ("2026_11", ""),
        ("Sept", ""),
        ("Nov26", ""),
        ("May", ""),
        ("Week 46", ""),
        ("wk46", ""),
        ("KW46", ""),
        ("26W46", ""),
        ("Week 46 (Nov 9-15)", ""),
        ("2026H1", ""),
        ("Q4 2026", ""),
        ("上半年", ""),
        ("last week", ""),
        ("恒达_Nov", "恒达"),
        ("1周报", ""),
        ("恒达第46周报", "恒达"),
        ("恒达11月报", "恒达"),
        ("恒达11月报表", "恒达报表"),
        ("恒达 Nov 15 2026", "恒达"),
        ("恒达_2026_11_09_2026_11_15", "恒达"),
        ("恒达_20261109-1115", "恒达"),
        ("恒达26年11月", "恒达"),
        ("恒达12.28-1.3", "恒达"),
        ("恒达12月28日-1月3日", "恒达"),
        ("恒达 3.5-1.2", "恒达 3.5-1.2"),
        ("恒达 15.11.2026", "恒达"),
        ("May Flower", "May Flower"),
        ("Mayfair", "Mayfair"),
        ("四季服饰", "四季服饰"),
        ("shop 1000-1200", "shop 1000-1200"),
    ],
)
def test_the_period_is_no_part_of_a_name(name: str, rest: str) -> None:
    assert without_period(name) == rest


@pytest.mark.parametrize(
    ("title", "store"),
    [
        ("国际站周报（店铺：恒达；周期：2026.11.9-2026.11.15）", "恒达"),
        ("国际站周报 2026-W46【店铺：恒达】", "恒达"),
        ("国际站周报（周期：2026-W46，店铺：恒达（二店））", "恒达(二店)"),
        ("店铺：恒达（二店） 周期：2026-W46", "恒达(二店)"),
        ("店铺名称：恒达   周报   2026/11/9—2026/11/15", "恒达"),
        ("店铺：恒达 月报 2026年10月", "恒达"),
        ("Store: Harbour Tools weekly report 2026-W46", "Harbour Tools"),
        ("Store: Harbour Report 2026-W46", "Harbour Report"),
    ],
)
def test_a_title_that_names_the_store_among_other_things(tmp_path: Path, title: str, store: str) -> None:
    said = Said(xlsx(tmp_path / "s.xlsx", [[title], ["指标", "数值"], ["RFQ响应率", "91%"]]), platform="alibaba")
    assert (list(said.stores), said.value("alibaba.rfq-response")) == ([store], 0.91)
