"""Find instruments named in a text by code, number or title, in English, French and Spanish.

Every pattern is bounded, so the time stays linear in the text whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.instrument_catalogue import (
    LAST_CONVENTION,
    LAST_PROTOCOL,
    LAST_RECOMMENDATION,
    by_code,
    candidates,
    exists,
    find_titles,
    numbered_code,
)

Span = tuple[int, int, str]

NUMBER_SIGN = (
    r"(?:(?:n\.?\s?[o°ºᵒ]s?|nos?|n[uú]ms?|num[eé]ros?|n[uú]meros?|numbers?|#|№)"
    r"(?![^\W\d_])\.?\s{0,3})"
)
_KINDS = {
    "C": r"(?:conventions?|convenios?|convenci[oó]n(?:es)?|conv\.?)",
    "R": r"(?:recommendations?|recommandations?|recomendaci[oó]n(?:es)?|rec\.?)",
    "P": r"(?:protocol(?:s|es?|os?)?)",
}
_KIND = "|".join(f"(?P<{letter}>{words})" for letter, words in _KINDS.items())
_OF_ILO = r"(?:\s(?:de\sl['’]\s?|de\sla\s|of\sthe\s)?(?:ILO|OIT))?"
_NUMBER_END = r"(?!\w)(?!\.\d)"
_NUMBERED = re.compile(
    rf"(?<!\w)(?:{_KIND}){_OF_ILO}[\s,]{{0,3}}(?P<open>\(\s?)?(?P<sign>{NUMBER_SIGN})?"
    rf"0{{0,2}}(?P<number>\d{{1,3}}){_NUMBER_END}",
    re.IGNORECASE,
)
_PROTOCOL_TO = re.compile(
    r"(?<!\w)(?:\d{4}\s)?protocol[eo]?\s(?:(?:of|de)\s\d{4}\s)?"
    r"(?:to|relatif\sà|relativo\sal?|à|al)\s(?:the\s|la\s|el\s)?(?:ILO\s)?"
    rf"(?:{_KINDS['C']}\s?\(?{NUMBER_SIGN}?|C\.?\s?)0{{0,2}}(?P<number>\d{{1,3}})"
    rf"{_NUMBER_END}\)?",
    re.IGNORECASE,
)
# "C138", "C.138", "C 138"; "c138", "r190" only joined and of two digits or more; a small or spaced
# "p" would be a page.
_CODE = re.compile(
    r"(?<![\w.°@#%])(?:(?P<upper>[CR])(?:\.[ \xa0]?|-|(?P<spaced>[ \xa0])(?=\d{2}))?"
    r"|(?P<protocol>P)-?|(?P<lower>[cr])(?=\d{2}))0{0,2}(?P<number>\d{1,3})(?!\w)(?!\.\d)"
)
_BARE = re.compile(
    rf"(?<!\w)(?P<sign>{NUMBER_SIGN})0{{0,2}}(?P<number>\d{{1,3}}){_NUMBER_END}",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\s{0,2}(?P<join>,\s{0,2}(?:(?:and|et|y)\s)?|/|&\s?|(?:and|et|y|e|or|ou|o)\s)\s?"
    rf"(?P<sign>{NUMBER_SIGN})?0{{0,2}}(?P<number>\d{{1,3}}){_NUMBER_END}",
    re.IGNORECASE,
)
_END = re.compile(r"\s{0,2}(?:$|[?.!,;:)\]])")
_UNIT = re.compile(
    r"\s?(?:%|per\s?cent|years?|months?|weeks?|days?|times|countries|states|members?|articles"
    r"|ratifications|workers|ans|années|pays|fois|mois|jours|artículos|años|meses|días|países"
    r"|veces)",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(r"\s?\((?P<inside>\d{4})\)|,?\s(?:of\s|de\s)?(?P<after>\d{4})(?!\w)")
_NUMBER_AFTER = re.compile(
    rf",?\s{{0,3}}\(?\s?{NUMBER_SIGN}0{{0,2}}(?P<number>\d{{1,3}}){_NUMBER_END}\s?\)?",
    re.IGNORECASE,
)
# "(n° 138) sur l'âge minimum, 1973": the title goes on after the number.
_TITLE_AFTER = re.compile(
    r"\s(?:sur|concernant|relative|sobre|on|concerning)\s[^.?!;\n]{3,160}?\W(?P<year>\d{4})(?!\w)",
    re.IGNORECASE,
)
_LOOK_BACK = 160
_LAST = {"C": LAST_CONVENTION, "R": LAST_RECOMMENDATION, "P": LAST_PROTOCOL}
_BEFORE_BARE = frozenset(
    "ilo oit ratified ratify ratifies ratifying of with and or under by is the to from both"  # noqa: SIM905
    " ratifié ratifie ratifier ratificado ratificó ratifica ratificar de du le la les el los al"
    " del et y avec con sur sobre".split()
)


@dataclass(frozen=True, slots=True)
class InstrumentMention:
    """An instrument named at text[start:end]; `known` where the catalogue holds it.

    Several mentions share a span where a title fits several instruments.
    """

    start: int
    end: int
    code: str
    known: bool


def mentions(text: str) -> tuple[InstrumentMention, ...]:
    """The instruments a text names in English, French or Spanish, in order of place."""
    taken: list[Span] = []
    for finder in (_protocols_to, _by_title, _by_code, _by_number, _by_bare_number):
        new = [span for span in finder(text) if not _overlaps(span, taken)]
        taken.extend(new)
    return tuple(InstrumentMention(*span, exists(span[2]) is True) for span in sorted(set(taken)))


def _overlaps(span: Span, taken: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end, _ in taken)


def _protocols_to(text: str) -> Iterator[Span]:
    for match in _PROTOCOL_TO.finditer(text):
        code = numbered_code("P", int(match["number"]))
        if code:
            yield match.start(), match.end(), code


def _by_title(text: str) -> Iterator[Span]:
    for match in find_titles(text):
        number = _NUMBER_AFTER.match(text, match.end)
        codes = candidates(match)
        end = match.end
        if number:
            chosen = [c for c in match.exact + match.related if _has(c, int(number["number"]))]
            if chosen:
                codes, end = tuple(chosen), number.end()
        for code in codes:
            yield match.start, end, code


def _has(code: str, number: int) -> bool:
    instrument = by_code(code)
    return instrument is not None and instrument.number == number


def _by_code(text: str) -> Iterator[Span]:
    for match in _CODE.finditer(text):
        letter = (match["upper"] or match["protocol"] or match["lower"]).upper()
        if match["spaced"] and int(match["number"]) > _LAST[letter]:
            continue  # "vitamin C 500"
        yield from _list(text, match, letter, plural=False)


def _by_number(text: str) -> Iterator[Span]:
    for match in _NUMBERED.finditer(text):
        if not match["sign"] and _is_plain_number(text, match):
            continue
        letter = next(kind for kind in _KINDS if match[kind])
        plural = match[letter].lower().endswith("s") or _is_plural(match["sign"])
        yield from _list(text, match, letter, plural)


def _by_bare_number(text: str) -> Iterator[Span]:
    for match in _BARE.finditer(text):
        letter = _kind_before(text, match)
        if letter:
            yield from _list(text, match, letter, _is_plural(match["sign"]))


def _is_plain_number(text: str, match: re.Match[str]) -> bool:
    """Whether the number counts things, or numbers the line below the word."""
    below = len(match["number"]) == 1 and "\n" in match.group()
    return below or bool(_UNIT.match(text, match.end()))


def _is_plural(sign: str | None) -> bool:
    return bool(sign) and (sign or "").rstrip(". \n\t\xa0").lower().endswith("s")


def _kind_before(text: str, match: re.Match[str]) -> str | None:
    """The kind that "No. 138" alone is of: that last named in the sentence, else Convention."""
    near = text[max(0, match.start() - _LOOK_BACK) : match.start()]
    before = re.split(r"[?!;]|\.\s", near)[-1]
    named = [
        (m.end(), letter)
        for letter, words in _KINDS.items()
        for m in re.finditer(rf"(?<!\w){words}(?!\w)", before, re.IGNORECASE)
    ]
    if named and re.search(r"\(\s?$|(?<!\d)\d{4},?\s{1,2}$", before):
        return max(named)[1]
    word = re.search(r"(\w+)[\s(]{1,3}$", before)
    opens = re.search(r"(?:^|[?!;:])[\s(¿¡«“\"']*$", near)
    if not opens and not (word and word[1].lower() in _BEFORE_BARE):
        return None
    if re.fullmatch(r"nos?\s{1,3}", match["sign"]):  # "of no 3": a plain word, not a sign
        return None
    if named:
        return max(named)[1]
    return "C" if int(match["number"]) <= _LAST["C"] else None


def _list(text: str, match: re.Match[str], letter: str, plural: bool) -> Iterator[Span]:
    """The instrument a match names, and those listed after it ("... 29, 105 and 138")."""
    code = numbered_code(letter, int(match["number"]))
    if code is None:
        return
    end = _title_end(text, match.end(), code, "open" in match.re.groupindex and bool(match["open"]))
    yield match.start(), end, code
    following = _NEXT.match(text, end)
    while following and _goes_on(text, following, plural):
        code = numbered_code(letter, int(following["number"]))
        if code is None:
            return
        end = following.end()
        start = following.start("sign") if following["sign"] else following.start("number")
        yield start, end, code
        following = _NEXT.match(text, end)


def _goes_on(text: str, following: re.Match[str], plural: bool) -> bool:
    if _UNIT.match(text, following.end()):
        return False
    if plural or following["sign"] or following["join"] == "/":
        return True
    return not following["join"].startswith(",") and bool(_END.match(text, following.end()))


def _title_end(text: str, end: int, code: str, opened: bool) -> int:
    """Where the mention ends once the instrument's own year or title after it is taken in."""
    if opened and (close := re.compile(r"\s?\)").match(text, end)):
        end = close.end()
    instrument = by_code(code) if exists(code) else None
    if instrument is None:
        return end
    year = str(instrument.year)
    after = _YEAR_AFTER.match(text, end)
    if after and year in (after["inside"], after["after"]):
        return after.end()
    title = _TITLE_AFTER.match(text, end)
    return title.end() if title and title["year"] == year else end
