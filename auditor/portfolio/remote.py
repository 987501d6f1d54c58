"""What lies behind a URL: which files match, what changes with their content, and the content itself.

Any file system of fsspec will do (s3, gs, oss, http, sftp, file), also a chain of them (``zip://*.csv::s3://b/week.zip``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from auditor.model import Text
from auditor.text import one_line

_URL = re.compile(r"[a-z][a-z0-9+.-]+://")
_WILD = re.compile(r"[*?\[]")
# A parameter whose name ends a word with one of these (sig, access_token, OSSAccessKeyId; not keyword), and its value up to
# the next parameter, link of a chain, or word of a message.
_SECRET = re.compile(
    r"(?i)([?&;#][^=&;\s]*(?:sig(?:n|nature)?|token|secret|key|credential|pass(?:word|wd)?|pwd|auth|jwt)s?(?:id)?(?-i:(?![a-z]))"
    r"[^=&;\s]*=)(?:(?!::|:\s|:\Z)[^&\s'\"])+"
)
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
    "CRC",
)


def is_url(path: str) -> bool:
    """Whether ``path`` is for fsspec."""
    return _URL.match(path) is not None


def shown(url: str) -> str:
    """The URL as people and reports are told it: without user, password (it may hold an @) and the signature of a shared link."""
    return _SECRET.sub(r"\1***", re.sub(r"://[^/]*@", "://", url))


def is_pattern(path: str) -> bool:
    """Whether ``path`` stands for several: it holds ``*``, ``?`` or ``[``."""
    return _WILD.search(path) is not None


def said(error: Exception, url: str) -> str:
    """What a file system says of ``url``, in one line and without its password; it may write the address in its own way."""
    told = " ".join(str(error).split()).replace(url, shown(url))
    return _SECRET.sub(r"\1***", re.sub(r"://[^/\s]*@", "://", told)) or type(error).__name__


def matching(pattern: str) -> list[str]:
    """URLs that match, in order; the pattern itself where none does. Raises OSError, ImportError, ValueError.

    Of a chain the first link is the pattern. What lies in a folder that matches is not listed beside it.
    """
    with reached():
        system, path = opened(pattern)
        if not is_pattern(path):
            return [pattern]
        found = {each: about["type"] == "directory" for each, about in system.glob(path, detail=True).items()}
    folders = {PurePosixPath(each) for each, is_folder in found.items() if is_folder}
    apart = sorted(each for each in found if folders.isdisjoint(PurePosixPath(each).parents))
    return [url_of(system, each, pattern, path) for each in apart] or [pattern]


def url_of(system: Any, found: str, url: str, path: str) -> str:
    """The URL of what a file system calls ``found``, where it calls ``url`` ``path``."""
    first, chained, rest = url.partition("::")
    place = first.rstrip("/")
    before = place.removesuffix(path)  # with host and user, which some systems leave out of their paths
    named = system.unstrip_protocol(found) if before == place else f"{before}{found}"
    return f"{named}{chained}{rest}"


def version(url: str) -> str | None:
    """What changes when the content does: the store's own mark (ETag, time), else the content. None: not there.

    Of a folder: that of all files below it.
    """
    try:
        with reached():
            system, path = opened(url)
            return _version(system, path, system.info(path))
    except (OSError, ImportError, ValueError):
        return None


def _version(system: Any, path: str, about: Mapping[str, Any]) -> str:
    if about["type"] == "directory":
        inside = sorted(system.find(path, detail=True).items())
        return repr([(each, _version(system, each, found)) for each, found in inside])
    marks = {key: str(about[key]) for key in _VERSIONED if about.get(key)}
    return repr((marks, about.get("size"))) if marks else hashlib.sha256(system.cat_file(path)).hexdigest()


def content(url: str) -> bytes:
    """What lies behind a URL. Raises OSError, ImportError, ValueError."""
    with reached():
        system, path = opened(url)
        return bytes(system.cat_file(path))


@contextmanager
def reached() -> Iterator[None]:
    """Whatever a file system raises comes as an OSError: the libraries behind them have errors of their own kinds."""
    try:
        yield
    except (OSError, ImportError, ValueError):
        raise
    except Exception as error:
        raise OSError(str(error) or type(error).__name__) from error


def opened(url: str) -> tuple[Any, str]:
    """The file system of a URL, and what it calls what lies there. Raises what the system does."""
    import fsspec

    found: tuple[Any, str] = fsspec.core.url_to_fs(url)
    return found


def not_fetched(url: str, error: Exception) -> Text:
    """Why there is nothing from ``url``, and what to do; the address itself is not in it."""
    if isinstance(error, ImportError):
        return missing_package(error)
    if isinstance(error, FileNotFoundError):
        return Text("该地址没有文件；请检查地址", "there is no file at this address; check the address")
    told = said(error, url)
    return Text(f"无法下载：{told}；请检查地址与权限", f"cannot be fetched: {told}; check the address and the access")


def missing_package(error: ImportError) -> Text:
    """What to install for an address of fsspec; which plug-in it is, fsspec says."""
    told = one_line(str(error))
    return Text(
        f"缺少程序包：pip install 'store-auditor[cluster]' 及该地址的 fsspec 插件（{told}）",
        f"a package is missing: pip install 'store-auditor[cluster]' and the plug-in of fsspec for this address ({told})",
    )
