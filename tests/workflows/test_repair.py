"""What is kept to understand and repair a running process: versions of calls, why a decision came out, moved tokens."""

from __future__ import annotations

from uuid import UUID

import pytest

from service import db
from tests.engine import kit
from tests.workflows import stage as stages
from tests.workflows.stage import RESIDENCY, Stage
from workflows import decisions, definitions, history, inbox, incidents, instances
from workflows.model import errors
from workflows.model.actor import Actor
from workflows.tokens import deployed

ME = Actor.system("test")
S, E = kit.node("startEvent", "s"), kit.node("endEvent", "e")
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
<inputData id="hire_data" name="hire"><variable id="v" name="hire"/></inputData>
<decision id="choose" name="choose"><variable id="w" name="choose"/>
<informationRequirement id="r"><requiredInput href="#hire_data"/></informationRequirement>
<decisionTable id="t" hitPolicy="FIRST">
<input id="i" label="Tj\xc3\xa4nst"><inputExpression id="ie"><text>hire.position</text></inputExpression></input>
<output id="o" name="path"/><annotation name="serves"/>
<rule id="rule_at"><inputEntry id="a"><text>"AT"</text></inputEntry><outputEntry id="b"><text>1</text></outputEntry>
<annotationEntry><text>BLE-005</text></annotationEntry></rule>
<rule id="rule_st"><inputEntry id="c"><text>"ST"</text></inputEntry><outputEntry id="d1"><text>2</text></outputEntry>
<annotationEntry><text>HAL-110</text></annotationEntry></rule>
</decisionTable></decision></definitions>"""


@pytest.fixture
def stage(database_url) -> Stage:
    return stages.make(db.open_url(database_url).engine)


def start(stage: Stage, key: str, **variables) -> UUID:
    return stage.run(
        lambda tx: (
            instances.start(
                tx,
                key,
                business_key=f"{key}:{RESIDENCY}",
                by=ME,
                residency_id=RESIDENCY,
                region="rjl",
                variables=variables,
            ).id
        )
    )


def waiting(stage: Stage, instance_id: UUID) -> dict[str, str]:
    """Return the token by the activity at which it waits."""
    with stage.tx() as tx:
        return {t.activity_id: t.token_id for t in inbox.open_of_instance(tx, instance_id)}


def test_a_called_process_keeps_its_version_after_a_new_one_is_published(stage):
    call = kit.node("callActivity", "c", ext='<zeebe:calledElement processId="sub"/>')
    stage.deploy("main", S, call, E, kit.line("s", "c", "e"))
    stage.deploy("sub", S, kit.user("old"), kit.user("older"), E, kit.line("s", "old", "older", "e"))
    running = start(stage, "main")
    stage.deploy("sub", S, kit.user("new"), E, kit.line("s", "new", "e"))
    stage.parts.definitions.clear()  # as in another program
    stage.run(lambda tx: incidents.skip(tx, running, waiting(stage, running)["old"], result={}, reason="r", by=ME))
    assert set(waiting(stage, running)) == {"older"}
    stage.run(lambda tx: instances.cancel(tx, running, by=ME, reason="r"))
    with stage.tx() as tx, pytest.raises(errors.DefinitionNotFound):
        deployed.model_version(tx, "sub", "0" * 64)


def test_the_history_keeps_what_a_decision_read_and_which_rule_answered(stage):
    ext = '<zeebe:calledDecision decisionId="choose" resultVariable="path"/>'
    xml = kit.document(
        kit.process(S, kit.node("businessRuleTask", "d", ext=ext), E, kit.line("s", "d", "e"), key="chooser")
    )
    bundle = definitions.Bundle(xml, {"d.dmn": TABLE}, {})
    stage.run(lambda tx: definitions.deploy(tx, bundle, by=ME))
    done = start(stage, "chooser", hire={"position": "ST", "name": "Anna"})
    with stage.tx() as tx:
        (made,) = [row for row in history.of_instance(tx, done) if row.kind == "decision_made"]
        rules = definitions.current(tx, "chooser").decisions["choose"].rules
    assert made.data["value"] == 2
    assert [(i["label"], i["value"]) for i in made.data["inputs"]] == [("Tjänst", "ST")]
    assert "Anna" not in str(made.data)
    assert [match["rule"] for match in made.data["matched"]] == ["rule_st"]
    assert decisions.explain([rules["rule_st"]], "sv") == ["regel 2: ST → 2 (HAL-110)"]
