"""Infers kinds through a syntax tree, to find unknown names, parts and kinds that never go together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from workflows.feel import hints, kinds, temporal, tree
from workflows.feel.hints import ANY, Finding, TypeHint
from workflows.feel.registry import FUNCTIONS, Native

Known = Mapping[str, TypeHint]
_COMPARED = ("=", "!=", "<", "<=", ">", ">=")
_LITERALS = {bool: kinds.BOOLEAN, str: kinds.STRING, Decimal: kinds.NUMBER, type(None): ANY}


class Checker:
    """Walks through one tree and collects what cannot be right."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def report(self, node: tree.Node, code: str, sv: str, en: str) -> None:
        """Add a finding at a node."""
        finding = Finding(node.position, code, sv, en)
        if finding not in self.findings:
            self.findings.append(finding)

    def hint(self, node: tree.Node, known: Known) -> TypeHint:
        """Infer what a node gives, reporting on the way."""
        return _RULES[type(node)](self, node, known)


def _literal(checker: Checker, node: tree.Literal, known: Known) -> TypeHint:
    return _LITERALS[type(node.value)]


def _at(checker: Checker, node: tree.At, known: Known) -> TypeHint:
    value = temporal.read(node.text)
    if value is None:
        sv = f"”{node.text}” är varken datum, tid eller längd."
        checker.report(node, "bad-literal", sv, f"“{node.text}” is neither a date, a time nor a duration.")
        return ANY
    return kinds.kind(value)


def _name(checker: Checker, node: tree.Name, known: Known) -> TypeHint:
    if node.name in known:
        return hints.normal(known[node.name])
    if node.name in FUNCTIONS:
        return kinds.FUNCTION
    if not known.get(hints.OPEN):
        sv, en = f"Namnet ”{node.name}” är okänt.", f"The name “{node.name}” is unknown."
        checker.report(node, "unknown-name", sv, en)
    return ANY


def _negation(checker: Checker, node: tree.Negation, known: Known) -> TypeHint:
    found = checker.hint(node.operand, known)
    if hints.name(found) not in (ANY, kinds.NUMBER, kinds.MONTHS, kinds.SECONDS):
        _mismatch(checker, node, "-", found, found)
    return found


def _binary(checker: Checker, node: tree.Binary, known: Known) -> TypeHint:
    left, right = checker.hint(node.left, known), checker.hint(node.right, known)
    if node.operator in ("and", "or"):
        for side in (left, right):
            if hints.name(side) not in (ANY, kinds.BOOLEAN):
                _mismatch(checker, node, node.operator, left, right)
                break
        return kinds.BOOLEAN
    if node.operator in _COMPARED:
        _compare(checker, node, left, right, ordered=node.operator not in ("=", "!="))
        return kinds.BOOLEAN
    result = hints.arithmetic(node.operator, hints.name(left), hints.name(right))
    if result is None:
        _mismatch(checker, node, node.operator, left, right)
    return result or ANY


def _compare(checker: Checker, node: tree.Node, left: TypeHint, right: TypeHint, *, ordered: bool) -> None:
    one, other = hints.name(left), hints.name(right)
    if ANY in (one, other):
        return
    if one != other or (ordered and one not in kinds.ORDERED):
        _mismatch(checker, node, "jämföra", left, right)


def _mismatch(checker: Checker, node: tree.Node, operator: str, left: TypeHint, right: TypeHint) -> None:
    one, other = hints.name(left), hints.name(right)
    sv_one, sv_other = hints.SWEDISH.get(one, one), hints.SWEDISH.get(other, other)
    if operator == "jämföra":
        sv, en = f"{sv_one} och {sv_other} går inte att jämföra så.", f"{one} and {other} cannot be compared so."
    else:
        sv, en = (
            f"”{operator}” går inte för {sv_one} och {sv_other}.",
            f"“{operator}” has no meaning for {one} and {other}.",
        )
    checker.report(node, "wrong-kinds", sv[:1].upper() + sv[1:], en[:1].upper() + en[1:])


