"""Values that travel: to another process, into a cache on disk, or as a deep copy.

Python pickles no read-only mapping. A frozen value that holds one is taken apart into its fields,
and put together again as it was; nothing is checked a second time.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import attrs


def by_fields(value: Any) -> tuple[Any, ...]:
    """Return how a frozen value is pickled: as its fields. It is used as ``__reduce__``.

    >>> import pickle
    >>> from obstetric_rules.rules.question import Question
    >>> asked = Question(id="bad", text="Mag het?", label="het bad", values={"ja": "ja"})
    >>> pickle.loads(pickle.dumps(asked)) == asked
    True
    """
    fields = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
    plain = {name: thawed(part) for name, part in fields.items()}
    read_only = tuple(name for name, part in fields.items() if part is not plain[name])
    return _put_together, (type(value), plain, read_only)


def thawed(part: Any) -> Any:
    """Return a read-only mapping as one that can be pickled, anything else as it is.

    >>> thawed(MappingProxyType({"a": 1})), thawed("a")
    ({'a': 1}, 'a')
    """
    return dict(part) if isinstance(part, MappingProxyType) else part


def _put_together(kind: Any, fields: dict[str, Any], read_only: tuple[str, ...]) -> Any:
    value = kind.__new__(kind)
    for name, part in fields.items():
        object.__setattr__(value, name, MappingProxyType(part) if name in read_only else part)
    return value
