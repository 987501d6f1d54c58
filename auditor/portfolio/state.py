"""What an output folder remembers: which packages are finished, and who is writing right now."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from auditor.files import ReportError, hash_of, safe_name, write_file
from auditor.model import Text
from auditor.portfolio.jobs import Outcome
from auditor.portfolio.summary import StoreSummary

_PACKAGE = ".package.json"  # in the client's folder; written last, so it stands for a finished package


class Busy(Exception):
    """Another run writes into the same folder; ``message`` says which one."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Hold the output folder for this run.

    Raises Busy, naming the holder, when another run has it, and ReportError when it can't be made or written to.
    """
    lock, holder = FileLock(out / ".lock"), out / ".lock-holder"
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except OSError as error:
        if not isinstance(error, Timeout):
            raise ReportError(
                Text(
                    f"输出文件夹 {out} 无法使用：{error.strerror}；请用 --out 换一个文件夹",
                    f"the output folder {out} can't be used: {error.strerror}; choose another one with --out",
                )
            ) from error
        who = holder.read_text(encoding="utf-8").strip() if holder.exists() else "?"
        raise Busy(
            Text(
                f"{out} 正被另一次运行占用（{who}）；请等它结束，或用 --out 换一个文件夹",
                f"{out} is held by another run ({who}); wait for it, or choose another folder with --out",
            )
        ) from None
    try:
        holder.write_text(f"pid {os.getpid()}, {socket.gethostname()}", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def finish(out: Path, outcome: Outcome) -> None:
    """Remember a finished package, and remove files of the last one that this one no longer has."""
    folder = out / safe_name(outcome.client)
    before = _load(folder)
    kept = {path for path, _ in outcome.outputs}
    for path, _ in before.outputs if before else ():
        if path not in kept:
            with suppress(OSError):
                (folder / path).unlink()
    plain = {key: value for key, value in asdict(outcome).items() if key not in ("records", "error", "skipped")}
    write_file(folder / _PACKAGE, json.dumps(plain, ensure_ascii=False, indent=1).encode() + b"\n")


def finished(out: Path, client: str, key: str) -> Outcome | None:
    """The outcome of an earlier run, where nothing that it depends on has changed and its files are whole."""
    folder = out / safe_name(client)
    outcome = _load(folder)
    if outcome is None or outcome.key != key:
        return None
    try:
        whole = all(hash_of(folder / path) == digest for path, digest in (*outcome.outputs, *outcome.notes))
    except OSError:
        return None
    return outcome if whole else None


def _load(folder: Path) -> Outcome | None:
    try:
        plain: dict[str, Any] = json.loads((folder / _PACKAGE).read_text(encoding="utf-8"))
        stores = tuple(
            StoreSummary(**{name: _tuple(entry[name]) for name in _SUMMARY}) for entry in plain.pop("stores")
        )
        return Outcome(stores=stores, skipped=True, **{key: _tuple(value) for key, value in plain.items()})
    except (OSError, ValueError, KeyError, TypeError):
        return None  # absent, half written by an older version, or edited: the package is made again


_SUMMARY = tuple(item.name for item in fields(StoreSummary))


def _tuple(value: Any) -> Any:
    return tuple(_tuple(item) for item in value) if isinstance(value, list) else value