def _between(checker: Checker, node: tree.Between, known: Known) -> TypeHint:
    value = checker.hint(node.value, known)
    for end in (node.low, node.high):
        _compare(checker, end, value, checker.hint(end, known), ordered=True)
    return kinds.BOOLEAN


def _in(checker: Checker, node: tree.In, known: Known) -> TypeHint:
    value = checker.hint(node.value, known)
    for test in node.tests:
        _test_of(checker, test, value, {**known, "?": value})
    return kinds.BOOLEAN


def _test_of(checker: Checker, test: tree.Node, value: TypeHint, known: Known) -> None:
    """Check a test against what is tested: its ends, its operand, or its value unless it is a condition or a list."""
    if isinstance(test, tree.Test):
        _compare(checker, test, value, checker.hint(test.operand, known), ordered=len(test.operator.strip("=!")) > 0)
    elif isinstance(test, tree.Interval):
        for end in (test.low, test.high):
            _compare(checker, end, value, checker.hint(end, known), ordered=True)
    else:
        found = checker.hint(test, known)
        if hints.name(found) not in (kinds.BOOLEAN, kinds.LIST, kinds.RANGE):
            _compare(checker, test, value, found, ordered=False)


def _test(checker: Checker, node: tree.Test, known: Known) -> TypeHint:
    checker.hint(node.operand, known)
    return kinds.RANGE


def _interval(checker: Checker, node: tree.Interval, known: Known) -> TypeHint:
    _compare(checker, node, checker.hint(node.low, known), checker.hint(node.high, known), ordered=True)
    return kinds.RANGE


def _list(checker: Checker, node: tree.ListOf, known: Known) -> TypeHint:
    return [hints.common([checker.hint(item, known) for item in node.items])]


def _context(checker: Checker, node: tree.Context, known: Known) -> TypeHint:
    made: dict[str, TypeHint] = {}
    for entry in node.entries:
        own = {entry.key: kinds.FUNCTION} if isinstance(entry.value, tree.Lambda) else {}
        made[entry.key] = checker.hint(entry.value, {**known, **made, **own})
    return made


def _if(checker: Checker, node: tree.If, known: Known) -> TypeHint:
    condition = checker.hint(node.condition, known)
    if hints.name(condition) not in (ANY, kinds.BOOLEAN):
        sv = f"Villkoret ger {hints.swedish(condition)}, inte sant eller falskt."
        en = f"The condition gives {hints.name(condition)}, not true or false."
        checker.report(node.condition, "not-a-boolean", sv, en)
    return hints.common([checker.hint(node.yes, known), checker.hint(node.no, known)])


def _bind(checker: Checker, iterations: tuple[tree.Iteration, ...], known: Known) -> dict[str, TypeHint]:
    inner = dict(known)
    for iteration in iterations:
        source = checker.hint(iteration.source, inner)
        if iteration.end is not None:
            _compare(checker, iteration, source, checker.hint(iteration.end, inner), ordered=True)
            inner[iteration.name] = source
        else:
            inner[iteration.name] = hints.item(source)
    return inner


def _for(checker: Checker, node: tree.For, known: Known) -> TypeHint:
    return [checker.hint(node.body, _bind(checker, node.iterations, {**known, "partial": [ANY]}))]


def _quantified(checker: Checker, node: tree.Quantified, known: Known) -> TypeHint:
    checker.hint(node.body, _bind(checker, node.iterations, known))
    return kinds.BOOLEAN


def _lambda(checker: Checker, node: tree.Lambda, known: Known) -> TypeHint:
    types = (hints.of_type(wanted) if wanted is not None else ANY for wanted in node.types)
    if node.body is not None:
        checker.hint(node.body, {**known, **dict(zip(node.parameters, types, strict=True))})
    return kinds.FUNCTION


def _instance(checker: Checker, node: tree.InstanceOf, known: Known) -> TypeHint:
    checker.hint(node.value, known)
    if not kinds.is_known_type(node.type):
        name = node.type.name
        checker.report(node, "unknown-type", f"Typen ”{name}” är okänd.", f"The type “{name}” is unknown.")
    return kinds.BOOLEAN


