"""Refusals (weigeringen) between the first and the second line: the records, and their store.

>>> import datetime, tempfile
>>> from obstetric_rules.weigeringen import Weigering, open_store
>>> weigering = Weigering(
...     id="w-1",
...     moment=datetime.datetime(2026, 7, 1, 1, 12, tzinfo=datetime.UTC),
...     van="praktijk_a", van_lijn="eerste", naar="ziekenhuis_x", naar_lijn="tweede",
...     afdeling="verloskamers_x", vsv="vsv_noord", reden="vol",
... )
>>> with tempfile.TemporaryDirectory() as folder:
...     store = open_store(f"{folder}/weigeringen.db")
...     store.add(weigering), store.add(weigering), store.count()
(True, False, 1)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from obstetric_rules.errors import MissingExtraError, how_to_install
from obstetric_rules.weigeringen.weigering import (
    Weigering,
    weigering_from_data,
    weigering_to_data,
)

if TYPE_CHECKING:
    from obstetric_rules.weigeringen.importing import Import, import_weigeringen
    from obstetric_rules.weigeringen.lines import read_lines, write_lines
    from obstetric_rules.weigeringen.proposing import Voorstel, propose_weigering
    from obstetric_rules.weigeringen.store import Additions, Selection, WeigeringStore, open_store

__all__ = [
    "Additions",
    "Import",
    "Selection",
    "Voorstel",
    "Weigering",
    "WeigeringStore",
    "import_weigeringen",
    "open_store",
    "propose_weigering",
    "read_lines",
    "weigering_from_data",
    "weigering_to_data",
    "write_lines",
]

# Whoever only makes records does not pay for the database, nor needs it.
_WHEN_ASKED_FOR = {
    "Additions": "store",
    "Import": "importing",
    "Selection": "store",
    "Voorstel": "proposing",
    "WeigeringStore": "store",
    "import_weigeringen": "importing",
    "open_store": "store",
    "propose_weigering": "proposing",
    "read_lines": "lines",
    "write_lines": "lines",
}


def __getattr__(name: str) -> Any:
    if name not in _WHEN_ASKED_FOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_WHEN_ASKED_FOR[name]}"), name)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"the store of refusals needs {error.name}: {how_to_install('weigeringen')}"
        ) from error
