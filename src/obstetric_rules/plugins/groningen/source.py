"""Where the clauses stand: the document and its parts, in the order of the text.

The text carries neither a date nor a version. It says "until further notice" of two clauses (G11
and G16) and nothing about how long the others hold.
"""

from __future__ import annotations

from typing import Final

DOCUMENT: Final = "Afspraken tav poliklinische partus"

TEAMS: Final = "Inleiding"
PLAATS: Final = "Inleiding, opsomming"
RANDVOORWAARDEN: Final = "Randvoorwaarden poliklinische partussen"
PARTNER_ZONDER_KOORTS: Final = "Partner met luchtwegklachten, zonder koorts"
PARTNER_MET_KOORTS: Final = "Partner met luchtwegklachten, met koorts"

PUBLISHER: Final = "Niet vermeld; afspraken van UMCG, MZH en OZG met hun VSV's"
STATUS: Final = "Ongedateerd; G11 en G16 gelden tot nadere orde"
