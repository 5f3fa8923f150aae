"""The conformance kit, run over the ruleset and over what a region's table becomes."""

from __future__ import annotations

from obstetric_rules.plugins.zwolle import zwolle
from obstetric_rules.plugins.zwolle.region_data import EXAMPLE, read_region_data
from obstetric_rules.plugins.zwolle.region_ruleset import region_ruleset
from obstetric_rules.rules.protocol import compose
from obstetric_rules.testing import conformance_tests
from obstetric_rules.testing.strategies import ON

TABLE = region_ruleset(compose([zwolle], ON), read_region_data(EXAMPLE))

test_zwolle = conformance_tests("zwolle", samples=10)
test_with_the_example_table = conformance_tests((zwolle, TABLE), samples=10)
