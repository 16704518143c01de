"""Answers from an exact place: an article or paragraph of an instrument, a paragraph of a paper.

What does not exist is told apart from what the stored text lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlite_utils import Database

from helpdesk.replies import MAX_QUOTE, MAX_STATEMENTS, Claim, cite
from helpdesk.services.answers.draft import Draft
from helpdesk.services.frames import say
from helpdesk.services.understanding import Understood
from index.analysis import analysed_as, terms
from ingest.ratification_lists import full_title
from knowledge import instruments
from knowledge.documents import Document, Section
from knowledge.references import ArticleRef
from knowledge.sentences import sentences
from knowledge.store.documents import documents_about, get_document

_ARTICLE_PART = re.compile(r"article-(\d+)(?:-\d+)?")
_PARAGRAPH_PART = re.compile(r"para-(\d+)(?:-\d+)?")
_OPENING = 3  # sections that say what an instrument is about
_MOST = 6  # places looked up for one instrument
# Articles that a later instrument deleted, which the stored text still has: by which, and where.
_DELETED = {"c029": (range(3, 25), "P029", "article-7")}


def answer_article(asked: Understood, db: Database) -> Draft:
    """Quote the articles, or other provisions, asked for, paragraph by paragraph."""
    if not asked.instruments:
        return Draft(notices=(say(asked.language, "which_instrument"),))
    total = Draft()
    for code, references in _by_instrument(asked)[:2]:
        document = get_document(db, code.lower())
        if document is None:
            total += Draft(notices=(say(asked.language, "no_text", name=full_title(code)),))
            continue
        for reference in references[:_MOST]:
            total += _article(asked, document, code, reference, db)
        for provision in asked.references.provisions[:_MOST]:
            total += _provision(asked, document, code, provision)
        if not references:
            total += _paragraphs(asked, document, code)
    return total


def _by_instrument(asked: Understood) -> list[tuple[str, tuple[ArticleRef, ...]]]:
    """Join articles with instruments: one by one where as many are named, else each with all."""
    places = {(ref.article, ref.paragraph, ref.point): ref for ref in asked.references.articles}
    named = [m.code for m in instruments.mentions(asked.text) if m.code in asked.instruments]
    if len(named) == len(asked.references.articles) > 1:
        return list(zip(named, ((ref,) for ref in asked.references.articles), strict=True))
    return [(code, tuple(places.values())) for code in asked.instruments]


def _provision(asked: Understood, document: Document, code: str, provision: str) -> Draft:
    """Quote a Regulation, Standard or Guideline of the Maritime Labour Convention."""
    sections = [s for s in document.sections if _is_or_below(s.part, provision)]
    if sections:
        chosen = _most_relevant(asked, document, sections)
        return Draft(tuple(_quoted(asked.language, document, chosen)))
    kind, _, number = provision.partition("-")
    name = f"{kind.capitalize()} {number.upper()}"
    return Draft(
        notices=(say(asked.language, "no_provision", instrument=full_title(code), provision=name),)
    )


def _paragraphs(asked: Understood, document: Document, code: str) -> Draft:
    """Quote the paragraphs of an instrument that has them instead of articles."""
    if not _numbers(document, _PARAGRAPH_PART):
        return Draft()
    named = replace(document, identifiers=(full_title(code),))
    return answer_paragraph(asked, named)


def _article(
    asked: Understood, document: Document, code: str, reference: ArticleRef, db: Database
) -> Draft:
    wanted = f"article-{_arabic(reference.article)}"
    sections = [s for s in document.sections if _is_or_below(s.part, wanted)]
    if not sections:
        return Draft(notices=(_missing(asked.language, document, code, reference.article),))
    if reference.paragraph:
        exact = [s for s in sections if _is_or_below(s.part, f"{wanted}-{reference.paragraph}")]
        if not exact:
            notice = say(
                asked.language,
                "no_paragraph",
                article=reference.article,
                instrument=full_title(code),
                paragraph=reference.paragraph,
            )
            return Draft(notices=(notice,))
        sections = exact
    notices: tuple[str, ...] = ()
    if reference.point:
        pointed = [p for section in sections if (p := _point(document, section, reference.point))]
        notices = () if pointed else (_no_point(asked, code, reference),)
        sections = pointed or sections
    chosen = _most_relevant(asked, document, sections)
    lapsed = _deletion(asked, code, reference.article, db)
    return Draft(tuple(_quoted(asked.language, document, chosen)), notices) + lapsed


def _no_point(asked: Understood, code: str, reference: ArticleRef) -> str:
    paragraph = f"({reference.paragraph})" if reference.paragraph else ""
    place = f"Article {reference.article}{paragraph}({reference.point})"
    return say(asked.language, "no_provision", instrument=full_title(code), provision=place)


def has_lapsed(document: str, locator: str) -> bool:
    """Whether a place of an instrument has been deleted by a later one."""
    match = re.match(r"Article (\d+)", locator)
    return match is not None and document in _DELETED and int(match[1]) in _DELETED[document][0]


def _deletion(asked: Understood, code: str, article: str, db: Database) -> Draft:
    """Say that an article has been deleted, with the words that deleted it where they are held."""
    if not has_lapsed(code.lower(), f"Article {_arabic(article)}"):
        return Draft()
    _, by, part = _DELETED[code.lower()]
    notice = say(asked.language, "deleted", article=article, instrument=code, by=full_title(by))
    later = get_document(db, by.lower())
    sections = [s for s in later.sections if _is_or_below(s.part, part)] if later else []
    claims = tuple(_quoted(asked.language, later, sections)) if later else ()
    return Draft(claims, (notice,))


def _point(document: Document, section: Section, point: str) -> Section | None:
    """Return the stretch of a section that is its point (d), up to the next point."""
    text = document.text[section.start : section.end]
    points = list(re.finditer(r"(?:^|(?<=[\s(]))\(?([a-z])\)\s", text))
    for match, following in zip(points, [*points[1:], None], strict=True):
        if match[1] == point:
            end = section.start + (following.start() if following else len(text))
            end = section.start + len(document.text[section.start : end].rstrip(" \n("))
            locator = f"{section.locator}({point})"
            return replace(section, start=section.start + match.start(), end=end, locator=locator)
    return None


def _is_or_below(part: str, wanted: str) -> bool:
    return part == wanted or part.startswith(wanted + "-")


def _arabic(article: str) -> str:
    if article.isdigit():
        return str(int(article))
    values = {"I": 1, "V": 5, "X": 10, "L": 50}
    total = 0
    for this, following in zip(article.upper(), [*article.upper()[1:], ""], strict=True):
        value = values[this]
        total += -value if following and values[following] > value else value
    return str(total)


def _missing(language: str, document: Document, code: str, article: str) -> str:
    numbers = _numbers(document, _ARTICLE_PART)
    name = full_title(code)
    if not numbers:
        others = _numbers(document, _PARAGRAPH_PART) or {0}
        first, last = min(others), max(others)
        return say(language, "no_articles", instrument=name, first=first, last=last)
    first, last = min(numbers), max(numbers)
    if 0 < int(_arabic(article)) < last:
        return say(language, "article_lacking", article=article, instrument=name)
    return say(language, "no_article", article=article, instrument=name, first=first, last=last)


def _numbers(document: Document, pattern: re.Pattern[str]) -> set[int]:
    return {int(match[1]) for s in document.sections if (match := pattern.fullmatch(s.part))}


def _most_relevant(
    asked: Understood, document: Document, sections: Sequence[Section]
) -> list[Section]:
    """Return all sections where they fit a reply, else those nearest the question, in order."""
    if len(sections) <= MAX_STATEMENTS:
        return list(sections)
    words = set(terms(analysed_as(document.language), asked.text))

    def shared(section: Section) -> int:
        text = document.text[section.start : section.end]
        return len(words & set(terms(analysed_as(document.language), text)))

    ranked = sorted(range(len(sections)), key=lambda at: (-shared(sections[at]), at))
    return [sections[at] for at in sorted(ranked[:MAX_STATEMENTS])]


def _quoted(language: str, document: Document, sections: Sequence[Section]) -> Iterator[Claim]:
    for section in sections:
        end, whole = quote_end(document, section.start, section.end)
        citation = cite(document, section.start, end, section.locator)
        text = say(
            language,
            "place" if whole else "placed_extract",
            place=f"{document.title.split(' ')[0]}, {section.locator}",
            text=unnumbered(citation.quote, section.locator),
        )
        yield Claim(text, (citation,))


def unnumbered(quote: str, locator: str) -> str:
    """Return the quote on one line, without the paragraph number that the locator says."""
    number, _, rest = " ".join(quote.split()).partition(". ")
    return rest if rest and number.isdigit() and number in locator else " ".join(quote.split())


def quote_end(document: Document, start: int, end: int) -> tuple[int, bool]:
    """Return where a quote of text[start:end] ends, at a sentence where it must be cut, and
    whether it is whole."""
    if end - start <= MAX_QUOTE:
        return end, True
    fits = [last for _, last in sentences(document.text, start, end) if last - start <= MAX_QUOTE]
    if fits:
        return fits[-1], False
    cut = document.text.rfind(" ", start, start + MAX_QUOTE)
    return (cut if cut > start else start + MAX_QUOTE), False


def papers_named(asked: Understood, db: Database) -> tuple[Document, ...]:
    """Return the papers that the question names and that are held."""
    found: list[Document] = []
    for name in asked.references.documents:
        for held in documents_about(db, identifier=name):
            document = get_document(db, held)
            if document is not None:
                found.append(document)
    return tuple(found)


def answer_paragraph(asked: Understood, document: Document) -> Draft:
    """Quote the numbered paragraphs of a paper that the question names."""
    numbers = [number for span in asked.references.paragraphs for number in span][:20]
    claims: list[Claim] = []
    notices: list[str] = []
    for number in numbers:
        part = f"para-{number}"
        sections = [
            s
            for s in document.sections
            if _is_or_below(s.part, part) or s.part.endswith("-" + part)
        ]
        if not sections:
            name = document.identifiers[0] if document.identifiers else document.title
            notices.append(say(asked.language, "no_paper_paragraph", name=name, paragraph=number))
        claims.extend(_quoted(asked.language, document, sections))
    return Draft(tuple(claims), tuple(notices))


OUTLINE = "mne-declaration-outline"
_OUTLINE_PART = re.compile(r"paragraphs?-(\d+)(?:-(\d+))?")


def answer_declaration_paragraph(asked: Understood, db: Database) -> Draft:
    """Quote where the paragraphs asked for stand in the outline of the MNE Declaration."""
    document = get_document(db, OUTLINE)
    if document is None:
        return Draft()
    total = Draft()
    for number in [number for span in asked.references.paragraphs for number in span][:_MOST]:
        found = [s for s in document.sections if _covers(s.part, number)]
        lines = [cite(document, s.start, s.end, s.locator) for s in found]
        total += Draft(tuple(Claim(line.quote, (line,)) for line in lines))
        if not found:
            notice = say(
                asked.language, "no_paper_paragraph", name=document.title, paragraph=number
            )
            total += Draft(notices=(notice,))
    return total


def _covers(part: str, number: int) -> bool:
    match = _OUTLINE_PART.fullmatch(part)
    return match is not None and int(match[1]) <= number <= int(match[2] or match[1])


def answer_opening(asked: Understood, db: Database) -> Draft:
    """Quote the first articles of the instruments named: what they are about."""
    total = Draft()
    for code in asked.instruments[:2]:
        document = get_document(db, code.lower())
        if document is None:
            total += Draft(notices=(say(asked.language, "no_text", name=full_title(code)),))
            continue
        body = [s for s in document.sections if s.part not in {"", "preamble"}]
        total += Draft(tuple(_quoted(asked.language, document, body[:_OPENING])))
    return total
