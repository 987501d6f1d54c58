"""Which metric a ``--set`` of ``what-if`` means."""

from __future__ import annotations

import pytest

from auditor.history.whatif import wanted_of
from auditor.model import Intake, Store, StoreKey
from auditor.rulebook import load_rulebook


@pytest.mark.parametrize(
    ("platforms", "name", "meant"),
    [
        (["alibaba"], "inquiries", [("alibaba", "inquiries")]),
        (["independent"], "inquiries", [("independent", "leads")]),  # an id there, a heading here
        (["alibaba", "independent"], "inquiries", [("alibaba", "inquiries")]),
        (["alibaba", "independent"], "询盘", [("alibaba", "inquiries"), ("independent", "leads")]),
        (["amazon"], "inquiries", []),
    ],
)
def test_a_name_is_that_of_the_platforms_that_are_there(platforms, name, meant):
    intake = Intake((), tuple(Store(StoreKey(platform, "A")) for platform in platforms), ())
    wanted, wrong = wanted_of([(name, "3")], intake, load_rulebook())
    assert (list(wanted), len(wrong)) == (meant, 0 if meant else 1)
