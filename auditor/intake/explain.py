"""How files were read, for a person or a program to look at: sheets, columns, values, and what is not used and why."""

from __future__ import annotations

from collections import Counter
from typing import Any

from auditor.intake.alike import alike
from auditor.model import Ignored, InputFile, InputSheet, Intake, Observation, Store
from auditor.text import counted

_ZH = {  # what a column or sheet was taken for, and states of a value, in Chinese; names of metrics and maps stay
    "scorecard": "记分表", "tidy": "逐行记录", "store-rows": "店铺行表", "checklist": "检查表",
    "unknown": "未识别", "beside": "不是实际值，不读取", "part": "店铺的一部分，不读取", "data": "数据", "dated": "某一周期的数值",
    "store": "店铺", "platform": "平台", "client": "客户", "year": "年份", "period": "周期", "starts": "开始日期", "ends": "结束日期",
    "metric": "指标", "value": "数值", "unit": "单位", "currency": "币种", "launched": "开店日期",
    "number": "编号", "item": "检查项", "answer": "答复", "evidence": "证据", "signed_by": "签字人", "signed_on": "签字日期",
    "missing": "缺失", "unreadable": "无法读取", "undecided": "含义未定", "conflict": "互相矛盾", "incomplete": "未覆盖整个周期",
}  # fmt: skip


def document(intake: Intake, lang: str) -> dict[str, Any]:
    """The whole intake as JSON: inputs, stores, observations, attestations."""
    return {
        "schema": "store-auditor/import/1",
        "inputs": [_file(file, lang) for file in intake.inputs],
        "stores": [_store(store) for store in intake.stores],
        "observations": [_observation(item, lang) for item in intake.observations],
        "attestations": [
            {
                "store": item.store.store,
                "platform": item.store.platform,
                "check": item.check,
                "answer": item.answer,
                "evidence": item.evidence,
                "signed_by": item.signed_by,
                "signed_on": item.signed_on.isoformat() if item.signed_on else None,
                "cells": [cell._asdict() for cell in item.cells],
            }
            for item in intake.attestations
        ],
    }


def _file(file: InputFile, lang: str) -> dict[str, Any]:
    return {
        "file": file.file,
        "sha256": file.sha256,
        "size": file.size,
        "sheets": [_sheet(sheet, lang) for sheet in file.sheets],
        "error": file.error.of(lang) if file.error else None,
        "remedy": file.remedy.of(lang) if file.remedy else None,
    }


def _sheet(sheet: InputSheet, lang: str) -> dict[str, Any]:
    return {
        "sheet": sheet.sheet,
        "source_map": sheet.source_map,
        "heading_row": sheet.heading_row,
        "rows": sheet.rows,
        "observations": sheet.observations,
        "columns": [
            {"cell": cell, "heading": heading, "taken_for": meaning} for cell, heading, meaning in sheet.columns
        ],
        "ignored": [_ignored(item, lang) for item in sheet.ignored],
        "notes": [note.of(lang) for note in sheet.notes],
        "error": sheet.error.of(lang) if sheet.error else None,
    }


def _ignored(item: Ignored, lang: str) -> dict[str, Any]:
    return {
        "cell": item.cell,
        "raw": item.raw,
        "why": item.why.of(lang),
        "nearest": item.nearest,
        "incomplete": item.incomplete,
        "remedy": item.remedy.of(lang) if item.remedy else None,
    }


def _store(store: Store) -> dict[str, Any]:
    return {
        "store": store.key.store,
        "platform": store.key.platform,
        "client": store.client,
        "attributes": dict(store.attributes),
        "launched": store.launched.isoformat() if store.launched else None,
        "files": list(store.files),
    }


def _observation(item: Observation, lang: str) -> dict[str, Any]:
    return {
        "store": item.store.store,
        "platform": item.store.platform,
        "metric": item.metric,
        "period": {"start": item.period.start.isoformat(), "end": item.period.end.isoformat()},
        "value": item.value,
        "state": item.state.value,
        "currency": item.currency,
        "segment": item.segment,
        "note": item.note.of(lang) if item.note else None,
        "rows": item.rows,
        "evidence": [cell._asdict() for cell in item.evidence],
    }


