"""Afwijking: the record that a rule which holds in principle was set aside in one case."""

from __future__ import annotations

from typing import Any

import attrs

from obstetric_rules.errors import FactError, Problem
from obstetric_rules.facts.kinds import is_text


def _text(instance: object, field: attrs.Attribute[Any], value: Any) -> None:
    if not is_text(value) or not value.strip():
        raise FactError([Problem(f"Afwijking.{field.name}", "a text that is not empty")])


@attrs.frozen(kw_only=True)
class Afwijking:
    """Who set which rule aside, and why (comply or explain).

    ``regel`` is the id of a clause (``"G7"``) or of a rule (``"groningen.mzh/G7.verwijzing"``),
    ``rol`` the role of who decided (never a name), ``onderwerp`` the id of the fact it concerns
    when the rule speaks of one of many.

    >>> Afwijking(regel="G7", reden="Het primaire ziekenhuis is vol.", rol="gynaecoloog").regel
    'G7'
    """

    regel: str = attrs.field(validator=_text)
    # What was written of a case is never logged, and a repr ends up in logs.
    reden: str = attrs.field(validator=_text, repr=False)
    rol: str = attrs.field(validator=_text, repr=False)
    onderwerp: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(_text), repr=False
    )