def _path(checker: Checker, node: tree.Path, known: Known) -> TypeHint:
    value = checker.hint(node.value, known)
    found = hints.part(value, node.name)
    if found is not None:
        return found
    what = hints.name(value)
    sv = f"{hints.swedish(value)} har ingen del ”{node.name}”."
    checker.report(node, "unknown-part", sv[:1].upper() + sv[1:], f"A {what} has no part “{node.name}”.")
    return ANY


def _filter(checker: Checker, node: tree.Filter, known: Known) -> TypeHint:
    value = checker.hint(node.value, known)
    item = hints.item(value)
    inner: dict[str, TypeHint] = {**known, "item": item}
    if isinstance(item, dict):
        inner |= item
    elif hints.name(item) in (ANY, kinds.CONTEXT):
        inner[hints.OPEN] = True
    condition = hints.name(checker.hint(node.condition, inner))
    if condition == kinds.NUMBER:
        return item
    return [item] if condition == kinds.BOOLEAN else ANY


def _call(checker: Checker, node: tree.Call, known: Known) -> TypeHint:
    given = [checker.hint(argument, known) for argument in node.arguments]
    target = checker.hint(node.function, known)
    name = node.function.name if isinstance(node.function, tree.Name) else ""
    native = FUNCTIONS.get(name)
    if native is None or hints.name(known.get(name, kinds.FUNCTION)) == ANY:
        if hints.name(target) not in (ANY, kinds.FUNCTION, kinds.LIST):
            sv, en = f"”{name}” är ingen funktion.", f"“{name}” is no function."
            checker.report(node.function, "not-a-function", sv, en)
        return ANY
    if not any(_fits(signature.parameters, node.names, given) for signature in native.signatures):
        wanted = _wanted(native)
        sv = f"”{name}” tar inte dessa argument. Så här: {wanted}."
        checker.report(node.function, "wrong-arguments", sv, f"“{name}” does not take these arguments: {wanted}.")
    return hints.result(name, given)


def _fits(parameters: Any, names: tuple[str, ...], given: list[TypeHint]) -> bool:
    if names:
        by_name = {parameter.name: parameter for parameter in parameters}
        pairs = [(by_name.get(name), hint) for name, hint in zip(names, given, strict=True)]
        missing = [one for one in parameters if not one.optional and one.name not in names]
    else:
        padded = list(parameters) + [parameters[-1]] * len(given) if parameters and parameters[-1].rest else parameters
        pairs = [(padded[at] if at < len(padded) else None, hint) for at, hint in enumerate(given)]
        missing = [one for one in parameters[len(given) :] if not one.optional]
    return not missing and all(one is not None and hints.fits(hint, one.kinds) for one, hint in pairs)


def _wanted(native: Native) -> str:
    return " / ".join(
        f"{native.name}({', '.join(parameter.name for parameter in signature.parameters)})"
        for signature in native.signatures
    )


def _tests(checker: Checker, node: tree.Tests, known: Known) -> TypeHint:
    for test in node.tests:
        _test_of(checker, test, hints.normal(known.get("?", ANY)), known)
    return kinds.BOOLEAN


_RULES: dict[type, Callable[[Checker, Any, Known], TypeHint]] = {
    tree.Literal: _literal,
    tree.At: _at,
    tree.Name: _name,
    tree.Negation: _negation,
    tree.Binary: _binary,
    tree.Between: _between,
    tree.In: _in,
    tree.Test: _test,
    tree.Interval: _interval,
    tree.ListOf: _list,
    tree.Context: _context,
    tree.If: _if,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.Lambda: _lambda,
    tree.InstanceOf: _instance,
    tree.Path: _path,
    tree.Filter: _filter,
    tree.Call: _call,
    tree.Tests: _tests,
}


def findings(node: tree.Node, known: Known) -> list[Finding]:
    """List what cannot be right in a scope, by position."""
    checker = Checker()
    checker.hint(node, known)
    return sorted(checker.findings)


def infer(node: tree.Node, known: Known) -> TypeHint:
    """Infer what an expression gives in a scope; "Any" where it cannot be said."""
    return Checker().hint(node, known)
