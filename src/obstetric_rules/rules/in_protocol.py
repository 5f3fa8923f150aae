"""Open terms, parameters and invariants as they stand in a protocol.

Whoever only decides does not pay for them: they are made when they are asked for.
"""

from __future__ import annotations

import datetime

import attrs

from obstetric_rules.expressions.nodes import Constant
from obstetric_rules.rules.invariant import Invariant, InvariantDeviation, Monotonicity
from obstetric_rules.rules.open_term import Filling, OpenTerm
from obstetric_rules.rules.parameter import Parameter, Setting


@attrs.frozen(kw_only=True)
class TermInProtocol:
    """An open term as it stands in a protocol: what it is, and which ruleset says so, if any."""

    term: OpenTerm
    filling: Filling | None = None
    filled_by: str | None = None


@attrs.frozen(kw_only=True)
class ParameterInProtocol:
    """A parameter as it stands in a protocol: its value on the date, and who gives it since when.

    ``since`` is ``None`` for a value that holds from the start; ``setting`` is the other value that
    a higher ruleset gives, if one does.
    """

    parameter: Parameter
    value: Constant
    since: datetime.date | None
    given_by: str
    setting: Setting | None = None


@attrs.frozen(kw_only=True)
class InvariantInProtocol:
    """An invariant as it stands in a protocol: with its full id, and who deviates from it."""

    id: str
    ruleset: str
    invariant: Invariant | Monotonicity
    deviation: InvariantDeviation | None = None
    deviated_by: str | None = None
