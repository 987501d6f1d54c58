"""The templates under ``reports/``, compiled once for a process and kept compiled from one to the next."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.resources import resource_dir

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.bccache import Bucket


@cache
def template(name: str) -> Template:
    """The template ``name``; undefined names are errors, every text is escaped.

    Its bytecode is kept beside the package's own, in ``__pycache__``: who can write there can change the
    program itself. Where that folder is not writable the template is compiled in every process.
    """
    import jinja2

    class Kept(jinja2.BytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError, EOFError, ValueError, TypeError), open(self.path(bucket), "rb") as file:
                bucket.load_bytecode(file)

        def dump_bytecode(self, bucket: Bucket) -> None:
            if sys.dont_write_bytecode:
                return
            path = self.path(bucket)
            temporary = path.with_suffix(f".{os.getpid()}")
            with suppress(OSError):
                with open(temporary, "wb") as file:
                    bucket.write_bytecode(file)
                os.replace(temporary, path)

        @staticmethod
        def path(bucket: Bucket) -> Path:
            return Path(__file__).parent / "__pycache__" / f"template-{bucket.key[:16]}.{sys.implementation.cache_tag}"

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource_dir("reports")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        bytecode_cache=Kept(),
    )
    environment.filters["id"] = id
    environment.filters["plain"] = str  # for attributes: both languages in one line, without markup
    return environment.get_template(name)
