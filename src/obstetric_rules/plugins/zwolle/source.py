"""Where the clauses stand: the page and its parts, in the order of the text.

The page carries neither a date nor a version.
"""

from __future__ import annotations

from typing import Final

DOCUMENT: Final = "Acute verloskunde in ROAZ-regio Zwolle"

INLEIDING: Final = "Acute verloskunde in het ROAZ"
FOCUSGROEP: Final = "Focusgroep Acute verloskunde"
ACTIVITEITEN: Final = "Activiteiten"
DOCUMENTEN: Final = "Praktische documenten"

PUBLISHER: Final = "NAZrZ"
STATUS: Final = "Ongedateerd"

# Z7 says so of the documents, Z6 names the focus group beside it for the guide.
KEEPER: Final = "NAZrZ"
KEEPER_OF_THE_GUIDE: Final = "NAZrZ en de focusgroep acute verloskunde"
