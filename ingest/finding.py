"""Finds the files to read below the paths given, with their manifest rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest import manifests
from ingest.records import InputFile, Refusal
from knowledge.errors import UnreadableSource


def find_files(paths: Iterable[Path]) -> Iterator[InputFile | Refusal]:
    """Give every file at or below the paths, in order of name, manifests aside.

    A path that does not exist and a manifest that cannot be read are refusals.
    """
    for path in paths:
        if not path.exists():
            yield Refusal(str(path), "", "no such file or folder")
        elif path.is_file():
            yield from _in_folder(path.parent, [path])
        else:
            folders = sorted({file.parent for file in path.rglob("*") if file.is_file()})
            for folder in folders:
                if not any(part.startswith(".") for part in folder.relative_to(path).parts):
                    yield from _in_folder(folder, sorted(folder.iterdir()))


def _in_folder(folder: Path, paths: list[Path]) -> Iterator[InputFile | Refusal]:
    rows: dict[str, dict[str, str]] = {}
    try:
        rows = manifests.manifest_rows(folder)
    except UnreadableSource as unreadable:
        yield Refusal(manifests.NAME, "", str(unreadable).removeprefix(f"{manifests.NAME}: "))
    for path in paths:
        if path.is_file() and path.name != manifests.NAME and not path.name.startswith("."):
            yield InputFile(path, rows.get(path.name, {}))
