"""Small enough to read: functions, modules, and a sentence on top of each."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import Module, modules

LONGEST_FUNCTION = 45
LONGEST_MODULE = 300
#: Every error of the house on one page (house.md).
ONE_PAGE = {"workflows/model/errors.py"}
BANNED_NAMES = ("utils", "helpers", "common", "misc", "tools")
BANNED_ENDINGS = ("_service", "_manager", "_helper", "_utils")


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_a_module_is_short_and_begins_with_one_sentence(module: Module) -> None:
    long = [f"{f.name}: {_lines(f)}" for f in module.functions() if _lines(f) > LONGEST_FUNCTION]
    assert long == []
    assert module.lines <= LONGEST_MODULE or module.name in ONE_PAGE, module.lines
    said = ast.get_docstring(module.tree) or ""
    assert said, "says nothing on top"
    assert said.split("\n\n")[0].rstrip().endswith((".", "!", "?", ":")) or "\n" in said, said


def test_what_others_call_says_what_it_does() -> None:
    silent = [
        f"{module.name}: {node.name}"
        for module in modules()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_a_module_is_named_after_what_lives_in_it() -> None:
    parts = [(m.name, part) for m in modules() for part in m.path.with_suffix("").parts[-3:]]
    wrong = {name for name, part in parts if part in BANNED_NAMES or part.endswith(BANNED_ENDINGS)}
    assert wrong == set()


def test_nothing_is_called_eval_or_exec_and_nothing_is_left_to_do() -> None:
    names = {f"{m.name}: {f.name}" for m in modules() for f in m.functions() if f.name in ("eval", "exec")}
    calls = {
        m.name
        for m in modules()
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec")
    }
    unfinished = {m.name for m in modules() for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X") if word in m.text}
    assert names | calls | unfinished == set()


def test_what_a_class_leaves_open_another_fills_in() -> None:
    defined: dict[str, int] = {}
    left_open: dict[str, str] = {}
    for module in modules():
        for function in module.functions():
            if "raise NotImplementedError" in ast.unparse(function):
                left_open[function.name] = f"{module.name}:{function.lineno}"
            else:
                defined[function.name] = defined.get(function.name, 0) + 1
    assert [place for name, place in left_open.items() if not defined.get(name)] == []


def test_only_the_command_line_prints() -> None:
    found = {
        m.name
        for m in modules()
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert {name for name in found if not name.startswith("service/cli/")} <= {"service/frontend/build.py"}


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
