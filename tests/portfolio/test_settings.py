"""What an agency gets wrong in its settings, and what a package tells of the agency's machine: nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from auditor.cli.root import app
from auditor.portfolio import task
from auditor.portfolio.configuration import load_agency
from auditor.portfolio.inputs import expand
from auditor.rulebook import load_rulebook
from tests.portfolio.clients import make_clients
from tests.portfolio.test_portfolio import go, run_of
from tests.report.pictures import png

SHEET = "店铺,平台,周期,迟发率\nA,亚马逊,2026-11-09..2026-11-15,1%\n"
AGENCY = "schema: store-auditor/agency/1\n"
PLATFORMS = [platform for platform in load_rulebook().platforms if platform != "client"]
STORE = "clients: {a: {stores: {S: {platform: amazon, "


def portfolio(folder: Path, text: str, *more: str, lang: str = "en") -> Result:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "agency.yaml").write_text(AGENCY + text, "utf-8")
    words = ("portfolio", folder / "agency.yaml", "--out", folder / "out", "--jobs", "1", "--as-of", "2026-11-15")
    return CliRunner().invoke(app, [*map(str, words), *more, "--lang", lang])


def test_without_a_browser_everything_but_the_pdf_is_written_and_the_next_run_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_BROWSER", str(tmp_path / "none"))
    (tmp_path / "h.csv").write_text(SHEET, "utf-8")
    for _ in range(2):  # the second finds no package that is finished
        done = portfolio(tmp_path, "clients: {a: {inputs: [h.csv]}}\n", "--format", "md,pdf", "--least-coverage", "1%")
        assert (done.exit_code, "unchanged" in done.output) == (3, False), done.output
        assert (tmp_path / "out" / "a" / "A-amazon.md").is_file()
        (told,) = json.loads((tmp_path / "out" / "overview.json").read_text("utf-8"))["warnings"]
        assert "PDF needs Chromium, Chrome or Edge" in told["what"]
    alone = portfolio(tmp_path, "clients: {a: {inputs: [h.csv]}}\n", "--format", "pdf")
    assert (alone.exit_code, "1 client that could not be audited" in alone.stdout) == (2, True)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        (
            "overlay",
            "schema: store-auditor/overlay/1\nclient: c\nchecks:\n  amazon.acoss: {severity: minor}\n",
            "unknown check 'amazon.acoss'; did you mean 'amazon.acos'?",
        ),
        (
            "waivers",
            "schema: store-auditor/waivers/1\nwaivers:\n  - {check: amazon.acos, store: A, reason: r, approved_by: b,"
            " from: 2026-11-10, until: 2027-11-10}\n",
            "a waiver lasts 180 days at most",
        ),
    ],
)
def test_a_wrong_overlay_or_waiver_file_is_2_whatever_else_holds(
    tmp_path: Path, key: str, text: str, said: str
) -> None:
    (tmp_path / "h.csv").write_text(SHEET, "utf-8")
    (tmp_path / "o.yaml").write_text(text, "utf-8")
    alone = f"clients:\n  one: {{inputs: [h.csv], {key}: o.yaml}}\n"
    for clients in (alone, alone + "  two: {inputs: [h.csv]}\n"):
        done = portfolio(tmp_path, clients)
        assert (done.exit_code, said in done.stderr) == (2, True)
        assert "1 client that could not be audited" in done.stdout
        (failed,) = json.loads((tmp_path / "out" / "overview.json").read_text("utf-8"))["failed"]
        assert (failed["client"], said in failed["why"]) == ("one", True)
    again = portfolio(tmp_path, "clients:\n  two: {inputs: [h.csv]}\n", "--least-coverage", "1%")
    assert again.exit_code == 0, again.output


@pytest.mark.parametrize(
    ("agency", "client", "overlay", "typed", "code"),
    [
        ("", "", "", "", 3),
        ("1%", "", "", "", 0),
        ("1%", "60%", "", "", 3),
        ("60%", "0%", "", "", 0),
        ("60%", "60%", "1%", "", 0),
        ("1%", "1%", "60%", "", 3),
        ("1%", "1%", "1%", "60%", 3),
    ],
)
def test_the_least_coverage_is_that_of_the_nearest_and_what_misses_it_is_told(
    tmp_path: Path, agency: str, client: str, overlay: str, typed: str, code: int
) -> None:
    (tmp_path / "h.csv").write_text(SHEET, "utf-8")
    least = f"least_coverage: {overlay}\n" if overlay else ""
    (tmp_path / "o.yaml").write_text(f"schema: store-auditor/overlay/1\n{least}", "utf-8")
    text = f"least_coverage: {agency}\n" if agency else ""
    text += (
        "clients: {a: {inputs: [h.csv], overlay: o.yaml" + (f", least_coverage: {client}" if client else "") + "}}\n"
    )
    done = portfolio(tmp_path, text, *(("--least-coverage", typed) if typed else ()), "--format", "json")
    assert done.exit_code == code, done.output
    made = json.loads((tmp_path / "out" / "overview.json").read_text("utf-8"))
    assert [(each["store"], each["client"], each["assessed"]) for each in made["thin"]] == [("A", "a", 1)] * (code == 3)
    page = (tmp_path / "out" / "overview.html").read_text("utf-8")
    assert ("set least_coverage (agency.yaml)" in page) == (code == 3)


MISTAKES = """\
agency: {name: X, accent: red}
clients:
  one:
    stores:
      S: {platform: ebay, inputs: [x.csv], launched: 2026-13-01}
      T: {platform: amazon, inputs: [x.csv], market: Germny, launched: 2026-W46, attributes: {fulfilmnt: FBA}}
      U: {platform: amazon, inputs: [x.csv], market: 德国, category: 玩具, attributes: {fulfilment: FBA}}
    roles: {operatoins: W, tax: V}
  two: {stores: {A: {platfrm: amazon, market: US}}}
