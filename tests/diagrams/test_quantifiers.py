"""What the diagrams say of conditions over many facts."""

from __future__ import annotations

from obstetric_rules.diagrams.diagrams import Diagrams
from obstetric_rules.expressions.operators import ManySlotReference
from obstetric_rules.expressions.outcome import Status
from obstetric_rules.facts import Slot, Ziekenhuis
from obstetric_rules.rules.clause import Clause
from obstetric_rules.rules.protocol import compose
from obstetric_rules.rules.question import question
from obstetric_rules.rules.rule import Rule
from obstetric_rules.rules.ruleset import Layer, Ruleset


def test_facts_alone_are_never_in_conflict() -> None:
    """Nobody is asked for a case of a conflict that no list of facts can bring about."""
    andere = ManySlotReference(
        Slot(
            name="andere",
            fact_type=Ziekenhuis,
            many=True,
            label="het andere",
            label_en="the other",
            question="Welke?",
        )
    )
    plek = question("plek", text="Is er plek?", label="de plek", values={"ja": "ja"})
    ruleset = Ruleset(
        id="proef",
        version="1",
        title="Proef",
        layer=Layer.REGION,
        publisher="Proef",
        status="proef",
        slots=(andere,),
        questions=(plek,),
        clauses=(Clause(id="P1", document="d", heading="h", item="1", paraphrase="Er is plek."),),
        rules=(
            Rule(
                id="P1.ja",
                clauses=("P1",),
                when=andere.any(lambda ziekenhuis: ziekenhuis.dedicated_team_plek),
                then=plek.becomes("ja"),
                because="Er is plek.",
            ),
        ),
    )
    diagrams = Diagrams(compose([ruleset]))

    leaves = diagrams.graph.leaves(diagrams.question("plek"))

    assert {outcome.status for outcome in leaves} == {Status.CONCLUDED, Status.SILENT}
