"""Audits, waivers, imports, replacements and purges in any order, against a model in plain dictionaries."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from auditor.history import open_history, store_records, with_history
from auditor.history.model import Told
from auditor.model import StoreKey
from tests.history.documents import action, document, entry, finding

FIRST = date(2026, 1, 4)
days = st.integers(0, 5).map(lambda week: FIRST + timedelta(weeks=week))
stores = st.sampled_from(["north", "south"])
statuses = st.sampled_from(["pass", "watch", "fail", "unknown", "not_applicable"])
findings = st.fixed_dictionaries({"a": st.tuples(statuses, st.booleans()), "b": st.tuples(statuses, st.booleans())})
told = st.sampled_from(["open", "in_progress", "done", "verified", "declined"])
BREACH = ("watch", "fail")


class HistoryMachine(RuleBasedStateMachine):
    """``kept``: (store, day) → statuses without waivers; ``asked``: (store, day) → whether it has an action."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "history.sqlite"
        self.kept: dict[tuple[str, date], dict[str, str]] = {}
        with open_history(self.path, create=True):
            pass

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(day=days, store=stores, found=findings)
    def audit(self, day: date, store: str, found: dict[str, tuple[str, bool]]) -> None:
        waivable = {check: waived and status in BREACH for check, (status, waived) in found.items()}
        made = document(
            day,
            entry(
                [finding(check, status, waived=waivable[check]) for check, (status, _) in found.items()],
                [action("mend", "a", due=str(day + timedelta(days=3)))] if found["a"][0] in BREACH else [],
                store=store,
            ),
        )
        with open_history(self.path) as history:
            followed = with_history(made, history.past(day))
            history.save(store_records(followed))
        (entry_,) = followed["stores"]
        earlier = {when: kept for (where, when), kept in sorted(self.kept.items()) if where == store and when < day}
        for one in entry_["findings"]:
            status, _ = found[one["check"]]
            before = [kept[one["check"]] for kept in earlier.values()]
            assert (one["change"], one["since"]) == self.expected(status, before, [*earlier, day]), before
        assert (entry_["previous"] is None) == (not earlier)
        if earlier:
            resolved = {one["check"] for one in entry_["findings"] if one["change"] == "resolved"}
            assert {one["check"] for one in entry_["previous"]["resolved"]} == resolved
            assert entry_["previous"]["as_of"] == str(max(earlier))
        for one in entry_["actions"]:
            assert one["due"] <= str(day + timedelta(days=3)), "a promise is never put off by auditing again"
        self.kept[store, day] = {check: status for check, (status, _) in found.items()}

    @staticmethod
    def expected(status: str, before: list[str], when: list[date]) -> tuple[str | None, str | None]:
        """Written down apart from the program: walk through the known statuses from the oldest."""
        since, ever, last = None, False, None
        for day, one in zip(when, before, strict=False):
            if one in BREACH:
                since, ever, last = since or str(day), True, one
            elif one == "pass":
                since, last = None, "pass"
        if status == "pass":
            return ("resolved" if last in BREACH else None), None
        if status not in BREACH:
            return None, None
        if since:
            return {status: "continuing"}.get(str(last), "worse" if status == "fail" else "better"), since
        return ("reopened" if ever else "new"), str(when[-1])

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), status=told)
    def tell(self, data: st.DataObject, status: str) -> None:
        store, day = data.draw(st.sampled_from(sorted(self.kept)))
        key = StoreKey("amazon", store)
        with open_history(self.path) as history:
            history.tell([(key, "mend", Told(str(day), status, person="王敏", due=str(day)))])
            assert history.told(key, "mend", str(day)) == Told(str(day), status, person="王敏", due=str(day))

    @rule(store=stores)
    def purge(self, store: str) -> None:
        with open_history(self.path) as history:
            gone = history.purge(store)
        assert gone == len([key for key in self.kept if key[0] == store])
        self.kept = {key: kept for key, kept in self.kept.items() if key[0] != store}

    @invariant()
    def everything_is_there_and_the_chain_holds(self) -> None:
        with open_history(self.path) as history:
            assert {(kept.subject.store, kept.as_of) for kept in history.audits()} == set(self.kept)
            assert history.broken_links() == ()


TestHistoryMachine = HistoryMachine.TestCase
TestHistoryMachine.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
