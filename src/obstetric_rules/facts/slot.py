"""Slots: the named places for facts in a case."""

from __future__ import annotations

from typing import Final

import attrs

NOT_SLOTS: Final = ("ref", "afwijkingen")
"""What else a dossier holds; no slot can have one of these names."""


@attrs.frozen(kw_only=True)
class Slot:
    """A named place for one fact, or for many facts of one type.

    ``label`` is whom or what the fact is about, in Dutch, with its article ("de partner"); for a
    slot with many facts the label of one of them ("de zorgverlener") and ``label_many`` of all.
    A slot that is ``nullable`` may be known to be empty ("there is no partner").

    >>> from obstetric_rules.facts import Partner
    >>> Slot(name="partner", fact_type=Partner, nullable=True, label="de partner",
    ...      label_en="the partner", question="Is er een partner?").many
    False
    """

    name: str
    fact_type: type
    label: str
    label_en: str
    question: str
    many: bool = False
    nullable: bool = False
    label_many: str = ""
