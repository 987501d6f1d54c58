"""Inputs that lie behind a URL: fetched on the worker for as long as the audit takes, and named by their URL in it.

Any file system of fsspec will do (s3, gs, oss, http, sftp, file). The download goes through a folder that is gone
afterwards; what the audit says of files, cells and errors names the URL.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from auditor.model import InputFile, Intake, Text

_URL = re.compile(r"[a-z][a-z0-9+.-]+://")
_WILD = re.compile(r"[*?\[]")
_VERSIONED = (
    "ETag",
    "etag",
    "Last-Modified",
    "Content-MD5",
    "md5",
    "md5Hash",
    "generation",
    "mtime",
    "LastModified",
    "last_modified",
    "updated",
)
_T = TypeVar("_T")


def is_url(path: str) -> bool:
    """Whether ``path`` is for fsspec."""
    return _URL.match(path) is not None


def shown(url: str) -> str:
    """The URL as people and reports are told it: without user and password."""
    return re.sub(r"://[^/@]*@", "://", url)


def is_pattern(path: str) -> bool:
    """Whether ``path`` stands for several: it holds ``*``, ``?`` or ``[``."""
    return _WILD.search(path) is not None


def said(error: Exception, url: str) -> str:
    """What a file system says of ``url``, in one line and without its password."""
    return " ".join(str(error).split()).replace(url, shown(url)) or type(error).__name__


def matching(pattern: str) -> list[str]:
    """URLs that match, in order; the pattern itself where none does. Raises OSError, ImportError, ValueError."""
    with _reached():
        system, path = _open(pattern)
        found = sorted(system.glob(path)) if is_pattern(path) else [path]
    return [system.unstrip_protocol(each) for each in found] or [pattern]


def version(url: str) -> str | None:
    """What changes when the content does: the store's own mark (ETag, time), else the content. None: not there."""
    try:
        with _reached():
            system, path = _open(url)
            about = system.info(path)
            marks = {key: str(about[key]) for key in _VERSIONED if about.get(key)}
            return repr((marks, about.get("size"))) if marks else hashlib.sha256(system.cat_file(path)).hexdigest()
    except (OSError, ImportError, ValueError):
        return None


def content(url: str) -> bytes:
    """What lies behind a URL. Raises OSError, ImportError, ValueError."""
    with _reached():
        system, path = _open(url)
        return bytes(system.cat_file(path))


@dataclass(frozen=True, slots=True)
class Fetched:
    """Local copies: URL → path. ``named`` puts the URLs back; ``refused`` are those that could not be fetched."""

    local: Mapping[str, str]
    refused: tuple[InputFile, ...] = ()
    _back: Mapping[str, str] = field(default_factory=dict)

    def paths(self, given: Iterable[str]) -> tuple[str, ...]:
        """The paths to read: local ones as they are, copies for URLs, nothing for what is refused."""
        return tuple(self.local.get(path, path) for path in given if path in self.local or not is_url(path))

    def named(self, intake: Intake) -> Intake:
        """The intake as if it had been read from the URLs."""
        renamed = _renamed(intake, self._back) if self._back else intake
        return replace(renamed, inputs=(*renamed.inputs, *self.refused)) if self.refused else renamed


@contextmanager
def fetch(paths: Iterable[str]) -> Iterator[Fetched]:
    """Copies of the URLs among ``paths``, for the length of the block."""
    urls = [path for path in dict.fromkeys(paths) if is_url(path)]
    if not urls:
        yield Fetched({})
        return
    with TemporaryDirectory(prefix="auditor-") as folder:
        local: dict[str, str] = {}
        refused = []
        for number, url in enumerate(urls):
            target = Path(folder, str(number), PurePosixPath(unquote(urlsplit(url).path)).name or "file")
            try:
                target.parent.mkdir()
                with _reached():
                    system, path = _open(url)
                    system.get_file(path, str(target))
            except (OSError, ImportError, ValueError) as error:
                refused.append(_refused(url, error))
            else:
                local[url] = target.as_posix()
        yield Fetched(local, tuple(refused), {path: shown(url) for url, path in local.items()})


@contextmanager
def _reached() -> Iterator[None]:
    """Whatever a file system raises comes as an OSError: the libraries behind them have errors of their own kinds."""
    try:
        yield
    except (OSError, ImportError, ValueError):
        raise
    except Exception as error:
        raise OSError(str(error) or type(error).__name__) from error


def _open(url: str) -> tuple[Any, str]:
    import fsspec

    opened: tuple[Any, str] = fsspec.core.url_to_fs(url)
    return opened


def _refused(url: str, error: Exception) -> InputFile:
    if isinstance(error, ImportError):
        why = Text(
            "缺少读取该地址的程序包：pip install 'store-auditor[cluster]'（s3、oss 等还需各自的 fsspec 插件）",
            "a package for this address is missing: pip install 'store-auditor[cluster]' (s3, oss and others need their "
            "fsspec plug-in as well)",
        )
    else:
        told = said(error, url)
        why = Text(
            f"无法下载：{told}；请检查地址与权限", f"cannot be fetched: {told}; check the address and the access"
        )
    return InputFile(shown(url), None, None, error=why, transient=True)


def _renamed(value: _T, names: Mapping[str, str]) -> _T:
    """The same value with every local path in every text replaced."""
    made: Any = value
    if type(value) is str:  # a state is a text too, and stays what it is
        for path, url in names.items():
            made = made.replace(path, url)
    elif isinstance(value, tuple):
        parts = [_renamed(part, names) for part in value]
        made = type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    elif isinstance(value, Mapping):
        made = {_renamed(key, names): _renamed(part, names) for key, part in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{item.name: _renamed(getattr(value, item.name), names) for item in fields(value)})
    result: _T = made
    return result
