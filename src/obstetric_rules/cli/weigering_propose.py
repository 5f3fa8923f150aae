"""``weigering propose``: the record of a refusal, when the ward that was asked for has no place."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping

from obstetric_rules.cli.arguments import add_dossier, add_format, names_of, protocol_of
from obstetric_rules.cli.documents import dossier_in, refusing_dossiers
from obstetric_rules.cli.output import write_document, write_text
from obstetric_rules.cli.unusable import naming_the_option
from obstetric_rules.documents.escaping import printable
from obstetric_rules.engines.deciding import decide
from obstetric_rules.weigeringen import Voorstel, propose_weigering


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "propose the record of a refusal for a dossier"
    parser = commands.add_parser(
        "propose",
        help=summary,
        description="Decide a dossier, and propose the record of a refusal when the ward that was "
        "asked for has a stop or no free bed. Nothing is stored.",
    )
    add_dossier(parser)
    add_format(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Decide, and write what is to be recorded."""
    protocol = protocol_of(options)
    with naming_the_option("--protocol"):
        protocol.question("opvang")
    dossier = dossier_in(options.dossier, protocol)
    with refusing_dossiers():
        proposal = propose_weigering(decide(protocol, dossier, options.engine))
    if options.format == "json":
        write_document({"protocol": protocol.id, "weigering": _data(proposal)})
    else:
        write_text(_text(proposal, names_of(options).get("afdeling", {})))
    return 0


def _data(proposal: Voorstel | None) -> dict[str, str | None] | None:
    if proposal is None:
        return None
    return {
        "naar": proposal.naar,
        "naar_lijn": proposal.naar_lijn,
        "afdeling": proposal.afdeling,
        "opvang": proposal.opvang,
    }


def _text(proposal: Voorstel | None, names: Mapping[str, str]) -> str:
    if proposal is None:
        return "Geen weigering om vast te leggen."
    # A line feed in them would make another command of the rest.
    ward, hospital = printable(proposal.afdeling), printable(proposal.naar or "ZIEKENHUIS")
    naar, afdeling = shlex.quote(hospital), shlex.quote(ward)
    named = printable(names.get(proposal.afdeling, proposal.afdeling))
    return (
        f"Afdeling {named}: {proposal.opvang}. Leg de weigering vast met:\n"
        f"obstetric-rules weigering add --store STORE --moment MOMENT --van CODE --van-lijn eerste "
        f"--naar {naar} --naar-lijn {proposal.naar_lijn} --afdeling {afdeling} "
        f"--vsv CODE --reden CODE"
    )
