"""Every route stands in the permission table, every setting in ``.env.example``, every error on its page."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from flask import Flask

from service import config, permissions, problems, wiring
from service.api import reference
from service.app import create_app
from service.auth import tokens
from tests.house.source import ROOT
from workflows.model import errors
from workflows.model.errors import RandaError

_READING = {"GET", "HEAD", "OPTIONS"}
#: What a stranger may open: the program itself, signing in, and texts.
PUBLIC = {"static", "health", "problems", "api-docs", "signin", "password", "account", "text_pages"}
KINDS = list(problems.kinds())


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The program; nothing is asked of its database."""
    folder = tmp_path_factory.mktemp("house")
    settings = config.Settings.from_env({"RANDA_DATA": str(folder), "SECRET_KEY": "x" * 40})
    return create_app(wiring.build(settings))


def test_every_route_has_a_rule_and_every_rule_a_route(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes - set(permissions.ROUTES) == set(), "nobody may open these: they are in no rule"
    assert set(permissions.ROUTES) - routes == set(), "rules without a route"


def test_what_is_public_is_a_short_list() -> None:
    public = {name for name, rule in permissions.ROUTES.items() if rule.is_public and not rule.only_sample}
    assert {name.partition(".")[0] for name in public} <= PUBLIC


def test_a_route_that_writes_is_open_to_strangers_only_around_signing_in(app: Flask) -> None:
    writing = {rule.endpoint for rule in app.url_map.iter_rules() if (rule.methods or set()) - _READING}
    public = {name for name in writing if permissions.ROUTES[name].is_public}
    assert {name.partition(".")[0] for name in public} <= {"signin", "password", "account"}


def test_every_scope_is_one_that_a_token_can_have(app: Flask) -> None:
    assert {rule.scope for rule in permissions.ROUTES.values()} - {""} == set(tokens.SCOPES)
    api = {r.endpoint for r in app.url_map.iter_rules() if r.rule.startswith("/api/")} - {"api-docs.openapi_json"}
    assert {name for name, rule in permissions.ROUTES.items() if rule.scope} == api


def test_the_settings_file_lists_every_setting() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == config.example()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_an_error_speaks_both_languages_and_names_the_same_facts(kind: type[RandaError]) -> None:
    english = (kind.__doc__ or "").split("\n\n")[0]
    assert "__doc__" in vars(kind)
    assert "code" in vars(kind)
    assert "sv" in vars(kind)
    assert english
    assert english != kind.sv
    said, told = _facts(english), {name.removesuffix("_sv") for name in _facts(kind.sv)}
    assert said == told, (said, told)


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in KINDS]
    assert sorted(codes) == sorted(set(codes))
    assert all(code == code.lower() and " " not in code for code in codes)


def test_every_error_but_the_engines_own_has_a_status() -> None:
    server = {k for k in KINDS if problems.status_of(k.__new__(k)) == 500}
    assert {k.__name__ for k in server if not issubclass(k, errors.Broken)} <= {"RandaError", "BpmnError"}


@pytest.mark.parametrize(
    ("page", "made"),
    [("problems.md", problems.reference), ("api.md", reference.reference)],
    ids=["problems", "api"],
)
def test_a_page_made_from_the_program_is_fresh(page: str, made: object) -> None:
    assert callable(made)
    assert (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8") == made()


def test_all_mistakes_in_the_settings_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(errors.SettingsWrong) as told:
        config.Settings.from_env({"PORT": "x", "DATABASE_URL": "mysql://", "RANDA_DATA": str(tmp_path)})
    mistakes = str(told.value.facts["mistakes"]).split("; ")
    assert {mistake.partition(":")[0] for mistake in mistakes} == {"DATABASE_URL", "PORT"}


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
