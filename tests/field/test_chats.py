"""What operators paste from a chat: names with their figures, several in a line or one without a colon."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.intake.readers.pairs import is_paired
from tests.field.test_raw_exports import taken

RFQ, DSR, SEEN = ("rfq_response_rate", 0.92), ("dsr", 4.6), ("exposure", 12340.0)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("RFQ响应率：92%；DSR：4.6；曝光：12,340", {"恒达": [RFQ, DSR, SEEN]}),
        ("恒达店 11.9-11.15 周报\nRFQ响应率92%，DSR 4.6。\n曝光12,340次", {"恒达": [RFQ, DSR, SEEN]}),
        ("大家好，本周数据如下：\nRFQ响应率92%、DSR4.6↑\n谢谢，辛苦了", {"恒达": [RFQ, DSR]}),
        ("Impressions: 12,340, DSR: 4.6\nRFQ response rate: 92%", {"恒达": [SEEN, DSR, RFQ]}),
        ("店铺：华美；周期：2026-W46；曝光：12,340；DSR：4.6", {"华美": [SEEN, DSR]}),
        ("1、RFQ响应率92%，DSR 4.6；\n2、曝光12,340", {"恒达": [RFQ, DSR, SEEN]}),
        ("• DSR 4.6；2. 曝光12,340\n- RFQ响应率92%", {"恒达": [RFQ, DSR, SEEN]}),
        ("11.9-11.15 周报\nRFQ响应率92%\nDSR 4.6\n曝光12,340次", {"恒达": [RFQ, DSR, SEEN]}),
        ("5分钟回复率 35%，DSR 4.6", {"恒达": [("five_minute_reply_rate", 0.35), DSR]}),
        ("5分钟 回复率 35%，DSR 4.6", {"恒达": [("five_minute_reply_rate", 0.35), DSR]}),
        ("恒达店：RFQ响应率92%，DSR 4.6\n华美店：曝光1.234万", {"恒达店": [RFQ, DSR], "华美店": [SEEN]}),
        ("恒达店 RFQ响应率92%，DSR 4.6\n华美店 曝光1.234万，DSR 4.6", {"恒达店": [RFQ, DSR], "华美店": [SEEN, DSR]}),
        ("目标 曝光15,000，DSR 4.9\n实际 曝光12,340，DSR 4.6", {"恒达": [SEEN, DSR]}),
        ("近30天 访客5000，DSR 4.6", {"恒达": [DSR]}),
        ("RFQ响应率92%\n", {"恒达": [RFQ]}),
        ("RFQ响应率：92%", {"恒达": [RFQ]}),
    ],
)
def test_several_pairs_in_a_line(tmp_path: Path, lines: str, found: dict[str, list[tuple[str, float]]]) -> None:
    file = tmp_path / "恒达_2026-W46.txt"
    file.write_text(lines, encoding="utf-8")
    said: dict[str, list[tuple[str, object]]] = {}
    for item in taken(file, platform="alibaba").observations:
        assert str(item.period.end) == "2026-11-15"
        said.setdefault(item.store.store, []).append((item.metric, item.value))
    assert {store: sorted(items) for store, items in said.items()} == {name: sorted(own) for name, own in found.items()}


def test_the_line_of_a_pair_is_its_row(tmp_path: Path) -> None:
    file = tmp_path / "恒达_2026-W46.txt"
    file.write_text("周报\nRFQ响应率92%，DSR 4.6", encoding="utf-8")
    cells = [(item.evidence[0].cell, item.evidence[0].raw) for item in taken(file, platform="alibaba").observations]
    assert cells == [("B2", "92%"), ("B2", "4.6")]


@pytest.mark.parametrize("said", ["询盘约30条", "询盘：约30条", "询盘30条左右", "Inquiries about 30", "询盘超过30"])
def test_what_is_no_one_figure_is_told_of_its_metric(tmp_path: Path, said: str) -> None:
    file = tmp_path / "恒达_2026-W46.txt"
    file.write_text(f"{said}，DSR 4.6", encoding="utf-8")
    found = {item.metric: (item.value, item.note) for item in taken(file, platform="alibaba").observations}
    assert found["dsr"][0] == 4.6
    value, note = found["inquiries"]
    assert value is None
    assert note is not None
    assert "a bound or a range" in note.en


@pytest.mark.parametrize(
    "lines",
    [
        ["店铺,曝光量", "恒达店,1200"],
        ["店铺,曝光量", "恒达1,DSR2", "华美,3"],
        ["恒达 W46，DSR 4.6"],
        ["Nov 15, Q3", "DSR 4.6"],
        ["曝光12000，点击300", "2026-11-15,3,4"],
        ["RFQ响应率：92%", "DSR：4.7"],
        ["GMV", "USD 1,200"],
        ["曝光"],
        ["张三 10:23: RFQ响应率 92%", "李四 10:24: DSR 4.7"],
        ["Name 1\tName 2, Name 3"],
        ["DSR 4.6，" * 200],
        ["15日 曝光1200，点击30"],
        ["曝光 1200", "点击 30", "2026-11-16 至 2026-11-22"],
    ],
)
def test_what_is_no_text_of_pairs(lines: list[str]) -> None:
    assert not is_paired(lines)
