"""Proposing the record of a refusal from a decision, when the ward that was asked for is full."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

import attrs

from obstetric_rules.engines.decision import Decision, each_answer, expect_decision
from obstetric_rules.facts import keys_of
from obstetric_rules.truth import UNKNOWN
from obstetric_rules.weigeringen.weigering import Weigering

_REFUSING: Final = ("stop", "vol")


@attrs.frozen(kw_only=True)
class Voorstel:
    """What a decision knows of a refusal: which ward of whom, and whether it was a stop.

    ``naar`` is the hospital of the ward, if that is known. The rest is for whoever was refused to
    tell: see :meth:`weigering`.
    """

    naar: str | None
    afdeling: str
    opvang: str
    naar_lijn: str = "tweede"

    def weigering(
        self,
        *,
        moment: datetime.datetime,
        van: str,
        vsv: str,
        reden: str,
        van_lijn: str = "eerste",
        naar: str | None = None,
        alternatief: str | None = None,
        id: str | None = None,
    ) -> Weigering:
        """Return the record, with the rest filled in; ``id`` is a new one unless it is told.

        Raises :class:`~obstetric_rules.errors.WeigeringError` with everything that is wrong.
        """
        return Weigering(
            id=id or f"{uuid.uuid4()}",
            moment=moment,
            van=van,
            van_lijn=van_lijn,
            naar=naar or self.naar or "",
            naar_lijn=self.naar_lijn,
            afdeling=self.afdeling,
            vsv=vsv,
            reden=reden,
            alternatief=alternatief,
        )


def propose_weigering(decision: Decision) -> Voorstel | None:
    """Return what is to be recorded when the ward that was asked for has no place, else nothing.

    It is proposed when ``opvang`` is ``stop`` or ``vol`` for the ward in
    ``zorgvraag.gevraagde_afdeling``; never while that is unknown, and for no other ward.

    Raises :class:`~obstetric_rules.errors.DecisionError` for a decision that was read back, and
    :class:`~obstetric_rules.errors.QuestionNotFoundError` when its protocol has no ``opvang``.

    >>> from obstetric_rules import Dossier, decide, load_protocol
    >>> from obstetric_rules.plugins.zwolle.facts import Afdeling, Zorgvraag
    >>> dossier = Dossier(
    ...     zorgvraag=Zorgvraag(gevraagde_afdeling="verloskamers_x"),
    ...     afdelingen=[Afdeling(id="verloskamers_x", ziekenhuis="ziekenhuis_x", stop=True)],
    ... )
    >>> propose_weigering(decide(load_protocol("zwolle"), dossier))
    Voorstel(naar='ziekenhuis_x', afdeling='verloskamers_x', opvang='stop', naar_lijn='tweede')
    """
    expect_decision(decision)
    answers = dict(each_answer(decision["opvang"]))
    dossier = decision.made_from().dossier
    zorgvraag: Any = dossier["zorgvraag"]
    afdelingen: Any = dossier["afdelingen"]
    if zorgvraag is UNKNOWN or afdelingen is UNKNOWN:
        return None
    for key, afdeling in zip(keys_of(afdelingen), afdelingen, strict=True):
        asked = isinstance(afdeling.id, str) and afdeling.id == zorgvraag.gevraagde_afdeling
        if asked and answers[key].value in _REFUSING:
            return Voorstel(
                naar=afdeling.ziekenhuis if isinstance(afdeling.ziekenhuis, str) else None,
                afdeling=f"{afdeling.id}",
                opvang=f"{answers[key].value}",
            )
    return None
