"""From the agency's configuration, or a folder a client by convention, to who is to be audited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from auditor.files import ReportError, safe_name
from auditor.model import Text
from auditor.portfolio.agency import Agency, Client, Pause, StoreEntry
from auditor.portfolio.convention import OVERVIEW, by_convention
from auditor.portfolio.known import Stated, check_known
from auditor.portfolio.remote import is_url
from auditor.rulebook.errors import Problems, shown
from auditor.rulebook.model import Place, RuleBook
from auditor.rulebook.nodes import Each, Mapping, Node, Scalar, read_nodes, texts
from auditor.rulebook.quantities import BadQuantity, parse_coverage, parse_date
from auditor.rulebook.schema import DEFINITIONS, FILES, Schema
from auditor.rulebook.schema.parts import DATE
from auditor.rulebook.shape import check_shape

MOST_BYTES = 16 << 20  # of a configuration, which can't be split: more than a hundred thousand stores
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_DAY = re.compile(DATE["pattern"])
BookOf = Callable[[Sequence[str]], RuleBook]


def load_agency(path: Path, lang: str = "zh", book_of: BookOf | None = None) -> Agency:
    """Read ``agency.yaml``, or take each subfolder of a folder as a client.

    In a client's folder, files whose first line names the schema of an overlay or of waivers are those. ``book_of``
    gives the rule book with the agency's own rules; with it, what only the rule book knows is checked as well.
    Raises RuleErrors with every mistake at its line, FileNotFoundError when there is nothing at ``path``.
    """
    if path.is_dir():
        return by_convention(path, lang)
    problems = Problems()
    reader = _Reader(path.resolve().parent, problems)
    each = Each("clients", reader.take)
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    documents = read_nodes(content, path.as_posix(), problems, MOST_BYTES, each)
    agency = Agency(name=None, clients=(), root=reader.root)
    if len(documents) > 1:
        problems.add(documents[1].place, "只能有一份配置", "one configuration per file")
    elif documents:
        check_shape(documents[0], _WITHOUT_CLIENTS, problems)
        if isinstance(documents[0], Mapping):
            agency = reader.agency(documents[0])
        if book_of:
            check_known(reader.stated, book_of(tuple(path for path in agency.rules if Path(path).exists())), problems)
    problems.raise_any([path.as_posix()])
    return agency


def _without_clients(agency: Schema) -> Schema:
    """The schema of the file once ``_Reader.take`` has put a text in the place of each client."""
    clients = {**agency["properties"]["clients"], "additionalProperties": {"type": "string"}}
    return {**agency, "properties": {**agency["properties"], "clients": clients}}


_WITHOUT_CLIENTS = _without_clients(FILES["agency"])


class _Reader:
    """Nodes → ``Agency``. Clients are taken one by one, so that the nodes of thousands are never held."""

    def __init__(self, root: Path, problems: Problems) -> None:
        self.root = root
        self.problems = problems
        self.clients: list[Client] = []
        # names in --out, folded as where case is ignored → whose
        self.taken = dict.fromkeys(OVERVIEW, "")
        self.stated: dict[Stated, Place] = {}
        self.namesakes: list[tuple[Client, Place]] = []  # whose name another client has already
        self.named: dict[str, str] = {}

    def take(self, id_: str, node: Node) -> Node:
        """Check a client and keep it, with what it leaves to the agency still open."""
        before = len(self.problems)
        check_shape(node, DEFINITIONS["agency_client"], self.problems)
        fits = len(self.problems) == before
        if isinstance(node, Mapping):
            client = self._client(id_, node)
            self.clients.append(client)
            self._take_folder(id_, node.place)
            if self.named.setdefault(client.name, id_) != id_:
                self.namesakes.append((client, node.place))
        if fits and not self.clients[-1].stores and not self.clients[-1].inputs:
            self.problems.add(
                node.place, f"客户 {id_} 既没有 stores 也没有 inputs", f"the client {id_} has neither stores nor inputs"
            )
        return Scalar(node.place, "taken")

    def _take_folder(self, id_: str, place: Place) -> None:
        """Each client has a folder of its own, and an archive."""
        try:
            folder = safe_name(id_).casefold()
        except ReportError as error:
            self.problems.add(place, *error.message)
            return
        if folder in self.taken:
            other = self.taken[folder] or folder
            self.problems.add(
                place,
                f"客户 {id_} 的资料包会与 {other} 重名；请换一个标识",
                f"the package of client {id_} would have the name of {other}: choose another id",
            )
        self.taken |= {folder: id_, f"{folder}.zip": f"{id_}.zip"}

    def _tell_namesakes(self) -> None:
        """The history knows a client by its name: two of one name would be compared with each other's audits."""
        for client, place in self.namesakes:
            other = self.named[client.name]
            self.problems.add(
                place,
                f"客户 {client.id} 与 {other} 都叫“{client.name}”；历史按名称区分客户，请换一个 name",
                f"the clients {client.id} and {other} are both named '{client.name}', by which the history tells clients "
                "apart: give one another name",
            )

    def agency(self, node: Mapping) -> Agency:
        brand = _entries(node, "agency")
        languages = self._languages(node, ("zh",))
        edition = _text(node, "edition") or "client"
        accent = _text(brand, "accent")
        if accent and not _COLOUR.fullmatch(accent):
            self._wrong(brand.entries["accent"].place, accent, Text("颜色写成 #1F4E79", "write a colour as #1F4E79"))
        form, least = self._file(node, "form"), self._coverage(node)
        history = next(self._here(node, "history"), None)
        if history:
            self._tell_namesakes()
        return Agency(
            name=_text(brand, "name"),
            logo=self._file(brand, "logo"),
            accent=accent,
            footer=_text(brand, "footer"),
            history=history,
            rules=tuple(self._here(node, "rules", there=True)),
            root=self.root,
            clients=tuple(
                replace(
                    client,
                    languages=client.languages or languages,
                    edition=client.edition or edition,
                    form=client.form or form,
                    least_coverage=least if client.least_coverage is None else client.least_coverage,
                )
                for client in self.clients
            ),
        )

    def _client(self, id_: str, node: Mapping) -> Client:
        stores = tuple(
            self._store(name, entry)
            for name, entry in _entries(node, "stores").entries.items()
            if isinstance(entry, Mapping)
        )
        inputs = tuple(self._path(item) or item for item in _texts(node, "inputs"))
        roles = _entries(node, "roles")
        for role, place in roles.keys.items():
            self.stated.setdefault(Stated("", role), place)
        return Client(
            id=id_,
            name=_text(node, "name") or id_,
            stores=stores,
            inputs=inputs,
            overlay=self._path(_text(node, "overlay")),
            waivers=self._path(_text(node, "waivers")),
            roles={role: _text(roles, role) or "" for role in roles.entries},
            edition=_text(node, "edition") or "",
            languages=self._languages(node, ()),
            narrative=self._file(node, "narrative"),
            form=self._file(node, "form"),
            least_coverage=self._coverage(node),
            paused=self._pause(node),
        )

    def _store(self, name: str, node: Mapping) -> StoreEntry:
        attributes = _entries(node, "attributes")
        stated = {key: value for key in ("market", "category") if (value := _text(node, key))}
        platform = _text(node, "platform") or ""
        if platform:
            self.stated.setdefault(Stated(platform), node.entries["platform"].place)
        for key, value in stated.items():
            if (other := _text(attributes, key) or value) != value:
                self.problems.add(
                    attributes.entries[key].place,
                    f"{key} 写了两次：{value} 和 {other}；只留一个",
                    f"{key} is stated twice, {value} and {other}: keep one of them",
                )
        for part, keys in ((node, stated), (attributes, attributes.entries)):
            for key in keys if platform else ():
                self.stated.setdefault(Stated(platform, key, _text(part, key) or ""), part.entries[key].place)
        return StoreEntry(
            name=name,
            platform=platform,
            attributes={**stated, **{key: _text(attributes, key) or "" for key in attributes.entries}},
            launched=self._date(node, "launched"),
            inputs=tuple(self._path(item) or item for item in _texts(node, "inputs")),
            paused=self._pause(node),
        )

    def _pause(self, node: Mapping) -> Pause | None:
        """The pause of a client or a store; None too where it can't be one, which is told."""
        found = _entries(node, "paused")
        start, until = self._date(found, "from") or date.min, self._date(found, "until")
        if until is None:
            return None
        if until < start:
            hint = Text(f"早于 from {start}", f"it lies before its 'from', {start}")
            self._wrong(found.entries["until"].place, until.isoformat(), hint)
        return Pause(_text(found, "reason") or "", until, start)

    def _coverage(self, node: Mapping) -> Fraction | None:
        text = _text(node, "least_coverage")
        try:
            return None if text is None else parse_coverage(text)
        except BadQuantity as error:
            self._wrong(node.entries["least_coverage"].place, text or "", error.message)
            return None

    def _languages(self, node: Mapping, default: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_texts(node, "languages"))) or default

    def _date(self, node: Mapping, key: str) -> date | None:
        text = _text(node, key)
        day = parse_date(text) if text else None
        if text and day is None and _DAY.fullmatch(text):  # how a date is written, the shape says
            self._wrong(node.entries[key].place, text, Text("没有这一天", "there is no such day"))
        return day

    def _path(self, text: str | None) -> str | None:
        """Relative paths start at the folder of the configuration; URLs stay as they are."""
        return None if text is None else text if is_url(text) else str(self.root / text)

    def _file(self, node: Mapping, key: str) -> str | None:
        """The path of a file that has to be there; what lies behind a URL is looked for when it is fetched."""
        text = _text(node, key)
        path = self._path(text)
        if text and path and not is_url(path) and not Path(path).is_file():
            self._missing(node.entries[key].place, text)
        return path

    def _here(self, node: Mapping, key: str, *, there: bool = False) -> Iterator[str]:
        """The paths of what has to lie on this machine, ``there`` already."""
        for text in _texts(node, key):
            if is_url(text):
                self._wrong(node.entries[key].place, text, Text("须为本机文件", "it has to be a file of this machine"))
            elif path := self._path(text):
                if there and not Path(path).exists():
                    self._missing(node.entries[key].place, text)
                yield path

    def _missing(self, place: Place, text: str) -> None:
        self.problems.add(place, f"没有文件“{shown(text)}”", f"there is no file '{shown(text)}'")

    def _wrong(self, place: Place, found: str, hint: Text) -> None:
        self.problems.add(place, f"“{found}”无效：{hint.zh}", f"'{found}' is not accepted: {hint.en}")


def _entries(node: Mapping, key: str) -> Mapping:
    found = node.get(key)
    return found if isinstance(found, Mapping) else Mapping(node.place)


def _text(node: Mapping, key: str) -> str | None:
    found = node.get(key)
    return found.text if isinstance(found, Scalar) else None


def _texts(node: Mapping, key: str) -> tuple[str, ...]:
    return tuple(item.text for item in texts(node.get(key)))
