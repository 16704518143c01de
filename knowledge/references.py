"""Read what a question refers to besides instruments and countries, in three languages.

Articles, paragraphs, Governing Body documents, cases of the Committee on Freedom of Association,
years and periods, and indicators of the Sustainable Development Goals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.instrument_mentions import NUMBER_SIGN, mentions

_MOST_IN_A_RANGE = 100


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article named at text[start:end]: "Article 2(1)", "Art. 3(d)"; "" where not named."""

    start: int
    end: int
    article: str
    paragraph: str = ""
    point: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """All references of one text.

    `paragraphs` are ranges of paragraph numbers, one number being a range of one. `years` are
    those named singly; `since` and `until` bound a period, both included. `provisions` are places
    of the Maritime Labour Convention, as sections name them: "regulation-2.3", "standard-a2.3-2".
    """

    articles: tuple[ArticleRef, ...] = ()
    paragraphs: tuple[range, ...] = ()
    documents: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    since: int | None = None
    until: int | None = None
    indicators: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()

    @property
    def period(self) -> tuple[int | None, int | None]:
        """First and last year meant, None where open; single years where no period is named."""
        if self.since is not None or self.until is not None or not self.years:
            return self.since, self.until
        return min(self.years), max(self.years)


_NUMBER = r"(?:\d{1,3}|[IVX]{1,6})(?!\w)"
_AND = r"(?:,\s?(?:and\s|et\s|y\s)?|\s(?:and|et|y|&|or|ou|o|e)\s)"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|through|à|au|a|al)\s)"
_PARAGRAPH_WORD = r"(?:paragraphs?|paragraphes?|paras?\.?|p[aá]rrafos?|p[aá]rrs?\.|§{1,2}|¶{1,2})"
_POINT_WORD = r"(?:sub-?paragraphs?|points?|clause|alin[eé]as?|apartados?|inciso|letras?|lettre)"
_PLACE = (
    rf"(?P<article>{_NUMBER})"
    rf"(?:\s?\((?P<in_brackets>\d{{1,2}})\)|\.(?P<dotted>\d{{1,2}})(?!\w)(?!\.\d)"
    rf"|,?\s{{0,2}}{_PARAGRAPH_WORD}\s?(?P<in_words>\d{{1,2}})(?!\w))?"
    rf"(?:,?\s?(?:{_POINT_WORD}\s)?\(?(?P<point>[a-z])\))?"
)
_ARTICLE = re.compile(
    rf"(?<!\w)(?:art[ií]culos?|articles?|arts?\.?)\s?(?:{NUMBER_SIGN})?{_PLACE}", re.IGNORECASE
)
_MORE_ARTICLES = re.compile(rf"(?P<join>{_AND}|{_TO}){_PLACE}", re.IGNORECASE)
_PROVISION = re.compile(
    r"(?<!\w)(?:(?P<regulation>regulations?|règles?|reglas?)|(?P<standard>standards?|normes?|normas?)"
    r"|(?:guidelines?|principes?\sdirecteurs?|pautas?))\s(?P<letter>[AB])?"
    r"(?P<number>\d\.\d{1,2}(?:\.\d{1,2})?)(?:\s?\((?P<paragraph>\d{1,2})\)"
    rf"|,?\s{_PARAGRAPH_WORD}\s?(?P<in_words>\d{{1,2}}))?(?!\w)",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(
    rf"(?<!\w){_PARAGRAPH_WORD}\s?(?:{NUMBER_SIGN})?(?P<first>\d{{1,4}})(?!\w)"
    rf"(?:{_TO}(?P<last>\d{{1,4}})(?!\w))?",
    re.IGNORECASE,
)
_MORE_PARAGRAPHS = re.compile(
    rf"{_AND}(?P<first>\d{{1,4}})(?!\w)(?:{_TO}(?P<last>\d{{1,4}})(?!\w))?", re.IGNORECASE
)
_DOCUMENT = re.compile(
    r"(?<!\w)GB[.\s]{0,2}(?P<session>\d{2,3})(?:(?:\s?/\s?|[\s.]{1,2})(?P<section>[A-Z]{2,5}))?"
    r"(?P<rest>(?:(?:\s?/\s?|\s)(?:INF(?!\w)|WP(?!\w)|\d{1,2}(?!\d))){1,4})"
    r"(?P<change>\s?\(?(?:Rev|Add|Corr)\.?\s?\d{0,2}(?!\w)\)?)?",
    re.IGNORECASE,
)
_CASE = re.compile(
    rf"(?<!\w)(?:cases?|cas|casos?)\s(?:(?P<sign>{NUMBER_SIGN})(?P<signed>\d{{1,4}})"
    r"|(?P<plain>\d{3,4}))(?!\w)(?!\.\d)",
    re.IGNORECASE,
)
_MORE_CASES = re.compile(rf"{_AND}(?P<number>\d{{3,4}})(?!\w)", re.IGNORECASE)
_INDICATOR = re.compile(
    r"(?<![\w.])(?P<goal>1[0-7]|[1-9])\.(?P<target>\d{1,2}|[a-d])\.(?P<number>\d)(?!\w)(?!\.\d)",
    re.IGNORECASE,
)
_YEAR = r"(?:19|20)\d{2}"
_YEAR_END = r"(?![\w/])(?![.,]\d)"
_RANGE = re.compile(
    rf"(?<![\w.,/])(?P<first>{_YEAR})\s?(?:[-–—/]|(?:to|through|until|and|et|y|e|à|au|a|al|hasta)\s)"
    rf"\s?(?P<last>{_YEAR}|\d{{2}}){_YEAR_END}",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?<!\w)(?:between|from|entre|desde|depuis|de|du)\s(?:los\saños\s)?$", re.I)
_SINCE = re.compile(
    r"(?<!\w)(?P<next>after|après|despu[eé]s\sde)\s(?:el\s)?$"
    r"|(?<!\w)(?:since|depuis|desde|from|à\spartir\sde|a\spartir\sde)\s(?:el\saño\s|l['’]année\s)?$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?<!\w)(?P<previous>before|avant|antes\sde)\s(?:el\s)?$"
    r"|(?<!\w)(?:until|till|up\sto|by|through|hasta|jusqu['’](?:en|à))\s(?:el\saño\s)?$",
    re.IGNORECASE,
)
_ONWARDS = re.compile(r"\s(?:onwards?|and\slater|et\saprès|en\sadelante)(?!\w)", re.IGNORECASE)
_ONE_YEAR = re.compile(rf"(?<![\w.,/$€£]){_YEAR}{_YEAR_END}")
# Years that name a text or a programme, not a period: they are blanked before years are read.
_NAMING_YEAR = re.compile(
    rf"(?:convention|convenio|recommendation|recommandation|recomendaci[oó]n)"
    rf"(?:\s?\((?:revised|révisée|revisado)\))?,\s?{_YEAR}(?!\w)"
    rf"|(?:protocol[eo]?|declaration|déclaration|declaración)\s(?:of|de)\s{_YEAR}(?!\w)"
    rf"|(?<!\w){_YEAR}\s(?:protocol|declaration|agenda)(?!\w)"
    rf"|(?:agenda|programme)\s(?:de\s)?2030(?!\w)|MLC,?\s2006(?!\w)"
    rf"|(?<!\w){_YEAR}\s?\(\s?{NUMBER_SIGN}\d{{1,3}}\s?\)",
    re.IGNORECASE,
)


def parse_references(text: str) -> References:
    """Read all references; what is read as one kind is not read again as another."""
    named = [(m.start, m.end) for m in mentions(text)]
    named += [match.span() for match in _NAMING_YEAR.finditer(text)]
    rest = _blank(text, named)
    found_documents = list(_DOCUMENT.finditer(rest))
    rest = _blank(rest, (match.span() for match in found_documents))
    cases = list(_cases(rest))
    rest = _blank(rest, (span for span, _ in cases))
    provisions = list(_PROVISION.finditer(rest))
    rest = _blank(rest, (match.span() for match in provisions))
    articles = tuple(_articles(rest))
    rest = _blank(rest, ((ref.start, ref.end) for ref in articles))
    paragraphs = list(_paragraphs(rest))
    rest = _blank(rest, (span for span, _ in paragraphs))
    indicators = list(_INDICATOR.finditer(rest))
    rest = _blank(rest, (match.span() for match in indicators))
    years, since, until = _years(rest)
    return References(
        articles=articles,
        paragraphs=tuple(numbers for _, numbers in paragraphs),
        documents=_unique(_document(match) for match in found_documents),
        cases=_unique(number for _, number in cases),
        years=years,
        since=since,
        until=until,
        indicators=_unique(match.group().lower() for match in indicators),
        provisions=_unique(_provision(match) for match in provisions),
    )


def normalise_document(text: str) -> str | None:
    """A Governing Body document number as printed ("gb 347 ins 8" -> "GB.347/INS/8")."""
    match = _DOCUMENT.fullmatch(text.strip())
    return _document(match) if match else None


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spans overwritten by a sign that no pattern reads, lengths kept."""
    for start, end in spans:
        text = text[:start] + "\x1f" * (end - start) + text[end:]
    return text


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _document(match: re.Match[str]) -> str:
    parts = [f"GB.{match['session']}"]
    if match["section"]:
        parts.append(match["section"].upper())
    parts += re.findall(r"[A-Z]+|\d+", match["rest"].upper())
    change = re.search(r"([A-Za-z]+)\.?\s?(\d*)", match["change"] or "")
    suffix = f"({change[1].capitalize()}.{change[2]})" if change else ""
    return "/".join(parts) + suffix


def _cases(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _CASE.finditer(text):
        number = match["signed"] or match["plain"]
        if not match["sign"] and re.search(r"(?<!\w)(?:in|en)\s$", text[: match.start()][-4:]):
            continue  # "in case 2021 figures ..."
        yield match.span(), number.lstrip("0") or "0"
        following = _MORE_CASES.match(text, match.end())
        while following:
            yield following.span(), following["number"]
            following = _MORE_CASES.match(text, following.end())


def _provision(match: re.Match[str]) -> str:
    if match["regulation"]:
        kind = "regulation-"
    else:
        kind = "standard-a" if match["standard"] else "guideline-b"
    paragraph = match["paragraph"] or match["in_words"]
    return f"{kind}{match['number']}" + (f"-{paragraph}" if paragraph else "")


def _articles(text: str) -> Iterator[ArticleRef]:
    for match in _ARTICLE.finditer(text):
        last = _article(match)
        yield last
        plural = re.match(r"art[ií]culos|articles|arts", match.group(), re.IGNORECASE)
        following = _MORE_ARTICLES.match(text, match.end())
        while following and (plural or _ends(text, following.end())):
            yield from _between(last, following)
            last = _article(following)
            yield last
            following = _MORE_ARTICLES.match(text, following.end())


def _ends(text: str, end: int) -> bool:
    return bool(re.compile(r"\s?(?:$|[?.!,;:)]|(?:of|de|del|du)\s)").match(text, end))


def _article(match: re.Match[str]) -> ArticleRef:
    paragraph = match["in_brackets"] or match["dotted"] or match["in_words"] or ""
    point = (match["point"] or "").lower()
    article = match["article"].lstrip("0").upper() or "0"
    start = match.start("article") if "join" in match.groupdict() else match.start()
    return ArticleRef(start, match.end(), article, paragraph, point)


def _between(first: ArticleRef, following: re.Match[str]) -> Iterator[ArticleRef]:
    """The articles that "2 to 5" leaves unsaid."""
    last = following["article"]
    if not (re.fullmatch(_TO, following["join"], re.IGNORECASE) and first.article.isdigit()):
        return
    if last.isdigit():
        for number in range(int(first.article) + 1, int(last))[:_MOST_IN_A_RANGE]:
            yield ArticleRef(following.start(), following.end(), str(number))


def _paragraphs(text: str) -> Iterator[tuple[tuple[int, int], range]]:
    for match in _PARAGRAPHS.finditer(text):
        part: re.Match[str] | None = match
        while part:
            first = int(part["first"])
            last = int(part["last"] or first)
            yield part.span(), range(first, max(first, last) + 1)
            part = _MORE_PARAGRAPHS.match(text, part.end())


def _years(text: str) -> tuple[tuple[int, ...], int | None, int | None]:
    """Single years, and the bounds of the period: the widest where several are named."""
    starts: list[int] = []
    ends: list[int] = []
    singles: list[int] = []
    for match in _RANGE.finditer(text):
        first, last = int(match["first"]), _full_year(match["first"], match["last"])
        joined = re.search(r"(?:and|et|y|e)\s", match.group(), re.IGNORECASE)
        if last < first or (joined and not _OPENS.search(text, 0, match.start())):
            continue  # "2015 and 2020" names two years
        starts.append(first)
        ends.append(last)
        text = _blank(text, [match.span()])
    for match in _ONE_YEAR.finditer(text):
        year = int(match.group())
        before = text[max(0, match.start() - 30) : match.start()]
        if since := _SINCE.search(before):
            starts.append(year + 1 if since["next"] else year)
        elif until := _UNTIL.search(before):
            ends.append(year - 1 if until["previous"] else year)
        elif _ONWARDS.match(text, match.end()):
            starts.append(year)
        else:
            singles.append(year)
    years = tuple(dict.fromkeys(singles))
    return years, min(starts, default=None), max(ends, default=None)


def _full_year(first: str, last: str) -> int:
    return int(last if len(last) == 4 else first[:2] + last)
