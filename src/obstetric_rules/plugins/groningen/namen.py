"""What the agreement calls the hospitals, the cooperation and the province it speaks of."""

from __future__ import annotations

from obstetric_rules.rules.known_values import KnownValues

# The text calls two of the three hospitals by their letters only.
_HOSPITALS = {"mzh": "Martini Ziekenhuis", "umcg": "UMCG", "ozg": "OZG"}
_PROVINCE = {"Groningen": "Groningen"}

NAMEN = (
    KnownValues(field="ziekenhuis.id", values=_HOSPITALS),
    KnownValues(field="andere_ziekenhuizen.id", values=_HOSPITALS),
    KnownValues(field="praktijk.primair_ziekenhuis", values=_HOSPITALS),
    KnownValues(
        field="praktijk.vsvs",
        values={"martini_geboorte_groep": "VSV Martini Geboorte Groep"},
    ),
    KnownValues(field="ziekenhuis.provincie", values=_PROVINCE),
    KnownValues(field="andere_ziekenhuizen.provincie", values=_PROVINCE),
)
