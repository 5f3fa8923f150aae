"""Deprecations: questions and values that are on their way out.

An id is permanent: what programs rely on is never renamed or reused. It is marked as outdated from
a date on instead, and goes on being answered.
"""

from __future__ import annotations

import datetime

import attrs


@attrs.frozen(kw_only=True)
class Deprecation:
    """That a question, or one of its values, should not be used from a date on.

    ``value`` is left out when the whole question is outdated. ``instead`` is the question or the
    value to use, if there is one. ``because`` is one Dutch sentence.

    >>> import datetime
    >>> Deprecation(question="ingang", since=datetime.date(2027, 1, 1), instead="toegang",
    ...             because="De ingang hangt voortaan van het tijdstip af.").name
    'ingang'
    """

    question: str
    value: str | None = None
    since: datetime.date
    instead: str | None = None
    because: str
    because_en: str = ""

    @property
    def name(self) -> str:
        """What is outdated: ``question``, or ``question = value``."""
        return self.question if self.value is None else f"{self.question} = {self.value}"
