"""Decision tables: every hit policy, defaults, declared values, and what is reported when there is no clear answer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.unit.decisions_kit import table
from workflows.decisions import DecisionModel

AGES = {"age": "number"}


def ages(rows: list[str], **more: object) -> DecisionModel:
    return table(rows, given=AGES, **more)  # type: ignore[arg-type]


def ask(model: DecisionModel, age: object) -> object:
    return model.decide("choose", {"age": Decimal(age) if isinstance(age, int) else age}).value


def reported(model: DecisionModel, age: int) -> list[str]:
    return [finding.rule for finding in model.decide("choose", {"age": Decimal(age)}).errors]


class TestUnique:
    def test_the_one_rule_that_matches_answers(self) -> None:
        model = ages(['< 18 => "child"', '[18..65) => "adult"', '>= 65 => "senior"'])
        assert [ask(model, age) for age in (17, 18, 64, 65)] == ["child", "adult", "adult", "senior"]

    def test_two_rules_at_once_are_an_error_and_name_the_rules(self) -> None:
        model = ages(['< 18 => "child"', '<= 18 => "young"'])
        decided = model.decide("choose", {"age": Decimal(3)})
        assert decided.value is None
        assert [finding.rule for finding in decided.errors] == ["table-overlap"]
        assert "1 och 2" in decided.errors[0].sv
        assert "1 and 2" in decided.errors[0].en

    def test_no_rule_and_no_default_is_an_error(self) -> None:
        model = ages(['< 18 => "child"'])
        assert ask(model, 40) is None
        assert reported(model, 40) == ["no-rule"]

    def test_a_default_of_null_says_that_no_answer_is_meant(self) -> None:
        model = ages(['< 18 => "child"'], defaults={"answer": "null"})
        decided = model.decide("choose", {"age": Decimal(40)})
        assert decided.value is None
        assert decided.errors == []
        assert [(match.rule_id, match.rule_index) for match in decided.matched] == [("", 0)]


class TestAny:
    def test_rules_that_agree_may_overlap(self) -> None:
        model = ages(['< 18 => "no"', '< 20 => "no"', '>= 18 => "yes"'], policy="ANY")
        assert ask(model, 10) == "no"
        decided = model.decide("choose", {"age": Decimal(10)})
        assert [match.rule_index for match in decided.matched] == [1, 2]

    def test_rules_that_disagree_are_an_error(self) -> None:
        model = ages(['< 18 => "no"', '< 20 => "no"', '>= 18 => "yes"'], policy="ANY")
        assert ask(model, 19) is None
        assert reported(model, 19) == ["table-different"]


class TestFirst:
    def test_the_first_rule_wins_and_only_it_is_noted(self) -> None:
        model = ages(['< 10 => "small"', '< 20 => "medium"', '- => "large"'], policy="FIRST")
        assert [ask(model, age) for age in (5, 15, 25)] == ["small", "medium", "large"]
        assert [match.rule_index for match in model.decide("choose", {"age": Decimal(5)}).matched] == [1]


class TestPriority:
    ROWS = ['>= 10 => "low"', '>= 20 => "high"', '>= 15 => "middle"']

    def test_the_output_declared_first_wins(self) -> None:
        model = ages(self.ROWS, policy="PRIORITY", priorities={"answer": '"high", "middle", "low"'})
        assert [ask(model, age) for age in (12, 16, 30)] == ["low", "middle", "high"]
        assert [match.rule_index for match in model.decide("choose", {"age": Decimal(30)}).matched] == [2]

    def test_output_order_gives_all_in_that_order(self) -> None:
        model = ages(self.ROWS, policy="OUTPUT ORDER", priorities={"answer": '"high", "middle", "low"'})
        assert ask(model, 30) == ["high", "middle", "low"]

    def test_with_several_outputs_the_leftmost_decides_first(self) -> None:
        model = ages(
            ['- => "b" | 1', '- => "a" | 2', '- => "a" | 1'],
            policy="PRIORITY",
            outputs={"letter": "string", "number": "number"},
            priorities={"letter": '"a", "b"', "number": "1, 2"},
        )
        assert ask(model, 1) == {"letter": "a", "number": Decimal(1)}


class TestSeveralAnswers:
    ROWS = [">= 1 => 5", ">= 2 => 3", ">= 3 => 5"]

    def test_rule_order_gives_all_answers_as_written(self) -> None:
        assert ask(ages(self.ROWS, policy="RULE ORDER"), 9) == [5, 3, 5]

    @pytest.mark.parametrize(
        ("aggregation", "answer"), [("", [5, 3, 5]), ("SUM", 13), ("MIN", 3), ("MAX", 5), ("COUNT", 3)]
    )
    def test_collect_gathers_or_reckons(self, aggregation: str, answer: object) -> None:
        assert ask(ages(self.ROWS, policy="COLLECT", aggregation=aggregation), 9) == answer

    def test_no_rule_is_no_error_where_several_may_answer(self) -> None:
        model = ages(self.ROWS, policy="COLLECT")
        assert ask(model, 0) is None
        assert reported(model, 0) == []

    def test_counting_nothing_is_zero(self) -> None:
        assert ask(ages(self.ROWS, policy="COLLECT", aggregation="COUNT"), 0) == 0


class TestOutputs:
    def test_several_outputs_make_a_context(self) -> None:
        model = ages(['- => "x" | age * 2'], outputs={"name": "string", "double": "number"})
        assert ask(model, 4) == {"name": "x", "double": Decimal(8)}

    def test_an_output_of_the_wrong_type_is_null_and_reported(self) -> None:
        model = ages(['- => "many"'], outputs={"answer": "number"})
        assert ask(model, 4) is None
        assert reported(model, 4) == ["value-type"]

    def test_defaults_may_be_expressions(self) -> None:
        model = ages(["< 3 => 1"], defaults={"answer": "age + 1"})
        assert ask(model, 4) == Decimal(5)


class TestInputs:
    def test_a_value_that_is_not_declared_is_an_error(self) -> None:
        model = table(
            ['"halland" => 1', "- => 2"], given={"edition": "string"}, values={"edition": '"halland", "blekinge"'}
        )
        decided = model.decide("choose", {"edition": "skåne"})
        assert decided.value is None
        assert [finding.rule for finding in decided.errors] == ["input-not-allowed"]

    def test_a_value_of_the_wrong_type_is_an_error(self) -> None:
        assert [f.rule for f in ages(["- => 1"]).decide("choose", {"age": "ten"}).errors] == ["value-type"]

    def test_a_missing_input_counts_as_null_with_a_warning(self) -> None:
        decided = ages(["null => 1", "not(null) => 2"]).decide("choose", {})
        assert decided.value == 1
        assert decided.errors == []
        assert [finding.rule for finding in decided.warnings] == ["input-missing"]

    @pytest.mark.parametrize(
        ("cell", "value", "passes"),
        [
            ('"a", "b"', "b", True),
            ('not("a", "b")', "b", False),
            ('not("a")', "b", True),
            ("? > 3 and ? < 5", Decimal(4), True),
            ("[1..3], > 10", Decimal(11), True),
            ("(1..3)", Decimal(3), False),
            ('>= date("2026-01-01")', dt.date(2026, 1, 1), True),
            ("true", True, True),
            ("not(true)", False, True),
            ('starts with(?, "kir")', "kirurgi", True),
        ],
    )
    def test_cells_say_what_unary_tests_say(self, cell: str, value: object, passes: bool) -> None:
        model = table([f'{cell} => "yes"'], given={"it": "Any"}, defaults={"answer": '"no"'})
        assert model.decide("choose", {"it": value}).value == ("yes" if passes else "no")
