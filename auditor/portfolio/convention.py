"""A folder with a subfolder a client: who is to be audited where nothing is configured."""

from __future__ import annotations

from pathlib import Path

from auditor.intake.inputs import is_hidden
from auditor.intake.own import holds_overview
from auditor.portfolio.agency import Agency, Client
from auditor.rulebook.documents import stated_schemas
from auditor.rulebook.errors import Problems
from auditor.rulebook.model import Place
from auditor.rulebook.schema import KINDS

OVERVIEW = ("overview.html", "overview.xlsx", "overview.json")


def by_convention(given: Path, lang: str) -> Agency:
    """Each subfolder is a client, named as it is; its files name their stores themselves. Raises RuleErrors."""
    clients, folder, problems = [], given.resolve(), Problems()
    for sub in sorted(entry for entry in folder.iterdir() if entry.is_dir() and not is_hidden((entry.name,))):
        if holds_overview(sub):
            continue  # --out of an earlier run
        if sub.name.casefold() in OVERVIEW:
            problems.add(
                Place(sub.as_posix(), 1, 1),
                "该客户的资料包会与总览重名；请给文件夹换一个名字",
                "the package of this client would have the name of the overview: rename the folder",
            )
        found: dict[str, str] = {}
        for file in sorted((*sub.glob("*.yaml"), *sub.glob("*.yml"))):
            schemas = stated_schemas(file)
            for kind in ("overlay", "waivers"):
                if KINDS[kind] in schemas and (first := found.setdefault(kind, str(file))) != str(file):
                    other = Path(first).name
                    problems.add(
                        Place(file.as_posix(), 1, 1),
                        f"该客户已有同类文件 {other}；只留一个",
                        f"{other} is the client's {'overlay' if kind == 'overlay' else 'file of waivers'} already: keep one",
                    )
        clients.append(
            Client(
                id=sub.name,
                name=sub.name,
                inputs=(str(sub),),
                overlay=found.get("overlay"),
                waivers=found.get("waivers"),
                languages=(lang,),
            )
        )
    problems.raise_any()
    return Agency(name=None, clients=tuple(clients), root=folder)
