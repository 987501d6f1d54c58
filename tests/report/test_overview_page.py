"""The agency's page where there is little, or something odd, to show."""

from __future__ import annotations

import re
from typing import Any

import pytest

from auditor.model import Text
from auditor.portfolio.job import Outcome
from auditor.portfolio.overview import overview
from auditor.portfolio.overview_page import render_overview
from auditor.report.labels import labels
from tests.portfolio.test_scale import summary


def broken(client: str) -> Outcome:
    return Outcome(client=client, key=client, error=Text("打不开", "cannot be opened"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_no_store_could_be_read_the_page_says_so_instead_of_empty_tables(lang: str) -> None:
    words = labels(lang)
    page = render_overview(overview([broken("North"), broken("South")], lang))
    assert words["overview.no_stores"] in page
    assert "<table" not in page
    assert f"<h2>{words['overview.ranking']}</h2>" not in page
    assert page.count(Text("打不开", "cannot be opened").of(lang)) == 2


def test_what_is_new_or_overdue_says_whose_store_it_is() -> None:
    """Two clients may each have a store called US."""
    of = {
        "store": "US",
        "platform_name": "Amazon",
        "client": "harbour",
        "check": "c",
        "title": "Defects",
        "value": None,
    }
    late = [
        of | {"days": 3, "now": "pass"},
        of | {"days": 2, "now": "fail"},
        of | {"days": 1, "now": None, "client": "hill"},
    ]
    late = [{"owner": "Li Lei", "actions": [of | {"days": 1, "now": "fail", "title": "Ask"}, *late]}]
    page = render_overview(overview([], "en") | {"newly_critical": [of], "overdue": late})
    assert "<b><bdi>US</bdi></b> · <bdi>harbour</bdi> · Defects" in page
    told = [
        re.sub(" +", " ", re.sub("<[^>]*>", " ", item)).strip()
        for item in re.findall("<li>(.*?)</li>", page[page.index('<section id="overdue">') :])
    ]
    assert told == [  # an action once, with the stores; where the checks pass by now it waits for a word only: last
        "Ask : US harbour · 1 day overdue",
        "Defects : US harbour · 2 days overdue , US hill · 1 day overdue",
        f"Defects · {labels('en')['confirm_closed']}: US harbour · 3 days overdue",
    ]


def test_a_store_links_to_its_report_and_a_name_keeps_its_own_direction() -> None:
    store: dict[str, Any] = {
        "store": "متجر <1>", "client": None, "of": "A & B", "package": "A & B", "report": "x #1.html", "platform_name": "Amazon",
        "days": None, "score": None, "score_before": None, "assessed": 1, "applicable": 9, "critical": [],
        "counts": {"fail": 0, "watch": 0}, "first_action": None, "behind": False, "launch": None,
    }  # fmt: skip
    made = overview([], "en") | {"stores": [store]}
    page = render_overview(made)
    assert '<a href="A%20%26%20B/x%20%231.html"><bdi>متجر &lt;1&gt;</bdi></a>' in page
    assert '<span class="quiet"><bdi>A &amp; B</bdi> · Amazon</span>' in page
    named = render_overview(made | {"stores": [store | {"client": "A and B Ltd"}]})  # the lists below have the id
    assert '<span class="quiet"><bdi>A and B Ltd</bdi> (<bdi>A &amp; B</bdi>) · Amazon</span>' in named
    assert '<a href="A%20%26%20B/">' in render_overview(made | {"stores": [store | {"report": None}]})


def test_heat_map_and_causes_say_whose_store_it_is_and_a_failure_its_value() -> None:
    """Several clients have a store called US; a title alone says what is required, and reads as if it held."""
    done = [Outcome(client=name, key="", stores=(summary(1, store="US"),)) for name in ("north", "south")]
    made = overview(done, "en")
    page = render_overview(made)
    for name in ("north", "south"):
        assert f'<th scope="row"><bdi>US</bdi><span class="quiet"><bdi>{name}</bdi></span></th>' in page
        assert f'<bdi>US</bdi> <span class="quiet"><bdi>{name}</bdi></span>' in page
    assert page.count("The order defect rate is below the line: <b>1.2%</b>") == 4  # ranking, newly critical


def test_a_store_without_new_data_shows_until_when_it_has_some() -> None:
    late = summary(1, newest=("2026-11-02", "2026-11-08"))
    page = render_overview(overview([Outcome(client="north", key="", stores=(late,))], "en"))
    assert '60 / 65<span class="soon">Data to 2026-11-08</span>' in page
    assert "the data end 2026-11-08 and nothing newer was found" in page


def test_the_ranking_stays_a_table_where_a_phone_shows_its_cells_below_each_other() -> None:
    """A display of its own takes a row's meaning from it, for whoever has the page read to him; roles give it back."""
    page = render_overview(overview([Outcome(client="north", key="", stores=(summary(1), summary(3)))], "en"))
    ranking = page[page.index('<section id="ranking">') : page.index('<section id="heat">')]
    found = {role: ranking.count(f'role="{role}"') for role in ("table", "row", "columnheader", "rowheader", "cell")}
    assert found == {"table": 1, "row": 3, "columnheader": 6, "rowheader": 2, "cell": 10}


def test_each_section_is_one_click_from_the_head() -> None:
    """A page of sixty stores is thirty screens long."""
    done = [Outcome(client="north", key="", stores=(summary(1), summary(3)), refused=(("a.pdf", "no table"),))]
    page = render_overview(overview(done, "en"))
    links = re.findall(r'<a href="#(\w+)">', page)
    assert links == re.findall(r'<section id="(\w+)">', page)
    assert links == ["ranking", "heat", "newly", "overdue", "causes", "not_read"]
