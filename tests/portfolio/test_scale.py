"""Thousands of stores: the run's own process holds little of each, the page shows what presses, and nothing is lost."""

from __future__ import annotations

import gc
import io
import json
import pathlib
import pickle
import re
import tracemalloc
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Text
from auditor.portfolio import configuration as configured
from auditor.portfolio import run
from auditor.portfolio.agency import Agency, Client, StoreEntry
from auditor.portfolio.configuration import MOST_BYTES, load_agency
from auditor.portfolio.job import Job, Outcome
from auditor.portfolio.overview import overview
from auditor.portfolio.overview_page import MOST, render_overview
from auditor.portfolio.overview_workbook import overview_workbook
from auditor.portfolio.rows import Rows, pieces
from auditor.portfolio.run import Run
from auditor.portfolio.summary import Shared, StoreSummary
from auditor.report import dump
from auditor.report.labels import labels
from auditor.rulebook import RuleErrors

DAY = date(2026, 11, 15)
DIMENSIONS = ("responsiveness", "reputation", "fulfilment", "inventory")


def summary(number: int, **more: object) -> StoreSummary:
    """A store with something in each list of the overview, its words made anew as by a worker's answer."""
    words: dict[str, object] = {
        "store": f"shop{number:05}",
        "platform": ("amazon", "alibaba")[number % 2],
        "platform_name": ("Amazon", "Alibaba.com")[number % 2],
        "client": f"client{number:05}",
        "as_of": DAY.isoformat(),
        "newest": ((DAY - timedelta(days=6)).isoformat(), DAY.isoformat()),
        "verdict": "One critical failure among the checks of this week, and further ones",
        "state": "at_risk",
        "score": 40 + number % 50,
        "best": 40 + number % 50,
        "score_before": 60,
        "grade": "C",
        "assessed": 60,
        "applicable": 65,
        "counts": (("fail", number % 7), ("watch", 2), ("unknown", 5), ("pass", 50), ("not_applicable", 0)),
        "dimensions": tuple((name, f"Dimension {name}", (number * 7 + at) % 101) for at, name in enumerate(DIMENSIONS)),
        "critical": (("amazon.order-defect-rate", "The order defect rate is below the line", "1.2%", "new"),),
        "newly_critical": (("amazon.order-defect-rate", "The order defect rate is below the line", "1.2%"),),
        "causes": (("late-supplier", "The supplier delivers late"),),
        "overdue": (
            (
                "Wang Min" if number % 3 else "Li Lei",
                "Call the supplier",
                1 + number % 9,
                ("pass", "fail", None)[number % 3],
            ),
        ),
        "days": number % 20,
        "first_action": "Call the supplier and ask for the dates of this week",
        "failing": ("critical", "minor"),
        "launch": None,
        "report": f"shop{number:05}-amazon.html",
    }
    return StoreSummary(**pickle.loads(pickle.dumps({**words, **more})))


def outcomes(count: int) -> list[Outcome]:
    return [
        Outcome(
            client=f"client{number:05}",
            key="",
            stores=(summary(number),),
            refused=((f"week{number:05}.csv", "no table"),) if number % 2 else (),
            error=None,
        )
        for number in range(count)
    ]


class Answering:
    """Workers that answer at once, as a pool does: with copies of their own."""

    jobs, scheduler = 2, None

    def submit(self, tasks: list[Job]) -> Future:
        future: Future = Future()
        future.set_result([self.answer(job) for job in tasks])
        return future

    def has_died(self) -> bool:
        return False

    def answer(self, job: Job) -> Outcome:
        made = Outcome(
            client=job.client.id,
            key=job.key,
            stores=(summary(int(job.client.id[6:])),),
            outputs=tuple((f"{job.client.id}.{kind}", f"{job.key}{kind}") for kind in ("html", "xlsx", "json")),
            notes=((f"{job.client.id}.notes.yaml", f"{job.key}notes"),),
        )
        return pickle.loads(pickle.dumps(made))


def agency(count: int, folder: Path) -> Agency:
    names = [f"client{number:05}" for number in range(count)]
    stores = {name: (StoreEntry(f"shop{name[6:]}", "amazon", inputs=(f"{folder}/{name}.csv",)),) for name in names}
    return Agency(name="Us", clients=tuple(Client(name, name, stores[name]) for name in names), root=folder)


