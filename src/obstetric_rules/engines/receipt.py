"""Receipts: what a decision was made with, so that anyone can make it again later and compare."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from weakref import WeakKeyDictionary

import attrs

from obstetric_rules.arguments import expect, items, refused
from obstetric_rules.clock import as_written, now
from obstetric_rules.engines.deciding import decide
from obstetric_rules.engines.decision import Decision, expect_decision, identity_of
from obstetric_rules.engines.decision_data import any_answer_to_data
from obstetric_rules.engines.receipt_form import FORM, LayerIdentity, receipt_fields
from obstetric_rules.engines.seal import check_key, hash_of, is_signed, signature_of
from obstetric_rules.errors import (
    DossierError,
    EngineError,
    EngineNotFoundError,
    MissingExtraError,
    PluginError,
    ProtocolNotFoundError,
    ReceiptError,
    RulesetError,
    RulesetFileError,
    ValidityError,
)
from obstetric_rules.facts import dossier_to_data, structure_dossier
from obstetric_rules.facts.plain_data import plain_copy
from obstetric_rules.pickling import by_fields
from obstetric_rules.plugins.discovery import LIBRARY, compose_installed
from obstetric_rules.rules.exchange import content_hash
from obstetric_rules.rules.protocol import Protocol, compose, expect_protocol
from obstetric_rules.rules.reading import rulesets_from_text
from obstetric_rules.rules.ruleset import Ruleset


@attrs.frozen(kw_only=True, hash=False, repr=False)
class Receipt:
    """What a decision was made with, and what came out.

    ``decided_at`` is the moment at which it was made. ``receipt_sha256`` is the hash over all the
    rest: it no longer fits when anything in the receipt was changed. ``signature`` is there when it
    was signed with a key, and fits only with that key.
    """

    protocol: str
    version: str
    sha256: str
    layers: tuple[LayerIdentity, ...]
    on: datetime.date
    engine: str
    library: str
    decided_at: datetime.datetime
    _dossier: Mapping[str, Any] = attrs.field(alias="dossier", converter=plain_copy)
    _answers: Mapping[str, Any] = attrs.field(alias="answers", converter=plain_copy)
    receipt_sha256: str
    signature: str | None = None

    @property
    def dossier(self) -> dict[str, Any]:
        """The dossier as it was given, as JSON-ready data: a copy."""
        copied: dict[str, Any] = plain_copy(self._dossier)
        return copied

    @property
    def answers(self) -> dict[str, Any]:
        """Every answer by its question, as JSON-ready data: a copy."""
        copied: dict[str, Any] = plain_copy(self._answers)
        return copied

    # Facts are never logged, and a repr ends up in logs.
    def __repr__(self) -> str:
        return f"Receipt(protocol={self.protocol!r}, version={self.version!r}, on={self.on})"

    def __reduce__(self) -> tuple[Any, ...]:
        return by_fields(self)

    def to_data(self) -> dict[str, Any]:
        """Return the receipt as JSON-ready data, which nothing else shares."""
        data = {
            "form": FORM,
            "protocol": self.protocol,
            "version": self.version,
            "sha256": self.sha256,
            "layers": [attrs.asdict(layer) for layer in self.layers],
            "on": self.on.isoformat(),
            "engine": self.engine,
            "library": self.library,
            "decided_at": self.decided_at.isoformat(),
            "dossier": self.dossier,
            "answers": self.answers,
            "receipt_sha256": self.receipt_sha256,
        }
        return data if self.signature is None else {**data, "signature": self.signature}

    @classmethod
    def from_data(cls, data: object, *, key: bytes | None = None) -> Receipt:
        """Return the receipt that :meth:`to_data` wrote; with a ``key``, only one signed with it.

        Raises :class:`~obstetric_rules.errors.ReceiptError`, with all problems, when it is none, or
        when it was not signed with the key.
        """
        receipt = cls(**receipt_fields(data))
        if key is not None:
            receipt.verify(key)
        return receipt

    def signed(self, key: bytes) -> Receipt:
        """Return the receipt with a signature that only this key can make.

        Raises :class:`~obstetric_rules.errors.SigningKeyError` when it is no key to sign with.

        >>> from obstetric_rules import Dossier, decide, load_protocol
        >>> receipt = receipt_of(decide(load_protocol("groningen.mzh"), Dossier()))
        >>> receipt.signed(bytes(32)).verify(bytes(32))
        >>> receipt.verify(bytes(32))
        Traceback (most recent call last):
        obstetric_rules.errors.ReceiptError: the receipt is not signed
        """
        return attrs.evolve(self, signature=signature_of(_signed_part(self), key))

    def verify(self, key: bytes | None = None) -> None:
        """Check that nothing was changed since it was made; with a ``key``, that this key says so.

        Raises :class:`~obstetric_rules.errors.ReceiptError` when something was, and
        :class:`~obstetric_rules.errors.SigningKeyError` when it is no key to sign with.
        """
        if key is not None:
            check_key(key)
        if self.receipt_sha256 != _hash_of(self):
            raise ReceiptError(
                "the receipt was changed after it was made: its contents do not fit its hash"
            )
        if key is None:
            return
        if self.signature is None:
            raise ReceiptError("the receipt is not signed")
        if not is_signed(_signed_part(self), self.signature, key):
            raise ReceiptError(
                "the receipt was changed after it was signed, or was signed with another key"
            )


@attrs.frozen(kw_only=True)
class Difference:
    """An answer that is not the same any more: what the receipt says, and what comes out now."""

    question: str
    then: Mapping[str, Any] | None = attrs.field(repr=False)
    now: Mapping[str, Any] | None = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Replay:
    """A decision made again from its receipt, and the answers that differ.

    ``remarks`` say in English what else differs and may explain it: the version of the library, and
    the distributions that the rules were installed from. ``remarks_nl`` say the same in Dutch.
    """

    decision: Decision
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...] = ()
    remarks_nl: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether all answers are the same."""
        return not self.differences


