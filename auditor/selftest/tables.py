"""The outcome of the rules' tests as lines for a terminal and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from auditor.model import Text
from auditor.selftest.coverage import PackCoverage
from auditor.selftest.run import Result

_HEADS = (
    Text("规则包", "pack"),
    Text("检查项", "checks"),
    Text("诊断", "diagnoses"),
    Text("边界", "boundaries"),
    Text("生成的测试", "generated"),
    Text("自带测试", "written"),
    Text("缺一种语言", "one language only"),
    Text("最旧来源（天）", "oldest source (days)"),
    Text("无数据源的指标", "metrics without a source"),
)
_STALE = 180  # days after which a source should be read again


def coverage_lines(table: Sequence[PackCoverage], today: date, lang: str) -> Iterator[str]:
    """The coverage table: a line a pack, then what is missing, a line each."""
    zh = lang == "zh"
    heads = [head.of(lang) for head in _HEADS]
    yield "\t".join(heads)
    for row in table:
        age = row.age(today)
        tests = (row.checks, row.diagnoses, row.boundaries, row.generated, row.written)
        cells = (*tests, len(row.one_language), "-" if age is None else age, len(row.unsupplied))
        yield "\t".join([row.pack, *map(str, cells)])
    for row in table:
        for name in row.unwritten:
            yield f"{row.pack}: {name} 没有自带测试" if zh else f"{row.pack}: {name} has no written test"
        for name in row.one_language:
            yield f"{row.pack}: {name} 只有一种语言" if zh else f"{row.pack}: {name} speaks one language only"
        if (row.age(today) or 0) > _STALE:
            said = (
                f"来源最早于 {row.oldest} 阅读，请重新核对"
                if zh
                else f"a source was read on {row.oldest}: read it again"
            )
            yield f"{row.pack}: {said}"
        if row.unsupplied:
            names = "、".join(row.unsupplied) if zh else ", ".join(row.unsupplied)
            said = "没有来源映射提供，靠手工表格：" if zh else "no source map supplies, a sheet kept by hand does: "
            yield f"{row.pack}: {said}{names}"


def as_data(result: Result, table: Sequence[PackCoverage], lang: str) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "passed": result.passed,
        "failed": [
            {
                "rule": failure.rule,
                "case": failure.case,
                "file": failure.place.file,
                "line": failure.place.line,
                "expected": failure.then,
                "found": failure.found.of(lang),
            }
            for failure in result.failures
        ],
        "coverage": [
            {
                "pack": row.pack,
                "checks": row.checks,
                "diagnoses": row.diagnoses,
                "boundaries": row.boundaries,
                "generated": row.generated,
                "written": row.written,
                "without_written_test": list(row.unwritten),
                "one_language": list(row.one_language),
                "oldest_source": row.oldest.isoformat() if row.oldest else None,
                "metrics_without_source_map": list(row.unsupplied),
            }
            for row in table
        ],
    }
