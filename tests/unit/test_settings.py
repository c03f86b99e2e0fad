"""Settings: every mistake is told at once, and what a person may set stands in .env.example."""

from __future__ import annotations

from pathlib import Path

import pytest

from service import config
from workflows.model import errors


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    wrong = {"RANDA_DATA": str(tmp_path), "PORT": "many", "RANDA_SAMPLE": "perhaps", "REDIS_URL": "localhost"}

    with pytest.raises(errors.SettingsWrong) as told:
        config.Settings.from_env(wrong)

    assert all(name in str(told.value) for name in ("PORT", "RANDA_SAMPLE", "REDIS_URL"))


def test_an_empty_environment_gives_sqlite_and_our_own_valkey_in_the_data_folder(tmp_path: Path) -> None:
    settings = config.Settings.from_env({"RANDA_DATA": str(tmp_path)})

    assert settings.database_url == f"sqlite:///{tmp_path}/randa.db"
    assert settings.redis_url == f"unix://{tmp_path}/valkey/valkey.sock"
    assert settings.has_own_valkey
    assert not settings.sample


def test_the_made_secret_is_kept_and_only_ours_to_read(tmp_path: Path) -> None:
    first = config.Settings.from_env({"RANDA_DATA": str(tmp_path)})
    second = config.Settings.from_env({"RANDA_DATA": str(tmp_path)})

    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_database_of_ones_own_asks_for_a_secret_of_ones_own(tmp_path: Path) -> None:
    given = {"RANDA_DATA": str(tmp_path), "DATABASE_URL": "postgres://randa@db/randa"}

    with pytest.raises(errors.SettingsWrong, match="SECRET_KEY"):
        config.Settings.from_env(given)

    settings = config.Settings.from_env({**given, "SECRET_KEY": "s" * 32})
    assert settings.database_url == "postgresql+psycopg://randa@db/randa"


def test_a_socket_whose_address_would_be_too_long_lies_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("folder" * 20)

    settings = config.Settings.from_env({"RANDA_DATA": str(deep)})

    assert len(str(settings.socket)) < 108
    assert settings.has_own_valkey


def test_settings_survive_the_way_to_a_program_that_we_start(tmp_path: Path) -> None:
    settings = config.Settings.from_env({"RANDA_DATA": str(tmp_path), "RANDA_SAMPLE": "1", "RANDA_LEASE_SECONDS": "2"})

    assert config.Settings.from_env(settings.environ()) == settings
