"""Settings: read from HELPDESK_... variables once, checked at start, frozen after.

Every field below is one variable: `home` is HELPDESK_HOME. The README lists them all; a test
holds the two together.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path

from knowledge.errors import BadInput


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults; wrong values are reported together by `check`."""

    home: Path = Path("var")
    """Where all state lives: generations, desk database, embedding cache, raw copies."""
    host: str = "127.0.0.1"
    """Address to serve on."""
    port: int = 8000
    """Port to serve on."""
    workers: int = 2
    """Web processes."""
    database_url: str = field(default="", repr=False)  # may hold a password
    """The desk's database (SQLAlchemy URL); empty: SQLite in the home folder."""
    secret_key: str = field(default="", repr=False)
    """Signs sessions and forms; empty: made once and kept in the home folder."""
    public_url: str = ""
    """The address people reach this service at, for links in the API; empty: as requested."""
    secure_cookies: bool = False
    """Send cookies over HTTPS only; set it to 1 behind HTTPS."""
    trusted_proxies: int = 0
    """How many proxies before this service set X-Forwarded-For, -Proto and -Host; 0: none."""
    embeddings: str = ""
    """A LangChain embeddings model ("provider:model"); empty: the built-in MiniLM."""
    chat_model: str = ""
    """A LangChain chat model ("provider:model") that drafts answers; empty: quoting only."""
    rate_limit: str = "20 per minute"
    """How often one address may ask; empty: no limit."""
    keep_days: int = 365
    """Days after which questions and replies are deleted."""
    contact: str = ""
    """Address of the staff, shown with the note on confidentiality; empty: none."""

    def check(self) -> None:
        """Raise BadInput listing every value that cannot work."""
        problems = []
        if not 0 < self.port < 65536:
            problems.append(f"HELPDESK_PORT is {self.port}, expected 1 to 65535")
        if not 1 <= self.workers <= 64:
            problems.append(f"HELPDESK_WORKERS is {self.workers}, expected 1 to 64")
        if not 0 <= self.trusted_proxies <= 9:
            problems.append(f"HELPDESK_TRUSTED_PROXIES is {self.trusted_proxies}, expected 0 to 9")
        if self.keep_days < 1:
            problems.append(f"HELPDESK_KEEP_DAYS is {self.keep_days}, expected 1 or more")
        if self.secret_key and len(self.secret_key) < 16:
            problems.append("HELPDESK_SECRET_KEY is shorter than 16 characters")
        if self.home.exists() and not self.home.is_dir():
            problems.append(f"HELPDESK_HOME is {self.home}, which is not a folder")
        if problems:
            raise BadInput("; ".join(problems))

    @property
    def desk_url(self) -> str:
        """The desk database's address."""
        return self.database_url or f"sqlite:///{(self.home / 'desk.db').absolute()}"

    def signing_key(self) -> str:
        """Return the secret key, making and keeping one where none is set."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret_key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            handle, made = tempfile.mkstemp(dir=self.home)  # readable by its owner alone
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(32))
            with suppress(FileExistsError):  # another process was first: its key stands
                os.link(made, path)
            Path(made).unlink()
        return path.read_text("utf-8").strip()


PREFIX = "HELPDESK_"
_NOT_SETTINGS = frozenset({"HELPDESK_SHARED"})  # names the folder of shared test inputs


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings; raises BadInput naming each wrong or unknown variable."""
    environment = os.environ if environment is None else environment
    known = {PREFIX + each.name.upper(): each for each in fields(Settings)}
    unknown = [n for n in environment if n.startswith(PREFIX) and n not in known]
    problems = [f"{n} is not a setting" for n in unknown if n not in _NOT_SETTINGS]
    values: dict[str, object] = {}
    for name, setting in known.items():
        if name in environment:
            try:
                values[setting.name] = _converted(environment[name], str(setting.type))
            except ValueError:
                problems.append(f"{name} is {environment[name]!r}, expected a {setting.type}")
    if problems:
        raise BadInput("; ".join(problems))
    settings = Settings(**values)  # type: ignore[arg-type]
    settings.check()
    return settings


def _converted(text: str, kind: str) -> object:
    if kind == "int":
        return int(text)
    if kind == "bool":
        if text.lower() not in {"0", "1", "true", "false", "yes", "no", ""}:
            raise ValueError(text)
        return text.lower() in {"1", "true", "yes"}
    return Path(text) if kind == "Path" else text
