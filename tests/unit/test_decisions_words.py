"""Why: annotations, matched rules and declared domains are said in words, in Swedish and English."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from tests.unit.decisions_kit import table, table_file
from workflows import decisions
from workflows.decisions import coverage

EDITIONS = '"rjl_2025", "halland", "blekinge"'


def policy() -> decisions.DecisionModel:
    return decisions.read(policy_file())


def policy_file() -> bytes:
    return table_file(
        [
            '"rjl_2025" | - => ["head_of_department"] | "all" # RJL25-026 | fråga 21',
            '"halland" | true => ["head_of_department", "study_director"] | "any" # HAL-110 |',
            '"halland" | false => [] | null # HAL-104 |',
        ],
        given={"edition": "string", "major": "boolean"},
        values={"edition": EDITIONS},
        outputs={"approvers": "Any", "rule": "string"},
        annotations=["serves", "default"],
    )


def test_a_match_holds_the_rule_and_its_annotations() -> None:
    decided = policy().decide("choose", {"edition": "rjl_2025", "major": False})
    (match,) = decided.matched
    assert (match.decision_id, match.rule_id, match.rule_index) == ("choose", "rule_1", 1)
    assert match.annotations == {"serves": "RJL25-026", "default": "fråga 21"}


def test_why_is_said_with_the_readers_own_words() -> None:
    matched = policy().decide("choose", {"edition": "halland", "major": True}).matched
    words = {"head_of_department": "verksamhetschef", "study_director": "studierektor"}
    assert decisions.explain(matched, "sv", words) == [
        "regel 2: Halland, major → approvers: verksamhetschef och studierektor; rule: any (HAL-110)"
    ]
    assert decisions.explain(matched, "en") == [
        "rule 2: Halland, major → approvers: head of department and study director; rule: any (HAL-110)"
    ]


def test_a_false_condition_and_empty_answers_read_naturally() -> None:
    matched = policy().decide("choose", {"edition": "halland", "major": False}).matched
    assert decisions.explain(matched, "sv") == ["regel 3: Halland, inte major → approvers: – (HAL-104)"]


@pytest.mark.parametrize(
    ("cell", "sv", "en"),
    [
        ('>= date("2021-07-01")', "start tidigast 2021-07-01", "start at the earliest 2021-07-01"),
        ("< 1.5", "start mindre än 1,5", "start less than 1.5"),
        ("[1..6)", "start 1 till under 6", "start 1 to under 6"),
        ('duration("P6M")', "start 6 månader", "start 6 months"),
        ("null", "start inget", "start none"),
        ("> 1 + 2", "start mer än 1 + 2", "start more than 1 + 2"),
        ('not("a", "b")', "Inte a eller b", "Not a or b"),
        ('@"P1M", @"P2M"', "start 1 månad eller 2 månader", "start 1 month or 2 months"),
    ],
)
def test_cells_are_said_in_words(cell: str, sv: str, en: str) -> None:
    model = table([f'{cell} => "x"', 'not(null) => "x"'], given={"start": "Any"}, policy="RULE ORDER")
    match = model.rules["rule_1"]
    assert decisions.explain([match], "sv") == [f"regel 1: {sv} → x"]
    assert decisions.explain([match], "en") == [f"rule 1: {en} → x"]


def test_history_needs_only_the_rules_ids_to_say_why_later() -> None:
    model = policy()
    matched = model.decide("choose", {"edition": "halland", "major": True}).matched
    ids = [match.rule_id for match in matched]
    again = decisions.read(policy_file())
    assert decisions.explain([again.rules[each] for each in ids]) == decisions.explain(matched)


def test_a_default_is_said_to_be_one() -> None:
    model = table(["< 3 => 1"], given={"age": "number"}, defaults={"answer": "2"})
    matched = model.decide("choose", {"age": Decimal(9)}).matched
    assert decisions.explain(matched, "sv") == ["ingen regel passade: standardvärdet gäller"]


# --- the checker ---


def said(model: decisions.DecisionModel, rule: str, locale: str = "sv") -> list[str]:
    return [finding.text(locale) for finding in decisions.check(model) if finding.rule == rule]


def test_a_gap_over_declared_values_is_named() -> None:
    assert said(policy(), "table-gap") == ["”choose”: ingen regel för Edition = ”blekinge”."]
    assert said(policy(), "table-gap", "en") == ["“choose”: no rule for Edition = “blekinge”."]


def test_a_gap_between_numbers_is_named_to_its_ends() -> None:
    model = table(['< 18 => "a"', '(18..65] => "b"'], given={"age": "number"})
    assert said(model, "table-gap") == ["”choose”: ingen regel för Age = 18 eller mer än 65."]


def test_a_gap_that_needs_two_columns_is_found() -> None:
    model = table(["true | < 10 => 1", "false | - => 2"], given={"new": "boolean", "count": "number"})
    assert said(model, "table-gap") == ["”choose”: ingen regel för New = ja, Count = minst 10."]


def test_days_next_to_each_other_leave_no_gap() -> None:
    model = table(
        ['<= date("2021-06-30") => 1', '>= date("2021-07-01") => 2'],
        given={"day": "date"},
    )
    assert said(model, "table-gap") == []


def test_a_default_or_several_answers_close_all_gaps() -> None:
    assert said(table(["< 3 => 1"], given={"age": "number"}, defaults={"answer": "null"}), "table-gap") == []
    assert said(table(["< 3 => 1"], given={"age": "number"}, policy="COLLECT"), "table-gap") == []


def test_overlaps_are_named_with_both_rules_and_where() -> None:
    model = table(["[1..5] => 1", "[5..9] => 2"], given={"age": "number"}, defaults={"answer": "0"})
    assert said(model, "table-overlap") == ["”choose”: regel 1 och 2 gäller båda men svarar olika för Age = 5."]
    assert [f.severity for f in decisions.check(model)] == ["error"]


def test_any_may_overlap_when_the_answers_agree() -> None:
    rows = ["[1..5] => 1", "[5..9] => 0 + 1", "[9..9] => 2"]
    model = table(rows, given={"age": "number"}, policy="ANY", defaults={"answer": "0"})
    assert said(model, "table-different") == ["”choose”: regel 2 och 3 gäller båda men svarar olika för Age = 9."]


def test_a_rule_that_others_always_precede_is_named() -> None:
    rows = ["< 10 => 1", ">= 5 => 2", "[3..7] => 3", "- => 4"]
    model = table(rows, given={"age": "number"}, policy="FIRST")
    hidden = said(model, "rule-hidden")
    assert [text[:23] for text in hidden] == ["”choose”: regel 3 nås a", "”choose”: regel 4 nås a"]


def test_a_misspelt_value_is_a_rule_that_never_holds() -> None:
    model = table(['"haland" => 1', "- => 2"], given={"edition": "string"}, values={"edition": EDITIONS})
    (never,) = said(model, "rule-never")
    assert "regel 1" in never
    assert '"haland"' in never


def test_an_answer_outside_the_declared_ones_is_named() -> None:
    model = table(['- => "maybe"'], given={"age": "number"}, priorities={"answer": '"yes", "no"'})
    assert len(said(model, "output-not-allowed")) == 1


def test_cells_that_speak_of_other_columns_are_said_not_to_be_checked() -> None:
    model = table(["> other => 1"], given={"age": "number", "other": "number"})
    assert len(said(model, "not-checked")) == 1


def test_a_cell_that_cannot_be_read_is_named_and_never_passes() -> None:
    model = table(["< < 3 => 1"], given={"age": "number"}, defaults={"answer": "0"})
    assert len(said(model, "expression-unreadable")) == 1
    decided = model.decide("choose", {"age": Decimal(1)})
    assert decided.value == 0
    assert [finding.rule for finding in decided.errors] == ["expression-unreadable"]


def test_an_unknown_name_is_an_error() -> None:
    model = table(["- => aeg + 1"], given={"age": "number"})
    (finding,) = [f for f in decisions.check(model) if f.rule == "unknown-name"]
    assert finding.severity == "error"
    assert "aeg" in finding.sv


def test_a_table_too_large_to_search_says_so_instead_of_hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "STEPS", 3)
    model = table(["< 3 | < 3 => 1", ">= 3 | < 3 => 1"], given={"a": "number", "b": "number"})
    assert len(said(model, "not-checked")) == 1


def test_a_wide_table_is_searched_quickly() -> None:
    given = {f"c{at}": "number" for at in range(12)}
    rows = [
        " | ".join("-" if (row * 5 + at * 3) % 7 else f"[{row}..{row + 30}]" for at in range(12)) for row in range(60)
    ]
    started = time.perf_counter()
    decisions.check(table([f"{row} => 1" for row in rows], given=given, policy="FIRST"))
    assert time.perf_counter() - started < 5
