"""Item definitions: which values a declared type allows, and how a value is fitted to it (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from workflows.decisions import cells, notation
from workflows.feel import compiler, hints, kinds
from workflows.feel.budget import Budget
from workflows.feel.frame import Frame
from workflows.feel.hints import TypeHint
from workflows.feel.kinds import Function
from workflows.feel.reader import Reader
from workflows.feel.tree import FeelType
from workflows.model.errors import FeelSyntaxError

ANY = FeelType("Any")


class Type:
    """A type of FEEL."""

    def __init__(self, feel: FeelType) -> None:
        self.feel = feel

    def fits(self, value: Any, budget: Budget) -> bool:
        """Say whether a value is of this type; null always is."""
        return kinds.conforms(value, self.feel)


class Restricted(Type):
    """A type whose values also pass tests."""

    def __init__(self, base: Type, tests: cells.Cell) -> None:
        super().__init__(base.feel)
        self.base, self.tests = base, tests

    def fits(self, value: Any, budget: Budget) -> bool:
        """Say whether a value is of the base type and allowed."""
        if value is None:
            return True
        return self.base.fits(value, budget) and self.tests(value, Frame({"?": value}, None, budget))


class Listed(Type):
    """A list of items of one type."""

    def __init__(self, item: Type) -> None:
        super().__init__(FeelType("list", (item.feel,)))
        self.item = item

    def fits(self, value: Any, budget: Budget) -> bool:
        """Say whether a value is a list of fitting items."""
        if value is None:
            return True
        if not isinstance(value, list):
            return False
        budget.burn(len(value))
        return all(self.item.fits(item, budget) for item in value)


class Structure(Type):
    """A context with named components."""

    def __init__(self, components: Sequence[tuple[str, Type]]) -> None:
        super().__init__(FeelType("context", (), tuple((name, type_.feel) for name, type_ in components)))
        self.components = components

    def fits(self, value: Any, budget: Budget) -> bool:
        """Say whether a value is a context whose components fit."""
        if value is None:
            return True
        if not isinstance(value, Mapping):
            return False
        budget.burn(len(self.components))
        return all(name in value and type_.fits(value[name], budget) for name, type_ in self.components)

    def lacking(self, value: Any) -> list[str]:
        """Return the names of the components that a context does not have."""
        return [name for name, _ in self.components if name not in value] if isinstance(value, Mapping) else []


class FunctionType(Type):
    """A function that takes arguments of these types."""

    def fits(self, value: Any, budget: Budget) -> bool:
        """Say whether a value is a function that can be called so."""
        return value is None or (isinstance(value, Function) and kinds.conforms(value, self.feel))


class Later(Type):
    """A type that is being defined: item definitions may speak of themselves."""

    def __init__(self, types: Types, name: str) -> None:
        super().__init__(ANY)
        self.types, self.name = types, name

    def fits(self, value: Any, budget: Budget) -> bool:
        """Look the type up when a value comes."""
        budget.burn()
        found = self.types.named(self.name)
        return found is None or found.fits(value, budget)


class Types:
    """The item definitions of one model and of the models that it imports."""

    def __init__(
        self, definitions: Sequence[notation.ItemDefinition], imported: Mapping[str, Types], names: Collection[str]
    ) -> None:
        self.definitions = {definition.name: definition for definition in definitions}
        self.imported = imported
        self.names = names
        self.made: dict[str, Type | None] = {}
        #: Item definitions whose allowed values cannot be read, with what is wrong.
        self.broken: list[tuple[str, FeelSyntaxError]] = []
        for name in self.definitions:
            self.named(name)

    def named(self, reference: str) -> Type | None:
        """Return the type of a typeRef; None when nothing is declared, for Any and for what is not known."""
        reference = reference.strip().removeprefix("feel:").removeprefix("feel.")
        if reference not in self.made:
            self.made[reference] = Later(self, reference)
            self.made[reference] = self._find(reference)
        return self.made[reference]

    def hint(self, reference: str) -> TypeHint:
        """Return what the checker of FEEL should know of a type."""
        wanted = self.named(reference)
        return hints.of_type(wanted.feel) if wanted is not None else "Any"

    def knows(self, reference: str) -> bool:
        """Say whether a typeRef names a type at all."""
        reference = reference.strip().removeprefix("feel:").removeprefix("feel.")
        return reference in ("", "Any") or self.named(reference) is not None

    def _find(self, reference: str) -> Type | None:
        definition = self.definitions.get(reference)
        if definition is not None:
            return self._make(definition)
        prefix, dot, rest = reference.partition(".")
        if dot and prefix in self.imported:
            return self.imported[prefix].named(rest)
        if dot and prefix in self.definitions:
            return self._component(self.definitions[prefix], rest)
        if "" in self.imported and (found := self.imported[""].named(reference)):
            return found
        return _language_type(reference)

    def _component(self, definition: notation.ItemDefinition, name: str) -> Type | None:
        found = [component for component in definition.components if component.name == name]
        return self._make(found[0]) if found else None

    def _make(self, definition: notation.ItemDefinition) -> Type | None:
        made: Type | None
        if definition.function is not None:
            made = self._function(definition)
        elif definition.components:
            made = Structure([(part.name, self._make(part) or Type(ANY)) for part in definition.components])
        else:
            made = self.named(definition.type) if definition.type else None
        made = self._restricted(made, definition.allowed, definition.name)
        if definition.collection:
            made = Listed(made or Type(ANY))
        return self._restricted(made, definition.constraint, definition.name)

    def _function(self, definition: notation.ItemDefinition) -> Type:
        wanted = [*(parameter.type for parameter in definition.function or ()), definition.result]
        parts = tuple((self.named(name) or Type(ANY)).feel for name in wanted)
        return FunctionType(FeelType("function", parts))

    def _restricted(self, base: Type | None, text: str, name: str) -> Type | None:
        if not text:
            return base
        try:
            tests = cells.compile_tests(compiler.Compiler(), cells.read(text, self.names))
        except FeelSyntaxError as problem:
            self.broken.append((name, problem))
            return base
        return Restricted(base or Type(ANY), tests) if tests is not None else base


def _language_type(reference: str) -> Type | None:
    if reference in ("", "Any"):
        return None
    try:
        reader = Reader(reference)
        wanted = reader.type()
    except FeelSyntaxError:
        return None
    return Type(wanted) if reader.token.kind == "end" and kinds.is_known_type(wanted) else None


def fit(value: Any, wanted: Type | None, budget: Budget) -> tuple[bool, Any]:
    """Fit a value to a type: as it is, [x] to x, x to [x], a date to its midnight; (False, None) if it cannot be."""
    if wanted is None or wanted.fits(value, budget):
        return True, value
    if isinstance(value, list) and len(value) == 1 and wanted.fits(value[0], budget):
        return True, value[0]
    if not isinstance(value, list) and wanted.fits([value], budget):
        return True, [value]
    fitting, midnight = kinds.coerce(value, wanted.feel)
    return (True, midnight) if fitting and wanted.fits(midnight, budget) else (False, None)
