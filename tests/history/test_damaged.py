"""Records of a history that somebody changed or that a disk lost: said to be damaged, whatever is asked of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.history import History, HistoryError, open_history, store_records
from auditor.history.records import pack_json, unpack_json
from auditor.history.replay import unpack_runs
from tests.history.documents import SUBJECT, audit, finding

DAY = date(2026, 11, 15)
DOCUMENT = audit(DAY.isoformat(), finding("a", "fail"))
OBSERVATION: list[Any] = ["orders", "2026-11-09", "2026-11-15", 3.0, "ok", None, None, None, None, 0]
INTAKE: dict[str, Any] = {
    "client": None,
    "attributes": {},
    "launched": None,
    "observations": [OBSERVATION],
    "attestations": [],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "history.sqlite"
    with open_history(path, create=True) as history:
        history.save(store_records(DOCUMENT, {SUBJECT: pack_json(INTAKE)}))
    return path


def asked(history: History) -> None:
    """Everything that reads what is kept."""
    history.past(before=date(2026, 11, 22))
    history.document(history.audits()[0])
    list(unpack_runs(history.intakes(date(2026, 1, 1))))


def with_value(value: object) -> bytes:
    return pack_json({**INTAKE, "observations": [[*OBSERVATION[:3], value, *OBSERVATION[4:]]]})


def test_a_whole_record_is_read(path: Path) -> None:
    with open_history(path) as history:
        asked(history)


@pytest.mark.parametrize(
    ("column", "content"),
    [
        ("statuses", b""),
        ("statuses", pack_json([1])),
        ("document", pack_json(DOCUMENT)[:-9]),
        ("document", pack_json([])),
        ("document", pack_json({"stores": [], "clients": []})),
        ("document", pack_json({**DOCUMENT, "as_of": 3})),
        ("document", pack_json(audit(DAY.isoformat(), finding("a", "fail") | {"value": 10**400}))),
        ("intake", pack_json([])),
        ("intake", pack_json({**INTAKE, "launched": "soon"})),
        ("intake", pack_json({**INTAKE, "observations": [OBSERVATION[:4]]})),
        ("intake", with_value({"a": 1})),
        ("intake", with_value(10**400)),
        ("intake", zlib.compress(b'{"observations": NaN}')),
        ("as_of", "2026-11-1x"),
    ],
)
def test_a_record_of_another_shape_is_damaged(path: Path, column: str, content: object) -> None:
    with open_history(path) as history:
        history._connection.execute(f"UPDATE audits SET {column} = ?", (content,))
        with pytest.raises(HistoryError, match="A record in the history is damaged or was changed"):
            asked(history)


@pytest.mark.parametrize("make", [lambda: zlib.compress(b" " * (300 << 20), 1), lambda: zlib.compress(b"1")[:-1]])
def test_a_record_that_fills_the_memory_or_was_cut(make: Callable[[], bytes]) -> None:
    with pytest.raises(HistoryError):
        unpack_json(make())
