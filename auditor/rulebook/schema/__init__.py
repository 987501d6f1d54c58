"""The shape of every YAML file that is written for us, as JSON Schema (draft-07): the one declaration of it.

The loaders check files against these schemas (``shape.py``) and ``auditor rules schema`` prints them for editors
(``published_schema.py``). What a schema can't say (references, units, sides of lines) is checked while the typed rule
book, or the source map, is built.
"""

from __future__ import annotations

from auditor.rulebook.schema import rules, settings, sources
from auditor.rulebook.schema.parts import CURRENCY, DATE, NUMBER, Schema
from auditor.rulebook.schema.rules import RULES, STATUSES
from auditor.rulebook.schema.settings import AGENCY, OVERLAY, WAIVERS
from auditor.rulebook.schema.sources import COLUMN_KINDS, DERIVATIONS, SOURCE_MAP

__all__ = [
    "COLUMN_KINDS",
    "CURRENCY",
    "DATE",
    "DEFINITIONS",
    "DERIVATIONS",
    "FILES",
    "KINDS",
    "NUMBER",
    "STATUSES",
    "Schema",
]

KINDS = {"rules": RULES, "overlay": OVERLAY, "waivers": WAIVERS, "agency": AGENCY, "source": SOURCE_MAP}
DEFINITIONS: dict[str, Schema] = rules.DEFINITIONS | settings.DEFINITIONS | sources.DEFINITIONS
FILES: dict[str, Schema] = rules.FILES | settings.FILES | sources.FILES
