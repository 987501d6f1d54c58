"""Texts in Chinese and English: made in both where they arise, shown in one or side by side.

``both`` is the third language of a report: Chinese leads, English stands beside it. A document stays plain
data: a text of it is Chinese under its own name and English under the name with ``_en`` (``spread``); the
renderers put the two together again (``paired``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

BOTH = "both"
_ENGLISH = "_en"
_FIGURE = re.compile(r"[-+\N{MINUS SIGN}±]?[$¥€£]?\d[\d,]*(\.\d+)?%?")
_BREAKS = re.compile("[\t\n\r\u2028\u2029]+")
_FORMS = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")
_SIGNS = "+-\N{MINUS SIGN}"
_UNIT = re.compile(r" [A-Za-z]+\Z")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff\u00ad"))
_ONE_KIND = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-") | {"\N{RIGHT SINGLE QUOTATION MARK}": "'"}
)
_BRACKETS = str.maketrans("[]【】{}〔〕", "()()()()")
_PRINTABLE = re.compile("[ -~\n\xa0-\u2029\u2070-\ud7ff\ue000-\ufffd]*")  # in the order of their frequency


class Text(NamedTuple):
    """One text in both languages of the product. Chinese and English are equals."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The text in ``lang``: "zh", "en", or "both" side by side."""
        return self.zh if lang == "zh" else both(self.zh, self.en) if lang == BOTH else self.en

    def headed(self, head: Text | str) -> Text:
        """The text behind what it is said of: ``week.csv: the file is empty``."""
        zh, en = (head, head) if isinstance(head, str) else head
        return Text(f"{zh}：{self.zh}", f"{en}: {self.en}")


def listed(texts: Iterable[Text]) -> Text:
    """Several texts as one, in the order given, with the mark that each language puts between them."""
    parts = list(texts)
    return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def some(names: Sequence[str], measure_word: str) -> Text:
    """The first names of a list, and how many there are."""
    zh, en = "、".join(names[:5]), ", ".join(names[:5])
    more = len(names) - 5
    return Text(f"{zh} 等 {len(names)} {measure_word}", f"{en} and {more} more") if more > 0 else Text(zh, en)


def counted(count: int, one: str, several: str = "") -> str:
    """An English count and what follows it, in the form that goes with the number: "1 store", "1,204 stores".

    ``several`` is what follows any number but one; where it is left out, ``one`` with an s.
    """
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def numbered(template: str, values: Mapping[str, object]) -> str:
    """``template`` with each ``{n:order|orders}`` in the form that goes with the count ``n``; other places stay."""
    if "|" not in template:
        return template
    return _FORMS.sub(lambda found: found[2 if str(values[found[1]]).lstrip(_SIGNS) == "1" else 3], template)


class BilingualError(Exception):
    """Base of the errors that a user is told in his language; ``message`` says what is wrong and how to mend it.

    It is made of its message alone, so that it crosses to another process as it is.
    """

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message.en


def internal_error(error: Exception) -> Text:
    """What is said of a mistake of our own."""
    name, text = type(error).__name__, " ".join(str(error).split())
    return Text(
        f"程序内部错误（{name}：{text}）。设 AUDITOR_DEBUG=1 重跑可得详细信息，请连同命令一起反馈。",
        f"Internal error ({name}: {text}). Run again with AUDITOR_DEBUG=1 for details and report it with the command.",
    )


class Both(str):
    """A text in both languages, and as a string of its own ``中文 / English``.

    What English adds nothing to is not said twice: punctuation, and the figure of ``15 天 / days``. Texts are put
    together with ``+``, ``fill`` and ``join``, which keep the languages apart; a format string does not.
    """

    __slots__ = ("beside", "en", "zh")
    zh: str
    en: str
    beside: str  # what stands beside the Chinese text, "" for nothing

    def __new__(cls, zh: str, en: str) -> Both:  # noqa: D102  (see the class)
        beside = _beside(zh, en)
        made = super().__new__(cls, f"{zh} / {beside}" if beside else zh)
        made.zh, made.en, made.beside = zh, en, beside
        return made

    def __reduce__(self) -> tuple[type[Both], tuple[str, str]]:
        return Both, (self.zh, self.en)

    def __add__(self, other: str) -> Both:
        return Both(self.zh + side(other, "zh"), self.en + side(other, "en"))

    def __radd__(self, other: str) -> Both:
        return Both(other + self.zh, other + self.en)

    @property
    def stacked(self) -> str:
        """One under the other, for a cell that wraps."""
        return f"{self.zh}\n{self.beside}" if self.beside else self.zh

    def __html__(self) -> str:
        """Escaped markup: the English text is marked as such, for fonts and for those who listen."""
        from html import escape

        zh = escape(self.zh)
        return f'{zh} <span lang="en">{escape(self.beside)}</span>' if self.beside else zh


