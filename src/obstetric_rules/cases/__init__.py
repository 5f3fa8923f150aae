"""Live cases: facts that arrive and change over time, and the answers that change with them."""

from obstetric_rules.cases.changes import Change, Changes, Kind
from obstetric_rules.cases.history import Entry
from obstetric_rules.cases.listening import Listening
from obstetric_rules.cases.live_case import LiveCase
from obstetric_rules.cases.rendering import changes_lines
from obstetric_rules.cases.steps import (
    Added,
    Moved,
    Reinstated,
    Replaced,
    Retracted,
    SetAside,
    Step,
    Told,
)
from obstetric_rules.cases.values import structure_value

__all__ = [
    "Added",
    "Change",
    "Changes",
    "Entry",
    "Kind",
    "Listening",
    "LiveCase",
    "Moved",
    "Reinstated",
    "Replaced",
    "Retracted",
    "SetAside",
    "Step",
    "Told",
    "changes_lines",
    "structure_value",
]
