"""The pocket card of the parallel action: one column for each actor, the steps in order.

What stands on it is the region's own; see :mod:`obstetric_rules.plugins.zwolle.region_data`.
"""

from __future__ import annotations

import datetime
import math
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import attrs

from obstetric_rules.errors import (
    MissingExtraError,
    Problem,
    RegionDataError,
    ValidityError,
    how_to_install,
)
from obstetric_rules.expressions.wording import capital
from obstetric_rules.plugins.zwolle.region_data import (
    ACTOREN,
    PARALLELLE_ACTIE,
    Actor,
    Contact,
    ParallelleActie,
    RegionData,
)

PAPERS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"a5": (210, 148), "a6": (148, 105)}
)
"""The papers a card can be printed on, lying, with their width and height in millimetres."""

_TEMPLATE: Final = Path(__file__).parent / "templates" / "zakkaart.html.jinja"


@attrs.frozen(kw_only=True)
class Step:
    """A step as it stands on the card: its number, and the steps that may run at the same time."""

    number: int
    text: str
    together_with: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Column:
    """What stands on the card for one actor."""

    heading: str
    steps: tuple[Step, ...]
    contacts: tuple[Contact, ...]


@attrs.frozen(kw_only=True)
class Zakkaart:
    """The card: its title, its columns, and where it comes from."""

    title: str
    columns: tuple[Column, ...]
    origin: str


def zakkaart_of(data: RegionData, on: datetime.date) -> Zakkaart:
    """Return the card that a region's file describes, for a day.

    A service that is the id of a hospital or an organisation is shown by its name.

    Raises :class:`~obstetric_rules.errors.RegionDataError` when the region has no such file, and
    :class:`~obstetric_rules.errors.ValidityError` when it does not hold on that day.

    >>> from obstetric_rules.plugins.zwolle.region_data import EXAMPLE, read_region_data
    >>> card = zakkaart_of(read_region_data(EXAMPLE), datetime.date(2026, 11, 22))
    >>> card.columns[0].steps[1]
    Step(number=2, text='Verzonnen stap B.', together_with=('Meldkamer 1',))
    """
    action = data.parallelle_actie
    if action is None:
        raise RegionDataError([Problem(PARALLELLE_ACTIE, "this file in the folder of the region")])
    _check_period(action, on)
    together = _together(action)
    names = data.names.get("naar", {})
    return Zakkaart(
        title=action.titel,
        columns=tuple(_column(actor, together, names) for actor in action.actoren),
        origin=_origin(action, data.sha256),
    )


