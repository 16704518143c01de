"""Reads items of the supervisory bodies from JSON lines, one document and one finding an item.

Two forms are read: the collected one (`item_id, comment_type, conventions, summary, ...`) and
the project's own, in which the starter digests ship (`item, type, instruments, digest,
text_state, ...`). Both name an item's document by its item id, so one item is one record.

An item id inside the address of page 13101 ("all comments of a country and instrument") only
says through which comment that page was opened: another item's address may well hold it. Ids
are therefore never taken from such addresses, and two rows are one item only if they agree on
more than the id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ingest.json_rows import row_of
from ingest.readers.supervisory_fields import Item, collected_item, own_item
from ingest.records import Entry, InputFile, Refusal
from knowledge import topics
from knowledge.documents import Document, Kind, Section, slug
from knowledge.errors import UnreadableSource
from knowledge.facts import Finding

_PUBLISHER = "International Labour Organization"
_LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish", "de": "German"}


class SupervisoryItems:
    """Gives one document per item: title, summary, and a line of what is known of it."""

    name = "supervisory-items"
    version = 1

    def recognises(self, file: InputFile) -> bool:
        """Say whether the first lines carry the keys of one of the two forms."""
        head = file.head.lstrip()
        return head.startswith("{") and (
            ('"item_id"' in head and '"comment_type"' in head)
            or ('"digest"' in head and '"text_state"' in head)
        )

    def read(self, file: InputFile) -> Iterator[Entry | Refusal]:
        """Give an entry or a refusal per line; raises UnreadableSource for the whole file."""
        seen: dict[str, list[Item]] = {}
        lines = file.text.split("\n")
        if not any(line.strip() for line in lines):
            raise UnreadableSource(f"{file.name}: no line to read")
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            name = f"line {number}"
            try:
                item = _item(line)
                document = _document_id(item)
                others = seen.setdefault(document, [])
                if any(_same(item, other) for other in others):
                    raise ValueError(f"repeats item {item.item or document}")
                if others:
                    document = f"{document}-{_mark(item)}"
                others.append(item)
                yield _entry(item, document)
            except (ValueError, RecursionError) as error:
                yield Refusal(file.name, name, str(error))


def _item(line: str) -> Item:
    row = row_of(line)
    if isinstance(row, str):
        raise ValueError(row)
    return own_item(row) if "digest" in row else collected_item(row)


def _same(one: Item, other: Item) -> bool:
    return (one.type, one.adopted, one.countries, one.instruments) == (
        other.type,
        other.adopted,
        other.countries,
        other.instruments,
    )


def _mark(item: Item) -> str:
    """A short mark that tells apart what shares an id, the same wherever the item comes from."""
    return hashlib.sha256((item.url or item.title).encode()).hexdigest()[:6]


def _document_id(item: Item) -> str:
    if item.item:
        return f"finding-{slug(item.item)}"
    date = item.date or "undated"
    names = "-".join((*item.countries, *item.instruments, date[:4], _mark(item)))
    return f"finding-{slug(names)}"


def _entry(item: Item, document_id: str) -> Entry:
    facts = _facts_line(item)
    start = len(item.title) + 2
    end = start + len(item.summary)
    text = f"{item.title}\n\n{item.summary}\n\n{facts}"
    locator = _locator(item)
    document = Document(
        id=document_id,
        kind=Kind.FINDING,
        title=item.title,
        text=text,
        sections=(
            Section(start, end, locator, part="summary"),
            Section(end + 2, end + 2 + len(facts), locator, part="facts"),
        ),
        url=item.url,
        date=item.date,
        countries=item.countries,
        instruments=item.instruments,
        topics=_topics(item.instruments),
        identifiers=item.identifiers,
        note=item.note,
        publisher=_PUBLISHER,
    )
    finding = Finding(
        item=item.item,
        body=item.body,
        type=item.type,
        countries=item.countries,
        instruments=item.instruments,
        unratified=item.unratified,
        adopted=item.year,
        published=item.published,
        document=document_id,
        start=start,
        end=end,
        url=item.url,
    )
    return Entry(document, (finding,))


def _facts_line(item: Item) -> str:
    parts = (
        ("Body", item.body),
        ("Type", item.type),
        ("Country", item.country or "not shown"),
        ("Instruments", item.conventions or "not shown"),
        ("Adopted or discussed", item.adopted),
        ("Published", item.published),
        ("Language of the item", _LANGUAGES.get(item.language, item.language)),
        (_item_word(item), item.item),
    )
    return " ".join(f"{name}: {value}." for name, value in parts if value)


def _item_word(item: Item) -> str:
    return "Page of comments opened through item" if item.page == "13101" else "Item"


def _locator(item: Item) -> str:
    """What a reader would cite: "Observation (CEACR), adopted 2015"."""
    if item.type_hidden:
        return f"{item.body}, item {item.item}" if item.item else item.body
    if not item.adopted or "Report" in item.type:
        return item.type
    if item.year is None:
        return ", ".join(filter(None, (item.type, item.adopted, item.published)))
    verb = "discussed" if item.body == "CAS" else "adopted"
    return f"{item.type}, {verb} {item.adopted}"


def _topics(instruments: tuple[str, ...]) -> tuple[str, ...]:
    asked = set(instruments)
    return tuple(topic.id for topic in topics.all_topics() if asked & set(topic.instruments))


READER = SupervisoryItems()
