"""Decision models: requirements, types, boxed expressions, functions, services, imports, limits and unsafe files."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from tests.unit import decisions_kit as kit
from tests.unit.decisions_kit import decision, definitions, inputs, literal, needs
from workflows import decisions
from workflows.feel import Budget
from workflows.model import errors
from workflows.model.clock import ManualClock


def only(logic: str, *, kind: str = "Any", before: str = "", requires: str = "") -> object:
    """Decide a model with one decision."""
    model = decisions.read(definitions(before + decision("it", logic, kind=kind, requires=requires)))
    return model.decide("it", {}).value


# --- requirements ---


def chain() -> decisions.DecisionModel:
    return decisions.read(
        definitions(
            inputs({"age": "number"})
            + decision("double age", literal("age * 2"), requires=needs("age_data"), kind="number")
            + decision(
                "both", literal("double age + age"), requires=needs("age_data") + needs("double age", kind="Decision")
            )
        )
    )


def test_what_a_decision_requires_is_decided_first() -> None:
    assert chain().decide("both", {"age": Decimal(5)}).value == Decimal(15)


def test_a_decision_knows_the_inputs_it_needs_in_the_end() -> None:
    assert chain().decisions["both"].inputs == ("age",)


def test_only_what_is_required_is_seen() -> None:
    model = decisions.read(definitions(inputs({"age": "number"}) + decision("it", literal("age"))))
    assert model.decide("it", {"age": Decimal(5)}).value is None
    assert [finding.rule for finding in decisions.check(model)] == ["unknown-name"]


def test_a_requirement_that_leads_nowhere_is_an_error() -> None:
    model = decisions.read(definitions(decision("it", literal("1"), requires=needs("gone"))))
    assert [finding.rule for finding in decisions.check(model)] == ["requirement-lost"]


def test_a_decision_that_requires_itself_is_null_and_an_error() -> None:
    one = decision("one", literal("two"), requires=needs("two", kind="Decision"))
    two = decision("two", literal("one"), requires=needs("one", kind="Decision"))
    model = decisions.read(definitions(one + two))
    assert model.decide("one", {}).value is None
    assert {finding.rule for finding in decisions.check(model)} == {"requirement-loop"}


def test_an_unknown_decision_is_not_found() -> None:
    with pytest.raises(errors.DecisionNotFound):
        chain().decide("triple age", {})


def test_english_names_stand_beside_the_swedish_ones() -> None:
    named = (
        '<decision id="d" name="Ålder"><extensionElements><randa:name lang="en">Age</randa:name></extensionElements>'
    )
    model = decisions.read(definitions(named + literal("1") + "</decision>"))
    assert (model.decisions["d"].name, model.decisions["d"].name_en) == ("Ålder", "Age")


# --- types ---

PERSON = """
<itemDefinition name="tName"><typeRef>string</typeRef>
  <allowedValues><text>"Bo", "Eva"</text></allowedValues></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>tName</typeRef></itemComponent>
  <itemComponent name="age"><typeRef>number</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>
<itemDefinition name="tTree">
  <itemComponent name="below" isCollection="true"><typeRef>tTree</typeRef></itemComponent></itemDefinition>