def zakkaart_html(card: Zakkaart, paper: str = "a5") -> str:
    """Return the card as one HTML page that prints on one lying sheet of ``a5`` or ``a6``.

    Raises :class:`~obstetric_rules.errors.RegionDataError` when there is more on it than fits, and
    :class:`~obstetric_rules.errors.MissingExtraError` without the extra ``regio``.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"a pocket card in HTML needs jinja2: {how_to_install('regio')}"
        ) from error
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATE.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    width, height = PAPERS[paper]
    return environment.get_template(_TEMPLATE.name).render(
        card=card, width=width, height=height, points=_points_that_fit(card, paper)
    )


def zakkaart_lines(card: Zakkaart, width: int = 80) -> list[str]:
    """Return the card as lines of plain text."""
    lines = [*textwrap.wrap(card.title, width), ""]
    for column in card.columns:
        lines.append(column.heading.upper())
        for step in column.steps:
            first = f"{step.number:>3}. "
            lines += textwrap.wrap(
                f"{step.text}{_together_text(step)}",
                width,
                initial_indent=first,
                subsequent_indent=" " * len(first),
            )
        for contact in column.contacts:
            lines += textwrap.wrap(
                f"Contact: {contact.dienst}: {contact.bereikbaar_via}",
                width,
                initial_indent=" " * 5,
                subsequent_indent=" " * 7,
                break_on_hyphens=False,
            )
        lines.append("")
    return [*lines, *textwrap.wrap(card.origin, width, break_long_words=False)]


def _check_period(action: ParallelleActie, on: datetime.date) -> None:
    first = action.geldig_van or datetime.date.min
    last = action.geldig_tot or datetime.date.max
    if not first <= on <= last:
        raise ValidityError(
            f"{PARALLELLE_ACTIE} {action.versie} does not hold on {on}: it is valid from "
            f"{action.geldig_van or '..'} until {action.geldig_tot or '..'}. Ask the region for "
            "the version of that date"
        )


def _together(action: ParallelleActie) -> dict[str, tuple[str, ...]]:
    """Return for each step what others it may run together with, whichever of the two says so."""
    labels = {
        step.id: f"{capital(ACTOREN[actor.actor])} {number}"
        for actor in action.actoren
        for number, step in enumerate(actor.stappen, start=1)
    }
    pairs = [
        pair
        for actor in action.actoren
        for step in actor.stappen
        for other in step.tegelijk_met
        for pair in ((step.id, other), (other, step.id))
    ]
    return {
        name: tuple(labels[other] for other in labels if (name, other) in pairs) for name in labels
    }


def _column(
    actor: Actor, together: Mapping[str, tuple[str, ...]], names: Mapping[str, str]
) -> Column:
    return Column(
        heading=capital(ACTOREN[actor.actor]),
        steps=tuple(
            Step(number=number, text=step.tekst, together_with=together[step.id])
            for number, step in enumerate(actor.stappen, start=1)
        ),
        contacts=tuple(
            attrs.evolve(contact, dienst=names.get(contact.dienst, contact.dienst))
            for contact in actor.contacten
        ),
    )


def _origin(action: ParallelleActie, sha256: str) -> str:
    keeper = "" if action.beheerder is None else f" Beheer: {action.beheerder}."
    first, last = action.geldig_van, action.geldig_tot
    period = "" if first is None and last is None else f" Geldig {first or '..'}/{last or '..'}."
    return (
        f"{action.bron}, versie {action.versie}. Uitgever: {action.uitgever}.{keeper}{period} "
        f"Gegevens van de regio, sha256 {sha256[:12]}."
    )


def _together_text(step: Step) -> str:
    return f" [tegelijk met {', '.join(step.together_with)}]" if step.together_with else ""


_POINT: Final = 25.4 / 72
_LONGEST_WORD: Final = max(map(len, ACTOREN.values()))
"""A column is wide enough for the name of any actor; a longer word may be broken."""

_LARGEST: Final = 10.0
_SMALLEST: Final = 4.5
"""Smaller type than this, in points, nobody reads from a card."""


def _points_that_fit(card: Zakkaart, paper: str) -> float:
    """Return the largest size of type, in points, with which the card is sure to fit the sheet."""
    width, height = PAPERS[paper]
    points = _LARGEST
    while not _fits(card, width - 8, height - 8, points):
        points -= 0.25
        if points < _SMALLEST:
            expected = f"less text: this does not fit one sheet of {paper} in type one can read"
            raise RegionDataError([Problem(PARALLELLE_ACTIE, expected)])
    return points


def _fits(card: Zakkaart, width: float, height: float, points: float) -> bool:
    """Return whether the card fits, by an estimate on the high side of what its text takes."""
    em = points * _POINT
    across = width / (0.56 * em)
    in_column = across / len(card.columns) - 6
    if in_column < _LONGEST_WORD:
        return False
    rows = max(sum(_rows(column, in_column)) for column in card.columns)
    around = math.ceil(len(card.title) * 1.3 / across) * 1.3 + math.ceil(len(card.origin) / across)
    return (rows + around + 3.5) * 1.25 * em <= height


def _rows(column: Column, characters: float) -> Iterator[float]:
    yield 2
    for step in column.steps:
        yield math.ceil(len(step.text) / characters) + 0.3
        if step.together_with:
            yield math.ceil((len(_together_text(step)) + 2) / characters)
    for contact in column.contacts:
        yield math.ceil(len(contact.dienst) / characters) + 0.5
        yield math.ceil(len(contact.bereikbaar_via) / characters)
