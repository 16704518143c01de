"""Writes ratification lists as documents of one line a row, and the facts those lines state.

Every reader of ratifications hands its rows to `ratification_list`, so that the same rows give
the same text and offsets whichever source they came from. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.ratification_rows import RatificationRow, written_date
from ingest.records import Entry
from knowledge import instruments
from knowledge.countries import Country
from knowledge.documents import Document, Kind, Section, slug
from knowledge.facts import Ratification, RatificationStatus

_LINE_LIMIT = 550  # a reply's quote holds 600 characters

_NOTE = "Table in the helpdesk's own form, one line a row, compiled from the list of ratifications."
_COUNTRY_NOTE = (
    "Compiled by the helpdesk from the lists of ratifications it holds, one line an instrument."
)
_OWN_WORDS = "declaration in our own words"
_PUBLISHER = "International Labour Organization, NORMLEX"


@dataclass(frozen=True, slots=True)
class ListHeld:
    """One list in the store; `complete` is false where some of its rows could not be read."""

    instrument: str
    snapshot: date
    complete: bool

    @classmethod
    def of(cls, document: Document) -> ListHeld:
        """Describe a document made by `ratification_list`."""
        complete = any(section.part == "not-listed-1" for section in document.sections)
        return cls(document.instruments[0], date.fromisoformat(document.as_of or ""), complete)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    part: str
    locator: str


def list_id(instrument: str) -> str:
    """The id of an instrument's list; a newer list takes the place of the older under it."""
    return f"ratifications-{instrument.lower()}"


def full_title(instrument: str) -> str:
    """Code and title, "C138 Minimum Age Convention, 1973 (No. 138)"; the code where unknown."""
    known = instruments.by_code(instrument)
    return f"{instrument} {known.label}" if known else instrument


def ratification_list(
    instrument: str,
    snapshot: date,
    rows: Sequence[RatificationRow],
    url: str | None,
    members: Sequence[Country],
    *,
    refused: int = 0,
) -> Entry:
    """Build the document and facts of one instrument's list as it stood on `snapshot`.

    `refused` is the number of rows that could not be read: with any, the document claims no
    completeness and names no State as absent.
    """
    ordered = sorted(rows, key=lambda row: (slug(row.country.name), row.territory))
    lines = [_Line(_coverage(instrument, snapshot, ordered, refused), "coverage", "coverage")]
    lines += [_row_line(row, snapshot) for row in ordered]
    for status in RatificationStatus:
        lines += _status_lines(instrument, snapshot, status, ordered)
    if not refused:
        lines += _absence_lines(instrument, snapshot, ordered, members)
    text, sections = _laid_out(lines)
    document = Document(
        id=list_id(instrument),
        kind=Kind.RATIFICATION,
        title=f"Ratifications of {full_title(instrument)}, as of {written_date(snapshot)}",
        text=text,
        sections=sections,
        url=url,
        date=snapshot.isoformat(),
        as_of=snapshot.isoformat(),
        instruments=(instrument,),
        note=_NOTE,
        publisher=_PUBLISHER,
        by_meaning=False,
    )
    facts = (
        _fact(instrument, snapshot, document.id, row, section)
        for row, section in zip(ordered, sections[1:], strict=False)
    )
    return Entry(document, tuple(facts))


def country_ratifications(
    country: Country, facts: Sequence[Ratification], lists: Sequence[ListHeld]
) -> Document:
    """Build one country's page of ratifications from the facts and lists in the store.

    `facts` may hold other countries' too. Raises ValueError where no list is held.
    """
    own = [fact for fact in facts if fact.country == country.iso3]
    ordered = sorted(lists, key=lambda held: held.instrument)
    oldest = min(held.snapshot for held in ordered)
    lines = [_Line(_country_coverage(country, own, ordered, oldest), "coverage", "coverage")]
    for held in ordered:
        lines += _country_lines(held, [f for f in own if f.instrument == held.instrument])
    text, sections = _laid_out(lines)
    return Document(
        id=f"ratifications-of-{country.iso3.lower()}",
        kind=Kind.RATIFICATION,
        title=f"Ratifications by {country.name} in the lists held",
        text=text,
        sections=sections,
        date=oldest.isoformat(),
        as_of=oldest.isoformat(),
        countries=(country.iso3,),
        instruments=tuple(dict.fromkeys(fact.instrument for fact in _sorted(own))),
        note=_COUNTRY_NOTE,
        publisher=_PUBLISHER,
        by_meaning=False,
    )