def clean(text: str) -> str:
    """``text`` without control characters, lone surrogates and marks that turn the direction of writing around.

    Tabs and line breaks stay: where a line must remain one, see ``one_line``.
    """
    # all of a page is looked through: to see that nothing is to be done takes half of what looking for it does
    return text if _PRINTABLE.fullmatch(text) else _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """``text`` for a terminal: what stands in somebody's file breaks no line and moves no cursor."""
    return clean(_BREAKS.sub(" ", text))


def well_formed(text: str) -> str:
    """``text`` with halves of surrogate pairs joined, and lone ones replaced: those can be written and kept nowhere.

    Python makes them of the bytes of a path or a command line that are no UTF-8.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def normalise(text: str) -> str:
    """NFKC, without invisible characters, dashes and spaces made one kind, trimmed."""
    if text.isascii():  # as figures are: nothing in it is another form of something
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_ONE_KIND).split())


def folded(text: str) -> str:
    """``text`` as it is compared with words: normalised, in small letters."""
    return normalise(text).casefold()


def spellings(names: Iterable[str]) -> dict[str, str]:
    """Folded → the name as it is spelt; without names that differ in width and case alone: those are told apart by them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        found[folded(name)].add(name)
    return {key: spelt.pop() for key, spelt in found.items() if len(spelt) == 1}


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def heading_key(text: str) -> str:
    """``text`` as headings are compared: folded, without spaces, with one kind of bracket, without marks around it."""
    return folded(text).replace(" ", "").translate(_BRACKETS).strip("*:;'\"")


def both(zh: str, en: str) -> str:
    """The two side by side; one plain string where they say the same."""
    return zh if zh == en else Both(zh, en)


def side(text: str, lang: str) -> str:
    """One side of a text that may be in both languages."""
    return (text.zh if lang == "zh" else text.en) if isinstance(text, Both) else text


def each_side(text: str, change: Callable[[str], str]) -> str:
    """``text`` changed; one that may be in both languages in each of them."""
    return Both(change(text.zh), change(text.en)) if isinstance(text, Both) else change(text)


def fill(template: str, values: Mapping[str, object]) -> str:
    """``template`` with its places filled in, each language with its own."""
    if not any(isinstance(each, Both) for each in (template, *values.values())):
        return numbered(template, values).format(**values)
    zh, en = (
        numbered(side(template, lang), values).format(
            **{name: side(each, lang) if isinstance(each, str) else each for name, each in values.items()}
        )
        for lang in ("zh", "en")
    )
    return both(zh, en)


def join(mark: str, parts: Iterable[str]) -> str:
    """``parts`` with ``mark`` between them, each language with its own."""
    parts = list(parts)
    if not any(isinstance(each, Both) for each in parts):
        return side(mark, "zh").join(parts)
    zh, en = (side(mark, lang).join(side(each, lang) for each in parts) for lang in ("zh", "en"))
    return both(zh, en)


def spread(value: Any) -> Any:
    """Plain data: a text, or a list of texts, in both languages becomes two fields, ``title`` and ``title_en``."""
    if isinstance(value, list):
        return [spread(each) for each in value]
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {}
    english: dict[str, Any] = {}  # behind everything else: the fields of the contract keep their places
    for key, each in value.items():
        if isinstance(each, Both):
            made[key], english[key + _ENGLISH] = each.zh, each.en
        elif isinstance(each, list) and any(isinstance(one, Both) for one in each):
            made[key], english[key + _ENGLISH] = ([side(one, lang) for one in each] for lang in ("zh", "en"))
        else:
            made[key] = spread(each)
    return made | english


def paired(value: Any) -> Any:
    """The opposite of ``spread``."""
    if isinstance(value, list):
        return [paired(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _pair(each, value[key + _ENGLISH]) if key + _ENGLISH in value else paired(each)
        for key, each in value.items()
        if not (key.endswith(_ENGLISH) and key.removesuffix(_ENGLISH) in value)
    }


def spoken(entry: Mapping[str, Any], field: str, lang: str) -> Any:
    """A text of an entry of plain data in ``lang``, where the entry has it in that language; else as it stands."""
    zh, en = entry[field], entry.get(field + _ENGLISH, entry[field])
    return en if lang == "en" else zh if lang == "zh" or not isinstance(zh, str) else both(zh, en)


def _pair(zh: Any, en: Any) -> Any:
    return [Both(*pair) for pair in zip(zh, en, strict=True)] if isinstance(zh, list) else Both(zh, en)


def _beside(zh: str, en: str) -> str:
    if zh == en or not any(letter.isalnum() for letter in en):
        return ""
    figure = _FIGURE.match(en)
    if figure and zh.startswith(figure[0]) and _UNIT.fullmatch(en, figure.end()):
        return en[figure.end() + 1 :]
    return en
