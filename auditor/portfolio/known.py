"""Names in the agency's configuration that the rule book must know: platforms, attributes and their values, roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from auditor.intake.attributes import canonical
from auditor.intake.headings import normal
from auditor.intake.lexicon import make_lexicon
from auditor.intake.platform_names import platform_of
from auditor.model import CLIENT, Text
from auditor.report.labels import labels
from auditor.rulebook.errors import Problems, nearest
from auditor.rulebook.model import Place, RuleBook


class Stated(NamedTuple):
    """A name as it stands in the configuration; ``value`` of the attribute ``name`` of a store on ``platform``.

    A platform alone has neither; a role is a ``name`` without a platform.
    """

    platform: str
    name: str = ""
    value: str = ""


def check_known(stated: Mapping[Stated, Place], book: RuleBook, problems: Problems) -> None:
    """Note each name that ``book`` does not know, with the nearest that it does, where it first stands."""
    lexicon = make_lexicon(book)
    platforms = [platform for platform in book.platforms if platform != CLIENT]
    owners = {remedy.owner for remedy in book.remedies.values()}
    for (platform, name, value), place in stated.items():
        if not platform:
            if name not in owners:
                problems.unknown(place, Text("角色", "role"), name, owners, _roles().get(normal(name)))
        elif platform not in platforms:
            if not name:
                problems.unknown(
                    place, Text("平台", "platform"), platform, platforms, platform_of(platform, book.platform_names)
                )
        elif name:
            attribute = lexicon.take(name, platform).attribute or lexicon.attribute(platform, name)
            if attribute is None:
                known = [known for owner, known in book.attributes if owner == platform]
                problems.unknown(place, Text("属性", "attribute"), name, known)
            elif (wrong := canonical(attribute, value)[1]) is not None:
                known = [*(attribute.spellings if nearest(wrong, attribute.spellings) else attribute.values)]
                problems.unknown(place, Text(f"{attribute.name.zh}值", attribute.name.en.lower()), wrong, known)


def _roles() -> Mapping[str, str]:
    """Roles by the words that the reports have for them, which people copy: 运营 is ``operations``."""
    return {normal(word): role for lang in ("zh", "en") for role, word in labels(lang).group("owner").items()}
