"""Where packages go: a folder of this machine, or anything that fsspec writes to (s3, gs, oss, sftp, memory).

Workers write a package in a *workplace*. For a folder that is the folder itself; for a store behind a URL it is a
scratch folder of the worker, and what was written is uploaded when the package is complete. Either way the manifest of
a package is written after everything else and by the run's own process, so a package is whole whose manifest holds the
hashes of its files.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from urllib.request import url2pathname

from auditor.files import ReportError
from auditor.model import Text
from auditor.portfolio.folder import Folder, Hashes
from auditor.portfolio.remote import is_url
from auditor.portfolio.store import Store


class Outlet(Protocol):
    """What a run needs of the place that it writes to. Paths are relative, with ``/``. All may raise ReportError."""

    local: bool

    def held(self) -> AbstractContextManager[None]:
        """A context in which this run has the place, as far as the place can be held. Raises Busy."""

    def workplace(self, client: str) -> AbstractContextManager[Path]:
        """A context with the folder to write a client's package in; leaving it well hands the package over."""

    def read(self, path: str) -> bytes | None:
        """The content; None where there is none."""

    def write(self, path: str, data: bytes | Iterable[bytes]) -> None:
        """Put ``data`` (whole, or in pieces) there, whole or not at all as far as the place can."""

    def flush(self, client: str, files: Hashes) -> None:
        """See to it that these files of a package outlast a power cut, before its manifest says that they are there."""

    def remove(self, path: str) -> None:
        """Take it away; nothing happens where it is not there."""

    def whole(self, client: str, outputs: Hashes, notes: Hashes, archive: str = "") -> bool:
        """Whether a package is as it was left: by content here, by presence (and content of notes) in a store.

        ``archive`` is the hash of its zip file; empty where none was asked for.
        """

    def packages(self) -> set[str]:
        """The folders that hold a finished package, of this run or of one before."""

    def shown(self, path: str) -> str:
        """The path as a person is told it."""


def outlet(out: str) -> Outlet:
    """The outlet of ``--out``: a path, ``file://…``, or a URL of fsspec. Raises ReportError for one nobody can open."""
    if out.startswith("file://"):
        place = out.removeprefix("file://").removeprefix("localhost")
        if not place.startswith("/"):  # what stands after two slashes is the name of a machine
            raise ReportError(
                Text(
                    f"{out} 不是本机文件夹的地址：file: 后要三条斜线（{Path(place).absolute().as_uri()}），或直接写路径",
                    f"{out} is no address of a folder of this machine: file: takes three slashes "
                    f"({Path(place).absolute().as_uri()}), or give the path alone",
                )
            )
        return Folder(Path(url2pathname(place)))
    return Store(out) if is_url(out) else Folder(Path(out))


def zipped(name: str, folder: Path, paths: Sequence[str]) -> bytes:
    """A package as one archive with fixed times: the same files, the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(paths):
            entry = zipfile.ZipInfo(f"{name}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / path).read_bytes())
    return buffer.getvalue()
