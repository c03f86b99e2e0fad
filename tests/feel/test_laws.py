"""Laws that hold for all expressions and values, looked for with generated ones."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows import feel
from workflows.feel import numbers, parser, tree
from workflows.feel.tree import FeelType
from workflows.model.isotext import Months

settings.register_profile("house", deadline=None)
settings.load_profile("house")

# --- generated expressions ---

WORDS = st.sampled_from(["a", "b", "case", "policy", "x1", "län", "roll_2", "åäö"])
NAMES = st.one_of(WORDS, st.builds(lambda one, two: f"{one} {two}", WORDS, WORDS))
DIGITS = st.decimals(min_value=0, max_value=10**20, places=3).map(Decimal.normalize)
LITERALS = st.one_of(st.none(), st.booleans(), DIGITS, st.text(max_size=8)).map(tree.Literal)
TEMPORALS = st.sampled_from(["2026-11-22", "10:30:00", "P1Y2M", "PT5M", "2026-11-22T10:30:00Z", "odd"]).map(tree.At)
TYPES = st.recursive(
    st.sampled_from(["number", "string", "date and time", "years and months duration", "Any"]).map(FeelType),
    lambda inner: st.one_of(
        inner.map(lambda one: FeelType("list", (one,))),
        st.tuples(inner, inner).map(lambda pair: FeelType("function", pair)),
        inner.map(lambda one: FeelType("context", (), (("a", one), ("b", one)))),
    ),
    max_leaves=3,
)


def _tests(inner: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    operators = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
    return st.one_of(st.builds(tree.Test, operators, inner), inner)


def _loops(inner: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    iteration = st.builds(tree.Iteration, WORDS, inner, st.none() | inner)
    iterations = st.lists(iteration, min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(tree.For, iterations, inner),
        st.builds(tree.Quantified, st.sampled_from(["some", "every"]), iterations, inner),
    )


def _functions(inner: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    parameters = st.lists(st.tuples(WORDS, st.none() | TYPES), max_size=2, unique_by=lambda pair: pair[0])
    named = st.lists(st.tuples(WORDS, inner), min_size=1, max_size=2, unique_by=lambda pair: pair[0])
    return st.one_of(
        st.builds(
            lambda found, body: tree.Lambda(tuple(n for n, _ in found), tuple(t for _, t in found), body),
            parameters,
            inner,
        ),
        st.builds(tree.Call, inner, st.lists(inner, max_size=3).map(tuple)),
        st.builds(
            lambda function, pairs: tree.Call(function, tuple(v for _, v in pairs), tuple(n for n, _ in pairs)),
            inner,
            named,
        ),
    )


def _compound(inner: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    operators = ["and", "or", "+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">="]
    entries = st.lists(st.builds(tree.Entry, WORDS, inner), max_size=3, unique_by=lambda entry: entry.key)
    return st.one_of(
        st.builds(tree.Binary, st.sampled_from(operators), inner, inner),
        st.builds(tree.Negation, inner),
        st.builds(tree.Between, inner, inner, inner),
        st.builds(tree.In, inner, st.lists(_tests(inner), min_size=1, max_size=3).map(tuple)),
        st.builds(tree.Interval, inner, st.booleans(), inner, st.booleans()),
        st.lists(_tests(inner), max_size=3).map(lambda items: tree.ListOf(tuple(items))),
        entries.map(lambda found: tree.Context(tuple(found))),
        st.builds(tree.If, inner, inner, inner),
        st.builds(tree.InstanceOf, inner, TYPES),
        st.builds(tree.Path, inner, NAMES),
        st.builds(tree.Filter, inner, inner),
        _loops(inner),
        _functions(inner),
    )


ATOMS = st.one_of(LITERALS, TEMPORALS, NAMES.map(tree.Name))


@st.composite
def _trees(draw: st.DrawFn, depth: int = 3) -> tree.Node:
    return draw(ATOMS) if not depth or draw(st.integers(0, 3)) == 0 else draw(_compound(_trees(depth - 1)))


TREES = _trees()


@settings(max_examples=150)
@given(TREES)
def test_what_is_written_reads_as_the_same_tree(node: tree.Node) -> None:
    assert parser.parse(feel.unparse(node)) == node


@settings(max_examples=80)
@given(TREES)
def test_any_expression_gives_a_value_or_a_named_limit(node: tree.Node) -> None:
    with contextlib.suppress(feel.FeelLimit):
        value = feel.Expression("", node).evaluate({"a": Decimal(1), "case": {"b": [True]}})
        assert feel.kind(value) != "unknown"


@settings(max_examples=80)
@given(TREES)
def test_any_expression_can_be_checked(node: tree.Node) -> None:
    expression = feel.Expression("", node)
    found = expression.check({"a": "number", "case": {"b": ["boolean"]}})
    assert all(one.sv and one.en for one in found)
    assert expression.free_names.isdisjoint({"count", "not"})


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_position(text: str) -> None:
    position = 0
    try:
        feel.parse(text)
    except feel.FeelSyntaxError as problem:
        position = problem.position
    assert 0 <= position <= len(text)


# --- laws of values ---

NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=4)
DATES = st.dates(dt.date(1800, 1, 1), dt.date(2200, 1, 1))
MOMENTS = st.datetimes(dt.datetime(1800, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC))
ORDERED = st.one_of(
    st.tuples(NUMBERS, NUMBERS, NUMBERS),
    st.tuples(*[st.text(max_size=4)] * 3),
    st.tuples(DATES, DATES, DATES),
    st.tuples(*[st.integers(-5000, 5000).map(Months)] * 3),
)
LAWS_OF_ORDER = [
    "(a < b) = not(a >= b)",
    "(a > b) = (b < a)",
    "count([a < b, a = b, a > b][item]) = 1",
    "(a between b and c) = (a >= b and a <= c)",
    "(a in [b..c]) = (b <= a and a <= c) or b > c",
    "min(a, b) <= max(a, b)",
    "sort([a, b, c]) = sort([c, b, a])",
    "sort([a, b, c])[1] = min([a, b, c])",
    "(a = b) = (b = a)",
    "before(a, b) = after(b, a)",
    "list contains([a, b], a)",
    "not(a != a)",
]
LAWS_OF_NUMBERS = [
    "a + b = b + a",
    "a * b = b * a",
    "a - b = -(b - a)",
    "a + b - b = a",
    "(a + b) * c = a * c + b * c",
    "abs(a * b) = abs(a) * abs(b)",
    "floor(a) <= a and a <= ceiling(a)",
    "b = 0 or modulo(a, b) + b * floor(a / b) = a or abs(a / b) > 10**20",
    "sum([a, b, c]) = a + b + c",
    "number(string(a)) = a",
]


@given(ORDERED)
def test_laws_of_order(values: tuple[Any, Any, Any]) -> None:
    scope = dict(zip("abc", values, strict=True))
    for law in LAWS_OF_ORDER:
        assert feel.parse(law).evaluate(scope) is True, law


@given(NUMBERS, NUMBERS, NUMBERS)
def test_laws_of_numbers(a: Decimal, b: Decimal, c: Decimal) -> None:
    for law in LAWS_OF_NUMBERS:
        assert feel.parse(law).evaluate({"a": a, "b": b, "c": c}) is True, law


@given(DATES, st.integers(-4000, 4000), MOMENTS, st.timedeltas(dt.timedelta(-9999), dt.timedelta(9999)))
def test_laws_of_time(day: dt.date, count: int, moment: dt.datetime, length: dt.timedelta) -> None:
    scope = {"d": day, "n": Months(count), "t": moment, "l": length, "e": day + dt.timedelta(count)}
    for law in [
        "t + l - l = t",
        "(t + l) - t = l",
        "d + (e - d) = e",
        "(e - d).days = -(d - e).days",
        "years and months duration(d, d + n) = n or d.day > 28",
        "(d + n).day = d.day or d.day > 28",
        'date and time(t, "Europe/Stockholm") = t',
        "duration(string(l)) = l and duration(string(n)) = n",
        "date(string(d)) = d and date and time(string(t)) = t",
    ]:
        assert feel.parse(law).evaluate(scope) is True, law


@given(st.sampled_from([True, False, None]), st.sampled_from([True, False, None]))
def test_laws_of_logic(a: bool | None, b: bool | None) -> None:
    for law in ["is(a and b, b and a)", "is(a or b, b or a)", "is(not(a and b), not(a) or not(b))"]:
        assert feel.parse(law).evaluate({"a": a, "b": b}) is True, law


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_34_digits(number: Decimal) -> None:
    literal = numbers.literal(str(number))
    assert literal is None or len(literal.as_tuple().digits) <= 34