def done_by(made: Run) -> tuple[list[Job], list[Outcome]]:
    todo, _ = made.plan()
    return todo, list(made.outcomes(todo, Answering()))


def held(count: int, folder: Path) -> tuple[int, int]:
    """Bytes that a run of ``count`` clients holds when all are done, and how many more while the overview is written.

    Garbage not yet collected is not held, and pathlib's names of folders are kept in a table of the interpreter's own,
    which doubles now and then.
    """
    made = Run(agency(count, folder), folder / str(count), lang="en", today=DAY)
    gc.collect()
    tracemalloc.start()
    try:
        done = done_by(made)
        gc.collect()
        ours = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(False, pathlib.__file__)])
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        made.finish(done[1])
        return sum(trace.size for trace in ours.traces), tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def test_a_client_more_costs_the_run_little_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "finish", lambda *_: None)  # the manifest: a file flushed to the disk for each
    monkeypatch.setattr(run, "render_overview", partial(render_overview, most=20))
    first = Run(agency(1, tmp_path), tmp_path, lang="en", today=DAY)
    first.finish(done_by(first)[1])  # rules and templates are compiled once
    (few, written_few), (many, written_many) = (held(count, tmp_path) for count in (200, 600))
    assert (many - few) / 400 < 2000  # measured: 1,710; with all that a worker answers: 5,140
    assert (written_many - written_few) / 400 < 800  # measured: 480; from one document of plain dicts: 3,550


def configuration(path: Path, count: int) -> Path:
    """A file of ``count`` clients, with what they leave to the agency below them."""
    clients = [
        f"  c{number:05}: {{name: 客户{number}, stores: {{s{number}: {{platform: amazon, market: DE, inputs: [d/{number}.csv]}}}}}}"
        for number in range(count)
    ]
    lines = ["schema: store-auditor/agency/1", "clients:", *clients, "languages: [en, zh]", "edition: internal"]
    path.write_text("\n".join([*lines, "form: form.xlsx"]) + "\n", encoding="utf-8")
    (path.parent / "form.xlsx").touch()
    return path


