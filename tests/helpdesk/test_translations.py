"""The catalogues of the pages: complete, compiled, and true to their placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "helpdesk" / "web" / "translations"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
Said = str | tuple[str, ...]


@pytest.fixture(scope="module")
def said() -> set[Said]:
    """Every text in the pages that is to be translated."""
    return set(texts())


def texts() -> Iterator[Said]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    for _, _, text, _, _ in extract_from_dir(ROOT, methods, options, KEYWORDS):
        yield text


def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(text: object) -> tuple[str, ...]:
    """The singular and plural of a text, or the text alone."""
    assert isinstance(text, str | tuple)
    return (text,) if isinstance(text, str) else text


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_text_is_translated_and_none_is_left_over(language: str, said: set[Said]) -> None:
    messages = {message.id: message for message in catalogue(language) if message.id}
    assert set(messages) == said
    assert [m.id for m in messages.values() if m.fuzzy or not all(forms(m.string))] == []


@pytest.mark.parametrize("language", ["fr", "es"])
def test_translations_keep_their_placeholders(language: str) -> None:
    def placeholders(text: object) -> list[set[str]]:
        return [set(re.findall(r"%\(\w+\)s", form)) for form in forms(text)]

    for message in catalogue(language):
        if message.id:
            assert placeholders(message.string) == placeholders(message.id), message.id


@pytest.mark.parametrize("language", ["fr", "es"])
def test_the_compiled_catalogue_is_up_to_date(language: str) -> None:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in catalogue(language):
        if not message.id:
            continue
        said = forms(message.id)
        if len(said) == 2:
            both = tuple(compiled.ngettext(said[0], said[1], number) for number in (1, 2))
            assert both == forms(message.string)
        else:
            assert compiled.gettext(said[0]) == message.string
