"""The files of a region as a ruleset on top of ``zwolle``: its table as rules, like any others.

Every engine, explanation and receipt takes them as it takes all rules, and the content hash of the
protocol covers them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from obstetric_rules.errors import Problem, RegionDataError
from obstetric_rules.expressions.wording import enumeration
from obstetric_rules.plugins.zwolle.region_data import (
    ACTOREN,
    Indicatie,
    Indicatietabel,
    ParallelleActie,
    RegionData,
)
from obstetric_rules.plugins.zwolle.slots import zorgvraag
from obstetric_rules.plugins.zwolle.z5_indicaties import INDICATIETABEL, indicatieklasse
from obstetric_rules.plugins.zwolle.z6_parallelle_actie import HANDLEIDING
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.known_values import KnownValues
from obstetric_rules.rules.open_term import Filling
from obstetric_rules.rules.protocol import Protocol, compose
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Ruleset

REGION: Final = "zwolle"
"""The ruleset whose text points to the files."""

_TABLE: Final = "tabel"
_ACTION: Final = "handleiding"


def with_region_data(protocol: Protocol, data: RegionData) -> Protocol:
    """Return a protocol with what the region supplies on top of it, for the same date.

    Raises :class:`~obstetric_rules.errors.RegionDataError` when the protocol does not build on
    ``zwolle``, and :class:`~obstetric_rules.errors.ValidityError` when the files do not hold on the
    date of the protocol.

    >>> from obstetric_rules import Dossier, decide, load_protocol
    >>> from obstetric_rules.plugins.zwolle.facts import Zorgvraag
    >>> from obstetric_rules.plugins.zwolle.region_data import EXAMPLE, read_region_data
    >>> protocol = with_region_data(load_protocol("zwolle"), read_region_data(EXAMPLE))
    >>> dossier = Dossier(zorgvraag=Zorgvraag(indicatie="VERZONNEN-1"))
    >>> decide(protocol, dossier)["indicatieklasse"].value
    'rood'
    """
    if all(layer.id != REGION for layer in protocol.layers):
        expected = f"a protocol that builds on {REGION}, not {protocol.id}"
        raise RegionDataError([Problem("region data", expected)])
    layers = [*protocol.layers, region_ruleset(protocol, data)]
    return compose(layers, protocol.on, distributions=protocol.distributions)


def region_ruleset(protocol: Protocol, data: RegionData) -> Ruleset:
    """Return the ruleset of a region's files, as the top layer of a protocol on its date."""
    table, action = data.indicaties, data.parallelle_actie
    files = [file for file in (table, action, data.namen) if file is not None]
    on_the_day = [] if table is None else _on_the_day(table, protocol)
    return Ruleset(
        id=f"{protocol.id}.regiogegevens",
        version=data.version,
        title=f"{protocol.title}, met gegevens van de regio",
        layer=protocol.layers[-1].layer,
        publisher=" / ".join(dict.fromkeys(file.uitgever for file in files)),
        status=_status(data),
        extends=(protocol.id,),
        clauses=(
            *([] if table is None else _table_clauses(table, on_the_day)),
            *([] if action is None else [_action_clause(action)]),
        ),
        rules=() if table is None else tuple(_rules(table, on_the_day)),
        fillings=tuple(_fillings(data)),
        known_values=tuple(_known_values(data)),
        valid_from=max((file.geldig_van for file in files if file.geldig_van), default=None),
        valid_to=min((file.geldig_tot for file in files if file.geldig_tot), default=None),
    )


def _status(data: RegionData) -> str:
    stated = "Gegevens van de regio" if data.indicaties is None else data.indicaties.status
    return f"{stated or 'Gegevens van de regio'}; sha256 {data.sha256}"


def _fillings(data: RegionData) -> Iterator[Filling]:
    """Say of what the text leaves open which file it is."""
    for file, term, clause in (
        (data.indicaties, INDICATIETABEL, _TABLE),
        (data.parallelle_actie, HANDLEIDING, _ACTION),
    ):
        if file is not None:
            yield Filling(
                term=f"{REGION}/{term.id}",
                value=f"{file.titel}, versie {file.versie}",
                value_en=f"{file.titel}, version {file.versie}",
                clauses=(clause,),
            )


