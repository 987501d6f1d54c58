"""Made-up clients for the portfolio's tests: small CSV sheets, each with words that no other client has."""

from __future__ import annotations

from pathlib import Path

HEAD = "店铺,平台,周期,订单缺陷率,迟发率,IPI,ACoS,政策违规"
WEEKS = ("2026-10-26~2026-11-01", "2026-11-02~2026-11-08", "2026-11-09~2026-11-15")


def make_clients(folder: Path, count: int, weeks: int = 3) -> list[str]:
    """``count`` clients with one Amazon store each; every third has a defect rate over the line."""
    names = []
    for number in range(count):
        name = f"client{number:02d}"
        rate = "1.20%" if number % 3 == 0 else "0.40%"
        rows = [HEAD]
        for week in WEEKS[:weeks]:
            rows.append(
                f"shop-{name}-x{number * 7919 % 997},亚马逊,{week},{rate},2.{number % 10}0%,{420 + number},20%,0"
            )
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        (target / "week.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        names.append(name)
    return names
