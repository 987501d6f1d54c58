"""What is said about the files from outside: by the command line, or by an agency's configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.intake.limits import Limits


@dataclass(frozen=True, slots=True)
class DeclaredStore:
    """A store as an agency's configuration declares it. Attributes are in the agency's own spelling."""

    name: str
    platform: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    launched: date | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line (or the agency's configuration) says about the files.

    ``store`` names the store of files without a store column and filters those with one.
    """

    store: str | None = None
    platform: str | None = None
    client: str | None = None
    encoding: str | None = None
    limits: Limits = field(default_factory=Limits)
    jobs: int | None = None
    isolated: bool = True
    declared: tuple[DeclaredStore, ...] = ()
    rules: tuple[str, ...] = ()  # paths of --rules: source maps among them are used too
    settings: tuple[
        str, ...
    ] = ()  # files that are used otherwise (overlay, form …): they are no input where they lie in a folder
    found_only: tuple[
        str, ...
    ] = ()  # paths that a pattern found: what a walk of a folder passes over is passed over here
    root: str | None = None  # files below this folder are named from there
    as_of: date | None = None  # the audit's date, if it was asked for: windows of dated rows end there too
    today: date | None = None  # a month that is not over is covered up to the last row of its export
