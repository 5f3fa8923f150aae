"""One trial of an installed ruleset: what runs in the process of its own.

``python -m obstetric_rules.verification.trial ID DATE FILE`` writes to the file, as JSON, what the
ruleset is, or why it cannot be used. It prints nothing: what is printed is the plugin's.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from obstetric_rules.engines.decision import identity_of
from obstetric_rules.errors import ObstetricRulesError
from obstetric_rules.plugins.discovery import load_layers
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.verification.loading import load_protocol

TIME_LIMIT: Final = 30.0
"""How many seconds trying one ruleset may take, unless told otherwise."""


@attrs.frozen(kw_only=True, hash=False)
class Tried:
    """What an installed ruleset turned out to be, composed with those that it extends.

    ``layers`` gives the content hash of each of its rulesets, ``unfilled`` names the open terms
    that nobody fills in.
    """

    version: str
    title: str
    layer: str
    status: str
    publisher: str
    validity: str
    layers: Mapping[str, str]
    unfilled: Sequence[str]


def main(arguments: Sequence[str]) -> None:
    """Try a ruleset and write what came of it."""
    name, on, file = arguments
    answer = Path(file)
    found = _try(name, datetime.date.fromisoformat(on), answer)
    answer.write_text(json.dumps(found), encoding="utf-8")


def _try(name: str, on: datetime.date, answer: Path) -> dict[str, Any]:
    def importing(ruleset: str) -> None:
        # What ends the process is known by how far it came.
        answer.write_text(json.dumps({"importing": ruleset}), encoding="utf-8")

    try:
        load_layers(name, importing)
        protocol = load_protocol(name, on)
        identity_of(protocol)
        return attrs.asdict(_tried(protocol))
    except ObstetricRulesError as error:
        return {"reason": "; ".join(str(error).splitlines())}
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said of this ruleset only
        return {"reason": f"it breaks the library: {type(error).__name__}: {error}"}


def _tried(protocol: Protocol) -> Tried:
    top = protocol.layers[-1]
    return Tried(
        version=protocol.version,
        title=protocol.title,
        layer=top.layer.value,
        status=top.status,
        publisher=top.publisher,
        validity=protocol.validity,
        layers={layer.id: content_hash((layer,)) for layer in protocol.layers},
        unfilled=[name for name, term in protocol.open_terms.items() if term.filling is None],
    )


if __name__ == "__main__":
    main(sys.argv[1:])