def receipt_of(
    decision: Decision,
    *,
    decided_at: datetime.datetime | None = None,
    key: bytes | None = None,
) -> Receipt:
    """Return the receipt of a decision, signed if a ``key`` is given.

    ``decided_at`` is the moment at which it was decided, with a time zone; the moment of the
    machine if left out. It has no part in what is decided, and a replay does not compare it.

    Raises :class:`~obstetric_rules.errors.DecisionError` for a decision that was read back,
    :class:`~obstetric_rules.errors.ReceiptError` when the moment has no time zone, and
    :class:`~obstetric_rules.errors.SigningKeyError` when it is no key to sign with.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> receipt = receipt_of(decision)
    >>> [layer.id for layer in receipt.layers], receipt.dossier
    (['groningen', 'groningen.mzh'], {'client': {'koorts': True}})
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
        decided_at=_moment(decided_at),
        dossier=dossier_to_data(case.given),
        answers=_answers(decision),
        receipt_sha256="",
    )
    receipt = attrs.evolve(receipt, receipt_sha256=_hash_of(receipt))
    return receipt if key is None else receipt.signed(key)


def _moment(given: datetime.datetime | None) -> datetime.datetime:
    if given is None:
        return now().replace(microsecond=0)
    if not isinstance(given, datetime.datetime) or given.utcoffset() is None:
        raise ReceiptError("decided_at: expected a datetime with a time zone")
    return as_written(given)


def replay(
    receipt: Receipt,
    protocol: Protocol | None = None,
    *,
    rules: str | bytes | Iterable[Ruleset] | None = None,
    key: bytes | None = None,
) -> Replay:
    """Decide the case of a receipt again, by the same rules, and compare the answers.

    ``protocol`` is composed for the date of the receipt if left out: from ``rules``, the text that
    ``obstetric-rules export`` wrote (or the rulesets themselves), or from what is installed. With a
    ``key`` the receipt must be signed with it.

    Raises :class:`~obstetric_rules.errors.ReceiptError` when the receipt was changed, when its
    rules are not there, or when they are not those of the receipt any more: it names whatever
    differs in protocol, date and each ruleset.

    >>> from obstetric_rules import Client, Dossier, decide, load_protocol
    >>> decision = decide(load_protocol("groningen.mzh"), Dossier(client=Client(koorts=True)))
    >>> replay(Receipt.from_data(receipt_of(decision).to_data())).same
    True
    """
    expect("receipt", receipt, Receipt, expected="a Receipt", advice="Receipt.from_data reads one")
    if protocol is not None:
        expect_protocol(protocol)
        if rules is not None:
            raise refused("rules", "none beside a protocol: it is composed of rules", rules)
    receipt.verify(key)
    if protocol is None:
        protocol = protocol_of(receipt, rules)
    changes = list(_changes(receipt, protocol))
    if changes:
        raise ReceiptError("\n".join(changes))
    try:
        dossier = structure_dossier(receipt.dossier, protocol.slots.values())
        decision = decide(protocol, dossier, receipt.engine)
    except DossierError as error:
        raise ReceiptError(f"the dossier of the receipt cannot be decided: {error}") from error
    except (EngineError, EngineNotFoundError, MissingExtraError) as error:
        raise ReceiptError(f"the receipt cannot be replayed: {error}") from error
    differences = _differences(receipt.answers, _answers(decision))
    remarks = list(_remarks(receipt, protocol))
    return Replay(
        decision=decision,
        differences=tuple(differences),
        remarks=tuple(english for english, _ in remarks),
        remarks_nl=tuple(dutch for _, dutch in remarks),
    )


def protocol_of(receipt: Receipt, rules: str | bytes | Iterable[Ruleset] | None = None) -> Protocol:
    """Return the protocol of a receipt: from rules that were kept, or from what is installed.

    Raises :class:`~obstetric_rules.errors.ReceiptError` when it cannot be composed.
    """
    try:
        if rules is None:
            return compose_installed(receipt.protocol, receipt.on)
        if issubclass(type(rules), str | bytes):
            return compose(rulesets_from_text(rules), receipt.on)  # type: ignore[arg-type]
        return compose(items("rules", rules, "the text of an export, or rulesets"), receipt.on)
    except (
        PluginError,
        ProtocolNotFoundError,
        RulesetError,
        RulesetFileError,
        ValidityError,
    ) as error:
        raise ReceiptError(f"the receipt cannot be replayed: {error}") from error


def _changes(receipt: Receipt, protocol: Protocol) -> Iterator[str]:
    if receipt.protocol != protocol.id:
        yield f"the receipt is of {receipt.protocol}, this is {protocol.id}"
    if receipt.on != protocol.on:
        yield f"the receipt is of {receipt.on}, {protocol.id} was composed for {protocol.on}"
    found = list(_changed_layers(receipt, protocol))
    yield from found
    if not found and (receipt.version, receipt.sha256) != (protocol.version, protocol.sha256):
        yield (
            f"the receipt names {receipt.protocol} {receipt.version} (sha256 "
            f"{receipt.sha256[:12]}), which is not what its rulesets make: {protocol.version} "
            f"(sha256 {protocol.sha256[:12]})"
        )


def _changed_layers(receipt: Receipt, protocol: Protocol) -> Iterator[str]:
    then = {layer.id: layer for layer in receipt.layers}
    now = {layer.id: layer for layer in _layers(protocol)}
    for name in dict.fromkeys([*then, *now]):
        if name not in now:
            yield f"{name} {then[name].version} of the receipt is no part of {protocol.id} any more"
        elif name not in then:
            yield f"{name} {now[name].version} was no part of the protocol of the receipt"
        elif _content(then[name]) != _content(now[name]):
            yield (
                f"{name} has changed: the receipt was made with version {then[name].version} "
                f"({_short(then[name])}), this is version {now[name].version} ({_short(now[name])})"
            )
    same = then.keys() == now.keys() and len(then) == len(receipt.layers)
    if same and list(then) != list(now):
        yield f"the layers of {protocol.id} stand in another order than in the receipt"
    if len(then) != len(receipt.layers):
        yield "the receipt names a ruleset more than once"


def _content(layer: LayerIdentity) -> tuple[str, str]:
    return layer.version, layer.sha256


def _short(layer: LayerIdentity) -> str:
    return f"sha256 {layer.sha256[:12]}"


def _remarks(receipt: Receipt, protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Yield what else differs, in English and in Dutch."""
    library = _library()
    if receipt.library != library:
        yield (
            f"decided with {LIBRARY} {receipt.library}, replayed with {library}",
            f"beslist met {LIBRARY} {receipt.library}, herhaald met {library}",
        )
    for old, new in zip(receipt.layers, _layers(protocol), strict=True):
        then, now = _origin(old), _origin(new)
        if then != now:
            none, geen = "no distribution", "geen pakket"
            yield (
                f"{old.id} came from {then or none}, and now from {now or none}",
                f"{old.id} kwam uit {then or geen}, en nu uit {now or geen}",
            )


def _origin(layer: LayerIdentity) -> str | None:
    if layer.distribution is None:
        return None
    return f"{layer.distribution} {layer.distribution_version}"


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
    data = _signed_part(receipt)
    del data["receipt_sha256"]
    return hash_of(data)


def _signed_part(receipt: Receipt) -> dict[str, Any]:
    data = receipt.to_data()
    data.pop("signature", None)
    return data
