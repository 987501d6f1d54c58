"""The table of what the source documents say: complete, and every id in it alive."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.packs.worked import book

TABLE = Path(__file__).parents[2] / "docs" / "seed-coverage.md"
CARRIER = re.compile(r"(check|diagnosis|remedy|observed|metric|attribute|scope) `([^`]+)`")
CLAIMS = 159


class Row(NamedTuple):
    number: int
    line: str
    claim: str
    carried_by: str
    remark: str


def rows() -> list[Row]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [Row(int(number), *rest) for number, *rest in cells]


def alive(kind: str, name: str) -> bool:
    rules = book()
    platform, _, rest = name.partition(".")
    match kind:
        case "check":
            return name in rules.checks
        case "diagnosis":
            return name in rules.diagnoses
        case "remedy":
            return name in rules.remedies
        case "scope":
            return name in rules.scopes
        case "observed":
            return rest in rules.observe.get(platform, ())
        case "attribute":
            return (platform, rest) in rules.attributes
        case _:
            return (platform, rest) in rules.metrics


def test_every_claim_has_its_row_once_and_in_order() -> None:
    assert [row.number for row in rows()] == list(range(1, CLAIMS + 1))


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row.number))
def test_a_claim_is_carried_or_says_why_not(row: Row) -> None:
    assert re.fullmatch(r"[AB]\d+", row.line)
    assert row.claim
    carriers = CARRIER.findall(row.carried_by)
    assert carriers or len(row.remark.split()) >= 2, "neither carried nor a reason"
    assert (row.carried_by == "—") == (not carriers), f"unreadable: {row.carried_by}"
    leftovers = CARRIER.sub("", row.carried_by).replace(",", "").replace("—", "").strip()
    assert not leftovers, f"unreadable: {leftovers}"
    assert [name for kind, name in carriers if not alive(kind, name)] == []


def test_a_dead_id_would_be_noticed() -> None:
    assert alive("check", "alibaba.rfq-response")
    assert not alive("check", "alibaba.rfq-respons")
    assert not alive("observed", "alibaba.rfq_response_rate")  # judged, not observed
