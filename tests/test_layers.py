"""The picture of the packages holds: imports point down only, modules stay small.

Every import statement of every module is read, those inside functions and type-checking blocks
too, so that no layer reaches up or sideways by a back door.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("helpdesk", "index", "ingest", "knowledge")
MOST_LINES = 400  # the aim is 350

# What a package or module may import of our own, itself always included. The longest prefix of
# a module's name that is listed here rules it.
ALLOWED: dict[str, tuple[str, ...]] = {
    "knowledge": (),
    "index": ("knowledge",),
    "ingest": ("knowledge",),
    "helpdesk": (),
    "helpdesk.settings": ("knowledge",),
    # Questions and replies are plain values, which every part may hold.
    "helpdesk.questions": ("index.request", "knowledge"),
    "helpdesk.replies": ("knowledge",),
    "helpdesk.desk": ("helpdesk.questions", "helpdesk.replies", "helpdesk.settings", "knowledge"),
    "helpdesk.services": (
        "helpdesk.desk",
        "helpdesk.questions",
        "helpdesk.replies",
        "helpdesk.desk",
        "helpdesk.settings",
        "index",
        "ingest",
        "knowledge",
    ),
    # What web and API share of the running app; it names the type of its parts, builds none.
    "helpdesk.extensions": ("helpdesk.wiring",),
    "helpdesk.failures": ("knowledge",),
    "helpdesk.protection": ("helpdesk.extensions",),
    "helpdesk.retention": ("helpdesk.desk",),
    "helpdesk.langchain_retriever": ("helpdesk.services", "index", "knowledge"),
    "helpdesk.web": (
        "helpdesk.extensions",
        "helpdesk.questions",
        "helpdesk.replies",
        "helpdesk.services",
        "helpdesk.settings",
        "knowledge",
    ),
    "helpdesk.api": (
        "helpdesk.extensions",
        "helpdesk.questions",
        "helpdesk.replies",
        "helpdesk.services",
        "helpdesk.settings",
        "knowledge",
    ),
    "helpdesk.cli": (
        "helpdesk.app",  # `serve` starts it
        "helpdesk.questions",
        "helpdesk.replies",
        "helpdesk.services",
        "helpdesk.settings",
        "helpdesk.wiring",
        "knowledge",
    ),
    "helpdesk.wiring": (
        "helpdesk.desk",
        "helpdesk.services",
        "helpdesk.settings",
        "index",
        "ingest",
        "knowledge",
    ),
    "helpdesk.app": (
        "helpdesk.questions",
        "helpdesk.api",
        "helpdesk.extensions",
        "helpdesk.failures",
        "helpdesk.protection",
        "helpdesk.retention",
        "helpdesk.services",
        "helpdesk.settings",
        "helpdesk.web",
        "helpdesk.wiring",
        "knowledge",
    ),
}
# What is more precise than its package: the entry layers use the types of knowledge, not its store.
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "helpdesk.web": ("knowledge.store",),
    "helpdesk.api": ("knowledge.store",),
    "helpdesk.cli": ("knowledge.store",),
}
WIRES = ("helpdesk.app", "helpdesk.cli", "helpdesk.extensions", "helpdesk.wiring")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name, where it stands."""

    module: str
    line: int
    target: str

    def __str__(self) -> str:
        return f"{self.module} (line {self.line}) imports {self.target}"


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path, module: str | None = None) -> Iterator[Import]:
    """Give every name of our own that a file imports, relative ones resolved."""
    name = module or module_name(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - max(node.level - 1, 0)]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            targets = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for target in targets:
            if target.split(".")[0] in PACKAGES:
                yield Import(name, node.lineno, target)


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def ruler(module: str) -> str:
    return max((rule for rule in ALLOWED if within(module, rule)), key=len)


def is_allowed(found: Import) -> bool:
    rule = ruler(found.module)
    if any(within(found.target, banned) for banned in FORBIDDEN.get(rule, ())):
        return False
    if within(found.target, "helpdesk.wiring") and not any(
        within(found.module, wire) for wire in WIRES
    ):
        return False
    return any(within(found.target, prefix) for prefix in (rule, *ALLOWED[rule]))


def test_the_packages_are_there() -> None:
    assert all((ROOT / package / "__init__.py").is_file() for package in PACKAGES)
    assert len(sources()) > len(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_down_only(package: str) -> None:
    found = [
        one
        for path in sources()
        if path.relative_to(ROOT).parts[0] == package
        for one in imports(path)
    ]
    assert [str(one) for one in found if not is_allowed(one)] == []


def test_modules_stay_small() -> None:
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources()
    }
    assert {name: lines for name, lines in sizes.items() if lines > MOST_LINES} == {}


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"utils", "util", "helpers", "misc", "common"}
    assert [str(path) for path in sources() if drawers & set(path.with_suffix("").parts)] == []


@pytest.mark.parametrize(
    ("module", "statement", "allowed"),
    [
        ("knowledge.store.documents", "from knowledge.documents import Document", True),
        ("knowledge.store.documents", "from ..documents import Document", True),
        ("knowledge.documents", "import index", False),
        ("knowledge.documents", "def f():\n    from helpdesk import desk", False),
        ("index.searcher", "from knowledge.documents import Document", True),
        ("index.searcher", "from ingest.records import Entry", False),
        ("ingest.records", "import index.searcher", False),
        ("helpdesk.desk.questions", "from knowledge.errors import BadInput", True),
        ("helpdesk.desk.questions", "from helpdesk.services import asking", False),
        ("helpdesk.services.asking", "from index.searcher import Searcher", True),
        ("helpdesk.services.asking", "from helpdesk.web import ask", False),
        ("helpdesk.services.asking", "from helpdesk import wiring", False),
        ("helpdesk.web.ask", "from knowledge.documents import Document", True),
        ("helpdesk.web.ask", "from knowledge.store import Store", False),
        ("helpdesk.web.ask", "from knowledge import store", False),
        ("helpdesk.web.ask", "from index.searcher import Searcher", False),
        ("helpdesk.web.ask", "import helpdesk.wiring", False),
        ("helpdesk.cli.main", "from helpdesk.wiring import build", True),
        ("helpdesk.app", "from helpdesk.wiring import build", True),
        ("helpdesk.app", "import sqlite3", True),
    ],
)
def test_the_rules_tell_up_from_down(
    tmp_path: Path, module: str, statement: str, allowed: bool
) -> None:
    path = tmp_path / "module.py"
    path.write_text(statement, encoding="utf-8")
    assert all(map(is_allowed, imports(path, module))) is allowed
