"""Leaving out of a case what does not matter for what it shows."""

from __future__ import annotations

from collections.abc import Callable, Collection

from obstetric_rules.engines.case import prepare
from obstetric_rules.explanation.fact_places import places_of
from obstetric_rules.facts import UNKNOWN, Dossier
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing._dossiers import ID


def trimmed(
    protocol: Protocol,
    dossier: Dossier,
    still: Callable[[Dossier], bool],
    keep: Collection[str] = (),
) -> Dossier:
    """Return a dossier without the facts that it is still so without, but for those to keep."""
    for place in places_of(prepare(protocol, dossier)).values():
        if place.field not in (None, ID) and place.path not in keep:
            less = place.told_in(dossier, UNKNOWN)
            dossier = less if still(less) else dossier
    for slot in protocol.slots:
        less = dossier.replace(**{slot: UNKNOWN})
        kept = any(path.startswith((f"{slot}.", f"{slot}[")) for path in keep)
        dossier = less if not kept and still(less) else dossier
    return dossier