def _known_values(data: RegionData) -> Iterator[KnownValues]:
    """Yield the codes, hospitals and wards that the files name, with what they are called.

    A code of another day is known too; the last description of each counts.
    """
    if data.indicaties is not None:
        codes = {row.code: row.omschrijving for row in data.indicaties.indicaties}
        yield KnownValues(field="zorgvraag.indicatie", values=codes)
    if data.namen is not None:
        yield KnownValues(field="afdelingen.ziekenhuis", values=data.namen.ziekenhuizen)
        for field in ("afdelingen.id", "zorgvraag.gevraagde_afdeling"):
            yield KnownValues(field=field, values=data.namen.afdelingen)


def _on_the_day(table: Indicatietabel, protocol: Protocol) -> list[Indicatie]:
    return [row for row in table.indicaties if row.holds_on(protocol.on)]


def _table_clauses(table: Indicatietabel, rows: Iterable[Indicatie]) -> Iterator[Clause]:
    yield Clause(
        id=_TABLE,
        document=table.titel,
        heading="Tabel met indicaties",
        item=f"versie {table.versie}",
        keeper=table.beheerder,
        paraphrase="De tabel zegt van elke indicatie die zij noemt of zij ‘rood’ is of ‘overig’.",
    )
    for row in rows:
        yield Clause(
            id=f"Z5.{row.code}",
            document=table.titel,
            heading=row.bron,
            item=row.code,
            keeper=table.beheerder,
            paraphrase=f"{row.omschrijving}: ‘{row.klasse}’. Werkafspraak: {row.werkafspraak}",
        )


def _action_clause(action: ParallelleActie) -> Clause:
    actors = enumeration([ACTOREN[actor.actor] for actor in action.actoren], "en")
    return Clause(
        id=_ACTION,
        document=action.titel,
        heading="Handleiding parallelle actie",
        item=f"versie {action.versie}",
        keeper=action.beheerder,
        paraphrase=f"De stappen en contacten van {actors}.",
        not_modelled="De stappen zijn een lijst om af te werken (obstetric-rules zakkaart) en geen "
        "antwoord op een vraag.",
    )


def _rules(table: Indicatietabel, rows: list[Indicatie]) -> Iterator[Rule]:
    for row in rows:
        yield Rule(
            id=f"Z5.{row.code}.klasse",
            clauses=(f"Z5.{row.code}", f"{REGION}/Z5"),
            when=zorgvraag.indicatie == row.code,
            then=indicatieklasse.becomes(row.klasse),
            because=f"De tabel van de regio deelt {row.omschrijving} ({row.code}) in bij "
            f"‘{row.klasse}’.",
            because_en=f"The table of the region has {row.code} as "
            f"{indicatieklasse.question.values_en[row.klasse]}.",
        )
    codes = {row.code for row in rows}
    yield from _outside_the_table(table, sorted(codes))


def _outside_the_table(table: Indicatietabel, codes: list[str]) -> Iterator[Rule]:
    """Yield the rules for indications that have no class: not in the table, or not on this day."""
    other_days = sorted({row.code for row in table.indicaties} - set(codes))
    yield Rule(
        id=f"{_TABLE}.niet_geclassificeerd",
        clauses=(_TABLE, f"{REGION}/Z5"),
        when=~zorgvraag.indicatie.is_in(*codes, *other_days),
        then=indicatieklasse.becomes("niet_geclassificeerd"),
        because="De indicatie staat niet in de tabel van de regio.",
        because_en="The indication is not in the table of the region.",
    )
    if other_days:
        yield Rule(
            id=f"{_TABLE}.niet_op_deze_dag",
            clauses=(_TABLE, f"{REGION}/Z5"),
            when=zorgvraag.indicatie.is_in(*other_days),
            then=indicatieklasse.becomes("niet_geclassificeerd"),
            because="De indicatie staat in de tabel van de regio, maar geldt niet op deze dag.",
            because_en="The indication is in the table of the region, but not on this day.",
        )