def lines(intake: Intake, lang: str, *, explain: bool) -> list[str]:
    """The same in words, one fact a line."""
    zh = lang == "zh"
    shown: list[str] = []
    for file in intake.inputs:
        shown.append(file.file)
        if file.error is not None:
            way = f" → {file.remedy.of(lang)}" if file.remedy is not None else ""
            shown.append(f"  {'未读取' if zh else 'not read'}: {file.error.of(lang)}{way}")
            continue
        for sheet in file.sheets:
            shown.extend(f"  {line}" for line in _sheet_lines(sheet, lang, explain=explain))
    shown.append("")
    shown.append(f"{'店铺' if zh else 'stores'}: {len(intake.stores)}")
    counts = Counter(item.store for item in intake.observations)
    for store in intake.stores:
        attributes = ", ".join(f"{name}={value}" for name, value in store.attributes.items())
        values = counts[store.key]
        shown.append(
            f"  {store.key.store} ({store.key.platform}) {f'{values} 个数值' if zh else counted(values, 'value')}"
            f"{' · ' + attributes if attributes else ''}"
        )
    if explain:
        shown.extend(_value_line(item, lang) for item in intake.observations)
    return shown


def _sheet_lines(sheet: InputSheet, lang: str, *, explain: bool) -> list[str]:
    zh = lang == "zh"
    shape = _word(sheet.source_map, lang) if sheet.source_map else "未识别" if zh else "not recognised"
    name = f"[{sheet.sheet}] " if sheet.sheet else ""
    heading = f"{'标题行' if zh else 'heading row'} {sheet.heading_row}, " if sheet.heading_row else ""
    rows, values = sheet.rows, sheet.observations
    size = f"{rows} 行, {values} 个数值" if zh else f"{counted(rows, 'row')}, {counted(values, 'value')}"
    shown = [f"{name}{shape}: {heading}{size}"]
    if sheet.error is not None:
        shown.append(f"  {'错误' if zh else 'error'}: {sheet.error.of(lang)}")
    if explain:
        shown.extend(f"  {cell} {text} → {_word(meaning, lang)}" for cell, text, meaning in sheet.columns)
        shown.extend(f"  {note.of(lang)}" for note in sheet.notes)
        for told in alike(sheet.ignored):
            item, raws = told.first, list(dict.fromkeys(each.raw for each in told.items))
            said = "".join(f"“{raw}”" for raw in raws) if zh else " ".join(f"“{raw}”" for raw in raws)
            nearest = f" ({'最接近' if zh else 'nearest'}: {item.nearest})" if item.nearest else ""
            remedy = f" → {item.remedy.of(lang)}" if item.remedy else ""
            shown.append(f"  {'未用' if zh else 'not used'} {told.cells} {said}: {told.why.of(lang)}{nearest}{remedy}")
    elif sheet.ignored:
        shown.append(f"  {len(sheet.ignored)} {'项未使用（--explain 查看）' if zh else 'not used (see --explain)'}")
    return shown


def _value_line(item: Observation, lang: str) -> str:
    value = item.value if item.value is not None else _word(item.state.value, lang)
    money = f" {item.currency}" if item.currency else ""
    cell = item.evidence[0] if item.evidence else None
    place = f" ← {cell.sheet + '!' if cell.sheet else ''}{cell.cell} “{cell.raw}”" if cell else ""
    note = f" ({item.note.of(lang)})" if item.note else ""
    segment = f" [{item.segment}]" if item.segment else ""
    return f"  {item.store.store} {item.metric}{segment} {item.period.start}..{item.period.end} = {value}{money}{place}{note}"


def _word(name: str, lang: str) -> str:
    return _ZH.get(name, name) if lang == "zh" else name
