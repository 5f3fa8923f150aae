"""Clauses: the statements of a source text."""

from __future__ import annotations

import attrs

from obstetric_rules.facts.kinds import LATER


@attrs.frozen(kw_only=True)
class Clause:
    """One statement of a source, in our own words, and where it stands.

    A clause either has rules that model it (they name it) or says here why it has none.
    ``interpretation`` declares a reading that the text itself leaves open. ``keeper`` is who keeps
    what the clause says up to date, where the text tells. ``partly`` says in Dutch what of it the
    rules leave out, if they do: a proof finds no gap in what was never written.

    >>> Clause(id="G18", document="Afspraken poliklinische partus", heading="Randvoorwaarden",
    ...        item="9", paraphrase="Ontslag volgt zo snel als kan.").not_modelled is None
    True
    """

    id: str
    document: str
    heading: str
    item: str
    paraphrase: str = attrs.field(repr=False)
    not_modelled: str | None = attrs.field(default=None, repr=False)
    interpretation: str | None = attrs.field(default=None, repr=False)
    keeper: str | None = None
    partly: str | None = attrs.field(default=None, metadata=LATER)
