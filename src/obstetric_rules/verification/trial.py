"""One trial of an installed ruleset: what runs in the process of its own.

It is asked for the ruleset by its id and a date, and answers over a pipe with what the ruleset is,
or why it cannot be used. What is printed is the plugin's, and goes nowhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from obstetric_rules.engines.decision import identity_of
from obstetric_rules.errors import ObstetricRulesError, ValidityError
from obstetric_rules.plugins.child import answering
from obstetric_rules.plugins.discovery import load_layers
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.rules.ruleset import Layer, Ruleset
from obstetric_rules.rules.words import why_not_in_force
from obstetric_rules.verification.loading import load_protocol


@attrs.frozen(kw_only=True, hash=False)
class Tried:
    """What an installed ruleset turned out to be, composed with those that it extends.

    ``layers`` gives the content hash of each of its rulesets, ``unfilled`` names the open terms
    that nobody fills in.
    """

    version: str
    title: str
    layer: Layer
    status: str
    publisher: str
    validity: str
    undated: tuple[str, ...] = ()
    layers: Mapping[str, str]
    unfilled: tuple[str, ...]


def main() -> None:
    """Try a ruleset and answer what came of it."""
    request, answer = answering()
    answer(_try(request["id"], datetime.date.fromisoformat(request["on"]), answer))


def _try(
    name: str, on: datetime.date, answer: Callable[[Mapping[str, Any]], None]
) -> dict[str, Any]:
    def importing(ruleset: str) -> None:
        # What ends the process is known by how far it came.
        answer({"importing": ruleset})

    layers: tuple[Ruleset, ...] = ()
    try:
        layers = load_layers(name, importing)
        protocol = load_protocol(name, on)
        identity_of(protocol)
        return {"tried": _to_data(_tried(protocol))}
    except ValidityError as error:
        return {**_reason(error), "not_in_force": "; ".join(why_not_in_force(layers, on, on))}
    except ObstetricRulesError as error:
        return _reason(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said of this ruleset only
        return {"reason": f"it breaks the library: {type(error).__name__}: {error}"}


def _reason(error: ObstetricRulesError) -> dict[str, Any]:
    return {"reason": "; ".join(str(error).splitlines())}


def _to_data(tried: Tried) -> dict[str, Any]:
    return {**attrs.asdict(tried), "layers": [list(pair) for pair in tried.layers.items()]}


def _tried(protocol: Protocol) -> Tried:
    top = protocol.layers[-1]
    return Tried(
        version=protocol.version,
        title=protocol.title,
        layer=top.layer,
        status=top.status,
        publisher=top.publisher,
        validity=protocol.validity,
        undated=protocol.undated,
        layers={layer.id: content_hash((layer,)) for layer in protocol.layers},
        unfilled=tuple(name for name, term in protocol.open_terms.items() if term.filling is None),
    )


if __name__ == "__main__":
    main()
