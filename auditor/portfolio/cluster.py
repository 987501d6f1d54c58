"""The Dask cluster that does the work of a run: joining it, and the version of its workers."""

from __future__ import annotations

from typing import Any

from auditor import __version__
from auditor.model import Text
from auditor.text import BilingualError


class NoCluster(BilingualError):
    """The cluster can't be used; ``message`` says why and what to do."""


def join(address: str) -> Any:
    """A client of the scheduler, whose workers so far are of this version. Raises NoCluster."""
    try:
        import distributed
    except ImportError:
        raise NoCluster(
            Text(
                "没有安装 distributed：pip install 'store-auditor[cluster]'",
                "distributed is not installed: pip install 'store-auditor[cluster]'",
            )
        ) from None
    try:
        connect: Any = distributed.Client
        client = connect(address, timeout=10)
        require_this_version(client, address)
    except (OSError, ValueError) as error:
        why = " ".join(str(error).split())
        raise NoCluster(
            Text(
                f"连不上 Dask 调度器 {address}：{why}；请检查 --scheduler",
                f"cannot reach the Dask scheduler {address}: {why}; check --scheduler",
            )
        ) from None
    return client


def require_this_version(client: Any, address: str | None) -> None:
    """Raise NoCluster, and leave the cluster, where a worker has another version: what it made would pass for this one's."""
    # A lambda travels as it is: it also runs where the program is older, or not installed.
    found = client.run(lambda: __import__("auditor").__version__, on_error="return")
    if others := sorted({str(version) for version in found.values()} - {__version__}):
        client.close()
        raise NoCluster(
            Text(
                f"Dask 调度器 {address} 的工作进程装的是 {'、'.join(others)}，本机是 {__version__}；请安装同一版本",
                f"the workers of the Dask scheduler {address} have {', '.join(others)} and this machine {__version__}: install "
                "the same version of Store Auditor",
            )
        )
