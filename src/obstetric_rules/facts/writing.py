"""Writing dossiers as JSON values that read back as the same dossier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from obstetric_rules.arguments import expect
from obstetric_rules.facts.afwijking import Afwijking
from obstetric_rules.facts.dossier import Dossier
from obstetric_rules.facts.fact import is_fact_type, kinds_of
from obstetric_rules.facts.kinds import Kind, TextSet

_CONVERTER: Final = Converter()


def dossier_to_data(dossier: Dossier) -> dict[str, object]:
    """Return a dossier as JSON values; what is UNKNOWN is left out, and sets are sorted lists.

    >>> from obstetric_rules.facts import Partner
    >>> dossier_to_data(Dossier(ref="a", partner=Partner(koorts=True)))
    {'ref': 'a', 'partner': {'koorts': True}}
    """
    expect("dossier", dossier, Dossier, expected="a Dossier")
    data: dict[str, object] = {}
    if dossier.ref is not None:
        data["ref"] = dossier.ref
    data.update((name, _content(content)) for name, content in dossier.facts.items())
    if dossier.afwijkingen:
        data["afwijkingen"] = _content(dossier.afwijkingen)
    return data


def _content(content: Any) -> object:
    if content is None:
        return None
    if isinstance(content, tuple):
        return [_CONVERTER.unstructure(item) for item in content]
    return _CONVERTER.unstructure(content)


@_CONVERTER.register_unstructure_hook_factory(is_fact_type)
def _fact_hook(fact_type: type) -> Callable[[Any], dict[str, Any]]:
    overrides = {
        name: override(omit_if_default=True, unstruct_hook=_writer(kind))
        for name, kind in kinds_of(fact_type).items()
    }
    return make_dict_unstructure_fn(fact_type, _CONVERTER, **overrides)  # type: ignore[arg-type]


@_CONVERTER.register_unstructure_hook_factory(lambda wanted: wanted is Afwijking)
def _afwijking_hook(_: type) -> Callable[[Any], dict[str, Any]]:
    return make_dict_unstructure_fn(Afwijking, _CONVERTER, onderwerp=override(omit_if_default=True))


def _writer(kind: Kind) -> Callable[[Any], Any]:
    return sorted if isinstance(kind, TextSet) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
