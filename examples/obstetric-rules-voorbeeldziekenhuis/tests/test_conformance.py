"""Every check of the conformance kit, put to the hospital's ruleset on top of the region's."""

from obstetric_rules.testing import conformance_tests

test_conformance = conformance_tests("voorbeeldziekenhuis")
