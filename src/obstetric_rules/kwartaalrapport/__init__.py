"""The quarterly report of refusals: counted in the database, small counts hidden, as CSV and HTML.

>>> import tempfile
>>> from obstetric_rules.kwartaalrapport import Kwartaal, quarterly_reports
>>> from obstetric_rules.weigeringen import open_store
>>> with tempfile.TemporaryDirectory() as folder:
...     store = open_store(f"{folder}/weigeringen.db")
...     [report.name for report in quarterly_reports(store, Kwartaal.parse("2026Q3"))]
['kwartaalrapport-2026Q3-regio']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from obstetric_rules.errors import MissingExtraError, how_to_install
from obstetric_rules.kwartaalrapport.kwartaal import Kwartaal

if TYPE_CHECKING:
    from obstetric_rules.kwartaalrapport.csv_form import report_csv
    from obstetric_rules.kwartaalrapport.page import report_html
    from obstetric_rules.kwartaalrapport.report import NotShown, Report, quarterly_reports

__all__ = [
    "Kwartaal",
    "NotShown",
    "Report",
    "quarterly_reports",
    "report_csv",
    "report_html",
]

_WHEN_ASKED_FOR = {
    "NotShown": "report",
    "Report": "report",
    "quarterly_reports": "report",
    "report_csv": "csv_form",
    "report_html": "page",
}


def __getattr__(name: str) -> Any:
    if name not in _WHEN_ASKED_FOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_WHEN_ASKED_FOR[name]}"), name)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"the quarterly report needs {error.name}: {how_to_install('kwartaalrapport')}"
        ) from error