"""


def test_a_worker_keeps_the_rules_of_few_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "laid_over", lambda book, files: (book, None, ()))
    for number in range(500):  # each has an overlay of its own
        task._rules((), f"{number}.yaml", None, (False, False))
    kept = task._rules.cache_info().currsize
    task._rules.cache_clear()
    assert kept < 100


def test_all_mistakes_of_a_configuration_are_told_at_once(tmp_path: Path) -> None:
    done = portfolio(tmp_path, MISTAKES)
    said = [line.split(":", 1)[1].split(" ", 1) for line in done.stderr.splitlines()]
    assert [(int(place.split(":")[0]), what) for place, what in said] == [
        (2, "'red' is not accepted: write a colour as #1F4E79"),
        (6, f"unknown platform 'ebay'; accepted: {', '.join(PLATFORMS)}"),
        (6, "'2026-13-01' is not accepted: there is no such day"),
        (7, "unknown marketplace 'Germny'; did you mean 'Germany'?"),
        (7, "'2026-W46' is not accepted: write a date as 2026-11-15"),
        (7, "unknown attribute 'fulfilmnt'; did you mean 'fulfilment'?"),
        (9, "unknown role 'operatoins'; did you mean 'operations'?"),
        (10, "a store needs 'platform'"),
        (10, "unknown key 'platfrm'; did you mean 'platform'?"),
    ]
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_package_is_the_same_wherever_the_agency_lies(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "elsewhere" / "deeper"
    clients = """\
clients:
  one: {inputs: [data]}
  two: {stores: {A: {platform: amazon, inputs: ["data/*.csv", ./missing.csv]}}}
