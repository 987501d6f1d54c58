"""``auditor audit`` as users run it: exit codes, streams, bad input, and the road from a cell to a verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import EXAMPLES, Ran
from tests.demo_rules import RULES

Auditor = Callable[..., Ran]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "demo.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def sheet(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def findings(ran: Ran) -> dict[str, dict]:
    return {finding["check"]: finding for finding in ran.document["stores"][0]["findings"]}


def audit(auditor: Auditor, rules: Path, path: Path, *more: str) -> Ran:
    return auditor("audit", path, "--rules", rules, "--platform", "demo", "--as-of", "2026-11-15", "--json", *more)


HEAD = ["店铺", "周期", "良好率", "故障数"]
WEEK = "2026-11-09~2026-11-15"


@pytest.mark.parametrize(
    ("rate", "faults", "code", "good", "fault"),
    [
        ("95%", 2, 0, "pass", "pass"),
        ("94.99%", 2, 0, "watch", "pass"),
        ("90%", 2, 0, "watch", "pass"),
        ("89.99%", 2, 0, "fail", "pass"),  # major fails, --fail-on is critical
        ("95%", 3, 1, "pass", "fail"),
        ("--", 2, 0, "unknown", "pass"),  # a mark of a missing value is not incomplete
        ("abc", 2, 3, "unknown", "pass"),
        ("0.9", 2, 3, "unknown", "pass"),  # 0.9 % or 90 %: undecided
        ("--", "-", 4, "unknown", "unknown"),
        ("0", 0, 0, "fail", "pass"),  # zero is a value
    ],
)
def test_exit_codes_and_statuses(auditor, rules, tmp_path, rate, faults, code, good, fault):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, rate, faults])
    ran = audit(auditor, rules, path)
    assert (ran.code, findings(ran)["demo.good"]["status"], findings(ran)["demo.faults"]["status"]) == (
        code,
        good,
        fault,
    )


def test_fail_on_lowers_the_bar(auditor, rules, tmp_path):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "80%", 0])
    assert audit(auditor, rules, path).code == 0
    assert audit(auditor, rules, path, "--fail-on", "major").code == 1


def test_incomplete_goes_before_failed(auditor, rules, tmp_path):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "abc", 9])
    assert audit(auditor, rules, path).code == 3


def test_cells_that_could_not_be_used_share_a_line_where_they_share_the_cause(auditor, rules, tmp_path):
    unread = [[f"S{number}", WEEK, "abc", 9] for number in range(25)]
    others = [[f"T{number}", WEEK, f"x{number}yz", 9] for number in range(7)]
    apart = [[f"U{number}", WEEK, "95%", "1-2" if number % 2 else 9] for number in range(50)]
    ran = audit(auditor, rules, sheet(tmp_path / "s.xlsx", HEAD, *unread, *others, *apart))
    first, second = [line.partition("s.xlsx ")[2] for line in ran.err.splitlines() if "s.xlsx" in line]
    ways = "write one percentage such as 93.5%, or '-' where there is none"
    assert first == f"[Sheet] C2:C33: 'abc' / 'x0yz' / 'x1yz' … is not a number → {ways}"
    named = ", ".join(f"D{row}" for row in range(35, 75, 2))
    assert second.startswith(f"[Sheet] {named} … (25): '1-2' is a bound or a range")


def test_a_trouble_of_every_tab_is_told_once_with_the_tabs(auditor, rules, tmp_path):
    book = Workbook()
    book.remove(book.active)
    for week in range(1, 31):
        page = book.create_sheet(f"W{week}")
        for row in (HEAD, ["A", f"2026-W{week}", (50 + week) / 100, "abc"]):
            page.append(row)
    book.save(tmp_path / "s.xlsx")
    told = [line for line in audit(auditor, rules, tmp_path / "s.xlsx").err.splitlines() if "s.xlsx" in line]
    named = ", ".join(f"[W{week}] C2" for week in range(1, 21))
    asked = "'0.51' / '0.52' / '0.53' … without %: percent (0.9 is 0.9%) or shares (0.9 is 90%)?"
    ways = "write the % in the cell or heading, or add to the overlay: percent: {good_rate: percent} (the former)"
    assert f"s.xlsx {named} … (30): {asked} → {ways}" in told[0]
    named = named.replace("C2", "D2")
    assert told[1].endswith(
        f"s.xlsx {named} … (30): 'abc' is not a number → write one number, or '-' where there is none"
    )
    assert len(told) == 2


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        # one line for the book, without another for each first figure that lacks its period
        (
            [HEAD[::2], ["A", "95%"]],
            "[W1], [W2], [W3]: its name 'W1' / 'W2' / 'W3' is no period: the period lacks its year",
        ),
        ([["名称"], ["何处"]], "[W1], [W2], [W3]: no heading of demo was found"),
        ([], "[W1], [W2], [W3]: an empty sheet"),
    ],
)
def test_what_keeps_several_tabs_from_being_read_is_told_once(auditor, rules, tmp_path, rows, told):
    book = Workbook()
    book.remove(book.active)
    for week in (1, 2, 3):
        page = book.create_sheet(f"W{week}")
        for row in rows:
            page.append(row)
    book.save(tmp_path / "s.xlsx")
    (line,) = [line for line in audit(auditor, rules, tmp_path / "s.xlsx").err.splitlines() if "s.xlsx" in line]
    assert line.partition("s.xlsx ")[2].startswith(told)


def test_of_values_in_conflict_the_first_are_told_and_how_to_mend_them_all(auditor, rules, tmp_path):
    twice = [[f"S{number}", WEEK, f"{90 + number + again}%", 9] for number in range(7) for again in (0, 1)]
    told = audit(auditor, rules, sheet(tmp_path / "s.xlsx", HEAD, *twice)).err.splitlines()
    assert len(told) == 6
    assert "C2:C3: different values for one store, metric and period: " in told[0]
    assert told[5].endswith("C12:C15: 4 more of this kind → check which is right and keep only that one")


@pytest.mark.parametrize(("faults", "count"), [("9", 0), ("-", 1)])
def test_a_heading_nearly_known_is_told_where_nothing_could_be_assessed(auditor, rules, tmp_path, faults, count):
    ran = audit(auditor, rules, sheet(tmp_path / "s.xlsx", [*HEAD, "良好率率"], ["A", WEEK, "--", faults, "95%"]))
    assert ran.code == (4 if count else 1)
    assert ran.err.count("E1: unknown heading; not read → if it is '良好率', add to the overlay") == count


def test_a_trouble_of_every_file_is_told_once_with_the_first_files(auditor, rules, tmp_path):
    for week in range(10, 20):
        sheet(tmp_path / f"W{week}.xlsx", HEAD, ["A", f"2026-W{week}", "abc", 9])
    (told,) = [line for line in audit(auditor, rules, tmp_path).err.splitlines() if "W10.xlsx" in line]
    first = ", ".join(f"{tmp_path}/W{week}.xlsx [Sheet] C2" for week in (10, 11, 12))
    assert told.startswith(f"{first} … (10): 'abc' is not a number → ")


def test_a_missing_file_does_not_stop_the_others(auditor, rules, tmp_path):
    good = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "95%", 0])
    ran = audit(auditor, rules, good, str(tmp_path / "nowhere.xlsx"))
    assert ran.code == 3
    assert "nowhere.xlsx" in ran.err
    assert findings(ran)["demo.good"]["status"] == "pass"
    assert any(item["error"] for item in ran.document["inputs"])


def test_nothing_to_assess_is_four(auditor, rules, tmp_path):
    ran = audit(auditor, rules, tmp_path / "nowhere.xlsx")
    assert ran.code == 4
    assert ran.document["stores"] == []


def test_mistakes_in_rules_are_two_with_place_and_nearest_name(auditor, rules, tmp_path):
    rules.write_text(RULES.replace("severity: major", "severty: major"), encoding="utf-8")
    ran = audit(auditor, rules, sheet(tmp_path / "s.xlsx", HEAD))
    assert ran.code == 2
    assert ran.out == ""
    line = next(index for index, text in enumerate(rules.read_text().splitlines(), 1) if "severty" in text)
    assert f"demo.yaml:{line}:5: unknown key 'severty'; did you mean 'severity'?" in ran.err


@pytest.mark.parametrize(
    "words",
    [("audit",), ("audit", "x.xlsx", "--as-of", "15.11.2026"), ("audit", "x.xlsx", "--lang", "fr"), ("frobnicate",),
     ("audit", "x.xlsx", "--format", "docx"), ("audit", "x.xlsx", "--platform", "ebay"), ("audit", "x.csv", "--encoding", "zlib")],
)  # fmt: skip
def test_wrong_usage_is_two_and_no_traceback(auditor, words):
    ran = auditor(*words)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_the_order_of_the_files_changes_no_byte(auditor, rules, tmp_path):
    first = sheet(tmp_path / "b.xlsx", HEAD, ["B", WEEK, "95%", 0], ["A", WEEK, "80%", 0])
    second = sheet(tmp_path / "a.xlsx", HEAD, ["A", WEEK, "95%", 0])  # in conflict with the first
    rest = ("--rules", rules, "--platform", "demo", "--as-of", "2026-11-15", "--json")
    gone = (str(tmp_path / "z.csv"), str(tmp_path / "y.csv"))
    there = auditor("audit", first, second, *gone, *rest)
    back = auditor("audit", *reversed(gone), second, first, *rest)
    assert (there.code, there.out) == (back.code, back.out)
    assert there.code == 3


def test_off_a_terminal_a_wrong_use_is_one_unwrapped_line(auditor):
    value = "15-11-2026-" * 20
    assert f"Error: Invalid value for '--as-of': \"{value}\" is not a date: write it like 2026-11-15" in (
        auditor("audit", "x.xlsx", "--as-of", value).err.splitlines()
    )


def test_a_store_that_no_row_names_is_told(auditor, rules, tmp_path):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "95%", 0])
    ran = audit(auditor, rules, path, "--store", "Z")
    assert ran.code == 4
    assert ran.err.splitlines() == ["The stores in the files: A", 'The files hold nothing of the store "Z"']
    assert ran.document["warnings"] == ['The files hold nothing of the store "Z"']


def test_values_of_later_periods_are_listed_with_their_cells(auditor, rules, tmp_path):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "95%", 0], ["A", "2026-11-16~2026-11-22", "50%", 9])
    ran = audit(auditor, rules, path)
    assert ran.code == 0
    (one,) = ran.document["inputs"][0]["sheets"]
    why = "its period 2026-11-16..2026-11-22 ends after 2026-11-15: set aside"
    assert [(item["cell"], item["raw"], item["why"]) for item in one["ignored"]] == [
        ("C3", "50%", why),
        ("D3", "9", why),
    ]
    (told,) = one["ignored_by_cause"]
    assert (told["cells"], told["raws"], told["why"]) == ("C3:D3", ["50%", "9"], why)
    assert findings(ran)["demo.good"]["value"] == 0.95


def test_json_is_the_only_thing_on_stdout(auditor, rules, tmp_path):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "abc", 0])
    ran = audit(auditor, rules, path, "--out", str(tmp_path / "out"))
    assert json.loads(ran.out)["schema"] == "store-auditor/audit/1"
    assert "abc" in ran.err
    assert (tmp_path / "out" / "A-demo.html").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_messages_are_in_the_language_asked_for(auditor, rules, tmp_path, lang):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "abc", 0])
    ran = audit(auditor, rules, path, "--lang", lang)
    chinese = any("\u4e00" <= mark <= "\u9fff" for mark in ran.err.replace("良好率", ""))
    assert chinese == (lang == "zh")
    assert "C2" in ran.err


def test_later_periods_are_set_aside_and_the_default_date_is_the_newest(auditor, rules, tmp_path):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "95%", 0], ["A", "2026-11-02~2026-11-08", "80%", 0])
    ran = auditor("audit", path, "--rules", rules, "--platform", "demo", "--json")
    assert ran.document["as_of"] == "2026-11-15"
    earlier = auditor("audit", path, "--rules", rules, "--platform", "demo", "--json", "--as-of", "2026-11-08")
    assert findings(earlier)["demo.good"]["value"] == 0.8
    assert "2026-11-15" in earlier.err


def test_the_same_bytes_whatever_the_locale_and_hash_seed(auditor, tmp_path):
    outputs = []
    for index, environment in enumerate(
        ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "LANG": "de_DE.UTF-8", "TZ": "Asia/Shanghai"})
    ):
        out = tmp_path / str(index)
        ran = auditor("audit", EXAMPLES, "--as-of", "2026-11-15", "--lang", "zh", "--out", out, **environment)
        assert ran.code in (0, 1, 3)
        outputs.append({path.name: path.read_bytes() for path in sorted(out.iterdir())})
    assert outputs[0] == outputs[1]


def test_every_value_of_the_demo_is_in_the_cell_that_is_named(auditor):
    """From any number one can open the workbook and find it at the cell named."""
    document = auditor("audit", EXAMPLES / "恒达机械", "--as-of", "2026-11-15", "--json").document
    books = {}
    seen = 0
    for finding in document["stores"][0]["findings"]:
        for cell in finding["evidence"]:
            book = books.setdefault(cell["file"], load_workbook(cell["file"], data_only=True))
            value = book[cell["sheet"]][cell["cell"]].value
            assert str(value) == cell["raw"] or float(value) == pytest.approx(
                float(cell["raw"].strip("%").replace(",", "")) / (100 if "%" in cell["raw"] else 1)
            )
            seen += 1
    assert seen > 20


def test_verdicts_do_not_depend_on_the_order_of_files(auditor, rules, tmp_path):
    one = sheet(tmp_path / "1.xlsx", HEAD, ["A", WEEK, "95%", 0], ["B", WEEK, "80%", 5])
    two = sheet(tmp_path / "2.xlsx", ["故障数", "店铺", "周期"], [4, "C", WEEK])
    first = audit(auditor, rules, one, str(two)).document
    second = audit(auditor, rules, two, str(one)).document

    def verdicts(document: dict) -> dict:
        return {s["store"]: {f["check"]: (f["status"], f["value"]) for f in s["findings"]} for s in document["stores"]}

    assert verdicts(first) == verdicts(second)


def test_gbk_console_does_not_break_the_table(auditor, rules, tmp_path):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "95%", 0])
    ran = auditor(
        "audit",
        path,
        "--rules",
        rules,
        "--platform",
        "demo",
        "--as-of",
        "2026-11-15",
        "--lang",
        "zh",
        PYTHONIOENCODING="gbk",
    )
    assert ran.code == 0
    assert "项均达标。" in ran.out


def test_version_is_quick_and_right(auditor):
    from auditor import __version__

    ran = auditor("--version")
    assert (ran.code, ran.out) == (0, f"auditor {__version__}\n")


def test_doctor_tells_the_engine(auditor):
    ran = auditor("doctor")
    assert ran.code == 0
    assert "durable" in ran.out or "closure" in ran.out


def test_a_single_day_against_a_week_that_ends_on_it_is_a_conflict(auditor, rules, tmp_path):
    path = sheet(tmp_path / "s.xlsx", HEAD, ["A", WEEK, "95%", 0], ["A", "2026-11-15", "94%", 0])
    ran = audit(auditor, rules, path)
    found = findings(ran)["demo.good"]
    assert (ran.code, found["status"]) == (3, "unknown")
    assert {cell["cell"] for cell in found["evidence"]} == {"C2", "C3"}


def test_what_makes_an_audit_incomplete_is_said_where_every_cell_was_read(
    auditor: Auditor, rules: Path, tmp_path: Path
) -> None:
    ranged = rules.read_text("utf-8").replace("unit: share, better", "unit: share, range: {at_most: 100%}, better")
    rules.write_text(ranged, "utf-8")
    path = sheet(tmp_path / "s.xlsx", ["店铺", "平台", "周期", "Good", "All", "Faults"], ["A", "demo", WEEK, 31, 30, 0])
    ran = auditor("audit", str(path), "--rules", str(rules), "--lang", "en")
    assert (ran.code, ran.err.count("contradict each other")) == (3, 1)


@pytest.mark.parametrize(
    ("known", "told"),
    [([], 1), ([["良好率", "95%"]], 0)],  # beside a value that was read it is listed in the documents, as ever
)
def test_a_sheet_that_gives_nothing_for_a_heading_nearly_known_is_told(
    auditor: Auditor, rules: Path, tmp_path: Path, known: list[list[object]], told: int
) -> None:
    good = sheet(tmp_path / "good.xlsx", HEAD, ["A", WEEK, "95%", 0])
    near = sheet(tmp_path / "near.xlsx", ["指标", "2026-W46"], ["故障数目", 9], *known)
    ran = auditor("audit", good, near, "--rules", rules, "--platform", "demo", "--store", "A", "--lang", "en")
    assert (ran.code, ran.err.count("A2: unknown heading"), ran.err.count("[故障数目]")) == (0, told, told), ran.err


@pytest.mark.parametrize(
    ("words", "code", "score"),
    [
        ((), 3, None),
        (("--least-coverage", "50%"), 0, 100),
        (("--least-coverage", "50.01%"), 3, None),
        (("--least-coverage", "0%"), 0, 100),
        (("--overlay", "short.yaml"), 0, 100),
        (("--overlay", "short.yaml", "--least-coverage", "60%"), 3, None),  # what was typed goes before the file
    ],
)
def test_the_least_coverage_is_half_unless_set(
    auditor: Auditor, rules: Path, tmp_path: Path, words: tuple[str, ...], code: int, score: int | None
) -> None:
    if not words:  # half is enough, less is not: 1 of 3
        rules.write_text(RULES + RULES[RULES.index("  demo.faults") :].replace("demo.faults", "demo.third"), "utf-8")
        other = (
            rules.read_text("utf-8").replace("metric: faults", "metric: good", 1).replace("less_than", "at_least", 1)
        )
        rules.write_text(other, "utf-8")
    (tmp_path / "short.yaml").write_text("schema: store-auditor/overlay/1\nleast_coverage: 50%\n", "utf-8")
    book = sheet(tmp_path / "s.xlsx", ["店铺", "平台", "周期", "Faults"], ["a", "demo", "2026-W46", 0])
    given = [str(tmp_path / word) if word.endswith(".yaml") else word for word in words]
    ran = auditor("audit", str(book), "--rules", str(rules), "--json", *given)
    store = json.loads(ran.out)["stores"][0]
    assert (ran.code, store["score"]) == (code, score)


@pytest.mark.parametrize("wrong", ["half", "30", "101%", "-1%"])
def test_a_least_coverage_that_is_no_share_is_wrong_use(auditor: Auditor, tmp_path: Path, wrong: str) -> None:
    book = sheet(tmp_path / "s.xlsx", ["指标", "2026-W46"], ["ODR", "0.5%"])
    ran = auditor("audit", str(book), f"--least-coverage={wrong}", "--lang", "en")
    assert ran.code == 2
    assert wrong in ran.err


def test_one_store_of_a_client_is_not_taken_for_all_of_its_channels(auditor: Auditor, tmp_path: Path) -> None:
    head = ["店铺", "平台", "客户", "月份", "销售额", "经营年限"]
    months = ["2026-08", "2026-09", "2026-10"]
    sold = [("AL", "国际站", "$40"), ("IN", "独立站", "$20"), ("AM", "亚马逊", "$40")]
    path = sheet(
        tmp_path / "a.xlsx",
        head,
        *([store, on, "恒达", month, sum_, 1] for store, on, sum_ in sold for month in months),
    )
    whole = auditor("audit", path, "--as-of", "2026-11-15", "--json", "--lang", "en")
    one = auditor("audit", path, "--as-of", "2026-11-15", "--json", "--lang", "en", "--store", "AL")
    assert [entry["store"] for entry in json.loads(whole.out)["clients"]] == ["恒达"]
    document = json.loads(one.out)
    assert ([entry["store"] for entry in document["stores"]], document["clients"]) == (["AL"], [])
    assert any("need all stores of the client" in warning for warning in document["warnings"])


@pytest.mark.parametrize(("opens", "told"), [("2026-11-15", 0), ("2026-11-16", 1)])
def test_a_store_that_opens_later_is_told_of_a_weekly_audit(
    auditor: Auditor, rules: Path, tmp_path: Path, opens: str, told: int
) -> None:
    path = sheet(
        tmp_path / "s.xlsx",
        ["店铺", "平台", "开店日期", "周期", "Good", "All", "Faults"],
        ["A", "demo", opens, WEEK, 9, 10, 0],
    )
    ran = auditor("audit", str(path), "--rules", str(rules), "--as-of", "2026-11-15", "--lang", "en")
    assert ran.err.count(f"its launch day lies ahead: A ({opens}); auditor readiness") == told, ran.err
