"""Settings are read once, wrong ones are named together, and the README lists them all."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest

from helpdesk.app import create_app
from helpdesk.settings import PREFIX, Settings, read_settings
from knowledge.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = [PREFIX + field.name.upper() for field in fields(Settings)]


def test_without_variables_the_defaults_hold() -> None:
    assert read_settings({"PATH": "/bin"}) == Settings()


def test_variables_are_read_in_their_types() -> None:
    settings = read_settings(
        {
            "HELPDESK_HOME": "/srv/helpdesk",
            "HELPDESK_PORT": "9000",
            "HELPDESK_SECURE_COOKIES": "yes",
            "HELPDESK_RATE_LIMIT": "",
            "HELPDESK_SHARED": "/elsewhere",
        }
    )
    assert settings.home == Path("/srv/helpdesk")
    assert settings.port == 9000
    assert settings.secure_cookies is True
    assert settings.rate_limit == ""


@pytest.mark.parametrize(
    "environment",
    [
        {"HELPDESK_PORT": "http"},
        {"HELPDESK_PORT": "0"},
        {"HELPDESK_WORKERS": "65"},
        {"HELPDESK_KEEP_DAYS": "0"},
        {"HELPDESK_SECRET_KEY": "short"},
        {"HELPDESK_SECURE_COOKIES": "perhaps"},
        {"HELPDESK_TRUSTED_PROXIES": "-1"},
        {"HELPDESK_PROT": "8000"},
    ],
)
def test_a_wrong_variable_is_named(environment: dict[str, str]) -> None:
    (name,) = environment
    with pytest.raises(BadInput, match=name):
        read_settings(environment)


def test_wrong_values_are_named_together_and_secrets_never_shown() -> None:
    with pytest.raises(BadInput) as refused:
        read_settings({"HELPDESK_PORT": "0", "HELPDESK_SECRET_KEY": "hush"})
    assert "HELPDESK_PORT" in str(refused.value)
    assert "HELPDESK_SECRET_KEY" in str(refused.value)
    assert "hush" not in str(refused.value)


def test_the_signing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    key = settings.signing_key()
    assert len(key) == 64
    assert settings.signing_key() == key
    mode = (tmp_path / "home" / "secret_key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert Settings(home=tmp_path, secret_key="x" * 20).signing_key() == "x" * 20


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: settings.signing_key(), range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_settings_show_no_secret() -> None:
    shown = repr(Settings(secret_key="hush" * 5, database_url="postgresql://u:hush@host/d"))
    assert "hush" not in shown


def test_a_limit_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="HELPDESK_RATE_LIMIT"):
        create_app(Settings(home=tmp_path, rate_limit="now and then"))


@pytest.mark.parametrize("variable", VARIABLES)
def test_the_readme_explains_every_setting(variable: str) -> None:
    assert re.search(rf"\b{variable}\b", (ROOT / "README.md").read_text("utf-8"))


def test_the_readme_names_no_setting_that_is_none() -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", (ROOT / "README.md").read_text("utf-8")))
    assert named <= {*VARIABLES, "HELPDESK_SHARED"}