def _laid_out(lines: Iterable[_Line]) -> tuple[str, tuple[Section, ...]]:
    texts: list[str] = []
    sections: list[Section] = []
    start = 0
    for line in lines:
        text = " ".join(line.text.split())
        texts.append(text)
        sections.append(Section(start, start + len(text), line.locator, part=line.part))
        start += len(text) + 1
    return "\n".join(texts), tuple(sections)


def _states(number: int) -> str:
    return "1 State" if number == 1 else f"{number} States"


def _count(rows: Iterable[RatificationRow]) -> int:
    return len({row.country.iso3 for row in rows})


def _coverage(
    instrument: str, snapshot: date, rows: Sequence[RatificationRow], refused: int
) -> str:
    named = f"{_states(_count(rows))} that had ratified {full_title(instrument)}"
    day = written_date(snapshot)
    if refused:
        unread = "1 row" if refused == 1 else f"{refused} rows"
        return (
            f"This list names {named} by {day}; {unread} could not be read, so a State that is "
            "not named here may have ratified it too."
        )
    return (
        f"This list names the {named} by {day}; a member State of the ILO that is not named here "
        "had not ratified it by that date."
    )


def _standing(row: RatificationRow | Ratification, snapshot: date) -> str:
    if row.status is RatificationStatus.NOT_YET_IN_FORCE:
        begins = f"; enters into force {written_date(row.begins)}" if row.begins else ""
        return f"not in force on {written_date(snapshot)}{begins}"
    if row.status is RatificationStatus.DENOUNCED and row.ends and row.replaced_by:
        return (
            f"automatically denounced {written_date(row.ends)} on the ratification of "
            f"{row.replaced_by}; not in force"
        )
    if row.status is RatificationStatus.DENOUNCED:
        ended = f"denounced {written_date(row.ends)}" if row.ends else "denounced"
        return f"{ended}; not in force"
    if row.status is RatificationStatus.NOT_IN_FORCE:
        noted = (
            row.remark if isinstance(row, RatificationRow) else row.note.removesuffix(_OWN_WORDS)
        )
        return "not in force" if noted else "not in force (the list gives no reason)"
    return "in force"


def _row_line(row: RatificationRow, snapshot: date) -> _Line:
    text = f"{row.label}: ratified {written_date(row.ratified)}; {_standing(row, snapshot)}."
    if row.remark:
        text += f" The list notes: {_stopped(row.remark)}"
    if row.footnote:
        text += f" Declaration{' (in our own words)' if row.own_words else ''}: "
        text += _stopped(row.footnote)
    return _Line(text, f"row-{row.country.iso3.lower()}", f"row: {row.label}")


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


_STATUS_HEADS = {
    RatificationStatus.IN_FORCE: ("in-force", "in force for {states}"),
    RatificationStatus.DENOUNCED: ("denounced", "denounced by {states}"),
    RatificationStatus.NOT_YET_IN_FORCE: (
        "not-yet-in-force",
        "ratified but not yet in force for {states}",
    ),
    RatificationStatus.NOT_IN_FORCE: (
        "not-in-force",
        "not in force, without a date of denunciation, for {states}",
    ),
}


