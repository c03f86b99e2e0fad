"""Boxed expressions as nodes of FEEL's syntax tree, so that one compiler and one meaning serve both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from workflows.decisions import notation, typed
from workflows.decisions.types import Types
from workflows.decisions.work import Finding
from workflows.feel import compiler, parser, tree
from workflows.feel.frame import Code
from workflows.feel.hints import TypeHint
from workflows.model.errors import FeelSyntaxError

#: The names that an expression sees, with what is known of their types.
Names = Mapping[str, TypeHint]
NULL = tree.Literal(None)
_SAFE = (tree.Literal, tree.Name, tree.At)


class Read(NamedTuple):
    """A text that was read: its tree, what it sees, and where it stands: in which element of which owner."""

    node: tree.Node
    names: Names
    owner: str
    element: str
    text: str


@dataclass(frozen=True, slots=True)
class Embedded(tree.Node):
    """A node that FEEL text cannot write: *make* compiles it, *parts* are the nodes inside."""

    make: Callable[[Compiler], Code]
    parts: tuple[tree.Node, ...] = ()


class Compiler(compiler.Compiler):
    """FEEL's compiler, which also knows embedded nodes."""

    def code(self, node: tree.Node) -> Code:
        """Compile one node."""
        return node.make(self) if isinstance(node, Embedded) else super().code(node)


class Boxes:
    """Translates the boxed expressions of one element; *owner* is its id, *keys* are names known after a dot."""

    def __init__(self, owner: str, owner_name: str, types: Types, keys: frozenset[str]) -> None:
        self.owner, self.owner_name = owner, owner_name
        self.types, self.keys = types, keys
        #: Expressions that cannot be read.
        self.broken: list[Finding] = []
        #: Everything that was read, for the checker.
        self.read: list[Read] = []
        #: The decision tables (tables.Plan) inside.
        self.plans: list[Any] = []

    def node(self, boxed: notation.Boxed | None, names: Names) -> tree.Node:
        """Translate a boxed expression that sees *names*; what is missing is null."""
        if boxed is None:
            return NULL
        made = MAKERS[type(boxed)](self, boxed, names)
        if isinstance(boxed, notation.FunctionDefinition):
            return made
        return self.typed(made, boxed.type, boxed.id)

    def typed(self, node: tree.Node, reference: str, element: str = "") -> tree.Node:
        """Fit the value of a node to a declared type."""
        wanted = self.types.named(reference)
        if wanted is None:
            return node
        place = typed.Place(element or self.owner, self.owner_name, reference)
        return Embedded(lambda compiling: typed.fitted(compiling.code(node), wanted, place), (node,))

    def text(self, text: str, names: Names, element: str = "") -> tree.Node:
        """Read FEEL text; what cannot be read is null, and is reported when it is read and when it is used."""
        if not text.strip():
            return NULL
        try:
            node = parser.parse(text.removeprefix("="), self.scope(names))
        except FeelSyntaxError as problem:
            return self.unreadable(problem, text, element)
        self.read.append(Read(node, names, self.owner, element or self.owner, text))
        node = self._with_types(node)
        if isinstance(node, _SAFE):
            return node
        return Embedded(lambda compiling: typed.guarded(compiling.code(node)), (node,))

    def tests(self, text: str, names: Names, element: str, hint: TypeHint = "Any") -> tree.Tests:
        """Read unary tests of a value of which *hint* is known; what cannot be read never passes."""
        if not text:
            return tree.Tests(())
        seen = {**names, "?": hint}
        try:
            node = parser.parse_tests(text, self.scope(seen))
        except FeelSyntaxError as problem:
            return tree.Tests((self.unreadable(problem, text, element),))
        self.read.append(Read(node, seen, self.owner, element or self.owner, text))
        return node

    def scope(self, names: Names) -> frozenset[str]:
        """Return the names that need to be known to read text: those of more than one word."""
        return frozenset(name for name in self.keys.union(names) if not name.isidentifier())

    def unreadable(self, problem: FeelSyntaxError, text: str, element: str) -> tree.Node:
        """Report text that cannot be read, and stand in for it."""
        place = typed.Place(element or self.owner, self.owner_name, text)
        finding = typed.unreadable(place, problem)
        self.broken.append(finding)
        return Embedded(lambda compiling: typed.reporting(finding))

    def _with_types(self, node: Any) -> Any:
        """Replace the names of item definitions inside an expression by what they stand for."""
        if isinstance(node, tree.InstanceOf):
            return self._instance(node)
        if isinstance(node, tuple):
            return tuple(self._with_types(part) for part in node)
        if isinstance(node, tree.FeelType):
            found = self.types.named(node.name) if node.name in self.types.definitions or "." in node.name else None
            return found.feel if found is not None else node
        if not isinstance(node, tree.Node) or not self._has_types():
            return node
        changed = {item.name: self._with_types(getattr(node, item.name)) for item in fields(node)}
        return replace(node, **changed)

    def _has_types(self) -> bool:
        return bool(self.types.definitions or self.types.imported)

    def _instance(self, node: tree.InstanceOf) -> tree.Node:
        value, name = self._with_types(node.value), node.type.name
        if name not in self.types.definitions and "." not in name:
            return replace(node, value=value, type=self._with_types(node.type))
        wanted = self.types.named(name)
        return Embedded(lambda compiling: typed.instance(compiling.code(value), wanted), (value,))


#: How each kind of boxed expression becomes a node; filled by `boxed`.
MAKERS: dict[type, Callable[[Boxes, Any, Names], tree.Node]] = {}
