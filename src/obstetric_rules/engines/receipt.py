"""Receipts: what a decision was made with, so that anyone can make it again later and compare."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

import attrs

from obstetric_rules.arguments import expect
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import Decision, expect_decision, identity_of
from obstetric_rules.engines.decision_data import any_answer_to_data
from obstetric_rules.errors import (
    DossierError,
    PluginError,
    ProtocolNotFoundError,
    ReceiptError,
    ValidityError,
)
from obstetric_rules.facts import dossier_to_data, structure_dossier
from obstetric_rules.pickling import by_fields
from obstetric_rules.plugins.discovery import LIBRARY, compose_installed
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Protocol, expect_protocol


@attrs.frozen(kw_only=True)
class LayerIdentity:
    """A ruleset as a receipt names it: version, content hash and the distribution it came from.

    ``distribution`` and its version are ``None`` for a ruleset that was not installed.
    """

    id: str
    version: str
    sha256: str
    distribution: str | None = None
    distribution_version: str | None = None


def _plain(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(data))


@attrs.frozen(kw_only=True, hash=False, repr=False)
class Receipt:
    """What a decision was made with, and what came out.

    ``dossier`` and ``answers`` are JSON-ready data. ``receipt_sha256`` is the hash over all the
    rest: it no longer fits when anything in the receipt was changed.
    """

    protocol: str
    version: str
    sha256: str
    layers: tuple[LayerIdentity, ...]
    on: datetime.date
    engine: str
    library: str
    dossier: Mapping[str, Any] = attrs.field(converter=_plain)
    answers: Mapping[str, Any] = attrs.field(converter=_plain)
    receipt_sha256: str

    # Facts are never logged, and a repr ends up in logs.
    def __repr__(self) -> str:
        return f"Receipt(protocol={self.protocol!r}, version={self.version!r}, on={self.on})"

    def __reduce__(self) -> tuple[Any, ...]:
        return by_fields(self)

    def to_data(self) -> dict[str, Any]:
        """Return the receipt as JSON-ready data."""
        data: dict[str, Any] = attrs.asdict(self, recurse=False)
        data["layers"] = [attrs.asdict(layer) for layer in self.layers]
        data["on"] = self.on.isoformat()
        return {**data, "dossier": dict(self.dossier), "answers": dict(self.answers)}

    @classmethod
    def from_data(cls, data: object) -> Receipt:
        """Return the receipt that :meth:`to_data` wrote.

        Raises :class:`~obstetric_rules.errors.ReceiptError` when it is none.
        """
        if not isinstance(data, Mapping):
            raise ReceiptError("this is no receipt: expected a JSON object")
        try:
            return cls(**_read(data))
        except (TypeError, ValueError) as error:
            raise ReceiptError(f"this is no receipt: {error}") from error


@attrs.frozen(kw_only=True)
class Difference:
    """An answer that is not the same any more: what the receipt says, and what comes out now."""

    question: str
    then: Mapping[str, Any] | None = attrs.field(repr=False)
    now: Mapping[str, Any] | None = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Replay:
    """A decision made again from its receipt, and the answers that differ."""

    decision: Decision
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether all answers are the same."""
        return not self.differences


def receipt_of(decision: Decision) -> Receipt:
    """Return the receipt of a decision.

    Raises :class:`~obstetric_rules.errors.DecisionError` for a decision that was read back.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> receipt = receipt_of(decision)
    >>> [layer.id for layer in receipt.layers], receipt.dossier
    (['groningen', 'groningen.mzh'], mappingproxy({'client': {'koorts': True}}))
    """
    expect_decision(decision)
    case = decision.made_from()
    receipt = Receipt(
        protocol=decision.protocol.id,
        version=decision.protocol.version,
        sha256=decision.protocol.sha256,
        layers=_layers(case.protocol),
        on=decision.on,
        engine=decision.engine,
        library=_library(),
        dossier=dossier_to_data(case.given),
        answers=_answers(decision),
        receipt_sha256="",
    )
    return attrs.evolve(receipt, receipt_sha256=_hash_of(receipt))


