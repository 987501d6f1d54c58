"""What a person is asked for: the metrics that the checks of a platform need, the items to attest, the attributes."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model import CLIENT, Store, StoreKey, Truth
from auditor.rulebook.formula import parts_of
from auditor.rulebook.model import Attribute, Check, Metric, RuleBook


def needed_metrics(book: RuleBook, platform: str) -> list[Metric]:
    """The metrics that a person can fill in for the checks of a platform: no formulas, in the order of the files."""
    wanted: set[str] = {check.metric for check in book.checks.values() if check.platform == platform and check.metric}
    wanted |= set(book.observe.get(platform, ()))
    queue = sorted(wanted)
    while queue:
        metric = book.metrics.get((platform, queue.pop()))
        if metric is None:
            continue
        parts = set(parts_of(metric))
        queue.extend(sorted(parts - wanted))
        wanted |= parts
    listed = [metric for (owner, _), metric in book.metrics.items() if owner == platform]
    return [metric for metric in listed if metric.id in wanted and metric.formula is None and metric.across is None]


def attested_checks(book: RuleBook, platform: str, markets: Sequence[str]) -> list[Check]:
    """The readiness items of a platform; those whose scope is false in every market asked for are left out."""
    checks = [
        check
        for check in book.checks.values()
        if check.platform == platform and check.attest and check.purpose == "readiness"
    ]
    if not markets:
        return checks
    from auditor.infer import infer_scopes

    store = Store(StoreKey(platform, "template"), attributes={"market": ",".join(markets)})
    scopes = infer_scopes(book, [store])[store.key]
    return [
        check
        for check in checks
        if all(name not in scopes or scopes[name].truth is not Truth.FALSE for name in check.applies)
    ]


def stated_attributes(book: RuleBook, platform: str) -> list[Attribute]:
    """What a person states about the store; bands are made from numbers."""
    listed = [attribute for (owner, _), attribute in book.attributes.items() if owner == platform]
    return [
        attribute
        for attribute in listed
        if not attribute.bands and attribute.source_metric is None and platform != CLIENT
    ]
