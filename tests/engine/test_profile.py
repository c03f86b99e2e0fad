"""The publication check: every rule of the register has a drawing that breaks it, and says so in two languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.broken import EXAMPLES, ROOTS, E, S, plain
from tests.engine.broken_files import FILES, REGISTER
from tests.engine.kit import document, event, flow, line, mapping, message, model, node, process, user
from workflows import engine
from workflows.engine.profile import RULES
from workflows.engine.profile.page import text
from workflows.model import errors


def rules_of(xml: bytes, references: engine.References | None = None) -> dict[str, engine.Finding]:
    """The findings of the first process by rule."""
    reading = engine.read(xml, references=references)[0]
    has_error = any(finding.severity == "error" for finding in reading.findings)
    assert (reading.model is None) == has_error
    return {finding.rule: finding for finding in reading.findings}


@pytest.mark.parametrize("rule", sorted(EXAMPLES))
def test_each_rule_finds_the_drawing_that_breaks_it(rule: str) -> None:
    xml = document(
        process(
            *EXAMPLES[rule],
            root=ROOTS + '<bpmn:globalTask id="gt"/>' + message("bare", "b") + message("calculated", "=x"),
        )
    )
    if rule == "not-executable":
        xml = xml.replace(b'isExecutable="true"', b'isExecutable="false"')
    found = rules_of(xml)
    assert rule in found, sorted(found)
    assert found[rule].sv != found[rule].en
    assert "{" not in found[rule].sv + found[rule].en


@pytest.mark.parametrize("rule", sorted(REGISTER))
def test_what_a_model_names_must_exist(rule: str) -> None:
    nothing = engine.References(*[frozenset() for _ in range(6)])
    assert rule in rules_of(document(process(*REGISTER[rule], root=ROOTS)), nothing)
    assert rule not in rules_of(document(process(*REGISTER[rule], root=ROOTS)))


@pytest.mark.parametrize("rule", sorted(FILES))
def test_rules_about_the_whole_file(rule: str) -> None:
    assert rule in rules_of(FILES[rule])


def test_every_rule_has_an_example() -> None:
    assert set(RULES) == set(EXAMPLES) | set(REGISTER) | set(FILES) | {"too-wide"}


def test_a_model_with_too_many_ways_is_accepted_with_a_warning() -> None:
    parts, before = [S, E], "s"
    for i in range(40):
        parts += [node("inclusiveGateway", f"o{i}", default=f"o{i}_u{i}0"), node("inclusiveGateway", f"j{i}")]
        parts += [
            flow(before, f"o{i}"),
            flow(f"o{i}", f"u{i}0"),
            *(flow(f"o{i}", f"u{i}{k}", "w = 1") for k in range(1, 5)),
        ]
        parts += [user(f"u{i}{k}") + flow(f"u{i}{k}", f"j{i}") for k in range(5)]
        before = f"j{i}"
    found = rules_of(document(process(*parts, flow(before, "e"))))
    assert found["too-wide"].severity == "warning"


def test_a_deadlock_is_shown_with_the_way_there() -> None:
    found = rules_of(document(process(*EXAMPLES["deadlock"])))["deadlock"]
    assert found.element == "j"
    assert "s → x → a" in found.en or "s → x → b" in found.en


def test_parallel_writers_are_shown_with_their_fork() -> None:
    found = rules_of(document(process(*EXAMPLES["parallel-writers"])))["parallel-writers"]
    assert "v" in found.en
    assert "f" in found.en


def test_branches_that_exclude_each_other_or_follow_each_other_may_write_the_same_variable() -> None:
    choice = [S, node("exclusiveGateway", "x", default="x_b"), user("a", ("v", "1")), user("b", ("v", "2")), E]
    model(*choice, line("s", "x"), flow("x", "a", "w = 1"), flow("x", "b"), line("a", "e"), line("b", "e"))
    row = [S, node("parallelGateway", "f"), user("a", ("v", "1")), user("b"), node("parallelGateway", "j")]
    model(*row, user("c", ("v", "2")), E, line("s", "f", "a", "j", "c", "e"), line("f", "b", "j"))


def test_a_wide_but_sound_model_is_accepted_quickly() -> None:
    parts = [S, node("parallelGateway", "f"), node("parallelGateway", "j"), E, line("s", "f"), line("j", "e")]
    for i in range(30):
        parts += [node("exclusiveGateway", f"x{i}", default=f"x{i}_u{i}"), user(f"u{i}"), user(f"v{i}")]
        parts += [line("f", f"x{i}", f"u{i}", "j"), flow(f"x{i}", f"v{i}", "w = 1"), node("exclusiveGateway", f"m{i}")]
        parts[-1:] = []
        parts += [line(f"v{i}", f"u{i}")]
    reading = engine.read(document(process(*parts)))[0]
    assert not [f for f in reading.findings if f.severity == "error"]


def test_a_file_with_two_pools_gives_a_reading_for_each_executable_process() -> None:
    readings = engine.read(document(process(*plain(), key="one"), process(*plain()[:0], node("startEvent", "s2"),
                           node("endEvent", "e2"), flow("s2", "e2"), key="two")))  # fmt: skip
    assert [r.process_id for r in readings] == ["one", "two"]
    assert all(r.is_accepted for r in readings)


def test_mappings_into_a_sub_process_are_its_own_locals() -> None:
    inner = node("startEvent", "is") + user("i", ("v", "1")) + node("endEvent", "ie") + line("is", "i", "ie")
    one = node("subProcess", "a", inner, mapping(inputs=(("v", "null"),)))
    two = node("subProcess", "b", inner.replace('"i', '"j').replace("_i", "_j"), mapping(inputs=(("v", "null"),)))
    parts = [S, node("parallelGateway", "f"), one, two, node("parallelGateway", "g"), E]
    model(*parts, line("s", "f", "a", "g", "e"), line("f", "b", "g"))


def test_the_reference_page_says_what_the_tables_say() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "profile.md"
    assert page.read_text(encoding="utf-8") == text(), "write it anew: see workflows/engine/profile/page.py"


def test_what_was_published_is_opened_again_without_asking_the_rules() -> None:
    refused = document(process(*EXAMPLES["task-without-role"]))
    assert engine.read(refused)[0].model is None
    assert engine.published(refused, "p").activities["a"].kind == "userTask"
    with pytest.raises(errors.DefinitionNotFound):
        engine.published(refused, "other")


def test_a_reference_must_name_the_right_kind_of_thing() -> None:
    parts = plain(node("boundaryEvent", "h", event("error", "sig"), attachedToRef="a"), flow("h", "e"))
    assert "reference-missing" in rules_of(document(process(*parts, root=ROOTS)))


def test_a_thrown_code_may_not_be_empty() -> None:
    parts = (S, node("endEvent", "e", event("escalation", "bare")), flow("s", "e"))
    assert "escalation-missing" in rules_of(document(process(*parts, root='<bpmn:escalation id="bare"/>')))
