"""The documents that the tests of this folder read, made once."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.report import document
from tests.report import samples


@pytest.fixture(scope="session", params=["zh", "en", "both"])
def doc(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Three stores (busy, calm, silent) in each language, and in both."""
    return samples.with_past(document(samples.audit(), samples.book(), request.param))


@pytest.fixture(scope="session")
def english() -> dict[str, Any]:
    return samples.with_past(document(samples.audit(), samples.book(), "en"))
