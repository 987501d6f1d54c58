"""The stores that an agency's configuration declares, beside those that the sheets name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from auditor.intake.attributes import canonical
from auditor.intake.headings import normal
from auditor.intake.lexicon import Lexicon
from auditor.intake.options import DeclaredStore, Options
from auditor.model import Store, StoreKey, Text
from auditor.text import some


def with_declared(
    stores: Sequence[Store], lexicon: Lexicon, options: Options
) -> tuple[tuple[Store, ...], dict[str, list[Text]]]:
    """Declared stores fill in what the sheets leave open; one without any data exists nevertheless.

    A sheet's own statement wins; the notes on differences are returned by file.
    """
    result = list(stores)
    notes: dict[str, list[Text]] = {}
    places = {(store.key.platform, normal(store.key.store)): index for index, store in enumerate(result)}
    for declared in options.declared:
        attributes = _declared_attributes(declared, lexicon)
        index = places.get((declared.platform, normal(declared.name)))
        if index is None:
            key = StoreKey(declared.platform, declared.name)
            result.append(Store(key, options.client, attributes, {}, declared.launched))
            continue
        known = result[index]
        for name, value in attributes.items():
            stated = known.attributes.get(name, value)
            if stated != value and known.files:
                zh = f"{known.key.store}：表中 {name} 为 {stated}，配置中为 {value}，以表中为准"
                en = f"{known.key.store}: the sheet states {name} {stated}, the configuration {value}; the sheet's counts"
                notes.setdefault(known.files[0], []).append(Text(zh, en))
        merged = {**attributes, **known.attributes}
        result[index] = replace(known, attributes=merged, launched=known.launched or declared.launched)
    return tuple(result), notes


def listed_twice(stores: Sequence[Store], options: Options) -> list[Text]:
    """Declared stores without data whose name the files give to a store of another, undeclared platform."""
    declared = {(store.platform, normal(store.name)) for store in options.declared}
    told = []
    for store in stores if declared else ():
        name, stated = normal(store.key.store), store.key.platform
        if store.files or (stated, name) not in declared:
            continue
        found = [
            other.key.platform
            for other in stores
            if other.files and normal(other.key.store) == name and (other.key.platform, name) not in declared
        ]
        if found:
            there = ", ".join(found)
            told.append(
                Text(
                    f"“{store.key.store}”：配置写的平台是 {stated}，文件中的数据属于 {there}，因此列成了两家店铺。若是同一家，"
                    f"请改正配置中的 platform（或文件中的平台）；若确是两家，请提供 {stated} 那家的数据",
                    f"“{store.key.store}”: the configuration says {stated}, the data in the files are of {there}, so it is "
                    "listed as two stores. If it is one, correct its platform in the configuration (or in the file); if "
                    f"there are two, hand in the data of the one on {stated}",
                )
            )
    return told


def spelt_otherwise(stores: Sequence[Store], options: Options) -> list[Text]:
    """Declared stores without data beside undeclared ones with some, of one platform: the files may spell them otherwise."""
    declared = {(store.platform, normal(store.name)) for store in options.declared}
    idle: defaultdict[str, list[str]] = defaultdict(list)
    unlisted: defaultdict[str, list[str]] = defaultdict(list)
    for store in stores if declared else ():
        listed = (store.key.platform, normal(store.key.store)) in declared
        if listed != bool(store.files):
            (idle if listed else unlisted)[store.key.platform].append(store.key.store)
    told = []
    for platform, names in idle.items():
        if platform in unlisted:
            without, found = some(names, "家店铺"), some(unlisted[platform], "家店铺")
            told.append(
                Text(
                    f"{platform}：配置中的 {without.zh} 没有数据，文件中的 {found.zh} 不在配置中；若是同一家，请统一写法",
                    f"Of {platform}, the configuration lists {without.en} without data, and the files hold {found.en} that it does not "
                    "list: if they are one store, spell it alike everywhere",
                )
            )
    return told


def spelt_alike(stores: Sequence[Store]) -> list[Text]:
    """Stores of one platform whose names differ in capitals, spaces or marks alone: each has a part of the figures."""
    spellings: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for store in stores:
        spellings[store.key.platform, normal(store.key.store)].append(store.key.store)
    return [
        Text(
            f"{platform} 的店铺 {'、'.join(f'“{name}”' for name in names)} 只是写法不同，按 {len(names)} 家处理；若是同一家，请统一写法",
            f"The stores {', '.join(f'“{name}”' for name in names)} of {platform} differ in spelling alone and are audited as "
            f"{len(names)}: if they are one, spell it alike everywhere",
        )
        for (platform, _), names in spellings.items()
        if len(names) > 1
    ]


def _declared_attributes(declared: DeclaredStore, lexicon: Lexicon) -> dict[str, str]:
    """A declared store's attributes with canonical values; what is none is left open."""
    attributes = {}
    for name, text in declared.attributes.items():
        attribute = lexicon.take(name, declared.platform).attribute or lexicon.attribute(declared.platform, name)
        values, unknown = canonical(attribute, text) if attribute is not None else ("", text)
        if attribute is not None and unknown is None:
            attributes[attribute.id] = values
    return attributes
