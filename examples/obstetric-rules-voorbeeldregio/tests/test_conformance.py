"""Every check of the conformance kit, put to the ruleset."""

from obstetric_rules.testing import conformance_tests

test_conformance = conformance_tests("voorbeeldregio")
