"""What the history misses in a run is told to the agency: stores that are gone, clients under another name, older data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.history import open_history, store_records
from auditor.model import Text
from auditor.portfolio.agency import Agency, Client
from auditor.portfolio.continuity import missed
from auditor.portfolio.job import Outcome
from auditor.portfolio.summary import StoreSummary
from tests.history.documents import document, entry
from tests.portfolio.test_scale import summary

FIRST, LAST, TODAY = "2026-11-01", "2026-11-08", "2026-11-15"
KEPT = {"Acme": {"US": (FIRST, LAST, TODAY), "DE": (FIRST, LAST), "FR": (FIRST,)}, "Bravo": {"US": (LAST, TODAY)}}
GONE = ("a", f"In the audit of {LAST}, and not in this one: DE (amazon); was a file not saved, or a store renamed?")


def other(client: str, *stores: str) -> str:
    said = f"In the history of the client '{client}', with which nothing is compared: {', '.join(f'{store} (amazon)' for store in stores)}"
    renamed = "a client that was only renamed needs its old name under `name`"
    return f"{said}; {renamed}; of a store that has moved here, take the old files away from '{client}'"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"a": "US", "b": "US"}, [GONE]),  # FR was gone the week before, and told of then
        ({"a": "US DE", "b": "US"}, []),
        ({"a": "US DE IT", "b": "US"}, []),  # a new store is nobody's
        ({"a": "US", "b": "US DE"}, [GONE, ("b", other("Acme", "DE"))]),  # a store that moved
        ({"a": "US DE", "b": "US DE"}, []),  # namesakes
        ({"a": "US DE-old", "b": "US DE"}, [("b", other("Acme", "DE"))]),  # moved; files of past weeks stayed behind
        ({"a": "US DE-old", "b": "US"}, []),
        (
            {"c": "US DE", "b": "US"},
            [("c", other("Acme", "DE", "US"))],
        ),  # Acme had an audit of US today, before it was renamed
        ({"d": "DE FR"}, [("d", other("Acme", "DE", "FR"))]),
        ({"a": "", "b": "US"}, [("a", GONE[1].replace(";", ", US (amazon);"))]),
    ],
)
def test_what_the_last_audit_had(tmp_path: Path, found: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert remarks(tmp_path, found) == expected


@pytest.mark.parametrize(
    ("day", "as_of", "told"),
    [
        (LAST, None, True),
        (LAST, date(2026, 11, 8), False),  # an earlier day was asked for
        (TODAY, None, False),
        ("2026-11-22", None, False),
    ],
)
def test_data_older_than_an_audit_that_is_kept(tmp_path: Path, day: str, as_of: date | None, told: bool) -> None:
    older = ("b", f"The data end {LAST}, and an audit of {TODAY} is kept already: were this week's files saved?")
    assert remarks(tmp_path, {"b": "US"}, day, as_of) == ([older] if told else [])


def test_a_client_without_a_store_is_compared_on_the_day_that_was_asked_for(tmp_path: Path) -> None:
    ((client, said),) = remarks(tmp_path, {"a": "", "b": "US"}, as_of=date(2026, 11, 8))
    assert (client, said.split(";")[0]) == (
        "a",
        f"In the audit of {FIRST}, and not in this one: DE (amazon), FR (amazon), US (amazon)",
    )


def test_a_client_that_failed_is_asked_nothing(tmp_path: Path) -> None:
    assert remarks(tmp_path, {"a": "US", "b": "US"}, error=Text("坏", "bad")) == []


def found_on(day: str, name: str, old: str = "") -> StoreSummary:
    """A store with the figures of the week that ends on ``day``, or of the one before."""
    return summary(0, store=name, platform="amazon", as_of=day, newest=("2026-11-02", LAST) if old else (day, day))


def remarks(
    folder: Path, found: dict[str, str], day: str = TODAY, as_of: date | None = None, error: Text | None = None
) -> list[tuple[str, str]]:
    """What is said in English of a run on ``day`` that found these stores (client → names), after the audits in ``KEPT``."""
    agency = Agency(
        None,
        tuple(Client(id_, name) for id_, name in zip("abcd", ("Acme", "Bravo", "Cato", "Dora"), strict=True)),
        folder,
    )
    outcomes = [
        Outcome(id_, "", tuple(found_on(day, *name.split("-")) for name in names.split()), error=error)
        for id_, names in found.items()
    ]
    with open_history(folder / "h.sqlite", create=True) as history:
        for client, stores in KEPT.items():
            for name, days in stores.items():
                for kept in days:
                    history.save(store_records(document(kept, entry([], store=name, client=client))))
        return [(client, said.en) for client, said in missed(history, agency, outcomes, as_of, date(2026, 11, 15))]