def peak(path: Path) -> int:
    """The most bytes that were held while a configuration was loaded."""
    gc.collect()
    tracemalloc.start()
    try:
        load_agency(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_configuration_is_never_held_as_nodes(tmp_path, monkeypatch):
    monkeypatch.setattr(configured, "MOST_BYTES", 1 << 17)  # the room to read it into is not what is measured
    warm, few, many = (configuration(tmp_path / f"{count}.yaml", count) for count in (20, 100, 500))
    peak(warm)
    least = min(peak(few) for _ in range(3))  # threads that other tests left behind allocate too
    assert any((peak(many) - least) / 400 < 2500 for _ in range(3))  # measured: 1,880; with all nodes at once: 5,125
    loaded = load_agency(many)
    assert [client.id for client in loaded.clients] == [f"c{number:05}" for number in range(500)]
    first = loaded.clients[0]
    assert (first.languages, first.edition, first.form) == (("en", "zh"), "internal", str(tmp_path / "form.xlsx"))
    assert first.stores == (StoreEntry("s0", "amazon", {"market": "DE"}, None, (str(tmp_path / "d/0.csv"),)),)


def test_a_configuration_may_be_longer_than_a_file_of_rules(tmp_path):
    path = configuration(tmp_path / "agency.yaml", 3)
    room = MOST_BYTES - path.stat().st_size
    with path.open("a") as file:
        file.write("#" * (room - 1) + "\n")
    assert len(load_agency(path).clients) == 3
    with path.open("a") as file:
        file.write("\n")
    with pytest.raises(RuleErrors) as caught:
        load_agency(path)
    assert [error.line("en") for error in caught.value.errors] == [
        f"{path}:1:1: the file is larger than 16 MiB: split it"
    ]


def test_every_mistake_of_every_client_is_told_with_its_line(tmp_path):
    path = tmp_path / "agency.yaml"
    path.write_text(
        "schema: store-auditor/agency/1\nclients:\n  a: {inputs: x, editoin: client}\n  b: nothing\n  c: {name: C}\n"
        "  d: {stores: {s: {platform: amazon, launched: 2026-02-30}}}\n  a: {inputs: y}\n  e: {inputs: z}\nedition: loud\n"
    )
    with pytest.raises(RuleErrors) as caught:
        load_agency(path)
    assert [error.line("en").removeprefix(f"{path}:") for error in caught.value.errors] == [
        "3:18: unknown key 'editoin'; did you mean 'edition'?",
        "4:6: a set of keys with values is expected here, not a text; accepted keys: name, stores, inputs, overlay, waivers, "
        "roles, edition, languages, narrative, form, least_coverage, paused",
        "5:6: the client c has neither stores nor inputs",
        "6:48: '2026-02-30' is not accepted: there is no such day",
        "7:3: duplicate 'a': it already stands on line 3",
        "9:10: 'loud' is not accepted; use one of: client, internal",
    ]


def test_equal_words_of_many_stores_are_held_once():
    shared = Shared()
    one, other = (shared.summary(summary(number)) for number in (0, 2 * 101))
    assert one == summary(0)
    assert other == summary(2 * 101)
    for name in ("verdict", "platform", "first_action", "failing"):
        assert getattr(one, name) is getattr(other, name)
    assert all(mine is theirs for mine, theirs in zip(one.dimensions, other.dimensions, strict=True))
    assert all(mine is theirs for mine, theirs in zip(one.critical, other.critical, strict=True))


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def lazy(value: object) -> object:
    """The same value with Rows in place of its outermost lists."""
    if isinstance(value, dict):
        return {key: lazy(entry) for key, entry in value.items()}
    return Rows(value, lambda entry: entry) if isinstance(value, list) else value


@given(st.dictionaries(st.text(), plain))
def test_a_document_in_pieces_has_the_bytes_of_the_whole(document):
    assert b"".join(pieces(lazy(document))) == dump(document)
    assert b"".join(pieces(document)) == dump(document)


def rows_of(page: str, section: str) -> str:
    """What stands on the page between one heading and the next."""
    return page[page.index(f"<h2>{section}</h2>") :].split("<h2>")[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_many_stores_shows_what_presses_and_says_where_all_are(lang):
    words = labels(lang)
    made = overview(outcomes(101), lang, "Us")
    page = render_overview(made, most=100)
    every = {"ranking": 101, "heat": 101, "newly": 101, "overdue": 101, "causes": 101}
    for section, count in every.items():
        sheet = words[f"overview.{section}"]
        shown = 100
        if section == "overdue":  # half of the room for each of two owners: 34 of Li Lei and 50 of Wang Min's 67
            shown = 84
        said = words.fill("overview.cut", shown=shown, all=count, sheet=sheet)
        assert said in rows_of(page, sheet), section
        assert '<a href="overview.xlsx">' in rows_of(page, sheet)
    assert (
        words.fill("overview.cut", shown=50, all=51, sheet="x").split("x")[0] not in page
    )  # 50 refused files: all there

    ranking = rows_of(page, words["overview.ranking"])
    assert re.findall(r">(shop\d+)<", ranking) == [row["store"] for row in made["stores"][:100]]
    assert made["stores"][100]["store"] not in ranking


def test_the_page_of_few_stores_shows_all_and_needs_no_word_about_it():
    made = overview(outcomes(100), "en")
    page = render_overview(made, most=100)
    assert "are listed here" not in page
    assert all(page.count(row["store"]) >= 5 for row in made["stores"])  # ranking, heat, newly, overdue, causes


def test_workbook_and_document_hold_every_store(tmp_path):
    count = MOST + 100
    done = outcomes(count)
    done[7] = replace(done[7], stores=(), error=Text("无法写入", "cannot write"))
    done[9] = replace(done[9], stores=(summary(9, assessed=0, newest=None),))
    done[11] = replace(done[11], stores=(summary(11, newest=("2026-10-26", "2026-11-01")),))
    made = overview(done, "en")
    document = json.loads(b"".join(pieces(made)))
    everyone = {f"shop{number:05}" for number in range(count) if number != 7}
    assert {row["store"] for row in document["stores"]} == everyone
    assert {row["store"] for table in document["heat"] for row in table["rows"]} == everyone

    book = openpyxl.load_workbook(io.BytesIO(overview_workbook(made)))
    words = labels("en")
    found = {sheet.title: {row: list(cells) for row, cells in enumerate(sheet.values)} for sheet in book}
    ranked = found[words["overview.ranking"]]
    assert [ranked[row][1] for row in range(1, count)] == [row["store"] for row in document["stores"]]
    assert ranked[1][4] == document["stores"][0]["score"]
    assert ranked[1][7] == DAY.isoformat()
    assert all(sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0 for sheet in book)
    first = book[words["overview.ranking"]].row_dimensions[2].height
    assert first == 30  # two lines of what to do first, which nothing but Excel gives room of itself
    assert ranked[1][12] == "The order defect rate is below the line: 1.2%"
    heat = [found[f"{words['overview.heat']} {number}"] for number in (1, 2)]
    assert {tuple(cells[:2]) for sheet in heat for row, cells in sheet.items() if row > 1} == {
        (row["of"], row["store"]) for row in document["stores"]
    }
    waits = [row[5] for at, row in found[words["overview.overdue"]].items() if at]
    assert set(waits) == {words["confirm_closed"], None}
    assert waits.count(words["confirm_closed"]) == sum(number % 3 == 0 for number in range(count))
    for section, column in (("newly", 1), ("overdue", 2), ("causes", 2)):
        sheet = found[words[f"overview.{section}"]]
        assert {cells[column] for row, cells in sheet.items() if row} == everyone, section
    unread = [cells for row, cells in found[words["overview.not_read"]].items() if row]
    assert unread[0] == ["client00007", "", "cannot write"]
    assert sum(cells[1] is not None and cells[1].startswith("week") for cells in unread) == count // 2
    assert unread[-2] == ["client00009", "shop00009", words["overview.no_data"]]
    assert unread[-1] == ["client00011", "shop00011", words.fill("overview.behind", newest="2026-11-01")]
    assert overview_workbook(made) == overview_workbook(made)


def test_a_text_that_no_cell_can_hold_is_cut_and_not_left_out():
    for length in (32_767, 32_768):
        done = [Outcome(client="a", key="", error=Text("错" * length, "x" * length))]
        book = openpyxl.load_workbook(io.BytesIO(overview_workbook(overview(done, "en"))))
        cell = book[labels("en")["overview.not_read"]]["C2"].value
        assert len(cell) == 32_767
        assert cell.endswith("x" if length == 32_767 else "…")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "=1+1"),
        ("<r>x</r>", "<r>x</r> "),  # XlsxWriter would put it into the file as mark-up of its own
        ("a\x01b\ud800", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"),
        (" <b>&\n", " <b>&\n"),
    ],
)
def test_a_hostile_text_is_a_text_in_the_workbook(text, cell):
    done = [Outcome(client=text, key="", stores=(summary(1, store=text, first_action=text),), refused=((text, text),))]
    book = openpyxl.load_workbook(io.BytesIO(overview_workbook(overview(done, "en"))))
    assert [book.worksheets[0].cell(2, column).value for column in (1, 2, 14)] == [cell] * 3
    assert [book.worksheets[-1].cell(2, column).value for column in (1, 2, 3)] == [cell] * 3


def test_a_sheet_says_how_many_rows_it_has_no_room_for(monkeypatch):
    monkeypatch.setattr("auditor.portfolio.overview_workbook.MOST_ROWS", 30)
    words = labels("en")
    for count, told in ((28, None), (29, "1 more row"), (100, "72 more rows")):
        made = overview(outcomes(count), "en")
        book = openpyxl.load_workbook(io.BytesIO(overview_workbook(made)))
        ranking = [row[0] for row in book[words["overview.ranking"]].values]
        assert len(ranking) == min(count, 29) + 1
        assert [row["of"] for row in made["stores"]][:28] == ranking[1:29]
        assert ranking[29:] == ([f"{told} than a sheet holds: overview.json has them all"] if told else [])
        assert all(sheet.max_row <= 30 for sheet in book)
