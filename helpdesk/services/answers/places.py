"""Answers from an exact place: an article of an instrument, a paragraph of a paper.

What does not exist is told apart from what the stored text lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from helpdesk.services.answers.draft import Draft
from helpdesk.services.frames import say
from helpdesk.services.replies import MAX_QUOTE, MAX_STATEMENTS, Claim, cite
from helpdesk.services.understanding import Understood
from index.analysis import analysed_as, terms
from ingest.ratification_lists import full_title
from knowledge.documents import Document, Section
from knowledge.references import ArticleRef
from knowledge.sentences import sentences
from knowledge.store.documents import documents_about, get_document

_ARTICLE_PART = re.compile(r"article-(\d+)(?:-(\d+))?")


def answer_article(asked: Understood, db: Database) -> Draft:
    """Quote the articles asked for, paragraph by paragraph."""
    total = Draft()
    for code in asked.instruments[:2]:
        document = get_document(db, code.lower())
        if document is None:
            total += Draft(notices=(say(asked.language, "no_text", name=full_title(code)),))
            continue
        for reference in asked.references.articles[:3]:
            total += _article(asked, document, code, reference)
    return total


def _article(asked: Understood, document: Document, code: str, reference: ArticleRef) -> Draft:
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
    chosen = _most_relevant(asked, document, sections)
    return Draft(tuple(_quoted(asked.language, document, chosen)))


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
    numbers = {
        int(match[1]) for s in document.sections if (match := _ARTICLE_PART.fullmatch(s.part))
    }
    number = int(_arabic(article))
    name = full_title(code)
    if numbers and 0 < number < max(numbers):
        return say(language, "article_lacking", article=article, instrument=name)
    return say(
        language,
        "no_article",
        article=article,
        instrument=name,
        first=min(numbers, default=0),
        last=max(numbers, default=0),
    )


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
        sections = [s for s in document.sections if s.part == part or s.part.endswith("-" + part)]
        if not sections:
            name = document.identifiers[0] if document.identifiers else document.title
            notices.append(
                say(asked.language, "no_paper_paragraph", name=name, paragraph=number)
            )
        claims.extend(_quoted(asked.language, document, sections))
    return Draft(tuple(claims), tuple(notices))