"""


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("[3]", "number", Decimal(3)),
        ("3", "tNumbers", [Decimal(3)]),
        ("[3, 4]", "number", None),
        ('[3, "4"]', "tNumbers", None),
        ('date("2026-11-22")', "dateTime", dt.datetime(2026, 11, 22, tzinfo=dt.UTC)),
        ('{name: "Bo", age: 3}', "tPerson", {"name": "Bo", "age": Decimal(3)}),
        ('{name: "Bo"}', "tPerson", None),
        ('{name: "Xi", age: 3}', "tPerson", None),
        ('{name: "Bo", age: 3}', "tPeople", [{"name": "Bo", "age": Decimal(3)}]),
        ("{below: [{below: []}]}", "tTree", {"below": [{"below": []}]}),
        ("{below: [1]}", "tTree", None),
        ("null", "tPerson", None),
    ],
)
def test_values_are_fitted_to_declared_types(text: str, kind: str, value: object) -> None:
    assert only(literal(text), kind=kind, before=PERSON) == value


def test_a_context_that_lacks_something_says_what() -> None:
    model = decisions.read(definitions(PERSON + decision("it", literal('{name: "Bo"}'), kind="tPerson")))
    (error,) = model.decide("it", {}).errors
    assert error.rule == "value-type"
    assert "age" in error.sv


def test_instance_of_knows_the_models_types() -> None:
    assert only(literal('{name: "Bo", age: 3} instance of tPerson'), before=PERSON) is True
    assert only(literal('{name: "Xi", age: 3} instance of tPerson'), before=PERSON) is False


def test_a_type_that_does_not_exist_is_an_error() -> None:
    model = decisions.read(definitions(decision("it", literal("1"), kind="tNowhere")))
    assert [finding.rule for finding in decisions.check(model)] == ["unknown-type"]


# --- boxed expressions ---


def test_a_boxed_context_sees_its_earlier_entries_and_gives_its_result() -> None:
    entries = (
        f'<contextEntry><variable name="base rate" typeRef="number"/>{literal("2")}</contextEntry>'
        f'<contextEntry><variable name="twice"/>{literal("base rate * 2")}</contextEntry>'
    )
    assert only(f"<context>{entries}</context>") == {"base rate": 2, "twice": 4}
    assert only(f"<context>{entries}<contextEntry>{literal('twice + 1')}</contextEntry></context>") == 5


def test_boxed_lists_relations_and_conditionals() -> None:
    row = f"<row>{literal('1')}{literal('2')}</row>"
    relation = f'<relation><column name="a"/><column name="b"/>{row}{row}</relation>'
    assert only(relation) == [{"a": 1, "b": 2}] * 2
    assert only(f"<list>{literal('1')}{literal('1 + 1')}</list>") == [1, 2]
    condition = f"<if>{literal('null')}</if><then>{literal('1')}</then><else>{literal('2')}</else>"
    assert only(f"<conditional>{condition}</conditional>") == 2


def test_boxed_loops_and_filters() -> None:
    numbers = f"<in>{literal('[1, 2, 3]')}</in>"
    assert only(f'<for iteratorVariable="n">{numbers}<return>{literal("n * 2 + count(partial)")}</return></for>') == [
        2,
        5,
        8,
    ]
    assert only(f"<filter>{numbers}<match>{literal('item > 1')}</match></filter>") == [2, 3]
    assert only(f"<filter>{numbers}<match>{literal('item * 2')}</match></filter>") is None
    some = f'iteratorVariable="n">{numbers}<satisfies>{literal("n > 2")}</satisfies>'
    assert only(f"<some {some}</some>") is True
    assert only(f"<every {some}</every>") is False


def test_a_boxed_function_closes_over_what_it_sees_and_is_called_by_name() -> None:
    function = (
        f'<functionDefinition><formalParameter name="b" typeRef="number"/>{literal("a + b")}</functionDefinition>'
    )
    call = f'<invocation>{literal("add")}<binding><parameter name="b"/>{literal("[2]")}</binding></invocation>'
    entries = (
        f'<contextEntry><variable name="a"/>{literal("40")}</contextEntry>'
        f'<contextEntry><variable name="add"/>{function}</contextEntry><contextEntry>{call}</contextEntry>'
    )
    assert only(f"<context>{entries}</context>") == 42


def test_external_functions_are_never_called() -> None:
    assert only(f'<functionDefinition kind="Java">{literal("{class: 1}")}</functionDefinition>') is None


# --- functions, services, imports ---

SQUARE = (
    '<businessKnowledgeModel id="square" name="square of"><variable name="square of"/><encapsulatedLogic>'
    f'<formalParameter name="n" typeRef="number"/>{literal("n * n")}</encapsulatedLogic></businessKnowledgeModel>'
)


def test_a_business_knowledge_model_is_a_function_where_it_is_required() -> None:
    requires = needs("square", kind="Knowledge")
    assert only(literal("square of(3) + square of(n: 2)"), before=SQUARE, requires=requires) == 13
    assert only(literal("square of(3)"), before=SQUARE) is None
    assert decisions.read(definitions(SQUARE)).invoke("square of", {"n": Decimal(4)}).value == 16
    assert decisions.read(definitions(SQUARE)).invoke("square", ["four"]).value is None


def test_a_decision_service_takes_inputs_and_decisions_as_arguments() -> None:
    service = (
        '<decisionService id="svc" name="svc"><outputDecision href="#total"/>'
        '<inputDecision href="#part"/><inputData href="#age_data"/></decisionService>'
    )
    total = decision("total", literal("part + age"), requires=needs("age_data") + needs("part", kind="Decision"))
    user = decision("user", literal("svc(1, 2)"), requires=needs("svc", kind="Knowledge"))
    part = decision("part", literal("100"))
    model = decisions.read(definitions(inputs({"age": "number"}) + part + total + service + user))
    assert model.invoke("svc", {"age": Decimal(1), "part": Decimal(2)}).value == 3
    assert model.decide("svc", {"age": Decimal(1)}).value is None
    assert model.decide("user", {}).value == 3
    assert model.decide("total", {"age": Decimal(1)}).value == 101


def test_an_imported_model_is_seen_under_the_imports_name() -> None:
    other = definitions(PERSON + SQUARE + decision("answer", literal("42")), namespace="other")
    wanted = f'<import name="lib" namespace="other" importType="{kit.NAMESPACE}"/>'
    requires = needs("x", kind="Knowledge").replace("#x", "other#square") + needs("x", kind="Decision").replace(
        "#x", "other#answer"
    )
    xml = definitions(wanted + decision("it", literal("lib.square of(2) + lib.answer"), requires=requires))
    model = decisions.read(xml, imports={"lib.dmn": other})
    assert model.decide("it", {}).value == 46
    assert [finding for finding in decisions.check(model) if finding.severity == "error"] == []
    with pytest.raises(errors.ImportMissing):
        decisions.read(xml)


def test_the_digest_covers_the_file_and_its_imports() -> None:
    one = definitions(decision("it", literal("1")))
    assert decisions.read(one).sha256 == decisions.read(one).sha256
    assert decisions.read(one).sha256 != decisions.read(one, imports={"a": definitions("", namespace="a")}).sha256


# --- running ---


def test_today_asks_the_clock() -> None:
    model = decisions.read(definitions(decision("it", literal("today()"))))
    clock = ManualClock(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    assert model.decide("it", {}, clock=clock).value == dt.date(2026, 11, 22)


def test_a_decision_that_never_ends_is_stopped_and_the_budget_is_shared() -> None:
    model = decisions.read(definitions(decision("it", literal("count(for x in 1..1000000000 return x)"))))
    with pytest.raises(errors.FeelLimit):
        model.decide("it", {})
    budget = Budget()
    decisions.read(definitions(decision("it", literal("count(for x in 1..100 return x)")))).decide(
        "it", {}, budget=budget
    )
    assert budget.used > 100


def test_functions_that_call_each_other_without_end_are_stopped() -> None:
    loop = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
        f'<formalParameter name="n"/>{literal("f(n + 1)")}</encapsulatedLogic></businessKnowledgeModel>'
    )
    with pytest.raises(errors.FeelLimit):
        only(literal("f(1)"), before=loop, requires=needs("f", kind="Knowledge"))


def test_one_model_answers_many_threads_at_once() -> None:
    model = chain()
    with ThreadPoolExecutor(8) as pool:
        ages = [Decimal(age) for age in range(200)]
        answers = pool.map(lambda age: model.decide("both", {"age": age}).value, ages)
        assert list(answers) == [3 * age for age in ages]


# --- unsafe and unreadable files ---


def test_a_doctype_is_refused() -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaa">]>' + definitions("")
    with pytest.raises(errors.UnsafeXml):
        decisions.read(bomb)


@pytest.mark.parametrize(
    "body",
    [
        "<text>" * 70 + "</text>" * 70,
        "<description/>" * 20_001,
        "<description " + " ".join(f'a{at}="1"' for at in range(70)) + "/>",
        "<description>" + "x" * 2_000_001 + "</description>",
    ],
    ids=["depth", "elements", "attributes", "bytes"],
)
def test_files_beyond_a_limit_are_refused(body: str) -> None:
    with pytest.raises(errors.UnsafeXml):
        decisions.read(definitions(body))


@pytest.mark.parametrize("xml", [b"", b"not xml", b"<a></b>", b"<definitions/>", b"<a xmlns='b'/>"])
def test_what_is_not_dmn_is_unreadable(xml: bytes) -> None:
    with pytest.raises(errors.UnreadableModel):
        decisions.read(xml)


def test_two_elements_with_one_id_are_an_error_and_both_can_be_asked() -> None:
    other = decision("it", literal("2")).replace('name="it"', 'name="other"')
    model = decisions.read(definitions(decision("it", literal("1")) + other))
    assert (model.decide("it", {}).value, model.decide("other", {}).value) == (1, 2)
    assert [finding.rule for finding in decisions.check(model)] == ["id-twice"]
