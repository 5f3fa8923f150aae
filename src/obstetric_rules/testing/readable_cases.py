"""Readable cases: situations with the answers that are expected, written by who knows the field.

A file of cases is YAML or TOML with Dutch keys; ``docs/reference/readable-cases.md`` describes it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import attrs

from obstetric_rules.engines.answer import Answer
from obstetric_rules.engines.case import prepare
from obstetric_rules.engines.deciding import DEFAULT_ENGINE, decide
from obstetric_rules.engines.decision import Decision, each_answer
from obstetric_rules.errors import DossierError, ObstetricRulesError
from obstetric_rules.facts import Dossier
from obstetric_rules.facts.json_text import json_type
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._case_documents import Document, below, read_document
from obstetric_rules.testing._case_expectations import Expectation, ExpectationReader
from obstetric_rules.testing._case_situations import Situation, SituationReader
from obstetric_rules.verification.loading import load_protocol

_FILE_KEYS: Final = ("protocol", "op", "uitgangssituaties", "gevallen")
_CASE_KEYS: Final = ("naam", "waarom", "vanuit", "situatie", "afwijkingen", "verwacht")
_FROM: Final = "vanuit"

LoadProtocol: TypeAlias = Callable[[str, datetime.date | None], Protocol]


@attrs.frozen(kw_only=True)
class ReadableCase:
    """One situation, the answers that are expected in it, and why."""

    name: str
    why: str
    file: str
    line: int | None
    protocol: Protocol = attrs.field(repr=False)
    # Facts are never logged, and a repr ends up in logs.
    dossier: Dossier = attrs.field(repr=False)
    expected: tuple[Expectation, ...] = attrs.field(repr=False)
    base: Dossier | None = attrs.field(default=None, repr=False)
    """The situation it starts from (``vanuit``), if it starts from one."""

    def check(self, engine: str = DEFAULT_ENGINE) -> CaseResult:
        """Return what the protocol says in this case, beside what was expected."""
        return CaseResult(case=self, decision=decide(self.protocol, self.dossier, engine))


@attrs.frozen(kw_only=True)
class CaseResult:
    """What a protocol says in a readable case, beside what was expected."""

    case: ReadableCase
    decision: Decision

    @property
    def differences(self) -> tuple[tuple[Expectation, Answer], ...]:
        """What was expected and is not so, each with the answer there is instead."""
        return tuple(
            (expectation, answer)
            for expectation in self.case.expected
            if not expectation.is_met_by(answer := self._answer(expectation))
        )

    @property
    def met(self) -> bool:
        """Whether every answer is as expected."""
        return not self.differences

    def _answer(self, expectation: Expectation) -> Answer:
        return dict(each_answer(self.decision[expectation.question]))[expectation.key]


@attrs.frozen(kw_only=True)
class CaseFile:
    """A file of readable cases, all for one protocol."""

    file: str
    protocol: Protocol
    cases: tuple[ReadableCase, ...]


def read_cases(path: Path | str, load: LoadProtocol = load_protocol) -> CaseFile:
    """Return the cases of a file; the name of the file says whether it is YAML or TOML.

    ``load`` finds the protocol that the file names, among those installed if it is left out.

    Raises:
        CaseFileError: if the file cannot be used; it lists everything that is wrong, with lines.
        MissingExtraError: if it is YAML and the library for that is not installed.

    >>> from tempfile import TemporaryDirectory
    >>> text = '''
    ... protocol: groningen.mzh
    ... gevallen:
    ...   - naam: Cliënt met koorts
    ...     waarom: Met koorts kan de cliënt niet in bad bevallen.
    ...     situatie: {client: {koorts: ja}}
    ...     verwacht: {badbevalling: niet_mogelijk}
    ... '''
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "bad.gevallen.yaml")
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     cases = read_cases(file).cases
    >>> [(case.name, case.check().met) for case in cases]
    [('Cliënt met koorts', True)]
    """
    document, data = read_document(Path(path))
    protocol: Protocol | None = None
    cases: tuple[ReadableCase, ...] = ()
    if not isinstance(data, dict):
        # What is no YAML or TOML at all has been noted already.
        if not document.problems:
            got = "nothing" if data is None else json_type(data)
            document.report("", "protocol and gevallen", got)
    else:
        _check_keys(document, data, "", _FILE_KEYS, ("protocol", "gevallen"))
        protocol = _protocol(document, data, load)
        if protocol is not None:
            cases = _FileReader.of(document, protocol).read(data)
    document.refuse()
    assert protocol is not None
    return CaseFile(file=document.file, protocol=protocol, cases=cases)


def _check_keys(
    document: Document,
    data: dict[str, Any],
    path: str,
    known: tuple[str, ...],
    needed: tuple[str, ...],
) -> None:
    for name in data:
        if name not in known:
            document.report_unknown(below(path, name), name, "a known key", known)
    for name in needed:
        if name not in data:
            document.report(path, f"{name}, which is not there")


def _protocol(document: Document, data: dict[str, Any], load: LoadProtocol) -> Protocol | None:
    name = data.get("protocol")
    on = _date(document, data["op"]) if "op" in data else None
    if not isinstance(name, str):
        if "protocol" in data:
            document.report("protocol", "the id of an installed protocol", json_type(name))
        return None
    try:
        return load(name, on)
    except ObstetricRulesError as error:
        reason = "; ".join(str(error).splitlines())
        document.report("protocol", f"a protocol that can be used: {reason}")
        return None


def _date(document: Document, value: Any) -> datetime.date | None:
    # TOML has dates of its own; a moment is a date there too.
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        document.report("op", "a date, as 2026-12-31")
        return None


@attrs.frozen
class _FileReader:
    """Reads the situations and the cases of a file whose protocol is known."""

    document: Document
    protocol: Protocol
    situations: SituationReader
    expectations: ExpectationReader

    @classmethod
    def of(cls, document: Document, protocol: Protocol) -> _FileReader:
        return cls(
            document,
            protocol,
            SituationReader(document, protocol.slots),
            ExpectationReader(document, protocol),
        )

    def read(self, data: dict[str, Any]) -> tuple[ReadableCase, ...]:
        bases = self._bases(data.get("uitgangssituaties", {}))
        cases = data.get("gevallen")
        if not isinstance(cases, list) or not cases:
            if "gevallen" in data:
                got = json_type(cases) if cases else "nothing"
                self.document.report("gevallen", "a list with at least one case", got)
            return ()
        found: list[ReadableCase | None] = []
        names: dict[str, str] = {}
        for position, item in enumerate(cases):
            found.append(self._case(item, below("gevallen", position), bases, names))
        return tuple(case for case in found if case is not None)

    def _bases(self, data: Any) -> Mapping[str, Situation]:
        path = "uitgangssituaties"
        if not isinstance(data, dict):
            self.document.report(path, "situations by their name", json_type(data))
            return {}
        found: dict[str, Situation] = {}
        for name, item in data.items():
            inner = below(path, name)
            own = {key: item[key] for key in item if key != _FROM} if _is_dict(item) else item
            start = self._start(item, inner, found) if _is_dict(item) else {}
            found[name] = self.situations.merged(start, self.situations.read(own, inner), inner)
        return found

    def _start(self, data: dict[str, Any], path: str, bases: Mapping[str, Situation]) -> Situation:
        if _FROM not in data:
            return {}
        name = data[_FROM]
        if isinstance(name, str) and name in bases:
            return bases[name]
        expected = "the name of a situation above, under uitgangssituaties"
        if isinstance(name, str) and bases:
            self.document.report_unknown(below(path, _FROM), name, expected, bases)
        else:
            self.document.report(below(path, _FROM), expected)
        return {}

    def _case(
        self, data: Any, path: str, bases: Mapping[str, Situation], names: dict[str, str]
    ) -> ReadableCase | None:
        if not isinstance(data, dict):
            self.document.report(path, "a case", json_type(data))
            return None
        _check_keys(self.document, data, path, _CASE_KEYS, ("naam", "waarom", "verwacht"))
        name = self._text(data, "naam", path)
        why = self._text(data, "waarom", path)
        if name is not None and names.setdefault(name, path) != path:
            self.document.report(below(path, "naam"), f"a name that {names[name]} does not have")
        dossier = self._dossier(data, path, bases)
        expected: tuple[Expectation, ...] = ()
        if "verwacht" in data:
            expected = self.expectations.read(data["verwacht"], dossier, below(path, "verwacht"))
        if dossier is None or name is None or why is None:
            return None
        return ReadableCase(
            name=name,
            why=why,
            file=self.document.file,
            line=self.document.line_of(path),
            protocol=self.protocol,
            dossier=dossier,
            expected=expected,
            base=self._base(data, path, bases),
        )

    def _base(
        self, data: dict[str, Any], path: str, bases: Mapping[str, Situation]
    ) -> Dossier | None:
        # What is wrong with the situation that it starts from may well be right in the case.
        aside = attrs.evolve(self.situations, document=Document(self.document.file))
        found = aside.dossier(self._start(data, path, bases), [], path) if _FROM in data else None
        try:
            if found is not None:
                prepare(self.protocol, found)
        except DossierError:
            return None
        return found

    def _text(self, data: dict[str, Any], key: str, path: str) -> str | None:
        if key not in data:
            return None
        text = " ".join(data[key].split()) if isinstance(data[key], str) else ""
        if not text or not text.isprintable():
            self.document.report(below(path, key), _wanted_text(data[key]))
            return None
        return text

    def _dossier(
        self, data: dict[str, Any], path: str, bases: Mapping[str, Situation]
    ) -> Dossier | None:
        problems = len(self.document.problems)
        start = self._start(data, path, bases)
        inner = below(path, "situatie")
        change = self.situations.read(data.get("situatie", {}), inner)
        situation = self.situations.merged(start, change, inner)
        afwijkingen = []
        if "afwijkingen" in data:
            at = below(path, "afwijkingen")
            afwijkingen = self.situations.afwijkingen(data["afwijkingen"], at)
        dossier = self.situations.dossier(situation, afwijkingen, path)
        if dossier is None or len(self.document.problems) > problems:
            return None
        try:
            prepare(self.protocol, dossier)
        except DossierError as error:
            self.situations.report_problems(error, path)
            return None
        return dossier


def _wanted_text(found: Any) -> str:
    if isinstance(found, str) or found is None or _is_dict(found) or isinstance(found, list):
        return "a text that is not empty"
    return "a text; put it between quotation marks"


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict)
