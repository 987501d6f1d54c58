"""What lies behind a URL: which files match, what changes with their content, and the content itself.

Any file system of fsspec will do (s3, gs, oss, http, sftp, file), also a chain of them (``zip://*.csv::s3://b/week.zip``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from time import monotonic
from typing import Any, NamedTuple

from auditor.model import Text
from auditor.text import BilingualError, one_line

SECONDS_AN_ANSWER = 2.0  # a refusal that comes as soon is one, and costs nothing to hear again
SECONDS_ASKED, SECONDS_LEFT_ALONE = 60.0, 300.0
_URL = re.compile(r"[a-z][a-z0-9+.-]+://")
_BEFORE_CUT = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]+://[^#?]*/(?=[^/]*[#?])")  # the folder of 周报 #46.xlsx
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
    if not is_pattern(pattern.partition("::")[0]):
        return [pattern]
    with reached(pattern):
        system, path = opened(pattern)
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
        with reached(url):
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
    with reached(url):
        system, path = opened(url)
        return bytes(system.cat_file(path))


class Away(OSError):
    """A place is not asked, as it has not answered before. Nothing is said of whose file it was asked for then."""


class _Silent(NamedTuple):
    seconds: float  # that its failures have taken since it last answered
    until: float  # it is not asked again, if these are many
    why: str = ""  # what kind of error the last one was


_SILENT: dict[str, _Silent] = {}


@contextmanager
def reached(url: str, asked: bool = True) -> Iterator[None]:
    """Whatever a file system raises comes as an OSError: the libraries behind them have errors of their own kinds.

    They try for long to reach what is gone, each client's file anew. A place that has taken a minute of this process in vain is
    left alone for five; not ``asked``, that nothing went wrong is no answer. Raises Away then.
    """
    place, began = place_of(url), monotonic()
    silent = _SILENT.get(place, _Silent(0.0, began))
    if silent.seconds >= SECONDS_ASKED and began < silent.until:
        raise Away(f"{place} ({silent.why})")
    try:
        yield
    except Exception as error:
        now = monotonic()
        if now - began < SECONDS_AN_ANSWER:
            _SILENT.pop(place, None)
        else:
            _SILENT[place] = _Silent(silent.seconds + now - began, now + SECONDS_LEFT_ALONE, type(error).__name__)
        if isinstance(error, (OSError, ImportError, ValueError, BilingualError)):
            raise
        raise OSError(str(error) or type(error).__name__) from error
    else:
        if asked:
            _SILENT.pop(place, None)


def place_of(url: str) -> str:
    """The machine or bucket that a URL leads to; of a chain that of its last link, in which the others lie."""
    scheme, _, rest = shown(url.rpartition("::")[2]).partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def opened(url: str) -> tuple[Any, str]:
    """The file system of a URL, and what it calls what lies there. Raises what the system does."""
    import fsspec

    first, chained, rest = url.partition("::")
    found: tuple[Any, str]
    within = _BEFORE_CUT.match(first)
    if within is None or ("#" not in first and first.endswith(fsspec.core.strip_protocol(first))):
        found = fsspec.core.url_to_fs(url)
        return found
    # sftp takes what stands behind # or ? for a place on a page and what is asked of it: it is a name, or a pattern.
    system, path = fsspec.core.url_to_fs(f"{within[0]}{chained}{rest}")
    return system, f"{path.rstrip('/')}/{first.removeprefix(within[0])}"


def not_fetched(url: str, error: Exception) -> Text:
    """Why there is nothing from ``url``, and what to do; the address itself is not in it."""
    if isinstance(error, FileNotFoundError):
        return Text("该地址没有文件；请检查地址", "there is no file at this address; check the address")
    why = not_reached(url, error)
    return why if isinstance(error, ImportError) else Text(f"无法下载：{why.zh}", f"cannot be fetched: {why.en}")


def not_reached(url: str, error: Exception) -> Text:
    """What a file system says of ``url``, or why it was not asked, and what to do."""
    if isinstance(error, ImportError):
        return missing_package(error)
    if isinstance(error, Away):
        return Text(
            f"{error} 一直没有应答，几分钟内不再尝试；请检查网络，稍后重新运行",
            f"{error} has not answered and is left alone for some minutes; check the connection and run this again later",
        )
    told = said(error, url)
    return Text(f"{told}；请检查地址与权限", f"{told}; check the address and the access")


def missing_package(error: ImportError) -> Text:
    """What to install for an address of fsspec; which plug-in it is, fsspec says."""
    told = one_line(str(error))
    return Text(
        f"缺少程序包：pip install 'store-auditor[cluster]' 及该地址的 fsspec 插件（{told}）",
        f"a package is missing: pip install 'store-auditor[cluster]' and the plug-in of fsspec for this address ({told})",
    )
