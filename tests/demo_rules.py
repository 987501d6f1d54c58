"""A small pack for tests of the commands: a rate with a warning line and a remedy, and a count that is critical."""

RULES = """\
schema: store-auditor/rules/1
pack: demo.weekly
platform: demo
purpose: weekly
title: {zh: 演示, en: Demo}
metrics:
  good_rate: {name: {zh: 良好率, en: Good rate}, unit: share, better: higher, window: week, ratio: [good, all_of]}
  good: {name: {zh: 良好数, en: Good}, unit: count, better: higher, window: week}
  all_of: {name: {zh: 总数, en: All}, unit: count, better: higher, window: week}
  faults: {name: {zh: 故障数, en: Faults}, unit: count, better: lower, window: week}
remedies:
  mend:
    title: {zh: 改进, en: Mend it}
    steps: {zh: [做], en: [Do it]}
    owner: operations
    effort: days
    due: 3 days
checks:
  demo.good:
    title: {zh: 良好率, en: Good rate}
    metric: good_rate
    expect: {at_least: 90%}
    watch: {at_least: 95%}
    severity: major
    kind: platform
    source: {title: t, read_on: 2026-11-21, standing: house}
    remedies: [mend]
  demo.faults:
    title: {zh: 故障, en: Faults}
    metric: faults
    expect: {less_than: 3}
    severity: critical
    kind: platform
    source: {title: t, read_on: 2026-11-21, standing: house}
"""
