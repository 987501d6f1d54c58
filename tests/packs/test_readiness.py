"""May a store go live? Hand-computed verdicts of the shipped readiness packs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Attestation, AttestedNote, Evidence, Finding, Status, Store, StoreAudit, StoreKey
from auditor.readiness import UnknownMarketError, Verdict, assess_readiness, with_deadlines, with_markets
from tests.packs.worked import SUNDAY, audit, book, concluded, statuses, with_status

SIGNED = date(2026, 11, 1)
LICENCE, ADDRESS, PLAN = "amazon.launch.licence", "amazon.launch.address-proof", "amazon.launch.professional-plan"
ANY_GOODS = {"category": "home", "packaged": "yes", "has_battery": "no", "radio": "no", "established_in": "CN"}
SELLS_FROM_CHINA = {**ANY_GOODS, "stock_in": "CN"}
GERMAN_ELECTRONICS = {
    "market": "DE", "category": "electronics", "packaged": "yes", "has_battery": "yes", "radio": "yes",
    "stock_in": "DE", "established_in": "CN",
}  # fmt: skip


def answers(store: StoreKey, said: Mapping[str, str | tuple[str, str | None]]) -> list[Attestation]:
    """One attestation a check: the answer, with evidence unless the tuple says otherwise."""
    rows = []
    for number, (check, answer) in enumerate(said.items(), 2):
        word, evidence = answer if isinstance(answer, tuple) else (answer, "on file")
        cells = (Evidence("checklist.xlsx", "Checklist", f"C{number}", word),)
        rows.append(Attestation(store, check, word, evidence, "Wang Min", SIGNED, cells))
    return rows


def launch(
    platform: str,
    attributes: Mapping[str, str],
    said: Mapping[str, str | tuple[str, str | None]],
    *,
    others: str | None = "yes",
    as_of: date = SUNDAY,
) -> StoreAudit:
    """A store whose checklist says ``said``; every other attested item is answered ``others`` (None: left empty)."""
    key = StoreKey(platform, "launch")
    items = [
        check.id
        for check in book().checks.values()
        if check.platform == platform and check.purpose == "readiness" and check.attest
    ]
    full = {**(dict.fromkeys(items, others) if others else {}), **said}
    (entry,) = audit(
        [], [Store(key, attributes=attributes)], attested=answers(key, full), purpose="readiness", as_of=as_of
    ).stores
    return entry


def verdict(entry: StoreAudit) -> Verdict:
    return assess_readiness(entry.findings, book()).verdict


@pytest.mark.parametrize(
    ("as_of", "launch_day", "noted"),
    [
        (date(2026, 11, 15), date(2027, 11, 1), False),  # it still holds on the day
        (date(2026, 11, 15), date(2027, 11, 2), True),
        (date(2027, 11, 1), date(2027, 11, 2), True),  # today is its last day
    ],
)
def test_an_answer_is_to_be_renewed_that_lapses_before_the_launch(as_of: date, launch_day: date, noted: bool) -> None:
    answered = AttestedNote("on file", "Wang Min", SIGNED, date(2027, 11, 1))
    finding = Finding(StoreKey("amazon", "s"), LICENCE, Status.PASS, attested=answered)
    (told,) = with_deadlines([finding], launch_day, book(), as_of)
    assert [note.en for note in told.notes] == [
        f"holds until 2027-11-01, before the launch planned for {launch_day}: renew it first"
    ] * noted


# --- the rule of the house ---


def findings_of(pairs: Iterable[tuple[str, Status]]) -> list[Finding]:
    return [Finding(StoreKey("amazon", "s"), check, status) for check, status in pairs]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({LICENCE: Status.FAIL, PLAN: Status.UNKNOWN}, Verdict.NO_GO),  # a critical fail outranks everything
        ({LICENCE: Status.UNKNOWN, PLAN: Status.FAIL}, Verdict.NEEDS_EVIDENCE),  # critical unknown
        ({PLAN: Status.UNKNOWN}, Verdict.NEEDS_EVIDENCE),  # major unknown
        ({ADDRESS: Status.UNKNOWN}, Verdict.GO),  # minor unknown blocks nothing
        ({PLAN: Status.FAIL}, Verdict.CONDITIONAL),  # a major fail is a condition
        ({ADDRESS: Status.WATCH}, Verdict.CONDITIONAL),
        ({LICENCE: Status.WAIVED}, Verdict.CONDITIONAL),  # accepted on purpose, and still said
        ({LICENCE: Status.PASS, PLAN: Status.NOT_APPLICABLE}, Verdict.GO),
        ({}, Verdict.NEEDS_EVIDENCE),  # a platform whose rules review no launch: nothing is known
    ],
)
def test_the_worst_finding_decides(found: dict[str, Status], expected: Verdict) -> None:
    assert assess_readiness(findings_of(found.items()), book()).verdict is expected


def test_blocking_items_stand_in_order_of_what_they_block() -> None:
    found = assess_readiness(
        findings_of(
            [
                (PLAN, Status.UNKNOWN),
                (ADDRESS, Status.FAIL),
                (LICENCE, Status.UNKNOWN),
                ("amazon.launch.w8ben-e", Status.FAIL),
            ]
        ),
        book(),
    )
    assert found.blocking == ("amazon.launch.w8ben-e", LICENCE, PLAN)  # failing, then unproven by severity
    assert found.conditions == (ADDRESS,)


RANK = list(Verdict)
JUDGED = [check.id for check in book().checks.values() if check.purpose == "readiness" and check.platform == "amazon"]


@given(st.dictionaries(st.sampled_from(JUDGED), st.sampled_from(list(Status)), min_size=1), st.data())
def test_mending_one_item_never_worsens_the_verdict(found: dict[str, Status], data: st.DataObject) -> None:
    before = assess_readiness(findings_of(found.items()), book())
    mended = data.draw(st.sampled_from(sorted(found)))
    after = assess_readiness(findings_of((found | {mended: Status.PASS}).items()), book())
    assert RANK.index(after.verdict) <= RANK.index(before.verdict)
    assert set(after.blocking) <= set(before.blocking)
    assert (before.verdict in (Verdict.NO_GO, Verdict.NEEDS_EVIDENCE)) == bool(before.blocking)


# --- Amazon ---


def test_a_shop_for_the_us_goes_live_without_vat_or_epr() -> None:
    entry = launch("amazon", {**SELLS_FROM_CHINA, "market": "US"}, {})
    assert verdict(entry) is Verdict.GO
    assert with_status(entry, Status.FAIL, Status.WATCH, Status.UNKNOWN) == set()
    applicable = with_status(entry, Status.PASS)
    assert not [check for check in applicable if "vat" in check or "epr" in check or "gpsr" in check or "jct" in check]
    assert {"amazon.launch.licence", "amazon.launch.w8ben-e", "amazon.launch.gtin-or-exemption"} <= applicable


def test_a_german_electronics_launch_needs_every_registration() -> None:
    entry = launch("amazon", GERMAN_ELECTRONICS, {})
    assert verdict(entry) is Verdict.GO
    assert {
        "amazon.launch.vat-de", "amazon.launch.vat-position", "amazon.launch.epr-packaging-de",
        "amazon.launch.epr-weee-de", "amazon.launch.epr-battery-de", "amazon.launch.gpsr", "amazon.launch.ce",
        "amazon.launch.kyc-eu",
    } <= with_status(entry, Status.PASS)  # fmt: skip
    beside = with_status(entry, Status.NOT_APPLICABLE)
    assert {
        "amazon.launch.fcc",
        "amazon.launch.epr-packaging-fr",
        "amazon.launch.vat-fr",
        "amazon.launch.jct",
    } <= beside


@pytest.mark.parametrize(
    ("market", "stock_in", "expected"),
    [
        ("NL", "DE", Status.FAIL),  # stock in another country than the one that is sold in: pan-European fulfilment
        ("DE", "DE", Status.FAIL),
        ("UK", "DE", Status.FAIL),
        ("NL", "other", Status.NOT_APPLICABLE),
        ("NL", None, Status.UNKNOWN),  # nobody said where its stock lies
        ("US", None, Status.NOT_APPLICABLE),
    ],
)
def test_a_vat_number_is_asked_for_where_the_stock_lies(market: str, stock_in: str | None, expected: Status) -> None:
    stated = {**ANY_GOODS, "market": market, **({"stock_in": stock_in} if stock_in else {})}
    assert statuses(launch("amazon", stated, {"amazon.launch.vat-de": "no"}))["amazon.launch.vat-de"] is expected


def test_a_german_electronics_launch_without_weee_is_a_no_go_with_its_cause() -> None:
    entry = launch(
        "amazon", GERMAN_ELECTRONICS, {"amazon.launch.epr-weee-de": "no", "amazon.launch.brand-registry": "no"}
    )
    found = assess_readiness(entry.findings, book())
    assert found.verdict is Verdict.NO_GO
    assert found.blocking == ("amazon.launch.epr-weee-de",)
    assert found.conditions == ("amazon.launch.brand-registry",)
    assert "amazon.launch.de-electronics-unregistered" in concluded(entry)
    # One of three numbers is missing: the cause does not say that nothing is registered.
    title = book().diagnoses["amazon.launch.de-electronics-unregistered"].title
    assert title == ("德国EPR注册不齐全", "German EPR registrations are incomplete")
    assert "register-epr-de" in [action.remedy for action in entry.actions]


def test_two_markets_are_judged_together() -> None:
    entry = launch("amazon", {**GERMAN_ELECTRONICS, "market": "DE,FR"}, {"amazon.launch.epr-weee-fr": "no"})
    assert verdict(entry) is Verdict.NO_GO
    assert statuses(entry)["amazon.launch.epr-packaging-de"] is Status.PASS
    assert statuses(entry)["amazon.launch.epr-weee-fr"] is Status.FAIL


def test_a_market_that_nobody_stated_needs_evidence() -> None:
    entry = launch("amazon", {}, {}, others=None)
    found = assess_readiness(entry.findings, book())
    assert found.verdict is Verdict.NEEDS_EVIDENCE
    assert {"amazon.launch.epr-packaging-de", "amazon.launch.gpsr"} <= set(found.blocking)
    (gpsr,) = [finding for finding in entry.findings if finding.check == "amazon.launch.gpsr"]
    assert gpsr.reason is not None
    assert "not stated" in gpsr.reason.en


def test_evidence_that_is_missing_or_expired_does_not_pass() -> None:
    market = {**SELLS_FROM_CHINA, "market": "US"}
    bare = launch("amazon", market, {"amazon.launch.gtin-or-exemption": ("yes", None)})
    assert verdict(bare) is Verdict.NEEDS_EVIDENCE
    assert assess_readiness(bare.findings, book()).blocking == ("amazon.launch.gtin-or-exemption",)
    # Signed on 2026-11-01 and valid for a year: good on the anniversary, expired on the day after.
    assert verdict(launch("amazon", market, {}, as_of=date(2027, 1, 30))) is Verdict.GO
    late = launch("amazon", market, {}, as_of=date(2027, 11, 2))
    assert {"amazon.launch.licence", "amazon.launch.legal-rep-id"} <= with_status(late, Status.UNKNOWN)


def test_not_applicable_needs_a_reason() -> None:
    market = {"market": "DE", "category": "food", "packaged": "yes", "has_battery": "no", "stock_in": "CN"}
    excused = launch("amazon", market, {"amazon.launch.gpsr": ("n/a", "food")})
    assert statuses(excused)["amazon.launch.gpsr"] is Status.NOT_APPLICABLE
    assert verdict(excused) is Verdict.GO
    assert verdict(launch("amazon", market, {"amazon.launch.gpsr": ("n/a", None)})) is Verdict.NEEDS_EVIDENCE


def test_a_duty_is_not_asked_before_it_is_in_force() -> None:
    before = launch("amazon", GERMAN_ELECTRONICS, {"amazon.launch.gpsr": "no"}, as_of=date(2024, 12, 12))
    assert statuses(before)["amazon.launch.gpsr"] is Status.NOT_APPLICABLE


def test_two_shops_that_sell_in_japan_and_in_the_uk() -> None:
    japan = launch("amazon", {**SELLS_FROM_CHINA, "market": "JP"}, {"amazon.launch.jct": "no"})
    assert verdict(japan) is Verdict.CONDITIONAL
    britain = launch("amazon", {**SELLS_FROM_CHINA, "market": "UK", "stock_in": "UK"}, {"amazon.launch.vat-uk": "no"})
    assert verdict(britain) is Verdict.NO_GO
    assert statuses(britain)["amazon.launch.gpsr"] is Status.NOT_APPLICABLE  # Great Britain is not in the EU


# --- Alibaba.com and the independent store ---


def test_the_tax_form_follows_the_seller_and_not_the_market() -> None:
    abroad = launch("amazon", {**SELLS_FROM_CHINA, "market": "JP"}, {"amazon.launch.w8ben-e": "no"})
    assert assess_readiness(abroad.findings, book()).blocking == ("amazon.launch.w8ben-e",)
    at_home = launch("amazon", {**ANY_GOODS, "market": "US", "established_in": "US"}, {"amazon.launch.w8ben-e": "no"})
    assert verdict(at_home) is Verdict.GO
    assert statuses(at_home)["amazon.launch.w9"] is Status.PASS


def test_an_alibaba_shop_without_icp_may_go_live_with_a_hint() -> None:
    entry = launch("alibaba", {"category": "machinery", "market": "US"}, {"alibaba.launch.icp": "no"})
    found = assess_readiness(entry.findings, book())
    assert found.verdict is Verdict.CONDITIONAL
    assert found.blocking == ()
    assert found.conditions == ("alibaba.launch.icp",)
    assert statuses(entry)["alibaba.launch.icp"] is Status.WATCH
    assert [action.remedy for action in entry.actions] == ["settle-icp"]  # and no filing of another kind


def test_an_alibaba_shop_without_its_licence_is_a_no_go() -> None:
    entry = launch("alibaba", {"category": "machinery", "market": "US"}, {"alibaba.launch.licence": "no"})
    assert assess_readiness(entry.findings, book()).blocking == ("alibaba.launch.licence",)
    assert "alibaba.launch.papers-incomplete" in concluded(entry)


@pytest.mark.parametrize(
    ("market", "expected"), [("DE", Status.FAIL), ("EU", Status.FAIL), ("FR", Status.NOT_APPLICABLE)]
)
def test_who_sells_to_the_whole_eu_sells_to_germany(market: str, expected: Status) -> None:
    stated = {"market": market, "category": "home", "packaged": "yes"}
    entry = launch("independent", stated, {"independent.launch.imprint-de": "no"})
    assert statuses(entry)["independent.launch.imprint-de"] is expected


def test_an_independent_store_that_would_start_blind() -> None:
    stated = {"market": "US", "category": "home", "packaged": "yes"}
    assert verdict(launch("independent", stated, {})) is Verdict.GO
    blind = launch("independent", stated, {"independent.launch.test-order": "no"})
    assert verdict(blind) is Verdict.CONDITIONAL
    assert "independent.launch.blind-start" in concluded(blind)
    assert verdict(launch("independent", stated, {"independent.launch.payment-account": "no"})) is Verdict.NO_GO


# --- markets asked for on the command line ---


def test_markets_are_read_in_both_languages_and_override_the_sheet() -> None:
    stores = [Store(StoreKey("amazon", "a"), attributes={"market": "US"}), Store(StoreKey("client", "c"))]
    intake = audit([], stores, purpose="readiness").intake
    judged = with_markets(intake, book(), "法国, DE")
    assert judged.stores[0].attributes["market"] == "DE,FR"
    assert "market" not in judged.stores[1].attributes


def test_an_unknown_market_is_refused_with_the_known_ones() -> None:
    intake = audit([], [Store(StoreKey("amazon", "a"))], purpose="readiness").intake
    with pytest.raises(UnknownMarketError) as error:
        with_markets(intake, book(), "DE,Mars")
    assert "Mars" in error.value.message.en
    assert "FR" in error.value.message.en
