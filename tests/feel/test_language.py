"""What the language itself promises: names, logic with null, ranges, closures, and failing loudly where it matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.feel import tck_adapter
from workflows import feel

ONE = [
    # names
    ('{first name: "Anna", r: first name + "!"}.r', '"Anna!"'),
    ("{a+b: 1, r: a+b + 1}.r", "2"),
    ("{a-b: 3, a: 1, b: 1, r: a-b}.r", "3"),
    ("{a: 3, b: 1, r: a-b}.r", "2"),
    ("{date and time of visit: 1, r: date and time of visit + 1}.r", "2"),
    ("for some day in [1, 2] return some day * 2", "[2, 4]"),
    ("(function(list of things) count(list of things))([1, 2])", "2"),
    ('{🐎: "häst"}.🐎', '"häst"'),
    ('"\\uD83D\\uDC0E" = "\\U01F40E"', "true"),
    ("1 // rest of the line\n + /* in between */ 1", "2"),
    # three-valued logic
    ("true and null", "null"),
    ("false and null", "false"),
    ("true or null", "true"),
    ("false or null", "null"),
    ("not(null)", "null"),
    ("null = null", "true"),
    ("null = 1", "false"),
    ('1 = "1"', "null"),
    ("1 < null", "null"),
    ("if null then 1 else 2", "2"),
    # ranges and tests
    ("5 in [1..5]", "true"),
    ("5 in [1..5)", "false"),
    ("5 in [1..5[", "false"),
    ("1 in ]1..5]", "false"),
    ("5 in (< 3, >= 5)", "true"),
    ("5 in (1, 5)", "true"),
    ("5 in (? > 3 and ? < 6)", "true"),
    ("5 in (? < 3, even(?))", "false"),
    ("5 in [[1..3], [4..6]]", "true"),
    ('null in (null, "a")', "true"),
    ("[1, 2] in [[1, 2], [3]]", "true"),
    ('"b" in ["a".."c"]', "true"),
    ("[1..10[ = [1..10)", "true"),
    ("(< 10).end", "10"),
    ("[1..3].start included", "true"),
    ("5 between 1 and 10 and true", "true"),
    # lists, filters, paths
    ("[1, 2, 3][2]", "2"),
    ("[1, 2, 3][-1]", "3"),
    ("[1, 2, 3][4]", "null"),
    ("[1, 2, 3][item > 1]", "[2, 3]"),
    ("[{a: 1, b: 2}, {a: 2}][a = 1].b", "[2]"),
    ("[{item: 5}][item = 5].item", "[5]"),
    ("1[1]", "1"),
    ("null[1]", "null"),
    ("[][item > 1]", "[]"),
    ("[{a: 1}, {b: 2}].a", "[1, null]"),
    ("{a: {b: {c: 7}}}.a.b.c", "7"),
    ("{a: 1}.b", "null"),
    # loops
    ("for i in 1..3 return i * i", "[1, 4, 9]"),
    ("for i in 3..1 return i", "[3, 2, 1]"),
    ("for i in [1..4) return i", "[1, 2, 3]"),
    ("for a in [1, 2], b in [10, a] return a * b", "[10, 1, 20, 4]"),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
    ('for d in @"2026-02-27"..@"2026-03-01" return d.day', "[27, 28, 1]"),
    ("for x in null return x", "null"),
    ("some x in [1, 2], y in [2, 3] satisfies x = y", "true"),
    ("every x in [] satisfies false", "true"),
    ("some x in [1, null] satisfies x > 5", "null"),
    # functions
    ("(function(a, b) a - b)(b: 1, a: 3)", "2"),
    ("(function(a: number) a + 1)([4])", "5"),
    ('(function(a: number) a)("x")', "null"),
    ("(function(a) a)(1, 2)", "null"),
    ("{n: 1, add: function(x) x + n, r: add(2)}.r", "3"),
    ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r", "2432902008176640000"),
    ("(function(f, x) f(f(x)))(function(x) x * 3, 2)", "18"),
    ('(function() external {java: {class: "java.lang.Math", method signature: "cos(double)"}})()', "null"),
    ("sum([1, 2], 3)", "null"),
    ("{count: 5, r: count([1, 2]) + count}.r", "7"),
    # types
    ("1 instance of number", "true"),
    ("null instance of number", "false"),
    ("[1, 2] instance of list<number>", "true"),
    ('[1, "a"] instance of list<number>', "false"),
    ("{a: 1} instance of context<a: number>", "true"),
    ('@"P1Y" instance of years and months duration', "true"),
    ('@"2026-01-01T00:00:00" instance of date and time', "true"),
    ("[1..2] instance of range<number>", "true"),
    ("(function(a: number) a) instance of function<number>->number", "true"),
    ("(function(a) a) instance of function<number, number>->number", "false"),
    # null inside is not the end of everything
    ('[1 / 0, 2, "a" - 1, foo.bar]', "[null, 2, null, null]"),
]


@pytest.mark.parametrize(("text", "wanted"), ONE, ids=[case[0] for case in ONE])
def test_an_expression_means_what_the_standard_says(text: str, wanted: str) -> None:
    got, expected = feel.parse(text).evaluate(), feel.parse(wanted).evaluate()
    assert feel.kind(got) == feel.kind(expected)
    assert feel.equal(got, expected, feel.Budget()) is True, got


CELLS = [
    ("-", 5, True),
    ("", None, True),
    ("5", 5, True),
    ("< 5", 5, False),
    ("< 5, > 4", 5, True),
    ("[1..5)", 5, False),
    ("not(1, 2)", 5, True),
    ("not(5)", 5, False),
    ("not(? > 3)", 5, False),
    ("? > 3 and ? < 10", 5, True),
    ("count(?) = 2", [1, 2], True),
    ('"a", "b"', "b", True),
    ('starts with(?, "ab")', "abc", True),
    ("true", True, True),
    ("false", False, True),
    ("true", False, False),
    ("null", None, True),
    ("5", None, False),
    ("[1, 2, 3]", 2, True),
    ("limit", 7, True),
    ("> limit", 7, False),
    ("-7", -7, True),
    ('"a" + "b"', "ab", True),
    ("unknown", 5, False),
    ("< unknown", 5, False),
    ("not(unknown)", 5, True),
    ("list contains(?, 2)", [1, 2], True),
]


@pytest.mark.parametrize(("cell", "value", "passes"), CELLS)
def test_a_cell_of_a_decision_table(cell: str, value: Any, passes: bool) -> None:
    value = [Decimal(one) for one in value] if isinstance(value, list) else value
    value = Decimal(value) if type(value) is int else value
    assert feel.parse_tests(cell).matches(value, {"limit": Decimal(7)}) is passes


BROKEN = [
    ("1 +", 3),
    ("= 1 +", 5),
    ("(1", 2),
    ('"open', 0),
    ("a b ]", 4),
    ("{a: 1, a: 2}", 7),
    ("if a then b", 11),
    ("for x in [1] x", 13),
    ("f(a: 1, 2)", 1),
    ("1 /* open", 2),
    ("#", 0),
    ("", 0),
]


@pytest.mark.parametrize(("text", "position"), BROKEN)
def test_what_cannot_be_read_says_where_in_two_languages(text: str, position: int) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.parse(text)
    assert caught.value.position == position
    assert caught.value.text("sv") != caught.value.text("en")


def test_a_condition_that_is_no_boolean_fails_loudly_and_shows_the_name_to_blame() -> None:
    with pytest.raises(feel.NotABoolean) as caught:
        feel.parse("=approved = true and regoin.fte > 1").condition({"approved": True})
    assert (caught.value.position, caught.value.got) == (21, "null")
    assert "position 21" in caught.value.text("sv")


def test_a_condition_that_is_a_boolean_is_just_that() -> None:
    assert feel.parse("a and b").condition({"a": True, "b": False}) is False


def test_free_names_are_those_that_the_scope_must_have() -> None:
    free = feel.parse("for x in approvals, y in x return count(partial) + case.fte + z").free_names
    assert free == {"approvals", "case", "z"}
    assert feel.parse("{f: function(n) f(n - limit), g: f}").free_names == {"limit"}
    assert feel.parse("l[item > low and role = r]").free_names == {"l", "low", "role", "r"}
    assert feel.parse_tests("> limit, ? < 3").free_names == {"limit"}


class Lazy(Mapping[str, Any]):
    """A scope that counts what is fetched."""

    def __init__(self) -> None:
        self.fetched: list[str] = []

    def __getitem__(self, key: str) -> Any:
        if key not in ("case", "policy"):
            raise KeyError(key)
        self.fetched.append(key)
        return {"region": "rjl"}

    def __iter__(self) -> Iterator[str]:
        return iter(("case", "policy"))

    def __len__(self) -> int:
        return 2


def test_a_lazy_scope_fetches_only_what_is_named() -> None:
    scope = Lazy()
    assert feel.parse('case.region = "rjl" or policy.x').evaluate(scope) is True
    assert scope.fetched == ["case"]
    assert feel.parse("count([case, missing])").evaluate(scope) == 2


def test_parsing_knows_the_names_of_the_scope() -> None:
    scope = {"start date": Decimal(3), "start": Decimal(1), "a-b": Decimal(9)}
    names = feel.known_names(scope)
    assert feel.parse("start date + start", names=names).evaluate(scope) == 4
    assert feel.parse("a-b", names=names).evaluate(scope) == 9
    assert feel.parse("start  date-a-b", names=names).evaluate(scope) == -6


def test_a_budget_can_be_shared_and_read() -> None:
    budget = feel.Budget(steps=1000)
    loop = feel.parse("for x in 1..100 return x")
    loop.evaluate(budget=budget)
    used = budget.used
    assert 100 < used < 1000
    budget.burn(1000 - 2 * used + 1)
    with pytest.raises(feel.FeelLimit) as caught:
        loop.evaluate(budget=budget)
    assert caught.value.limit == "steps"
    assert "1000" in caught.value.text("sv")


KNOWN = {
    "case": {"region": "text", "fte": "number", "start_on": "date"},
    "approvals": [{"role": "text", "outcome": "text"}],
    "answer": "Any",
    "due_at": "instant",
    "count of days": "number",
}
FINDINGS = [
    ('case.region = "rjl"', None),
    ('case.regoin = "rjl"', (4, "unknown-part")),
    ('case.fte > "1"', (9, "wrong-kinds")),
    ("foo + 1", (0, "unknown-name")),
    ('approvals[outcome = "return"].role', None),
    ('approvals[outcom = "return"]', (10, "unknown-name")),
    ('some a in approvals satisfies a.outcom = "x"', (31, "unknown-part")),
    ("case.start_on + case.fte", (14, "wrong-kinds")),
    ("due_at > case.start_on", (7, "wrong-kinds")),
    ('@"2026-13-01" = case.start_on', (0, "bad-literal")),
    ("count(approvals, 1)", (0, "wrong-arguments")),
    ("substring(case.fte, 1)", (0, "wrong-arguments")),
    ('contains(string: case.region, sought: "a")', (0, "wrong-arguments")),
    ("if case.fte then 1 else 2", (7, "not-a-boolean")),
    ("case.fte and true", (9, "wrong-kinds")),
    ("answer.what.ever[x > 1][1] = 3", None),
    ("case.fte instance of numbr", (9, "unknown-type")),
    ('case.fte in (< 1, "a")', (18, "wrong-kinds")),
    ("count of days + 1 > case.fte", None),
    ('today() - case.start_on > @"P30D"', None),
    ("for a in approvals return a.role - 1", (33, "wrong-kinds")),
    ("(function(x) x + y)(1)", (17, "unknown-name")),
    ("max(1, 2) + min([3])", None),
]


@pytest.mark.parametrize(("text", "wanted"), FINDINGS, ids=[case[0] for case in FINDINGS])
def test_a_check_finds_what_cannot_be_right(text: str, wanted: tuple[int, str] | None) -> None:
    found = feel.parse(text, names=("count of days",)).check(KNOWN)
    assert [(one.position, one.code) for one in found] == ([wanted] if wanted else [])
    assert all(one.sv and one.en and one.sv != one.en for one in found)


def test_what_an_expression_gives_is_known_beforehand() -> None:
    assert feel.parse("case.fte * 2 > 1").infer(KNOWN) == "boolean"
    assert feel.parse("for a in approvals return a.role").infer(KNOWN) == ["string"]
    assert feel.parse("{a: case.start_on, b: answer}").infer(KNOWN) == {"a": "date", "b": "Any"}


def test_the_adapter_of_the_tck_speaks_our_values() -> None:
    assert tck_adapter.expr("x + 1", {"x": Decimal(1)}) == 2


def test_integers_of_python_are_numbers_too() -> None:
    scope = {"n": 2, "l": [3, 1]}
    assert feel.parse('[substring("abc", n), n / 4, l[n], sum(l), odd(n)]').evaluate(scope) == [
        "bc",
        Decimal("0.5"),
        1,
        4,
        False,
    ]


def test_what_somebody_typed_is_never_formatted_into_a_message() -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.parse('f"{x.__class__}"')
    assert "{x.__class__}" in caught.value.text("sv")
