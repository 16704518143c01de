"""Files as they are offered: text, or a clear reason why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import records
from ingest.records import InputFile
from knowledge.errors import UnreadableSource


def file(folder: Path, content: bytes, name: str = "made.csv") -> InputFile:
    (folder / name).write_bytes(content)
    return InputFile(folder / name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\t ", "the file is empty"),
        (b"caf\xe9;1\n", "not UTF-8 at byte 3"),
        (b"a\0b", "contains NUL bytes"),
        (b"\xff\xfea\0b\0", "not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=f"made.csv: .*{reason}"):
        _ = file(tmp_path, content).text


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="No such file"):
        _ = InputFile(tmp_path / "gone.csv").text
    with pytest.raises(UnreadableSource, match="directory"):
        _ = InputFile(tmp_path).text


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_BYTES", 10)
    with pytest.raises(UnreadableSource, match="11 bytes, the limit is 10"):
        _ = file(tmp_path, b"x" * 11).text


def test_marks_and_line_ends_are_made_alike(tmp_path: Path) -> None:
    assert file(tmp_path, b"\xef\xbb\xbfa\r\nb\rc\n").text == "a\nb\nc\n"


def test_identity_is_content_and_manifest_not_name(tmp_path: Path) -> None:
    one, two = file(tmp_path, b"x", "one.txt"), file(tmp_path, b"x", "two.txt")
    assert one.sha256 == two.sha256
    assert InputFile(one.path, {"date": "2020"}).sha256 != one.sha256
    assert file(tmp_path, b"y", "three.txt").sha256 != one.sha256
