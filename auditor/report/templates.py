"""The templates under ``reports/``, compiled once for a process and kept compiled from one to the next."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.report.labels import labels
from auditor.resources import resource_dir

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.bccache import Bucket

_LABEL = re.compile(r"""\{\{ w\["([a-z_.]+)"\](\|plain)? \}\}""")


@cache
def template(name: str, lang: str = "") -> Template:
    """The template ``name``; undefined names are errors, every text is escaped.

    With ``lang`` the labels that stand in it as ``{{ w["key"] }}`` become part of it: there are hundreds, the same
    in every report of a language. Its bytecode is kept beside the package's own, in ``__pycache__``: who can write
    there can change the program itself. Where that folder is not writable the template is compiled in every process.
    """
    import jinja2
    from markupsafe import escape

    class Labelled(jinja2.FileSystemLoader):
        def get_source(self, *asked: Any) -> tuple[str, str, Callable[[], bool]]:
            source, path, fresh = super().get_source(*asked)
            return _LABEL.sub(label, source) if lang else source, path, fresh

    def label(found: re.Match[str]) -> str:
        word = labels(lang)[found[1]]
        return escape(str(word) if found[2] else word)

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
            name = f"template-{bucket.key[:16]}{lang}.{sys.implementation.cache_tag}"
            return Path(__file__).parent / "__pycache__" / name

    environment = jinja2.Environment(
        loader=Labelled(resource_dir("reports")),
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
