"""Facts: what is known of a case, from single fields up to the whole dossier."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from obstetric_rules.facts.afwijking import Afwijking
from obstetric_rules.facts.dossier import Dossier, id_in_path, keys_of, names_in_paths, path_to
from obstetric_rules.facts.fact import fact, kinds_of, replace
from obstetric_rules.facts.kinds import (
    Choice,
    DecimalNumber,
    Kind,
    Text,
    TextSet,
    WholeNumber,
    YesNo,
)
from obstetric_rules.facts.people import Client, Partner, Zorgverlener
from obstetric_rules.facts.places import Praktijk, Ziekenhuis
from obstetric_rules.facts.slot import Slot
from obstetric_rules.facts.vocabulary import Form, Vocabulary
from obstetric_rules.truth import UNKNOWN, Unknown

if TYPE_CHECKING:
    from obstetric_rules.facts.reading import (
        LARGEST_DOCUMENT,
        read_dossier,
        read_dossier_lines,
        structure_dossier,
    )
    from obstetric_rules.facts.writing import dossier_to_data

__all__ = [
    "LARGEST_DOCUMENT",
    "UNKNOWN",
    "Afwijking",
    "Choice",
    "Client",
    "DecimalNumber",
    "Dossier",
    "Form",
    "Kind",
    "Partner",
    "Praktijk",
    "Slot",
    "Text",
    "TextSet",
    "Unknown",
    "Vocabulary",
    "WholeNumber",
    "YesNo",
    "Ziekenhuis",
    "Zorgverlener",
    "dossier_to_data",
    "fact",
    "id_in_path",
    "keys_of",
    "kinds_of",
    "names_in_paths",
    "path_to",
    "read_dossier",
    "read_dossier_lines",
    "replace",
    "structure_dossier",
]

# Whoever has facts of his own does not pay for reading and writing JSON.
_WHEN_ASKED_FOR = {
    "LARGEST_DOCUMENT": "reading",
    "read_dossier": "reading",
    "read_dossier_lines": "reading",
    "structure_dossier": "reading",
    "dossier_to_data": "writing",
}


def __getattr__(name: str) -> Any:
    if name in _WHEN_ASKED_FOR:
        return getattr(import_module(f"{__name__}.{_WHEN_ASKED_FOR[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
