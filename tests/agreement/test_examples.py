"""Every engine agrees on the small protocols, one for each thing that the meaning of rules says."""

from __future__ import annotations

import pytest
from hypothesis import given

from obstetric_rules.engines import generated
from obstetric_rules.engines.compiled import CompiledEngine
from obstetric_rules.engines.reference import ReferenceEngine
from obstetric_rules.rules.protocol import Protocol
from obstetric_rules.testing.strategies import dossiers
from tests.agreement.agreeing import Comparison, Contender, every_contender
from tests.engines import examples
from tests.samples import samples

EXAMPLES = {
    name: protocol for name, protocol in vars(examples).items() if isinstance(protocol, Protocol)
}
every_example = pytest.mark.parametrize("protocol", EXAMPLES.values(), ids=EXAMPLES)


@every_contender
@every_example
def test_engines_agree_on_examples(contender: Contender, protocol: Protocol) -> None:
    """Whatever can be said in a rule means the same to every engine."""
    comparison = Comparison.of(contender, protocol)

    @samples(15, 500)
    @given(dossiers(protocol, afwijkingen=True))
    def agree(dossier):
        comparison.assert_agree(dossier)

    agree()


@every_example
def test_tables_agree_on_examples(protocol: Protocol) -> None:
    """Looked up in tables, an example gets the answer that the reference gives."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(generated, "_LARGEST_FUNCTION", 1)
        engine = CompiledEngine(protocol)
    comparison = Comparison(protocol, ReferenceEngine(protocol), engine, exact=True)

    @samples(15, 500)
    @given(dossiers(protocol))
    def agree(dossier):
        comparison.assert_agree(dossier)

    agree()
