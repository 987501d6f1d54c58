"""A digest handed to Apprise, one service after the other; what a service answers is read, not assumed."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote

from auditor.model import Text
from auditor.notify.digest import Digest
from auditor.notify.services import SERVICES
from auditor.notify.targets import Target, TargetError

_ANSWERS = {service.scheme: service.answer for service in SERVICES}
_LONGEST = 300  # characters of a reason
_ANSWER, SECONDS = 10_000, 10.0  # of an answer: what comes later, or beyond, is not read


def prepare(targets: Sequence[Target]) -> list[tuple[Target, Any]]:
    """Each target with its Apprise object. Raises TargetError when the extra is missing or an address not understood."""
    try:
        import apprise
    except ImportError:
        raise TargetError(
            Text(
                "没有安装通知组件：pip install 'store-auditor[notify]'",
                "the package for notifications is missing: pip install 'store-auditor[notify]'",
            )
        ) from None
    log = logging.getLogger("apprise")  # its lines hold payloads and addresses: kept for us, shown to nobody
    log.handlers, log.propagate = [logging.NullHandler()], False
    log.setLevel(logging.DEBUG)
    asset = apprise.AppriseAsset(app_id="Store Auditor", app_desc="", storage_mode="memory", allow_templates=False)
    ready = []
    for target in targets:
        service: Any = apprise.Apprise.instantiate(target.address, asset=asset, suppress_exceptions=True)
        if service is None:
            raise TargetError(
                Text(
                    f"{target.place}：不是可用的通知地址；钉钉、企业微信、飞书、Slack 可直接粘贴机器人的 Webhook 地址，"
                    "邮件写作 mailtos://用户:密码@服务器?to=收件人",
                    f"{target.place}: not an address that can be notified; for DingTalk, WeCom, Feishu and Slack paste the "
                    "robot's webhook, for mail write mailtos://user:password@server?to=recipient",
                )
            )
        # Quoted there and once more when it is sent; one that is not quoted (base64 has no %) stays as it is.
        if target.service == "dingtalk" and (signature := getattr(service, "get_signature", None)):
            service.get_signature = lambda made=signature: tuple(map(unquote, made()))
        sender = apprise.Apprise(asset=asset)
        sender.add(service)
        ready.append((target, sender))
    return ready


def send(message: Digest, ready: Sequence[tuple[Target, Any]]) -> Iterator[tuple[Target, Text | None]]:
    """Send to each; yields the target and None, or why it was not taken, without any part of its address."""
    for target, sender in ready:
        with _answers() as answers:
            result = sender.notify(
                message.body,
                title=message.title,
                notify_type=message.level,
                body_format="text",
                log_level=logging.DEBUG,
            )
        why = _unconfirmed(target.service, answers) if result else _failed(result)
        yield target, why and Text(target.redact(why.zh), target.redact(why.en))


def _failed(result: Any) -> Text:
    """Apprise's warnings, and what the network said below them."""
    logs = [(entry.level, entry.message) for entry in result.logs()]
    network = [message for _, message in logs if message.startswith("Socket Exception")]
    said = _short(" ".join(dict.fromkeys([*(message for level, message in logs if level != "DEBUG"), *network])))
    if network:
        return Text(
            f"连接失败或超时，请检查网络与地址（{said}）",
            f"no connection or no answer in time; check network and address ({said})",
        )
    return Text(f"对方拒绝，请检查地址与权限（{said}）", f"refused; check the address and its rights ({said})")


def _unconfirmed(service: str, answers: Sequence[str]) -> Text | None:
    """Why the service did not take it although it answered 200; None where it confirmed, or confirms by 200 alone."""
    expected = _ANSWERS.get(service)
    if expected is None:
        return None
    for answer in answers or [""]:
        try:
            told = json.loads(answer)
            code = next(told[key] for key in expected.codes if key in told)
        except (ValueError, TypeError, StopIteration):
            return Text(f"对方未确认收到（{_short(answer)}）", f"not confirmed by the service ({_short(answer)})")
        if code != 0:
            said = _short(f"{code} {told.get(expected.reason) or ''}")
            return Text(
                f"对方拒绝，请检查机器人的安全设置（{said}）", f"refused; check the robot's security settings ({said})"
            )
    return None


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


@contextmanager
def _answers() -> Iterator[list[str]]:
    """What comes back over HTTP within the block. Apprise hands answers on to nobody, so they are read on the way."""
    import requests

    heard: list[str] = []
    original = requests.Session.send

    def listening(self: Any, request: Any, **more: Any) -> Any:
        response = original(self, request, **{**more, "stream": True})
        response.raw = io.BytesIO(_beginning(response.raw))
        heard.append(response.text)
        return response

    requests.Session.send = listening  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        requests.Session.send = original  # type: ignore[method-assign]


def _beginning(raw: Any) -> bytes:
    """What a service says within ``SECONDS``, until it breaks off; the timeout of its connection is one of each byte."""
    from urllib3.exceptions import HTTPError

    said, end = b"", time.monotonic() + SECONDS
    with suppress(HTTPError):
        while len(said) < _ANSWER and time.monotonic() < end and (more := raw.read1(_ANSWER, decode_content=True)):
            said += more
    raw.close()
    return said