"""
    for folder in (here, there):
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "h.csv").write_text(SHEET, "utf-8")
        done = portfolio(folder, clients, "--format", "html,xlsx,md,json")
        assert done.exit_code == 3, done.output
    names = [path.relative_to(here) for path in sorted((here / "out").rglob("*")) if path.is_file()]
    packages = [name for name in names if not name.name.startswith(".")]
    assert [name.as_posix() for name in packages if name.suffix == ".json"] == [
        "out/one/audit.json",
        "out/overview.json",
        "out/two/audit.json",
    ]
    assert [name for name in packages if (here / name).read_bytes() != (there / name).read_bytes()] == []
    made = json.loads((here / "out" / "one" / "audit.json").read_text("utf-8"))
    assert [item["file"] for item in made["inputs"]] == ["data/h.csv"]
    made = json.loads((here / "out" / "two" / "audit.json").read_text("utf-8"))
    assert [item["file"] for item in made["inputs"]] == ["data/h.csv", "missing.csv"]
    assert [store["files"] for store in made["stores"]] == [["data/h.csv"]]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_workbooks_link_to_the_inputs_and_a_folder_of_clients_names_them_alike(tmp_path: Path) -> None:
    (tmp_path / "in" / "one").mkdir(parents=True)
    (tmp_path / "in" / "one" / "h.csv").write_text(SHEET, "utf-8")
    words = ("portfolio", tmp_path / "in", "--out", tmp_path / "out", "--jobs", "1", "--as-of", "2026-11-15")
    CliRunner().invoke(app, [str(word) for word in words])
    made = json.loads((tmp_path / "out" / "one" / "audit.json").read_text("utf-8"))
    assert [item["file"] for item in made["inputs"]] == ["one/h.csv"]
    book = load_workbook(tmp_path / "out" / "one" / "A-amazon.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    (link,) = {cell.hyperlink.target.replace("\\", "/") for cell in cells if cell.hyperlink.target}
    assert link == "../../in/one/h.csv"
    assert (tmp_path / "out" / "one" / link).resolve() == tmp_path / "in" / "one" / "h.csv"


def test_a_folder_with_the_marks_of_a_pattern_is_that_folder(tmp_path: Path) -> None:
    folder = tmp_path / "客户[2026]"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.csv").write_text("x\n", "utf-8")
    (folder / "agency.yaml").write_text(
        "schema: store-auditor/agency/1\nclients: {a: {inputs: 'data/*.csv'}, b: {inputs: 'none/*.csv'}}\n", "utf-8"
    )
    found, absent = map(expand, load_agency(folder / "agency.yaml", "en").clients)
    assert found == {"": (str(folder / "data" / "a.csv"),)}
    assert absent == {"": (str(folder / "none" / "*.csv"),)}


@pytest.mark.parametrize("place", ["{}/data", "file://{}/data"])
def test_what_lies_beside_an_open_workbook_is_no_match_of_a_pattern(tmp_path: Path, place: str) -> None:
    """``auditor init`` proposes data/example/*: whatever is open in Excel or WPS on Monday made the run incomplete."""
    (tmp_path / "data").mkdir()
    in_an_address = ("~%24b.xlsx",) if "://" in place else ()
    for name in ("a.xlsx", "~$a.xlsx", "desktop.ini", "Thumbs.db", *in_an_address):
        (tmp_path / "data" / name).touch()
    data = place.format(tmp_path.as_posix())
    (tmp_path / "agency.yaml").write_text(f"{AGENCY}clients: {{a: {{inputs: ['{data}/*', '{data}/~$*']}}}}\n", "utf-8")
    (client,) = load_agency(tmp_path / "agency.yaml").clients
    assert expand(client) == {"": (f"{data}/a.xlsx", f"{data}/~$*")}


@pytest.mark.parametrize("place", ["data", "file://{}/data"])
@pytest.mark.parametrize(
    ("pattern", "photo", "refused"),
    [("*", True, []), ("*.*", True, []), ("*.PNG", False, ["logo.PNG"]), ("logo.PNG", False, ["logo.PNG"])],
)
def test_a_pattern_passes_over_what_a_folder_does(
    tmp_path: Path, place: str, pattern: str, photo: bool, refused: list[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "h.csv").write_text(SHEET, "utf-8")
    (data / "logo.PNG").write_bytes(png(16, 9))
    at = place.format(tmp_path.as_posix())
    text = f"clients: {{a: {{inputs: ['{at}/{pattern}', '{at}/h.csv']}}}}\n"
    done = portfolio(tmp_path, text, "--least-coverage", "1%", "--format", "json")
    assert done.exit_code == (3 if refused else 0), done.output
    made = json.loads((tmp_path / "out" / "overview.json").read_text("utf-8"))
    assert [Path(each["file"]).name for each in made["refused"]] == refused
    inputs = json.loads((tmp_path / "out" / "a" / "audit.json").read_text("utf-8"))["inputs"]
    notes = [
        note for each in inputs for sheet in each["sheets"] if each["file"].endswith("PNG") for note in sheet["notes"]
    ]
    assert any("不是表格，已跳过" in str(note) for note in notes) == photo


def test_where_a_pattern_finds_nothing_but_photos_they_are_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "logo.png").write_bytes(png(16, 9))
    done = portfolio(tmp_path, "clients: {a: {inputs: ['data/*']}}\n", "--format", "json")
    (told,) = json.loads((tmp_path / "out" / "overview.json").read_text("utf-8"))["refused"]
    assert (done.exit_code, told["file"]) == (4, "data/logo.png")


def test_a_clients_settings_are_found_in_its_folder_also_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    settings, waivers = tmp_path / "one" / "settings.yaml", tmp_path / "one" / "w.yml"
    settings.write_text("schema: store-auditor/overlay/1\nclient: one\n", encoding="utf-8-sig", newline="\r\n")
    waivers.write_text("# accepted\nschema: store-auditor/waivers/1\nwaivers: []\n", encoding="utf-8")
    (client,) = load_agency(tmp_path, "en").clients
    assert (client.overlay, client.waivers) == (str(settings), str(waivers))


def test_an_agency_that_was_copied_elsewhere_has_nothing_to_do_again(tmp_path):
    home = tmp_path / "home"
    make_clients(home / "data", 2)
    (home / "own.overlay.yaml").write_text("schema: store-auditor/overlay/1\nclient: client00\n", encoding="utf-8")
    (home / "agency.yaml").write_text(
        "schema: store-auditor/agency/1\nhistory: history.sqlite\nclients:\n"
        "  client00: {inputs: [data/client00], overlay: own.overlay.yaml}\n  client01: {inputs: ['data/client01/*.csv']}\n",
        encoding="utf-8",
    )
    outcomes, _ = go(run_of(home / "agency.yaml", home / "out"))
    assert [outcome.error for outcome in outcomes] == [None, None]
    moved = shutil.copytree(home, tmp_path / "elsewhere" / "moved")
    outcomes, _ = go(run_of(moved / "agency.yaml", moved / "out"))
    assert [outcome.skipped for outcome in outcomes] == [True, True]
    (moved / "data" / "client00" / "week.csv").rename(moved / "data" / "client00" / "renamed.csv")
    outcomes, _ = go(run_of(moved / "agency.yaml", moved / "out"))
    assert sorted(outcome.client for outcome in outcomes if outcome.skipped) == ["client01"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("clients: {}\n", "No client in {}: list them below clients"),
        ("history: s3://x/h.sqlite\nclients: {a: {inputs: x}}\n", "{}:2:10: 's3://x/h.sqlite' is not accepted: it has to be"),
        ("rules: [s3://x/r.yaml]\nclients: {a: {inputs: x}}\n", "{}:2:8: 's3://x/r.yaml' is not accepted: it has to be"),
        ("clients:\n  Acme: {inputs: x}\n  acme: {inputs: x}\n", "{}:4:9: the package of client acme would have the name of Acme"),
        ("clients:\n  a: {inputs: x}\n  a.zip: {inputs: x}\n", "{}:4:10: the package of client a.zip would have the name of a.zip"),
        ("clients: {overview.xlsx: {inputs: x}}\n", "{}:2:26: the package of client overview.xlsx would have the name of"),
        ("clients:\n  a: {name: N, inputs: x}\n  b: {name: N, inputs: x}\nhistory: h.sqlite\n", "{}:4:6: the clients b and a are both"),
        ("clients:\n  a: {name: b, inputs: x}\n  b: {inputs: x}\nhistory: h.sqlite\n", "{}:4:6: the clients b and a are both"),
        ("agency: {name: N, logo: nothing.png}\nclients: {a: {inputs: x}}\n", "{}:2:25: there is no file 'nothing.png'"),
        ("rules: [no-rules]\nclients: {a: {inputs: x}}\n", "{}:2:8: there is no file 'no-rules'"),
        ("clients: {a: {inputs: x, form: no.xlsx}}\n", "{}:2:32: there is no file 'no.xlsx'"),
        ("form: no.xlsx\nclients: {a: {inputs: x}}\n", "{}:2:7: there is no file 'no.xlsx'"),
        ("clients: {a: {inputs: x, narrative: no.yaml}}\n", "{}:2:37: there is no file 'no.yaml'"),
        ("clients: {a: {stores: {S: {platform: 亚马逊}}}}\n", "{}:2:38: unknown platform '亚马逊'; did you mean 'amazon'?\n"),
        ("clients: {a: {inputs: x, roles: {运营: W}}}\n", "{}:2:34: unknown role '运营'; did you mean 'operations'?\n"),
        ("least_coverage: half\nclients: {a: {inputs: x}}\n", "{}:2:17: 'half' is not accepted: "),
        ("clients: {a: {inputs: x, least_coverage: 0.3}}\n", "{}:2:42: '0.3' is not accepted: "),
        (f"{STORE}launched: 2024/05/01}}}}}}}}\n", "{}:2:56: '2024/05/01' is not accepted: write a date as 2026-11-15\n"),
        (f"{STORE}market: DE, attributes: {{market: US}}}}}}}}}}\n", "{}:2:79: market is stated twice, DE and US: keep one"),
        ("clients:\n  a:\n    inputs: x\n\u3000edition: client\n", "{}:5:1: the line begins with a full-width or no-break"),
        ("agency: {name: N, logo: memory://nothing.png}\nclients: {a: {inputs: x}}\n", "memory://nothing.png: there is no file at this"),
    ],
)  # fmt: skip
def test_what_would_go_wrong_later_is_told_before_the_run(tmp_path, text, said):
    done = portfolio(tmp_path, text)
    assert (done.exit_code, done.stderr.startswith(said.format(tmp_path / "agency.yaml"))) == (2, True), done.output
    assert not list((tmp_path / "out").rglob("*.html"))


def test_a_logo_behind_a_url_stands_in_the_overview_too(tmp_path):
    (tmp_path / "logo.png").write_bytes(png(16, 9))
    (tmp_path / "week.csv").write_text(SHEET, "utf-8")
    url = (tmp_path / "logo.png").as_uri()
    done = portfolio(tmp_path, f"agency: {{name: N, logo: '{url}'}}\nclients: {{a: {{inputs: week.csv}}}}\n")
    assert done.exit_code == 3, done.output
    for page in ("overview.html", "a/A-amazon.html"):
        assert "data:image/png;base64," in (tmp_path / "out" / page).read_text("utf-8")


@pytest.mark.parametrize("key", ["narrative", "form"])
def test_a_file_of_the_configuration_that_is_wrong_is_named_as_seen_from_there(tmp_path, key):
    (tmp_path / "week.csv").write_text(SHEET, "utf-8")
    (tmp_path / "wrong.txt").write_text("- nothing of the kind", "utf-8")
    done = portfolio(tmp_path, f"clients: {{a: {{inputs: week.csv, {key}: wrong.txt}}}}\n")
    assert done.exit_code == 2, done.output
    (failed,) = json.loads((tmp_path / "out" / "overview.json").read_text("utf-8"))["failed"]
    assert " wrong.txt" in failed["why"]
    assert str(tmp_path) not in failed["why"]


def test_quiet_says_what_went_wrong_and_nothing_else(tmp_path):
    (tmp_path / "week.csv").write_text(SHEET, "utf-8")
    clients = (
        "clients:\n  a: {inputs: week.csv}\n  b: {inputs: week.csv, overlay: gone.yaml}\n"
        "  c: {inputs: [g1.csv, g2.csv, g3.csv, g4.csv, g5.csv, g6.csv, g7.csv]}\n"
    )
    done = portfolio(tmp_path, clients, "--quiet")
    assert done.exit_code == 2
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["b", "c"]
    assert "gone.yaml" in done.stderr
    assert "c: files not read: g1.csv, g2.csv, g3.csv, g4.csv, g5.csv and 2 more\n" in done.stderr


def test_reports_written_below_the_inputs_are_no_change_of_them(tmp_path):
    make_clients(tmp_path, 2)
    for kept in (False, True):
        outcomes, _ = go(run_of(tmp_path, tmp_path))
        assert [outcome.skipped for outcome in outcomes] == [kept, kept]
    with (tmp_path / "client00" / "week.csv").open("a") as stream:
        stream.write("\n")
    outcomes, _ = go(run_of(tmp_path, tmp_path))
    assert sorted(outcome.client for outcome in outcomes if outcome.skipped) == ["client01"]