def replay(receipt: Receipt, protocol: Protocol | None = None) -> Replay:
    """Decide the case of a receipt again, by the same rules, and compare the answers.

    ``protocol`` is composed from what is installed, for the date of the receipt, if left out.

    Raises :class:`~obstetric_rules.errors.ReceiptError` when the receipt was changed, when its
    rules are not installed, or when they are not those of the receipt any more: it names each
    ruleset that changed, with both versions.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> replay(Receipt.from_data(receipt_of(decision).to_data())).same
    True
    """
    expect("receipt", receipt, Receipt, expected="a Receipt", advice="Receipt.from_data reads one")
    if protocol is not None:
        expect_protocol(protocol)
    if receipt.receipt_sha256 != _hash_of(receipt):
        raise ReceiptError(
            "the receipt was changed after it was made: its contents do not fit its hash"
        )
    protocol = protocol or _installed(receipt)
    changes = list(_changes(receipt, protocol))
    if changes:
        raise ReceiptError("\n".join(changes))
    try:
        dossier = structure_dossier(dict(receipt.dossier), protocol.slots.values())
        decision = decide(protocol, dossier, receipt.engine)
    except DossierError as error:
        raise ReceiptError(f"the dossier of the receipt cannot be decided: {error}") from error
    differences = _differences(receipt.answers, _answers(decision))
    return Replay(decision=decision, differences=tuple(differences))


def _installed(receipt: Receipt) -> Protocol:
    try:
        return compose_installed(receipt.protocol, receipt.on)
    except (ProtocolNotFoundError, PluginError, ValidityError) as error:
        raise ReceiptError(f"the receipt cannot be replayed: {error}") from error


def _changes(receipt: Receipt, protocol: Protocol) -> Iterator[str]:
    then = {layer.id: layer for layer in receipt.layers}
    now = {layer.id: layer for layer in _layers(protocol)}
    for name in dict.fromkeys([*then, *now]):
        if name not in now:
            yield f"{name} {then[name].version} of the receipt is no part of {protocol.id} any more"
        elif name not in then:
            yield f"{name} {now[name].version} was no part of the protocol of the receipt"
        elif then[name].sha256 != now[name].sha256:
            yield (
                f"{name} has changed: the receipt was made with version {then[name].version} "
                f"({_short(then[name])}), this is version {now[name].version} ({_short(now[name])})"
            )
    if then.keys() == now.keys() and list(then) != list(now):
        yield f"the layers of {protocol.id} stand in another order than in the receipt"


def _short(layer: LayerIdentity) -> str:
    return f"sha256 {layer.sha256[:12]}"


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for question in dict.fromkeys([*then, *now]):
        if then.get(question) != now.get(question):
            yield Difference(question=question, then=then.get(question), now=now.get(question))


# Hashing the layers takes far longer than deciding, and they are the same for every receipt.
_identified: WeakKeyDictionary[Protocol, tuple[LayerIdentity, ...]] = WeakKeyDictionary()


def _layers(protocol: Protocol) -> tuple[LayerIdentity, ...]:
    if protocol not in _identified:
        _identified[protocol] = tuple(
            LayerIdentity(
                id=layer.id,
                version=layer.version,
                sha256=content_hash((layer,)),
                distribution=source.distribution,
                distribution_version=source.distribution_version,
            )
            for layer, source in zip(protocol.layers, identity_of(protocol).layers, strict=True)
        )
    return _identified[protocol]


def _answers(decision: Decision) -> dict[str, Any]:
    return {name: any_answer_to_data(answer) for name, answer in decision.answers.items()}


def _library() -> str:
    try:
        return version(LIBRARY)
    except PackageNotFoundError:  # the source tree is used without being installed
        return "unknown"


def _hash_of(receipt: Receipt) -> str:
    data = receipt.to_data()
    del data["receipt_sha256"]
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _read(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a receipt, each of the right type."""
    fields = dict(data)
    for name in ("protocol", "version", "sha256", "engine", "library", "receipt_sha256", "on"):
        _expect(fields, name, str, "a text")
    for name in ("dossier", "answers"):
        _expect(fields, name, Mapping, "an object")
    _expect(fields, "layers", list, "a list")
    fields["on"] = datetime.date.fromisoformat(fields["on"])
    fields["layers"] = tuple(LayerIdentity(**layer) for layer in fields["layers"])
    return fields


def _expect(fields: Mapping[str, Any], name: str, wanted: type, expected: str) -> None:
    if not isinstance(fields.get(name), wanted):
        raise ValueError(f"{name}: expected {expected}")
