"""The text that the clauses come from: there is none, it is invented."""

DOCUMENT = "Voorbeeldafspraken (verzonnen)"
BEZOEK = "Bezoek"
KAMERS = "Kamers"
ONDERWEG = "Onderweg"
