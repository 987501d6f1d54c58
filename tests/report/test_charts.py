"""Charts by their geometry, figures by their text."""

# ruff: noqa: E501  (tables of cases)

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.history.change import delta
from auditor.report.charts import bar, line_chart, score_scale, sparkline, status_bar
from auditor.report.figures import figure
from auditor.report.labels import labels
from auditor.report.parts import Parts

EN = labels("en")


def points(*values):
    return [{"end": f"2026-01-{at:02d}", "value": value} for at, value in enumerate(values, 1)]


def finding(*values, verb="at_least", lines=(0.9,), **rest):
    return {
        "trend": points(*values), "unit": "share", "currency": None, "display": figure(values[-1], "share"), "status": "fail",
        "waiver": None, "threshold": {"verb": verb, "values": list(lines), "watch": []}, "title": "T", **rest,
    }  # fmt: skip


def test_fewer_than_two_values_draw_nothing():
    assert sparkline([]) == sparkline(points(1.0)) == sparkline(points(None, 1.0, None)) == ""
    assert line_chart(finding(0.5), "") == ""


def test_a_gap_lifts_the_pen_and_the_newest_value_carries_the_status():
    drawn = sparkline(points(1, 2, None, 3, None), None, "fail")
    path = re.search(r'class="v" d="([^"]+)"', drawn)[1]
    assert path.count("M") == 2
    dot = ET.fromstring(drawn).find("circle")
    assert dot.get("class") == "fail"
    assert float(dot.get("cx")) == 4 + 3 * 24.0


def test_higher_values_stand_higher():
    drawn = sparkline(points(1, 3, 2))
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", re.search(r'class="v" d="([^"]+)"', drawn)[1])]
    assert heights[1] < heights[2] < heights[0]


@given(st.lists(st.none() | st.floats(-1e12, 1e12), min_size=2, max_size=13), st.floats(-1e12, 1e12))
def test_any_series_gives_a_drawing_within_its_frame(values, line):
    drawn = sparkline(points(*values), {"verb": "at_least", "values": [line]}, "watch")
    if drawn:
        root = ET.fromstring(drawn)
        path = root.findall("path")[-1].get("d")
        heights = [float(y) for y in re.findall(r"[ML]-?[\d.]+ (-?[\d.]+)", path)]
        assert all(0 <= y <= 26 for y in heights)


@pytest.mark.parametrize(
    ("verb", "lines", "zones"),
    [("at_least", [0.9], 1), ("more_than", [0.9], 1), ("at_most", [0.9], 1), ("less_than", [0.9], 1), ("between", [0.2, 0.9], 2), ("equals", [0.9], 0)],
)  # fmt: skip
def test_the_wrong_side_of_the_line_is_shaded(verb, lines, zones):
    drawn = line_chart(finding(0.95, 0.92, 0.85, verb=verb, lines=lines), "label")
    root = ET.fromstring(drawn)
    classes = [path.get("class") for path in root.findall("path")]
    assert classes.count("zone") == zones
    assert classes.count("l") == len(lines)
    assert root.get("aria-label") == "label"
    assert "85%" in [text.text for text in root.findall("text")]


def test_the_shaded_side_is_the_failing_one():
    def zone(verb):
        found = re.search(r'class="zone" d="M10 ([\d.]+)H\d+V([\d.]+)', line_chart(finding(0.95, 0.85, verb=verb), ""))
        return float(found[1]), float(found[2])

    line = float(re.search(r'class="l" d="M10 ([\d.]+)', line_chart(finding(0.95, 0.85), ""))[1])
    assert zone("at_least")[0] == line  # from the line down
    assert zone("at_most")[1] == line  # from the top to the line


def test_a_chart_without_a_numeric_line_is_still_drawn():
    assert "<svg" in line_chart(finding(1.0, 2.0) | {"threshold": None}, "")


def test_yes_or_no_is_not_drawn():
    assert line_chart(finding(0.0, 0.0, 1.0, unit="flag"), "") == ""


@pytest.mark.parametrize(
    ("headroom", "unit", "display", "value", "status", "expected"),
    [
        (-0.001628, "share", "1.16%", 0.011628, "fail", "0.16 pp beyond the line"),
        (-0.000004, "share", "1.0004%", 0.010004, "fail", "0.0004 pp beyond the line"),
        (-0.0085, "share", "1.6%", 0.016, "fail", "0.85 pp beyond the line"),
        (-0.0000001, "share", "1.01%", 0.0100001, "fail", "0.01 pp beyond the line"),
        (-0.00069, "money", "$1.201", 1.20069, "fail", "$0.001 beyond the line"),
        (0.003, "share", "0.7%", 0.007, "watch", "0.3 pp to spare"),
        (1.5, "hours", "22.5 hours", 0.005, "watch", "1.5 hours to spare"),
        (1.0, "days", "14 days", 0.005, "watch", "1 day to spare"),
        (0.0, "count", "12", 12.0, "fail", ""),  # on a line that has to be passed: no distance of 0
        (0.0, "count", "12", 0.01, "watch", "0 to spare"),
        (1.0, "count", "2", 2.0, "watch", ""),  # one breach of several that would have to follow each other
        (None, "share", "1%", 0.01, "fail", ""),
        (-1.0, "flag", "no", 0.0, "fail", ""),
    ],
)
def test_a_distance_is_as_fine_as_the_value_and_the_line_beside_it(headroom, unit, display, value, status, expected):
    require = "at most 0.75%" if display == "1.6%" else "at most 1%"
    made = finding(
        value,
        verb="at_most",
        lines=[0.01],
        require=require,
        headroom=headroom,
        unit=unit,
        display=display,
        value=value,
        status=status,
    )
    assert Parts(EN).gap(made | {"currency": "USD"}) == expected


@pytest.mark.parametrize(
    ("verb", "headroom", "expected"),
    [
        ("at_most", 6.0, "6"),
        ("less_than", 6.0, "5"),
        ("less_than", 1.0, "0"),
        ("less_than", 0.5, "0"),
        ("more_than", 3, "2"),
    ],
)
def test_what_is_to_spare_is_what_may_still_come(verb, headroom, expected):
    """As the recovery counts it: "less than 12" leaves 5 from 6 on."""
    made = finding(1.0, verb=verb, lines=[1.0], headroom=headroom, unit="count", value=1.0, status="watch", require="")
    assert Parts(EN).gap(made) == f"{expected} to spare"
    assert Parts(EN).gap(made | {"status": "fail", "headroom": -2.0}) == "2 beyond the line"


def test_labels_are_escaped():
    drawn = line_chart(finding(0.9, 0.8, display="<b>", currency="<x>", unit="money"), '"><script>')
    ET.fromstring(drawn)
    assert "<script" not in drawn


def test_the_scale_shows_range_previous_and_score():
    drawn = score_scale({"score": 46, "score_range": [38, 49], "previous": {"score": 58}}, "Score: 46")
    root = ET.fromstring(drawn)
    assert root.find("rect[@class='open']").get("x") == "152"
    assert root.find("path[@class='was']").get("d").startswith("M232 ")
    assert root.find("path[@class='now']").get("d").startswith("M184 ")
    bare = score_scale({"score": None, "score_range": None, "previous": None}, "")
    assert "open" not in bare
    assert "now" not in bare


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (100, "gA"),
        (90, "gA"),
        (89, "gB"),
        (80, "gB"),
        (79, "gC"),
        (60, "gC"),
        (59, "gD"),
        (50, "gD"),
        (49, "gE"),
        (0, "gE"),
    ],
)
def test_bars_are_coloured_by_grade(score, grade):
    assert f'class="{grade}"' in bar(score)
    assert bar(None).count("<rect") == 1


