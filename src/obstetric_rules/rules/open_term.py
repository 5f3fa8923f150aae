"""Open terms: what a text leaves to a higher layer to say ("by the hospital's protocol")."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class OpenTerm:
    """Something that clauses name without saying what it is, left to a ruleset above to fill in.

    ``label`` is what the text calls it, in Dutch, with its article. Nobody has to fill it in: what
    nobody filled in is shown as such.

    >>> OpenTerm(id="isolatieprotocol", clauses=("K2",), label="het isolatieprotocol").label_en
    ''
    """

    id: str
    clauses: tuple[str, ...]
    label: str
    label_en: str = ""


@attrs.frozen(kw_only=True)
class Filling:
    """What an open term of a lower ruleset is, in the ruleset that fills it in.

    ``term`` is its full id (``"voorbeeldregio/isolatieprotocol"``), ``value`` says in Dutch what it
    is here, ``clauses`` where the ruleset's own source says so.

    >>> Filling(term="voorbeeldregio/isolatieprotocol", value="protocol 12", clauses=("Z1",)).value
    'protocol 12'
    """

    term: str
    value: str
    value_en: str = ""
    clauses: tuple[str, ...]
