"""Whom to tell: addresses with secrets in them, from an environment variable or a file, and never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from auditor.model import Text
from auditor.notify.services import SERVICES
from auditor.text import BilingualError

_MOST = 1 << 20  # characters of a file of addresses
VARIABLE = "AUDITOR_NOTIFY"  # where the addresses are looked for unless --to says otherwise
_HOSTS = ("mailto", "mailtos", "json", "jsons")  # their host is a host and no token


class TargetError(BilingualError):
    """No address, or none that can be used; ``message`` never holds any part of one."""


@dataclass(frozen=True, slots=True)
class Target:
    """One address of a service. ``place`` says where it stands, for messages: the address itself is a secret."""

    address: str = field(repr=False)
    place: str

    @property
    def service(self) -> str:
        """The scheme: dingtalk, wecombot, feishu, slack, mailtos."""
        return self.address.partition("://")[0].lower()

    def redact(self, text: str) -> str:
        """``text`` without any part of the address but the service, the host where it is one, and names of options."""
        parts = sorted(self._secrets(), key=len, reverse=True)
        found = (re.escape(part) if len(part) > 3 else rf"(?<!\w){re.escape(part)}(?!\w)" for part in parts)
        return re.sub("|".join(found), "***", text, flags=re.IGNORECASE) if parts else text

    def _secrets(self) -> set[str]:
        place, _, query = self.address.partition("://")[2].partition("?")
        texts = [place, *(pair.partition("=")[2] for pair in query.split("&"))]
        texts += [unquote(text) for text in texts]
        parts = {part for text in texts for part in (*re.split(r"[/@:#,;\s]+", text), *re.split(r"[/:#,;\s]+", text))}
        if self.service in _HOSTS:
            parts.discard(re.split(r"[/:]", place.rpartition("@")[2])[0])
        return parts - {""}


def load_targets(sources: Sequence[str], environment: Mapping[str, str]) -> tuple[Target, ...]:
    """The addresses of ``sources``, each the name of an environment variable or of a file with an address a line.

    Empty lines and lines that start with ``#`` count for nothing. Raises TargetError.
    """
    found = tuple(target for source in sources for target in _of(source, environment))
    if not found:
        raise TargetError(
            Text(
                f"没有通知地址：请写入环境变量 {VARIABLE}，或用 --to 指定环境变量名或文件",
                f"no address to notify: put it into the environment variable {VARIABLE}, or name a variable or a file with --to",
            )
        )
    return found


def _of(source: str, environment: Mapping[str, str]) -> Iterator[Target]:
    if "://" in source:
        raise TargetError(
            Text(
                "--to 不接受地址本身：命令行对本机所有人可见；请把地址放进环境变量或文件，再写其名称",
                "--to takes no address: a command line can be seen by everybody on the machine; put the address into an "
                "environment variable or a file, and give its name",
            )
        )
    if source in environment:
        text = environment[source]
    else:
        try:
            with Path(source).open(encoding="utf-8-sig") as stream:
                text = stream.read(_MOST + 1)
            if len(text) > _MOST:
                raise ValueError("too large")
        except (OSError, ValueError):
            raise TargetError(
                Text(
                    f"{source} 既不是已设置的环境变量，也不是可读的文本文件",
                    f"{source} is neither an environment variable that is set nor a text file that can be read",
                )
            ) from None
    for number, line in enumerate(text.splitlines(), 1):
        address = line.strip()
        if address and not address.startswith("#"):
            yield Target(_own_scheme(address), f"{source}:{number}")


def _own_scheme(address: str) -> str:
    """A webhook as its service shows it, in Apprise's writing."""
    for service in SERVICES:
        if match := service.webhook.match(address):
            return f"{service.scheme}://{match[1]}/"
    return address
