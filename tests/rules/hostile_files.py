"""Files with rulesets that somebody has meddled with."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from obstetric_rules.plugins.groningen import groningen, groningen_mzh
from obstetric_rules.plugins.zwolle import zwolle
from obstetric_rules.rules.reading import rulesets_to_text
from tests.rules.features import HOSPITAL, REGION

WRITTEN = [
    json.loads(rulesets_to_text(layers))
    for layers in ([groningen, groningen_mzh], [zwolle], [REGION, HOSPITAL])
]

_STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**20),
    st.floats(),
    st.sampled_from(
        ["", "x", "__class__", "self", "a.b", "K1", "groningen", "Field", "Not", "2026-11-22"]
    ),
    st.text(max_size=3),
    st.lists(st.integers(0, 2), max_size=2),
    st.dictionaries(st.sampled_from(["node", "type", "x"]), st.text(max_size=3), max_size=2),
)


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in data, as what it stands in and its key or position there."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, part in list(items):
        yield data, key
        if isinstance(part, dict | list):
            yield from _places(part)


_PLACES = [len(list(_places(data))) for data in WRITTEN]


@st.composite
def meddled(draw: st.DrawFn) -> str:
    """Return the text of a file in which one place or two were changed at random."""
    which = draw(st.integers(0, len(WRITTEN) - 1))
    data = copy.deepcopy(WRITTEN[which])
    for _ in range(draw(st.integers(1, 2))):
        places = list(_places(data["rulesets"]))
        around, key = places[draw(st.integers(0, _PLACES[which])) % len(places)]
        match draw(
            st.sampled_from(
                ["replace", "remove", "rename", "double", "borrow", "borrow", "borrow", "wrap"]
            )
        ):
            case "replace":
                around[key] = draw(_STRANGE)
            case "remove":
                del around[key]
            case "rename" if isinstance(around, dict):
                around[draw(st.text(max_size=4))] = around.pop(key)
            case "double" if isinstance(around, list):
                around.append(copy.deepcopy(around[key]))
            case "borrow":
                # Something of the same sort, so that it is not refused for its form alone.
                alike = [other[at] for other, at in places if type(other[at]) is type(around[key])]
                around[key] = copy.deepcopy(draw(st.sampled_from(alike)))
            case _:
                around[key] = [around[key]]
        if not isinstance(data["rulesets"], list) or not data["rulesets"]:
            break
    return json.dumps(data)
