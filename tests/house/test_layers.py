"""Who may import whom, and which few places may speak SQL, end a transaction, or look at a clock."""

from __future__ import annotations

from importlinter.cli import lint_imports

from tests.house.source import ROOT, modules

#: Types of SQLAlchemy that a signature may name anywhere, and what the doors must catch or hook.
_HARMLESS = frozenset(
    {"sqlalchemy.orm.Session", "sqlalchemy.exc.OperationalError", "sqlalchemy.exc.SQLAlchemyError", "sqlalchemy.event"}
)
#: Where engines are made and tables are moved.
_MACHINERY = ("service/db.py", "service/migrations/", "workflows/transaction.py")
#: The clock itself, and the milliseconds in an id.
_CLOCKS = ("workflows/model/clock.py", "workflows/store/base.py")
#: What tells the time; ``time.perf_counter`` and ``time.monotonic`` only measure it.
_TELLING = frozenset(
    {
        "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
        "time.localtime", "time.gmtime", "time.sleep",
    }
)  # fmt: skip


def test_rooms_import_only_what_lies_below_them(monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(ROOT)
    assert lint_imports() == 0, capsys.readouterr().out


def test_sql_is_written_where_tables_and_queries_are() -> None:
    wrong = [
        f"{module.name}: {name}"
        for module in modules()
        for name in module.imported()
        if name.startswith("sqlalchemy") and name not in _HARMLESS and not _may_speak_sql(module.name)
    ]
    assert wrong == []


def _may_speak_sql(name: str) -> bool:
    parts = name.removesuffix(".py").split("/")
    is_ours = parts[-1].startswith("tables") or "queries" in parts or parts[:2] == ["workflows", "store"]
    return is_ours or name.startswith(_MACHINERY)


def test_only_the_transaction_commits() -> None:
    ends = ("commit", "rollback")
    found = {m.name for m in modules() for node, _ in m.attributes() if node.attr in ends}
    assert found - {"service/migrations/env.py"} == {"workflows/transaction.py"}


def test_nobody_asks_for_the_time_but_the_clock() -> None:
    wrong = [
        f"{module.name}:{node.lineno} {text}"
        for module in modules()
        for node, text in module.attributes()
        if any(text == name or text.endswith(f".{name}") for name in _TELLING) and module.name not in _CLOCKS
    ]
    assert wrong == []


def test_no_module_of_ours_is_imported_relatively() -> None:
    assert [m.name for m in modules() for name in m.imported() if name.startswith(".")] == []


def test_everything_is_caught_in_three_places_only() -> None:
    doors = {"service/app/failures.py", "service/deliveries.py", "service/dispatcher.py", "workflows/transaction.py"}
    wide = ("except Exception", "except BaseException", "except:")
    assert {m.name for m in modules() if any(word in m.text for word in wide)} <= doors
