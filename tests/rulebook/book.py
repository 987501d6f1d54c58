"""A small valid rule book that tests bend: each replaces one line and looks at what is said."""

from __future__ import annotations

from pathlib import Path

from auditor.rulebook import RuleError, RuleErrors, load_rulebook
from auditor.rulebook.model import RuleBook

PACK = """\
schema: store-auditor/rules/1
pack: acme.weekly
version: 2026.11
platform: acme
purpose: weekly
title: {zh: 店铺周检, en: Weekly audit}

metrics:
  answer_rate:
    name: {zh: 响应率, en: Answer rate}
    columns: [回复率]
    unit: share
    better: higher
    window: 30 days
    ratio: [answered, received]
  answered: {name: {zh: 已回复, en: Answered}, unit: count, better: higher, window: 30 days}
  received: {name: {zh: 收到, en: Received}, unit: count, better: higher, window: 30 days}
  orders: {name: {zh: 订单, en: Orders}, unit: count, better: higher, window: month}
  orders_change:
    name: {zh: 订单环比, en: Change of orders}
    unit: share
    better: higher
    formula: change(orders, 1 month)
  click_cost: {name: {zh: 点击花费, en: Cost per click}, unit: money, better: lower, window: week}
  reply_days: {name: {zh: 回复天数, en: Days to reply}, unit: days, better: lower, window: week}
  years: {name: {zh: 经营年限, en: Years}, unit: count, better: higher, window: moment}
  video: {name: {zh: 视频, en: Video}, unit: flag, better: higher, window: moment}
  state: {name: {zh: 账户状态, en: State}, unit: text, better: higher, window: moment}

attributes:
  market: {name: {zh: 站点, en: Market}, values: {DE: [德国], US: [美国]}}
  stage:
    name: {zh: 阶段, en: Stage}
    from: years
    bands: {startup: {at_most: 2}, growth: {between: [3, 5]}, mature: {at_least: 6}}

observe: [received]

checks:
  acme.answer-rate:
    title: {zh: 响应率不低于90%, en: Answer rate at least 90%}
    metric: answer_rate
    expect: {at_least: 90%}
    watch: {at_least: 93%}
    severity: major
    kind: benchmark
    dimension: responsiveness
    min_sample: 10
    max_age: 14 days
    risk: {zh: 排名下降, en: Ranking falls}
    source: {title: 手册, read_on: 2026-11-21, standing: house, says: 90%}
    remedies: [answer-all]
    tests:
      - {given: {answered: 27, received: 30}, then: watch}
      - {given: {answer_rate: 89.99%}, then: fail}
  acme.orders:
    title: {zh: 三个月内有订单, en: An order in three months}
    metric: orders
    expect: {at_least: 1}
    sustained: 3 months
    severity: critical
    kind: platform
    source: {title: rules, read_on: 2026-11-21, standing: official, url: "https://example.com/r"}
    tests:
      - {series: {orders: 4 0 0 0}, then: fail}
  acme.click-cost:
    title: {zh: 点击花费, en: Cost per click}
    metric: click_cost
    expect: {at_most: $1.20}
    typical: [$0.30, $1.20]
    severity: minor
    kind: benchmark
    source: {title: 手册, read_on: 2026-11-21, standing: house}
  acme.ipi:
    title: {zh: 分期, en: Dated}
    metric: orders
    lines:
      - {from: 2018-07-01, until: 2020-08-15, expect: {at_least: 350}}
      - {from: 2022-01-01, expect: {at_least: 400}, watch: {at_least: 450}}
    severity: minor
    kind: platform
    source: {title: rules, read_on: 2026-11-21, standing: official}
  acme.registration:
    title: {zh: 注册号, en: Registration}
    attest: {ask: {zh: 注册号？, en: "Which number?"}, evidence: required, valid_for: 1 year}
    applies: [in-de]
    severity: critical
    kind: platform
    source: {title: law, read_on: 2026-11-21, standing: official}

scopes:
  in-de: {when: {all: [{market: DE}]}}
  starting: {when: {any: [{stage: startup}, {scope: in-de}]}}

diagnoses:
  acme.nobody-answers:
    title: {zh: 无人回复, en: Nobody answers}
    when:
      all:
        - acme.answer-rate: fail
      any:
        - acme.orders: [watch, fail]
        - market: DE
    explains: [acme.answer-rate]
    likelihood: likely
    remedies: [answer-all]
    tests:
      - {given: {acme.answer-rate: fail, acme.orders: watch}, then: concluded}
      - {given: {acme.answer-rate: pass, acme.orders: watch}, then: not_concluded}
  acme.asleep:
    title: {zh: 停业, en: Asleep}
    when: {all: [{diagnosis: acme.nobody-answers}, {acme.orders: fail}]}
    explains: [acme.orders]
    likelihood: possible

remedies:
  answer-all:
    title: {zh: 全部回复, en: Answer all}
    steps:
      zh: [导出清单, 逐条回复]
      en: [Export the list, Answer each]
    owner: customer service
    effort: hours
    due: 3 days
    done_when: {zh: 达到90%, en: 90% is reached}
"""


def write(folder: Path, text: str | bytes, name: str = "pack.yaml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def load(folder: Path, text: str | bytes = PACK, *more: str) -> RuleBook:
    paths = [write(folder, text), *(write(folder, other, f"more{n}.yaml") for n, other in enumerate(more))]
    return load_rulebook(paths, shipped=False)


def errors(folder: Path, text: str | bytes, *more: str) -> tuple[RuleError, ...]:
    try:
        load(folder, text, *more)
    except RuleErrors as found:
        return found.errors
    return ()


def bent(old: str, new: str, text: str = PACK) -> str:
    """The pack with one passage replaced, which must stand in it exactly once."""
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)


def spot(text: str, passage: str) -> tuple[int, int]:
    """Line and column (1-based) of the first occurrence of a passage."""
    before = text[: text.index(passage)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
