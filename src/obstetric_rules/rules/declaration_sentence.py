"""What a ruleset says of lower ones without a rule, as Dutch sentences."""

from __future__ import annotations

from collections.abc import Iterator

from obstetric_rules.expressions.wording import capital
from obstetric_rules.facts.number_text import constant_text
from obstetric_rules.rules.invariant import InvariantDeviation
from obstetric_rules.rules.open_term import Filling
from obstetric_rules.rules.parameter import Setting
from obstetric_rules.rules.protocol import Protocol


def declaration_sentence(protocol: Protocol, item: Setting | Filling | InvariantDeviation) -> str:
    """Return in Dutch what a ruleset sets, fills in, or deviates from."""
    match item:
        case Setting():
            return " ".join([*_values(protocol, item), protocol.filled_in(item.because)])
        case Filling():
            return f"{capital(protocol.open_terms[item.term].term.label)}: {item.value}"
        case deviation:
            states = protocol.invariants_by_id[deviation.invariant].invariant.because
            return f"Niet gevolgd: “{states}” Want: {protocol.filled_in(deviation.because)}"


def _values(protocol: Protocol, item: Setting) -> Iterator[str]:
    parameter = protocol.parameters[item.parameter.rpartition("/")[2]].parameter
    for since, value in item.values.items():
        day = "" if since is None else f", vanaf {since.isoformat()}"
        yield f"{capital(parameter.label)} is {constant_text(value, parameter.unit)}{day}."
