"""Code as users write it. Type checkers read it; nothing runs it."""

from __future__ import annotations

from typing import assert_type

import obstetric_rules

assert_type(obstetric_rules.__name__, str)
