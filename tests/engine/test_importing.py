# ruff: noqa: E501 (XML as modellers write it)
"""Models drawn for other engines come over with a report; what is not translated is named, never silently lost."""

from __future__ import annotations

import pytest

from tests.engine.kit import HEAD, Story
from workflows import engine
from workflows.engine import importing
from workflows.engine.importing import foreign_expressions as foreign
from workflows.model import errors

CAMUNDA = """
<bpmn:process id="p" isExecutable="true" c:historyTimeToLive="P30D">
 <bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
 <bpmn:userTask id="a" c:formKey="embedded:app:forms/review.html" c:candidateGroups="hr,managers"
   c:assignee="${owner}" c:dueDate="${due}" c:asyncBefore="true"><bpmn:extensionElements>
   <c:taskListener event="create" class="x.Y"/><c:inputOutput><c:outputParameter name="ok">${approved}</c:outputParameter>
   <c:outputParameter name="list"><c:list/></c:outputParameter></c:inputOutput></bpmn:extensionElements></bpmn:userTask>
 <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="x"/>
 <bpmn:exclusiveGateway id="x" default="f4"/>
 <bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="op"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">
   ${ok == true &amp;&amp; name != 'Anna'}</bpmn:conditionExpression></bpmn:sequenceFlow>
 <bpmn:sequenceFlow id="f4" sourceRef="x" targetRef="e"/>
 <bpmn:serviceTask id="op" c:type="external" c:topic="record.add"/>
 <bpmn:sequenceFlow id="f5" sourceRef="op" targetRef="d"/>
 <bpmn:businessRuleTask id="d" c:decisionRef="rules" c:resultVariable="path"/>
 <bpmn:sequenceFlow id="f6" sourceRef="d" targetRef="call"/>
 <bpmn:callActivity id="call" calledElement="other"><bpmn:extensionElements><c:in source="path" target="way"/>
   <c:in variables="all"/></bpmn:extensionElements>
   <bpmn:multiInstanceLoopCharacteristics c:collection="people" c:elementVariable="person"/></bpmn:callActivity>
 <bpmn:sequenceFlow id="f7" sourceRef="call" targetRef="e"/>
 <bpmn:endEvent id="e"/>
</bpmn:process></bpmn:definitions>"""
SPIFF = """
<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/>
 <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/><bpmn:scriptTask id="t"><bpmn:script>n = 1 + 2</bpmn:script></bpmn:scriptTask>
 <bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="x"/><bpmn:exclusiveGateway id="x" default="f4"/>
 <bpmn:sequenceFlow id="f3" sourceRef="x" targetRef="c">
 <bpmn:conditionExpression>n == 3 and not stop</bpmn:conditionExpression>
 </bpmn:sequenceFlow><bpmn:sequenceFlow id="f4" sourceRef="x" targetRef="e"/>
 <bpmn:intermediateCatchEvent id="c"><bpmn:timerEventDefinition><bpmn:timeDuration>"PT1H"</bpmn:timeDuration>
 </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent><bpmn:sequenceFlow id="f5" sourceRef="c" targetRef="e"/>
 <bpmn:endEvent id="e"/></bpmn:process></bpmn:definitions>"""


def imported(body: str, space: str) -> importing.Imported:
    """Translate a process with the other engine's namespace under c."""
    return importing.translate(
        (HEAD.replace("<bpmn:definitions", f'<bpmn:definitions xmlns:c="{space}"') + body).encode()
    )


@pytest.mark.parametrize("space", importing.camunda.SPACES)
def test_a_camunda_model_is_translated_and_the_report_names_everything(space: str) -> None:
    found = imported(CAMUNDA, space)
    reading = engine.read(found.xml)[0]
    assert reading.model is not None, reading.findings
    nodes = reading.model.activities
    assert (nodes["a"].form_id, nodes["a"].candidate_groups, nodes["a"].assignee) == ("review", "hr", "=owner")
    assert nodes["a"].schedule.due == "=due"
    assert [(m.source, m.target) for m in nodes["a"].outputs] == [("=approved", "ok")]
    assert reading.model.flows["f3"].condition == '=ok = true and name != "Anna"'
    assert nodes["op"].task_definition is not None
    assert nodes["op"].task_definition.type == "record.add"
    assert (nodes["d"].called_decision, nodes["d"].result_variable) == ("rules", "path")
    assert nodes["call"].called_process == "other"
    assert nodes["call"].loop is not None
    assert (nodes["call"].loop.collection, nodes["call"].loop.element) == ("=people", "person")
    dropped = " ".join(entry.what for entry in found.of("dropped"))
    for lost in ("historyTimeToLive", "asyncBefore", "taskListener", "list", "'variables': 'all'"):
        assert lost in dropped
    assert all(entry.element and entry.sv != entry.en for entry in found.entries)
    assert space.encode() not in found.xml


def test_a_spiffworkflow_model_is_translated() -> None:
    found = imported(SPIFF, "http://spiffworkflow.org/bpmn/schema/1.0/core")
    reading = engine.read(found.xml)[0]
    assert reading.model is not None, reading.findings
    story = Story(reading.model).start(stop=False)
    assert story.waiting == ["c"]
    assert story.variables["n"] == 3


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("${a == 'x'}", 'a = "x"'),
        ("${!done}", "not(done)"),
        ("${a gt 3 || b.c le 4}", "a > 3 or b.c <= 4"),
        ("#{x}", "x"),
        ("n == None", "n = null"),
        ("not (a and b)", "not(a and b)"),
        ("${execution.getVariable('x')}", None),
        ("${bean.method(x)}", None),
        ("${a ? b : c}", None),
        ("[x for x in y]", None),
        ("__import__('os')", None),
        ("${}", None),
    ],
)
def test_expressions_are_translated_only_when_their_meaning_is_sure(given: str, wanted: str | None) -> None:
    assert foreign.to_feel(given) == wanted


def test_a_condition_that_cannot_be_translated_is_refused_by_the_check_not_guessed() -> None:
    found = imported(CAMUNDA.replace("${ok == true", "${bean.check(ok)"), importing.camunda.SPACES[0])
    reading = engine.read(found.xml)[0]
    assert reading.model is None
    assert {f.rule for f in reading.findings if f.severity == "error"} == {"condition-missing"}


def test_what_is_no_xml_is_refused() -> None:
    with pytest.raises(errors.UnreadableModel):
        importing.translate(b"no")


def test_a_model_of_ours_comes_through_unchanged() -> None:
    found = importing.translate(
        (HEAD + SPIFF.replace("<bpmn:script>", "<bpmn:x>").replace("</bpmn:script>", "</bpmn:x>")).encode()
    )
    assert found.entries == () or {e.kind for e in found.entries} == {"translated"}
