"""The tables of the reference pages, made from the code.

``python -m tests.documentation.tables`` writes them into the pages again.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import obstetric_rules
from obstetric_rules import errors, load_protocol, plugins
from obstetric_rules.expressions.wording import sentence
from obstetric_rules.facts import (
    Choice,
    DecimalNumber,
    Kind,
    Slot,
    Text,
    TextSet,
    WholeNumber,
    YesNo,
    kinds_of,
)
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.question import Question
from obstetric_rules.testing import CHECKS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
GRONINGEN = "groningen.mzh"
ZWOLLE = "zwolle"


def written(page: str, table: str) -> str:
    """Return a table as it stands on a page."""
    return _pattern(table).search((REFERENCE / page).read_text(encoding="utf-8"))[2]  # type: ignore[index]  # a page without its table fails here


def made(table: str) -> str:
    """Return a table as the code has it."""
    return "".join(f"{line}\n" for line in TABLES[table]())


def _pattern(table: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- table: {table} -->\n\n)(.*?)(\n<!-- end -->)", re.DOTALL)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _head(*cells: str) -> Iterator[str]:
    yield _row(*cells)
    yield "|" + "---|" * len(cells)


def _first_line(documented: object) -> str:
    found = (inspect.getdoc(documented) or "").partition("\n\n")[0]
    plain = re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", found.replace("``", "`"))
    return " ".join(plain.split())


def error_table() -> Iterator[str]:
    yield from _head("error", "also a", "raised when")
    found = [
        item
        for item in vars(errors).values()
        if isinstance(item, type) and issubclass(item, errors.ObstetricRulesError)
    ]
    for item in found:
        bases = ", ".join(f"`{base.__name__}`" for base in item.__bases__)
        yield _row(f"`{item.__name__}`", bases, _first_line(item))


_WITHOUT_DOCSTRING = {"UNKNOWN": "The value of a field that nobody has told us."}


def name_table() -> Iterator[str]:
    yield from _head("name", "what it is")
    for name in obstetric_rules.__all__:
        found = _WITHOUT_DOCSTRING.get(name) or _first_line(getattr(obstetric_rules, name))
        yield _row(f"`{name}`", found)


_PLUGIN_NAMES_WITHOUT_DOCSTRING = {
    **_WITHOUT_DOCSTRING,
    "ALWAYS": "The condition of a rule that holds in every case.",
    "API_VERSION": "The version of the plugin API.",
}


def plugin_name_table() -> Iterator[str]:
    yield from _head("name", "what it is")
    for name in plugins.__all__:
        found = _PLUGIN_NAMES_WITHOUT_DOCSTRING.get(name) or _first_line(getattr(plugins, name))
        yield _row(f"`{name}`", found)


_KINDS: tuple[tuple[Kind, str], ...] = (
    (YesNo(label="x", label_en="x"), "bool"),
    (Choice(label="x", label_en="x", values={"a": "a", "b": "b"}), "str"),
    (Text(label="x", label_en="x"), "str"),
    (TextSet(label="x", label_en="x"), "frozenset[str]"),
    (WholeNumber(label="x", label_en="x", minimum=0, maximum=42), "int"),
    (DecimalNumber(label="x", label_en="x", minimum=30), "float"),
)


def kind_table() -> Iterator[str]:
    yield from _head("kind", "Python type", "takes, in JSON", "ordinary value, unless told")
    for kind, python_type in _KINDS:
        ordinary = sorted(kind.ordinary) if isinstance(kind, TextSet) else kind.ordinary
        yield _row(f"`{type(kind).__name__}`", f"`{python_type}`", kind.expected, f"`{ordinary!r}`")


def slot_table(name: str) -> Iterator[str]:
    protocol = load_protocol(name)
    yield from _head("slot", "fact", "holds", "fields")
    for slot in protocol.slots.values():
        holds = "many" if slot.many else "one, or none" if slot.nullable else "one"
        fields = ", ".join(
            f"`{name}` ({_short(kind)})" for name, kind in kinds_of(slot.fact_type).items()
        )
        yield _row(f"`{slot.name}`", f"`{slot.fact_type.__name__}`", holds, fields)


def _short(kind: Kind) -> str:
    if isinstance(kind, Choice):
        return " / ".join(kind.values)
    names: Mapping[type, str] = {
        YesNo: "yes/no",
        Text: "text",
        TextSet: "set of texts",
        WholeNumber: "whole number",
    }
    return names[type(kind)]


def question_table(name: str) -> Iterator[str]:
    protocol = load_protocol(name)
    yield from _head("vraag", "antwoorden", "gesteld", "bepalingen")
    for question in protocol.questions.values():
        rules = protocol.rules_by_question[question.id]
        clauses = dict.fromkeys(clause for rule in rules for clause in rule.clauses)
        values = "<br>".join(f"`{value}`: {label}" for value, label in question.values.items())
        yield _row(
            f"`{question.id}`<br>{question.text}",
            f"{_how_many(question)}{values}",
            _asked(question, protocol),
            ", ".join(sorted(clauses, key=lambda name: int(name[1:]))),
        )


def _how_many(question: Question) -> str:
    if not question.set_valued:
        return ""
    without = "geen" if question.empty_without_rules else "geen uitspraak"
    return f"nul of meer van (zonder regel: {without}):<br>"


def _asked(question: Question, protocol: Protocol) -> str:
    per = [] if question.per is None else [_per(protocol.slots[question.per])]
    conditions = [] if question.about is None else [f"er een {question.about} is"]
    if question.asked_when is not None:
        conditions.append(sentence(question.asked_when, protocol))
    when = [f"als: {' en '.join(conditions)}"] if conditions else []
    return ", ".join([*per, *when]) or "altijd"


def _per(slot: Slot) -> str:
    article, _, noun = slot.label.partition(" ")
    return f"voor {'elk' if article == 'het' else 'elke'} {noun}"


def check_table() -> Iterator[str]:
    yield from _head("check", "asks", "why it matters")
    for check in CHECKS:
        asks, _, why = check.why.partition("\n\n")
        yield _row(f"`{check.name}`", " ".join(asks.split()), " ".join(why.split()))


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "errors": error_table,
    "names": name_table,
    "plugins": plugin_name_table,
    "kinds": kind_table,
    "slots": partial(slot_table, GRONINGEN),
    "questions": partial(question_table, GRONINGEN),
    "zwolle-slots": partial(slot_table, ZWOLLE),
    "zwolle-questions": partial(question_table, ZWOLLE),
    "checks": check_table,
}
PLACES = {
    "errors": "errors.md",
    "names": "names.md",
    "plugins": "plugin-api.md",
    "kinds": "kinds.md",
    "slots": "json.md",
    "questions": "groningen-questions.md",
    "checks": "conformance-checks.md",
    "zwolle-slots": "zwolle-questions.md",
    "zwolle-questions": "zwolle-questions.md",
}


def main() -> Any:
    for table, page in PLACES.items():
        path = REFERENCE / page
        text = path.read_text(encoding="utf-8")
        found = _pattern(table).sub(
            lambda match, name=table: match[1] + made(name) + match[3], text
        )  # type: ignore[misc]  # the default binds the name now
        path.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
