"""What the text points to and the region supplies: the table of indications, the parallel action.

A folder holds ``indicaties.toml``, ``parallelle_actie.toml`` and ``namen.toml`` (what people call
hospitals, wards and what else has a code), or some of these. The schemas beside this module say
what stands in them, and :data:`EXAMPLE` is a folder whose content is invented. Nothing in it is
part of the library's own rules.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import attrs

from obstetric_rules.errors import Problem, RegionDataError
from obstetric_rules.plugins.zwolle.region_files import read_file
from obstetric_rules.plugins.zwolle.region_problems import (
    NAMED,
    action_problems,
    indication_problems,
    name_problems,
    period_problems,
)

EXAMPLE: Final = Path(__file__).parent / "voorbeeld"
"""A folder of region data whose content is visibly invented."""

INDICATIES: Final = "indicaties.toml"
PARALLELLE_ACTIE: Final = "parallelle_actie.toml"
NAMEN: Final = "namen.toml"

ACTOREN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "verloskundige": "verloskundige",
        "meldkamer": "meldkamer",
        "ambulancezorg": "ambulancezorg",
        "mmt": "MMT",
        "ziekenhuis": "ziekenhuis",
    }
)
"""The actors that the text names, with what they are called in a sentence."""


@attrs.frozen(kw_only=True)
class Indicatie:
    """One indication: its code, class and working agreement, and from when until when it holds."""

    code: str
    omschrijving: str
    klasse: str
    werkafspraak: str
    bron: str
    geldig_van: datetime.date | None = None
    geldig_tot: datetime.date | None = None

    def holds_on(self, day: datetime.date) -> bool:
        """Return whether it holds on a day; the first and the last day count."""
        return (self.geldig_van is None or self.geldig_van <= day) and (
            self.geldig_tot is None or day <= self.geldig_tot
        )


@attrs.frozen(kw_only=True)
class Indicatietabel:
    """The indications of a region."""

    titel: str
    versie: str
    uitgever: str
    indicaties: tuple[Indicatie, ...]
    beheerder: str | None = None
    status: str | None = None
    geldig_van: datetime.date | None = None
    geldig_tot: datetime.date | None = None


@attrs.frozen(kw_only=True)
class Stap:
    """One step of an actor, and the steps (of others, too) that may run at the same time."""

    id: str
    tekst: str
    tegelijk_met: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Contact:
    """A service, and how to reach it."""

    dienst: str
    bereikbaar_via: str


@attrs.frozen(kw_only=True)
class Actor:
    """What one actor does, in order: a checklist."""

    actor: str
    stappen: tuple[Stap, ...]
    contacten: tuple[Contact, ...] = ()


@attrs.frozen(kw_only=True)
class ParallelleActie:
    """Who does what for a vitally threatened newborn at home."""

    titel: str
    versie: str
    uitgever: str
    bron: str
    actoren: tuple[Actor, ...]
    beheerder: str | None = None
    geldig_van: datetime.date | None = None
    geldig_tot: datetime.date | None = None


@attrs.frozen(kw_only=True)
class Namen:
    """What people call the hospitals and the wards of a region, by their ids.

    So too the other organisations, the VSVs and IGOs, and the reasons of refusals, by the codes
    that refusals have.
    """

    titel: str
    versie: str
    uitgever: str
    ziekenhuizen: Mapping[str, str]
    afdelingen: Mapping[str, str]
    organisaties: Mapping[str, str]
    vsvs: Mapping[str, str]
    redenen: Mapping[str, str]
    geldig_van: datetime.date | None = None
    geldig_tot: datetime.date | None = None


@attrs.frozen(kw_only=True)
class RegionData:
    """The files of a region, and the SHA-256 of their names and bytes, in hexadecimal."""

    indicaties: Indicatietabel | None
    parallelle_actie: ParallelleActie | None
    sha256: str
    namen: Namen | None = None

    @property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """What codes are called, for each field of a refusal whose codes have names.

        They are what people call it now, whatever the period of the file.

        >>> read_region_data(EXAMPLE).names["vsv"]["vsv_noord"]
        'VSV Noord (verzonnen)'
        """
        if self.namen is None:
            return {}
        organisations = {**self.namen.ziekenhuizen, **self.namen.organisaties}
        return {
            "van": organisations,
            "naar": organisations,
            "alternatief": organisations,
            "afdeling": self.namen.afdelingen,
            "vsv": self.namen.vsvs,
            "reden": self.namen.redenen,
        }

    @property
    def version(self) -> str:
        """The versions that the files state, and the start of their hash."""
        files = (self.indicaties, self.parallelle_actie, self.namen)
        versions = dict.fromkeys(file.versie for file in files if file is not None)
        return f"{'+'.join(versions)}+sha256.{self.sha256[:12]}"


def read_region_data(folder: str | Path) -> RegionData:
    """Read the files of a region.

    Raises :class:`~obstetric_rules.errors.RegionDataError` with everything that is wrong with any
    of them, and :class:`~obstetric_rules.errors.MissingExtraError` without the extra ``regio``.

    >>> data = read_region_data(EXAMPLE)
    >>> data.indicaties.indicaties[0].code, data.parallelle_actie.actoren[0].actor
    ('VERZONNEN-1', 'verloskundige')
    """
    found = {name: Path(folder) / name for name in (INDICATIES, PARALLELLE_ACTIE, NAMEN)}
    paths = {name: path for name, path in found.items() if path.exists()}
    if not paths:
        expected = f"a folder with {INDICATIES}, {PARALLELLE_ACTIE} or {NAMEN}"
        raise RegionDataError([Problem(f"{folder}", expected)])
    files = {name: read_file(path) for name, path in paths.items()}
    problems = [problem for file in files.values() for problem in file.problems]
    if not problems:
        problems = [problem for name in files for problem in _problems(name, files[name].data)]
    if problems:
        raise RegionDataError(problems)
    digest = hashlib.sha256()
    for name, file in files.items():
        digest.update(f"{name}\0{len(file.content)}\0".encode())
        digest.update(file.content)
    return RegionData(
        indicaties=_table(files[INDICATIES].data) if INDICATIES in files else None,
        parallelle_actie=(
            _action(files[PARALLELLE_ACTIE].data) if PARALLELLE_ACTIE in files else None
        ),
        sha256=digest.hexdigest(),
        namen=_names(files[NAMEN].data) if NAMEN in files else None,
    )


_OWN_PROBLEMS: Final = {
    INDICATIES: indication_problems,
    PARALLELLE_ACTIE: action_problems,
    NAMEN: name_problems,
}


def _problems(name: str, data: dict[str, Any]) -> list[Problem]:
    own = _OWN_PROBLEMS[name]
    return [*period_problems(name, data), *own(name, data)]


def _table(data: dict[str, Any]) -> Indicatietabel:
    indicaties = tuple(Indicatie(**row) for row in data["indicaties"])
    return Indicatietabel(**{**data, "indicaties": indicaties})


def _names(data: dict[str, Any]) -> Namen:
    by_id = {part: {row["id"]: row["naam"] for row in data.get(part, ())} for part in NAMED}
    return Namen(**{**data, **by_id})


def _action(data: dict[str, Any]) -> ParallelleActie:
    return ParallelleActie(**{**data, "actoren": tuple(map(_actor, data["actoren"]))})


def _actor(data: dict[str, Any]) -> Actor:
    return Actor(
        actor=data["actor"],
        stappen=tuple(
            Stap(**{**step, "tegelijk_met": tuple(step.get("tegelijk_met", ()))})
            for step in data["stappen"]
        ),
        contacten=tuple(Contact(**contact) for contact in data.get("contacten", ())),
    )
