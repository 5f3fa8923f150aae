"""``protocols``: what can be decided by, from which distribution, and what cannot and why."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from obstetric_rules.cli.arguments import (
    add_format,
    add_on,
    add_time_limit,
    trials_of,
)
from obstetric_rules.cli.output import write_document
from obstetric_rules.cli.terminal import Cell, Terminal, text_output
from obstetric_rules.facts.fact import shown
from obstetric_rules.plugins.discovery import OWN_RULESETS_ONLY
from obstetric_rules.rules.protocol import UNDATED
from obstetric_rules.rules.words import period_words, validity_to_data
from obstetric_rules.verification.trial import Tried

if TYPE_CHECKING:
    from obstetric_rules.verification.trials import Trial

TURNED_OFF = f"turned off by the environment variable {OWN_RULESETS_ONLY}"
LAYERS = {"national": "landelijk", "region": "regio", "hospital": "ziekenhuis"}


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its arguments."""
    summary = "list the protocols that are installed"
    parser = commands.add_parser("protocols", help=summary, description=summary.capitalize() + ".")
    add_on(parser)
    add_time_limit(parser)
    add_format(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """List what can be decided by."""
    terminal = text_output() if options.format == "text" else None
    trials = trials_of(options)
    if terminal is None:
        write_document(
            {
                "protocols": [
                    _listed(trial, trial.tried) for trial in trials if trial.tried is not None
                ],
                "failed": [
                    {**_owner(trial), "reason": why_not_usable(trial)}
                    for trial in trials
                    if trial.tried is None
                ],
            }
        )
    else:
        _write_text(trials, terminal)
    return 0


def why_not_usable(trial: Trial) -> str:
    """Return why a ruleset that was not used cannot be, or was not tried."""
    return TURNED_OFF if trial.turned_off else trial.reason or ""


def _owner(trial: Trial) -> dict[str, str]:
    distribution = trial.installed.distribution
    return {
        "id": trial.installed.id,
        "distribution": distribution.name,
        "distribution_version": distribution.version,
    }


def _listed(trial: Trial, tried: Tried) -> dict[str, Any]:
    return {
        **_owner(trial),
        "version": tried.version,
        "title": tried.title,
        "layer": tried.layer,
        "status": tried.status,
        **validity_to_data(tried.validity, tried.undated),
    }


def _write_text(trials: tuple[Trial, ...], terminal: Terminal) -> None:
    usable = [trial for trial in trials if trial.tried is not None]
    if usable:
        headings = ("Protocol", "Titel", "Laag", "Geldigheid", "Pakket")
        rows = [_cells(trial, trial.tried) for trial in usable if trial.tried]
        terminal.table(headings, rows, whole=("Protocol", "Pakket"))
    else:
        terminal.line("Er is geen protocol dat gebruikt kan worden.")
    for trial in trials:
        if trial.tried is None:
            owner = trial.installed.distribution
            reason = reason_text(trial)
            terminal.line(
                f"Niet te gebruiken: {shown(trial.installed.id)} ({owner}): {reason}", "red"
            )


def reason_text(trial: Trial) -> str:
    """Return in Dutch why a ruleset was not used; what its author must mend is told in English."""
    if trial.turned_off:
        return f"uitgezet met de omgevingsvariabele {OWN_RULESETS_ONLY}"
    return trial.not_in_force or trial.reason or ""


def _cells(trial: Trial, tried: Tried) -> tuple[Cell, ...]:
    status = tried.status
    period = [] if tried.validity == UNDATED else [period_words(tried.validity)]
    if period and tried.undated:
        period.append(f"ongedateerd: {', '.join(tried.undated)}")
    distribution = trial.installed.distribution
    return (
        (f"{trial.installed.id}\n{tried.version}", "bold"),
        (tried.title, ""),
        (LAYERS[tried.layer], ""),
        ("\n".join([*period, status]), ""),
        (f"{distribution.name}\n{distribution.version}", "dim"),
    )
