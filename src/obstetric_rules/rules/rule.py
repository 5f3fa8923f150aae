"""Rules: when a question gets which value, by which clause."""

from __future__ import annotations

import attrs

from obstetric_rules.expressions.nodes import Condition
from obstetric_rules.expressions.operators import condition
from obstetric_rules.rules.question import Conclusion


@attrs.frozen(kw_only=True)
class Rule:
    """One rule of a ruleset.

    ``id`` is permanent and starts with the clause (``"G11.zorglijn"``). ``overrides`` names the
    rules that this one is an exception to, ``yields_to`` the rules that are exceptions to it: rules
    of the same ruleset by their id, rules of a lower layer with the ruleset in front
    (``"groningen/G8.plaats"``). A rule that is ``in_principe`` may be set aside in a case by an
    Afwijking. ``because`` is one Dutch sentence, ``because_en`` the same one in English.
    """

    id: str
    clauses: tuple[str, ...]
    when: Condition = attrs.field(converter=condition, repr=False)
    then: Conclusion
    because: str = attrs.field(repr=False)
    because_en: str = attrs.field(default="", repr=False)
    overrides: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    in_principe: bool = False
