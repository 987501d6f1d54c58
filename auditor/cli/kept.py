"""What the commands share that ask a history: its file, whose audits, and what is said where there are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from auditor.cli.common import say
from auditor.cli.options import name_given
from auditor.model import StoreKey, Text
from auditor.text import folded, heading_key, spellings

if TYPE_CHECKING:
    from auditor.history import History, Past

HistoryFile = Annotated[
    str, typer.Option("--history", metavar="FILE", help=say("历史文件（SQLite）", "the history file (SQLite)"))
]
OfClient = Annotated[
    str | None,
    typer.Option("--client", callback=name_given, help=say("只看该客户的店铺", "the stores of this client only")),
]


def as_kept(history: History, name: str | None, field: Literal["store", "client"]) -> str | None:
    """A store or client as the history spells it, where it knows the name that was given in another width or case."""
    if name is None:
        return None
    names = [audit.client if field == "client" else audit.subject.store for audit in history.audits()]
    return spellings(known for known in names if known).get(folded(name), name)


def spelt_otherwise(history: History, past: Past, stores: Mapping[StoreKey, str | None]) -> Iterator[Text]:
    """Stores (with their clients) that begin anew, though the history has them in another spelling: nobody may mean that."""
    begun = {StoreKey(subject.platform, subject.store) for subject in past.stores}
    fresh = {
        (key.platform, heading_key(key.store)): (key, client) for key, client in stores.items() if key not in begun
    }
    kept = history.audits() if fresh else ()
    for key, owner in dict.fromkeys(
        (StoreKey(each.subject.platform, each.subject.store), each.client) for each in kept
    ):
        now, client = fresh.get((key.platform, heading_key(key.store)), (key, owner))
        if key not in stores and now != key and owner == client:
            yield Text(
                f"历史中的“{key.store}”与“{now.store}”只是写法不同，未作对比；若是同一家，请把名称写回“{key.store}”",
                f"The history has “{key.store}”, which differs from “{now.store}” in spelling alone: they are not compared; if "
                f"they are one, write “{key.store}” again",
            )


def nothing_of(
    history: History, *, store: str | None = None, platform: str | None = None, client: str | None = None
) -> Text:
    """Why the history has nothing that was asked for: a name that it does not know, or names that don't go together."""
    kept = history.audits()
    asked = (
        (Text("店铺", "store"), store, [audit.subject.store for audit in kept]),
        (Text("平台", "platform"), platform, [audit.subject.platform for audit in kept]),
        (Text("客户", "client"), client, [audit.client for audit in kept if audit.client]),
    )
    for what, name, known in asked:
        if name and name not in known:
            there = list(dict.fromkeys(known))
            return Text(
                f"历史中没有{what.zh} {name}；已有：{'、'.join(there) or '无'}",
                f"The history has no {what.en} {name}; it has: {', '.join(there) or 'none'}",
            )
    names = ", ".join(name for _, name, _ in asked if name)
    return Text(f"历史中没有同时符合 {names} 的审核", f"The history has no audit that is of all of these: {names}")