def _status_lines(
    instrument: str, snapshot: date, status: RatificationStatus, rows: Sequence[RatificationRow]
) -> list[_Line]:
    chosen = [row for row in rows if row.status is status]
    if not chosen:
        return []
    part, head = _STATUS_HEADS[status]
    head = f"{instrument}, list of {written_date(snapshot)}: " + head.format(
        states=_states(_count(chosen))
    )
    names = [row.label for row in chosen]
    return _names_lines(f"{head} (", names, part, status.value)


def _absence_lines(
    instrument: str, snapshot: date, rows: Sequence[RatificationRow], members: Sequence[Country]
) -> list[_Line]:
    named = {row.country.iso3 for row in rows}
    absent = sorted((m.name for m in members if m.iso3 not in named), key=slug)
    head = (
        f"{instrument}, list of {written_date(snapshot)}: member States of the ILO not named in it"
    )
    locator = "not named in the list"
    if not absent:
        text = f"{head}: none of the {len(members)}."
        return [_Line(text, "not-listed-1", locator)]
    return _names_lines(f"{head} ({len(absent)}; ", absent, "not-listed", locator)


def _names_lines(head: str, names: Sequence[str], part: str, locator: str) -> list[_Line]:
    """Spread names over numbered lines that each stay within the limit of one quote."""
    room = _LINE_LIMIT - len(f"{head}99 of 99): .")
    groups: list[list[str]] = [[]]
    for name in names:
        if groups[-1] and len(", ".join((*groups[-1], name))) > room:
            groups.append([])
        groups[-1].append(name)
    total = len(groups)
    return [
        _Line(
            f"{head}{number} of {total}): {', '.join(group)}.",
            f"{part}-{number}",
            f"{locator} ({number} of {total})",
        )
        for number, group in enumerate(groups, start=1)
    ]


def _fact(
    instrument: str, snapshot: date, document: str, row: RatificationRow, section: Section
) -> Ratification:
    own = _OWN_WORDS if row.own_words and row.footnote else ""
    return Ratification(
        instrument=instrument,
        country=row.country.iso3,
        ratified=row.ratified,
        status=row.status,
        snapshot=snapshot,
        document=document,
        start=section.start,
        end=section.end,
        ends=row.ends,
        begins=row.begins,
        replaced_by=row.replaced_by,
        territory=row.territory,
        footnote=row.footnote,
        note="; ".join(filter(None, (row.remark, own))),
    )


def _sorted(facts: Iterable[Ratification]) -> list[Ratification]:
    return sorted(facts, key=lambda fact: (fact.instrument, fact.territory))


def _country_coverage(
    country: Country, own: Sequence[Ratification], lists: Sequence[ListHeld], oldest: date
) -> str:
    complete = sum(held.complete for held in lists)
    partial = len(lists) - complete
    named = len({fact.instrument for fact in own})
    incomplete = f" and incomplete ones for {partial} more" if partial else ""
    return (
        f"The helpdesk holds complete lists of ratifying States for {complete} "
        f"instrument{'' if complete == 1 else 's'}{incomplete}; {country.name} is named in "
        f"{named} of the {len(lists)}. The oldest of these lists is of {written_date(oldest)}; "
        "other instruments are not covered here."
    )


def _country_lines(held: ListHeld, facts: Sequence[Ratification]) -> list[_Line]:
    title, day = full_title(held.instrument), written_date(held.snapshot)
    part, locator = held.instrument.lower(), f"row: {held.instrument}"
    if not facts and held.complete:
        return [_Line(f"{title}: not in the list of {day}.", part, locator)]
    if not facts:
        text = f"{title}: not among the rows that could be read in the list of {day}."
        return [_Line(text, part, locator)]
    return [
        _Line(
            f"{title}{f' ({fact.territory})' if fact.territory else ''}: "
            f"ratified {written_date(fact.ratified)}; {_standing(fact, fact.snapshot)} "
            f"(list of {written_date(fact.snapshot)}).",
            part,
            locator,
        )
        for fact in _sorted(facts)
    ]
