"""Documents from outside: what their bytes say, within limits, and what of it may be shown.

Nothing here knows what a document is about. :mod:`~obstetric_rules.documents.text` makes text of
bytes, :mod:`~obstetric_rules.documents.toml` reads TOML, and
:mod:`~obstetric_rules.documents.escaping` is the one place where what came from outside is made fit
to be shown. JSON and lines of it are read by :mod:`obstetric_rules.facts.json_text` and
:mod:`obstetric_rules.facts.json_lines`, on top of this.
"""
