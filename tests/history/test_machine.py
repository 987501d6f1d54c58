"""Audits, waivers, imports of the tracker, replays and purges in any order, against a model in plain dictionaries."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from auditor.history import Subject, open_history, store_records, with_history
from auditor.history.ledger import LedgerRow
from auditor.history.model import Told
from auditor.history.records import pack_json
from auditor.history.replay import unpack_runs
from auditor.history.tracker import merge
from auditor.model import StoreKey
from tests.history.documents import action, document, entry, finding

FIRST = date(2026, 1, 4)
days = st.integers(0, 5).map(lambda week: FIRST + timedelta(weeks=week))
stores = st.sampled_from(["north", "south"])
statuses = st.sampled_from(["pass", "watch", "fail", "unknown", "not_applicable"])
findings = st.fixed_dictionaries({"a": st.tuples(statuses, st.booleans()), "b": st.tuples(statuses, st.booleans())})
told = st.sampled_from(["open", "in_progress", "done", "verified", "declined"])
BREACH = ("watch", "fail")
WAYS = (("open", "in_progress", "done", "verified"), ("open", "in_progress", "declined"))
ONWARD = {(one, other) for way in WAYS for at, one in enumerate(way) for other in way[at + 1 :]}


def packed(found: dict[str, tuple[str, bool]]) -> bytes:
    """An intake with one observation a check: its value is told by its status, so that a mix-up shows."""
    rows = [
        [check, str(FIRST), str(FIRST), float(len(status)), "ok", None, None, None, None, 0]
        for check, (status, _) in found.items()
    ]
    return pack_json({"client": None, "attributes": {}, "launched": None, "observations": rows, "attestations": []})


class HistoryMachine(RuleBasedStateMachine):
    """``kept``: (store, day) → statuses without waivers; ``written``: the status of the action in its report, if any;
    ``told``: what the history says of it since."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "history.sqlite"
        self.kept: dict[tuple[str, date], dict[str, str]] = {}
        self.written: dict[tuple[str, date], str] = {}
        self.told: dict[tuple[str, date], str] = {}
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
            history.save(store_records(followed, {Subject("weekly", "amazon", store): packed(found)}))
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
        self.written.pop((store, day), None)
        for one in entry_["actions"]:
            self.written[store, day] = one["status"]

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
    @rule(data=st.data(), status=told, replace=st.booleans())
    def import_tracker(self, data: st.DataObject, status: str, replace: bool) -> None:
        store, day = data.draw(st.sampled_from(sorted(self.kept)))
        key = StoreKey("amazon", store)
        row = LedgerRow("t.xlsx!5", key, "mend", Told(str(day), status, due=str(day + timedelta(days=3))))
        with open_history(self.path) as history:
            result = merge(history, [row], today=day, replace=replace)
            history.tell(result.told)
            now = history.told(key, "mend", str(day))
        if (store, day) not in self.written:
            assert result.problems
            assert not result.told
            return
        written = self.written[store, day]
        before = self.told.get((store, day), written)
        if status in (before, written):
            expected, conflict = before, False
        elif before == written or (before, status) in ONWARD or replace:
            expected, conflict = status, False
        else:
            expected, conflict = before, True
        assert bool([one for one in result.conflicts if one.field == "status"]) == conflict
        assert (now.status if now else before) == expected
        if now:
            self.told[store, day] = expected

    @rule(day=days)
    def replay(self, day: date) -> None:
        with open_history(self.path) as history:
            runs = list(unpack_runs(history.intakes(day)))
        values = {
            (one.store.store, run.as_of, one.metric): one.value for run in runs for one in run.intake.observations
        }
        assert values == {
            (store, when, check): float(len(status))
            for (store, when), kept in self.kept.items()
            for check, status in kept.items()
            if when >= day
        }
        assert [run.as_of for run in runs] == sorted({when for _, when in self.kept if when >= day})

    @rule(store=stores)
    def purge(self, store: str) -> None:
        with open_history(self.path) as history:
            gone = history.purge(store)
        assert gone == len([key for key in self.kept if key[0] == store])
        for known in (self.kept, self.written, self.told):
            for key in [key for key in known if key[0] == store]:
                del known[key]

    @invariant()
    def everything_is_there_and_the_chain_holds(self) -> None:
        with open_history(self.path) as history:
            assert {(kept.subject.store, kept.as_of) for kept in history.audits()} == set(self.kept)
            assert history.broken_links() == ()


TestHistoryMachine = HistoryMachine.TestCase
TestHistoryMachine.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
