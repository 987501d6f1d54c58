"""The chat services that take a digest: the address that each shows its users, and what it answers.

A row is all that another one needs, if Apprise has a scheme for it; a service that a user writes in Apprise's own way
(``mailtos://…``, ``json://…``) needs none. ``tests/notify/services.py`` plays the services for the tests.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Answer(NamedTuple):
    """What stands in the JSON of an answer: the code under one of ``codes`` (0: it was taken), why not under ``reason``."""

    codes: tuple[str, ...]
    reason: str


class Service(NamedTuple):
    """``scheme`` is Apprise's, ``webhook`` the service's own address with what Apprise needs of it as its group.

    ``answer`` is given for a service that answers 200 also when it refuses, which Apprise takes for a yes.
    """

    scheme: str
    webhook: re.Pattern[str]
    answer: Answer | None = None


_ROBOT = Answer(("errcode",), "errmsg")
_HOOK = Answer(("code", "StatusCode"), "msg")

SERVICES = (
    Service("dingtalk", re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=([\w-]+)\Z"), _ROBOT),
    Service("wecombot", re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)\Z"), _ROBOT),
    Service("feishu", re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?\Z"), _HOOK),
    Service("lark", re.compile(r"https://open\.larksuite\.com/open-apis/bot/v2/hook/([\w-]+)/?\Z"), _HOOK),
    Service("slack", re.compile(r"https://hooks\.slack\.com/services/(\w+/\w+/\w+)/?\Z")),
)
