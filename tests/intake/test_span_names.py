"""Spans of days in words."""

from __future__ import annotations

import pytest

from auditor.intake.span_names import span_of
from auditor.rulebook.model import Span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("近十天", Span(10, "day")),
        ("近十四天", Span(14, "day")),
        ("近三十天", Span(30, "day")),
        ("近九十五日", Span(95, "day")),
        ("近两周", Span(2, "week")),
        ("近十二个月", Span(12, "month")),
        ("近10月", Span(10, "month")),
        ("过去一年", Span(1, "year")),
        ("trailing90days", Span(90, "day")),
        ("7-day", Span(7, "day")),
        ("10月", None),  # October
        ("十月", None),
        ("2026年", None),
    ],
)
def test_the_length_that_a_text_names(text: str, span: Span | None) -> None:
    assert span_of(text) == span
