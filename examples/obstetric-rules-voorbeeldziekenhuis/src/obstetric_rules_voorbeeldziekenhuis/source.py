"""The text that the clauses come from: there is none, it is invented."""

DOCUMENT = "Huisregels van het voorbeeldziekenhuis (verzonnen)"
HUIS = "Het huis"
BEZOEK = "Bezoek"