def test_the_status_bar_is_proportional():
    counts = {"pass": 3, "watch": 0, "fail": 1, "unknown": 0, "waived": 0, "not_applicable": 0}
    widths = {rect.get("class"): float(rect.get("width")) for rect in ET.fromstring(status_bar(counts)).findall("rect")}
    assert widths == {"fail": 247.0, "pass": 747.0}
    assert "<rect" not in status_bar(dict.fromkeys(counts, 0))


@pytest.mark.parametrize(
    ("value", "unit", "currency", "expected"),
    [
        (0.8996, "share", None, "89.96%"), (0.9, "share", None, "90%"), (-0.271, "share", None, "-27.1%"), (1.04, "share", None, "104%"),
        (1204.0, "count", None, "1,204"), (4.55, "score", None, "4.55"), (1.2, "money", "USD", "$1.20"), (-5.0, "money", "USD", "-$5.00"),
        (12.5, "money", "SEK", "SEK 12.50"), (12.5, "money", None, "12.50"), (None, "share", None, ""), (2.5, "days", None, "2.5"),
        (1000.0, "money", "JPY", "JPY 1,000.00"), (0.0312, "money", "USD", "$0.0312"), (-0.05, "money", "CNY", "-¥0.05"),
        (1_234_567.8, "count", None, "1,234,568"), (0.0049, "share", None, "0.49%"),
    ],
)  # fmt: skip
def test_figures_are_written_as_a_reader_would(value, unit, currency, expected):
    assert figure(value, unit, currency) == expected


@pytest.mark.parametrize(
    ("value", "previous", "unit", "text", "direction"),
    [
        (0.891, 0.894, "share", "-0.3 pp", "down"), (0.9, 0.9, "share", "0 pp", "flat"), (120, 100, "count", "+20%", "up"),
        (5, 0, "count", "+5", "up"), (1.31, 1.25, "money", "+4.8%", "up"), (4.5, 4.55, "score", "-0.05", "down"), (17, 16, "days", "+1", "up"),
    ],
)  # fmt: skip
def test_rates_change_in_points_and_amounts_in_per_cent(value, previous, unit, text, direction):
    change = delta(value, previous, unit, "pp")
    assert (change["text"], change["direction"]) == (text, direction)


@pytest.mark.parametrize(
    ("value", "previous", "unit"), [(None, 1.0, "share"), (1.0, None, "share"), (1.0, 0.0, "flag"), (1.0, 0.0, "text")]
)
def test_no_previous_value_is_no_change(value, previous, unit):
    assert delta(value, previous, unit, "pp") is None
