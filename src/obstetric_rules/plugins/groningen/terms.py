"""The conditions that several clauses share, each with the name that explanations use for it."""

from __future__ import annotations

from obstetric_rules.expressions.operators import (
    Expression,
    FactReference,
    SlotReference,
    define,
)
from obstetric_rules.plugins.groningen.slots import client, partner, ziekenhuis, zorgverleners


def _luchtwegklachten(person: SlotReference | FactReference, name: str, wie: str) -> Expression:
    return define(
        f"luchtwegklachten_{name}",
        person.hoesten | person.dyspnoe | person.keelpijn,
        label=f"{wie} heeft luchtwegklachten",
        denial=f"{wie} heeft geen luchtwegklachten",
    )


def _klachten(
    person: SlotReference | FactReference, luchtwegklachten: Expression, name: str, wie: str
) -> Expression:
    return define(
        f"klachten_{name}",
        luchtwegklachten | person.koorts,
        label=f"{wie} heeft luchtwegklachten of koorts",
        denial=f"{wie} heeft geen luchtwegklachten en geen koorts",
    )


zorgverlener = zorgverleners.each

luchtwegklachten_client = _luchtwegklachten(client, "client", "de cliënt")
luchtwegklachten_partner = _luchtwegklachten(partner, "partner", "de partner")
luchtwegklachten_zorgverlener = _luchtwegklachten(zorgverlener, "zorgverlener", "de zorgverlener")

klachten_client = _klachten(client, luchtwegklachten_client, "client", "de cliënt")
klachten_partner = _klachten(partner, luchtwegklachten_partner, "partner", "de partner")
klachten_zorgverlener = _klachten(
    zorgverlener, luchtwegklachten_zorgverlener, "zorgverlener", "de zorgverlener"
)

eerstelijns_client = define(
    "eerstelijns_client",
    client.lijn == "eerste",
    label="de cliënt is in zorg bij de eerste lijn",
    denial="de cliënt is niet in zorg bij de eerste lijn",
)
plek_bij_team = define(
    "plek_bij_team",
    ziekenhuis.dedicated_team & ziekenhuis.dedicated_team_plek,
    label="er is plek bij een dedicated team van het ziekenhuis",
    denial="er is geen plek bij een dedicated team van het ziekenhuis",
)
# The condition of G11 or that of G16. Clauses on either side of those two give way to it.
overname_tweede_lijn = define(
    "overname_tweede_lijn",
    klachten_client | client.transmuraal_zorgpad,
    label="de tweede lijn neemt de zorg over",
    denial="er is geen reden voor overname door de tweede lijn",
)
