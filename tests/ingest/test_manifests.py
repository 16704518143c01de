"""Manifests beside files: rows by file name, and clear words about a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.manifests import NAME, manifest_rows
from knowledge.errors import UnreadableSource


def manifest(folder: Path, content: str | bytes) -> Path:
    path = folder / NAME
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_rows_are_found_by_file_name(tmp_path: Path) -> None:
    text = 'file,code,title\r\na.txt,GB.1,"One, with a\r\nline break"\r\n\r\n b.txt , GB.2 ,Two\r\n'
    rows = manifest_rows(manifest(tmp_path, "\ufeff" + text))
    assert rows == {
        "a.txt": {"file": "a.txt", "code": "GB.1", "title": "One, with a\nline break"},
        "b.txt": {"file": "b.txt", "code": "GB.2", "title": "Two"},
    }


def test_missing_cells_are_empty_and_semicolons_part_too(tmp_path: Path) -> None:
    rows = manifest_rows(manifest(tmp_path, "File;Code;Date\na.txt;GB.1\n"))
    assert rows == {"a.txt": {"file": "a.txt", "code": "GB.1", "date": ""}}


def test_no_manifest_means_no_rows(tmp_path: Path) -> None:
    assert manifest_rows(tmp_path) == {}
    assert manifest_rows(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"name,code\na,b\n", "row 1: no column 'file'"),
        (b"file,code,code\na,b,c\n", "row 1: .*code"),
        (b"file,code\na.txt,GB.1,extra\n", "row 2: 3 cells for 2 columns"),
        (b"file,code\na.txt,GB.1\n,GB.2\n", "row 3: no file"),
        (b"file,code\na.txt,GB.1\na.txt,GB.2\n", "row 3: 'a.txt' is named twice"),
        (b"file,code\n../a.txt,GB.1\n", "row 2: .*not a file in this folder"),
        (b'file,code\na.txt,"GB.1\n', "after row 1"),
        (b"file,code\na.txt,\xff\n", "UTF-8"),
        (b"file,code\na.txt," + b"x" * 20_000 + b"\n", "row 2: a cell is over"),
        (b"file,code\na.txt," + b"x" * 200_000 + b"\n", "field larger"),
    ],
)
def test_a_bad_manifest_says_where_and_why(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=reason) as raised:
        manifest_rows(manifest(tmp_path, content))
    assert NAME in str(raised.value)


def test_the_real_manifest_names_the_five_papers(shared: Path) -> None:
    rows = manifest_rows(shared / "seeds")
    assert len(rows) == 5
    assert {row["session"] for row in rows.values()} == {"346", "347", "329", "328"}
    assert all((shared / "seeds" / name).is_file() for name in rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200).map(lambda tail: b"file,code\n" + tail))
def test_any_bytes_give_rows_or_a_reason(tmp_path: Path, content: bytes) -> None:
    try:
        rows = manifest_rows(manifest(tmp_path, content))
    except UnreadableSource as error:
        assert NAME in str(error)
    else:
        assert all(row["file"] == name for name, row in rows.items())
