"""Files of readable cases, written by tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from obstetric_rules import Answer, AnswersPerFact, Decision, Dossier, Protocol, Status
from obstetric_rules.facts import UNKNOWN, kinds_of
from obstetric_rules.testing import CaseFile, read_cases

HEALTHY = """\
protocol: groningen.mzh
uitgangssituaties:
  gezond:
    client: {hoesten: nee, dyspnoe: nee, keelpijn: nee, koorts: nee, lijn: eerste}
    partner: geen
    zorgverleners:
      - {id: v1, lijn: eerste, hoesten: nee, dyspnoe: nee, keelpijn: nee, koorts: nee}
      - {id: v2, lijn: eerste, hoesten: nee, dyspnoe: nee, keelpijn: nee, koorts: nee}
"""
"""The top of a file: a protocol and a situation to start from."""


def written(folder: Path, text: str | bytes, name: str = "a.gevallen.yaml") -> Path:
    """Return a new file with this text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def case_of(folder: Path, **keys: Any) -> CaseFile:
    """Return a file with one case on top of the healthy situation."""
    case = {"naam": "Het geval", "waarom": "Daarom.", "vanuit": "gezond", **keys}
    case = {key: value for key, value in case.items() if value is not None}
    text = f"{HEALTHY}gevallen:\n  - {json.dumps(case, ensure_ascii=False)}\n"
    return read_cases(written(folder, text))


def situation_of(dossier: Dossier, protocol: Protocol) -> dict[str, Any]:
    """Return a dossier as a case writes it, with every unknown named."""
    return {
        slot.name: _content(dossier[slot.name], slot.fact_type) for slot in protocol.slots.values()
    }


def _content(content: Any, fact_type: type) -> Any:
    if content is UNKNOWN:
        return "onbekend"
    if content is None:
        return "geen"
    if isinstance(content, tuple):
        return [_content(fact, fact_type) for fact in content] or "geen"
    return {name: _value(getattr(content, name)) for name in kinds_of(fact_type)}


def _value(value: Any) -> Any:
    if value is UNKNOWN:
        return "onbekend"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return sorted(value) if isinstance(value, frozenset) else value


STATUS_WORDS: Mapping[Status, str] = {
    Status.OPEN: "open",
    Status.SILENT: "stil",
    Status.CONFLICT: "tegenstrijdig",
    Status.NOT_APPLICABLE: "niet van toepassing",
}


def expected_of(decision: Decision) -> dict[str, Any]:
    """Return every answer of a decision as a case expects it."""
    found: dict[str, Any] = {}
    for name, answer in decision.answers.items():
        if isinstance(answer, AnswersPerFact):
            if answer.answers:
                found[name] = {key: _expected(one) for key, one in answer.answers.items()}
        else:
            found[name] = _expected(answer)
    return found


def _expected(answer: Answer) -> dict[str, Any]:
    value = sorted(answer.value) if isinstance(answer.value, frozenset) else answer.value
    concluded = answer.status is Status.CONCLUDED
    expected: dict[str, Any] = {
        "antwoord": value if concluded else STATUS_WORDS[answer.status],
        "regels": list(answer.rules),
        "bepalingen": list(answer.clauses),
    }
    if answer.status is Status.OPEN:
        expected["ontbreekt"] = list(answer.missing)
    return expected
